//! Drawn demand: what a product may sell from today on, on many paths.
//!
//! The forecast gives nine quantiles for each week. Between them demand is taken to be normal (a
//! straight line over the normal quantile), beyond the outermost ones exponential; of what sells a
//! few lots a week it is taken to be the negative binomial of the forecast's mean whose quantiles come
//! nearest, held to them, as whole quantiles of few lots tell little of how far it reaches. Each path
//! draws
//! one number a week: [`Luck`] holds which, the same for every product and every plan, so that two
//! plans differ by what they decide and not by luck (common random numbers). Each week's numbers are
//! stratified, so that a thousand paths hold each of a thousand equal parts of the distribution once
//! (Latin hypercube sampling; McKay, Beckman and Conover, 1979), and weeks hang together as strongly
//! as asked (Iman and Conover, 1982).
//!
//! Units of a week that is only partly in the span fall on its days by chance, each day alike.

use crate::{distribution::normal_quantile, random::Random};
use libm::{log, sqrt};

/// The probabilities of a forecast's quantiles.
pub const PROBABILITIES: [f64; 9] = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];
/// Days of a week.
const WEEK: u32 = 7;
/// Weeks that a path has; what lies beyond does not happen.
const WEEKS: usize = 54;
/// The last day that can be asked for.
pub const LAST_DAY: u32 = (WEEKS as u32 - 1) * WEEK;
/// Most units whose days are drawn exactly; more are spread by the normal distribution.
const FEW: usize = 16;
/// Up to this 97.5 % quantile, in lots, counts keep the forecast's mean.
const SLOW: f64 = 50.0;
/// Variances over the mean that are tried for counts.
const DISPERSIONS: [f64; 13] =
    [1.0, 1.1, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 25.0];
/// Of those whose quantiles come as near, the one next to this.
const USUAL_DISPERSION: f64 = 1.5;
/// Probability by which all quantiles together may be off for a negative binomial to be taken: what
/// sells by the dozen now and then is none.
const NEAR: f64 = 0.05;
/// How far beyond the highest quantile counts go, in multiples of it.
const FARTHEST: f64 = 20.0;
/// Parts that the luck of a day is told in.
const PARTS: usize = 256;

/// What is forecast of a product.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'a> {
    /// Days of the first week that are over, below seven.
    pub days_gone: u32,
    /// Expected units of each week. Beyond the last week it goes on as there.
    pub mean: &'a [f32],
    /// For each of [`PROBABILITIES`] its quantile of each week.
    pub quantiles: [&'a [f32]; PROBABILITIES.len()],
    /// Whether it sells in whole units only.
    pub is_whole: bool,
}

/// The random numbers of every path.
#[derive(Debug)]
pub struct Luck {
    paths: usize,
    /// For each week and path the place of its demand among all paths.
    ranks: Vec<Vec<u16>>,
    /// For each path and week on which days units fall, in [`PARTS`].
    days: Vec<u8>,
    /// For each path the place of its lead time among all paths.
    leads: Vec<u16>,
    /// For each place its normal quantile.
    scores: Vec<f64>,
    /// For each place where it lies among the quantiles: from which one, how far to the next.
    grid: Vec<(usize, f64)>,
    /// The first place beyond the last quantile.
    tail_from: usize,
    /// For each number of units up to [`FEW`], day and part how many have fallen by then.
    few: Vec<u8>,
    /// For each part its normal quantile.
    part_scores: Vec<f64>,
}

