//! A market: what is sold, who buys, and what moves demand. All of it is the truth that a model
//! later tries to find out.
//!
//! Expected demand for a variant on a day is a product, so that every effect is known exactly:
//! ```text
//! visits of each segment x lines a visit x share of the variant in the segment
//!   x season of the year x trend x launch
//!   x (price / base price)^elasticity x promotion's lift
//!   x substitutes' (price / base price)^cross elasticity
//!   x (competitor's price / base price)^competitor elasticity
//!   + what is bought along with another product
//! ```
//! Amounts are in minor units of the shop's currency (cents, pence), days are counted from
//! [`Market::start`], and every place (`usize` or `u32`) is one in the market's own lists.

use crate::{
    at,
    calendar::{self, Holiday},
};
use kontor_domain::Date;

/// Dimensions of the space in which segments' tastes and products' attributes meet: value for
/// money, style, sturdiness, novelty.
pub const TASTES: usize = 4;

/// Days in a season's table.
const YEAR: usize = 366;

/// A shop's world.
#[derive(Debug, Clone)]
pub struct Market {
    /// The first day.
    pub start: Date,
    /// How many days there are.
    pub days: u32,
    /// What each weekday does to visits, Monday first; the mean is 1.
    pub weekday: [f64; 7],
    /// What holidays do to visits.
    pub holidays: Vec<Holiday>,
    /// How demand for products goes through the year.
    pub seasons: Vec<Season>,
    /// What is sold.
    pub products: Vec<Product>,
    /// What is sold, by size, colour or pack; those of a product stand together.
    pub variants: Vec<Variant>,
    /// What is bought along with what.
    pub companions: Vec<Companion>,
    /// Kinds of customers.
    pub segments: Vec<Segment>,
    /// Where new customers come from.
    pub channels: Vec<Channel>,
    /// Paid advertising.
    pub campaigns: Vec<Campaign>,
    /// Reductions for a time.
    pub promotions: Vec<Promotion>,
    /// Changes of regular prices and costs, in the order of days.
    pub price_changes: Vec<PriceChange>,
    /// What rivals ask.
    pub competitors: Vec<Competitor>,
    /// Who delivers.
    pub suppliers: Vec<Supplier>,
    /// Where stock lies; the first is the main one.
    pub locations: Vec<Location>,
    /// Where customers live.
    pub countries: Vec<Country>,
    /// New customers a day at the start, on a day of factor 1, without campaigns.
    pub arrivals_per_day: f64,
    /// By what new customers grow each year, as a logarithm: 0.1 is about 10 %.
    pub growth_per_year: f64,
    /// Customers that the shop has on its first day.
    pub customers_at_start: u32,
    /// How the merchant reorders.
    pub merchant: Merchant,
    /// Share of orders that are placed twice, the first being cancelled.
    pub cancelled_share: f64,
    /// Shipping in minor units, and from which sum on there is none.
    pub shipping: (i64, i64),
}

/// How demand goes through the year: `exp(a cos(2π(day − peak)/365.25) + b cos(4π(day − peak)/365.25))`
/// with a mean of 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// Its name.
    pub name: String,
    /// The table, by day of the year from 0.
    pub table: Vec<f64>,
}

impl Season {
    /// A season with its highest day.
    pub fn new(name: &str, yearly: f64, half_yearly: f64, peak_day: f64) -> Season {
        let day = |day: usize| {
            let angle = 2.0 * std::f64::consts::PI * (day as f64 - peak_day) / 365.25;
            libm::exp(yearly * libm::cos(angle) + half_yearly * libm::cos(2.0 * angle))
        };
        let mean = (0..365).map(day).sum::<f64>() / 365.0;
        Season { name: name.to_owned(), table: (0..YEAR).map(|each| day(each) / mean).collect() }
    }
}

