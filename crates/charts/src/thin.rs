//! Long lines with as many points as a screen can show.

/// A line that looks the same `pixels` wide, with at most `2 * pixels + 2` points: the lowest and
/// the highest of the points that share a pixel, so that no spike is lost, and both ends.
pub fn thin(points: &[(f64, f64)], pixels: usize) -> Vec<(f64, f64)> {
    let shared = points.len().div_ceil(pixels.max(1));
    if shared <= 2 {
        return points.to_vec();
    }
    let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
    let extremes = points
        .chunks(shared)
        .flat_map(|chunk| [chunk.iter().min_by(by_height), chunk.iter().max_by(by_height)]);
    let mut kept: Vec<(f64, f64)> = [points.first()]
        .into_iter()
        .chain(extremes)
        .chain([points.last()])
        .flatten()
        .copied()
        .collect();
    kept.sort_by(|a, b| a.0.total_cmp(&b.0));
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn few_points_stay_and_among_them_the_ends_and_extremes(
            values in proptest::collection::vec(-1e9_f64..1e9, 1..5000),
            pixels in 1_usize..300,
        ) {
            let line: Vec<_> = values.iter().enumerate().map(|(x, y)| (x as f64, *y)).collect();
            let kept = thin(&line, pixels);
            prop_assert!(kept.len() <= 2 * pixels + 2);
            prop_assert!(kept.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert_eq!(kept.first(), line.first());
            prop_assert_eq!(kept.last(), line.last());
            let highest = |line: &[(f64, f64)]| line.iter().map(|p| p.1).fold(f64::MIN, f64::max);
            let lowest = |line: &[(f64, f64)]| line.iter().map(|p| p.1).fold(f64::MAX, f64::min);
            prop_assert_eq!(highest(&kept), highest(&line));
            prop_assert_eq!(lowest(&kept), lowest(&line));
        }
    }
}
