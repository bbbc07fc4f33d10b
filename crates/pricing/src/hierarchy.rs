//! Many uncertain estimates of alike things, shrunk to their parents' means and those to the mean
//! of all.
//!
//! The model: a group's estimate `b` is normal around its truth with the variance of its own error
//! and an error that all groups of its parent share, the truths of a parent's groups are normal
//! around the parent's mean with the spread τ, and the parents' means are normal around one mean
//! with the spread ω:
//! ```text
//! b_i ~ N(β_i + s_p, v_i)   s_p ~ N(0, c_p)   β_i ~ N(m_p, τ²)   m_p ~ N(μ, ω²)
//! ```
//! The mean of all, μ, is anything, or normal around what is usual elsewhere.
//!
//! The shared error is what a week does to a whole category: however many products saw that week, it
//! is one week. Where it may be large, a parent's groups are moved to the mean of all together.
//!
//! Both spreads are found from the data by their restricted likelihood, as in empirical Bayes; but
//! instead of the single most likely pair a grid of pairs is weighed by it, and every result is the
//! mixture over the grid (Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.4). So the
//! ranges say what is not known of the spreads and the means too, which matters with few groups.
//! The prior of the spread of groups is a Rayleigh's: most likely a half, as of products of one shop,
//! not nothing (Chung et al., 2013) and hardly above one and a half; that of parents' means is half a
//! normal one: categories may be all alike (Gelman, 2006). They speak where few groups do: with eight
//! weeks a few lucky promotions make elasticities of −8.

use crate::{Random, numbers::at, student::t_quantile};
use libm::{exp, log, sqrt};

/// Points of the grid for each spread.
const POINTS: usize = 24;
/// The scale of the Rayleigh prior of the spreads: where it is highest.
const SCALE: f64 = 0.5;
/// A point of the first grid with less weight lies outside the second, finer one.
const NEGLIGIBLE: f64 = 1e-5;

/// A group before it is shrunk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Its parent, by number from 0.
    pub parent: usize,
    /// What its own data say; `None` where they say nothing.
    pub own: Option<Estimate>,
}

/// What a group's own data say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The variance of its error; above zero.
    pub variance: f64,
    /// The part of it that is the group's own: what the parent's groups do not share.
    pub unshared: f64,
    /// The degrees of freedom that this variance was estimated with.
    pub freedom: f64,
}

/// What the mean of all is elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
}

/// What is known of a number: Student's t around a mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Posterior {
    /// The mean.
    pub mean: f64,
    /// The scale; the standard deviation where there is much freedom.
    pub sd: f64,
    /// Degrees of freedom.
    pub freedom: f64,
}

impl Posterior {
    /// The central interval that holds the truth with this probability, such as .9.
    pub fn interval(&self, probability: f64) -> (f64, f64) {
        let reach = self.sd * t_quantile(0.5 + 0.5 * probability, self.freedom);
        (self.mean - reach, self.mean + reach)
    }

    /// The mean in units of the scale.
    pub fn t(&self) -> f64 {
        self.mean / self.sd
    }

    /// One draw.
    pub fn draw(&self, random: &mut Random) -> f64 {
        self.mean + self.sd * random.student(self.freedom)
    }
}

/// Groups, parents and the mean of all, each with what the others say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hierarchy {
    /// Each group's truth.
    pub groups: Vec<Posterior>,
    /// What of each group's scale comes from not knowing its parent's mean, as a standard deviation:
    /// by so much the groups of a parent err together.
    pub from_parent: Vec<f64>,
    /// Each parent's mean; of one without groups, what another parent's would be.
    pub parents: Vec<Posterior>,
    /// The mean of all.
    pub overall: Posterior,
    /// The spread of groups within a parent (τ), its mean over the grid.
    pub within: f64,
    /// The spread of parents (ω), its mean over the grid.
    pub between: f64,
}

/// What the groups of one parent say about its mean, for a spread within parents.
#[derive(Clone, Copy, Default)]
struct Parent {
    /// The mean of its groups' estimates, with the error that they share.
    mean: f64,
    /// The variance of that mean, without the shared error; infinite where no group says anything.
    variance: f64,
    /// The variance of the shared error.
    shared: f64,
}

/// A mean and a variance that are put together from a mixture.
#[derive(Clone, Copy, Default)]
struct Moments {
    weight: f64,
    mean: f64,
    square: f64,
}

