//! Exponential smoothing in its state space form (Hyndman, Koehler, Ord and Snyder, *Forecasting
//! with Exponential Smoothing*, 2008): error, trend and season, each none, additive or
//! multiplicative, the trend perhaps damped, chosen by AICc among eight forms.
//!
//! The states' updates do not depend on the kind of error, only the likelihood does. Of additive
//! errors without season, the errors are linear in the first level and trend, so that these are
//! solved for exactly and only the smoothing parameters are searched; otherwise all are searched
//! together (Nelder–Mead from a coarse grid's best places).
//!
//! Parameters stay in the usual region (0 < β < α < 1, 0 < γ < 1 − α, .8 ≤ φ ≤ .98), where forms
//! without season are admissible too: they forget their first states. Seasonal forms can leave the
//! admissible region there, and are refused where they do.

use crate::{
    Fitted, Model, Panel, Run, Stopped,
    model::Ready,
    nelder_mead::{Limits, minimise},
    numbers::{at, first, mean, put, solve},
    seasonal::{Season, is_seasonal},
};

/// The longest season that has a state for each of its periods.
const LONGEST_SEASON: usize = 24;
/// Bounds of smoothing parameters.
const SMOOTHING: (f64, f64) = (1e-4, 0.9999);
/// Bounds of damping.
const DAMPING: (f64, f64) = (0.8, 0.98);

/// How a component comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component {
    /// Not at all.
    None,
    /// It is added.
    Additive,
    /// It is a factor.
    Multiplicative,
}

/// A form of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// Whether the error is relative to the forecast.
    pub is_relative: bool,
    /// Whether there is a trend.
    pub has_trend: bool,
    /// Whether the trend fades.
    pub is_damped: bool,
    /// How the season comes in.
    pub season: Component,
}

/// A form fitted to a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Ets {
    /// The form.
    pub form: Form,
    /// How fast the level, the trend and the season follow errors, and how the trend fades.
    pub parameters: Parameters,
    /// The logarithm of the likelihood, without the terms that all forms share, as R's `forecast`
    /// and statsforecast give it: −½ n ln Σe² (and − Σ ln |ŷ| for relative errors).
    pub log_likelihood: f64,
    /// Akaike's criterion for small samples: the lower the better.
    pub aicc: f64,
    end: States,
}

/// Smoothing parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Of the level.
    pub alpha: f64,
    /// Of the trend; 0 without one.
    pub beta: f64,
    /// Of the season; 0 without one.
    pub gamma: f64,
    /// Damping; 1 without.
    pub phi: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct States {
    level: f64,
    trend: f64,
    /// For each period of the season, the next one first.
    season: Vec<f64>,
}

impl Form {
    /// Its name, such as `MAdN`: error, trend (d for damped), season.
    pub fn name(self) -> String {
        let error = if self.is_relative { "M" } else { "A" };
        let trend = match (self.has_trend, self.is_damped) {
            (false, _) => "N",
            (true, false) => "A",
            (true, true) => "Ad",
        };
        let season = match self.season {
            Component::None => "N",
            Component::Additive => "A",
            Component::Multiplicative => "M",
        };
        format!("{error}{trend}{season}")
    }

    /// The form of a name.
    pub fn from_name(name: &str) -> Option<Form> {
        let forms = [false, true].into_iter().flat_map(|is_relative| {
            [Component::None, Component::Additive, Component::Multiplicative].into_iter().flat_map(
                move |season| {
                    [(false, false), (true, false), (true, true)].into_iter().map(
                        move |(has_trend, is_damped)| Form {
                            is_relative,
                            has_trend,
                            is_damped,
                            season,
                        },
                    )
                },
            )
        });
        forms.into_iter().find(|form| form.name() == name)
    }

    /// The names worth trying: without a season six, with one eight. Relative errors and factors
    /// need positive values.
    fn pool(is_seasonal: bool, is_positive: bool) -> &'static [&'static str] {
        match (is_seasonal, is_positive) {
            (false, true) => &["ANN", "AAN", "AAdN", "MNN", "MAN", "MAdN"],
            (false, false) => &["ANN", "AAN", "AAdN"],
            (true, true) => &["MNN", "MAdN", "ANA", "AAdA", "MNA", "MNM", "MAM", "MAdM"],
            (true, false) => &["ANN", "AAdN", "ANA", "AAA", "AAdA"],
        }
    }

    /// How many parameters and states are estimated, the variance included.
    fn size(self, season: usize) -> f64 {
        let trend = if self.has_trend { 2 + usize::from(self.is_damped) } else { 0 };
        let season = if self.season == Component::None { 0 } else { season };
        (3 + trend + season) as f64
    }
}