impl Luck {
    /// Of a seed, for so many paths (from 20 to 50,000). `correlation` is that of a week's luck with
    /// the next one's, from 0 to below 1: a forecast that is too low this week tends to be so in the
    /// next.
    pub fn new(seed: u64, paths: usize, correlation: f64) -> Luck {
        let paths = paths.clamp(20, 50_000);
        let correlation = correlation.clamp(0.0, 0.99);
        let middle = |place: usize, of: usize| (place as f64 + 0.5) / of as f64;
        let scores: Vec<f64> =
            (0..paths).map(|place| normal_quantile(middle(place, paths))).collect();
        let shuffled = |stream: usize| {
            let mut places: Vec<u16> = (0..paths).map(|place| place as u16).collect();
            Random::new(seed, stream as u64).shuffle(&mut places);
            places
        };
        let score = |place: &u16| scores.get(usize::from(*place)).copied().unwrap_or_default();
        let mut ranks: Vec<Vec<u16>> = Vec::with_capacity(WEEKS);
        for week in 0..WEEKS {
            let fresh = shuffled(week);
            let ranked = match ranks.last() {
                Some(before) if correlation > 0.0 => {
                    let own = sqrt(1.0 - correlation * correlation);
                    let mixed = before.iter().zip(&fresh);
                    let mut mixed: Vec<(f64, usize)> = mixed
                        .map(|(before, fresh)| correlation * score(before) + own * score(fresh))
                        .zip(0..)
                        .collect();
                    mixed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                    let mut ranked = vec![0; paths];
                    for (rank, (_, path)) in mixed.into_iter().enumerate() {
                        if let Some(slot) = ranked.get_mut(path) {
                            *slot = rank as u16;
                        }
                    }
                    ranked
                }
                _ => fresh,
            };
            ranks.push(ranked);
        }
        let mut days = vec![0; paths * WEEKS];
        for week in 0..WEEKS {
            let parts = shuffled(WEEKS + week);
            let slots = days.iter_mut().skip(week).step_by(WEEKS);
            for (slot, place) in slots.zip(parts) {
                *slot = (usize::from(place) * PARTS / paths) as u8;
            }
        }
        let last = PROBABILITIES.last().copied().unwrap_or(1.0);
        Luck {
            tail_from: (0..paths).filter(|place| middle(*place, paths) <= last).count(),
            leads: shuffled(2 * WEEKS),
            grid: (0..paths).map(|place| grid(middle(place, paths))).collect(),
            few: few(),
            part_scores: (0..PARTS).map(|part| normal_quantile(middle(part, PARTS))).collect(),
            paths,
            ranks,
            days,
            scores,
        }
    }

    /// How many paths there are.
    pub fn paths(&self) -> usize {
        self.paths
    }

    /// For each path its lead time in days, of a distribution given by its quantile at a standard
    /// normal value.
    pub fn lead_times(&self, days: impl Fn(f64) -> u32, into: &mut Vec<u32>) {
        let table: Vec<u32> = self.scores.iter().map(|score| days(*score)).collect();
        into.clear();
        let place = |place: &u16| table.get(usize::from(*place)).copied().unwrap_or_default();
        into.extend(self.leads.iter().map(place));
    }
}

/// Where a probability lies among the quantiles.
fn grid(probability: f64) -> (usize, f64) {
    let last = PROBABILITIES.len() - 1;
    let above = PROBABILITIES.partition_point(|p| *p <= probability);
    let at = |place: usize| PROBABILITIES.get(place).copied().unwrap_or(0.5);
    // Exponential tails: the last step over again for each halving of what is left.
    if above == 0 {
        return (0, -log(at(0) / probability) / log(at(1) / at(0)));
    }
    if above > last {
        let (outer, inner) = (1.0 - at(last), 1.0 - at(last - 1));
        return (last - 1, 1.0 + log(outer / (1.0 - probability)) / log(inner / outer));
    }
    let (low, high) = (normal_quantile(at(above - 1)), normal_quantile(at(above)));
    (above - 1, (normal_quantile(probability) - low) / (high - low))
}