impl Moments {
    fn add(&mut self, weight: f64, mean: f64, variance: f64) {
        self.weight += weight;
        self.mean += weight * mean;
        self.square += weight * (mean * mean + variance);
    }

    fn get(&self) -> (f64, f64) {
        let mean = self.mean / self.weight;
        (mean, (self.square / self.weight - mean * mean).max(0.0))
    }
}

/// A parent's mean and the mean of its groups' estimates, which differ by the shared error, put
/// together from a mixture.
#[derive(Clone, Copy, Default)]
struct Pair {
    truth: Moments,
    told: Moments,
    product: f64,
}

impl Pair {
    /// Adds a parent for one spread of parents, with the mean of all and its variance.
    fn add(&mut self, weight: f64, parent: &Parent, between: f64, mean: f64, variance: f64) {
        let spread = between * between;
        // The share of the parents' mean that its own groups say; and of the mean with its error.
        let (own, told) = match parent.variance.is_finite() {
            true => {
                let all = spread + parent.shared + parent.variance;
                (spread / all, (spread + parent.shared) / all)
            }
            false => (0.0, 0.0),
        };
        let miss = if own + told > 0.0 { parent.mean - mean } else { 0.0 };
        let (a, b) = (mean + own * miss, mean + told * miss);
        let all = (1.0 - own) * (1.0 - told) * variance + spread * (1.0 - told);
        self.truth.add(weight, a, (1.0 - own).powi(2) * variance + spread * (1.0 - own));
        self.told.add(
            weight,
            b,
            (1.0 - told).powi(2) * variance + (spread + parent.shared) * (1.0 - told),
        );
        self.product += weight * (a * b + all);
    }

    /// Mean and variance of the parent's mean less a share of what its groups tell.
    fn less(&self, share: f64) -> (f64, f64) {
        let weight = self.truth.weight;
        let (mean, variance) = self.truth.get();
        let (told, told_variance) = self.told.get();
        let both = self.product / weight - mean * told;
        let all = variance + share * share * told_variance - 2.0 * share * both;
        (mean - share * told, all.max(0.0))
    }
}

/// Shrinks groups to their parents, of which each has the variance of the error that its groups
/// share, and those to the mean of all, which may be anything where nothing is usual. `None` where no
/// group says anything.
pub fn shrink(groups: &[Group], shared: &[f64], usual: Option<Usual>) -> Option<Hierarchy> {
    let own: Vec<(usize, Estimate)> =
        groups.iter().filter_map(|group| Some((group.parent, group.own?))).collect();
    if own.is_empty() {
        return None;
    }
    // Wide enough for the prior, and for any spread of the estimates.
    let weight = |estimate: &Estimate| 1.0 / (estimate.variance + 1.0);
    let total: f64 = own.iter().map(|(_, estimate)| weight(estimate)).sum();
    let level = own.iter().map(|(_, e)| weight(e) * e.value).sum::<f64>() / total;
    let squares: f64 = own.iter().map(|(_, e)| weight(e) * (e.value - level).powi(2)).sum();
    let widest = (8.0 * SCALE).max(3.0 * sqrt(squares / total));
    let points = || (0..POINTS).map(|point| (point as f64 + 0.5) / POINTS as f64);
    // Denser where spreads are small; the width of a point is its derivative.
    let first: Vec<(f64, f64)> = points().map(|at| (widest * at * at, at)).collect();
    let weights = weigh(&own, shared, usual, &first, &first);
    let narrowed = |mass: &[f64]| -> Vec<(f64, f64)> {
        let is_heavy = |mass: &f64| *mass > NEGLIGIBLE;
        let low = mass.iter().position(is_heavy).unwrap_or(0);
        let high = mass.iter().rposition(is_heavy).unwrap_or(POINTS - 1);
        let spread = |place: usize| first.get(place).map(|(spread, _)| *spread);
        let low = low.checked_sub(1).and_then(spread).unwrap_or(0.0);
        let high = spread(high + 1).unwrap_or(widest);
        points().map(|at| (low + (high - low) * at, 1.0)).collect()
    };
    let by_within: Vec<f64> = weights.iter().map(|row| row.iter().sum()).collect();
    let by_between: Vec<f64> =
        (0..POINTS).map(|place| weights.iter().map(|row| at(row, place)).sum()).collect();
    let (within, between) = (narrowed(&by_within), narrowed(&by_between));
    let weights = weigh(&own, shared, usual, &within, &between);
    Some(mix(groups, &own, shared, usual, (&within, &between), &weights))
}

