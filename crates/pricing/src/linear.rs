//! Least squares, with dummies absorbed instead of written out.
//!
//! A regression on many dummies is one on what they leave of every other column (Frisch and Waugh,
//! 1933; Lovell, 1963). One factor is taken out exactly by subtracting its means; several by doing
//! so in turns until nothing changes (alternating projections: Halperin, 1962; Gaure, 2013).

use crate::numbers::{at, dot};

/// Means below this share of a column's size count as zero: far below six decimals of a coefficient.
const TOLERANCE: f64 = 1e-13;
/// Turns after which a column is taken as it is.
const MOST_PASSES: usize = 5_000;
/// A column of which the dummies leave a smaller share of its sum of squares is constant in them.
const CONSTANT: f64 = 1e-18;
/// A column of which the columns before it leave a smaller share is made of them.
const COLLINEAR: f64 = 1e-10;

/// A division of rows into groups, such as by store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Factor {
    of: Vec<usize>,
    levels: usize,
}

impl Factor {
    /// The group of each row, by number from 0.
    pub fn new(of: Vec<usize>) -> Factor {
        let levels = of.iter().max().map_or(0, |last| last + 1);
        Factor { of, levels }
    }

    /// All rows in one group: what is absorbed is the constant.
    pub fn constant(rows: usize) -> Factor {
        Factor::new(vec![0; rows])
    }

    /// The group of each row.
    pub fn of(&self) -> &[usize] {
        &self.of
    }

    /// How many groups there may be; some may have no row.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// The rows of each group.
    pub fn rows(&self) -> Vec<Vec<usize>> {
        let mut rows = vec![Vec::new(); self.levels];
        for (row, level) in self.of.iter().enumerate() {
            if let Some(rows) = rows.get_mut(*level) {
                rows.push(row);
            }
        }
        rows
    }

    fn counts(&self) -> Vec<f64> {
        let mut counts = vec![0.0; self.levels];
        add(&mut counts, &self.of, std::iter::repeat(1.0));
        counts
    }

    fn used(&self) -> usize {
        self.counts().iter().filter(|count| **count > 0.0).count()
    }
}

fn add(sums: &mut [f64], of: &[usize], values: impl Iterator<Item = f64>) {
    for (level, value) in of.iter().zip(values) {
        if let Some(sum) = sums.get_mut(*level) {
            *sum += value;
        }
    }
}

/// Takes the factors' additive effects out of a column, and tells them by factor and level.
pub fn absorb(values: &mut [f64], factors: &[&Factor]) -> Vec<Vec<f64>> {
    let mut effects: Vec<Vec<f64>> = factors.iter().map(|f| vec![0.0; f.levels]).collect();
    let counts: Vec<Vec<f64>> = factors.iter().map(|factor| factor.counts()).collect();
    let size = libm::sqrt(dot(values, values) / values.len().max(1) as f64);
    for _ in 0..MOST_PASSES {
        let mut largest = 0.0_f64;
        for ((factor, effects), counts) in factors.iter().zip(&mut effects).zip(&counts) {
            let mut means = vec![0.0; factor.levels];
            add(&mut means, &factor.of, values.iter().copied());
            for (mean, count) in means.iter_mut().zip(counts) {
                *mean /= count.max(1.0);
                largest = largest.max(mean.abs());
            }
            for (value, level) in values.iter_mut().zip(&factor.of) {
                *value -= at(&means, *level);
            }
            for (effect, mean) in effects.iter_mut().zip(&means) {
                *effect += mean;
            }
        }
        if largest <= TOLERANCE * size {
            break;
        }
    }
    effects
}

/// How many independent columns the factors' dummies make: of the first its levels, of the second
/// its levels less the connected parts that both make (Abowd, Creecy and Kramarz, 2002), of each
/// further one its levels less one, which is at most one too many.
fn rank(factors: &[&Factor]) -> usize {
    let Some((first, others)) = factors.split_first() else { return 0 };
    let Some((second, others)) = others.split_first() else { return first.used() };
    // Levels of the second, each with a level of the first by which it hangs together with others.
    let mut parent: Vec<usize> = (0..first.levels + second.levels).collect();
    let mut parts = first.used() + second.used();
    for (a, b) in first.of.iter().zip(&second.of) {
        let (a, b) = (root(&mut parent, *a), root(&mut parent, first.levels + b));
        if a != b {
            parts -= 1;
            if let Some(parent) = parent.get_mut(a) {
                *parent = b;
            }
        }
    }
    let others: usize = others.iter().map(|factor| factor.used().saturating_sub(1)).sum();
    first.used() + second.used() - parts + others
}

