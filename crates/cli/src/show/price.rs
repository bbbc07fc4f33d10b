//! Prices: elasticities, suggestions, what-ifs, tests.

use super::{NOTHING, count};
use crate::{
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::{TextColumn, TextTable},
    domain::{Locale, Money},
    price::{
        Elasticity, MoneyRange, NumberRange, Price, PriceAgent, PriceCalendar, PriceChoice,
        PriceReplay, PriceTest, Prices, WhatIfAnswer, WhatIfFigures,
    },
};

fn say<'a>(locale: Locale, en: &'a str, de: &'a str) -> &'a str {
    pick(locale.language, en, de)
}

fn optional<T>(value: Option<T>, write: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| NOTHING.to_owned(), write)
}

fn render(columns: Vec<TextColumn>, rows: impl Iterator<Item = Vec<String>>) -> String {
    table::render(&TextTable { columns, rows: rows.collect() })
}

/// “£610 (£180 – £990)”.
fn range(of: &MoneyRange, locale: Locale) -> String {
    let write = |money: Money| locale.money_whole(money);
    format!("{} ({} – {})", write(of.mean), write(of.low), write(of.high))
}

fn numbers(of: &NumberRange, locale: Locale) -> String {
    let write = |number: f64| locale.number(number, 1);
    format!("{} ({} – {})", write(of.mean), write(of.low), write(of.high))
}

fn elasticity(of: &Elasticity, locale: Locale) -> String {
    let write = |number: f64| locale.number(number, 1);
    format!("{} ({} – {})", write(of.mean), write(of.low), write(of.high))
}

fn basis(prices: &Prices, locale: Locale) -> String {
    match &prices.basis {
        Some(basis) => format!("{}\n", basis.says),
        None => format!(
            "{}\n",
            say(
                locale,
                "There is no forecast yet, so nobody can tell what a price does: kontor forecast train",
                "Es gibt noch keine Prognose; ohne sie lässt sich nicht sagen, was ein Preis bewirkt: kontor forecast train",
            )
        ),
    }
}

/// What prices do.
pub fn elasticities(prices: &Prices, locale: Locale) -> String {
    let columns = vec![
        text(say(locale, "Code", "Nummer")),
        text(say(locale, "Product", "Artikel")),
        number(say(locale, "Price", "Preis")),
        number(say(locale, "Elasticity (90 %)", "Elastizität (90 %)")),
        number(say(locale, "Weeks", "Wochen")),
        number(say(locale, "Changes", "Änderungen")),
        text(say(locale, "Known", "Bekannt")),
    ];
    let rows = prices.rows.iter().map(|row| {
        let known = row.elasticity.as_ref();
        vec![
            row.sku.clone(),
            row.title.clone(),
            optional(row.price, |price| locale.money(price)),
            optional(known, |known| elasticity(known, locale)),
            optional(known, |known| count(u64::from(known.weeks), locale)),
            optional(known, |known| count(u64::from(known.changes), locale)),
            optional(known, |known| known.verdict.title(locale.language).to_owned()),
        ]
    });
    basis(prices, locale) + &render(columns, rows)
}

/// What is suggested.
pub fn prices(prices: &Prices, locale: Locale) -> String {
    let columns = vec![
        text(say(locale, "Code", "Nummer")),
        text(say(locale, "Product", "Artikel")),
        number(say(locale, "Price", "Preis")),
        number(say(locale, "Suggested", "Vorschlag")),
        number(say(locale, "Gain (80 %)", "Mehrertrag (80 %)")),
        number(say(locale, "Better", "Besser")),
        text(say(locale, "By", "Nach")),
        text(say(locale, "Why", "Warum")),
    ];
    let rows = prices.rows.iter().map(|row| {
        let choice = row.suggestion.as_ref();
        vec![
            row.sku.clone(),
            row.title.clone(),
            optional(row.price, |price| locale.money(price)),
            optional(choice, |choice| locale.money(choice.price)),
            optional(choice, |choice| range(&choice.gain, locale)),
            optional(choice, |choice| locale.percent(choice.better)),
            optional(choice, |choice| choice.source.title(locale.language).to_owned()),
            choice
                .map(|choice| choice.says.clone())
                .or_else(|| row.kept.clone())
                .unwrap_or_default(),
        ]
    });
    let all = range(&prices.gain, locale);
    let gain = pick(
        locale.language,
        format!("All suggestions together gain {all}\n"),
        format!("Alle Vorschläge zusammen bringen {all}\n"),
    );
    let gain = if prices.basis.is_some() { gain } else { String::new() };
    basis(prices, locale) + &gain + &render(columns, rows)
}