/// The parents' own means for a spread within parents, and the restricted log-likelihood of that
/// spread as far as the parents' means have no say.
fn parents_of(own: &[(usize, Estimate)], shared: &[f64], within: f64) -> (Vec<Parent>, f64) {
    // Sums of weights and of weighted values.
    let mut sums = vec![(0.0, 0.0); shared.len()];
    let mut likelihood = 0.0;
    let weight = |estimate: &Estimate| 1.0 / (estimate.unshared + within * within);
    for (parent, estimate) in own {
        let weight = weight(estimate);
        likelihood += 0.5 * log(weight);
        if let Some((weights, values)) = sums.get_mut(*parent) {
            *weights += weight;
            *values += weight * estimate.value;
        }
    }
    let found: Vec<Parent> = sums
        .iter()
        .zip(shared)
        .map(|((weights, values), shared)| match *weights > 0.0 {
            true => Parent { mean: values / weights, variance: 1.0 / weights, shared: *shared },
            false => Parent { mean: 0.0, variance: f64::INFINITY, shared: *shared },
        })
        .collect();
    for (parent, estimate) in own {
        let mean = found.get(*parent).map_or(0.0, |parent| parent.mean);
        likelihood -= 0.5 * weight(estimate) * (estimate.value - mean).powi(2);
    }
    for (weights, _) in sums.iter().filter(|(weights, _)| *weights > 0.0) {
        likelihood -= 0.5 * log(*weights);
    }
    (found, likelihood)
}

/// The mean of all for a spread of parents, its variance, and the restricted log-likelihood of that
/// spread.
fn overall(parents: &[Parent], usual: Option<Usual>, between: f64) -> (f64, f64, f64) {
    // What is usual elsewhere speaks as one more parent.
    let known = || {
        let known = parents.iter().filter(|parent| parent.variance.is_finite());
        let weight = |parent: &Parent| 1.0 / (parent.variance + parent.shared + between * between);
        let elsewhere = usual.map(|usual| (usual.mean, 1.0 / (usual.sd * usual.sd)));
        known.map(move |parent| (parent.mean, weight(parent))).chain(elsewhere)
    };
    let total: f64 = known().map(|(_, weight)| weight).sum();
    let mean = known().map(|(mean, weight)| weight * mean).sum::<f64>() / total;
    let each = known().map(|(own, weight)| 0.5 * log(weight) - 0.5 * weight * (own - mean).powi(2));
    (mean, 1.0 / total, each.sum::<f64>() - 0.5 * log(total))
}

/// The weight of each pair of spreads: by the spread within parents, then by that of parents.
fn weigh(
    own: &[(usize, Estimate)],
    shared: &[f64],
    usual: Option<Usual>,
    within: &[(f64, f64)],
    between: &[(f64, f64)],
) -> Vec<Vec<f64>> {
    let of_parents = |spread: f64| -0.5 * (spread / SCALE).powi(2);
    let prior = |spread: f64| log(spread) + of_parents(spread);
    let logs: Vec<Vec<f64>> = within
        .iter()
        .map(|(tau, width)| {
            let (parents, likelihood) = parents_of(own, shared, *tau);
            let here = likelihood + prior(*tau) + log(*width);
            let each = between.iter().map(|(omega, width)| {
                here + overall(&parents, usual, *omega).2 + of_parents(*omega) + log(*width)
            });
            each.collect()
        })
        .collect();
    let most = logs.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut weights: Vec<Vec<f64>> =
        logs.iter().map(|row| row.iter().map(|log| exp(log - most)).collect()).collect();
    let total: f64 = weights.iter().flatten().sum();
    for weight in weights.iter_mut().flatten() {
        *weight /= total;
    }
    weights
}