/// The binomial quantiles of [`Luck::few`].
fn few() -> Vec<u8> {
    let mut table = Vec::with_capacity((FEW + 1) * WEEK as usize * PARTS);
    for units in 0..=FEW {
        for day in 0..WEEK {
            let share = f64::from(day) / f64::from(WEEK);
            let mut fallen = 0;
            let mut probability = libm::pow(1.0 - share, units as f64);
            let mut sum = probability;
            for part in 0..PARTS {
                while sum < (part as f64 + 0.5) / PARTS as f64 && fallen < units {
                    probability *=
                        (units - fallen) as f64 / (fallen + 1) as f64 * share / (1.0 - share);
                    fallen += 1;
                    sum += probability;
                }
                table.push(fallen as u8);
            }
        }
    }
    table
}

/// Drawn demand of one product; its memory is used again for the next.
#[derive(Debug)]
pub struct Paths<'a> {
    luck: &'a Luck,
    weeks: usize,
    days_gone: u32,
    is_whole: bool,
    /// Units of a lot; what follows is in lots.
    lot: f64,
    /// For each path the lots until the beginning of each week, from the first week's on.
    cumulative: Vec<f64>,
    /// The week's demand at each place.
    table: Vec<f64>,
    fractions: Vec<f64>,
    /// Expected lots of each week.
    means: Vec<f64>,
}

