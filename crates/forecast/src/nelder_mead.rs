//! The simplex method of Nelder and Mead (1965), with the coefficients of Gao and Han (2012) that
//! keep it going in more dimensions. It needs no derivatives; infinite values are walls.

use crate::numbers::at;

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// At most so many values of the function are asked for.
    pub evaluations: usize,
    /// Stops when the simplex' values differ by less than this.
    pub tolerance: f64,
}

/// The lowest place found from `start`, with its value; the first simplex goes `steps` from it.
pub fn minimise(
    mut function: impl FnMut(&[f64]) -> f64,
    start: &[f64],
    steps: &[f64],
    limits: Limits,
) -> (Vec<f64>, f64) {
    let n = start.len();
    let size = n.max(2) as f64;
    let (expand, contract, shrink) = (1.0 + 2.0 / size, 0.75 - 0.5 / size, 1.0 - 1.0 / size);
    let mut value_of = |place: &[f64]| {
        let value = function(place);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let mut simplex = vec![(start.to_vec(), value_of(start))];
    for (axis, step) in steps.iter().enumerate() {
        let mut place = start.to_vec();
        if let Some(coordinate) = place.get_mut(axis) {
            *coordinate += step;
        }
        let mut value = value_of(&place);
        if value.is_infinite() {
            // A wall on this side.
            crate::numbers::put(&mut place, axis, at(start, axis) - step);
            value = value_of(&place);
        }
        simplex.push((place, value));
    }
    let mut evaluations = simplex.len();
    loop {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        let Some(((best, lowest), (worst, highest))) =
            simplex.first().zip(simplex.last()).map(|((best, lowest), (worst, highest))| {
                ((best.clone(), *lowest), (worst.clone(), *highest))
            })
        else {
            return (start.to_vec(), f64::INFINITY);
        };
        let is_flat = (highest - lowest).abs() <= limits.tolerance * (1.0 + lowest.abs());
        if evaluations >= limits.evaluations || n == 0 || is_flat {
            return (best, lowest);
        }
        let second = simplex.get(n - 1).map_or(lowest, |(_, value)| *value);
        let centre: Vec<f64> = (0..n)
            .map(|axis| {
                simplex.iter().take(n).map(|(place, _)| at(place, axis)).sum::<f64>() / n as f64
            })
            .collect();
        let along = |share: f64| -> Vec<f64> {
            centre
                .iter()
                .zip(&worst)
                .map(|(centre, worst)| centre + share * (centre - worst))
                .collect()
        };
        let reflected = along(1.0);
        let value = value_of(&reflected);
        evaluations += 1;
        let better = if value < lowest {
            let further = along(expand);
            let further_value = value_of(&further);
            evaluations += 1;
            Some(if further_value < value { (further, further_value) } else { (reflected, value) })
        } else if value < second {
            Some((reflected, value))
        } else {
            let share = if value < highest { contract } else { -contract };
            let nearer = along(share);
            let nearer_value = value_of(&nearer);
            evaluations += 1;
            (nearer_value < value.min(highest)).then_some((nearer, nearer_value))
        };
        match better {
            Some(better) => {
                if let Some(last) = simplex.last_mut() {
                    *last = better;
                }
            }
            None => {
                for (place, value) in simplex.iter_mut().skip(1) {
                    for (coordinate, best) in place.iter_mut().zip(&best) {
                        *coordinate = best + shrink * (*coordinate - best);
                    }
                    *value = value_of(place);
                    evaluations += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_of_rosenbrock_is_walked_to_its_end() {
        let valley = |p: &[f64]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
        let limits = Limits { evaluations: 2000, tolerance: 1e-14 };
        let (place, value) = minimise(valley, &[-1.2, 1.0], &[0.5, 0.5], limits);
        assert!(value < 1e-8 && (place[0] - 1.0).abs() < 1e-3, "{place:?}");
    }

    #[test]
    fn a_wall_is_not_crossed() {
        let wall = |p: &[f64]| if p[0] > 0.5 { f64::INFINITY } else { -p[0] };
        let limits = Limits { evaluations: 300, tolerance: 1e-12 };
        let (place, _) = minimise(wall, &[0.4], &[0.2], limits);
        assert!(place[0] <= 0.5 && place[0] > 0.499, "{place:?}");
    }
}