/// A product: what its variants have in common.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its name.
    pub title: String,
    /// What kind of thing it is.
    pub category: String,
    /// Whose make it is.
    pub vendor: String,
    /// Its attributes in the space of tastes.
    pub attributes: [f64; TASTES],
    /// How much it is bought, in proportion to other products.
    pub weight: f64,
    /// By what percentage demand changes when its price rises by 1 %.
    pub elasticity: f64,
    /// Products whose price moves its demand, and by what percentage for 1 %.
    pub substitutes: Vec<(usize, f64)>,
    /// By what percentage demand changes when its competitor's price rises by 1 %.
    pub competitor_elasticity: f64,
    /// What being promoted adds to its demand beside the lower price, as a logarithm.
    pub promotion_lift: f64,
    /// Its season.
    pub season: usize,
    /// Growth of its demand in a year, as a logarithm.
    pub trend_per_year: f64,
    /// The day on which it came, where it was not there from the start.
    pub launch: Option<u32>,
    /// The first day on which it is sold no more, if there is one.
    pub end: Option<u32>,
    /// How steady its days are: the size of the negative binomial (mean² / excess variance).
    pub steadiness: f64,
    /// Share of its lines that come back.
    pub return_rate: f64,
    /// Its first variant.
    pub first_variant: usize,
    /// How many variants it has.
    pub variants: usize,
}

impl Product {
    /// The places of its variants.
    pub fn variants(&self) -> std::ops::Range<usize> {
        self.first_variant..self.first_variant + self.variants
    }
}

/// What has a code of its own.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its product.
    pub product: usize,
    /// Its code.
    pub sku: String,
    /// What tells it from the product's others: the name of the option and its value.
    pub options: Vec<(String, String)>,
    /// Share of the product's demand.
    pub share: f64,
    /// The regular price at the start, to which elasticities refer.
    pub price: i64,
    /// What it costs at the start, in the shop's currency.
    pub cost: i64,
    /// Weight in grams.
    pub grams: u32,
    /// The smallest quantity that it is sold in.
    pub sold_in: u32,
    /// Its supplier.
    pub supplier: usize,
    /// The least that can be ordered.
    pub minimum_quantity: u32,
    /// Orders are multiples of this.
    pub pack: u32,
}

/// Something bought along with something else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Companion {
    /// The product that brings the other along.
    pub hub: usize,
    /// The product that is brought along.
    pub spoke: usize,
    /// How likely a line of the hub brings one of the spoke, on a day on which nothing else moves
    /// the spoke's demand.
    pub probability: f64,
}

/// A kind of customers. Each visits at random at a rate of his own until he is lost, which happens
/// at any time with the same probability; a visit brings a Poisson number of lines, maybe none.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// Share of new customers.
    pub share: f64,
    /// Visits of a customer a day, on average, on a day of factor 1.
    pub visits_per_day: f64,
    /// Share of customers and their visits as a multiple of the average; the mean multiple is 1.
    pub activity: Vec<(f64, f64)>,
    /// Probability of being lost, a day.
    pub churn_per_day: f64,
    /// Lines of a visit, on average, when nothing moves demand.
    pub lines_per_visit: f64,
    /// What it likes, in the space of tastes.
    pub taste: [f64; TASTES],
    /// Share of lines with more than one unit (or one `sold_in`).
    pub multiple_share: f64,
    /// How many more these have on average, at least 1.
    pub multiple_more: f64,
    /// By what its returns differ from the product's rate.
    pub return_factor: f64,
    /// Share of its orders with a discount code.
    pub code_share: f64,
    /// Whether these are companies.
    pub is_business: bool,
}

impl Segment {
    /// The mean and the mean square of the units of a line, in multiples of `sold_in`.
    pub fn units(&self) -> (f64, f64) {
        // One more than a geometric number from 1 on, in `multiple_share` of the lines.
        let more = self.multiple_more;
        let mean = 1.0 + self.multiple_share * more;
        let more_square = 2.0 * more * more - more;
        (mean, 1.0 + self.multiple_share * (2.0 * more + more_square))
    }
}

