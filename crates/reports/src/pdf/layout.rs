//! How a purchase order stands on its pages.

use super::{
    fonts::{Fonts, Weight},
    sheet::{Cell, Ink, LEFT, Mark, RIGHT, Row, Sheet, Side},
    text::{Line, Style, single, wrap},
};
use crate::{OrderLine, PurchaseOrder};

const fn style(weight: Weight, size: f32) -> Style {
    Style { weight, size }
}

const TITLE: Style = style(Weight::SemiBold, 19.0);
const NAME: Style = style(Weight::SemiBold, 12.0);
const BODY: Style = style(Weight::Regular, 9.0);
const LABEL: Style = style(Weight::SemiBold, 7.5);
const SMALL: Style = style(Weight::Regular, 7.5);
const SUM: Style = style(Weight::SemiBold, 10.5);

/// Between columns.
const GAP: f32 = 12.0;
const WIDTH: f32 = RIGHT - LEFT;
/// Where the right one of two columns starts, in letterhead and addresses.
const MIDDLE: f32 = LEFT + WIDTH / 3.0;
const THIRD: f32 = LEFT + WIDTH * 2.0 / 3.0;

/// The marks of each page.
pub(super) fn pages(order: &PurchaseOrder, fonts: &Fonts) -> Vec<Vec<Mark>> {
    let layout = Layout { order, fonts };
    let mut sheet = Sheet::new(layout.running());
    layout.head(&mut sheet);
    layout.table(&mut sheet);
    layout.words(&mut sheet);
    sheet.finish(|number, count| single(fonts, &order.words().page(number, count), SMALL))
}

struct Layout<'a> {
    order: &'a PurchaseOrder,
    fonts: &'a Fonts,
}