fn root(parent: &mut [usize], mut place: usize) -> usize {
    while let Some(above) = parent.get(place).copied().filter(|above| *above != place) {
        let next = parent.get(above).copied().unwrap_or(above);
        if let Some(slot) = parent.get_mut(place) {
            *slot = next;
        }
        place = above;
    }
    place
}

/// The inverse of a symmetric positive matrix, over the columns that do not follow from those before
/// them.
#[derive(Debug, Clone, PartialEq)]
pub struct Inverse {
    /// The inverse; zeros in the rows and columns of those left out.
    pub matrix: Vec<Vec<f64>>,
    /// Which columns were left out.
    pub is_dropped: Vec<bool>,
    /// The logarithm of the determinant, of the columns kept.
    pub log_determinant: f64,
}

impl Inverse {
    /// The inverse of a matrix of sums of products (sweep operator: Goodnight, 1979). A column is
    /// left out where those before it leave no more than `floors` of its diagonal.
    pub fn of(matrix: &[Vec<f64>], floors: &[f64]) -> Inverse {
        let mut matrix = matrix.to_vec();
        let (mut is_dropped, mut log_determinant) = (Vec::with_capacity(matrix.len()), 0.0);
        for place in 0..matrix.len() {
            let own = matrix.get(place).cloned().unwrap_or_default();
            let pivot = at(&own, place);
            let is_kept = pivot > at(floors, place);
            is_dropped.push(!is_kept);
            if !is_kept {
                continue;
            }
            log_determinant += libm::log(pivot);
            for (number, row) in matrix.iter_mut().enumerate() {
                let is_own = number == place;
                let factor = if is_own { 1.0 - 1.0 / pivot } else { at(row, place) / pivot };
                for (cell, own) in row.iter_mut().zip(&own) {
                    *cell -= factor * own;
                }
                if let Some(cell) = row.get_mut(place) {
                    *cell = if is_own { 1.0 / pivot } else { -factor };
                }
            }
        }
        for (row, row_is_dropped) in matrix.iter_mut().zip(&is_dropped) {
            for (cell, is_dropped) in row.iter_mut().zip(&is_dropped) {
                if *row_is_dropped || *is_dropped {
                    *cell = 0.0;
                }
            }
        }
        Inverse { matrix, is_dropped, log_determinant }
    }

    /// The inverse times a vector.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        self.matrix.iter().map(|row| dot(row, vector)).collect()
    }

    /// `vector' × inverse × vector`.
    pub fn form(&self, vector: &[f64]) -> f64 {
        dot(&self.times(vector), vector)
    }
}

/// A regression.
#[derive(Debug, Clone)]
pub struct Fit {
    /// A coefficient for each column; 0 of one that was left out.
    pub coefficients: Vec<f64>,
    /// Which columns were left out: constant within the dummies, or made of the columns before them.
    pub is_dropped: Vec<bool>,
    /// What is left of each row.
    pub residuals: Vec<f64>,
    /// The residuals' variance; `None` without freedom.
    pub variance: Option<f64>,
    /// Rows less coefficients and dummies.
    pub freedom: usize,
    within: Vec<Vec<f64>>,
    inverse: Inverse,
    effects: Vec<Vec<f64>>,
}

