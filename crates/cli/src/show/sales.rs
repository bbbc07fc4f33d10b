//! Sales and products: figures, series, breakdowns, tables.

use super::{NOTHING, change, count, period, value};
use crate::{
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::TextTable,
    domain::{Locale, Period},
    products::Products,
    sales::{
        Breakdown, Conversion, Figure, FilterOptions, LeftOut, Lines, Measures, Series, Summary,
        Value,
    },
};

/// The key figures of a period.
pub fn summary(summary: &Summary, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let Some(days) = summary.period else {
        return say("There are no sales yet.", "Es gibt noch keine Verkäufe.");
    };
    type Earlier = fn(&Figure) -> Option<Value>;
    let spans: [(_, Earlier); 2] =
        [(summary.previous, |f| f.previous), (summary.year_before, |f| f.year_before)];
    // Only what there is: a young shop has no year before.
    let spans: Vec<(Period, Earlier)> = spans
        .into_iter()
        .filter_map(|(days, earlier)| Some((days?, earlier)))
        .filter(|(_, earlier)| summary.figures.iter().any(|figure| earlier(figure).is_some()))
        .collect();
    let mut columns = vec![text(""), number(locale.period(days))];
    for (days, _) in &spans {
        columns.extend([number(locale.period(*days)), number(say("Change", "Änderung"))]);
    }
    let rows = summary.figures.iter().map(|figure| {
        let title = figure.measure.title(locale.language).to_owned();
        let mut row = vec![title, value(figure.value, locale)];
        for (_, earlier) in &spans {
            let before = earlier(figure);
            let then = before.map_or_else(|| NOTHING.to_owned(), |before| value(before, locale));
            row.extend([then, change(figure.value, before, locale)]);
        }
        row
    });
    let rows = rows.collect();
    let mut out = table::render(&TextTable { columns, rows });
    if let Some(conversion) = &summary.conversion {
        out.push_str(&converted(conversion, locale));
    }
    out.push_str(&other_currencies(&summary.other_currencies, locale));
    if let Some(without) = summary.without_cost {
        let (products, sales) = (count(without.products, locale), locale.money(without.net_sales));
        out.push_str(&say(
            &format!("\nCosts are not known for {sales} of net sales (products: {products}), which profit leaves out.\nEnter them with `kontor records put costs sku=… cost=…`; `kontor quality no-cost` lists them.\n"),
            &format!("\nEinkaufspreise sind für {sales} Nettoumsatz nicht bekannt (Artikel: {products}); im Ertrag fehlt er.\nEintragen mit `kontor records put costs sku=… cost=…`; `kontor quality no-cost` zeigt sie.\n"),
        ));
    }
    out
}

/// The rates that amounts were converted at, and what has none.
fn converted(conversion: &Conversion, locale: Locale) -> String {
    let say = |en: String, de: String| pick(locale.language, en, de);
    let mut out = String::from("\n");
    for used in &conversion.rates {
        let rate = used.text(locale);
        out += &say(format!("Converted at {rate}\n"), format!("Umgerechnet zu {rate}\n"));
    }
    for left in &conversion.left_out {
        let (lines, sales) = (count(left.lines, locale), locale.money(left.net_sales));
        out += &say(
            format!("Not counted, as there is no rate: {lines} lines with {sales} of net sales\n"),
            format!("Nicht gezählt, da ein Kurs fehlt: {lines} Zeilen mit {sales} Nettoumsatz\n"),
        );
    }
    out
}

/// What was sold in other currencies and is not counted.
pub fn other_currencies(left_out: &[LeftOut], locale: Locale) -> String {
    let mut out = String::new();
    for left in left_out {
        let (lines, sales) = (count(left.lines, locale), locale.money(left.net_sales));
        out += &pick(
            locale.language,
            format!(
                "\nNot counted, as it is in another currency: {lines} lines with {sales} of net sales\n"
            ),
            format!(
                "\nNicht gezählt, da in anderer Währung: {lines} Zeilen mit {sales} Nettoumsatz\n"
            ),
        );
    }
    out
}

/// A measure over time: what the chart says, and its table.
pub fn series(series: &Series) -> String {
    format!("{}\n\n{}", series.chart.summary, table::render(&series.chart.table))
}

