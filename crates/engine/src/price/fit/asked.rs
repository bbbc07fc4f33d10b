//! What was asked, by the files, in the place of what was paid.

use kontor_features::monday;
use kontor_pricing::elasticity::Week;

/// A record of prices is believed that is farther than this from what was paid in fewer than half of the
/// weeks with sales, as a logarithm; and there must be so many of them.
const AGREES: f64 = 0.01;
const FEWEST_SOLD: usize = 4;

/// What was asked on a day.
pub fn last_asked(asked: &[(i32, f64)], day: i32) -> Option<f64> {
    let known = asked.partition_point(|(from, _)| *from <= day);
    Some(asked.get(known.checked_sub(1)?)?.1)
}

/// Puts what was asked in the place of what was paid, on its scale, where both agree; gives the scale, as a
/// logarithm. Where a product sold too seldom to see that, both agree if all that was paid is on the scale
/// that is `usual`. A week without a sale had a price, too: with the one of the last sale, a price at which
/// nothing sells would look like the one before it.
pub fn as_asked(
    weeks: &mut [Week],
    start: i64,
    asked: &[(i32, f64)],
    cuts: &[f64],
    usual: Option<f64>,
) -> Option<f64> {
    let on = |day: i32| last_asked(asked, day);
    let of_week = |week: i64| -> Option<f64> {
        let days = (monday(week)..monday(week) + 7).map(on);
        Some(days.sum::<Option<f64>>()? / 7.0)
    };
    let told: Vec<Option<f64>> = (start..)
        .zip(cuts)
        .map(|(week, cut)| Some(of_week(week)? * (1.0 - cut)).filter(|price| *price > 0.0))
        .collect();
    let sold = weeks.iter().zip(&told).filter(|(week, _)| week.units > 0.0 && week.price > 0.0);
    let apart: Vec<f64> =
        sold.filter_map(|(week, told)| Some(libm::log(week.price / (*told)?))).collect();
    let scale = if apart.len() < FEWEST_SOLD { usual? } else { median(apart.clone()) };
    let errors: Vec<f64> = apart.iter().map(|apart| (apart - scale).abs()).collect();
    let error = match apart.len() {
        0 => return None,
        count if count < FEWEST_SOLD => errors.into_iter().fold(0.0, f64::max),
        _ => median(errors),
    };
    if error > AGREES {
        return None;
    }
    for (week, told) in weeks.iter_mut().zip(told) {
        week.price = told.map_or(week.price, |told| told * libm::exp(scale));
    }
    Some(scale)
}

/// The middle one; of none, 0.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            tests::part,
            together::{cuts, together},
        },
        *,
    };

    /// Sold at 10 until the price rose to 12, at which nothing sold for weeks.
    #[test]
    fn a_week_without_a_sale_has_the_price_that_was_asked() {
        let mut sold = part(10, &[3.0, 2.0, 4.0, 1.0, 0.0, 0.0, 0.0, 1.0], 10.0);
        sold.price[7] = 12.0;
        let weeks = together(&[&sold], 10, 17);
        let prices = |asked: &[(i32, f64)]| {
            let mut weeks = weeks.clone();
            as_asked(&mut weeks, 10, asked, &cuts(&[&sold], 10, 17), None);
            weeks.iter().map(|week| (week.price * 1000.0).round() / 1000.0).collect::<Vec<f64>>()
        };
        let of = |price: [f64; 8]| price.to_vec();
        // With 20 % of tax on top.
        let known = [(0, 12.0), (monday(14), 14.4)];
        assert_eq!(prices(&known), of([10.0, 10.0, 10.0, 10.0, 12.0, 12.0, 12.0, 12.0]));
        let later = [(monday(12), 12.0), (monday(14), 14.4)];
        assert_eq!(prices(&later), of([10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 12.0]), "too few");
        let wrong = [(0, 12.0), (monday(11), 20.0), (monday(12), 9.0), (monday(13), 31.0)];
        assert_eq!(prices(&wrong), prices(&[]));
        assert_eq!(prices(&[]), of([10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 12.0]));
    }

    /// Sold once, at what was asked with 20 % of tax on top: as in the rest of the shop.
    #[test]
    fn what_sold_once_has_the_price_that_was_asked_if_it_is_on_the_usual_scale() {
        let mut sold = part(10, &[0.0, 2.0, 0.0, 0.0], 10.0);
        sold.price[3] = 10.0;
        let asked = [(0, 12.0), (monday(12), 14.4)];
        let with = |usual: Option<f64>| {
            let mut weeks = together(&[&sold], 10, 13);
            let scale = as_asked(&mut weeks, 10, &asked, &[0.0; 4], usual);
            (scale, (weeks[3].price * 1000.0).round() / 1000.0)
        };
        let net = -libm::log(1.2);
        assert_eq!(with(Some(net)), (Some(net), 12.0));
        assert_eq!(with(Some(0.0)), (None, 10.0));
        assert_eq!(with(None), (None, 10.0));
    }
}
