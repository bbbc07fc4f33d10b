//! Elasticities by plain regression, to show that the truth can be found in what a market draws.
//!
//! Ordinary least squares on the logarithm of weekly demand of one product,
//! `log(demand) = a + elasticity x log(price / base) + b cos + c sin + d time`, on demand that
//! stock-outs do not censor.

use crate::{
    Random, at,
    daily::DailyMarket,
    market::{
        Channel, Country, Location, Market, Merchant, PriceChange, Product, Season, Segment,
        Supplier, Variant,
    },
};
use kontor_domain::Date;

/// Columns of the regression.
const COLUMNS: usize = 5;

/// An estimate, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The elasticity.
    pub elasticity: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The truth.
    pub truth: f64,
    /// Degrees of freedom of the residuals.
    pub freedom: u32,
}

impl Estimate {
    /// Whether the truth lies within the central 90 % interval.
    pub fn covers_90(&self) -> bool {
        (self.elasticity - self.truth).abs()
            <= student_95(f64::from(self.freedom)) * self.standard_error
    }
}

/// How many of the 90 % intervals cover the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Intervals.
    pub intervals: u32,
    /// Of them those with the truth inside.
    pub covering: u32,
}

impl Coverage {
    /// The share that covers.
    pub fn share(self) -> f64 {
        f64::from(self.covering) / f64::from(self.intervals.max(1))
    }
}

/// Estimates the elasticities of so many random markets, each of eight products over two years, and
/// counts the intervals that cover the truth.
pub fn coverage(markets: u32, seed: u64) -> Coverage {
    let mut coverage = Coverage { intervals: 0, covering: 0 };
    for number in 0..markets {
        for estimate in estimates(&random_market(seed, number), seed ^ u64::from(number)) {
            coverage.intervals += 1;
            coverage.covering += u32::from(estimate.covers_90());
        }
    }
    coverage
}

/// Draws a market's demand and estimates the elasticity of each product by its first variant.
pub fn estimates(market: &Market, seed: u64) -> Vec<Estimate> {
    let mut daily = DailyMarket::new(market);
    let mut random = Random::new(seed, 1);
    let weeks = market.days as usize / 7;
    let mut demand_of: Vec<Vec<f64>> = vec![vec![0.0; weeks]; market.variants.len()];
    let mut price_of: Vec<Vec<f64>> = vec![vec![0.0; weeks]; market.variants.len()];
    let (mut expected, mut demand) = (Vec::new(), Vec::new());
    for day in 0..weeks as u32 * 7 {
        daily.follow_plan(day);
        daily.expected(day, &mut expected);
        daily.draw(&expected, &mut random, &mut demand);
        let week = day as usize / 7;
        let rows = demand_of.iter_mut().zip(&mut price_of).zip(&market.variants);
        for ((((demands, prices), variant), units), price) in rows.zip(&demand).zip(daily.prices())
        {
            if let Some(slot) = demands.get_mut(week) {
                *slot += f64::from(*units);
            }
            if let Some(slot) = prices.get_mut(week) {
                *slot += libm::log(*price as f64 / variant.price as f64) / 7.0;
            }
        }
    }
    let of_product = |product: &Product| {
        let (demands, prices) =
            (demand_of.get(product.first_variant)?, price_of.get(product.first_variant)?);
        let rows: Vec<([f64; COLUMNS], f64)> = demands
            .iter()
            .zip(prices)
            .enumerate()
            .filter(|(_, (demand, _))| **demand > 0.0)
            .map(|(week, (demand, price))| {
                let years = week as f64 * 7.0 / 365.25;
                let angle = 2.0 * std::f64::consts::PI * years;
                ([1.0, *price, libm::cos(angle), libm::sin(angle), years], libm::log(*demand))
            })
            .collect();
        let (coefficient, standard_error) = least_squares(&rows, 1)?;
        let freedom = rows.len().saturating_sub(COLUMNS) as u32;
        Some(Estimate {
            elasticity: coefficient,
            standard_error,
            truth: product.elasticity,
            freedom,
        })
    };
    market.products.iter().filter_map(of_product).collect()
}