/// A measure broken down.
pub fn breakdown(breakdown: &Breakdown, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let mut rows: Vec<_> = breakdown
        .parts
        .iter()
        .map(|part| {
            vec![
                part.key.clone(),
                if part.title == part.key { String::new() } else { part.title.clone() },
                value(part.value, locale),
                part.share.map_or_else(|| NOTHING.to_owned(), |share| locale.percent(share)),
                change(part.value, part.previous, locale),
            ]
        })
        .collect();
    let blank = String::new;
    if let Some(rest) = &breakdown.rest {
        let parts = count(rest.parts, locale);
        let title = say(&format!("{parts} more"), &format!("{parts} weitere"));
        rows.push(vec![blank(), title, value(rest.value, locale), blank(), blank()]);
    }
    rows.push(vec![
        blank(),
        say("Total", "Summe"),
        value(breakdown.total, locale),
        blank(),
        blank(),
    ]);
    table::render(&TextTable {
        columns: vec![
            text(""),
            text(""),
            number(period(breakdown.period, locale)),
            number(say("Share", "Anteil")),
            number(say("Change", "Änderung")),
        ],
        rows,
    })
}

/// The table of products.
pub fn products(products: &Products, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    // Without a cost of anything there is nothing to say in its columns.
    let has_costs = products.cost_of_goods.is_some();
    let rows = products.rows.iter().map(|row| {
        let mut cells = vec![
            row.sku.clone(),
            row.title.clone(),
            locale.money(row.net_sales),
            change(Value::Money(row.net_sales), row.previous.map(Value::Money), locale),
            locale.quantity(row.units),
            or_nothing(row.average_price.map(|price| locale.money(price))),
        ];
        if has_costs {
            cells.extend([
                or_nothing(row.cost_of_goods.map(|cost| locale.money(cost))),
                or_nothing(row.gross_profit.map(|profit| locale.money(profit))),
                or_nothing(row.gross_margin.map(|margin| locale.percent(margin))),
            ]);
        }
        cells.push(or_nothing(row.last_sold.map(|day| locale.date(day))));
        cells
    });
    let rows = rows.collect();
    let mut columns = vec![
        text(say("Code", "Nummer")),
        text(say("Product", "Artikel")),
        number(say("Net sales", "Nettoumsatz")),
        number(say("Change", "Änderung")),
        number(say("Units", "Stück")),
        number(say("Average price", "Ø Preis")),
    ];
    if has_costs {
        columns.extend([
            number(say("Cost of goods", "Wareneinsatz")),
            number(say("Gross profit", "Rohertrag")),
            number(say("Gross margin", "Rohmarge")),
        ]);
    }
    columns.push(text(say("Last sold", "Zuletzt verkauft")));
    let mut out = table::render(&TextTable { columns, rows });
    let (total, sum) = (count(products.total, locale), locale.money(products.net_sales));
    let days = period(products.period, locale);
    out.push_str(&say(
        &format!("\n{total} products, net sales {sum}, {days}\n"),
        &format!("\n{total} Artikel, Nettoumsatz {sum}, {days}\n"),
    ));
    if let Some(conversion) = &products.conversion {
        out.push_str(&converted(conversion, locale));
    }
    out
}

/// Order lines.
pub fn lines(lines: &Lines, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let rows = lines.lines.iter().map(|line| {
        vec![
            locale.date_time(line.local_time),
            line.order_id.clone(),
            line.kind.title(locale.language).to_owned(),
            line.sku.clone(),
            line.title.clone(),
            locale.quantity(line.quantity),
            line.unit_price.clone(),
            locale.money(line.amount),
            line.country.clone().unwrap_or_default(),
        ]
    });
    let mut out = table::render(&TextTable {
        columns: vec![
            text(say("Time", "Zeit")),
            text(say("Order", "Bestellung")),
            text(say("Kind", "Art")),
            text(say("Code", "Nummer")),
            text(say("Product", "Artikel")),
            number(say("Units", "Stück")),
            number(say("Unit price", "Stückpreis")),
            number(say("Amount", "Betrag")),
            text(say("Country", "Land")),
        ],
        rows: rows.collect(),
    });
    let total = count(lines.total, locale);
    let days = period(lines.period, locale);
    out.push_str(&say(
        &format!("\n{total} lines, {days}\n"),
        &format!("\n{total} Zeilen, {days}\n"),
    ));
    out
}

/// What can be filtered by.
pub fn filters(options: &FilterOptions, locale: Locale) -> String {
    let days = period(options.data, locale);
    let title = pick(locale.language, "Days with data", "Tage mit Daten");
    format!("{title}: {days}\n\n{}\n", options.countries.join("\n"))
}

/// The definitions of all measures.
pub fn measures(measures: &Measures) -> String {
    let blocks: Vec<_> = measures
        .measures
        .iter()
        .map(|info| {
            let name = info.measure.name();
            format!(
                "{} · {name} · {}\n  {}\n  {}\n",
                info.title, info.unit, info.definition, info.sql
            )
        })
        .collect();
    blocks.join("\n")
}
