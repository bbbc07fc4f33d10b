//! Tables for a terminal: columns aligned, numbers to the right.

use kontor_api::chart::{TextColumn, TextTable};
use unicode_width::UnicodeWidthStr as _;

/// A heading over text.
pub fn text(title: impl Into<String>) -> TextColumn {
    TextColumn { title: title.into(), numeric: false }
}

/// A heading over numbers.
pub fn number(title: impl Into<String>) -> TextColumn {
    TextColumn { title: title.into(), numeric: true }
}

/// The table as lines, each ended. Cells stand whole: a terminal wraps them, a pipe needs them.
pub fn render(table: &TextTable) -> String {
    let titles: Vec<_> = table.columns.iter().map(|column| column.title.clone()).collect();
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|c| one_line(c)).collect()).collect();
    let widths: Vec<_> = (0..titles.len())
        .map(|index| {
            let cells = rows.iter().chain([&titles]).filter_map(|row| row.get(index));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    let line = |row: &[String]| {
        let cells = row.iter().zip(&widths).zip(&table.columns);
        let cells: Vec<_> =
            cells.map(|((cell, width), column)| pad(cell, *width, column.numeric)).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    let rule: Vec<_> = widths.iter().map(|width| "─".repeat(*width)).collect();
    let mut out = line(&titles);
    out.push_str(&line(&rule));
    for row in &rows {
        out.push_str(&line(row));
    }
    out
}

/// Names and their values, one a line.
pub fn pairs(pairs: &[(String, String)]) -> String {
    let width = pairs.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    pairs.iter().map(|(name, value)| format!("{}  {value}\n", pad(name, width, false))).collect()
}

fn pad(text: &str, width: usize, right: bool) -> String {
    let gap = " ".repeat(width.saturating_sub(text.width()));
    if right { gap + text } else { text.to_owned() + &gap }
}

/// A cell cannot break the table, nor send commands to the terminal: data is not ours.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_wide_letters_count_twice() {
        let table = TextTable {
            columns: vec![text("Name"), number("Sum")],
            rows: vec![
                vec!["茶".into(), "1,234".into()],
                vec!["evil\u{1b}[2J\n".into(), "5".into()],
            ],
        };
        assert_eq!(
            render(&table),
            "Name         Sum\n\
             ─────────  ─────\n\
             茶         1,234\n\
             evil [2J       5\n"
        );
    }
}
