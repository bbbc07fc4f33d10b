//! Each store's statistics lie within three standard errors of what its truth implies.
//!
//! A statistic is a coefficient on an effect of the truth, 1 if the log is what the truth says, by
//! one Newton step from there: `1 + Σ (sold − expected) x / Σ expected x²`, with `x` the effect's
//! logarithm. Expectations are those of the morning, so that residuals are martingale differences,
//! and their spread is estimated by days. Sales count on days when the morning's stock could not
//! run out; a choice by what is known in the morning biases nothing.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use kontor_simulator::{
    demand,
    market::Market,
    response::offer_ratio,
    shop::{self, Day, PurchaseOrder},
    stores::Store,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is checked of each store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Statistic {
    WeekdaySeason,
    YearSeason,
    Holidays,
    PriceResponse,
    SubstitutePrices,
    CompetitorPrices,
    PromotionLift,
    RepeatRate,
    LeadTimes,
    StockOutShare,
    BasketAffinities,
    ReturnRate,
    Campaigns,
}

impl Statistic {
    const ALL: [Statistic; 13] = [
        Statistic::WeekdaySeason,
        Statistic::YearSeason,
        Statistic::Holidays,
        Statistic::PriceResponse,
        Statistic::SubstitutePrices,
        Statistic::CompetitorPrices,
        Statistic::PromotionLift,
        Statistic::RepeatRate,
        Statistic::LeadTimes,
        Statistic::StockOutShare,
        Statistic::BasketAffinities,
        Statistic::ReturnRate,
        Statistic::Campaigns,
    ];

    /// Its place in [`Statistic::ALL`]; a new one does not compile without.
    fn place(self) -> usize {
        match self {
            Statistic::WeekdaySeason => 0,
            Statistic::YearSeason => 1,
            Statistic::Holidays => 2,
            Statistic::PriceResponse => 3,
            Statistic::SubstitutePrices => 4,
            Statistic::CompetitorPrices => 5,
            Statistic::PromotionLift => 6,
            Statistic::RepeatRate => 7,
            Statistic::LeadTimes => 8,
            Statistic::StockOutShare => 9,
            Statistic::BasketAffinities => 10,
            Statistic::ReturnRate => 11,
            Statistic::Campaigns => 12,
        }
    }
}

impl Statistic {
    /// Whether each store must be able to tell; small ones do not show every small effect.
    fn is_for_all(self) -> bool {
        !matches!(
            self,
            Statistic::SubstitutePrices | Statistic::CompetitorPrices | Statistic::PromotionLift
        )
    }
}

/// A statistic of a log and what the truth implies for it.
#[derive(Debug, Clone, Copy)]
struct Measured {
    observed: f64,
    implied: f64,
    standard_error: f64,
}

/// The sums of a Newton step.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    today: f64,
    sum: f64,
    squares: f64,
    information: f64,
}

impl Score {
    fn add(&mut self, found: f64, expected: f64, x: f64) {
        self.today += (found - expected) * x;
        self.information += expected * x * x;
    }

    fn end_day(&mut self) {
        self.sum += self.today;
        self.squares += self.today * self.today;
        self.today = 0.0;
    }

    fn measured(self) -> Measured {
        Measured {
            observed: 1.0 + self.sum / self.information,
            implied: 1.0,
            standard_error: self.squares.sqrt() / self.information,
        }
    }
}

/// A customer whose first visit ordered.
struct Newcomer {
    segment: usize,
    first: u32,
    again: Option<u32>,
}

/// All that the statistics need of a log.
struct Log<'a> {
    market: &'a Market,
    scores: BTreeMap<Statistic, Score>,
    newcomers: BTreeMap<u32, Newcomer>,
    /// What each day did to visits, and the share of each segment's visits that order.
    visit_factor: Vec<f64>,
    order_probability: Vec<Vec<f64>>,
    lead_times: (f64, f64, f64),
    out: (f64, f64, f64, f64),
    out_today: f64,
    pairs: (f64, f64, f64),
    returned: (f64, f64, f64),
}

