//! The weeks of a product's variants as one product's, with what promotions do in them.

use kontor_features::Series;
use kontor_pricing::elasticity::{USUAL, Week};

/// Of what a product's variants sell, this share must be known in a week, or nobody knows what was
/// wanted of the product.
const LEAST_KNOWN: f64 = 0.5;
/// What a promotion adds to demand beside its lower price, as a logarithm, where only little depends on it.
const USUAL_LIFT: f64 = 0.3;

/// The weeks of a product's variants together: what is not known of some is taken to be as the others.
pub fn together(parts: &[&Series], start: i64, last: i64) -> Vec<Week> {
    let usual: Vec<f64> = parts
        .iter()
        .map(|part| {
            let known = part.units.iter().filter(|units| !units.is_nan());
            known.clone().sum::<f64>() / known.count().max(1) as f64
        })
        .collect();
    let of_week = |week: i64| {
        let (mut units, mut known, mut all) = (0.0, 0.0, 0.0);
        let (mut paid, mut bought, mut prices, mut priced) = (0.0, 0.0, 0.0, 0.0);
        let mut promotion = 0.0_f64;
        for (part, usual) in parts.iter().zip(&usual) {
            let Ok(place) = usize::try_from(week - part.start) else { continue };
            let Some(sold) = part.units.get(place).copied() else { continue };
            all += usual;
            promotion = promotion.max(felt(part, place).0);
            let price = part.price.get(place).copied().unwrap_or(f64::NAN);
            if price > 0.0 {
                prices += price;
                priced += 1.0;
            }
            if sold.is_nan() {
                continue;
            }
            known += usual;
            units += sold;
            if price > 0.0 && sold > 0.0 {
                paid += price * sold;
                bought += sold;
            }
        }
        let price = if bought > 0.0 { paid / bought } else { prices / priced };
        Week {
            units: if known > 0.0 { units * (all / known).max(1.0) } else { 0.0 },
            price,
            was_out_of_stock: known < LEAST_KNOWN * all || all <= 0.0,
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

    /// A variant that is out of stock is taken to want what it usually does; with most of the product
    /// out of stock nobody knows.
    #[test]
    fn variants_stand_in_for_each_other() {
        let (large, small) =
            (part(10, &[30.0, 30.0, f64::NAN], 100.0), part(11, &[10.0, f64::NAN], 120.0));
        let weeks = together(&[&large, &small], 10, 12);
        assert_eq!(weeks[0].units, 30.0);
        assert_eq!((weeks[1].units, weeks[1].price), (40.0, 105.0));
        assert!(weeks[2].was_out_of_stock && !weeks[1].was_out_of_stock);
        let halves = together(&[&large, &part(10, &[10.0, f64::NAN, 10.0], 100.0)], 10, 12);
        assert_eq!(halves[1].units, 40.0);
        assert!(halves[2].was_out_of_stock);
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
