//! The same estimates on public benchmark files, so that their figures can be held against published
//! ones. A text comes in, figures go out; opening files is the caller's.
//!
//! Protocol: rows that meet the condition are learnt from, the others are only scored, with their
//! prices and controls known.

use crate::{
    double_ml::{Rows, double_ml},
    elasticity::{Elasticities, Series, Verdict, alone, estimate},
    hierarchy::Posterior,
    linear::{Factor, Fit, fit},
    numbers::{at, mean, sd},
};
use kontor_api::lab::{
    ElasticityByGroup, ElasticityErrors, ElasticityEstimate, HierarchicalElasticity, LabElasticity,
    LabElasticityReport, ParentElasticity, PooledElasticity,
};
use std::collections::BTreeMap;

/// Folds of double machine learning, and the seed that draws them.
const FOLDS: usize = 5;
const SEED: u64 = 1;

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// No such column: its name, and those that there are.
    NoColumn(String, Vec<String>),
    /// A cell that should be a number: its line from 1, its column, its text.
    NoNumber(usize, String, String),
    /// What is no condition: its text.
    NoCondition(String),
    /// No row that could be learnt from, or no price that moved.
    Nothing,
}

/// A condition such as `week<=136`.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    column: String,
    comparison: &'static str,
    number: f64,
}

impl Condition {
    fn parse(text: &str) -> Result<Condition, Unusable> {
        let wrong = || Unusable::NoCondition(text.to_owned());
        // Those of two characters first, which begin like the others.
        let mut parts = ["<=", ">=", "!=", "<", ">", "="]
            .into_iter()
            .filter_map(|comparison| Some((comparison, text.split_once(comparison)?)));
        let (comparison, (column, number)) = parts.next().ok_or_else(wrong)?;
        let number = number.trim().parse().map_err(|_| wrong())?;
        Ok(Condition { column: column.trim().to_owned(), comparison, number })
    }

    fn holds(&self, value: f64) -> bool {
        match self.comparison {
            "<=" => value <= self.number,
            ">=" => value >= self.number,
            "!=" => value != self.number,
            "<" => value < self.number,
            ">" => value > self.number,
            _ => value == self.number,
        }
    }
}

/// A benchmark file, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Logarithm of units, by row.
    log_units: Vec<f64>,
    /// Logarithm of the price.
    log_price: Vec<f64>,
    /// Each control, by row.
    controls: Vec<Vec<f64>>,
    /// The column of the condition; its numbers are the weeks.
    time: Vec<f64>,
    /// Each group column.
    groups: Vec<Factor>,
    /// The series, by the group columns together.
    series: Factor,
    /// Whether a row is learnt from.
    is_learnt: Vec<bool>,
    /// The names of the last group column.
    parents: Vec<String>,
    left_out: u64,
}

/// Names by number, in the order in which they come.
#[derive(Default)]
struct Names {
    numbers: BTreeMap<String, usize>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.numbers.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }
}