impl<'a> Paths<'a> {
    /// Without any demand yet.
    pub fn new(luck: &'a Luck) -> Paths<'a> {
        Paths {
            luck,
            weeks: 0,
            days_gone: 0,
            is_whole: true,
            lot: 1.0,
            cumulative: Vec::new(),
            table: vec![0.0; luck.paths],
            fractions: Vec::new(),
            means: Vec::new(),
        }
    }

    /// Draws a product's demand of the next `days` days, at most [`LAST_DAY`].
    pub fn draw(&mut self, demand: &Demand, days: u32) {
        self.draw_lots(demand, 1.0, days);
    }

    /// The same for what sells in whole lots of so many units.
    pub fn draw_lots(&mut self, demand: &Demand, lot: f64, days: u32) {
        self.lot = if demand.is_whole && lot > 0.0 { lot } else { 1.0 };
        self.days_gone = demand.days_gone.min(WEEK - 1);
        self.is_whole = demand.is_whole;
        self.weeks = (self.days_gone + days.min(LAST_DAY)).div_ceil(WEEK).max(1) as usize;
        let row = self.weeks + 1;
        self.cumulative.clear();
        self.cumulative.resize(row * self.luck.paths, 0.0);
        self.means.clear();
        let mut drawn = None;
        for (week, ranks) in self.luck.ranks.iter().enumerate().take(self.weeks) {
            let figures = of_week(demand, week, self.lot);
            if drawn != Some(figures) {
                self.fill_table(figures, demand.is_whole);
                drawn = Some(figures);
            }
            self.means.push(self.table.iter().sum::<f64>() / self.luck.paths as f64);
            for (path, rank) in self.cumulative.chunks_exact_mut(row).zip(ranks) {
                let units = self.table.get(usize::from(*rank)).copied().unwrap_or_default();
                if let Some([before, after]) = path.get_mut(week..week + 2) {
                    *after = *before + units;
                }
            }
        }
    }

    /// Works out a week's demand at each place of the luck.
    fn fill_table(&mut self, (mean, quantiles): (f64, [f64; 9]), is_whole: bool) {
        for (slot, (from, share)) in self.table.iter_mut().zip(&self.luck.grid) {
            if let Some([low, high]) = quantiles.get(*from..*from + 2) {
                *slot = (low + share * (high - low)).max(0.0);
            }
        }
        if !is_whole {
            return;
        }
        if quantiles.last().is_none_or(|highest| *highest > SLOW) {
            for slot in &mut self.table {
                *slot = whole(*slot + 0.5);
            }
            return;
        }
        if self.fill_counts(mean, &quantiles) {
            return;
        }
        // As steady as no counts are: how far the tail reaches, and where each step lies between two
        // quantiles, is chosen to keep the mean.
        let all = mean * self.luck.paths as f64;
        let highest = quantiles.last().copied().unwrap_or_default();
        let (inner, tail) = self.table.split_at_mut(self.luck.tail_from);
        let known =
            inner.iter().map(|slot| whole(slot + 0.5)).sum::<f64>() + highest * tail.len() as f64;
        let beyond: f64 = tail.iter().map(|slot| slot - highest).sum();
        if beyond > 0.0 {
            let share = ((all - known) / beyond).clamp(0.0, 1.0);
            for slot in tail {
                *slot = highest + share * (*slot - highest);
            }
        }
        self.fractions.clear();
        let mut missing = all;
        for slot in &self.table {
            missing -= whole(*slot);
            self.fractions.push(slot - whole(*slot));
        }
        let can_rise = self.fractions.iter().filter(|fraction| **fraction > 0.0).count();
        let rising = (missing.round().max(0.0) as usize).min(can_rise);
        let mut least = f64::INFINITY;
        if let Some(last) = rising.checked_sub(1) {
            least = *self.fractions.select_nth_unstable_by(last, |a, b| b.total_cmp(a)).1;
        }
        for slot in &mut self.table {
            let part = *slot - whole(*slot);
            *slot += if part >= least { 1.0 - part } else { -part };
        }
        // What the quantiles cannot show, as less than one week in forty sells it.
        let rare = (missing - rising as f64).round().clamp(0.0, 0.025 * self.luck.paths as f64);
        for slot in self.table.iter_mut().rev().take(rare as usize) {
            *slot += 1.0;
        }
    }

    /// Works out counts by the negative binomial that comes nearest; whether any comes near.
    fn fill_counts(&mut self, mean: f64, quantiles: &[f64; 9]) -> bool {
        let quantiles = quantiles.map(|quantile| whole(quantile + 0.5));
        let off = |dispersion: &f64| {
            // A millionth is what adding up leaves.
            let off = (Counting::new(mean, *dispersion).off(&quantiles) * 1e6).round() / 1e6;
            (off, libm::fabs(log(dispersion / USUAL_DISPERSION)), *dispersion)
        };
        let tried = DISPERSIONS.iter().map(off);
        let best = tried.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let Some((_, _, dispersion)) = best.filter(|(off, ..)| *off <= NEAR) else { return false };
        let held = |counts: &Counting| {
            let above = quantiles.partition_point(|quantile| *quantile <= counts.count);
            let at = |place: usize| PROBABILITIES.get(place).copied();
            let least = above.checked_sub(1).and_then(at).unwrap_or(0.0);
            counts.at_most.max(least).min(at(above).unwrap_or(1.0))
        };
        let mut counts = Counting::new(mean, dispersion);
        let mut at_most = held(&counts);
        let last = FARTHEST * (quantiles.last().copied().unwrap_or_default() + 1.0);
        let share = 1.0 / self.luck.paths as f64;
        for (place, slot) in self.table.iter_mut().enumerate() {
            while at_most < (place as f64 + 0.5) * share && counts.count < last {
                counts.next();
                at_most = held(&counts);
            }
            *slot = counts.count;
        }
        true
    }

    /// Each path.
    pub fn each(&self) -> impl Iterator<Item = Path<'_>> {
        let rows = self.cumulative.chunks_exact(self.weeks + 1);
        rows.zip(self.luck.days.chunks_exact(WEEKS)).map(|(cumulative, days)| {
            let mut path = Path {
                luck: self.luck,
                cumulative,
                days,
                days_gone: self.days_gone,
                is_whole: self.is_whole,
                lot: self.lot,
                gone: 0.0,
            };
            path.gone = path.lots_until(0);
            path
        })
    }

