//! A purchase order as a spreadsheet that calculates and prints.

use crate::{
    Cell, OrderError, OrderLine, PurchaseOrder, decimal,
    purchase_order::shortest,
    xlsx::{MOST_EXACT, characters, fit, sheet_name, write_cell},
};
use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
    utility::row_col_to_cell,
};
use std::io::Write;

/// Paper of the size A4, as spreadsheets number it.
const A4: u8 = 9;
/// Characters of the widest column; longer titles wrap.
const MOST_CHARACTERS: usize = 48;
/// The column in which the values beside the labels on top stand.
const LABELS: u16 = 2;

/// Writes an order as a spreadsheet: what it is known by on top, then its lines, then the total.
/// Printed, it is as wide as a page of A4, with the heading of the lines on every page.
///
/// Amounts and total are formulas where they give exactly what the order says (a quantity times a
/// cost that is agreed otherwise stays a number), so that they follow when somebody changes a
/// quantity. Text is never a formula.
///
/// # Errors
/// [`OrderError`], when the lines do not add up to the total or `out` fails.
pub fn workbook(order: &PurchaseOrder, out: impl Write + Send) -> Result<(), OrderError> {
    order.check()?;
    let mut book = Workbook::new();
    let mut properties = DocProperties::new().set_title(order.title()).set_author(&order.shop.name);
    // It would be the time of writing, and the file another each time. The calendar of
    // spreadsheets starts in 1900.
    if order.date.year() >= 1900 {
        properties = properties.set_creation_datetime(&order.date.at(0, 0, 0, 0));
    }
    book.set_properties(&properties);
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(&order.title(), 1))?;
    let mut sheet = Sheet { sheet, order, columns: columns(order), next: 0 };
    sheet.head()?;
    sheet.lines()?;
    book.save_to_writer(out)?;
    Ok(())
}

/// What the columns hold, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Position,
    SupplierSku,
    Sku,
    Title,
    Pack,
    Quantity,
    UnitCost,
    Amount,
}

struct Column {
    kind: Kind,
    heading: &'static str,
    format: Format,
    /// Of its widest cell.
    characters: usize,
}

fn columns(order: &PurchaseOrder) -> Vec<Column> {
    let words = order.words();
    let has_supplier_skus = order.has_supplier_skus();
    let sku = if has_supplier_skus { words.own_sku } else { words.sku };
    let all = [
        (Kind::Position, words.position),
        (Kind::SupplierSku, words.supplier_sku),
        (Kind::Sku, sku),
        (Kind::Title, words.article),
        (Kind::Pack, words.pack),
        (Kind::Quantity, words.quantity),
        (Kind::UnitCost, words.unit_cost),
        (Kind::Amount, words.amount),
    ];
    let number = |decimals: u8| match decimals {
        0 => Format::new().set_num_format("#,##0"),
        _ => Format::new().set_num_format(format!("#,##0.{}", "0".repeat(decimals.into()))),
    };
    all.into_iter()
        .filter(|(kind, _)| match kind {
            Kind::SupplierSku => has_supplier_skus,
            Kind::Pack => order.has_packs(),
            _ => true,
        })
        .map(|(kind, heading)| {
            let format = match kind {
                Kind::Position | Kind::SupplierSku | Kind::Sku => Format::new(),
                Kind::Title => Format::new().set_text_wrap(),
                Kind::Pack | Kind::Quantity => Format::new().set_num_format("#,##0.###"),
                Kind::UnitCost => number(order.cost_decimals()),
                Kind::Amount => number(order.currency.minor_digits()),
            };
            let is_text = matches!(kind, Kind::SupplierSku | Kind::Sku | Kind::Title);
            let align = if is_text { FormatAlign::Left } else { FormatAlign::Right };
            let format = format.set_align(align).set_align(FormatAlign::Top);
            Column { kind, heading, format, characters: heading.chars().count() }
        })
        .collect()
}

/// A sheet that is filled from top to bottom.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    order: &'a PurchaseOrder,
    columns: Vec<Column>,
    /// The next row to write.
    next: u32,
}