/// Where new customers come from.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its name, as an ad platform or the shop calls it.
    pub name: String,
    /// Share of the arrivals that come without a campaign.
    pub share: f64,
    /// Where its orders are served first.
    pub location: usize,
    /// Whether it is a till.
    pub is_till: bool,
    /// Visits to the web shop that look around only, for each that may buy.
    pub browsing: f64,
    /// Visits to the web shop that leave a filled cart behind, for each that may buy.
    pub abandoning: f64,
}

/// Paid advertising on a channel: brings `effect x spend^0.7` new customers a day, spend in major
/// units.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// Its name.
    pub name: String,
    /// The channel.
    pub channel: usize,
    /// First day.
    pub starts: u32,
    /// First day after it.
    pub ends: u32,
    /// Spend a day, in minor units.
    pub spend_per_day: i64,
    /// What it does.
    pub effect: f64,
}

impl Campaign {
    /// New customers a day.
    pub fn arrivals(&self) -> f64 {
        self.effect * libm::pow(self.spend_per_day as f64 / 100.0, 0.7)
    }

    fn is_on(&self, day: u32) -> bool {
        (self.starts..self.ends).contains(&day)
    }
}

/// A reduction for a time.
#[derive(Debug, Clone)]
pub struct Promotion {
    /// Its name.
    pub name: String,
    /// First day.
    pub starts: u32,
    /// First day after it.
    pub ends: u32,
    /// What is reduced.
    pub products: Vec<usize>,
    /// By how much.
    pub discount_percent: u32,
}

/// A new regular price and cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceChange {
    /// From this day on.
    pub day: u32,
    /// Of what.
    pub variant: usize,
    /// Regular price.
    pub price: i64,
    /// Cost.
    pub cost: i64,
}

/// A rival.
#[derive(Debug, Clone)]
pub struct Competitor {
    /// Its name.
    pub name: String,
    /// What it sells that the shop sells too; no product stands with two rivals.
    pub offers: Vec<Offer>,
}

/// A rival's price.
#[derive(Debug, Clone)]
pub struct Offer {
    /// For what.
    pub product: usize,
    /// As a multiple of the shop's base price, week by week.
    pub ratio: Vec<f64>,
}

/// Who delivers.
#[derive(Debug, Clone)]
pub struct Supplier {
    /// Its name.
    pub name: String,
    /// Its e-mail.
    pub email: String,
    /// The currency that it bills in.
    pub currency: String,
    /// Units of that currency for one of the shop's.
    pub rate: f64,
    /// Days that it promises.
    pub promised_days: u32,
    /// Days that it takes on average.
    pub lead_days: f64,
    /// Their standard deviation; lead times are gamma.
    pub lead_sd: f64,
    /// The least that it delivers for, in minor units.
    pub minimum_order: i64,
    /// From which sum on freight is free, in minor units.
    pub free_freight: i64,
    /// Weekdays on which the merchant orders from it, Monday 0.
    pub order_weekdays: Vec<usize>,
    /// Days to pay.
    pub payment_days: u32,
}

/// Where stock lies.
#[derive(Debug, Clone)]
pub struct Location {
    /// Its name.
    pub name: String,
    /// Share of the demand that it serves, by which it is stocked.
    pub share: f64,
}

/// Where customers live.
#[derive(Debug, Clone)]
pub struct Country {
    /// ISO 3166 code.
    pub code: String,
    /// Share of customers.
    pub share: f64,
    /// The currency that they pay in.
    pub currency: String,
    /// Units of it for one of the shop's.
    pub rate: f64,
}

