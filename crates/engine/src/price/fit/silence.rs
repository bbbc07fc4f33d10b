//! Silences that were taken for an empty shelf, looked at once more: at a high price they may be chance.

use super::asked::last_asked;
use kontor_features::{Series, monday};
use kontor_pricing::elasticity::USUAL;

/// A silence that was taken for being out of stock is believed here if it had a chance of less than e to
/// the minus this at the price of its time: ten times less than elsewhere, since whoever takes the silence
/// of a high price for an empty shelf finds that prices do little.
const PROOF: f64 = 9.2;
/// The pace of sales before a silence is that of so many weeks.
const PACE_WEEKS: usize = 13;

/// The same with the silences that its price explains as days in stock on which nothing was wanted.
pub fn doubted(part: &Series, asked: &[(i32, f64)]) -> Series {
    let mut part = part.clone();
    let guessed: Vec<bool> = part.guessed.iter().map(|days| *days > 0.0).collect();
    let mut from = 0;
    for run in guessed.chunk_by(|a, b| a == b) {
        let to = from + run.len();
        if run.first() == Some(&true) && !is_out_of_stock(&part, from, to, asked) {
            for (out, days) in part.out.iter_mut().zip(&part.guessed).take(to).skip(from) {
                *out -= days;
            }
        }
        from = to;
    }
    part
}

/// Whether a silence from one week to before another is too long for chance.
fn is_out_of_stock(part: &Series, from: usize, to: usize, asked: &[(i32, f64)]) -> bool {
    let weeks = part.units.iter().zip(&part.price).take(from).rev();
    let before: Vec<(f64, f64)> = weeks
        .filter(|(units, price)| !units.is_nan() && **price > 0.0)
        .take(PACE_WEEKS)
        .map(|(units, price)| (*units, *price))
        .collect();
    let count = before.len() as f64;
    let pace = before.iter().map(|(units, _)| units).sum::<f64>() / count;
    let usual = before.iter().map(|(_, price)| price).sum::<f64>() / count;
    // The price of a silence shows in what was paid after it, or in what was asked.
    let paid = part.price.iter().skip(from).take(to - from + 1).copied().fold(f64::NAN, f64::max);
    let day = |place: usize| monday(part.start + place as i64);
    let at_end = last_asked(asked, day(to));
    let at_start = last_asked(asked, day(from.saturating_sub(PACE_WEEKS / 2)));
    let risen = at_end.zip(at_start).map_or(1.0, |(end, start)| end / start);
    let ratio = (paid / usual).max(risen);
    let days: f64 = part.guessed.iter().skip(from).take(to - from).sum();
    let expected = pace * days / 7.0 * libm::pow(ratio, USUAL.mean);
    // Where nothing is known of what was before, the silence is believed.
    expected.is_nan() || expected > PROOF
}

#[cfg(test)]
mod tests {
    use super::{super::tests::part, *};

    /// Nine days without a sale of what sells once a day are an empty shelf; at a price that is a third
    /// higher they may be chance.
    #[test]
    fn a_silence_at_a_high_price_may_be_chance() {
        let silent = |price: f64| {
            let mut part = part(10, &[7.0, 8.0, 6.0, f64::NAN, f64::NAN, 7.0], 10.0);
            (part.guessed[3], part.guessed[4], part.sold[4]) = (6.0, 4.0, 2.0);
            part.out = part.guessed.clone();
            part.price[5] = price;
            part
        };
        let out = |price, asked: &[(i32, f64)]| doubted(&silent(price), asked).out;
        assert_eq!(out(10.0, &[]), [0.0, 0.0, 0.0, 6.0, 4.0, 0.0]);
        assert_eq!(out(13.5, &[]), [0.0; 6]);
        let asked = [(0, 10.0), (monday(13), 13.5)];
        assert_eq!(out(10.0, &asked), [0.0; 6]);
        // Nobody knows what it sold before.
        let new = doubted(&part(10, &[f64::NAN, 3.0], 10.0), &[]);
        assert_eq!(new.out[0], 7.0);
    }
}