/// Reads a file's rows. Rows without units or a price above zero are counted and left out.
///
/// # Errors
/// Where it does not hold what was asked for.
pub fn read(text: &str, plan: &LabElasticity) -> Result<Table, Unusable> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let cells = |line: &'_ str| -> Vec<String> {
        line.split(',').map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
    };
    let heading = lines.next().map(|(_, line)| cells(line)).ok_or(Unusable::Nothing)?;
    let place = |name: &str| {
        let found = heading.iter().position(|column| column == name);
        found.ok_or_else(|| Unusable::NoColumn(name.to_owned(), heading.clone()))
    };
    let units = place(&plan.units)?;
    let groups = plan.group.iter().map(|name| place(name)).collect::<Result<Vec<_>, _>>()?;
    let controls = plan.controls.iter().map(|name| place(name)).collect::<Result<Vec<_>, _>>()?;
    let condition = match plan.condition.trim() {
        "" => None,
        text => Some(Condition::parse(text)?),
    };
    let time = condition.as_ref().map(|condition| place(&condition.column)).transpose()?;
    let price = Price::of(&plan.price, &heading)?;

    let mut table = Table { controls: vec![Vec::new(); controls.len()], ..Table::default() };
    let mut series = Vec::new();
    let mut group_of = vec![Vec::new(); groups.len()];
    let mut names: Vec<Names> = groups.iter().map(|_| Names::default()).collect();
    let mut series_names = Names::default();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
        let number_at = |place: usize| -> Result<Option<f64>, Unusable> {
            let cell = cells.get(place).copied().unwrap_or_default();
            if cell.is_empty() || matches!(cell, "NA" | "NaN" | "nan" | "null") {
                return Ok(None);
            }
            cell.parse().map(Some).map_err(|_| {
                let column = heading.get(place).cloned().unwrap_or_default();
                Unusable::NoNumber(number + 1, column, cell.to_owned())
            })
        };
        let log = |value: f64| (value > 0.0).then(|| libm::log(value));
        let units = number_at(units)?;
        let units = if plan.is_log { units } else { units.and_then(log) };
        let price = number_at(price.place(&cells, &heading)?)?.and_then(log);
        let controls = controls.iter().map(|place| number_at(*place));
        let controls = controls.collect::<Result<Option<Vec<_>>, _>>()?;
        let time = match time {
            Some(place) => number_at(place)?,
            None => Some(0.0),
        };
        let (Some(units), Some(price), Some(controls), Some(time)) = (units, price, controls, time)
        else {
            table.left_out += 1;
            continue;
        };
        table.log_units.push(units);
        table.log_price.push(price);
        table.time.push(time);
        table.is_learnt.push(condition.as_ref().is_none_or(|condition| condition.holds(time)));
        for (column, value) in table.controls.iter_mut().zip(controls) {
            column.push(value);
        }
        let key: Vec<&str> =
            groups.iter().map(|place| cells.get(*place).copied().unwrap_or_default()).collect();
        for ((column, names), name) in group_of.iter_mut().zip(&mut names).zip(&key) {
            column.push(names.number(name));
        }
        series.push(series_names.number(&key.join("\u{1f}")));
    }
    table.groups = group_of.into_iter().map(Factor::new).collect();
    if table.groups.is_empty() {
        table.groups.push(Factor::constant(series.len()));
    }
    table.series = Factor::new(series);
    // Without a group all is one series of one parent.
    table.parents = names.pop().map_or_else(|| vec![String::new()], |names| names.names);
    match table.is_learnt.contains(&true) {
        true => Ok(table),
        false => Err(Unusable::Nothing),
    }
}

/// Where a row's price stands.
enum Price {
    At(usize),
    /// What stands before and after the cell of a column.
    Own(String, usize, String),
}

impl Price {
    fn of(name: &str, heading: &[String]) -> Result<Price, Unusable> {
        let missing = || Unusable::NoColumn(name.to_owned(), heading.to_vec());
        let place = |name: &str| heading.iter().position(|column| column == name);
        if let Some(place) = place(name) {
            return Ok(Price::At(place));
        }
        let (before, rest) = name.split_once('{').ok_or_else(missing)?;
        let (column, after) = rest.split_once('}').ok_or_else(missing)?;
        let place = place(column).ok_or_else(missing)?;
        Ok(Price::Own(before.to_owned(), place, after.to_owned()))
    }

    fn place(&self, cells: &[&str], heading: &[String]) -> Result<usize, Unusable> {
        match self {
            Price::At(place) => Ok(*place),
            Price::Own(before, place, after) => {
                let cell = cells.get(*place).copied().unwrap_or_default();
                let name = format!("{before}{cell}{after}");
                let found = heading.iter().position(|column| *column == name);
                found.ok_or_else(|| Unusable::NoColumn(name, heading.to_vec()))
            }
        }
    }
}

/// What was learnt from some rows of a table.
struct Learnt {
    rows: Vec<usize>,
    pooled: Fit,
    own_level: Fit,
    /// By series; `None` of those with no more weeks than its regression has numbers.
    alone: Vec<Option<Fit>>,
    shrunk: Elasticities,
}

impl Table {
    fn pick(&self, column: &[f64], rows: &[usize]) -> Vec<f64> {
        rows.iter().map(|row| at(column, *row)).collect()
    }

    fn pick_factor(&self, factor: &Factor, rows: &[usize]) -> Factor {
        Factor::new(rows.iter().filter_map(|row| factor.of().get(*row).copied()).collect())
    }

    fn parent_of(&self, row: usize) -> usize {
        self.groups.last().and_then(|factor| factor.of().get(row).copied()).unwrap_or_default()
    }

    fn controls_at(&self, row: usize) -> Vec<f64> {
        self.controls.iter().map(|control| at(control, row)).collect()
    }

