//! What is true of a store. Tests and models under test read it; the program never does.

use crate::{
    at, calendar,
    demand::Demand,
    export,
    market::Market,
    people::person,
    shop::{Day, Ending},
    stores::Settings,
};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// For how many of the last weeks expected demand stands in the truth, week by week.
pub const WEEKS: usize = 13;

/// The truth of a store. Amounts are in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The store.
    pub store: String,
    /// Its seed.
    pub seed: u64,
    /// The first day.
    pub start: kontor_domain::Date,
    /// The last day.
    pub end: kontor_domain::Date,
    /// The currency.
    pub currency: String,
    /// What is in the order file.
    pub exported: Exported,
    /// What each weekday does to visits, Monday first.
    pub weekday: [f64; 7],
    /// What holidays do to visits.
    pub holidays: Vec<calendar::Holiday>,
    /// How demand goes through the year.
    pub seasons: Vec<SeasonTruth>,
    /// Kinds of customers.
    pub segments: Vec<SegmentTruth>,
    /// Where customers come from.
    pub channels: Vec<ChannelTruth>,
    /// Paid advertising.
    pub campaigns: Vec<CampaignTruth>,
    /// Suppliers' deliveries.
    pub suppliers: Vec<SupplierTruth>,
    /// What is bought along with what.
    pub affinities: Vec<AffinityTruth>,
    /// Products.
    pub products: Vec<ProductTruth>,
    /// The Monday on which each of [`VariantTruth::expected_weekly`]'s weeks begins.
    pub weeks: Vec<kontor_domain::Date>,
    /// Variants.
    pub variants: Vec<VariantTruth>,
}

/// What the order file holds, but for planted rows; credit notes are lines of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Orders, with the cancelled.
    pub orders: u64,
    /// Of them cancelled.
    pub cancelled: u64,
    /// Order lines, with those of cancelled orders.
    pub lines: u64,
    /// Units of orders that are not cancelled.
    pub units: u64,
    /// Value of goods in orders that are not cancelled, at line prices, in minor units of the
    /// shop's currency.
    pub goods: i64,
    /// What discount codes took off.
    pub discounts: i64,
    /// Lines that came back before the end.
    pub returned_lines: u64,
    /// Customers who ordered.
    pub customers: u64,
}

/// A season by weeks of the year: what the year's time does to demand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeasonTruth {
    /// Its name.
    pub name: String,
    /// Index of each week of the year from January 1, mean 1.
    pub by_week: Vec<f64>,
}

/// A kind of customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentTruth {
    /// Its name.
    pub name: String,
    /// Share of new customers.
    pub share: f64,
    /// Visits a day on a day of factor 1, on average.
    pub visits_per_day: f64,
    /// Share of customers and their visits as a multiple of the average.
    pub activity: Vec<(f64, f64)>,
    /// Probability of being lost, a day.
    pub churn_per_day: f64,
    /// Lines a visit when nothing moves demand.
    pub lines_per_visit: f64,
    /// Probability that a visit orders when nothing moves demand and all is in stock.
    pub order_probability: f64,
    /// Visits of a new customer over his life, with the first.
    pub lifetime_visits: f64,
    /// Orders of a new customer over his life.
    pub lifetime_orders: f64,
    /// What a new customer leaves over his life: prices less costs at the start's prices.
    pub lifetime_value: f64,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelTruth {
    /// Its name.
    pub name: String,
    /// Share of the arrivals that come without a campaign.
    pub share: f64,
    /// Visits that only look around, for each order.
    pub browsing: f64,
    /// Carts left, for each order.
    pub abandoning: f64,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CampaignTruth {
    /// Its name.
    pub name: String,
    /// Its channel.
    pub channel: String,
    /// New customers a day that come because of it.
    pub arrivals_per_day: f64,
    /// Spend a day.
    pub spend_per_day: i64,
}

/// A supplier's lead time: a gamma, rounded to days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplierTruth {
    /// Its name.
    pub name: String,
    /// Days promised.
    pub promised_days: u32,
    /// Days on average.
    pub lead_days: f64,
    /// Their standard deviation.
    pub lead_sd: f64,
}

