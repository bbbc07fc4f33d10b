//! Gradient-boosted regression trees over binned features (Friedman, 2001; Ke et al., *LightGBM*,
//! 2017): histograms of gradients, the best leaf split first, a parent's histogram less one child's
//! being the other's.
//!
//! What is not known (NaN) has a bin of its own, the lowest. Trees can be held monotone in a
//! feature: a split that would turn the other way is refused, and the subtrees of an accepted one
//! stay on their sides of the middle. Absolute and quantile losses refit each leaf to the quantile
//! of what is left over, as their gradients say nothing of its size.

use crate::{
    Direction, Run, Stopped,
    numbers::{at, mean, put},
    random::Random,
};
use std::thread;

/// Bins a feature can have, the one for what is not known included.
const BINS: usize = 256;
/// Below so many rows a second thread costs more than it saves.
const ROWS_FOR_THREADS: usize = 20_000;

/// What a model is to make small.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Loss {
    /// Squared errors: forecasts the mean.
    Squared,
    /// Absolute errors: forecasts the median.
    Absolute,
    /// Pinball: forecasts the quantile of this probability.
    Quantile(f64),
    /// Deviance of the Tweedie family with this power between 1 and 2: a mean that is never
    /// negative, of data with many zeros (Jørgensen, 1987). Targets are at least 0.
    Tweedie(f64),
}

/// How trees are grown.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// What is made small.
    pub loss: Loss,
    /// How many trees.
    pub trees: usize,
    /// Leaves of a tree, at most.
    pub leaves: usize,
    /// Rows of a leaf, at least.
    pub leaf_rows: f64,
    /// How much of each tree counts.
    pub rate: f64,
    /// The share of rows that each tree sees.
    pub rows: f64,
    /// The share of features that each tree sees.
    pub features: f64,
    /// Holds leaves near 0: as much as so many rows would.
    pub ridge: f64,
    /// Bins of a feature, at most 255.
    pub bins: usize,
    /// Which way each feature may move the result; those not named either way.
    pub directions: Vec<Direction>,
}

impl Default for Growth {
    fn default() -> Growth {
        Growth {
            loss: Loss::Squared,
            trees: 200,
            leaves: 31,
            leaf_rows: 20.0,
            rate: 0.05,
            rows: 0.7,
            features: 0.8,
            ridge: 1.0,
            bins: 127,
            directions: Vec::new(),
        }
    }
}

/// Rows to learn from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// Features of a row.
    pub width: usize,
    /// The features of each row, one row after another.
    pub features: Vec<f32>,
    /// What is to be forecast, for each row.
    pub targets: Vec<f64>,
    /// How much each row counts.
    pub weights: Vec<f64>,
}

/// Trees that have been grown.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    base: f64,
    is_log: bool,
    trees: Vec<Tree>,
    /// How much each feature made the loss smaller.
    pub gains: Vec<f64>,
}

/// Nodes, the root first.
#[derive(Debug, Clone, PartialEq, Default)]
struct Tree(Vec<Node>);

/// A question, or an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    feature: u32,
    /// Rows at most this (in values) and in this bin go left, and so does what is not known.
    limit: f32,
    bin: u8,
    /// 0 for a leaf.
    left: u32,
    right: u32,
    value: f64,
}

/// Sums of gradients of a bin.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    gradient: f64,
    weight: f64,
}

type Histogram = Vec<[Cell; BINS]>;

/// A leaf that may be split.
struct Leaf {
    node: usize,
    start: usize,
    end: usize,
    histogram: Histogram,
    sum: Cell,
    low: f64,
    high: f64,
    split: Option<Split>,
}

#[derive(Debug, Clone, Copy)]
struct Split {
    gain: f64,
    feature: usize,
    bin: u8,
    middle: f64,
}

/// Values below which bins end, for each feature.
struct Edges(Vec<Vec<f32>>);

