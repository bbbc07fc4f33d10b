//! Pages that are filled from top to bottom: rows of cells, each a column of lines of text.

use super::text::Line;

/// A4, in points.
pub(super) const WIDTH: f32 = 595.276;
pub(super) const HEIGHT: f32 = 841.89;
/// Where text begins and ends: 20 mm from the paper's edges.
pub(super) const LEFT: f32 = 56.7;
pub(super) const RIGHT: f32 = WIDTH - 56.7;
const TOP: f32 = 56.7;
const BOTTOM: f32 = HEIGHT - 68.0;
/// Baseline of the page number.
const FOOT: f32 = HEIGHT - 40.0;

/// What a page shows.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A line of text that starts at `x`.
    Text { line: Line, x: f32, baseline: f32, ink: Ink },
    /// A level line.
    Rule { from: f32, to: f32, y: f32, weight: f32, ink: Ink },
}

/// What a mark is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Quiet,
    Hairline,
    Accent,
}

/// On which side of its cell text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A column of lines.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub x: f32,
    pub width: f32,
    pub side: Side,
    pub lines: Vec<(Line, Ink)>,
}

/// Cells side by side.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub cells: Vec<Cell>,
    /// Space above and below the cells.
    pub padding: f32,
    /// A rule below the row.
    pub rule: Option<(f32, Ink)>,
}

impl Row {
    pub fn height(&self) -> f32 {
        let tallest = self.cells.iter().map(|cell| height(&cell.lines)).fold(0.0, f32::max);
        tallest + 2.0 * self.padding
    }
}

fn height(lines: &[(Line, Ink)]) -> f32 {
    lines.iter().map(|(line, _)| line.height()).sum()
}

impl Line {
    /// From the bottom of the line above to its own.
    fn height(&self) -> f32 {
        self.style.size * 1.4
    }
}

/// Pages being filled.
pub(super) struct Sheet {
    pages: Vec<Vec<Mark>>,
    /// Where the next row goes.
    y: f32,
    /// What stands on top of every page after the first.
    running: Row,
    /// What stands above the rows that are placed now, on every page.
    heading: Option<Row>,
}

impl Sheet {
    pub fn new(running: Row) -> Self {
        Sheet { pages: vec![Vec::new()], y: TOP, running, heading: None }
    }

    /// Leaves space, which a new page does not need.
    pub fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// Places a heading here and on top of every page until [`Sheet::end_table`].
    pub fn start_table(&mut self, heading: Row, first: &Row) {
        // A heading with nothing below it would be lost at the end of a page.
        self.need(heading.height() + first.height());
        self.put(&heading);
        self.heading = Some(heading);
    }

    /// No heading above what comes next.
    pub fn end_table(&mut self) {
        self.heading = None;
    }

    /// Starts a page if so much does not fit on this one, but would on an empty one.
    pub fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.top() + height <= BOTTOM {
            self.start_page();
        }
    }

    /// Where rows begin on a page after the first.
    fn top(&self) -> f32 {
        let heading = self.heading.as_ref().map_or(0.0, Row::height);
        TOP + self.running.height() + RUNNING_GAP + heading
    }

    fn start_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
        self.put(&self.running.clone());
        self.y += RUNNING_GAP;
        if let Some(heading) = self.heading.clone() {
            self.put(&heading);
        }
    }

    /// Places a row: whole, on the next page if need be; in parts only if no page can hold it.
    pub fn row(&mut self, row: &Row) {
        self.need(row.height());
        let mut row = row.clone();
        while self.y + row.height() > BOTTOM {
            let left = BOTTOM - self.y - 2.0 * row.padding;
            let fitting = |cell: &Cell| {
                let mut height = 0.0;
                cell.lines
                    .iter()
                    .take_while(|(line, _)| {
                        height += line.height();
                        height <= left
                    })
                    .count()
            };
            let mut head = Row { rule: None, ..row.clone() };
            let mut is_empty = true;
            for (head, tail) in head.cells.iter_mut().zip(&mut row.cells) {
                let count = fitting(tail);
                is_empty &= count == 0;
                head.lines.truncate(count);
                tail.lines.drain(..count);
            }
            if !is_empty {
                self.put(&head);
            } else if self.y <= self.top() {
                // Not even a line fits on a page of its own: it hangs over the edge.
                break;
            }
            self.start_page();
        }
        self.put(&row);
    }

    /// Places a row here.
    fn put(&mut self, row: &Row) {
        let Some(page) = self.pages.last_mut() else { return };
        for cell in &row.cells {
            let mut y = self.y + row.padding;
            for (line, ink) in &cell.lines {
                let spare = match cell.side {
                    Side::Left => 0.0,
                    Side::Right => cell.width - line.width,
                };
                // The ascent of the fonts is 1.07, their descent 0.29 of the size.
                let baseline = y + line.height() / 2.0 + line.style.size * 0.39;
                let x = cell.x + spare;
                page.push(Mark::Text { line: line.clone(), x, baseline, ink: *ink });
                y += line.height();
            }
        }
        self.y += row.height();
        if let Some((weight, ink)) = row.rule {
            page.push(Mark::Rule { from: LEFT, to: RIGHT, y: self.y, weight, ink });
        }
    }

    /// The pages, each with what `foot` says of its number and of how many there are.
    pub fn finish(mut self, foot: impl Fn(usize, usize) -> Line) -> Vec<Vec<Mark>> {
        let count = self.pages.len();
        for (number, page) in (1..).zip(&mut self.pages) {
            let line = foot(number, count);
            let x = RIGHT - line.width;
            page.push(Mark::Text { line, x, baseline: FOOT, ink: Ink::Quiet });
        }
        self.pages
    }
}

/// Below the running head.
const RUNNING_GAP: f32 = 14.0;