/// Fits the best of the forms to values without gaps; `None` of fewer than four values.
pub fn fit_best(values: &[f64], season: usize) -> Option<Ets> {
    let has_season = season <= LONGEST_SEASON && is_seasonal(values, season);
    let is_positive = values.iter().all(|value| *value > 0.0);
    let forms = Form::pool(has_season, is_positive).iter().copied().filter_map(Form::from_name);
    forms.filter_map(|form| fit(values, season, form)).min_by(|a, b| a.aicc.total_cmp(&b.aicc))
}

/// Fits one form to values without gaps. `None` of fewer than four values (or two seasons), where
/// the form cannot describe the values, or where no admissible parameters were found.
pub fn fit(values: &[f64], season: usize, form: Form) -> Option<Ets> {
    let season = if form.season == Component::None { 1 } else { season };
    if values.len() < (2 * season).max(4) {
        return None;
    }
    let is_positive = values.iter().all(|value| *value > 0.0);
    if !is_positive && (form.is_relative || form.season == Component::Multiplicative) {
        return None;
    }
    // Of the order of 1, so that steps and tolerances mean the same for each series.
    let unit = mean(values.iter().map(|value| value.abs()));
    let unit = if unit > 0.0 { unit } else { 1.0 };
    let scaled: Vec<f64> = values.iter().map(|value| value / unit).collect();
    let (parameters, start) = if form.season == Component::None {
        plain(&scaled, form)
    } else {
        seasonal(&scaled, season, form)
    };
    let (objective, mut end) = filter(&scaled, form, parameters, &start);
    if !objective.is_finite()
        || (form.season != Component::None && !forgets(form, parameters, season))
    {
        return None;
    }
    let n = values.len() as f64;
    let log_likelihood = -0.5 * objective - n * unit.ln();
    let size = form.size(season);
    let aic = -2.0 * log_likelihood + 2.0 * size;
    let left = n - size - 1.0;
    let aicc = if left > 0.0 { aic + 2.0 * size * (size + 1.0) / left } else { f64::INFINITY };
    end.level *= unit;
    end.trend *= unit;
    if form.season == Component::Additive {
        for share in &mut end.season {
            *share *= unit;
        }
    }
    Some(Ets { form, parameters, log_likelihood, aicc, end })
}

impl Ets {
    /// The mean of each of the periods after the last value.
    pub fn forecast(&self, horizon: usize) -> Vec<f64> {
        let (mut damped, mut weight) = (0.0, 1.0);
        let step = |step: usize| {
            weight *= self.parameters.phi;
            damped += weight;
            let level = self.end.level + damped * self.end.trend;
            let share = at(&self.end.season, step % self.end.season.len().max(1));
            match self.form.season {
                Component::None => level,
                Component::Additive => level + share,
                Component::Multiplicative => level * share,
            }
        };
        (0..horizon).map(step).collect()
    }
}

