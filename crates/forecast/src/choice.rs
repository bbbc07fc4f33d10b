//! Which weights are used: the best ones of the backtest, unless a baseline did better in a class of
//! demand, or the weights used so far did better on the newest data.

use crate::{
    Model, Panel,
    backtest::Window,
    class::DemandClass,
    numbers::at,
    stack::{Stack, error_weights},
};
use std::collections::BTreeMap;

/// Weights by names: for each class of demand, of each model.
pub type NamedWeights = BTreeMap<String, BTreeMap<String, f64>>;

/// Weights, and how they came to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The weights that are used.
    pub stack: Stack,
    /// The same by names, to be used again.
    pub named: NamedWeights,
    /// For each class, all of the weight on the baseline that did best there.
    pub baseline: Stack,
    /// The name of each class's baseline.
    pub baselines: BTreeMap<DemandClass, &'static str>,
    /// Classes in which nothing beat the baseline.
    pub kept: Vec<DemandClass>,
    /// How new weights did against those used so far; `None` if there were none.
    pub duel: Option<Duel>,
}

/// Losses on the newest window, as shares of the baseline's, averaged over series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duel {
    /// Of the weights used so far.
    pub champion: f64,
    /// Of the new ones, which had not seen that window.
    pub challenger: f64,
}

impl Duel {
    /// Whether the new weights are used.
    pub fn is_won(&self) -> bool {
        self.challenger < self.champion
    }
}

/// A forecast of each series, each period, for each window.
type Points = Vec<Vec<Vec<f64>>>;

/// Chooses, and says what the chosen weights, not having seen a window, would have forecast there.
pub fn choose(
    panel: &Panel,
    classes: &[DemandClass],
    windows: &[Window],
    models: &[&dyn Model],
    champion: Option<&NamedWeights>,
) -> (Choice, Points) {
    let is_median: Vec<bool> = models.iter().map(|model| model.is_median()).collect();
    let losses = Losses { weights: error_weights(panel), classes };
    // Weights that had seen what happened would look too good.
    let unseen = windows.iter().map(|window| {
        let others = windows.iter().filter(|other| windows.len() == 1 || other.back != window.back);
        let others: Vec<Window> = others.cloned().collect();
        Stack::fit(panel, classes, &others, &is_median).combine(classes, &window.forecasts)
    });
    let mut points: Points = unseen.collect();
    let mut stack = Stack::fit(panel, classes, windows, &is_median);
    let (mut baseline, mut baselines) = (Stack::default(), BTreeMap::new());
    let mut kept = Vec::new();
    for class in DemandClass::ALL {
        let of_model = |model: usize| -> f64 {
            let said = |window: &Window| {
                let forecast = window.forecasts.get(model)?;
                Some(losses.of(class, &window.actual, forecast))
            };
            windows.iter().filter_map(said).sum()
        };
        let found = models.iter().enumerate().filter(|(_, model)| model.is_baseline());
        let best = found.map(|(number, model)| (of_model(number), number, model.name()));
        let Some((loss, number, name)) = best.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        let all: Vec<f64> =
            (0..models.len()).map(|model| f64::from(u8::from(model == number))).collect();
        baseline.weights.insert(class, all.clone());
        baselines.insert(class, name);
        let is_there = classes.contains(&class) && loss > 0.0;
        let of_points = windows.iter().zip(&points);
        let of_points: f64 =
            of_points.map(|(window, points)| losses.of(class, &window.actual, points)).sum();
        if is_there && of_points >= loss {
            kept.push(class);
            stack.weights.insert(class, all);
        }
    }
    for (window, points) in windows.iter().zip(&mut points) {
        let of_baseline = baseline.combine(classes, &window.forecasts);
        for ((point, of_baseline), class) in points.iter_mut().zip(of_baseline).zip(classes) {
            if kept.contains(class) {
                *point = of_baseline;
            }
        }
    }
    let mut duel = None;
    if let Some(champion) = champion.and_then(|named| by_place(named, models, &stack)) {
        let said: Points =
            windows.iter().map(|window| champion.combine(classes, &window.forecasts)).collect();
        // The newest is the first.
        let newest = windows.first().zip(points.first().zip(said.first()));
        let found = newest.map(|(window, (challenger, champion))| {
            let of_baseline = baseline.combine(classes, &window.forecasts);
            let against =
                |points: &[Vec<f64>]| losses.relative(&window.actual, points, &of_baseline);
            Duel { champion: against(champion), challenger: against(challenger) }
        });
        if found.is_some_and(|duel| !duel.is_won()) {
            stack = champion;
            points = said;
        }
        duel = found;
    }
    let named = by_name(&stack, models);
    (Choice { stack, named, baseline, baselines, kept, duel }, points)
}

/// Weights by the place of models that there are now; what others had is shared out. `None` if none
/// of them is there. Classes that are not named have the weights of `otherwise`.
fn by_place(named: &NamedWeights, models: &[&dyn Model], otherwise: &Stack) -> Option<Stack> {
    let mut stack = otherwise.clone();
    let mut is_any = false;
    for class in DemandClass::ALL {
        let Some(of_class) = named.get(class.name()) else { continue };
        let weight = |model: &&dyn Model| of_class.get(model.name()).copied().unwrap_or_default();
        let weights: Vec<f64> = models.iter().map(weight).collect();
        let total: f64 = weights.iter().sum();
        if total > 0.0 {
            is_any = true;
            stack.weights.insert(class, weights.iter().map(|weight| weight / total).collect());
        }
    }
    is_any.then_some(stack)
}

