//! A change of prices as files: in the platform's layout, each with the prices of before as the way
//! back; a spreadsheet; JSON.

use super::propose::{Pricing, PricingLine};
use crate::{
    Engine, clock,
    error::{Failure, Result},
    jobs::Context,
    workspace::Workspace,
};
use kontor_api::{
    Code,
    domain::{Date, Locale, Money},
    export::ExportedFile,
    price::PriceStep,
    proposals::OrderFormat,
};
use kontor_ingest::variant_options;
use kontor_reports::{Cell, Column, Kind, Table};
use std::{
    collections::BTreeMap,
    convert::Infallible,
    io::{BufWriter, Write as _},
};

/// Columns of Shopify's product file that tell a variant, and its prices. It finds a variant by handle and
/// options, and takes over whatever else a row says: nothing may differ from what it has.
const SHOPIFY: [&str; 11] = [
    "Handle",
    "Title",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
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
            for (name, prices) in files(pricing, context) {
                archive
                    .start_file(format!("{name}.csv"), options)
                    .map_err(std::io::Error::other)?;
                kontor_reports::csv(platform(pricing, &prices), &mut archive)?;
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

/// The files of a change by their names: what is asked from now on, from each later day on, and the old
/// prices. Each with its lines and prices.
fn files<'p>(
    pricing: &'p Pricing,
    context: &Context,
) -> Vec<(String, Vec<(&'p PricingLine, Money)>)> {
    let lines = pricing.lines.iter();
    let changed = lines.clone().filter(|line| line.new != line.old);
    let mut later: BTreeMap<Date, Vec<(&PricingLine, Money)>> = BTreeMap::new();
    for (line, step) in lines.clone().flat_map(|l| l.later.iter().map(move |step| (l, step))) {
        later.entry(step.from).or_default().push((line, step.price));
    }
    let new = context.say("new prices", "neue Preise");
    let old = context.say("old prices, the way back", "alte Preise, der Weg zurück");
    let from = context.say("from", "ab");
    std::iter::once((new.to_owned(), changed.map(|line| (line, line.new)).collect()))
        .chain(later.into_iter().map(|(day, prices)| (format!("{new} {from} {day}"), prices)))
        .chain([(old.to_owned(), lines.map(|line| (line, line.old)).collect())])
        .filter(|(_, prices): &(_, Vec<_>)| !prices.is_empty())
        .collect()
}

/// Prices in the platform's layout: Shopify's where everything is known that it finds variants by.
fn platform(pricing: &Pricing, prices: &[(&PricingLine, Money)]) -> Table<Rows> {
    let is_shopify = pricing.lines.iter().all(|line| {
        let options = variant_options(line.variant.as_deref());
        line.handle.is_some() && line.listed_as.is_some() && options.is_some()
    });
    let columns: &[&str] = if is_shopify { &SHOPIFY } else { &PLAIN };
    let optional = |value: Option<&str>| value.map_or(Cell::Empty, text);
    let row = |(line, price): &(&PricingLine, Money)| {
        let options = variant_options(line.variant.as_deref()).unwrap_or_default();
        let cell = |column: &&str| match *column {
            "Handle" => optional(line.handle.as_deref()),
            "Title" if is_shopify => optional(line.listed_as.as_deref()),
            "Title" => text(&line.title),
            "Variant SKU" => optional(line.code.as_deref()),
            "SKU" => text(&line.sku),
            "Variant Price" | "Price" => money(*price),
            "Variant Compare At Price" | "Compare at price" => {
                compare_at(line, *price).map_or(Cell::Empty, money)
            }
            option => {
                let number = (1..=3).find(|number| option.contains(&number.to_string()));
                let of = number.and_then(|number: usize| options.get(number - 1));
                let is_name = option.ends_with("Name");
                optional(of.map(|(name, value)| if is_name { *name } else { *value }))
            }
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
        rows: prices.iter().map(row).collect(),
    }
}

fn kind(title: &str, pricing: &Pricing) -> Kind {
    match title.contains("rice") {
        true => Kind::Number { decimals: pricing.currency.minor_digits() },
        false => Kind::Text,
    }
}

/// What stands beside a price. Beside the old one what stood there. Beside a lower one what may stand
/// beside a discount: none where prices of the 30 days before are not known, and none above the lowest
/// of them. Beside a higher one nothing: a sale is over.
fn compare_at(line: &PricingLine, price: Money) -> Option<Money> {
    if price == line.old {
        return line.compare_at;
    }
    let highest = line.was?.minor.min(line.old.minor);
    (price.minor < highest).then(|| Money::new(highest, line.old.currency))
}

/// The change as a spreadsheet, old prices beside new ones.
fn sheet(pricing: &Pricing, context: &Context) -> Table<Rows> {
    let decimals = pricing.currency.minor_digits();
    let column = |en: &str, de: &str, kind| Column { title: context.say(en, de).to_owned(), kind };
    let amount = Kind::Number { decimals };
    let locale = Locale { language: context.language, home: Some(pricing.currency) };
    let later = |line: &PricingLine| {
        let step = |step: &PriceStep| {
            let (from, price) = (locale.date(step.from), locale.money(step.price));
            format!("{from}: {price}")
        };
        let steps: Vec<String> = line.later.iter().map(step).collect();
        (!steps.is_empty()).then(|| steps.join("; "))
    };
    let row = |line: &PricingLine| {
        Ok(vec![
            text(&line.sku),
            text(&line.title),
            line.variant.as_deref().map_or(Cell::Empty, text),
            money(line.old),
            money(line.new),
            Cell::Number(line.new.minor as f64 / line.old.minor.max(1) as f64 - 1.0),
            compare_at(line, line.new).map_or(Cell::Empty, money),
            later(line).map_or(Cell::Empty, |later| text(&later)),
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
            column("Later prices, by day", "Spätere Preise, nach Tag", Kind::Text),
        ],
        totals: None,
        rows: pricing.lines.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::{
        domain::{Currency, Language},
        price::PriceTerms,
    };

    fn money(minor: i64) -> Money {
        Money::new(minor, "GBP".parse::<Currency>().unwrap())
    }

    /// A price that falls twice from now on, and one that stays for a while and falls then.
    fn paths() -> Pricing {
        let line = |sku: &str, new: i64, later: &[(&str, i64)]| PricingLine {
            sku: sku.to_owned(),
            title: format!("{sku} named"),
            handle: None,
            variant: None,
            listed_as: None,
            code: None,
            old: money(1000),
            new: money(new),
            later: later
                .iter()
                .map(|(day, price)| PriceStep { from: day.parse().unwrap(), price: money(*price) })
                .collect(),
            was: Some(money(980)),
            compare_at: Some(money(1200)),
        };
        Pricing {
            name: String::new(),
            currency: money(0).currency,
            lines: vec![
                line("A", 900, &[("2026-12-07", 800), ("2026-12-14", 700)]),
                line("B", 1000, &[("2026-12-07", 950)]),
            ],
            products: 2,
            effect: None,
            terms: PriceTerms::default(),
            source: None,
            as_of: "2026-11-30".parse().unwrap(),
            forecast: String::new(),
            held: 0,
        }
    }

    #[test]
    fn a_path_of_prices_has_a_file_for_each_of_its_days() {
        let pricing = paths();
        let found: Vec<(String, Vec<(&str, i64)>)> = files(&pricing, &Context::of(Language::En))
            .into_iter()
            .map(|(name, prices)| {
                let prices = prices.iter().map(|(line, price)| (line.sku.as_str(), price.minor));
                (name, prices.collect())
            })
            .collect();
        let told = [
            ("new prices", vec![("A", 900)]),
            ("new prices from 2026-12-07", vec![("A", 800), ("B", 950)]),
            ("new prices from 2026-12-14", vec![("A", 700)]),
            ("old prices, the way back", vec![("A", 1000), ("B", 1000)]),
        ];
        let told: Vec<_> =
            told.into_iter().map(|(name, prices)| (name.to_owned(), prices)).collect();
        assert_eq!(found, told);
    }

    /// What Shopify would take over is what it has: options by name, its own title, no code that it never had.
    #[test]
    fn variants_are_written_as_shopify_has_them() {
        let mut pricing = paths();
        let line = &mut pricing.lines[0];
        (line.handle, line.listed_as) =
            (Some("linen-tee".to_owned()), Some("Linen tee".to_owned()));
        line.variant = Some("Size: M / Colour: Off: white".to_owned());
        pricing.lines.truncate(1);
        let written = |pricing: &Pricing| {
            let mut bytes = Vec::new();
            let line = &pricing.lines[0];
            kontor_reports::csv(platform(pricing, &[(line, line.new)]), &mut bytes).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let told = written(&pricing);
        let rows: Vec<&str> = told.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(rows[0], SHOPIFY.join(","));
        assert_eq!(rows[1], "linen-tee,Linen tee,Size,M,Colour,Off: white,,,,9.00,9.80");
        pricing.lines[0].variant = None;
        pricing.lines[0].code = Some("A".to_owned());
        let told = written(&pricing);
        assert!(told.contains("linen-tee,Linen tee,Title,Default Title,,,,,A,9.00,9.80"), "{told}");
        // Options without names could be those of another variant.
        pricing.lines[0].variant = Some("M / White".to_owned());
        let told = written(&pricing);
        assert!(told.contains("A,A named,9.00,9.80") && !told.contains("Handle"), "{told}");
    }

    #[test]
    fn the_way_back_has_what_stood_beside_the_old_price() {
        let pricing = paths();
        let beside = |minor| compare_at(&pricing.lines[0], money(minor)).map(|price| price.minor);
        assert_eq!(beside(1000), Some(1200));
        assert_eq!((beside(900), beside(980), beside(1100)), (Some(980), None, None));
        let unknown = PricingLine { was: None, compare_at: None, ..pricing.lines[0].clone() };
        assert_eq!(
            (compare_at(&unknown, money(1000)), compare_at(&unknown, money(900))),
            (None, None)
        );
    }

    #[test]
    fn a_path_is_told_in_its_rows_and_title() {
        let locale = Locale { language: Language::En, home: Some(money(0).currency) };
        let context = Context::of(Language::En);
        let mut pricing = paths();
        let rows = pricing.rows(locale, &context);
        let news: Vec<&str> = rows[0].changes.iter().map(|each| each.new.as_str()).collect();
        assert_eq!(news, ["£9.00", "−10.0\u{a0}%", "£8.00", "£7.00"]);
        (pricing.products, pricing.lines) = (1, pricing.lines.drain(..1).collect());
        assert_eq!(pricing.title(locale, &context), "A named: £10.00 → £9.00 → £8.00 → £7.00");
    }
}