/// Runs through the values. Gives n ln Σe² + 2 Σ ln|ŷ| (the latter for relative errors), infinite
/// where a relative error has no meaning, and the states at the end.
fn filter(values: &[f64], form: Form, p: Parameters, start: &States) -> (f64, States) {
    let n = values.len() as f64;
    if form.season == Component::None {
        let (sum, logs, level, trend) = if form.is_relative {
            filter_relative(values, p, start.level, start.trend)
        } else {
            filter_absolute(values, p, start.level, start.trend)
        };
        return (
            n * sum.max(1e-300).ln() + 2.0 * logs,
            States { level, trend, season: Vec::new() },
        );
    }
    let (mut level, mut trend) = (start.level, start.trend);
    let mut season = start.season.clone();
    let (mut sum, mut logs, mut product) = (0.0, 0.0, 1.0_f64);
    let period = season.len().max(1);
    for (time, chunk) in values.chunks(period).enumerate() {
        let _ = time;
        for (value, share) in chunk.iter().zip(&mut season) {
            let base = level + p.phi * trend;
            let (expected, of_level, of_season) = if form.season == Component::Additive {
                let expected = base + *share;
                (expected, value - expected, value - expected)
            } else {
                let expected = base * *share;
                (expected, value / *share - base, value / base - *share)
            };
            let error = value - expected;
            if form.is_relative {
                if expected < 1e-8 {
                    return (f64::INFINITY, start.clone());
                }
                let error = error / expected;
                sum += error * error;
                product *= expected;
            } else {
                sum += error * error;
            }
            level = base + p.alpha * of_level;
            trend = p.phi * trend + p.beta * of_level;
            *share += p.gamma * of_season;
            if form.season == Component::Multiplicative && (*share < 1e-8 || level < 1e-8) {
                return (f64::INFINITY, start.clone());
            }
        }
        logs += product.ln();
        product = 1.0;
    }
    season.rotate_left(values.len() % period);
    (n * sum.max(1e-300).ln() + 2.0 * logs, States { level, trend, season })
}

/// A form without season as it runs: what it expects, and how much of that is the trend. The next
/// expectation is this one, the faded trend and a multiple of the error, so that each step waits
/// for three operations only.
struct Plain {
    expected: f64,
    trend: f64,
    phi: f64,
    of_error: f64,
    trend_of_error: f64,
}

impl Plain {
    fn new(p: Parameters, level: f64, trend: f64) -> Plain {
        let trend = p.phi * trend;
        Plain {
            expected: level + trend,
            trend,
            phi: p.phi,
            of_error: p.alpha + p.phi * p.beta,
            trend_of_error: p.phi * p.beta,
        }
    }

    #[inline(always)]
    fn step(&mut self, error: f64) {
        let faded = self.phi * self.trend;
        self.expected = (self.expected + faded) + self.of_error * error;
        self.trend = faded + self.trend_of_error * error;
    }

    fn level_and_trend(&self) -> (f64, f64) {
        (self.expected - self.trend, self.trend / self.phi)
    }
}

fn filter_absolute(values: &[f64], p: Parameters, level: f64, trend: f64) -> (f64, f64, f64, f64) {
    let (mut state, mut sum) = (Plain::new(p, level, trend), 0.0);
    for value in values {
        let error = value - state.expected;
        sum += error * error;
        state.step(error);
    }
    let (level, trend) = state.level_and_trend();
    (sum, 0.0, level, trend)
}

fn filter_relative(values: &[f64], p: Parameters, level: f64, trend: f64) -> (f64, f64, f64, f64) {
    let mut state = Plain::new(p, level, trend);
    let (mut sum, mut logs) = (0.0, 0.0);
    // One logarithm for eight values: a product of so few cannot overflow.
    for chunk in values.chunks(8) {
        let mut product = 1.0;
        for value in chunk {
            let error = value - state.expected;
            if state.expected < 1e-8 {
                return (f64::INFINITY, 0.0, level, trend);
            }
            let relative = error / state.expected;
            sum += relative * relative;
            product *= state.expected;
            state.step(error);
        }
        logs += f64::ln(product);
    }
    let (level, trend) = state.level_and_trend();
    (sum, logs, level, trend)
}

/// The first level and trend that make the sum of squared errors of a form without season and with
/// additive errors the least, and that sum: errors are linear in them.
fn profile(values: &[f64], form: Form, p: Parameters) -> (f64, f64, f64) {
    let guess = at(values, 0);
    let mut state = Plain::new(p, guess, 0.0);
    // What a unit of the first level, and of the first trend, still adds to what is expected.
    let (mut of_level, mut of_trend) = (Plain::new(p, 1.0, 0.0), Plain::new(p, 0.0, 1.0));
    let (mut ee, mut e1, mut e2, mut s11, mut s12, mut s22) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for value in values {
        let error = value - state.expected;
        let (by_level, by_trend) = (of_level.expected, of_trend.expected);
        ee += error * error;
        e1 += error * by_level;
        s11 += by_level * by_level;
        if form.has_trend {
            e2 += error * by_trend;
            s12 += by_level * by_trend;
            s22 += by_trend * by_trend;
            of_trend.step(-by_trend);
        }
        state.step(error);
        of_level.step(-by_level);
    }
    let determinant = s11 * s22 - s12 * s12;
    if !form.has_trend || determinant <= 1e-12 * s11 * s22 {
        let more = e1 / s11;
        return (ee - more * e1, guess + more, 0.0);
    }
    let more = (s22 * e1 - s12 * e2) / determinant;
    let slope = (s11 * e2 - s12 * e1) / determinant;
    (ee - more * e1 - slope * e2, guess + more, slope)
}

