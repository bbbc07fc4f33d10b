//! A chart as it reaches a screen: drawn, with what a pointer, a keyboard and a screen reader need.

use serde::{Deserialize, Serialize};

/// A drawn chart and its twins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The picture: SVG with classes and `currentColor` instead of colours; no scripts, no styles.
    pub svg: String,
    /// Width of the picture's coordinates.
    pub width: u32,
    /// Height of the picture's coordinates.
    pub height: u32,
    /// The marks, in reading order, for hover and arrow keys.
    pub marks: Vec<Mark>,
    /// What the chart says, in a sentence or two.
    pub summary: String,
    /// The same numbers as a table.
    pub table: TextTable,
}

/// A place in the picture that stands for a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Left edge of the area that reacts, in the picture's coordinates.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Where the value itself stands, for a dot.
    pub point: Option<(f64, f64)>,
    /// What the mark is: the day, the country.
    pub title: String,
    /// Its values, written out: series and value.
    pub values: Vec<(String, String)>,
    /// The key to drill with: an ISO date, a code; its meaning is the command's.
    pub key: String,
}

/// A small table of finished text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextTable {
    /// Headings.
    pub columns: Vec<TextColumn>,
    /// Rows of cells, as many as headings.
    pub rows: Vec<Vec<String>>,
}

/// A heading of a [`TextTable`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextColumn {
    /// The heading.
    pub title: String,
    /// Whether its cells are numbers, which stand to the right.
    pub numeric: bool,
}