impl Edges {
    /// Bins with about as many rows each, found on at most 50,000 of them.
    fn of(rows: &Rows, bins: usize) -> Edges {
        let count = rows.targets.len();
        let every = (count / 50_000).max(1);
        let edges = (0..rows.width).map(|feature| {
            let mut values: Vec<f32> = (0..count)
                .step_by(every)
                .map(|row| at(&rows.features, row * rows.width + feature))
                .filter(|value| !value.is_nan())
                .collect();
            values.sort_by(f32::total_cmp);
            let mut distinct = values.clone();
            distinct.dedup();
            let bins = bins.clamp(2, BINS - 1);
            if distinct.len() <= bins {
                // Between each two.
                return distinct
                    .iter()
                    .zip(distinct.iter().skip(1))
                    .map(|(a, b)| a + (b - a) / 2.0)
                    .collect();
            }
            let mut edges: Vec<f32> =
                (1..bins).map(|bin| at(&values, bin * values.len() / bins)).collect();
            edges.dedup();
            edges
        });
        Edges(edges.collect())
    }

    /// The bin of a value: 0 if it is not known.
    fn bin(&self, feature: usize, value: f32) -> u8 {
        if value.is_nan() {
            return 0;
        }
        let edges = self.0.get(feature).map(Vec::as_slice).unwrap_or_default();
        (edges.partition_point(|edge| *edge < value) + 1).min(BINS - 1) as u8
    }

    fn limit(&self, feature: usize, bin: u8) -> f32 {
        match bin.checked_sub(1) {
            None => f32::NEG_INFINITY,
            Some(edge) => self
                .0
                .get(feature)
                .and_then(|edges| edges.get(usize::from(edge)))
                .copied()
                .unwrap_or(f32::INFINITY),
        }
    }
}

/// Grows trees.
///
/// # Errors
/// When the person stopped the run.
pub fn grow(rows: &Rows, growth: &Growth, seed: u64, run: &Run<'_>) -> Result<Forest, Stopped> {
    let count = rows.targets.len();
    let is_log = matches!(growth.loss, Loss::Tweedie(_));
    let base = base(rows, growth.loss);
    let mut forest = Forest { base, is_log, trees: Vec::new(), gains: vec![0.0; rows.width] };
    if count == 0 || rows.width == 0 {
        return Ok(forest);
    }
    let edges = Edges::of(rows, growth.bins);
    let bins: Vec<u8> = rows
        .features
        .iter()
        .enumerate()
        .map(|(place, value)| edges.bin(place % rows.width, *value))
        .collect();
    let mut scores = vec![base; count];
    let mut random = Random::new(seed, 7);
    let mut grower = Grower {
        rows,
        growth,
        bins: &bins,
        edges: &edges,
        gradients: vec![Cell::default(); count],
        spread: 1.0,
        order: Vec::new(),
        spare: Vec::new(),
        free: Vec::new(),
        threads: run.threads,
    };
    for _ in 0..growth.trees {
        run.check()?;
        grower.order.clear();
        for row in 0..count {
            if growth.rows >= 1.0 || random.chance(growth.rows) {
                grower.order.push(row as u32);
            }
        }
        let is_used: Vec<bool> = (0..rows.width)
            .map(|_| growth.features >= 1.0 || random.chance(growth.features))
            .collect();
        grower.differentiate(&scores);
        let tree = grower.tree(&is_used, &scores, &mut forest.gains);
        for (score, bins) in scores.iter_mut().zip(bins.chunks(rows.width)) {
            *score += tree.of_bins(bins);
        }
        forest.trees.push(tree);
    }
    Ok(forest)
}

/// The constant that a model starts from.
fn base(rows: &Rows, loss: Loss) -> f64 {
    let probability = match loss {
        Loss::Squared | Loss::Tweedie(_) => {
            let total: f64 = rows.weights.iter().sum();
            let sum: f64 = rows.targets.iter().zip(&rows.weights).map(|(y, w)| y * w).sum();
            let mean = if total > 0.0 { sum / total } else { 0.0 };
            return if loss == Loss::Squared { mean } else { mean.max(1e-6).ln() };
        }
        Loss::Absolute => 0.5,
        Loss::Quantile(probability) => probability,
    };
    let mut pairs: Vec<(f64, f64)> =
        rows.targets.iter().copied().zip(rows.weights.iter().copied()).collect();
    weighted_quantile(&mut pairs, probability)
}

/// The value below which the share `probability` of the weight lies; 0 of nothing.
fn weighted_quantile(pairs: &mut [(f64, f64)], probability: f64) -> f64 {
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let wanted = probability * pairs.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut sum = 0.0;
    for (value, weight) in pairs.iter() {
        sum += weight;
        if sum >= wanted {
            return *value;
        }
    }
    0.0
}

