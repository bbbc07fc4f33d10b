//! Whether demand has changed: a forecast held against the weeks that came after it.
//!
//! A forecast's ranges say how far off it will be. Where products together were further off than
//! that, by more than chance explains, what the models learnt no longer holds.

use super::{last_week, panel::Made, store::Trained};
use kontor_api::forecast::Since;
use kontor_forecast::metrics::PROBABILITIES;

/// Fewer products tell nothing: one of them having a good week is no change of demand.
const FEWEST: usize = 8;
/// Errors beyond the promised ones that matter to a merchant, as a share of those.
const WORTH_SAYING: f64 = 0.15;
/// Student's t beyond which chance does not explain it: one in seven hundred.
const BEYOND_CHANCE: f64 = 3.0;

/// A product over the new weeks, in units.
#[derive(Debug, Clone, Copy, Default)]
struct Off {
    sold: f64,
    error: f64,
    promised: f64,
    weeks: u32,
    inside: u32,
}

/// How the forecast of `before` did in the weeks that `made` has and it had not; `None` if there are
/// none, or none of them is within its horizon.
pub fn since(before: &Trained, made: &Made) -> Option<Since> {
    let first = last_week(&before.card) + 1;
    let weeks = (made.last + 1 - first).clamp(0, before.horizon() as i64) as usize;
    let products =
        made.products.iter().zip(&made.panel.series).filter_map(|((article, _), series)| {
            let place = before.place(&article.sku)?;
            let mut off = Off::default();
            for ahead in 0..weeks {
                let at = |values: &[f32]| values.get(ahead).map(|value| f64::from(*value));
                let Some(point) = at(before.point(place)) else { continue };
                let week = usize::try_from(first + ahead as i64 - series.start).ok();
                let sold = week.and_then(|week| series.values.get(week)).copied();
                let Some(sold) = sold.filter(|sold| sold.is_finite()) else { continue };
                let quantiles: Vec<f64> = (0..PROBABILITIES.len())
                    .filter_map(|q| at(before.quantile(place, q)))
                    .collect();
                let (Some(low), Some(high)) = (quantiles.first(), quantiles.last()) else {
                    continue;
                };
                off.sold += sold.max(0.0);
                off.error += (sold - point).abs();
                off.promised += promised(&quantiles, point);
                off.weeks += 1;
                off.inside += u32::from((*low..=*high).contains(&sold));
            }
            (off.weeks > 0).then_some(off)
        });
    let products: Vec<Off> = products.collect();
    let sum = |of: fn(&Off) -> f64| products.iter().map(of).sum::<f64>();
    let (sold, error, promised) =
        (sum(|off| off.sold), sum(|off| off.error), sum(|off| off.promised));
    let counted = sum(|off| f64::from(off.weeks));
    if counted == 0.0 {
        return None;
    }
    let share = |of: f64| (sold > 0.0).then(|| of / sold);
    Some(Since {
        of: before.card.id.clone(),
        weeks: weeks as u32,
        wape: share(error),
        promised_wape: share(promised),
        coverage: Some(sum(|off| f64::from(off.inside)) / counted),
        is_drift: error > (1.0 + WORTH_SAYING) * promised && t_of(&products) > BEYOND_CHANCE,
    })
}

/// The mean distance from `point` of what may be wanted: each quantile stands for the probability
/// halfway to its neighbours.
fn promised(quantiles: &[f64], point: f64) -> f64 {
    let last = PROBABILITIES.len() - 1;
    let at = |place: usize| PROBABILITIES.get(place).copied().unwrap_or_default();
    let weight = |place: usize| {
        let from = if place == 0 { 0.0 } else { (at(place - 1) + at(place)) / 2.0 };
        let to = if place == last { 1.0 } else { (at(place) + at(place + 1)) / 2.0 };
        to - from
    };
    quantiles.iter().enumerate().map(|(place, of)| weight(place) * (of - point).abs()).sum()
}

/// Student's t of the errors beyond the promised ones, over products.
fn t_of(products: &[Off]) -> f64 {
    let count = products.len() as f64;
    if products.len() < FEWEST {
        return 0.0;
    }
    let beyond = |off: &Off| off.error - off.promised;
    let mean = products.iter().map(beyond).sum::<f64>() / count;
    let squares: f64 = products.iter().map(|off| (beyond(off) - mean).powi(2)).sum();
    let error = (squares / (count - 1.0) / count).sqrt();
    if error > 0.0 { mean / error } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_promises_its_own_spread() {
        // Of an even spread from 0 to 1 around 0.5 the mean distance is a quarter.
        let even: Vec<f64> = PROBABILITIES.to_vec();
        assert!((promised(&even, 0.5) - 0.25).abs() < 0.01);
        assert_eq!(promised(&[3.0; 9], 3.0), 0.0);
    }

    #[test]
    fn one_product_far_off_is_chance_and_all_of_them_are_not() {
        let off = |error| Off { sold: 10.0, error, promised: 3.0, weeks: 2, inside: 2 };
        let noise = |place: usize| [-1.0, 0.5, 1.5, -0.5][place % 4];
        let mut one: Vec<Off> = (0..40).map(|place| off(3.0 + noise(place))).collect();
        one.push(off(90.0));
        assert!(t_of(&one) < BEYOND_CHANCE, "{}", t_of(&one));
        let all: Vec<Off> = (0..40).map(|place| off(6.0 + noise(place))).collect();
        assert!(t_of(&all) > BEYOND_CHANCE);
        assert_eq!(t_of(&all[..FEWEST - 1]), 0.0);
    }
}