    /// Each series by those of its rows that are asked for.
    fn series_of(&self, is_asked: impl Fn(usize) -> bool) -> Vec<Series> {
        let each = self.series.rows().into_iter().map(|rows| {
            let parent = rows.first().map_or(0, |row| self.parent_of(*row));
            let rows: Vec<usize> = rows.into_iter().filter(|row| is_asked(*row)).collect();
            Series {
                parent,
                week: rows.iter().map(|row| at(&self.time, *row) as i64).collect(),
                log_units: self.pick(&self.log_units, &rows),
                in_stock: vec![1.0; rows.len()],
                log_price: self.pick(&self.log_price, &rows),
                controls: self.controls.iter().map(|column| self.pick(column, &rows)).collect(),
                ..Series::default()
            }
        });
        each.collect()
    }

    fn learn(&self, is_asked: impl Fn(usize) -> bool) -> Result<Learnt, Unusable> {
        let rows: Vec<usize> = (0..self.log_units.len()).filter(|row| is_asked(*row)).collect();
        let units = self.pick(&self.log_units, &rows);
        let columns: Vec<Vec<f64>> = std::iter::once(&self.log_price)
            .chain(&self.controls)
            .map(|column| self.pick(column, &rows))
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let groups: Vec<Factor> =
            self.groups.iter().map(|factor| self.pick_factor(factor, &rows)).collect();
        let level = self.pick_factor(&self.series, &rows);
        let groups: Vec<&Factor> = groups.iter().collect();
        let series = self.series_of(&is_asked);
        let own = series.iter().map(|series| {
            let numbers = self.controls.len() + 2;
            (series.weeks() > numbers).then(|| alone(series))
        });
        Ok(Learnt {
            pooled: fit(&units, &columns, &groups),
            own_level: fit(&units, &columns, &[&level]),
            alone: own.collect(),
            shrunk: estimate(&series, self.parents.len()).ok_or(Unusable::Nothing)?,
            rows,
        })
    }

    /// Rows kept back that every way can expect something of.
    fn judged(&self, learnt: &Learnt) -> Vec<usize> {
        let is_told = |row: usize| {
            let series = self.series.of().get(row).copied().unwrap_or_default();
            learnt.alone.get(series).is_some_and(Option::is_some)
        };
        let kept_back = self.is_learnt.iter().enumerate().filter(|(_, is_learnt)| !**is_learnt);
        kept_back.map(|(row, _)| row).filter(|row| is_told(*row)).collect()
    }

    /// Root mean squared errors on rows: pooled, pooled with own levels, alone, shrunk.
    fn errors(&self, learnt: &Learnt, rows: &[usize]) -> [Option<f64>; 4] {
        let mut squares = [0.0; 4];
        for row in rows {
            let series = self.series.of().get(*row).copied().unwrap_or_default();
            let price = at(&self.log_price, *row);
            let controls = self.controls_at(*row);
            let x = || std::iter::once(price).chain(controls.iter().copied());
            let levels: Vec<usize> =
                self.groups.iter().filter_map(|factor| factor.of().get(*row).copied()).collect();
            let alone = learnt.alone.get(series).and_then(Option::as_ref);
            let expected = [
                learnt.pooled.predict(x(), &levels),
                learnt.own_level.predict(x(), &[series]),
                alone.map_or(f64::NAN, |fit| fit.predict(x(), &[0])),
                learnt.shrunk.predict(series, price, &controls).unwrap_or(f64::NAN),
            ];
            for (sum, expected) in squares.iter_mut().zip(expected) {
                let miss = at(&self.log_units, *row) - expected;
                *sum += miss * miss;
            }
        }
        squares.map(|sum| known(libm::sqrt(sum / rows.len() as f64)))
    }
}