/// The coefficient of a column by ordinary least squares, and its standard error; none where the
/// columns are not independent.
pub fn least_squares(rows: &[([f64; COLUMNS], f64)], column: usize) -> Option<(f64, f64)> {
    let mut normal = [[0.0; COLUMNS]; COLUMNS];
    let mut right = [0.0; COLUMNS];
    for (x, y) in rows {
        for ((row, target), a) in normal.iter_mut().zip(&mut right).zip(x) {
            *target += a * y;
            for (cell, b) in row.iter_mut().zip(x) {
                *cell += a * b;
            }
        }
    }
    let inverse = inverted(normal)?;
    let coefficients = inverse.map(|row| row.iter().zip(&right).map(|(a, b)| a * b).sum::<f64>());
    let square_sum: f64 = rows
        .iter()
        .map(|(x, y)| {
            let fitted: f64 = x.iter().zip(&coefficients).map(|(a, b)| a * b).sum();
            (y - fitted) * (y - fitted)
        })
        .sum();
    let variance = square_sum / rows.len().checked_sub(COLUMNS).filter(|left| *left > 0)? as f64;
    let spread = at(inverse.get(column)?, column);
    Some((at(&coefficients, column), libm::sqrt(variance * spread)))
}

/// The inverse of a positive definite matrix (Gauss and Jordan).
fn inverted(mut matrix: [[f64; COLUMNS]; COLUMNS]) -> Option<[[f64; COLUMNS]; COLUMNS]> {
    let mut inverse = [[0.0; COLUMNS]; COLUMNS];
    for (place, row) in inverse.iter_mut().enumerate() {
        if let Some(cell) = row.get_mut(place) {
            *cell = 1.0;
        }
    }
    for pivot in 0..COLUMNS {
        let scale = at(matrix.get(pivot)?, pivot);
        if scale.abs() < 1e-12 {
            return None;
        }
        let scaled = |row: &[f64; COLUMNS]| row.map(|cell| cell / scale);
        let (own, own_inverse) = (scaled(matrix.get(pivot)?), scaled(inverse.get(pivot)?));
        for (place, (row, inverse_row)) in matrix.iter_mut().zip(&mut inverse).enumerate() {
            if place == pivot {
                (*row, *inverse_row) = (own, own_inverse);
                continue;
            }
            let factor = at(row, pivot);
            for (cell, own) in row.iter_mut().zip(&own) {
                *cell -= factor * own;
            }
            for (cell, own) in inverse_row.iter_mut().zip(&own_inverse) {
                *cell -= factor * own;
            }
        }
    }
    Some(inverse)
}

/// The 95 % quantile of Student's t, by its expansion around the normal's.
fn student_95(freedom: f64) -> f64 {
    let z = 1.644_853_626_951_472_2_f64;
    let cube = z * z * z;
    z + (cube + z) / (4.0 * freedom)
        + (5.0 * cube * z * z + 16.0 * cube + 3.0 * z) / (96.0 * freedom * freedom)
}

