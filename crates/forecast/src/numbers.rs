//! Small sums over slices.

/// The value at a place; nothing (0) where there is none.
pub fn at<T: Copy + Default>(values: &[T], place: usize) -> T {
    values.get(place).copied().unwrap_or_default()
}

/// The value `back` places before `place`, not known (NaN) where there is none.
pub fn back(values: &[f64], place: usize, back: usize) -> f64 {
    place.checked_sub(back).and_then(|place| values.get(place)).copied().unwrap_or(f64::NAN)
}

/// The mean of what is known; NaN of nothing.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        if !value.is_nan() {
            sum += value;
            count += 1.0;
        }
    }
    sum / count
}

/// The last `count` values, or all if there are fewer.
pub fn last<T>(values: &[T], count: usize) -> &[T] {
    values.get(values.len().saturating_sub(count)..).unwrap_or_default()
}

/// The first `count` values, or all if there are fewer.
pub fn first<T>(values: &[T], count: usize) -> &[T] {
    values.get(..count.min(values.len())).unwrap_or_default()
}

/// The quantile of sorted values, between two of them by a straight line (type 7 of Hyndman and
/// Fan, 1996); NaN of nothing.
pub fn quantile_of_sorted(sorted: &[f64], probability: f64) -> f64 {
    let Some(highest) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = probability.clamp(0.0, 1.0) * highest as f64;
    let below = place.floor();
    let (low, high) = (at(sorted, below as usize), at(sorted, (below as usize + 1).min(highest)));
    low + (high - low) * (place - below)
}

/// The median of what is known; NaN of nothing.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut known: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
    known.sort_by(f64::total_cmp);
    quantile_of_sorted(&known, 0.5)
}

/// Solves the symmetric positive definite system `matrix · x = right` by Cholesky's decomposition;
/// `matrix` holds its rows one after another. Directions without information get 0.
pub fn solve(mut matrix: Vec<f64>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for j in 0..n {
        let mut pivot = at(&matrix, j * n + j);
        let before = pivot;
        for k in 0..j {
            let value = at(&matrix, j * n + k);
            pivot -= value * value;
        }
        // A column that the earlier ones explain says nothing new.
        let root = if pivot > 1e-12 * before.abs().max(1e-300) { pivot.sqrt() } else { 0.0 };
        put(&mut matrix, j * n + j, root);
        for i in j + 1..n {
            let mut value = at(&matrix, i * n + j);
            for k in 0..j {
                value -= at(&matrix, i * n + k) * at(&matrix, j * n + k);
            }
            put(&mut matrix, i * n + j, if root > 0.0 { value / root } else { 0.0 });
        }
    }
    for i in 0..n {
        let mut value = at(&right, i);
        for k in 0..i {
            value -= at(&matrix, i * n + k) * at(&right, k);
        }
        let root = at(&matrix, i * n + i);
        put(&mut right, i, if root > 0.0 { value / root } else { 0.0 });
    }
    for i in (0..n).rev() {
        let mut value = at(&right, i);
        for k in i + 1..n {
            value -= at(&matrix, k * n + i) * at(&right, k);
        }
        let root = at(&matrix, i * n + i);
        put(&mut right, i, if root > 0.0 { value / root } else { 0.0 });
    }
    right
}

/// Writes a place that exists.
pub fn put<T>(values: &mut [T], place: usize, value: T) {
    if let Some(to) = values.get_mut(place) {
        *to = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_values() {
        assert_eq!(median([3.0, f64::NAN, 1.0, 2.0]), 2.0);
        assert_eq!(quantile_of_sorted(&[0.0, 10.0], 0.25), 2.5);
        assert!(median([]).is_nan());
    }

    #[test]
    fn a_system_is_solved_and_a_column_that_says_nothing_gets_0() {
        let x = solve(vec![4.0, 2.0, 2.0, 3.0], vec![8.0, 8.0]);
        assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] - 2.0).abs() < 1e-12, "{x:?}");
        assert_eq!(solve(vec![1.0, 1.0, 1.0, 1.0], vec![2.0, 2.0]), [2.0, 0.0]);
    }
}