/// The figures of a file.
///
/// # Errors
/// Where no price moved.
pub fn run(table: &Table, plan: &LabElasticity) -> Result<LabElasticityReport, Unusable> {
    let is_learnt = |row: usize| table.is_learnt.get(row).copied().unwrap_or_default();
    let learnt = table.learn(is_learnt)?;
    let judged = table.judged(&learnt);
    let [pooled_error, _, alone_error, shrunk_error] = table.errors(&learnt, &judged);
    let clusters = table.pick_factor(&table.series, &learnt.rows);
    let slopes: Vec<f64> = learnt
        .alone
        .iter()
        .flatten()
        .filter(|fit| fit.is_dropped.first() == Some(&false))
        .filter_map(|fit| fit.coefficients.first().copied())
        .collect();
    let effects = learnt.pooled.coefficients.iter().skip(1).copied();
    let pooled = PooledElasticity {
        estimate: ElasticityEstimate {
            elasticity: at(&learnt.pooled.coefficients, 0),
            standard_error: learnt.pooled.standard_error(0).unwrap_or_default(),
        },
        clustered_error: learnt.pooled.cluster_error(0, &clusters),
        controls: plan.controls.iter().cloned().zip(effects).collect(),
        holdout_log_rmse: pooled_error,
    };
    let kept_back = table.is_learnt.iter().filter(|is_learnt| !**is_learnt).count();
    Ok(LabElasticityReport {
        rows: learnt.rows.len() as u64,
        rows_kept_back: kept_back as u64,
        rows_left_out: table.left_out,
        pooled,
        by_group: ElasticityByGroup {
            count: slopes.len() as u64,
            mean: known(mean(&slopes)).filter(|_| !slopes.is_empty()),
            sd: known(sd(&slopes)).filter(|_| slopes.len() > 1),
            holdout_log_rmse: alone_error,
        },
        hierarchical: HierarchicalElasticity {
            holdout_log_rmse: shrunk_error,
            ..hierarchical(table, &learnt.shrunk)
        },
        double_ml: check(table, &learnt.rows, &clusters),
        history: plan
            .history
            .iter()
            .map(|weeks| history(table, *weeks))
            .collect::<Result<Vec<_>, _>>()?,
        seconds: 0.0,
    })
}

fn hierarchical(table: &Table, shrunk: &Elasticities) -> HierarchicalElasticity {
    let told = |posterior: &Posterior| ElasticityEstimate {
        elasticity: posterior.mean,
        standard_error: posterior.sd,
    };
    let series = table.series_of(|_| true);
    let parents = table.parents.iter().zip(&shrunk.parents).enumerate();
    let verdicts = |is_asked: fn(&Verdict) -> bool| {
        shrunk.products.iter().filter(|product| is_asked(&product.verdict)).count() as u64
    };
    HierarchicalElasticity {
        overall: told(&shrunk.overall),
        within: shrunk.within,
        between: shrunk.between,
        parents: parents
            .map(|(number, (name, posterior))| ParentElasticity {
                name: name.clone(),
                count: series.iter().filter(|series| series.parent == number).count() as u64,
                estimate: told(posterior),
            })
            .collect(),
        known: verdicts(|verdict| *verdict == Verdict::Known),
        pooled: verdicts(|verdict| *verdict == Verdict::Pooled),
        not_identifiable: verdicts(|verdict| matches!(verdict, Verdict::NotIdentifiable { .. })),
        holdout_log_rmse: None,
    }
}

/// The same by double machine learning, with the week as one more column.
fn check(table: &Table, rows: &[usize], clusters: &Factor) -> Option<ElasticityEstimate> {
    let columns: Vec<Vec<f64>> = table
        .controls
        .iter()
        .chain(std::iter::once(&table.time))
        .map(|column| table.pick(column, rows))
        .collect();
    let factors: Vec<Factor> =
        table.groups.iter().map(|factor| table.pick_factor(factor, rows)).collect();
    let effect = double_ml(
        &Rows {
            log_units: &table.pick(&table.log_units, rows),
            log_price: &table.pick(&table.log_price, rows),
            numbers: &columns.iter().map(Vec::as_slice).collect::<Vec<_>>(),
            factors: &factors.iter().collect::<Vec<_>>(),
            clusters,
        },
        FOLDS,
        SEED,
    )?;
    Some(ElasticityEstimate { elasticity: effect.estimate, standard_error: effect.standard_error })
}

/// The errors after learning from the last weeks before the condition ends.
fn history(table: &Table, weeks: u32) -> Result<ElasticityErrors, Unusable> {
    let learnt = table.time.iter().zip(&table.is_learnt).filter(|(_, is_learnt)| **is_learnt);
    let last = learnt.map(|(time, _)| *time).fold(f64::NEG_INFINITY, f64::max);
    let first = last - f64::from(weeks);
    let learnt = table.learn(|row| {
        table.is_learnt.get(row).copied().unwrap_or_default() && at(&table.time, row) > first
    })?;
    let judged = table.judged(&learnt);
    let [pooled, pooled_own_level, by_group, hierarchical] = table.errors(&learnt, &judged);
    Ok(ElasticityErrors {
        weeks,
        rows: learnt.rows.len() as u64,
        rows_judged: judged.len() as u64,
        pooled,
        pooled_own_level,
        by_group,
        hierarchical,
    })
}

