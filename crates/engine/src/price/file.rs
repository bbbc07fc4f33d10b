//! A change of prices as files: in the platform's layout, each with the prices of before as the way
//! back; a spreadsheet; JSON.

use super::propose::{Pricing, PricingLine};
use crate::{
    Engine, clock,
    error::{Failure, Result},
    jobs::Context,
    workspace::Workspace,
};
use kontor_api::{Code, domain::Money, export::ExportedFile, proposals::OrderFormat};
use kontor_reports::{Cell, Column, Kind, Table};
use std::{
    convert::Infallible,
    io::{BufWriter, Write as _},
};

/// Columns of Shopify's product file that tell a variant, and its prices.
const SHOPIFY: [&str; 6] = [
    "Handle",
    "Title",
    "Option1 Value",
    "Variant SKU",
    "Variant Price",
    "Variant Compare At Price",
];
/// Columns for any other platform.
const PLAIN: [&str; 4] = ["SKU", "Title", "Price", "Compare at price"];

/// Writes a change of prices; `number` is its proposal's.
///
/// # Errors
/// When the disk is full, or the format is one of orders.
pub fn write(
    engine: &Engine,
    workspace: &Workspace,
    pricing: &Pricing,
    number: &str,
    format: OrderFormat,
    context: &Context,
) -> Result<ExportedFile> {
    let folder = workspace.exports();
    fs_err::create_dir_all(&folder)?;
    let path = folder.join(clock::random_name()?);
    let mut file = BufWriter::new(fs_err::File::create(&path)?.into_file());
    let (extension, media_type) = match format {
        OrderFormat::Csv => ("zip", "application/zip"),
        OrderFormat::Xlsx => {
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        OrderFormat::Json => ("json", "application/json"),
        OrderFormat::Pdf | OrderFormat::Inventory => {
            return Err(Failure::new(
                Code::BadRequest,
                "Prices are written as CSV, XLSX or JSON.",
                "Preise werden als CSV, XLSX oder JSON geschrieben.",
            )
            .field("format"));
        }
    };
    match format {
        OrderFormat::Csv => {
            let mut archive = zip::ZipWriter::new(&mut file);
            let options = zip::write::SimpleFileOptions::default();
            let names = [
                (context.say("new prices", "neue Preise"), true),
                (context.say("old prices, the way back", "alte Preise, der Weg zurück"), false),
            ];
            for (name, is_new) in names {
                archive
                    .start_file(format!("{name}.csv"), options)
                    .map_err(std::io::Error::other)?;
                kontor_reports::csv(platform(pricing, is_new), &mut archive)?;
            }
            archive.finish().map_err(std::io::Error::other)?;
        }
        OrderFormat::Xlsx => {
            kontor_reports::xlsx(
                sheet(pricing, context),
                workspace.warehouse.staging(),
                &mut file,
            )?;
        }
        _ => serde_json::to_writer_pretty(&mut file, pricing).map_err(std::io::Error::other)?,
    }
    file.flush()?;
    drop(file);
    let name = [context.say("prices", "Preise"), number].join(" ");
    engine.offer(path, format!("{name}.{extension}"), media_type)
}

type Rows = Vec<std::result::Result<Vec<Cell>, Infallible>>;

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn money(money: Money) -> Cell {
    Cell::Decimal { scaled: money.minor, decimals: money.currency.minor_digits() }
}

/// The prices in the platform's layout: with handles in Shopify's.
fn platform(pricing: &Pricing, is_new: bool) -> Table<Rows> {
    let has_handles = pricing.lines.iter().all(|line| line.handle.is_some());
    let columns: &[&str] = if has_handles { &SHOPIFY } else { &PLAIN };
    let optional = |value: Option<&str>| value.map_or(Cell::Empty, text);
    let row = |line: &PricingLine| {
        let price = if is_new { line.new } else { line.old };
        let cell = |column: &&str| match *column {
            "Handle" => optional(line.handle.as_deref()),
            "Title" => text(&line.title),
            "Option1 Value" => optional(line.variant.as_deref()),
            "Variant SKU" | "SKU" => text(&line.sku),
            "Variant Price" | "Price" => money(price),
            _ => compare_at(line, is_new).map_or(Cell::Empty, money),
        };
        Ok(columns.iter().map(cell).collect())
    };
    Table {
        title: "Prices".to_owned(),
        notes: Vec::new(),
        columns: columns
            .iter()
            .map(|title| Column { title: (*title).to_owned(), kind: kind(title, pricing) })
            .collect(),
        totals: None,
        rows: pricing.lines.iter().map(row).collect(),
    }
}

fn kind(title: &str, pricing: &Pricing) -> Kind {
    match title.contains("rice") {
        true => Kind::Number { decimals: pricing.currency.minor_digits() },
        false => Kind::Text,
    }
}

/// The price that may stand beside a discount: none above the lowest of the 30 days before, and none
/// that is no higher than the new price.
fn compare_at(line: &PricingLine, is_new: bool) -> Option<Money> {
    let highest = line.was.map_or(line.old.minor, |was| was.minor.min(line.old.minor));
    (is_new && line.new.minor < highest).then(|| Money::new(highest, line.old.currency))
}

/// The change as a spreadsheet, old prices beside new ones.
fn sheet(pricing: &Pricing, context: &Context) -> Table<Rows> {
    let decimals = pricing.currency.minor_digits();
    let column = |en: &str, de: &str, kind| Column { title: context.say(en, de).to_owned(), kind };
    let amount = Kind::Number { decimals };
    let row = |line: &PricingLine| {
        Ok(vec![
            text(&line.sku),
            text(&line.title),
            line.variant.as_deref().map_or(Cell::Empty, text),
            money(line.old),
            money(line.new),
            Cell::Number(line.new.minor as f64 / line.old.minor.max(1) as f64 - 1.0),
            compare_at(line, true).map_or(Cell::Empty, money),
        ])
    };
    Table {
        title: context.say("Prices", "Preise").to_owned(),
        notes: vec![format!(
            "{} {}",
            context.say("Amounts in", "Beträge in"),
            pricing.currency.code()
        )],
        columns: vec![
            column("Code", "Nummer", Kind::Text),
            column("Product", "Artikel", Kind::Text),
            column("Variant", "Variante", Kind::Text),
            column("Old price", "Alter Preis", amount),
            column("New price", "Neuer Preis", amount),
            column("Change", "Änderung", Kind::Percent),
            column("Compare at", "Vergleichspreis", amount),
        ],
        totals: None,
        rows: pricing.lines.iter().map(row).collect(),
    }
}