impl<'a> Log<'a> {
    fn of(market: &'a Market, seed: u64) -> Log<'a> {
        let mut log = Log {
            market,
            scores: BTreeMap::new(),
            newcomers: BTreeMap::new(),
            visit_factor: Vec::new(),
            order_probability: Vec::new(),
            lead_times: (0.0, 0.0, 0.0),
            out: (0.0, 0.0, 0.0, 0.0),
            out_today: 0.0,
            pairs: (0.0, 0.0, 0.0),
            returned: (0.0, 0.0, 0.0),
        };
        shop::run(market, seed, &mut |day| {
            log.day(day);
            Ok(())
        })
        .unwrap();
        log
    }

    fn score(&mut self, statistic: Statistic, found: f64, expected: f64, x: f64) {
        if x != 0.0 {
            self.scores.entry(statistic).or_default().add(found, expected, x);
        }
    }

    fn day(&mut self, day: &Day) {
        self.sales(day);
        self.customers(day);
        self.baskets(day);
        for order in day.purchase_orders {
            self.delivery(order);
        }
        self.scores.values_mut().for_each(Score::end_day);
        self.out.2 += self.out_today * self.out_today;
        self.out_today = 0.0;
    }

    fn sales(&mut self, day: &Day) {
        let market = self.market;
        let of_year = usize::from(day.date.day_of_year().unsigned_abs()) - 1;
        let weekday = market.weekday[kontor_simulator::calendar::weekday(day.date)];
        let holiday = day.visit_factor / weekday;
        let mut rival = BTreeMap::new();
        for (competitor, each) in market.competitors.iter().enumerate() {
            for (place, offer) in each.offers.iter().enumerate() {
                rival.insert(offer.product, offer_ratio(market, competitor, place, day.day).ln());
            }
        }
        let log_ratio = |variant: usize| {
            (day.prices[variant] as f64 / market.variants[variant].price as f64).ln()
        };
        for (variant, each) in market.variants.iter().enumerate() {
            let (expected, sold) = (day.expected[variant], f64::from(day.sold[variant]));
            let wanted = f64::from(day.demand[variant]);
            self.out.3 += expected;
            if expected > 0.0 && day.morning_stock.iter().all(|stock| stock[variant] == 0) {
                assert_eq!(sold, 0.0, "nothing is sold out of nothing");
                self.out.0 += wanted;
                self.out.1 += expected;
                self.out_today += wanted - expected;
            }
            let product = &market.products[each.product];
            let lot = f64::from(each.sold_in);
            let bulk = day.demand_model.bulk[variant] * lot;
            let sd = (expected * bulk + expected * expected / product.steadiness).sqrt();
            let ample = expected + 6.0 * sd + 6.0 * lot;
            if expected == 0.0
                || day.morning_stock.iter().any(|stock| f64::from(stock[variant]) < ample)
            {
                continue;
            }
            // In multiples of the smallest quantity, so that screws do not outweigh motors.
            let (sold, expected) = (sold / lot, expected / lot);
            let season = market.seasons[product.season].table[of_year].ln();
            self.score(Statistic::YearSeason, sold, expected, season);
            self.score(Statistic::WeekdaySeason, sold, expected, weekday.ln());
            self.score(Statistic::Holidays, sold, expected, holiday.ln());
            let own = product.elasticity * log_ratio(variant);
            self.score(Statistic::PriceResponse, sold, expected, own);
            let first = |product: usize| market.products[product].first_variant;
            let cross =
                product.substitutes.iter().map(|(other, power)| power * log_ratio(first(*other)));
            self.score(Statistic::SubstitutePrices, sold, expected, cross.sum());
            let ratio = rival.get(&each.product).copied().unwrap_or(0.0);
            self.score(
                Statistic::CompetitorPrices,
                sold,
                expected,
                product.competitor_elasticity * ratio,
            );
            if market.discount(each.product, day.day) > 0 {
                self.score(Statistic::PromotionLift, sold, expected, product.promotion_lift);
            }
        }
    }

    fn customers(&mut self, day: &Day) {
        let market = self.market;
        let in_stock: Vec<f64> = (0..market.variants.len())
            .map(|variant| {
                let has = day.morning_stock.iter().any(|stock| stock[variant] > 0);
                if has { day.response[variant] } else { 0.0 }
            })
            .collect();
        let probability: Vec<f64> = day
            .demand_model
            .lines
            .iter()
            .map(|lines| {
                1.0 - (-lines.iter().zip(&in_stock).map(|(a, b)| a * b).sum::<f64>()).exp()
            })
            .collect();
        let mut first_orders = vec![0.0; market.channels.len()];
        for order in day.orders.iter().filter(|order| !order.is_cancelled) {
            if order.is_first_visit {
                first_orders[order.channel] += 1.0;
                let newcomer = Newcomer { segment: order.segment, first: day.day, again: None };
                self.newcomers.insert(order.customer, newcomer);
            } else if let Some(newcomer) = self.newcomers.get_mut(&order.customer) {
                newcomer.again = newcomer.again.or(Some(day.day));
            }
            for line in &order.lines {
                let product = &market.products[market.variants[line.variant].product];
                let rate = product.return_rate * market.segments[order.segment].return_factor;
                self.returned.0 += f64::from(u8::from(line.returned_on.is_some()));
                self.returned.1 += rate;
                self.returned.2 += rate * (1.0 - rate);
            }
        }
        for (channel, found) in first_orders.iter().enumerate() {
            let ordering: f64 =
                market.segments.iter().zip(&probability).map(|(each, p)| each.share * p).sum();
            let all = market.arrivals(channel, day.day, day.visit_factor);
            let paid = market.campaigns.iter().filter(|campaign| {
                campaign.channel == channel && (campaign.starts..campaign.ends).contains(&day.day)
            });
            let paid: f64 = paid.map(kontor_simulator::market::Campaign::arrivals).sum();
            self.score(Statistic::Campaigns, *found, all * ordering, paid / all);
        }
        self.visit_factor.push(day.visit_factor);
        self.order_probability.push(probability);
    }

    /// Whether a hub's orders hold its spoke as often as they should.
    fn baskets(&mut self, day: &Day) {
        let market = self.market;
        let is_spoke = |product| market.companions.iter().any(|each| each.spoke == product);
        let brought: Vec<f64> = market
            .companions
            .iter()
            .map(|each| demand::brought_along(market, each, day.response))
            .collect();
        for (place, pair) in market.companions.iter().enumerate() {
            let spoke = market.products[pair.spoke].variants();
            let plenty = |variant: usize| {
                let lot = market.variants[variant].sold_in;
                let enough = 6.0 * day.expected[variant] + f64::from(20 * lot);
                day.morning_stock.iter().all(|stock| f64::from(stock[variant]) >= enough)
            };
            let is_first = market.companions[..place]
                .iter()
                .all(|each| each.hub != pair.hub || each.spoke != pair.spoke);
            if is_spoke(pair.hub) || !spoke.clone().all(plenty) || !is_first {
                continue;
            }
            for order in day.orders.iter().filter(|order| !order.is_cancelled) {
                let lines = &day.demand_model.lines[order.segment];
                let rate = |variant: usize| lines[variant] * day.response[variant];
                let of = |product: usize| {
                    order
                        .lines
                        .iter()
                        .filter(move |line| market.variants[line.variant].product == product)
                };
                if of(pair.hub).next().is_none() {
                    continue;
                }
                // No spoke: none by itself, none brought along by any of its hubs in the order. A
                // line of a variant stands for one or more that a visit drew, a Poisson number.
                let mut none = (-spoke.clone().map(rate).sum::<f64>()).exp();
                for (other, brings) in market.companions.iter().zip(&brought) {
                    if other.spoke == pair.spoke {
                        for line in of(other.hub) {
                            let rate = rate(line.variant);
                            let kept = (-rate * (1.0 - (-brings).exp())).exp();
                            none *= (kept - (-rate).exp()) / (1.0 - (-rate).exp());
                        }
                    }
                }
                self.pairs.0 += f64::from(u8::from(of(pair.spoke).next().is_some()));
                self.pairs.1 += 1.0 - none;
                self.pairs.2 += none * (1.0 - none);
            }
        }
    }

    fn delivery(&mut self, order: &PurchaseOrder) {
        let supplier = &self.market.suppliers[order.supplier];
        self.lead_times.0 += f64::from(order.received_on - order.ordered_on) / supplier.lead_days;
        self.lead_times.1 += 1.0;
        let spread = supplier.lead_sd / supplier.lead_days;
        // Rounding to days adds a twelfth of a day squared.
        self.lead_times.2 +=
            spread * spread + 1.0 / 12.0 / (supplier.lead_days * supplier.lead_days);
    }

    /// Share of newcomers who order again within so many days.
    fn repeat_rate(&self, within: u32) -> Measured {
        let (mut again, mut implied, mut variance, mut count) = (0.0, 0.0, 0.0, 0.0);
        for newcomer in self.newcomers.values() {
            if newcomer.first + within >= self.market.days {
                continue;
            }
            let segment = &self.market.segments[newcomer.segment];
            let mut silent = 0.0;
            for (share, factor) in &segment.activity {
                let (mut waiting, mut lost) = (1.0, 0.0);
                for day in newcomer.first + 1..=newcomer.first + within {
                    lost += waiting * segment.churn_per_day;
                    waiting *= 1.0 - segment.churn_per_day;
                    let visits = self.visit_factor[day as usize] * segment.visits_per_day * factor;
                    let orders = visits * self.order_probability[day as usize][newcomer.segment];
                    waiting *= (-orders).exp();
                }
                silent += share * (waiting + lost);
            }
            count += 1.0;
            implied += 1.0 - silent;
            variance += silent * (1.0 - silent);
            let is_back = newcomer.again.is_some_and(|day| day <= newcomer.first + within);
            again += f64::from(u8::from(is_back));
        }
        Measured {
            observed: again / count,
            implied: implied / count,
            standard_error: f64::sqrt(variance) / count,
        }
    }

    fn measure(&self, statistic: Statistic) -> Measured {
        match statistic {
            Statistic::RepeatRate => self.repeat_rate(60),
            Statistic::LeadTimes => {
                let (sum, count, variance) = self.lead_times;
                let standard_error = variance.sqrt() / count;
                Measured { observed: sum / count, implied: 1.0, standard_error }
            }
            Statistic::StockOutShare => {
                let (wanted, expected, squares, all) = self.out;
                let standard_error = squares.sqrt() / all;
                Measured { observed: wanted / all, implied: expected / all, standard_error }
            }
            Statistic::BasketAffinities => shares(self.pairs, self.pairs.1),
            Statistic::ReturnRate => shares(self.returned, self.returned.1),
            Statistic::WeekdaySeason
            | Statistic::YearSeason
            | Statistic::Holidays
            | Statistic::PriceResponse
            | Statistic::SubstitutePrices
            | Statistic::CompetitorPrices
            | Statistic::PromotionLift
            | Statistic::Campaigns => self.scores[&statistic].measured(),
        }
    }
}

/// How often something happened, as a multiple of what is implied.
fn shares((found, expected, variance): (f64, f64, f64), implied: f64) -> Measured {
    Measured {
        observed: found / implied,
        implied: expected / implied,
        standard_error: variance.sqrt() / implied,
    }
}

#[test]
fn every_statistic_is_what_the_truth_implies() {
    let places: Vec<usize> = Statistic::ALL.iter().map(|each| each.place()).collect();
    assert_eq!(places, (0..Statistic::ALL.len()).collect::<Vec<_>>(), "none is left out");
    let (mut wrong, mut told) = (Vec::new(), BTreeSet::new());
    for store in Store::ALL {
        let settings = store.settings("2026-10-31".parse().unwrap(), 1.0, 1);
        let log = Log::of(&settings.market, settings.seed);
        for statistic in Statistic::ALL {
            let Measured { observed, implied, standard_error } = log.measure(statistic);
            let errors = (observed - implied) / standard_error;
            let line = format!(
                "{} {statistic:?}: {observed:.4}, implied {implied:.4} ± {standard_error:.4}, {errors:+.2} standard errors",
                store.id()
            );
            println!("{line}");
            let tells = standard_error > 0.0 && standard_error < 0.6 * implied;
            told.extend(tells.then_some(statistic));
            if errors.is_nan() || errors.abs() > 3.0 || statistic.is_for_all() && !tells {
                wrong.push(line);
            }
        }
    }
    // One that nowhere tells the truth from its absence is no test.
    wrong.extend(
        Statistic::ALL.iter().filter(|each| !told.contains(each)).map(|each| format!("{each:?}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