/// What is a number.
fn known(figure: f64) -> Option<f64> {
    figure.is_finite().then_some(figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;
    use std::fmt::Write as _;

    fn plan() -> LabElasticity {
        LabElasticity {
            units: "sold".into(),
            price: "price{brand}".into(),
            group: vec!["store".into(), "brand".into()],
            controls: vec!["deal".into()],
            condition: "week <= 20".into(),
            history: vec![8],
            ..LabElasticity::default()
        }
    }

    fn text() -> String {
        let mut random = Random::new(1, 1);
        let mut text = String::from("store,brand,week,sold,\"price1\",price2,deal\n");
        for store in 1..=6 {
            for week in 1..=24 {
                let prices = [0, 1].map(|_| (0.15 * random.normal()).exp());
                for (brand, price) in prices.iter().enumerate() {
                    let deal = u8::from(week % 5 == brand);
                    let log = 3.0 + f64::from(store) - (1.5 + brand as f64) * price.ln()
                        + 0.4 * f64::from(deal)
                        + 0.1 * random.normal();
                    let (units, [one, two]) = (log.exp(), prices);
                    let brand = brand + 1;
                    writeln!(text, "{store},{brand},{week},{units},{one},{two},{deal}").unwrap();
                }
            }
        }
        text
    }

    #[test]
    fn a_benchmark_is_estimated_and_scored() {
        let text = text() + "6,2,25,0,1,1,0\n6,2,26,5,1,0,0\n6,2,27,5,1,,0\n";
        let report = run(&read(&text, &plan()).unwrap(), &plan()).unwrap();
        assert_eq!((report.rows, report.rows_kept_back, report.rows_left_out), (240, 48, 3));
        assert_eq!((report.by_group.count, report.hierarchical.known), (12, 12));
        let parents = &report.hierarchical.parents;
        assert_eq!((parents[1].name.as_str(), parents[1].count), ("2", 6));
        assert!((parents[0].estimate.elasticity + 1.5).abs() < 0.2, "{parents:?}");
        assert!((parents[1].estimate.elasticity + 2.5).abs() < 0.2, "{parents:?}");
        assert!((report.pooled.controls["deal"] - 0.4).abs() < 0.1, "{:?}", report.pooled);
        let error = report.hierarchical.holdout_log_rmse.unwrap();
        assert!((0.08..0.13).contains(&error), "{error}");
        assert!(error < report.pooled.holdout_log_rmse.unwrap());
        assert_eq!((report.history[0].rows, report.history[0].rows_judged), (96, 48));
        assert!(report.history[0].hierarchical < report.history[0].by_group);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text: &str, plan: &LabElasticity| read(text, plan).unwrap_err();
        let text = text();
        let columns: Vec<String> = ["store", "brand", "week", "sold", "price1", "price2", "deal"]
            .map(str::to_owned)
            .to_vec();
        let other = LabElasticity { price: "cost{brand}".into(), ..plan() };
        assert_eq!(wrong(&text, &other), Unusable::NoColumn("cost1".into(), columns.clone()));
        let other = LabElasticity { controls: vec!["feat".into()], ..plan() };
        assert_eq!(wrong(&text, &other), Unusable::NoColumn("feat".into(), columns));
        let other = LabElasticity { condition: "week before 3".into(), ..plan() };
        assert_eq!(wrong(&text, &other), Unusable::NoCondition("week before 3".into()));
        let none = LabElasticity { condition: "week<0".into(), ..plan() };
        assert_eq!(wrong(&text, &none), Unusable::Nothing);
        assert_eq!(wrong("", &plan()), Unusable::Nothing);
        let words = "store,brand,week,sold,price1,deal\n1,1,3,many,1,0\n";
        let error = Unusable::NoNumber(2, "sold".into(), "many".into());
        assert_eq!(wrong(words, &plan()), error);
        let still = "store,brand,week,sold,price1,deal\n1,1,3,5,1,0\n1,1,4,5,1,0\n";
        assert_eq!(run(&read(still, &plan()).unwrap(), &plan()), Err(Unusable::Nothing));
    }

    #[test]
    fn conditions_are_read() {
        for (text, holds, not) in [
            ("week<=136", 136.0, 137.0),
            ("week < 136", 135.0, 136.0),
            ("week>=3", 3.0, 2.0),
            ("week>3", 4.0, 3.0),
            ("week=3", 3.0, 4.0),
            ("week!=3", 4.0, 3.0),
        ] {
            let condition = Condition::parse(text).unwrap();
            assert!(condition.column == "week" && condition.holds(holds) && !condition.holds(not));
        }
    }
}