fn choices(choices: &[PriceChoice], locale: Locale) -> String {
    let columns = vec![
        text(say(locale, "By", "Nach")),
        number(say(locale, "Price", "Preis")),
        number(say(locale, "Margin (80 %)", "Marge (80 %)")),
        number(say(locale, "Gain (80 %)", "Mehrertrag (80 %)")),
        number(say(locale, "Better", "Besser")),
        text(say(locale, "Later", "Später")),
        text(say(locale, "Why", "Warum")),
    ];
    let rows = choices.iter().map(|choice| {
        let later = choice.later.iter();
        let later =
            later.map(|step| format!("{} {}", locale.date(step.from), locale.money(step.price)));
        vec![
            choice.source.title(locale.language).to_owned(),
            locale.money(choice.price),
            range(&choice.margin, locale),
            range(&choice.gain, locale),
            locale.percent(choice.better),
            later.collect::<Vec<_>>().join(", "),
            choice.says.clone(),
        ]
    });
    render(columns, rows)
}

/// All about a product's price.
pub fn price(price: &Price, locale: Locale) -> String {
    let row = &price.row;
    let asked = optional(row.price, |price| locale.money(price));
    let cost = optional(row.cost, |cost| locale.money(cost));
    let stock = optional(row.on_hand, |stock| locale.quantity(stock));
    let mut out = pick(
        locale.language,
        format!("{} ({}): {asked}, cost {cost}, in stock {stock}\n", row.title, row.sku),
        format!("{} ({}): {asked}, Kosten {cost}, Bestand {stock}\n", row.title, row.sku),
    );
    if let Some(known) = &row.elasticity {
        let told = elasticity(known, locale);
        let word = say(locale, "Elasticity", "Elastizität");
        out.push_str(&format!("{word} {told}, {}\n", known.says));
    }
    if let Some(kept) = &row.kept {
        out.push_str(&format!("{kept}\n"));
    }
    if let Some((low, high)) = price.lowest.zip(price.highest) {
        let (low, high) = (locale.money(low), locale.money(high));
        out.push_str(&pick(
            locale.language,
            format!("Your guards allow {low} to {high}.\n"),
            format!("Ihre Leitplanken erlauben {low} bis {high}.\n"),
        ));
    }
    for guard in &price.guards {
        out.push_str(&format!("  {guard}\n"));
    }
    for rival in &price.rivals {
        let elasticity = locale.number(rival.elasticity, 1);
        let word = match rival.is_substitute {
            true => say(locale, "Substitute", "Ersatz"),
            false => say(locale, "Complement", "Ergänzung"),
        };
        out.push_str(&format!("{word}: {} ({}) {elasticity}\n", rival.title, rival.sku));
    }
    for other in &price.competitors {
        out.push_str(&format!("{}: {}\n", other.name, locale.money(other.price)));
    }
    if price.choices.is_empty() { out } else { out + "\n" + &choices(&price.choices, locale) }
}

/// What other prices would do.
pub fn what_if(answer: &WhatIfAnswer, locale: Locale) -> String {
    let mut columns = vec![text(""), number(say(locale, "Now", "Jetzt"))];
    columns.extend(answer.scenarios.iter().map(|_| number(say(locale, "Then", "Dann"))));
    let line = |name: &str, of: &dyn Fn(&WhatIfFigures) -> String| {
        let mut cells = vec![name.to_owned(), of(&answer.now)];
        cells.extend(answer.scenarios.iter().map(of));
        cells
    };
    let runs_out = |figures: &WhatIfFigures| {
        optional(figures.runs_out, |out| optional(out.day, |day| locale.date(day)))
    };
    let next_order = |figures: &WhatIfFigures| {
        optional(figures.next_order, |order| {
            if order.quantity.milli == 0 {
                return say(locale, "none", "keine").to_owned();
            }
            format!("{} · {}", locale.quantity(order.quantity), locale.date(order.day))
        })
    };
    let rows = [
        line(say(locale, "Units a week", "Stück je Woche"), &|f| numbers(&f.units, locale)),
        line(say(locale, "Net sales a week", "Nettoumsatz je Woche"), &|f| {
            range(&f.revenue, locale)
        }),
        line(say(locale, "Margin a week", "Marge je Woche"), &|f| range(&f.margin, locale)),
        line(say(locale, "Margin, all weeks", "Marge, alle Wochen"), &|f| range(&f.total, locale)),
        line(say(locale, "Gain", "Mehrertrag"), &|f| range(&f.gain, locale)),
        line(say(locale, "Better than now", "Besser als jetzt"), &|f| locale.percent(f.better)),
        line(say(locale, "Runs out", "Geht aus"), &runs_out),
        line(say(locale, "Next order", "Nächste Bestellung"), &next_order),
        line(say(locale, "Cash", "Geld"), &|f| optional(f.cash, |cash| locale.money_whole(cash))),
    ];
    let mut out = render(columns, rows.into_iter());
    for figures in &answer.scenarios {
        for remark in &figures.remarks {
            out.push_str(&format!("{remark}\n"));
        }
        for product in figures.products.iter().filter(|product| !product.broken.is_empty()) {
            out.push_str(&format!("{}: {}\n", product.title, product.broken.join(" ")));
        }
    }
    out
}