/// A line of one product brings a Poisson number of lines of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AffinityTruth {
    /// The first product's title.
    pub product: String,
    /// The title of the one that it brings.
    pub brings: String,
    /// How many on average, when nothing moves the demand for the second.
    pub probability: f64,
}

/// A product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductTruth {
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: String,
    /// Own-price elasticity.
    pub elasticity: f64,
    /// Places in this list, and the elasticity to their price.
    pub substitutes: Vec<(usize, f64)>,
    /// Elasticity to the rival's price.
    pub competitor_elasticity: f64,
    /// What being promoted adds beside the price, as a logarithm.
    pub promotion_lift: f64,
    /// The place of its season.
    pub season: usize,
    /// Growth in a year, as a logarithm.
    pub trend_per_year: f64,
    /// Size of the negative binomial of its days.
    pub steadiness: f64,
    /// Share of its lines that come back, in a segment of factor 1.
    pub return_rate: f64,
    /// When it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launched: Option<kontor_domain::Date>,
    /// The first day without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<kontor_domain::Date>,
}

/// A variant, with sums over the whole log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VariantTruth {
    /// Its code.
    pub sku: String,
    /// The place of its product.
    pub product: usize,
    /// Units expected, each day by what was known in the morning.
    pub expected: f64,
    /// Units wanted.
    pub demand: u64,
    /// Units sold.
    pub sold: u64,
    /// Days on which it was on sale.
    pub days: u32,
    /// Of them without any stock in the morning.
    pub days_out: u32,
    /// Units expected in each of the last weeks; left out of what sells less than once in two weeks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expected_weekly: Vec<f64>,
}

/// Sums up a log, day by day.
pub(crate) struct Tally {
    exported: Exported,
    first_week: u32,
    expected: Vec<f64>,
    demand: Vec<u64>,
    sold: Vec<u64>,
    days: Vec<u32>,
    days_out: Vec<u32>,
    weekly: Vec<[f64; WEEKS]>,
}

impl Tally {
    pub(crate) fn new(market: &Market) -> Tally {
        let count = market.variants.len();
        // Whole weeks, from a Monday to the last Sunday.
        let after_sunday = (calendar::weekday(market.date(market.days)) as u32) % 7;
        let first_week = market.days.saturating_sub(after_sunday + 7 * WEEKS as u32);
        Tally {
            exported: Exported::default(),
            first_week,
            expected: vec![0.0; count],
            demand: vec![0; count],
            sold: vec![0; count],
            days: vec![0; count],
            days_out: vec![0; count],
            weekly: vec![[0.0; WEEKS]; count],
        }
    }

    pub(crate) fn day(&mut self, day: &Day) {
        let all = &mut self.exported;
        for order in day.orders {
            all.orders += 1;
            all.lines += order.lines.len() as u64;
            if order.is_cancelled {
                all.cancelled += 1;
                continue;
            }
            all.units += order.lines.iter().map(|line| u64::from(line.quantity)).sum::<u64>();
            all.goods += order.goods();
            all.discounts += order.discount();
        }
        all.returned_lines += day.returns.len() as u64;
        for (sum, expected) in self.expected.iter_mut().zip(day.expected) {
            *sum += expected;
        }
        for (sum, demand) in self.demand.iter_mut().zip(day.demand) {
            *sum += u64::from(*demand);
        }
        for (sum, sold) in self.sold.iter_mut().zip(day.sold) {
            *sum += u64::from(*sold);
        }
        let on_sale = self.days.iter_mut().zip(&mut self.days_out);
        for (variant, ((days, out), expected)) in on_sale.zip(day.expected).enumerate() {
            if *expected > 0.0 {
                *days += 1;
                *out += u32::from(day.morning_stock.iter().all(|stock| at(stock, variant) == 0));
            }
        }
        if let Some(since) = day.day.checked_sub(self.first_week) {
            for (weeks, expected) in self.weekly.iter_mut().zip(day.expected) {
                if let Some(week) = weeks.get_mut(since as usize / 7) {
                    *week += expected;
                }
            }
        }
    }