    /// Expected units from today until the beginning of a day; beyond what was drawn as in its last
    /// week.
    pub fn mean_until(&self, day: u32) -> f64 {
        let week = f64::from(WEEK);
        let (from, to) = (f64::from(self.days_gone), f64::from(self.days_gone + day));
        let share = |of: usize, day: f64| (day / week - of as f64).clamp(0.0, 1.0);
        let each = self.means.iter().enumerate();
        let drawn: f64 = each.map(|(of, mean)| (share(of, to) - share(of, from)) * mean).sum();
        let beyond = (to / week - self.weeks as f64).max(0.0);
        (drawn + beyond * self.means.last().copied().unwrap_or_default()) * self.lot
    }
}

/// A negative binomial, walked up from 0.
struct Counting {
    count: f64,
    /// The probability of at most so much.
    at_most: f64,
    term: f64,
    size: f64,
    ratio: f64,
}

impl Counting {
    /// Of this mean, with a variance of so many times it; 1 makes it Poisson.
    fn new(mean: f64, dispersion: f64) -> Counting {
        // Near enough to a Poisson, of which the formulas do not hold.
        let more = f64::max(dispersion - 1.0, 1e-6);
        let size = mean / more;
        let term = libm::exp(-size * libm::log1p(more));
        Counting { count: 0.0, at_most: term, term, size, ratio: more / (1.0 + more) }
    }

    fn next(&mut self) {
        self.term *= self.ratio * (self.size + self.count) / (self.count + 1.0);
        self.count += 1.0;
        self.at_most += self.term;
    }

    /// By how much its probabilities miss these quantiles, in sum: less than a quantile has at most its
    /// probability, the quantile itself at least that.
    fn off(mut self, quantiles: &[f64; 9]) -> f64 {
        let (mut off, mut less) = (0.0, 0.0);
        for (quantile, probability) in quantiles.iter().zip(PROBABILITIES) {
            while self.count < *quantile {
                less = self.at_most;
                self.next();
            }
            off += (less - probability).max(0.0) + (probability - self.at_most).max(0.0);
        }
        off
    }
}

/// The whole units of a quantity not below zero; much faster than `floor`, which is a call.
fn whole(units: f64) -> f64 {
    units as i64 as f64
}

/// Mean and quantiles of a week in lots, in order.
fn of_week(demand: &Demand, week: usize, lot: f64) -> (f64, [f64; 9]) {
    let at =
        |values: &[f32]| values.get(week).or(values.last()).copied().map_or(0.0, f64::from) / lot;
    let mut least = 0.0_f64;
    let quantiles = demand.quantiles.map(|values| {
        // The larger of two numbers is never NaN.
        least = least.max(at(values));
        least
    });
    (at(demand.mean).max(0.0), quantiles)
}

/// One path.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    luck: &'a Luck,
    cumulative: &'a [f64],
    days: &'a [u8],
    days_gone: u32,
    is_whole: bool,
    /// Units of a lot; the rest is in lots.
    lot: f64,
    gone: f64,
}

impl Path<'_> {
    /// Units from today until the beginning of a day; beyond what was drawn, as on its last.
    pub fn until(&self, day: u32) -> f64 {
        (self.lots_until(day) - self.gone) * self.lot
    }

    fn lots_until(&self, day: u32) -> f64 {
        let day = self.days_gone + day;
        let (week, day) = ((day / WEEK) as usize, day % WEEK);
        let Some([before, after]) = self.cumulative.get(week..week + 2) else {
            return self.cumulative.last().copied().unwrap_or_default();
        };
        let part = self.days.get(week).copied().unwrap_or_default();
        before + self.fallen(after - before, day, part)
    }

    /// Of a week's lots those that fall before a day. Never fewer for more units or a later day.
    fn fallen(&self, units: f64, day: u32, part: u8) -> f64 {
        if day == 0 || units <= 0.0 {
            return 0.0;
        }
        let share = f64::from(day) / f64::from(WEEK);
        if units <= FEW as f64 {
            let row = (units as usize * WEEK as usize + day as usize) * PARTS;
            let fallen = self.luck.few.get(row + usize::from(part)).copied().unwrap_or_default();
            return f64::from(fallen) + (units - whole(units)) * share;
        }
        let score = self.luck.part_scores.get(usize::from(part)).copied().unwrap_or_default();
        let fallen = units * share + score * sqrt(units * share * (1.0 - share));
        let fallen = fallen.clamp(0.0, units);
        if self.is_whole { whole(fallen + 0.5) } else { fallen }
    }
}