/// From everywhere into an open interval.
fn into(bounds: (f64, f64), x: f64) -> f64 {
    bounds.0 + (bounds.1 - bounds.0) / (1.0 + (-x).exp())
}

/// From an interval to everywhere.
fn out_of(bounds: (f64, f64), value: f64) -> f64 {
    let share = ((value - bounds.0) / (bounds.1 - bounds.0)).clamp(1e-6, 1.0 - 1e-6);
    (share / (1.0 - share)).ln()
}

impl Parameters {
    /// From free coordinates, in the order α, β, φ, γ as the form has them; the rest is left over.
    fn of(form: Form, place: &[f64]) -> (Parameters, &[f64]) {
        let mut rest = place.iter().copied();
        let mut next = || rest.next().unwrap_or_default();
        let alpha = into(SMOOTHING, next());
        let (mut beta, mut phi, mut gamma, mut used) = (0.0, 1.0, 0.0, 1);
        if form.has_trend {
            beta = into((SMOOTHING.0.min(alpha * 0.5), alpha), next());
            used += 1;
        }
        if form.is_damped {
            phi = into(DAMPING, next());
            used += 1;
        }
        if form.season != Component::None {
            gamma = into((SMOOTHING.0.min((1.0 - alpha) * 0.5), 1.0 - alpha), next());
            used += 1;
        }
        (Parameters { alpha, beta, gamma, phi }, place.get(used..).unwrap_or_default())
    }

    /// Free coordinates.
    fn place(self, form: Form) -> Vec<f64> {
        let mut place = vec![out_of(SMOOTHING, self.alpha)];
        if form.has_trend {
            place.push(out_of((SMOOTHING.0.min(self.alpha * 0.5), self.alpha), self.beta));
        }
        if form.is_damped {
            place.push(out_of(DAMPING, self.phi));
        }
        if form.season != Component::None {
            let room = 1.0 - self.alpha;
            place.push(out_of((SMOOTHING.0.min(room * 0.5), room), self.gamma));
        }
        place
    }

    /// A coarse grid over a form's parameters.
    fn grid(form: Form) -> Vec<Parameters> {
        let betas: &[f64] = if form.has_trend { &[0.005, 0.1, 0.5] } else { &[0.0] };
        let phis: &[f64] = if form.is_damped { &[0.85, 0.97] } else { &[1.0] };
        let gammas: &[f64] = if form.season == Component::None { &[0.0] } else { &[0.05, 0.4] };
        let mut grid = Vec::new();
        for alpha in [0.05, 0.3, 0.7, 0.97] {
            for beta in betas {
                for phi in phis {
                    for gamma in gammas {
                        grid.push(Parameters {
                            alpha,
                            beta: alpha * beta,
                            gamma: (1.0 - alpha) * gamma,
                            phi: *phi,
                        });
                    }
                }
            }
        }
        grid
    }
}

/// The best `count` of the grid.
fn best_of_grid(form: Form, count: usize, value: impl Fn(Parameters) -> f64) -> Vec<Parameters> {
    let mut grid: Vec<(Parameters, f64)> =
        Parameters::grid(form).into_iter().map(|p| (p, value(p))).collect();
    grid.sort_by(|a, b| a.1.total_cmp(&b.1));
    first(&grid, count).iter().map(|(p, _)| *p).collect()
}