    pub(crate) fn finish(mut self, settings: &Settings, ending: &Ending) -> Truth {
        let market = &settings.market;
        self.exported.customers =
            ending.customers.iter().filter(|customer| customer.orders > 0).count() as u64;
        let weeks = (0..WEEKS as u32).map(|week| market.date(self.first_week + 7 * week)).collect();
        let variants = market
            .variants
            .iter()
            .enumerate()
            .map(|(place, variant)| VariantTruth {
                sku: variant.sku.clone(),
                product: variant.product,
                expected: short(at(&self.expected, place)),
                demand: at(&self.demand, place),
                sold: at(&self.sold, place),
                days: at(&self.days, place),
                days_out: at(&self.days_out, place),
                expected_weekly: often(at(&self.weekly, place), variant.sold_in),
            })
            .collect();
        Truth {
            store: settings.store.id().to_owned(),
            seed: settings.seed,
            start: market.start,
            end: market.date(market.days.saturating_sub(1)),
            currency: settings.currency.to_owned(),
            exported: self.exported,
            weekday: market.weekday,
            holidays: market.holidays.clone(),
            seasons: seasons(market),
            segments: segments(market),
            channels: market
                .channels
                .iter()
                .map(|channel| ChannelTruth {
                    name: channel.name.clone(),
                    share: channel.share,
                    browsing: channel.browsing,
                    abandoning: channel.abandoning,
                })
                .collect(),
            campaigns: market
                .campaigns
                .iter()
                .map(|campaign| CampaignTruth {
                    name: campaign.name.clone(),
                    channel: market
                        .channels
                        .get(campaign.channel)
                        .map_or_else(String::new, |channel| channel.name.clone()),
                    arrivals_per_day: short(campaign.arrivals()),
                    spend_per_day: campaign.spend_per_day,
                })
                .collect(),
            suppliers: market
                .suppliers
                .iter()
                .map(|supplier| SupplierTruth {
                    name: supplier.name.clone(),
                    promised_days: supplier.promised_days,
                    lead_days: supplier.lead_days,
                    lead_sd: supplier.lead_sd,
                })
                .collect(),
            affinities: affinities(market),
            products: products(market),
            weeks,
            variants,
        }
    }
}

/// `truth_daily.csv`: each variant on each day that it is on sale.
pub(crate) struct DailyTruth(csv::Writer<Box<dyn Write>>);

impl DailyTruth {
    pub(crate) fn new(out: Box<dyn Write>) -> io::Result<DailyTruth> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record([
            "Date",
            "SKU",
            "Price",
            "Expected",
            "Demand",
            "Sold",
            "Morning stock",
        ])?;
        Ok(DailyTruth(writer))
    }

    pub(crate) fn day(&mut self, day: &Day) -> io::Result<()> {
        let date = day.date.to_string();
        for (place, variant) in day.market.variants.iter().enumerate() {
            let expected = at(day.expected, place);
            if expected == 0.0 {
                continue;
            }
            let stock: u32 = day.morning_stock.iter().map(|stock| at(stock, place)).sum();
            self.0.write_record([
                &date,
                &variant.sku,
                &at(day.prices, place).to_string(),
                &short(expected).to_string(),
                &at(day.demand, place).to_string(),
                &at(day.sold, place).to_string(),
                &stock.to_string(),
            ])?;
        }
        Ok(())
    }

    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// `truth_customers.csv`: each customer who ordered, by the e-mail address that the exports have,
/// with what is still to come of him.
pub(crate) fn write_customers(
    settings: &Settings,
    truth: &Truth,
    ending: &Ending,
    out: Box<dyn Write>,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "Email",
        "Segment",
        "Activity",
        "Is active",
        "Orders",
        "Orders to come",
        "Value to come",
    ])?;
    for (place, customer) in (0_u32..).zip(&ending.customers).filter(|(_, each)| each.orders > 0) {
        let segment = truth.segments.get(usize::from(customer.segment));
        let Some(segment) = segment else { continue };
        let activity = segment.activity.get(usize::from(customer.activity));
        let factor = activity.map_or(1.0, |(_, factor)| *factor);
        // Whoever is still there will be for as long as a new one; past visits say nothing.
        let visits = match customer.is_active {
            true => segment.visits_per_day * factor / segment.churn_per_day,
            false => 0.0,
        };
        let value = visits * segment.lifetime_value / segment.lifetime_visits;
        let is_business = settings
            .market
            .segments
            .get(usize::from(customer.segment))
            .is_some_and(|each| each.is_business);
        let country = export::country_of(settings, place).map_or("", |country| &country.code);
        let who = person(settings.seed, place, country, is_business);
        writer.write_record([
            who.email.as_str(),
            &segment.name,
            &factor.to_string(),
            if customer.is_active { "yes" } else { "no" },
            &customer.orders.to_string(),
            &short(visits * segment.order_probability).to_string(),
            &(value.round() as i64).to_string(),
        ])?;
    }
    writer.flush()
}