impl Layout<'_> {
    fn lines(&self, text: &str, style: Style, width: f32, ink: Ink) -> Vec<(Line, Ink)> {
        wrap(self.fonts, text, style, width).into_iter().map(|line| (line, ink)).collect()
    }

    fn cell(&self, x: f32, width: f32, texts: &[(&str, Style, Ink)]) -> Cell {
        let lines = |(text, style, ink): &(&str, Style, Ink)| self.lines(text, *style, width, *ink);
        Cell { x, width, side: Side::Left, lines: texts.iter().flat_map(lines).collect() }
    }

    /// A label with what it stands for below it.
    fn labelled(&self, x: f32, width: f32, label: &str, texts: &[String]) -> Cell {
        let mut all = vec![(label, LABEL, Ink::Quiet)];
        all.extend(texts.iter().map(|text| (text.as_str(), BODY, Ink::Text)));
        self.cell(x, width, &all)
    }

    /// On top of each page after the first: the shop and the order, a line each.
    fn running(&self) -> Row {
        let width = (WIDTH - GAP) / 2.0;
        let cell = |x, side, text: &str| {
            let mut lines = self.lines(text, SMALL, width, Ink::Quiet);
            lines.truncate(1);
            Cell { x, width, side, lines }
        };
        let name = cell(LEFT, Side::Left, &self.order.shop.name);
        let title = cell(RIGHT - width, Side::Right, &self.order.title());
        Row { cells: vec![name, title], ..Row::default() }
    }

    /// Letterhead, title, addresses.
    fn head(&self, sheet: &mut Sheet) {
        let PurchaseOrder { shop, ship_to, .. } = self.order;
        let words = self.order.words();
        let contact = self.order.contact();
        let contact: Vec<_> =
            contact.iter().map(|text| (text.as_str(), SMALL, Ink::Quiet)).collect();
        sheet.row(&Row {
            cells: vec![
                self.cell(LEFT, THIRD - LEFT - GAP, &[(shop.name.as_str(), NAME, Ink::Text)]),
                self.cell(THIRD, RIGHT - THIRD, &contact),
            ],
            ..Row::default()
        });
        sheet.space(30.0);
        sheet.row(&Row {
            cells: vec![self.cell(LEFT, WIDTH, &[(words.title, TITLE, Ink::Accent)])],
            ..Row::default()
        });
        sheet.space(14.0);
        let column = WIDTH / 3.0 - GAP;
        let mut cells = vec![self.labelled(LEFT, column, words.supplier, &self.order.addressee())];
        if !ship_to.is_empty() {
            cells.push(self.labelled(MIDDLE, column, words.ship_to, ship_to));
        }
        cells.extend(self.facts());
        sheet.row(&Row { cells, ..Row::default() });
        sheet.space(26.0);
    }

    /// Number, dates and currency, each beside its label, level with the addresses. Every one is a
    /// pair of cells that starts with empty lines: so each value is read after its label.
    fn facts(&self) -> Vec<Cell> {
        let facts = self.order.facts();
        let label_width = facts
            .iter()
            .map(|(label, _)| single(self.fonts, label, BODY).width)
            .fold(0.0, f32::max);
        let x = THIRD + label_width + GAP;
        let mut cells = Vec::new();
        let empty = |style| (single(self.fonts, "", style), Ink::Quiet);
        let mut above = vec![empty(LABEL)];
        for (label, value) in facts {
            let value = self.lines(&value, BODY, RIGHT - x, Ink::Text);
            let label = vec![(single(self.fonts, label, BODY), Ink::Quiet)];
            let count = value.len();
            for (x, lines) in [(THIRD, label), (x, value)] {
                let lines = [above.clone(), lines].concat();
                cells.push(Cell { x, width: RIGHT - x, side: Side::Left, lines });
            }
            above.extend(vec![empty(BODY); count]);
        }
        cells
    }

    fn table(&self, sheet: &mut Sheet) {
        let columns = self.columns();
        let heading = |column: &Column| Cell {
            lines: self.lines(column.title, LABEL, column.width, Ink::Quiet),
            ..column.cell()
        };
        let heading = Row {
            cells: columns.iter().map(heading).collect(),
            padding: 4.0,
            rule: Some((0.75, Ink::Text)),
        };
        let rows: Vec<Row> = (1..)
            .zip(&self.order.lines)
            .map(|(number, line)| self.row(&columns, number, line))
            .collect();
        let total = self.total();
        sheet.start_table(heading, rows.first().unwrap_or(&total));
        for (index, row) in rows.iter().enumerate() {
            // The total never stands on a page without a line.
            let is_last = index + 1 == rows.len();
            sheet.need(row.height() + if is_last { total.height() } else { 0.0 });
            sheet.row(row);
        }
        sheet.row(&total);
        sheet.end_table();
    }

    fn row(&self, columns: &[Column], number: usize, line: &OrderLine) -> Row {
        let cell = |column: &Column| {
            let mut lines = self.lines(
                &column.text(self.order, number, line),
                BODY,
                column.width,
                column.ink(),
            );
            if column.kind == Kind::Title && self.order.has_supplier_skus() {
                let own = format!("{} {}", self.order.words().own_sku, line.sku);
                lines.extend(self.lines(&own, SMALL, column.width, Ink::Quiet));
            }
            Cell { lines, ..column.cell() }
        };
        Row {
            cells: columns.iter().map(cell).collect(),
            padding: 4.5,
            rule: Some((0.5, Ink::Hairline)),
        }
    }

    fn total(&self) -> Row {
        let order = self.order;
        let label = format!("{} {}", order.words().total, order.currency.code());
        let amount = single(self.fonts, &order.amount(order.total), SUM);
        let label_width = (WIDTH - amount.width - 2.0 * GAP).max(WIDTH / 3.0);
        let label = Cell {
            x: LEFT,
            width: label_width,
            side: Side::Right,
            lines: vec![(single(self.fonts, &label, SUM), Ink::Text)],
        };
        let amount =
            Cell { x: LEFT, width: WIDTH, side: Side::Right, lines: vec![(amount, Ink::Accent)] };
        Row { cells: vec![label, amount], padding: 8.0, rule: None }
    }

    /// Payment terms and notes.
    fn words(&self, sheet: &mut Sheet) {
        let words = self.order.words();
        let blocks = [(words.terms, &self.order.terms), (words.notes, &self.order.notes)];
        for (label, text) in blocks {
            let Some(text) = text else { continue };
            sheet.space(16.0);
            let width = WIDTH * 0.8;
            let lines = self.lines(text, BODY, width, Ink::Text);
            // A label without a line below it would be lost at the end of a page.
            sheet.need(40.0);
            sheet.row(&Row {
                cells: vec![self.cell(LEFT, width, &[(label, LABEL, Ink::Quiet)])],
                ..Row::default()
            });
            for line in lines {
                let cell = Cell { x: LEFT, width, side: Side::Left, lines: vec![line] };
                sheet.row(&Row { cells: vec![cell], ..Row::default() });
            }
        }
    }

    /// The columns of the table, as wide as what they hold; what is left is the title's.
    fn columns(&self) -> Vec<Column> {
        let order = self.order;
        let words = order.words();
        let code = if order.has_supplier_skus() { words.supplier_sku } else { words.sku };
        let mut columns = vec![
            Column::new(Kind::Position, words.position),
            Column::new(Kind::Code, code),
            Column::new(Kind::Title, words.article),
        ];
        if order.has_packs() {
            columns.push(Column::new(Kind::Pack, words.pack));
        }
        columns.extend([
            Column::new(Kind::Quantity, words.quantity),
            Column::new(Kind::UnitCost, words.unit_cost),
            Column::new(Kind::Amount, words.amount),
        ]);
        for column in &mut columns {
            let mut widest = single(self.fonts, column.title, LABEL).width;
            if column.kind != Kind::Title {
                for (number, line) in (1..).zip(&order.lines) {
                    let text = column.text(order, number, line);
                    widest = widest.max(single(self.fonts, &text, BODY).width);
                }
            }
            column.width = widest.ceil().min(MOST_WIDTH);
        }
        let gaps = GAP * (columns.len() as f32 - 1.0);
        let others: f32 = columns
            .iter()
            .filter(|column| column.kind != Kind::Title)
            .map(|column| column.width)
            .sum();
        // Where long codes and large numbers leave the title nothing, all of them are narrowed.
        let narrowed = ((WIDTH - gaps - LEAST_TITLE) / others).min(1.0);
        let mut x = LEFT;
        for column in &mut columns {
            column.x = x;
            column.width = match column.kind {
                Kind::Title => WIDTH - gaps - others * narrowed,
                _ => column.width * narrowed,
            };
            x += column.width + GAP;
        }
        columns
    }
}