/// A shop of eight products whose prices change now and then, with nothing else that a plain
/// regression would have to know: no holidays, promotions, rivals or substitutes.
pub fn random_market(seed: u64, number: u32) -> Market {
    let random = &mut Random::new(seed, 1_000 + u64::from(number));
    let days = 728;
    let mut products = Vec::new();
    let mut variants = Vec::new();
    let mut price_changes = Vec::new();
    let mut seasons = Vec::new();
    for place in 0..8 {
        seasons.push(Season::new("", random.between(0.0, 0.3), 0.0, random.between(0.0, 365.0)));
        products.push(Product {
            title: String::new(),
            category: String::new(),
            vendor: String::new(),
            attributes: [0.0; crate::market::TASTES],
            weight: random.between(0.5, 2.0),
            elasticity: random.between(-3.5, -0.8),
            substitutes: Vec::new(),
            competitor_elasticity: 0.0,
            promotion_lift: 0.0,
            season: place,
            trend_per_year: 0.1 * random.normal(),
            launch: None,
            end: None,
            steadiness: random.between(10.0, 50.0),
            return_rate: 0.0,
            first_variant: place,
            variants: 1,
        });
        let price = 1000 + i64::from(random.below(5000));
        variants.push(Variant {
            product: place,
            sku: String::new(),
            options: Vec::new(),
            share: 1.0,
            price,
            cost: price / 2,
            grams: 0,
            sold_in: 1,
            supplier: 0,
            minimum_quantity: 1,
            pack: 1,
        });
        let mut week = 0;
        loop {
            week += 2 + random.below(6);
            if week * 7 >= days {
                break;
            }
            let level = libm::exp(0.12 * random.normal());
            price_changes.push(PriceChange {
                day: week * 7,
                variant: place,
                price: (price as f64 * level).round() as i64,
                cost: price / 2,
            });
        }
    }
    price_changes.sort_by_key(|change| (change.day, change.variant));
    Market {
        start: Date::constant(2024, 1, 1),
        days,
        weekday: [1.0, 0.9, 0.9, 1.0, 1.1, 1.2, 0.9],
        holidays: Vec::new(),
        seasons,
        products,
        variants,
        companions: Vec::new(),
        segments: vec![Segment {
            name: String::new(),
            share: 1.0,
            visits_per_day: 0.02,
            activity: vec![(1.0, 1.0)],
            churn_per_day: 0.005,
            lines_per_visit: 2.0,
            taste: [0.0; crate::market::TASTES],
            multiple_share: 0.2,
            multiple_more: 1.5,
            return_factor: 0.0,
            code_share: 0.0,
            is_business: false,
        }],
        channels: vec![Channel {
            name: String::new(),
            share: 1.0,
            location: 0,
            is_till: false,
            browsing: 0.0,
            abandoning: 0.0,
        }],
        campaigns: Vec::new(),
        promotions: Vec::new(),
        price_changes,
        competitors: Vec::new(),
        suppliers: vec![Supplier {
            name: String::new(),
            email: String::new(),
            currency: String::new(),
            rate: 1.0,
            promised_days: 7,
            lead_days: 8.0,
            lead_sd: 2.0,
            minimum_order: 0,
            free_freight: 0,
            order_weekdays: vec![0],
            payment_days: 30,
        }],
        locations: vec![Location { name: String::new(), share: 1.0 }],
        countries: vec![Country {
            code: String::new(),
            share: 1.0,
            currency: String::new(),
            rate: 1.0,
        }],
        arrivals_per_day: 12.0,
        growth_per_year: 0.0,
        customers_at_start: 2400,
        merchant: Merchant {
            cover_days: 30.0,
            safety_days: 10.0,
            habit: 0.0,
            memory_days: 28.0,
            shelf_lots: 1,
        },
        cancelled_share: 0.0,
        shipping: (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regression_finds_the_elasticities() {
        let coverage = coverage(20, 1);
        assert_eq!(coverage.intervals, 160);
        // The bench does the same with 200 markets.
        assert!((0.85..=0.95).contains(&coverage.share()), "{}", coverage.share());
    }

    #[test]
    fn a_line_is_found_exactly() {
        let row = |week: i32| {
            let x = f64::from(week);
            ([1.0, x, x * x, libm::sin(x), libm::cos(x)], 2.0 - 1.5 * x + 0.25 * x * x)
        };
        let rows: Vec<_> = (0..30).map(row).collect();
        let (slope, error) = least_squares(&rows, 1).unwrap();
        assert!((slope + 1.5).abs() < 1e-8 && error < 1e-6, "{slope} {error}");
    }
}