/// Regresses `y` on the columns of `x` and on the dummies of the factors, by least squares. Without
/// a factor there is no constant.
pub fn fit(y: &[f64], x: &[&[f64]], absorbed: &[&Factor]) -> Fit {
    let mut within: Vec<Vec<f64>> = x.iter().map(|column| column.to_vec()).collect();
    let sizes: Vec<f64> = within.iter().map(|column| dot(column, column)).collect();
    for column in &mut within {
        absorb(column, absorbed);
    }
    let mut own = y.to_vec();
    absorb(&mut own, absorbed);
    let products: Vec<Vec<f64>> =
        within.iter().map(|a| within.iter().map(|b| dot(a, b)).collect()).collect();
    let floors: Vec<f64> = products
        .iter()
        .zip(&sizes)
        .enumerate()
        .map(|(place, (row, size))| (COLLINEAR * at(row, place)).max(CONSTANT * size))
        .collect();
    let inverse = Inverse::of(&products, &floors);
    let right: Vec<f64> = within.iter().map(|column| dot(column, &own)).collect();
    let coefficients = inverse.times(&right);
    let less = |values: &[f64], columns: &[&[f64]]| -> Vec<f64> {
        let mut values = values.to_vec();
        for (coefficient, column) in coefficients.iter().zip(columns) {
            for (value, cell) in values.iter_mut().zip(*column) {
                *value -= coefficient * cell;
            }
        }
        values
    };
    let columns: Vec<&[f64]> = within.iter().map(Vec::as_slice).collect();
    let residuals = less(&own, &columns);
    let effects = absorb(&mut less(y, x), absorbed);
    let kept = inverse.is_dropped.iter().filter(|is_dropped| !**is_dropped).count();
    let freedom = y.len().saturating_sub(kept + rank(absorbed));
    let variance = (freedom > 0).then(|| dot(&residuals, &residuals) / freedom as f64);
    let is_dropped = inverse.is_dropped.clone();
    Fit { coefficients, is_dropped, residuals, variance, freedom, within, inverse, effects }
}

impl Fit {
    /// The standard error of a coefficient, where rows err alike and alone; `None` of one that was
    /// left out, or without freedom.
    pub fn standard_error(&self, column: usize) -> Option<f64> {
        let spread = at(self.inverse.matrix.get(column)?, column);
        let is_known = !self.is_dropped.get(column)?;
        Some(libm::sqrt(self.variance.filter(|_| is_known)? * spread))
    }

    /// The standard error of a coefficient where the rows of a group may err together (Liang and
    /// Zeger, 1986), times √(G/(G−1) · (n−1)/freedom) as few groups look too sure (Cameron and
    /// Miller, 2015, the correction of most programs); `None` also with fewer than two groups.
    pub fn cluster_error(&self, column: usize, clusters: &Factor) -> Option<f64> {
        let count = clusters.used();
        if *self.is_dropped.get(column)? || count < 2 || self.freedom == 0 {
            return None;
        }
        // What each row says about the coefficient: its column, cleaned of the others, times its error.
        let weights = self.inverse.matrix.get(column)?;
        let mut scores = vec![0.0; self.residuals.len()];
        for (weight, column) in weights.iter().zip(&self.within) {
            for ((score, cell), residual) in scores.iter_mut().zip(column).zip(&self.residuals) {
                *score += weight * cell * residual;
            }
        }
        let mut sums = vec![0.0; clusters.levels];
        add(&mut sums, &clusters.of, scores.iter().copied());
        let rows = self.residuals.len() as f64;
        let groups = count as f64;
        let few = groups / (groups - 1.0) * (rows - 1.0) / self.freedom as f64;
        Some(libm::sqrt(few * dot(&sums, &sums)))
    }