/// No column but the title's is wider.
const MOST_WIDTH: f32 = 92.0;
/// The title is not narrower.
const LEAST_TITLE: f32 = 110.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Position,
    Code,
    Title,
    Pack,
    Quantity,
    UnitCost,
    Amount,
}

/// A column of the table.
struct Column {
    kind: Kind,
    title: &'static str,
    x: f32,
    width: f32,
}

impl Column {
    fn new(kind: Kind, title: &'static str) -> Self {
        Column { kind, title, x: 0.0, width: 0.0 }
    }

    fn cell(&self) -> Cell {
        let side = match self.kind {
            Kind::Position | Kind::Code | Kind::Title => Side::Left,
            Kind::Pack | Kind::Quantity | Kind::UnitCost | Kind::Amount => Side::Right,
        };
        Cell { x: self.x, width: self.width, side, lines: Vec::new() }
    }

    fn ink(&self) -> Ink {
        if self.kind == Kind::Position { Ink::Quiet } else { Ink::Text }
    }

    fn text(&self, order: &PurchaseOrder, number: usize, line: &OrderLine) -> String {
        let locale = order.locale();
        match self.kind {
            Kind::Position => number.to_string(),
            Kind::Code if order.has_supplier_skus() => {
                line.supplier_sku.clone().unwrap_or_default()
            }
            Kind::Code => line.sku.clone(),
            Kind::Title => line.title.clone(),
            Kind::Pack => line.pack.map_or_else(String::new, |pack| locale.quantity(pack)),
            Kind::Quantity => locale.quantity(line.quantity),
            Kind::UnitCost => order.cost(line.unit_cost),
            Kind::Amount => order.amount(line.amount),
        }
    }
}