/// Demand for tests, as quantiles of a normal distribution of this mean and spread every week.
#[cfg(test)]
pub(crate) struct Normal {
    mean: Vec<f32>,
    quantiles: Vec<Vec<f32>>,
}

#[cfg(test)]
impl Normal {
    pub(crate) fn new(mean: f64, sd: f64) -> Normal {
        let at = |p: &f64| vec![(mean + sd * normal_quantile(*p)).max(0.0) as f32; 13];
        Normal { mean: vec![mean as f32; 13], quantiles: PROBABILITIES.iter().map(at).collect() }
    }

    /// A distribution of whole units.
    pub(crate) fn of_counts(counts: &crate::distribution::Counts) -> Normal {
        let at = |p: &f64| vec![counts.quantile(*p) as f32; 13];
        Normal {
            mean: vec![counts.mean() as f32; 13],
            quantiles: PROBABILITIES.iter().map(at).collect(),
        }
    }

    pub(crate) fn demand(&self) -> Demand<'_> {
        let quantiles = std::array::from_fn(|q| self.quantiles[q].as_slice());
        Demand { days_gone: 0, mean: &self.mean, quantiles, is_whole: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Counts;

    fn moments(paths: &Paths, day: u32) -> (f64, f64) {
        let drawn: Vec<f64> = paths.each().map(|path| path.until(day)).collect();
        let n = drawn.len() as f64;
        let mean = drawn.iter().sum::<f64>() / n;
        (mean, drawn.iter().map(|units| (units - mean).powi(2)).sum::<f64>() / n)
    }

    #[test]
    fn drawn_demand_has_the_forecasts_mean_and_spread() {
        let luck = Luck::new(1, 1000, 0.0);
        let mut paths = Paths::new(&luck);
        let forecast = Normal::new(400.0, 40.0);
        paths.draw(&forecast.demand(), 28);
        let (mean, variance) = moments(&paths, 28);
        assert!((mean - 1600.0).abs() < 4.0, "{mean}");
        assert!((variance / 6400.0 - 1.0).abs() < 0.12, "{variance}");
        assert!((paths.mean_until(28) - mean).abs() < 1e-6);
        // Weeks that hang together are less sure in sum.
        let luck = Luck::new(1, 1000, 0.5);
        let mut paths = Paths::new(&luck);
        paths.draw(&forecast.demand(), 14);
        let (_, variance) = moments(&paths, 14);
        assert!((variance / (2.0 * 1600.0 * 1.5) - 1.0).abs() < 0.12, "{variance}");
    }

    #[test]
    fn slow_demand_keeps_its_mean_though_its_quantiles_are_whole() {
        let luck = Luck::new(2, 1000, 0.0);
        let mut paths = Paths::new(&luck);
        for mean in [0.01, 0.05, 0.2, 1.0, 4.0, 9.0] {
            let counts = Counts::poisson(mean);
            paths.draw(&Normal::of_counts(&counts).demand(), 28);
            let (drawn, variance) = moments(&paths, 28);
            assert!((drawn - 4.0 * mean).abs() < 0.01 + 0.01 * mean, "{drawn} for {mean}");
            // Of what sells once in half a year the quantiles do not show how much at a time.
            if mean < 0.1 {
                continue;
            }
            assert!((variance / (4.0 * mean) - 1.0).abs() < 0.25, "{variance} for {mean}");
            // A part of a week is Poisson too.
            let (drawn, variance) = moments(&paths, 3);
            let expected = mean * 3.0 / 7.0;
            assert!((drawn - expected).abs() < 0.02 + 0.02 * expected, "{drawn} for {expected}");
            assert!((variance / expected - 1.0).abs() < 0.25, "{variance} for {expected}");
        }
    }

    #[test]
    fn few_lots_reach_as_far_as_their_distribution() {
        let luck = Luck::new(4, 1000, 0.0);
        let mut paths = Paths::new(&luck);
        let mut drawn = |demand: &Demand, lot: f64| {
            paths.draw_lots(demand, lot, 7);
            let mut drawn: Vec<f64> = paths.each().map(|path| path.until(7)).collect();
            drawn.sort_by(f64::total_cmp);
            (drawn.iter().sum::<f64>() / 1000.0, drawn[994])
        };
        for (mean, dispersion) in [(0.3, 1.5), (1.0, 1.0), (1.0, 4.0), (5.0, 1.5), (9.0, 3.0)] {
            let mut counting = Counting::new(mean, dispersion);
            let mut probabilities = Vec::new();
            while counting.at_most < 1.0 - 1e-9 {
                probabilities.push(counting.term);
                counting.next();
            }
            let counts = Counts::new(probabilities);
            let forecast = Normal::of_counts(&counts);
            let (found, far) = drawn(&forecast.demand(), 1.0);
            assert!((found / mean - 1.0).abs() < 0.02, "{found} for {mean}");
            // Quantiles of whole lots leave some doubt about the spread.
            let truth = counts.quantile(0.9945) as f64;
            assert!((far - truth).abs() <= 1.0 + 0.1 * truth, "{far} for {truth}");
        }
        // The same by the hundred.
        let counts = Counts::poisson(2.0);
        let (mut one, mut hundred) = (Normal::of_counts(&counts), Normal::of_counts(&counts));
        hundred.mean.iter_mut().for_each(|mean| *mean *= 100.0);
        hundred.quantiles.iter_mut().flatten().for_each(|quantile| *quantile *= 100.0);
        let (mean, far) = drawn(&one.demand(), 1.0);
        assert_eq!(drawn(&hundred.demand(), 100.0), (100.0 * mean, 100.0 * far));
        // Steadier than any counts: by the quantiles alone.
        one = Normal::new(30.0, 0.5);
        let (mean, far) = drawn(&one.demand(), 1.0);
        assert!((mean - 30.0).abs() < 0.5 && far <= 32.0, "{mean} {far}");
    }

    #[test]
    fn demand_never_falls_with_days_and_is_the_same_for_a_seed() {
        let forecast = Normal::new(30.0, 12.0);
        let draw = |seed: u64| {
            let luck = Luck::new(seed, 50, 0.3);
            let mut paths = Paths::new(&luck);
            paths.draw(&Demand { days_gone: 3, ..forecast.demand() }, 40);
            let each = |path: Path| (0..=40).map(|day| path.until(day)).collect::<Vec<f64>>();
            paths.each().map(each).collect::<Vec<_>>()
        };
        let drawn = draw(5);
        assert!(drawn.iter().all(|path| path[0] == 0.0 && path.is_sorted() && path[40] > 20.0));
        assert_eq!(drawn, draw(5));
        assert_ne!(drawn, draw(6));
    }

    #[test]
    fn a_damaged_forecast_is_put_in_order() {
        let luck = Luck::new(1, 100, 0.0);
        let mut paths = Paths::new(&luck);
        let (bad, none) = ([f32::NAN, -4.0], [3.0_f32, 1.0]);
        let mut quantiles = [none.as_slice(); 9];
        quantiles[4] = &bad;
        paths.draw(&Demand { days_gone: 9, mean: &bad, quantiles, is_whole: false }, 9999);
        assert!(paths.each().all(|path| path.until(9999) >= 0.0 && path.until(7).is_finite()));
        assert!((paths.mean_until(14) - 2.0 * paths.mean_until(7)).abs() < 3.0);
    }
}