    /// What the regression expects of a row with these columns and, for each absorbed factor, this
    /// level.
    pub fn predict(&self, x: impl IntoIterator<Item = f64>, levels: &[usize]) -> f64 {
        let effects = self.effects.iter().zip(levels).map(|(effects, level)| at(effects, *level));
        let columns = self.coefficients.iter().zip(x).map(|(coefficient, cell)| coefficient * cell);
        effects.sum::<f64>() + columns.sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;
    use proptest::prelude::*;

    /// Dummies written out: the first factor's levels, and the second's without its first.
    fn written_out(factors: &[&Factor], rows: usize) -> Vec<Vec<f64>> {
        let dummy = |factor: &Factor, level: usize| -> Vec<f64> {
            (0..rows).map(|row| f64::from(u8::from(factor.of[row] == level))).collect()
        };
        let all = factors.iter().enumerate().flat_map(|(number, factor)| {
            (usize::from(number > 0)..factor.levels).map(move |level| dummy(factor, level))
        });
        all.collect()
    }

    #[test]
    fn the_line_through_points_is_that_of_the_textbook() {
        // Anscombe's first data set (1973): y = 3.0001 + 0.5001 x, standard error 0.1179, R² .667.
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        let fit = fit(&y, &[&x], &[&Factor::constant(11)]);
        assert!((fit.coefficients[0] - 0.500_090_909).abs() < 1e-9);
        assert!((fit.standard_error(0).unwrap() - 0.117_905_5).abs() < 1e-6);
        assert!((fit.predict([0.0], &[0]) - 3.000_090_909).abs() < 1e-9);
        assert_eq!(fit.freedom, 9);
    }

    #[test]
    fn a_column_that_follows_from_others_is_left_out() {
        let x = [1.0, 2.0, 3.0, 5.0, 8.0];
        let twice: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
        let same = [4.2; 5];
        let y = [2.0, 1.0, 4.0, 3.0, 9.0];
        let one = Factor::constant(5);
        let alone = fit(&y, &[&x], &[&one]);
        let fit = fit(&y, &[&same, &x, &twice], &[&one]);
        assert_eq!(fit.is_dropped, [true, false, true]);
        assert!((fit.coefficients[1] - alone.coefficients[0]).abs() < 1e-12);
        assert_eq!((fit.freedom, fit.standard_error(2)), (3, None));
        assert_eq!(fit.standard_error(1), alone.standard_error(0));
    }

    /// The sandwich, written out for one column.
    #[test]
    fn errors_of_groups_are_added_up_before_they_are_squared() {
        let x = [-2.0, -1.0, 0.0, 1.0, 2.0, 0.0];
        let y = [1.0, 2.0, 0.5, 3.0, 2.0, 1.0];
        let clusters = Factor::new(vec![0, 0, 1, 1, 2, 2]);
        let fit = fit(&y, &[&x], &[]);
        let b = dot(&x, &y) / 10.0;
        let e: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x * (y - b * x)).collect();
        let sums = [e[0] + e[1], e[2] + e[3], e[4] + e[5]];
        let expected = (1.5 * 5.0 / 5.0 * dot(&sums, &sums)).sqrt() / 10.0;
        assert!((fit.cluster_error(0, &clusters).unwrap() - expected).abs() < 1e-12);
        assert_eq!(fit.cluster_error(0, &Factor::constant(6)), None);
    }

    proptest! {
        /// What is absorbed does as the dummies would, written out, whichever rows there are.
        #[test]
        fn absorbed_dummies_are_dummies(
            cells in prop::collection::vec((0_usize..4, 0_usize..5), 12..60), seed in 0_u64..1000
        ) {
            let mut random = Random::new(seed, 1);
            let rows = cells.len();
            let a = Factor::new(cells.iter().map(|cell| cell.0).collect());
            let b = Factor::new(cells.iter().map(|cell| cell.1).collect());
            let mut column = || -> Vec<f64> { (0..rows).map(|_| random.normal()).collect() };
            let (x, y) = ([column(), column()], column());
            let absorbed = fit(&y, &[&x[0], &x[1]], &[&a, &b]);
            let mut all = written_out(&[&a, &b], rows);
            let dummies = all.len();
            all.extend(x.clone());
            let columns: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
            let plain = fit(&y, &columns, &[]);
            prop_assert_eq!(plain.freedom, absorbed.freedom);
            if absorbed.freedom > 1 && !absorbed.is_dropped.contains(&true) {
                for column in 0..2 {
                    let (own, other) = (absorbed.coefficients[column], plain.coefficients[dummies + column]);
                    prop_assert!((own - other).abs() < 1e-7, "{own} {other}");
                    let error = plain.standard_error(dummies + column).unwrap();
                    prop_assert!((absorbed.standard_error(column).unwrap() - error).abs() < 1e-7);
                    let cluster = plain.cluster_error(dummies + column, &a);
                    let own = absorbed.cluster_error(column, &a);
                    if let (Some(cluster), Some(own)) = (cluster, own) {
                        prop_assert!((cluster - own).abs() < 1e-7);
                    }
                }
                for row in 0..rows {
                    let cells = x.iter().map(|column| column[row]);
                    let expected = absorbed.predict(cells, &[a.of[row], b.of[row]]);
                    prop_assert!((y[row] - expected - absorbed.residuals[row]).abs() < 1e-7);
                }
            }
        }
    }
}
