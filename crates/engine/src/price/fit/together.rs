//! The weeks of a product's variants as one product's, with what promotions do in them.

use kontor_features::Series;
use kontor_pricing::elasticity::{USUAL, Week};

/// What a promotion adds to demand beside its lower price, as a logarithm, where only little depends on it.
const USUAL_LIFT: f64 = 0.3;

/// The weeks of a product's variants together: it is in stock by the share of what usually sells of those
/// that are.
pub fn together(parts: &[&Series], start: i64, last: i64) -> Vec<Week> {
    // Units of a week in stock.
    let usual = |part: &&Series| -> f64 {
        let in_stock = (0..part.sold.len()).map(|place| part.in_stock(place)).sum::<f64>();
        part.sold.iter().sum::<f64>() / in_stock.max(1.0)
    };
    let usual: Vec<f64> = parts.iter().map(usual).collect();
    let of_week = |week: i64| {
        let (mut units, mut known, mut all) = (0.0, 0.0, 0.0);
        let (mut paid, mut bought, mut prices, mut priced) = (0.0, 0.0, 0.0, 0.0);
        let mut promotion = 0.0_f64;
        for (part, usual) in parts.iter().zip(&usual) {
            let Ok(place) = usize::try_from(week - part.start) else { continue };
            let Some(sold) = part.sold.get(place).copied() else { continue };
            let in_stock = part.in_stock(place);
            all += usual;
            promotion = promotion.max(felt(part, place).0);
            let price = part.price.get(place).copied().unwrap_or(f64::NAN);
            if price > 0.0 {
                prices += price;
                priced += 1.0;
            }
            known += usual * in_stock;
            units += sold;
            if price > 0.0 && sold > 0.0 {
                paid += price * sold;
                bought += sold;
            }
        }
        let price = if bought > 0.0 { paid / bought } else { prices / priced };
        Week {
            units,
            price,
            in_stock: if all > 0.0 { known / all } else { 0.0 },
            controls: vec![promotion],
        }
    };
    (start..=last).map(of_week).collect()
}

/// The share of a week with a promotion, and that by which it lowers the week's price. A week's units are a
/// sum: half a week of three times the sales doubles them, which is more than half of what a whole week
/// does to their logarithm, and counts for so much more of the promotion and of its price.
fn felt(part: &Series, place: usize) -> (f64, f64) {
    let of = |values: &[f64]| values.get(place).copied().unwrap_or_default();
    let (days, lowered) = (of(&part.promoted), of(&part.promotion));
    if days <= 0.0 {
        return (0.0, lowered);
    }
    let log_price = libm::log1p(-(lowered / days).clamp(0.0, 0.95));
    let whole = USUAL_LIFT + USUAL.mean * log_price;
    let share = libm::log1p(days * libm::expm1(whole)) / whole;
    (share, -libm::expm1(share * log_price))
}

/// By which share promotions lower the price in each week.
pub fn cuts(parts: &[&Series], start: i64, last: i64) -> Vec<f64> {
    let cut = |part: &Series, week: i64| {
        usize::try_from(week - part.start).map_or(0.0, |place| felt(part, place).1)
    };
    let of_week = |week| parts.iter().map(|part| cut(part, week)).fold(0.0, f64::max);
    (start..=last).map(of_week).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::tests::part, *};

    /// A product is in stock by the share of what its variants usually sell.
    #[test]
    fn variants_are_in_stock_by_what_they_sell() {
        let (large, mut small) =
            (part(10, &[30.0, 30.0, f64::NAN], 100.0), part(11, &[10.0, f64::NAN], 120.0));
        let weeks = |parts: &[&Series]| {
            let weeks = together(parts, 10, 12);
            weeks.iter().map(|week| (week.units, week.in_stock)).collect::<Vec<_>>()
        };
        assert_eq!(together(&[&large, &small], 10, 12)[1].price, 105.0);
        assert_eq!(weeks(&[&large, &small]), [(30.0, 1.0), (40.0, 1.0), (0.0, 0.0)]);
        // A day of the small one is missing.
        small.out = vec![7.0, 0.0];
        (small.sold, small.out[1]) = (vec![0.0, 6.0], 1.0);
        assert_eq!(weeks(&[&large, &small])[1], (30.0, 30.0 / 36.0));
        let halves = weeks(&[&large, &part(10, &[10.0, f64::NAN, 10.0], 100.0)]);
        assert_eq!(halves, [(40.0, 1.0), (30.0, 0.75), (10.0, 0.25)]);
    }

    /// A fifth off with a lift of 0.3 more than doubles sales at an elasticity of −2.
    #[test]
    fn half_a_week_of_a_promotion_is_more_than_half_of_it() {
        let mut part = part(10, &[5.0; 4], 10.0);
        part.promoted = vec![0.0, 1.0, 0.5, 0.5];
        part.promotion = vec![0.0, 0.2, 0.1, 0.0];
        assert_eq!(felt(&part, 0), (0.0, 0.0));
        let (whole, cut) = felt(&part, 1);
        assert!((whole - 1.0).abs() < 1e-12 && (cut - 0.2).abs() < 1e-12);
        let (half, cut) = felt(&part, 2);
        let times = |share: f64| libm::exp(share * 0.3) * libm::pow(0.8, -2.0 * share);
        assert!((times(half) - 0.5 * (1.0 + times(1.0))).abs() < 1e-12, "{half}");
        assert!((cut - (1.0 - libm::pow(0.8, half))).abs() < 1e-12 && half > 0.55);
        let (free, cut) = felt(&part, 3);
        assert!(cut == 0.0 && (0.5..0.6).contains(&free));
        assert_eq!(felt(&part, 9), (0.0, 0.0));
    }
}