/// The likeliest parameters and first states of a form without season.
fn plain(values: &[f64], form: Form) -> (Parameters, States) {
    let absolute = Form { is_relative: false, ..form };
    let n = values.len() as f64;
    let log_sum = |p: Parameters| n * profile(values, absolute, p).0.max(1e-300).ln();
    let states = |level, trend| States { level, trend, season: Vec::new() };
    // Where errors are relative, this only says where to begin.
    let (count, evaluations) = if form.is_relative { (1, 40) } else { (2, 250) };
    let starts = best_of_grid(absolute, count, log_sum);
    let mut best: Option<(Parameters, f64)> = None;
    for start in &starts {
        let place = start.place(form);
        let steps = vec![1.0; place.len()];
        let limits = Limits { evaluations, tolerance: 1e-9 };
        let (place, value) =
            minimise(|place| log_sum(Parameters::of(form, place).0), &place, &steps, limits);
        if best.is_none_or(|(_, lowest)| value < lowest) {
            best = Some((Parameters::of(form, &place).0, value));
        }
    }
    let nothing = Parameters { alpha: 0.5, beta: 0.0, gamma: 0.0, phi: 1.0 };
    let p = best.map_or(nothing, |(p, _)| p);
    let (_, level, trend) = profile(values, absolute, p);
    if form.is_relative {
        relative(values, form, p, level, trend)
    } else {
        (p, states(level, trend))
    }
}

/// The same for relative errors, which weigh small values more: from where additive errors lead
/// (`p`, `level`, `trend`), and from the first values.
fn relative(
    values: &[f64],
    form: Form,
    p: Parameters,
    level: f64,
    trend: f64,
) -> (Parameters, States) {
    let n = values.len() as f64;
    let value_of = |p: Parameters, level: f64, trend: f64| {
        let (sum, logs, ..) = filter_relative(values, p, level, trend);
        n * sum.max(1e-300).ln() + 2.0 * logs
    };
    let opening = at(values, 0);
    let slope = mean(values.iter().zip(values.iter().skip(1)).take(8).map(|(a, b)| b - a));
    let slope = if form.has_trend && slope.is_finite() { slope } else { 0.0 };
    let mut candidates = vec![(p, level, trend), (p, opening, 0.0)];
    candidates.extend(
        best_of_grid(form, 2, |p| value_of(p, opening, slope)).iter().map(|p| (*p, opening, slope)),
    );
    candidates.sort_by(|a, b| value_of(a.0, a.1, a.2).total_cmp(&value_of(b.0, b.1, b.2)));
    let search = |from: (Parameters, f64, f64), width: f64, evaluations: usize| {
        let (p, level, trend) = from;
        let mut place = p.place(form);
        let mut steps = vec![0.7 * width; place.len()];
        place.push(level);
        steps.push(0.05 * width * level.abs().max(0.01));
        if form.has_trend {
            place.push(trend);
            steps.push(0.01 * width * level.abs().max(0.01));
        }
        let function = |place: &[f64]| {
            let (p, states) = Parameters::of(form, place);
            value_of(p, at(states, 0), at(states, 1))
        };
        let limits = Limits { evaluations, tolerance: 1e-9 };
        let (place, value) = minimise(function, &place, &steps, limits);
        let (p, states) = Parameters::of(form, &place);
        ((p, at(states, 0), at(states, 1)), value)
    };
    let evaluations = if form.has_trend { 200 } else { 80 };
    let found = first(&candidates, 2).iter().map(|from| search(*from, 1.0, evaluations));
    let best = found.min_by(|a, b| a.1.total_cmp(&b.1)).map_or((p, level, trend), |best| best.0);
    // Once more with a fresh simplex: an old one may have gone flat.
    let (p, level, trend) = search(best, 0.4, evaluations).0;
    (p, States { level, trend, season: Vec::new() })
}