/// The weeks of what sells often enough.
fn often(weekly: [f64; WEEKS], sold_in: u32) -> Vec<f64> {
    let lots: f64 = weekly.iter().sum::<f64>() / f64::from(sold_in);
    match lots >= WEEKS as f64 / 2.0 {
        true => weekly.iter().map(|units| short(*units)).collect(),
        false => Vec::new(),
    }
}

fn seasons(market: &Market) -> Vec<SeasonTruth> {
    let by_week = |table: &[f64]| {
        table
            .chunks(7)
            .take(52)
            .map(|week| short(week.iter().sum::<f64>() / week.len() as f64))
            .collect()
    };
    let season = |season: &crate::market::Season| SeasonTruth {
        name: season.name.clone(),
        by_week: by_week(&season.table),
    };
    market.seasons.iter().map(season).collect()
}

fn segments(market: &Market) -> Vec<SegmentTruth> {
    let demand = Demand::new(market);
    let still = vec![1.0; market.variants.len()];
    let segment = |(place, segment): (usize, &crate::market::Segment)| {
        // What one visit of this segment alone leaves.
        let visits: Vec<f64> =
            (0..market.segments.len()).map(|other| f64::from(u8::from(other == place))).collect();
        let mut units = Vec::new();
        demand.expected(market, &still, &visits, &mut units);
        let margin: f64 = units
            .iter()
            .zip(&market.variants)
            .map(|(units, variant)| units * (variant.price - variant.cost) as f64)
            .sum();
        let order_probability = 1.0 - libm::exp(-segment.lines_per_visit);
        let lifetime_visits = 1.0 + segment.visits_per_day / segment.churn_per_day;
        SegmentTruth {
            name: segment.name.clone(),
            share: segment.share,
            visits_per_day: short(segment.visits_per_day),
            activity: segment.activity.clone(),
            churn_per_day: short(segment.churn_per_day),
            lines_per_visit: segment.lines_per_visit,
            order_probability: short(order_probability),
            lifetime_visits: short(lifetime_visits),
            lifetime_orders: short(lifetime_visits * order_probability),
            lifetime_value: short(lifetime_visits * margin),
        }
    };
    market.segments.iter().enumerate().map(segment).collect()
}

fn affinities(market: &Market) -> Vec<AffinityTruth> {
    let title = |place| {
        market
            .products
            .get(place)
            .map_or_else(String::new, |product: &crate::market::Product| product.title.clone())
    };
    let affinity = |companion: &crate::market::Companion| AffinityTruth {
        product: title(companion.hub),
        brings: title(companion.spoke),
        probability: short(companion.probability),
    };
    market.companions.iter().map(affinity).collect()
}

fn products(market: &Market) -> Vec<ProductTruth> {
    let product = |product: &crate::market::Product| ProductTruth {
        title: product.title.clone(),
        category: product.category.clone(),
        elasticity: short(product.elasticity),
        substitutes: product
            .substitutes
            .iter()
            .map(|(place, power)| (*place, short(*power)))
            .collect(),
        competitor_elasticity: short(product.competitor_elasticity),
        promotion_lift: short(product.promotion_lift),
        season: product.season,
        trend_per_year: short(product.trend_per_year),
        steadiness: short(product.steadiness),
        return_rate: short(product.return_rate),
        launched: product.launch.map(|day| market.date(day)),
        ended: product.end.map(|day| market.date(day)),
    };
    market.products.iter().map(product).collect()
}

/// A number to four significant figures, which keeps the file small.
fn short(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let figures = 3 - libm::log10(value.abs()).floor() as i32;
    let scale = libm::pow(10.0, f64::from(figures.clamp(-12, 12)));
    // As a decimal it is read back as the same number.
    let rounded = (value * scale).round() / scale;
    format!("{rounded:.9}").parse().unwrap_or(rounded)
}