struct Grower<'a> {
    rows: &'a Rows,
    growth: &'a Growth,
    bins: &'a [u8],
    edges: &'a Edges,
    gradients: Vec<Cell>,
    /// What a Newton step of 1 means in the targets' unit.
    spread: f64,
    /// The rows of a tree, those of a leaf beside each other.
    order: Vec<u32>,
    spare: Vec<u32>,
    /// Histograms to be used again.
    free: Vec<Histogram>,
    threads: usize,
}

impl Grower<'_> {
    /// Gradients and weights of the loss at these scores.
    fn differentiate(&mut self, scores: &[f64]) {
        let loss = self.growth.loss;
        let targets = self.rows.targets.iter().zip(&self.rows.weights);
        for ((cell, score), (target, weight)) in self.gradients.iter_mut().zip(scores).zip(targets)
        {
            let (gradient, curvature) = match loss {
                Loss::Squared => (score - target, 1.0),
                Loss::Absolute => (if score > target { 0.5 } else { -0.5 }, 1.0),
                Loss::Quantile(p) => (if score > target { 1.0 - p } else { -p }, 1.0),
                Loss::Tweedie(power) => {
                    let (low, high) =
                        (((1.0 - power) * score).exp(), ((2.0 - power) * score).exp());
                    let curvature = -target * (1.0 - power) * low + (2.0 - power) * high;
                    (high - target * low, curvature)
                }
            };
            *cell = Cell { gradient: gradient * weight, weight: curvature * weight };
        }
        if matches!(loss, Loss::Absolute | Loss::Quantile(_)) && !self.growth.directions.is_empty()
        {
            // Gradients that are only signs know no unit: four mean errors cross the noise.
            let errors = self.rows.targets.iter().zip(scores).map(|(y, score)| (y - score).abs());
            self.spread = 4.0 * mean(errors);
        }
    }

    fn tree(&mut self, is_used: &[bool], scores: &[f64], gains: &mut [f64]) -> Tree {
        let mut tree = Tree(vec![LEAF]);
        let end = self.order.len();
        let mut histogram = self.histogram();
        self.fill(&mut histogram, 0, end, is_used);
        let sum = self.order.iter().fold(Cell::default(), |sum, row| {
            let cell = at(&self.gradients, *row as usize);
            Cell { gradient: sum.gradient + cell.gradient, weight: sum.weight + cell.weight }
        });
        let mut root = Leaf {
            node: 0,
            start: 0,
            end,
            histogram,
            sum,
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            split: None,
        };
        root.split = self.best_split(&root, is_used);
        let mut leaves = vec![root];
        while leaves.len() < self.growth.leaves {
            let best = leaves
                .iter()
                .enumerate()
                .filter_map(|(place, leaf)| leaf.split.map(|split| (place, split)))
                .max_by(|a, b| a.1.gain.total_cmp(&b.1.gain));
            let Some((place, split)) = best else { break };
            if let Some(gain) = gains.get_mut(split.feature) {
                *gain += split.gain;
            }
            let leaf = leaves.swap_remove(place);
            let (left, right) = self.divide(leaf, split, is_used, &mut tree);
            leaves.extend([left, right]);
        }
        for leaf in leaves {
            let value = self.leaf_value(&leaf, scores) * self.growth.rate;
            if let Some(node) = tree.0.get_mut(leaf.node) {
                node.value = value;
            }
            self.free.push(leaf.histogram);
        }
        tree
    }

    fn histogram(&mut self) -> Histogram {
        let mut histogram =
            self.free.pop().unwrap_or_else(|| vec![[Cell::default(); BINS]; self.rows.width]);
        for cells in &mut histogram {
            *cells = [Cell::default(); BINS];
        }
        histogram
    }

    /// Sums up the gradients of a leaf's rows. Threads share the features, so that sums do not
    /// depend on how many there are.
    fn fill(&self, histogram: &mut Histogram, start: usize, end: usize, is_used: &[bool]) {
        let rows = self.order.get(start..end).unwrap_or_default();
        let width = self.rows.width;
        let some = |first: usize, part: &mut [[Cell; BINS]]| {
            let used: Vec<usize> =
                (0..part.len()).filter(|feature| at(is_used, first + feature)).collect();
            let all = used.len() == part.len();
            for row in rows {
                let row = *row as usize;
                let cell = at(&self.gradients, row);
                let from = row * width + first;
                let Some(bins) = self.bins.get(from..from + part.len()) else { continue };
                if all {
                    for (cells, bin) in part.iter_mut().zip(bins) {
                        if let Some(to) = cells.get_mut(usize::from(*bin)) {
                            to.gradient += cell.gradient;
                            to.weight += cell.weight;
                        }
                    }
                } else {
                    for feature in &used {
                        let Some((cells, bin)) = part.get_mut(*feature).zip(bins.get(*feature))
                        else {
                            continue;
                        };
                        if let Some(to) = cells.get_mut(usize::from(*bin)) {
                            to.gradient += cell.gradient;
                            to.weight += cell.weight;
                        }
                    }
                }
            }
        };
        if self.threads < 2 || rows.len() < ROWS_FOR_THREADS {
            return some(0, histogram);
        }
        let share = width.div_ceil(self.threads);
        thread::scope(|scope| {
            for (number, part) in histogram.chunks_mut(share).enumerate() {
                scope.spawn(move || some(number * share, part));
            }
        });
    }

    fn best_split(&self, leaf: &Leaf, is_used: &[bool]) -> Option<Split> {
        let Growth { ridge, leaf_rows, .. } = *self.growth;
        let score = |cell: Cell| cell.gradient * cell.gradient / (cell.weight + ridge);
        let whole = score(leaf.sum);
        if leaf.sum.weight < 2.0 * leaf_rows {
            return None;
        }
        let mut best: Option<Split> = None;
        let cells = leaf.histogram.iter().enumerate().filter(|(feature, _)| at(is_used, *feature));
        for (feature, cells) in cells {
            let direction =
                self.growth.directions.get(feature).copied().unwrap_or(Direction::Either);
            let last = self.edges.0.get(feature).map_or(0, Vec::len);
            let mut left = Cell::default();
            for (bin, cell) in cells.iter().enumerate().take(last + 1) {
                left.gradient += cell.gradient;
                left.weight += cell.weight;
                if left.weight < leaf_rows {
                    continue;
                }
                let right = Cell {
                    gradient: leaf.sum.gradient - left.gradient,
                    weight: leaf.sum.weight - left.weight,
                };
                if right.weight < leaf_rows {
                    break;
                }
                let gain = score(left) + score(right) - whole;
                if gain <= best.map_or(1e-9, |best| best.gain) {
                    continue;
                }
                let value = |cell: Cell| {
                    (-cell.gradient / (cell.weight + ridge)).clamp(leaf.low, leaf.high)
                };
                let (below, above) = (value(left), value(right));
                let is_allowed = match direction {
                    Direction::Either => true,
                    Direction::Up => below <= above,
                    Direction::Down => below >= above,
                };
                if is_allowed {
                    best = Some(Split {
                        gain,
                        feature,
                        bin: bin as u8,
                        middle: (below + above) / 2.0,
                    });
                }
            }
        }
        best
    }

    /// Splits a leaf into two, whose histograms come from the smaller one's rows and by difference.
    fn divide(
        &mut self,
        leaf: Leaf,
        split: Split,
        is_used: &[bool],
        tree: &mut Tree,
    ) -> (Leaf, Leaf) {
        let width = self.rows.width;
        self.spare.clear();
        let mut to = leaf.start;
        let mut left_sum = Cell::default();
        for place in leaf.start..leaf.end {
            let row = at(&self.order, place);
            if at(self.bins, row as usize * width + split.feature) <= split.bin {
                put(&mut self.order, to, row);
                to += 1;
                let cell = at(&self.gradients, row as usize);
                left_sum.gradient += cell.gradient;
                left_sum.weight += cell.weight;
            } else {
                self.spare.push(row);
            }
        }
        for (slot, row) in self.order.iter_mut().skip(to).zip(&self.spare) {
            *slot = *row;
        }
        let right_sum = Cell {
            gradient: leaf.sum.gradient - left_sum.gradient,
            weight: leaf.sum.weight - left_sum.weight,
        };
        let is_left_smaller = to - leaf.start < leaf.end - to;
        let (start, end) = if is_left_smaller { (leaf.start, to) } else { (to, leaf.end) };
        let mut smaller = self.histogram();
        self.fill(&mut smaller, start, end, is_used);
        let mut larger = leaf.histogram;
        for (whole, part) in larger.iter_mut().zip(&smaller) {
            for (whole, part) in whole.iter_mut().zip(part) {
                whole.gradient -= part.gradient;
                whole.weight -= part.weight;
            }
        }
        let (left_histogram, right_histogram) =
            if is_left_smaller { (smaller, larger) } else { (larger, smaller) };
        let at_node = tree.0.len();
        tree.0.extend([LEAF, LEAF]);
        if let Some(node) = tree.0.get_mut(leaf.node) {
            *node = Node {
                feature: split.feature as u32,
                limit: self.edges.limit(split.feature, split.bin),
                bin: split.bin,
                left: at_node as u32,
                right: at_node as u32 + 1,
                value: 0.0,
            };
        }
        let direction =
            self.growth.directions.get(split.feature).copied().unwrap_or(Direction::Either);
        let (mut below, mut above) = ((leaf.low, leaf.high), (leaf.low, leaf.high));
        match direction {
            Direction::Either => {}
            Direction::Up => (below.1, above.0) = (split.middle, split.middle),
            Direction::Down => (below.0, above.1) = (split.middle, split.middle),
        }
        let mut left = Leaf {
            node: at_node,
            start: leaf.start,
            end: to,
            histogram: left_histogram,
            sum: left_sum,
            low: below.0,
            high: below.1,
            split: None,
        };
        let mut right = Leaf {
            node: at_node + 1,
            start: to,
            end: leaf.end,
            histogram: right_histogram,
            sum: right_sum,
            low: above.0,
            high: above.1,
            split: None,
        };
        left.split = self.best_split(&left, is_used);
        right.split = self.best_split(&right, is_used);
        (left, right)
    }

    fn leaf_value(&self, leaf: &Leaf, scores: &[f64]) -> f64 {
        let newton = -leaf.sum.gradient / (leaf.sum.weight + self.growth.ridge);
        let value = match self.growth.loss {
            Loss::Squared => newton,
            // A step in the logarithm must not run away from a few rows.
            Loss::Tweedie(_) => newton.clamp(-3.0, 3.0),
            Loss::Absolute | Loss::Quantile(_) => {
                let probability = match self.growth.loss {
                    Loss::Quantile(probability) => probability,
                    _ => 0.5,
                };
                let rows = self.order.get(leaf.start..leaf.end).unwrap_or_default();
                let left_over = rows.iter().map(|row| {
                    let row = *row as usize;
                    (at(&self.rows.targets, row) - at(scores, row), at(&self.rows.weights, row))
                });
                let mut left_over: Vec<(f64, f64)> = left_over.collect();
                weighted_quantile(&mut left_over, probability)
            }
        };
        // The bounds of monotone splits are in Newton steps, and hold for those.
        let is_bounded = leaf.low.is_finite() || leaf.high.is_finite();
        if is_bounded { newton.clamp(leaf.low, leaf.high) * self.spread } else { value }
    }
}