/// The likeliest parameters of a form with a season, whose figure starts at the classical
/// decomposition's; additive ones are then solved for as above.
fn seasonal(values: &[f64], period: usize, form: Form) -> (Parameters, States) {
    let figure = Season::of(values, period);
    // The decomposition gives factors for positive values; sums then come from the level.
    let level = mean(first(values, period).iter().copied());
    let wants_factor = form.season == Component::Multiplicative;
    let season: Vec<f64> = (0..period)
        .map(|place| match (wants_factor, figure.is_factor) {
            (false, true) => (figure.share(place) - 1.0) * level,
            _ => figure.share(place),
        })
        .collect();
    let slope = (mean(values.iter().skip(period).take(period).copied()) - level) / period as f64;
    let slope = if form.has_trend && slope.is_finite() { slope } else { 0.0 };
    let mut start = States { level: level - slope * period as f64 / 2.0, trend: slope, season };
    let begun = best_of_grid(form, 1, |p| filter(values, form, p, &start).0);
    let nothing = Parameters { alpha: 0.3, beta: 0.0, gamma: 0.1, phi: 1.0 };
    let mut p = begun.first().copied().unwrap_or(nothing);
    let limits = Limits { evaluations: 160, tolerance: 1e-8 };
    for round in 0..2 {
        let mut place = p.place(form);
        let mut steps = vec![0.7; place.len()];
        place.push(start.level);
        steps.push(0.03);
        if form.has_trend {
            place.push(start.trend);
            steps.push(0.003);
        }
        let with = |states: &[f64]| States {
            level: at(states, 0),
            trend: at(states, 1),
            season: start.season.clone(),
        };
        let function = |place: &[f64]| {
            let (p, states) = Parameters::of(form, place);
            filter(values, form, p, &with(states)).0
        };
        let (place, _) = minimise(function, &place, &steps, limits);
        let (found, states) = Parameters::of(form, &place);
        (p, start) = (found, with(states));
        if round == 0 && form.season == Component::Additive {
            let solved = first_states(values, form, p, &start);
            if filter(values, form, p, &solved).0 < filter(values, form, p, &start).0 {
                start = solved;
            }
        }
    }
    (p, start)
}

/// The first states that make the sum of squared errors of an additive form the least.
fn first_states(values: &[f64], form: Form, p: Parameters, start: &States) -> States {
    let period = start.season.len();
    let size = 2 + period;
    let errors = |values: &mut dyn Iterator<Item = f64>, start: &States| -> Vec<f64> {
        let (mut level, mut trend, mut season) = (start.level, start.trend, start.season.clone());
        let step = |(time, value): (usize, f64)| {
            let base = level + p.phi * trend;
            let place = time % period.max(1);
            let error = value - base - at(&season, place);
            level = base + p.alpha * error;
            trend = p.phi * trend + p.beta * error;
            let share = at(&season, place) + p.gamma * error;
            put(&mut season, place, share);
            error
        };
        values.enumerate().map(step).collect()
    };
    let now = errors(&mut values.iter().copied(), start);
    let unit = |number: usize| States {
        level: f64::from(u8::from(number == 0)),
        trend: f64::from(u8::from(number == 1 && form.has_trend)),
        season: (0..period).map(|place| f64::from(u8::from(place + 2 == number))).collect(),
    };
    // Nothing but a unit of one first state: its negative effect on each error.
    let effects: Vec<Vec<f64>> = (0..size)
        .map(|number| errors(&mut std::iter::repeat_n(0.0, values.len()), &unit(number)))
        .collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut matrix: Vec<f64> =
        effects.iter().flat_map(|a| effects.iter().map(|b| dot(a, b))).collect();
    for number in 0..size {
        let diagonal = at(&matrix, number * size + number);
        put(&mut matrix, number * size + number, diagonal * (1.0 + 1e-8) + 1e-10);
    }
    let right: Vec<f64> = effects.iter().map(|effect| -dot(effect, &now)).collect();
    let more = solve(matrix, right);
    States {
        level: start.level + at(&more, 0),
        trend: start.trend + at(&more, 1),
        season: start
            .season
            .iter()
            .enumerate()
            .map(|(place, s)| s + at(&more, place + 2))
            .collect(),
    }
}

/// Whether a seasonal form forgets its first states: whether, fed with nothing, states shrink or
/// stay (Hyndman, Akram and Archibald, 2008). The season's own constant, which level and season
/// share, stays.
fn forgets(form: Form, p: Parameters, period: usize) -> bool {
    let _ = form;
    let (mut level, mut trend) = (1.0, 0.5);
    let mut season: Vec<f64> =
        (0..period).map(|place| if place % 2 == 0 { 0.7 } else { -0.4 }).collect();
    let mut size_after = |rounds: usize| {
        for _ in 0..rounds {
            for share in &mut season {
                let base = level + p.phi * trend;
                let error = -base - *share;
                level = base + p.alpha * error;
                trend = p.phi * trend + p.beta * error;
                *share += p.gamma * error;
            }
        }
        level.abs() + trend.abs() + season.iter().map(|share: &f64| share.abs()).sum::<f64>()
    };
    let early = size_after(40);
    size_after(80) <= 1.05 * early.max(1e-9)
}

