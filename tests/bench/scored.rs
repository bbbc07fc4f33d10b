//! Figures beside what they are held to.

use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write as _};

/// A figure beside what it is held to.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    name: &'static str,
    /// `None` where there is nothing to measure.
    value: Option<f64>,
    least: f64,
    most: f64,
}

impl Figure {
    /// Of a value that may be no number, where there is nothing to measure.
    pub fn new(name: &'static str, value: f64, least: f64, most: f64) -> Figure {
        Figure { name, value: value.is_finite().then_some(value), least, most }
    }

    /// Whether it lies within its bounds.
    pub fn is_met(&self) -> bool {
        self.value.is_none_or(|value| (self.least..=self.most).contains(&value))
    }

    /// As people read it.
    pub fn line(&self) -> String {
        let value = self.value.map_or_else(|| "none".to_owned(), |value| format!("{value:.3}"));
        let mark = if self.is_met() { "" } else { "  MISSED" };
        let least =
            if self.least.is_finite() { format!("{:.2} to ", self.least) } else { String::new() };
        format!("  {:<52}{value:>9}  ({least}{:.2}){mark}\n", self.name, self.most)
    }
}

/// What came of a store or of a shop.
#[derive(Debug, Serialize)]
pub struct Scored {
    /// Of what.
    pub name: String,
    /// Facts that are held to nothing.
    pub facts: BTreeMap<&'static str, f64>,
    /// What it is held to.
    pub figures: Vec<Figure>,
}

impl Scored {
    /// As people read it.
    pub fn table(&self) -> String {
        let mut text = format!("\n{}\n", self.name);
        for figure in &self.figures {
            text += &figure.line();
        }
        for (name, value) in &self.facts {
            // Writing to a text cannot fail.
            writeln!(text, "  {name:<52}{value:>9.3}").ok();
        }
        text
    }
}