const LEAF: Node = Node { feature: 0, limit: 0.0, bin: 0, left: 0, right: 0, value: 0.0 };

impl Tree {
    fn of_bins(&self, bins: &[u8]) -> f64 {
        self.walk(|node| at(bins, node.feature as usize) <= node.bin)
    }

    fn of_values(&self, values: &[f32]) -> f64 {
        self.walk(|node| {
            let value = values.get(node.feature as usize).copied().unwrap_or(f32::NAN);
            value.is_nan() || value <= node.limit
        })
    }

    fn walk(&self, is_left: impl Fn(&Node) -> bool) -> f64 {
        let mut place = 0;
        while let Some(node) = self.0.get(place) {
            if node.left == 0 {
                return node.value;
            }
            place = if is_left(node) { node.left } else { node.right } as usize;
        }
        0.0
    }
}

impl Forest {
    /// The forecast of a row of features.
    pub fn predict(&self, features: &[f32]) -> f64 {
        let sum: f64 = self.trees.iter().map(|tree| tree.of_values(features)).sum();
        let score = self.base + sum;
        if self.is_log { score.min(700.0).exp() } else { score }
    }

    /// How many trees there are.
    pub fn len(&self) -> usize {
        self.trees.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of three features, of which the first two matter and some of the second are not known.
    fn rows(count: usize, target: impl Fn(f64, f64, &mut Random) -> f64) -> Rows {
        let mut random = Random::new(11, 1);
        let mut rows = Rows { width: 3, ..Rows::default() };
        for _ in 0..count {
            let (a, b, c) = (random.uniform(), random.uniform(), random.uniform());
            rows.targets.push(target(a, b, &mut random));
            rows.weights.push(1.0);
            rows.features.extend([a as f32, if c < 0.1 { f32::NAN } else { b as f32 }, c as f32]);
        }
        rows
    }

    fn grown(rows: &Rows, growth: &Growth) -> Forest {
        grow(rows, growth, 1, &Run::unwatched(1)).unwrap()
    }

    #[test]
    fn a_product_of_two_features_is_learnt() {
        let rows = rows(4000, |a, b, _| 10.0 * a * b);
        let forest = grown(&rows, &Growth::default());
        for (a, b) in [(0.2, 0.3), (0.8, 0.9), (0.5, 0.1)] {
            let found = forest.predict(&[a as f32, b as f32, 0.5]);
            assert!((found - 10.0 * a * b).abs() < 0.5, "{found} at {a} {b}");
        }
        assert!(forest.gains[0] > 5.0 * forest.gains[2]);
    }

    #[test]
    fn quantiles_are_those_of_the_noise() {
        let rows = rows(6000, |_, _, random| random.uniform());
        for probability in [0.1, 0.5, 0.9] {
            let growth = Growth {
                loss: Loss::Quantile(probability),
                trees: 40,
                leaves: 4,
                ..Growth::default()
            };
            let found = grown(&rows, &growth).predict(&[0.5, 0.5, 0.5]);
            assert!((found - probability).abs() < 0.04, "{found} for {probability}");
        }
    }

    #[test]
    fn tweedie_means_are_those_of_rare_sales() {
        let rows = rows(8000, |a, _, random| {
            let rate = if a > 0.5 { 0.6 } else { 0.1 };
            if random.chance(rate) { 4.0 } else { 0.0 }
        });
        let growth =
            Growth { loss: Loss::Tweedie(1.5), trees: 100, leaves: 4, ..Growth::default() };
        let forest = grown(&rows, &growth);
        let (high, low) = (forest.predict(&[0.9, 0.5, 0.5]), forest.predict(&[0.1, 0.5, 0.5]));
        assert!((high - 2.4).abs() < 0.25 && (low - 0.4).abs() < 0.12, "{high} {low}");
    }

    #[test]
    fn a_price_never_sells_more_when_it_rises() {
        // By itself the data says the opposite where the first feature is high.
        let rows = rows(3000, |a, b, random| {
            let slope = if a > 0.7 { 3.0 } else { -5.0 };
            slope * b + random.uniform()
        });
        let directions = vec![Direction::Either, Direction::Down];
        for loss in [Loss::Squared, Loss::Absolute] {
            let growth = Growth { loss, directions: directions.clone(), ..Growth::default() };
            let forest = grown(&rows, &growth);
            for a in [0.1, 0.5, 0.75, 0.95] {
                let along: Vec<f64> = (0..100)
                    .map(|step| forest.predict(&[a, 0.001 + step as f32 / 100.0, 0.5]))
                    .collect();
                let rises = along.windows(2).filter(|pair| pair[1] > pair[0] + 1e-9).count();
                assert_eq!(rises, 0, "{loss:?} at {a}");
            }
            assert!(forest.predict(&[0.2, 0.1, 0.5]) > forest.predict(&[0.2, 0.9, 0.5]) + 2.0);
        }
    }

    #[test]
    fn threads_change_nothing_and_a_stop_is_heard() {
        let rows = rows(30_000, |a, b, _| a + b);
        let growth = Growth { trees: 5, ..Growth::default() };
        let run = Run { threads: 2, ..Run::unwatched(1) };
        assert_eq!(grow(&rows, &growth, 1, &run).unwrap(), grown(&rows, &growth));
        assert_ne!(grow(&rows, &growth, 2, &run).unwrap(), grown(&rows, &growth));
        let stop = Run { watch: &|_| std::ops::ControlFlow::Break(()), ..run };
        assert_eq!(grow(&rows, &growth, 1, &stop), Err(Stopped::ByPerson));
        let nothing = grown(&Rows { width: 1, ..Rows::default() }, &growth);
        assert_eq!(nothing.predict(&[1.0]), 0.0);
    }
}