/// ETS as a model: the best form for each series.
pub struct BestEts;

impl Model for BestEts {
    fn name(&self) -> &'static str {
        "ets"
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let fitted = crate::parallel::map(run, panel.series.len(), |number| {
            let Some(series) = panel.series.get(number) else { return (Vec::new(), None) };
            let values = series.filled();
            match fit_best(&values, panel.season) {
                Some(ets) => (ets.forecast(horizon), Some(ets.form.name())),
                None => (crate::naive::naive2(&values, panel.season, horizon), None),
            }
        })?;
        let mut counts = std::collections::BTreeMap::<String, usize>::new();
        for name in fitted.iter().filter_map(|(_, name)| name.clone()) {
            *counts.entry(name).or_default() += 1;
        }
        let forms: Vec<String> =
            counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
        let forecasts = fitted.into_iter().map(|(forecast, _)| forecast).collect();
        Ok(Box::new(Ready { forecasts, description: forms.join(", ") }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn normal(random: &mut Random) -> f64 {
        (0..12).map(|_| random.uniform()).sum::<f64>() - 6.0
    }

    #[test]
    fn names_are_those_of_the_literature() {
        for name in ["ANN", "MAdM", "AAA", "MNA"] {
            assert_eq!(Form::from_name(name).unwrap().name(), name);
        }
        assert_eq!(Form::from_name("XYZ"), None);
    }

    #[test]
    fn parameters_of_a_simulated_series_are_found() {
        let mut random = Random::new(3, 1);
        let (mut level, mut values) = (100.0, Vec::new());
        for _ in 0..1500 {
            let error = 2.0 * normal(&mut random);
            values.push(level + error);
            level += 0.4 * error;
        }
        let ets = fit(&values, 1, Form::from_name("ANN").unwrap()).unwrap();
        assert!((ets.parameters.alpha - 0.4).abs() < 0.06, "{:?}", ets.parameters);
        assert!((ets.forecast(2)[1] - level).abs() < 1.0);
        assert!((fit_best(&values, 1).unwrap().forecast(2)[1] - level).abs() < 2.0);
    }

    #[test]
    fn a_straight_line_goes_on_and_a_season_comes_again() {
        let line: Vec<f64> = (0..40).map(|t| 50.0 + 2.0 * f64::from(t)).collect();
        let ahead = fit_best(&line, 1).unwrap().forecast(3);
        assert!((ahead[2] - 134.0).abs() < 0.5, "{ahead:?}");
        let mut random = Random::new(5, 1);
        let season: Vec<f64> = (0..96)
            .map(|t| {
                (100.0 + f64::from(t)) * [0.6, 1.0, 1.6, 0.8][t as usize % 4] + normal(&mut random)
            })
            .collect();
        let best = fit_best(&season, 4).unwrap();
        assert_eq!(best.form.season, Component::Multiplicative, "{}", best.form.name());
        let ahead = best.forecast(4);
        for (step, share) in [0.6, 1.0, 1.6, 0.8].iter().enumerate() {
            let truth = (196.0 + step as f64) * share;
            assert!((ahead[step] / truth - 1.0).abs() < 0.05, "{ahead:?}");
        }
    }

    #[test]
    fn awkward_series_get_an_answer_or_none() {
        assert_eq!(fit_best(&[1.0, 2.0], 1), None);
        let nothing = fit_best(&[0.0; 20], 1).unwrap();
        assert_eq!(nothing.forecast(2), [0.0, 0.0]);
        let constant = fit_best(&[7.0; 20], 4).unwrap();
        assert!(constant.forecast(8).iter().all(|value| (value - 7.0).abs() < 1e-3));
        let giant = fit_best(&[1.0, 0.0, 0.0, 1e9, 0.0, 0.0, 1.0, 2.0], 1).unwrap();
        assert!(giant.forecast(3).iter().all(|value| value.is_finite()));
    }
}