fn by_name(stack: &Stack, models: &[&dyn Model]) -> NamedWeights {
    let of_class = |weights: &Vec<f64>| {
        let named = models.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        named.map(|(model, weight)| (model.name().to_owned(), *weight)).collect()
    };
    let named = stack.weights.iter();
    named.map(|(class, weights)| (class.name().to_owned(), of_class(weights))).collect()
}

/// Errors as they count: absolute, and squared where most periods sell nothing.
struct Losses<'a> {
    weights: Vec<f64>,
    classes: &'a [DemandClass],
}

impl Losses<'_> {
    fn of_series(&self, number: usize, actual: &[f64], said: &[f64]) -> f64 {
        let is_squared = self.classes.get(number).is_some_and(|class| class.is_intermittent());
        let weight = at(&self.weights, number);
        let errors = actual.iter().zip(said).map(|(actual, said)| (actual - said).abs() * weight);
        let known = errors.filter(|error| error.is_finite());
        known.map(|error| if is_squared { error * error } else { error }).sum()
    }

    /// The loss of all series of a class.
    fn of(&self, class: DemandClass, actual: &[Vec<f64>], said: &[Vec<f64>]) -> f64 {
        let all = actual.iter().zip(said).zip(self.classes).enumerate();
        all.filter(|(_, (_, of))| **of == class)
            .map(|(number, ((actual, said), _))| self.of_series(number, actual, said))
            .sum()
    }

    /// The loss of each class as a share of the baseline's, averaged over series.
    fn relative(&self, actual: &[Vec<f64>], said: &[Vec<f64>], baseline: &[Vec<f64>]) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for class in DemandClass::ALL {
            let of_baseline = self.of(class, actual, baseline);
            let series = self.classes.iter().filter(|of| **of == class).count() as f64;
            if of_baseline > 0.0 {
                sum += series * self.of(class, actual, said) / of_baseline;
                count += series;
            }
        }
        sum / f64::max(count, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Series,
        naive::{MovingAverage, Naive2, SHORT},
    };

    /// Panels of one series at 10, with windows in which the models of these forecasts were right or
    /// wrong.
    fn chosen(said: &[[f64; 2]; 3], champion: Option<&NamedWeights>) -> (Choice, Points) {
        let values: Vec<f64> = (0..40).map(|t| 10.0 + f64::from(t % 2)).collect();
        let series = vec![Series { values, ..Series::default() }; 20];
        let panel = Panel { series, season: 1, is_non_negative: true, ..Panel::default() };
        let window = |(number, said): (usize, &[f64; 2])| Window {
            back: 4 * (number + 1),
            forecasts: said.iter().map(|said| vec![vec![*said; 4]; 20]).collect(),
            actual: vec![vec![10.0, 11.0, 10.0, 11.0]; 20],
        };
        let windows: Vec<Window> = said.iter().enumerate().map(window).collect();
        let models: [&dyn Model; 2] = [&MovingAverage(SHORT), &MovingAverage(8)];
        choose(&panel, &[DemandClass::Smooth; 20], &windows, &models, champion)
    }

    #[test]
    fn a_baseline_that_nothing_beats_is_kept() {
        // The other was best in two windows, so that the weights for the third are wrong.
        let (choice, points) = chosen(&[[10.5, 90.0], [10.6, 10.5], [10.6, 10.5]], None);
        assert_eq!(choice.kept, [DemandClass::Smooth]);
        assert_eq!(choice.named["smooth"], BTreeMap::from([("mean_of_4".to_owned(), 1.0)]));
        assert_eq!(points[0][0], [10.5; 4]);
        let (choice, _) = chosen(&[[20.0, 10.5], [20.0, 10.5], [20.0, 10.5]], None);
        assert!(choice.kept.is_empty() && choice.named["smooth"]["moving_average"] > 0.9);
        assert_eq!(choice.baselines[&DemandClass::Smooth], "mean_of_4");
    }

    #[test]
    fn a_champion_stays_unless_the_new_weights_are_better_on_the_newest_data() {
        let of = |name: &str| {
            let weights = BTreeMap::from([(name.to_owned(), 1.0)]);
            NamedWeights::from([("smooth".to_owned(), weights)])
        };
        let said = [[20.0, 10.5], [20.0, 10.5], [20.0, 10.5]];
        let (choice, _) = chosen(&said, Some(&of("mean_of_4")));
        assert!(choice.duel.unwrap().is_won() && choice.named["smooth"]["moving_average"] > 0.9);
        // In older windows the other model was best, in the newest the champion's.
        let turned = [[20.0, 10.5], [10.5, 14.0], [10.5, 14.0]];
        let (choice, points) = chosen(&turned, Some(&of("moving_average")));
        let duel = choice.duel.unwrap();
        assert!(!duel.is_won() && duel.champion < duel.challenger, "{duel:?}");
        assert_eq!(choice.named["smooth"], of("moving_average")["smooth"]);
        assert_eq!(points[1][0], [14.0; 4]);
        // A champion of models that are not there any more cannot stay.
        assert_eq!(chosen(&said, Some(&of("gone"))).0.duel, None);
        let models: [&dyn Model; 1] = [&Naive2];
        assert!(by_place(&of("gone"), &models, &Stack::default()).is_none());
    }
}
