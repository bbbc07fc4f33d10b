//! The list of prices as a table.

use super::{MAX_ROWS, Made, column, money, notes, optional, quantity, ratio, too_many};
use crate::{Engine, Handle, error::Result, jobs::Context};
use kontor_api::{
    Words as _,
    price::{GetPrices, PriceRow},
    sales::Filter,
};
use kontor_reports::{Cell, Kind, Table};

/// Every row of a list of prices.
pub fn table(engine: &Engine, mut query: GetPrices, context: &Context) -> Result<Made> {
    (query.offset, query.limit) = (0, MAX_ROWS);
    let found = engine.handle(query, context)?;
    if found.total > u64::from(MAX_ROWS) {
        return Err(too_many(found.total));
    }
    let workspace = engine.workspace()?;
    let digits = Kind::Number { decimals: workspace.settings().currency.minor_digits() };
    let decimals = Kind::Number { decimals: 2 };
    let mut notes = notes(&workspace, None, &Filter::default(), context);
    notes.extend(found.basis.map(|basis| basis.says));
    notes.push(found.definition);
    let columns = vec![
        column(context, "SKU", "Artikelnummer", Kind::Text),
        column(context, "Product", "Artikel", Kind::Text),
        column(context, "Category", "Warengruppe", Kind::Text),
        column(context, "Price", "Preis", digits),
        column(context, "Cost", "Kosten", digits),
        column(context, "On hand", "Im Haus", Kind::Number { decimals: 0 }),
        column(context, "Elasticity", "Elastizität", decimals),
        column(context, "From", "Von", decimals),
        column(context, "To", "Bis", decimals),
        column(context, "Known", "Bekannt", Kind::Text),
        column(context, "Suggested", "Vorschlag", digits),
        column(context, "Gain", "Mehrertrag", digits),
        column(context, "Gain from", "Mehrertrag von", digits),
        column(context, "Gain to", "Mehrertrag bis", digits),
        column(context, "Better than now", "Besser als jetzt", Kind::Percent),
        column(context, "By", "Nach", Kind::Text),
        column(context, "Why", "Warum", Kind::Text),
    ];
    let row = |row: PriceRow| {
        let known = row.elasticity.as_ref();
        let choice = row.suggestion.as_ref();
        vec![
            Cell::Text(row.sku.clone()),
            Cell::Text(row.title.clone()),
            optional(row.category.clone(), Cell::Text),
            optional(row.price, money),
            optional(row.cost, money),
            optional(row.on_hand, quantity),
            optional(known, |known| Cell::Number(known.mean)),
            optional(known, |known| Cell::Number(known.low)),
            optional(known, |known| Cell::Number(known.high)),
            optional(known, |known| Cell::Text(known.verdict.title(context.language).to_owned())),
            optional(choice, |choice| money(choice.price)),
            optional(choice, |choice| money(choice.gain.mean)),
            optional(choice, |choice| money(choice.gain.low)),
            optional(choice, |choice| money(choice.gain.high)),
            optional(choice, |choice| ratio(choice.better)),
            optional(choice, |choice| Cell::Text(choice.source.title(context.language).to_owned())),
            Cell::Text(choice.map(|choice| choice.says.clone()).or(row.kept).unwrap_or_default()),
        ]
    };
    let rows: Vec<Vec<Cell>> = found.rows.into_iter().map(row).collect();
    let title = context.say("Prices", "Preise").to_owned();
    Ok(Made {
        name: "prices",
        period: None,
        table: Table { title, notes, columns, totals: None, rows },
    })
}