/// Changes of prices.
pub fn calendar(calendar: &PriceCalendar, locale: Locale) -> String {
    let columns = vec![
        text(say(locale, "Day", "Tag")),
        text(say(locale, "Code", "Nummer")),
        text(say(locale, "Product", "Artikel")),
        number(say(locale, "Before", "Vorher")),
        number(say(locale, "After", "Nachher")),
        number(say(locale, "Proposal", "Vorschlag")),
    ];
    let rows = calendar.rows.iter().map(|event| {
        vec![
            locale.date(event.day),
            event.sku.clone(),
            event.title.clone(),
            optional(event.old, |old| locale.money(old)),
            locale.money(event.new),
            optional(event.proposal, |id| id.to_string()),
        ]
    });
    render(columns, rows)
}

/// What suggestions came to on other futures.
pub fn replay(replay: &PriceReplay, locale: Locale) -> String {
    let columns = vec![
        text(say(locale, "By", "Nach")),
        number(say(locale, "Changed", "Geändert")),
        number(say(locale, "Margin (80 %)", "Marge (80 %)")),
        number(say(locale, "Gain (80 %)", "Mehrertrag (80 %)")),
        number(say(locale, "Better", "Besser")),
    ];
    let rows = replay.rows.iter().map(|row| {
        vec![
            row.source.title(locale.language).to_owned(),
            count(row.changed, locale),
            range(&row.margin, locale),
            range(&row.gain, locale),
            locale.percent(row.better),
        ]
    });
    let products = count(replay.products, locale);
    let head = pick(
        locale.language,
        format!("{products} products, drawn {} times\n", replay.paths),
        format!("{products} Artikel, {}-mal gezogen\n", replay.paths),
    );
    head + &render(columns, rows)
}

/// A trained agent.
pub fn agent(agent: &PriceAgent, locale: Locale) -> String {
    let columns = vec![
        text(say(locale, "Code", "Nummer")),
        text(say(locale, "Product", "Artikel")),
        number(say(locale, "Agent", "Agent")),
        number(say(locale, "Best rule", "Beste Regel")),
        text(say(locale, "May suggest", "Darf vorschlagen")),
    ];
    let rows = agent.rows.iter().map(|row| {
        vec![
            row.sku.clone(),
            row.title.clone(),
            locale.money_whole(row.agent),
            locale.money_whole(row.rule),
            if row.is_passed { say(locale, "yes", "ja") } else { say(locale, "no", "nein") }
                .to_owned(),
        ]
    });
    format!("{}\n", agent.says) + &render(columns, rows)
}

/// A planned price test.
pub fn test(test: &PriceTest, locale: Locale) -> String {
    let columns =
        vec![text(say(locale, "Week of", "Woche ab")), text(say(locale, "Price", "Preis"))];
    let rows = test.weeks.iter().map(|week| {
        let word = match week.is_new {
            true => say(locale, "test", "Test"),
            false => say(locale, "as now", "wie jetzt"),
        };
        vec![locale.date(week.week), word.to_owned()]
    });
    let products = test.products.iter().map(|event| {
        let old = optional(event.old, |old| locale.money(old));
        format!("{} ({}): {old} → {}\n", event.title, event.sku, locale.money(event.new))
    });
    let products: String = products.collect();
    format!("{}\n{products}", test.says) + &render(columns, rows)
}
