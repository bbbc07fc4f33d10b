//! Bundles: what is sold together is ordered in parts.

use serde::{Deserialize, Serialize};

/// A bundle that would contain itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circular(pub Vec<usize>);

/// The parts that a product is ordered in, each with how many of it one takes: itself, unless it is a
/// bundle. `recipes` has for each product its direct parts. A circle is refused with the products on
/// it, from the first one that comes again.
pub fn parts(recipes: &[Vec<(usize, f64)>], product: usize) -> Result<Vec<(usize, f64)>, Circular> {
    let mut found = Vec::new();
    explode(recipes, (product, 1.0), &mut Vec::new(), &mut found)?;
    found.sort_by_key(|(part, _)| *part);
    found.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    Ok(found)
}

fn explode(
    recipes: &[Vec<(usize, f64)>],
    (product, count): (usize, f64),
    above: &mut Vec<usize>,
    found: &mut Vec<(usize, f64)>,
) -> Result<(), Circular> {
    if let Some(at) = above.iter().position(|bundle| *bundle == product) {
        return Err(Circular(above.get(at..).unwrap_or_default().to_vec()));
    }
    let direct = recipes.get(product).map(Vec::as_slice).unwrap_or_default();
    if direct.is_empty() {
        found.push((product, count));
    }
    above.push(product);
    for (part, each) in direct {
        explode(recipes, (*part, count * each), above, found)?;
    }
    above.pop();
    Ok(())
}

/// Adds a bundle's demand of one week, `each` of the part in one, to the part's own: means add, and
/// so do the squares of what quantiles lie above or below the middle one, as who buys the one does
/// not care for the other. Quantiles are in the order of [`crate::demand::PROBABILITIES`].
pub fn add_demand(own: (f64, [f64; 9]), bundle: (f64, [f64; 9]), each: f64) -> (f64, [f64; 9]) {
    let ((mean, own), (bundles, bundle)) = (own, bundle);
    let middle = |quantiles: &[f64; 9]| quantiles.get(4).copied().unwrap_or_default();
    let (at, of_bundle) = (middle(&own), middle(&bundle));
    let mut places = own.iter().zip(&bundle);
    let quantiles = std::array::from_fn(|_| {
        let (own, bundle) = places.next().map_or((at, of_bundle), |(own, bundle)| (*own, *bundle));
        let (a, b) = (own - at, each * (bundle - of_bundle));
        at + each * of_bundle + libm::sqrt(a * a + b * b).copysign(a + b)
    });
    (mean + each * bundles, quantiles.map(|quantile| quantile.max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_are_ordered_in_parts() {
        // 0: a gift box of two 1 and one 2; 2: a set of three 1 and one 3.
        let recipes = [vec![(1, 2.0), (2, 1.0)], vec![], vec![(1, 3.0), (3, 1.0)], vec![]];
        assert_eq!(parts(&recipes, 0), Ok(vec![(1, 5.0), (3, 1.0)]));
        assert_eq!(parts(&recipes, 1), Ok(vec![(1, 1.0)]));
    }

    #[test]
    fn circular_bundles_are_refused_and_others_are_not() {
        let recipes = [vec![(1, 1.0)], vec![(2, 1.0)], vec![(1, 2.0)], vec![(4, 2.0)], vec![]];
        assert_eq!(parts(&recipes, 0), Err(Circular(vec![1, 2])));
        assert_eq!(parts(&recipes, 3), Ok(vec![(4, 2.0)]));
    }

    #[test]
    fn a_parts_demand_is_its_own_and_its_bundles() {
        let spread =
            |middle: f64, step: f64| std::array::from_fn(|q| middle + step * (q as f64 - 4.0));
        let (mean, quantiles) =
            add_demand((20.0, spread(20.0, 3.0)), (10.0, spread(10.0, 2.0)), 2.0);
        assert_eq!(mean, 40.0);
        assert_eq!(quantiles, spread(40.0, 5.0));
    }
}
