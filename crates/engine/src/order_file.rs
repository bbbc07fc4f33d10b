//! An order to a supplier as a file: a PDF to send, a spreadsheet, the supplier's own columns, the
//! platform's inventory layout, JSON.

use crate::{
    Engine, clock,
    error::{Failure, Result},
    jobs::Context,
    reorder::{Ordering, scaled},
    workspace::Workspace,
};
use kontor_api::{
    Code,
    domain::{Money, Quantity},
    export::ExportedFile,
    proposals::OrderFormat,
    settings::Settings,
};
use kontor_reports::{
    Cell, Column, Fonts, Kind, OrderError, OrderLine, PurchaseOrder, Shop, Supplier,
    SupplierColumn, Table, UnitCost, missing_glyphs, system_fonts,
};
use std::{
    convert::Infallible,
    io::{BufWriter, Write as _},
};

/// Columns of Shopify's inventory file.
const INVENTORY: [&str; 19] = [
    "Handle",
    "Title",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "SKU",
    "HS Code",
    "COO",
    "Location",
    "Bin name",
    "Incoming (not editable)",
    "Unavailable (not editable)",
    "Committed (not editable)",
    "Available (not editable)",
    "On hand (current)",
    "On hand (new)",
];

/// Writes an order; without a number it is a draft.
///
/// # Errors
/// When the disk is full, or a PDF would lack characters that no font has.
pub fn write(
    engine: &Engine,
    workspace: &Workspace,
    order: &Ordering,
    number: Option<&str>,
    format: OrderFormat,
    context: &Context,
) -> Result<ExportedFile> {
    let folder = workspace.exports();
    fs_err::create_dir_all(&folder)?;
    let path = folder.join(clock::random_name()?);
    let mut file = BufWriter::new(fs_err::File::create(&path)?.into_file());
    let settings = workspace.settings();
    let email = supplier_email(workspace, &settings, order)?;
    let told = told(order, number, &settings, email, context);
    let (extension, media_type) = match format {
        OrderFormat::Pdf => ("pdf", "application/pdf"),
        OrderFormat::Xlsx => {
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        OrderFormat::Csv | OrderFormat::Inventory => ("csv", "text/csv; charset=utf-8"),
        OrderFormat::Json => ("json", "application/json"),
    };
    match format {
        OrderFormat::Pdf => kontor_reports::pdf(&told, &fonts(&told)?, &mut file)?,
        OrderFormat::Xlsx => kontor_reports::workbook(&told, &mut file)?,
        OrderFormat::Csv => kontor_reports::supplier_csv(&told, &columns(context), &mut file)?,
        OrderFormat::Inventory => {
            kontor_reports::csv(inventory(order), &mut file)?;
        }
        OrderFormat::Json => {
            serde_json::to_writer_pretty(&mut file, order).map_err(std::io::Error::other)?;
        }
    }
    file.flush()?;
    let kind = match format {
        OrderFormat::Inventory => context.say("inventory", "Bestand"),
        _ => context.say("purchase order", "Bestellung"),
    };
    let supplier = match order.supplier.as_str() {
        "" => context.say("without supplier", "ohne Lieferant"),
        some => some,
    };
    let name = [kind, number.unwrap_or(context.say("draft", "Entwurf")), supplier].join(" ");
    let name = name.replace(['/', '\\', ':'], "-");
    engine.offer(path, format!("{name}.{extension}"), media_type)
}

/// Fonts for an order. What no font of the program and of this computer has is said before anything
/// is written.
fn fonts(order: &PurchaseOrder) -> Result<Fonts> {
    let mut fonts = Fonts::bundled()?;
    let missing = missing_glyphs(order, &fonts);
    if missing.is_empty() {
        return Ok(fonts);
    }
    for font in system_fonts(&missing) {
        fonts.add(font)?;
    }
    let missing: Vec<String> =
        missing_glyphs(order, &fonts).into_iter().map(|glyph| format!("“{glyph}”")).collect();
    if missing.is_empty() {
        return Ok(fonts);
    }
    let missing = missing.join(", ");
    Err(Failure::new(
        Code::Conflict,
        format!("No font on this computer has {missing}, which the order would show as boxes."),
        format!("Keine Schrift auf diesem Computer hat {missing}; die Bestellung zeigte dafür Kästchen."),
    )
    .hint(
        "Install a font that has them (Noto Sans CJK, for instance), or export XLSX or CSV instead.",
        "Installieren Sie eine Schrift, die sie hat (etwa Noto Sans CJK), oder exportieren Sie XLSX oder CSV.",
    ))
}

fn supplier_email(
    workspace: &Workspace,
    settings: &Settings,
    order: &Ordering,
) -> Result<Option<String>> {
    let terms = kontor_warehouse::suppliers(&workspace.warehouse, settings.currency)?;
    let terms = terms.into_iter().find(|terms| terms.supplier == order.supplier);
    Ok(terms.and_then(|terms| terms.email))
}

/// The order as its files show it.
fn told(
    order: &Ordering,
    number: Option<&str>,
    settings: &Settings,
    email: Option<String>,
    context: &Context,
) -> PurchaseOrder {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let mut letterhead = lines(&settings.reorder.letterhead).into_iter();
    let name = letterhead.next().unwrap_or_else(|| settings.name.clone());
    let mut without_cost = Vec::new();
    let told: Vec<OrderLine> = order
        .lines
        .iter()
        .map(|line| {
            let amount = line.cost.filter(|cost| cost.currency == order.currency);
            let unit = line.unit_cost.as_deref().and_then(scaled).filter(|_| amount.is_some());
            if unit.is_none() {
                without_cost.push(line.sku.clone());
            }
            OrderLine {
                sku: line.sku.clone(),
                supplier_sku: line.supplier_sku.clone(),
                title: line.title.clone(),
                pack: (line.step > Quantity::whole(1)).then_some(line.step),
                quantity: line.quantity,
                unit_cost: UnitCost { scaled: unit.unwrap_or_default(), decimals: 6 },
                amount: amount.map_or(0, |amount: Money| amount.minor),
            }
        })
        .collect();
    let mut notes = Vec::new();
    if number.is_none() {
        notes.push(
            context.say("Draft: not an order yet.", "Entwurf: noch keine Bestellung.").to_owned(),
        );
    }
    if !without_cost.is_empty() {
        let at = context.say("At the agreed price:", "Zum vereinbarten Preis:");
        notes.push(format!("{at} {}.", without_cost.join(", ")));
    }
    let terms = settings.reorder.order_terms.trim();
    PurchaseOrder {
        language: context.language,
        number: number.unwrap_or(context.say("Draft", "Entwurf")).to_owned(),
        date: order.order_on,
        shop: Shop { name, address: letterhead.collect(), ..Shop::default() },
        supplier: Supplier { name: order.supplier.clone(), email, ..Supplier::default() },
        ship_to: lines(&settings.reorder.ship_to),
        currency: order.currency,
        expected: Some(order.arrives),
        terms: (!terms.is_empty()).then(|| terms.to_owned()),
        notes: (!notes.is_empty()).then(|| notes.join(" ")),
        total: told.iter().map(|line| line.amount).sum(),
        lines: told,
    }
}

fn columns(context: &Context) -> Vec<(String, SupplierColumn)> {
    use SupplierColumn::*;
    let column = |en: &str, de: &str, column| (context.say(en, de).to_owned(), column);
    vec![
        column("Order", "Bestellung", Number),
        column("Your code", "Ihre Nummer", SupplierSku),
        column("Our code", "Unsere Nummer", Sku),
        column("Product", "Artikel", Title),
        column("Quantity", "Menge", Quantity),
        column("Unit cost", "Einzelpreis", UnitCost),
        column("Amount", "Betrag", Amount),
        column("Currency", "Währung", Currency),
        column("Expected", "Erwartet", Expected),
    ]
}

type Rows = Vec<std::result::Result<Vec<Cell>, Infallible>>;

/// The platform's own layout, with what is on its way.
fn inventory(order: &Ordering) -> Table<Rows> {
    let text = |text: Option<&str>| text.map_or(Cell::Empty, |text| Cell::Text(text.to_owned()));
    let units = |units: Quantity| Cell::Decimal { scaled: units.milli, decimals: 3 };
    let rows = order.lines.iter().map(|line| {
        let incoming = Quantity { milli: line.before.milli + line.quantity.milli };
        Ok(INVENTORY
            .iter()
            .map(|column| match *column {
                "Handle" => text(line.handle.as_deref()),
                "Title" => text(Some(&line.title)),
                "Option1 Value" => text(line.variant.as_deref()),
                "SKU" => text(Some(&line.sku)),
                "Incoming (not editable)" => units(incoming),
                "On hand (current)" => line.on_hand.map_or(Cell::Empty, units),
                _ => Cell::Empty,
            })
            .collect())
    });
    let column = |title: &&str| Column { title: (*title).to_owned(), kind: Kind::Text };
    Table {
        title: String::new(),
        notes: Vec::new(),
        columns: INVENTORY.iter().map(column).collect(),
        totals: None,
        rows: rows.collect(),
    }
}

impl From<OrderError> for Failure {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Io(error) => error.into(),
            other => Failure::new(
                Code::Conflict,
                format!("The order could not be written: {other}."),
                format!("Die Bestellung konnte nicht geschrieben werden: {other}."),
            ),
        }
    }
}