fn mix(
    groups: &[Group],
    own: &[(usize, Estimate)],
    shared: &[f64],
    usual: Option<Usual>,
    (within, between): (&[(f64, f64)], &[(f64, f64)]),
    weights: &[Vec<f64>],
) -> Hierarchy {
    let mut all = Moments::default();
    let mut of_parents = vec![Moments::default(); shared.len()];
    let mut of_groups = vec![Moments::default(); groups.len()];
    let mut from_parent = vec![0.0; groups.len()];
    let mut own_share = vec![0.0; groups.len()];
    let (mut mean_within, mut mean_between) = (0.0, 0.0);
    for ((tau, _), row) in within.iter().zip(weights) {
        let mass: f64 = row.iter().sum();
        if mass < 1e-12 {
            continue;
        }
        let (found, _) = parents_of(own, shared, *tau);
        mean_within += mass * tau;
        let mut here = vec![Pair::default(); shared.len()];
        for ((omega, _), weight) in between.iter().zip(row) {
            let (mean, variance, _) = overall(&found, usual, *omega);
            mean_between += weight * omega;
            all.add(*weight, mean, variance);
            for (pair, parent) in here.iter_mut().zip(&found) {
                pair.add(*weight, parent, *omega, mean, variance);
            }
        }
        for (moments, here) in of_parents.iter_mut().zip(&here) {
            moments.weight += here.truth.weight;
            moments.mean += here.truth.mean;
            moments.square += here.truth.square;
        }
        for (place, group) in groups.iter().enumerate() {
            let Some(parent) = here.get(group.parent) else { continue };
            // The parent's mean, and by how much the group differs from what the parent's tell.
            let (share, value, own) = match group.own {
                Some(own) => {
                    let share = own.unshared / (own.unshared + tau * tau);
                    (share, own.value, (1.0 - share) * own.unshared)
                }
                None => (1.0, 0.0, tau * tau),
            };
            let (mean, common) = parent.less(1.0 - share);
            if let Some(moments) = of_groups.get_mut(place) {
                moments.add(mass, (1.0 - share) * value + mean, own + common);
            }
            if let (Some(from), Some(part)) = (from_parent.get_mut(place), own_share.get_mut(place))
            {
                *from += mass * common;
                *part += mass * own;
            }
        }
    }
    let normal = |moments: &Moments| {
        let (mean, variance) = moments.get();
        Posterior { mean, sd: sqrt(variance), freedom: f64::INFINITY }
    };
    let shrunk = of_groups.iter().zip(groups).zip(&own_share).map(|((moments, group), share)| {
        let posterior = normal(moments);
        // Only the part of the variance that is the group's own was estimated with its freedom
        // (Satterthwaite, 1946).
        let freedom = group.own.map_or(f64::INFINITY, |own| {
            let part = share / (posterior.sd * posterior.sd).max(f64::MIN_POSITIVE);
            own.freedom / (part * part).min(1.0)
        });
        Posterior { freedom, ..posterior }
    });
    Hierarchy {
        groups: shrunk.collect(),
        from_parent: from_parent.iter().map(|variance| sqrt(*variance)).collect(),
        parents: of_parents.iter().map(normal).collect(),
        overall: normal(&all),
        within: mean_within,
        between: mean_between,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, variance: f64) -> Option<Estimate> {
        Some(Estimate { value, variance, unshared: variance, freedom: f64::INFINITY })
    }

    /// Eight schools (Rubin, 1981; Gelman et al., table 5.2): with a uniform prior of τ the posterior
    /// means lie between 5 and 11 and the standard deviations between 5 and 8, in points of a test.
    /// The prior here speaks of elasticities, so that the points are counted in tens.
    #[test]
    fn eight_schools_are_shrunk_as_in_the_textbook() {
        let schools = [
            (28.0, 15.0),
            (8.0, 10.0),
            (-3.0, 16.0),
            (7.0, 11.0),
            (-1.0, 9.0),
            (1.0, 11.0),
            (18.0, 10.0),
            (12.0, 18.0),
        ];
        let groups: Vec<Group> = schools
            .iter()
            .map(|(value, error)| Group {
                parent: 0,
                own: estimate(value / 10.0, error * error / 100.0),
            })
            .collect();
        let found = shrink(&groups, &[0.0], None).unwrap();
        let means: Vec<f64> = found.groups.iter().map(|group| 10.0 * group.mean).collect();
        assert!((means[0] - 11.0).abs() < 1.0 && (means[2] - 6.5).abs() < 1.0, "{means:?}");
        assert!((10.0 * found.parents[0].mean - 8.0).abs() < 0.5, "{found:?}");
        assert!(found.groups.iter().all(|group| (0.5..0.85).contains(&group.sd)), "{found:?}");
    }

    #[test]
    fn exact_estimates_stay_and_empty_ones_take_the_parents_mean() {
        let mut groups: Vec<Group> = (0..40)
            .map(|place| Group {
                parent: place % 2,
                own: estimate(-2.0 - (place % 2) as f64 + 0.02 * (place / 2) as f64, 1e-8),
            })
            .collect();
        groups.push(Group { parent: 1, own: None });
        groups.push(Group { parent: 2, own: None });
        let found = shrink(&groups, &[0.0; 3], None).unwrap();
        for (group, posterior) in groups.iter().zip(&found.groups).take(40) {
            assert!((group.own.unwrap().value - posterior.mean).abs() < 1e-4, "{posterior:?}");
        }
        assert!((found.groups[40].mean + 2.81).abs() < 0.02, "{:?}", found.groups[40]);
        assert!((found.groups[40].sd / found.within - 1.0).abs() < 0.1);
        // Nobody knows the third parent: it is as any other.
        assert!((found.parents[2].mean - found.overall.mean).abs() < 1e-9);
        assert!(found.groups[41].sd > found.groups[40].sd);
        assert!((found.within - 0.118).abs() < 0.03, "{}", found.within);
    }

    /// Groups that tell little stay near what is usual elsewhere, and those that tell much do not.
    #[test]
    fn what_is_usual_elsewhere_speaks_where_groups_do_not() {
        let of = |variance: f64| {
            let groups: Vec<Group> = (0..6)
                .map(|place| Group {
                    parent: place % 2,
                    own: estimate(-5.0 + 0.01 * place as f64, variance),
                })
                .collect();
            let usual = Usual { mean: -2.0, sd: 1.0 };
            shrink(&groups, &[0.0; 2], Some(usual)).unwrap().overall
        };
        let (vague, clear) = (of(50.0), of(0.01));
        assert!((-3.0..-2.0).contains(&vague.mean) && (0.8..1.0).contains(&vague.sd), "{vague:?}");
        assert!(clear.mean < -4.5 && clear.sd < 0.5, "{clear:?}");
    }

    /// What a parent's groups err together moves them together, and keeps their distances.
    #[test]
    fn a_shared_error_moves_a_parents_groups_together() {
        let groups: Vec<Group> = (0..30)
            .map(|place| Group {
                parent: place % 3,
                own: estimate([-3.0, -2.0, -1.0][place % 3] + 0.03 * (place / 3) as f64, 1e-4),
            })
            .collect();
        let plain = shrink(&groups, &[0.0; 3], None).unwrap();
        let shared = shrink(&groups, &[1.0; 3], None).unwrap();
        assert!((plain.parents[0].mean + 2.865).abs() < 0.02, "{plain:?}");
        assert!(shared.parents[0].mean > -2.7 && shared.parents[0].sd > 0.4, "{shared:?}");
        let apart = |found: &Hierarchy| found.groups[27].mean - found.groups[0].mean;
        assert!((apart(&plain) - 0.27).abs() < 0.01 && (apart(&shared) - 0.27).abs() < 0.01);
        let moved = shared.groups[0].mean - plain.groups[0].mean;
        assert!((moved - (shared.parents[0].mean - plain.parents[0].mean)).abs() < 0.02);
        assert!(shared.groups[0].sd > 0.4 && plain.groups[0].sd < 0.02);
    }

    #[test]
    fn nothing_known_gives_nothing() {
        assert_eq!(shrink(&[Group { parent: 0, own: None }], &[0.0], None), None);
        assert_eq!(shrink(&[], &[], None), None);
    }

    #[test]
    fn intervals_and_draws_are_those_of_students_t() {
        let posterior = Posterior { mean: -2.0, sd: 0.5, freedom: 10.0 };
        let (low, high) = posterior.interval(0.95);
        assert!((low + 2.0 + 0.5 * 2.228_138_852).abs() < 1e-8 && (low + high + 4.0).abs() < 1e-12);
        let mut random = Random::new(1, 1);
        let inside = (0..20_000).filter(|_| {
            let draw = posterior.draw(&mut random);
            low < draw && draw < high
        });
        let share = inside.count() as f64 / 20_000.0;
        assert!((share - 0.95).abs() < 0.006, "{share}");
    }
}