/// How the merchant reorders: by the average sales of the last four weeks, and by the days that the
/// supplier promises. Both are wrong in part (sales of what was sold out count as no demand,
/// suppliers are late), and each product has its habit, so that there is something to do better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merchant {
    /// Days that stock shall last beyond the delivery.
    pub cover_days: f64,
    /// Days of sales kept against surprises.
    pub safety_days: f64,
    /// How far habits go, as the standard deviation of a logarithm.
    pub habit: f64,
    /// Over how many days sales are averaged.
    pub memory_days: f64,
    /// Of how many of the smallest sold quantity the shelf shall never be short.
    pub shelf_lots: u32,
}

impl Market {
    /// The day's date.
    pub fn date(&self, day: u32) -> Date {
        calendar::day_after(self.start, day)
    }

    /// What weekday and holidays do to visits.
    pub fn visit_factor(&self, date: Date) -> f64 {
        at(&self.weekday, calendar::weekday(date)) * calendar::holiday_factor(&self.holidays, date)
    }

    /// New customers of a channel on a day, expected.
    pub fn arrivals(&self, channel: usize, day: u32, visit_factor: f64) -> f64 {
        let share = self.channels.get(channel).map_or(0.0, |channel| channel.share);
        let growth = libm::exp(self.growth_per_year * f64::from(day) / 365.25);
        let own = self.arrivals_per_day * share * growth * visit_factor;
        let paid = self.campaigns.iter().filter(|c| c.channel == channel && c.is_on(day));
        own + paid.map(Campaign::arrivals).sum::<f64>()
    }

    /// How a segment's lines spread over variants when nothing moves demand; they add up to its
    /// lines a visit.
    pub fn lines_of(&self, segment: &Segment) -> Vec<f64> {
        let liked: Vec<f64> = self
            .products
            .iter()
            .map(|product| {
                let fit: f64 =
                    product.attributes.iter().zip(&segment.taste).map(|(a, taste)| a * taste).sum();
                product.weight * libm::exp(fit)
            })
            .collect();
        let weights: Vec<f64> = self
            .variants
            .iter()
            .map(|variant| at(&liked, variant.product) * variant.share)
            .collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|weight| segment.lines_per_visit * weight / sum).collect()
    }

    /// Visits of each segment on each day, expected on the first day: `[segment][day]`.
    pub fn expected_visits(&self) -> Vec<Vec<f64>> {
        let mut known: Vec<f64> = self
            .segments
            .iter()
            .map(|segment| {
                f64::from(self.customers_at_start)
                    * self.share_at_start(segment)
                    * segment.visits_per_day
            })
            .collect();
        let mut visits = vec![Vec::new(); self.segments.len()];
        for day in 0..self.days {
            let factor = self.visit_factor(self.date(day));
            let arrivals: f64 =
                (0..self.channels.len()).map(|channel| self.arrivals(channel, day, factor)).sum();
            for ((segment, known), visits) in self.segments.iter().zip(&mut known).zip(&mut visits)
            {
                *known *= 1.0 - segment.churn_per_day;
                visits.push(segment.share * arrivals + factor * *known);
                *known += segment.share * arrivals * segment.visits_per_day;
            }
        }
        visits
    }

    /// Share of a segment among the customers of the first day: those who stay longer are more.
    pub fn share_at_start(&self, segment: &Segment) -> f64 {
        let lasting = |segment: &Segment| segment.share / segment.churn_per_day;
        lasting(segment) / self.segments.iter().map(lasting).sum::<f64>()
    }

    /// The discount on a product on a day, in percent: that of the first promotion that has it.
    pub fn discount(&self, product: usize, day: u32) -> u32 {
        let on = self.promotions.iter().find(|promotion| {
            (promotion.starts..promotion.ends).contains(&day)
                && promotion.products.contains(&product)
        });
        on.map_or(0, |promotion| promotion.discount_percent)
    }
}

/// A price after its discount, rounded half up.
pub fn reduced(price: i64, discount_percent: u32) -> i64 {
    (price * (100 - i64::from(discount_percent.min(100))) + 50) / 100
}