impl Sheet<'_> {
    /// What the order is known by, a label and a value in each row.
    fn head(&mut self) -> Result<(), XlsxError> {
        let PurchaseOrder { shop, ship_to, terms, notes, .. } = self.order;
        let words = self.order.words();
        let bold = Format::new().set_bold().set_font_size(14);
        self.sheet.write_string_with_format(0, 0, fit(&self.order.title()), &bold)?;
        self.sheet.write_string(1, 0, fit(&shop.name))?;
        self.next = 2;
        for line in self.order.contact() {
            self.sheet.write_string(self.next, 0, fit(&line))?;
            self.next += 1;
        }
        self.next += 1;
        let mut facts = self.order.facts();
        facts.push((words.supplier, self.order.addressee().join(", ")));
        facts.push((words.ship_to, ship_to.join(", ")));
        let texts = [(words.terms, terms), (words.notes, notes)];
        facts.extend(texts.map(|(label, text)| (label, text.clone().unwrap_or_default())));
        let label_format = Format::new().set_bold();
        for (label, value) in facts {
            if value.is_empty() {
                continue;
            }
            self.sheet.write_string_with_format(self.next, 0, label, &label_format)?;
            self.sheet.write_string(self.next, LABELS, fit(&value))?;
            self.next += 1;
        }
        self.next += 1;
        Ok(())
    }

    fn lines(&mut self) -> Result<(), XlsxError> {
        for (index, column) in (0..).zip(&self.columns) {
            let format = column.format.clone().set_bold().set_border_bottom(FormatBorder::Thin);
            self.sheet.write_string_with_format(self.next, index, column.heading, &format)?;
        }
        self.sheet.set_paper_size(A4).set_portrait().set_print_fit_to_pages(1, 0);
        self.sheet.set_footer("&R&P / &N");
        self.sheet.set_repeat_rows(self.next, self.next)?;
        self.next += 1;
        let first = self.next;
        let order = self.order;
        for (position, line) in (1..).zip(&order.lines) {
            for index in 0..self.columns.len() {
                self.cell(index, position, line)?;
            }
            self.next += 1;
        }
        self.total(first)?;
        for (index, column) in (0..).zip(&self.columns) {
            let width = (column.characters + 2).clamp(8, MOST_CHARACTERS);
            self.sheet.set_column_width(index, width as f64)?;
        }
        Ok(())
    }

    fn cell(&mut self, index: usize, position: i64, line: &OrderLine) -> Result<(), XlsxError> {
        let place = self.place(index);
        let quantity = self.find(Kind::Quantity);
        let cost = self.find(Kind::UnitCost);
        let Some(column) = self.columns.get_mut(index) else { return Ok(()) };
        let text = |text: &str| Cell::Text(text.to_owned());
        let exact = |(scaled, decimals)| Cell::Decimal { scaled, decimals };
        let digits = self.order.currency.minor_digits();
        let cell = match column.kind {
            Kind::Position => exact((position, 0)),
            Kind::SupplierSku => line.supplier_sku.as_deref().map_or(Cell::Empty, text),
            Kind::Sku => text(&line.sku),
            Kind::Title => text(&line.title),
            Kind::Pack => line.pack.map_or(Cell::Empty, |pack| exact(shortest(pack))),
            Kind::Quantity => exact(shortest(line.quantity)),
            Kind::UnitCost => exact((line.unit_cost.scaled, line.unit_cost.decimals)),
            Kind::Amount => exact((line.amount, digits)),
        };
        column.characters = column.characters.max(characters(&cell));
        if column.kind == Kind::Amount && is_product(line, digits) {
            let (row, index) = place;
            let (quantity, cost) = (row_col_to_cell(row, quantity), row_col_to_cell(row, cost));
            let formula = Formula::new(format!("=ROUND({quantity}*{cost},{digits})"))
                .set_result(decimal(line.amount, digits));
            self.sheet.write_formula_with_format(row, index, formula, &column.format)?;
            return Ok(());
        }
        write_cell(self.sheet, place, &cell, &column.format)
    }

    fn total(&mut self, first: u32) -> Result<(), XlsxError> {
        let PurchaseOrder { lines, currency, total, .. } = self.order;
        let label = format!("{} {}", self.order.words().total, currency.code());
        let amount = self.find(Kind::Amount);
        let cell = Cell::Decimal { scaled: *total, decimals: currency.minor_digits() };
        let bold = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        let right = bold.clone().set_align(FormatAlign::Right);
        for index in 0..amount {
            self.sheet.write_blank(self.next, index, &bold)?;
        }
        self.sheet.write_string_with_format(self.next, amount - 1, label, &right)?;
        let Some(column) = self.columns.last_mut() else { return Ok(()) };
        column.characters = column.characters.max(characters(&cell));
        let format = column.format.clone().set_bold().set_border_top(FormatBorder::Thin);
        let is_exact = |minor: i64| minor.unsigned_abs() <= MOST_EXACT;
        // What is too large for a spreadsheet's numbers stands as text, which no sum counts.
        if lines.is_empty() || !lines.iter().all(|line| is_exact(line.amount)) || !is_exact(*total)
        {
            return write_cell(self.sheet, (self.next, amount), &cell, &format);
        }
        let (from, to) = (row_col_to_cell(first, amount), row_col_to_cell(self.next - 1, amount));
        let formula = Formula::new(format!("=SUM({from}:{to})"))
            .set_result(decimal(*total, currency.minor_digits()));
        self.sheet.write_formula_with_format(self.next, amount, formula, &format)?;
        Ok(())
    }

    fn place(&self, index: usize) -> (u32, u16) {
        (self.next, u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// Where a column is; one that is not there stands last.
    fn find(&self, kind: Kind) -> u16 {
        let index = self.columns.iter().position(|column| column.kind == kind);
        self.place(index.unwrap_or(self.columns.len())).1
    }
}

/// Whether a spreadsheet gives exactly the line's amount for quantity times cost, rounded once,
/// half away from zero.
fn is_product(line: &OrderLine, minor_digits: u8) -> bool {
    let (quantity, places) = shortest(line.quantity);
    let cost = line.unit_cost;
    let is_exact = |number: i64| number.unsigned_abs() <= MOST_EXACT;
    if ![quantity, cost.scaled, line.amount].into_iter().all(is_exact) {
        return false;
    }
    let product = i128::from(quantity) * i128::from(cost.scaled);
    let decimals = u32::from(places) + u32::from(cost.decimals);
    let minor = u32::from(minor_digits);
    let rounded = if decimals <= minor {
        product * 10_i128.pow(minor - decimals)
    } else {
        let unit = 10_i128.pow(decimals - minor);
        (product + product.signum() * unit / 2) / unit
    };
    rounded == i128::from(line.amount)
}

impl From<XlsxError> for OrderError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => OrderError::Io(error),
            XlsxError::ZipError(error) => OrderError::Io(error.into()),
            error => OrderError::Spreadsheet(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UnitCost;
    use kontor_domain::Quantity;

    #[test]
    fn a_formula_stands_only_where_it_gives_the_amount() {
        let is_product = |milli, scaled, decimals, amount| {
            let line = OrderLine {
                sku: String::new(),
                supplier_sku: None,
                title: String::new(),
                pack: None,
                quantity: Quantity { milli },
                unit_cost: UnitCost { scaled, decimals },
                amount,
            };
            super::is_product(&line, 2)
        };
        assert!(is_product(48_000, 1_295, 2, 62_160));
        // 250 at 0.0425 are 10.625.
        assert!(is_product(250_000, 425, 4, 1_063));
        assert!(is_product(-250_000, 425, 4, -1_063));
        assert!(!is_product(250_000, 425, 4, 1_062));
        assert!(is_product(1_500, 3, 0, 450));
        assert!(!is_product(i64::MAX, 1, 0, 1));
    }
}
