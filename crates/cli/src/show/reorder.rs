//! Reorder plans, proposals, purchase orders and suppliers.

use super::{NOTHING, count};
use crate::{
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::{TextColumn, TextTable},
    domain::{Locale, Money},
    proposals::{Proposal, Proposals},
    purchase_orders::{PurchaseOrder, PurchaseOrders},
    reorder::{Decisions, Reorder, ReorderRow, ReorderWhy, Replay, ReplayFigure, Suppliers},
};

fn say<'a>(locale: Locale, en: &'a str, de: &'a str) -> &'a str {
    pick(locale.language, en, de)
}

/// Amounts of several currencies, which never add up.
fn amounts(amounts: &[Money], locale: Locale) -> String {
    match amounts {
        [] => NOTHING.to_owned(),
        some => some.iter().map(|amount| locale.money(*amount)).collect::<Vec<_>>().join(" + "),
    }
}

fn optional<T>(value: Option<T>, write: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| NOTHING.to_owned(), write)
}

fn render(columns: Vec<TextColumn>, rows: impl Iterator<Item = Vec<String>>) -> String {
    table::render(&TextTable { columns, rows: rows.collect() })
}

/// What a plan comes to, in a few lines.
pub fn summary(plan: &Reorder, locale: Locale) -> String {
    let Some(basis) = &plan.basis else {
        let none = say(
            locale,
            "There is no forecast yet, so nothing can be planned: kontor forecast train",
            "Es gibt noch keine Prognose; ohne sie lässt sich nichts planen: kontor forecast train",
        );
        return format!("{none}\n");
    };
    let lines: u64 = plan.suppliers.iter().map(|order| order.lines).sum();
    let lines = count(lines, locale);
    let cost = amounts(&plan.cost, locale);
    let (stake, lost) = (locale.money_whole(plan.at_stake), locale.money_whole(plan.still_lost));
    let much = locale.money_whole(plan.overstock);
    let told = pick(
        locale.language,
        format!(
            "{lines} lines to order, {cost}; margin at stake {stake}, with the orders {lost}; too much in the house {much}"
        ),
        format!(
            "{lines} Positionen zu bestellen, {cost}; Marge auf dem Spiel {stake}, mit den Bestellungen {lost}; zu viel im Haus {much}"
        ),
    );
    format!("{told}\n{}\n", basis.says)
}

/// A plan, line by line.
pub fn plan(plan: &Reorder, locale: Locale) -> String {
    let mut out = summary(plan, locale);
    if plan.basis.is_none() {
        return out;
    }
    let orders = plan.suppliers.iter().filter(|order| order.lines > 0);
    for order in orders {
        let nobody = say(locale, "Without a supplier", "Ohne Lieferant");
        let name = if order.supplier.is_empty() { nobody } else { &order.supplier };
        let lines = count(order.lines, locale);
        let cost = optional(order.cost, |cost| locale.money(cost));
        out.push_str(&format!("\n{name}: {lines} · {cost} · {}\n", order.terms));
        for more in [&order.filled_up, &order.obstacle].into_iter().flatten() {
            out.push_str(&format!("  {more}\n"));
        }
    }
    let cells = |row: &ReorderRow| {
        vec![
            row.sku.clone(),
            row.title.clone(),
            row.urgency.title(locale.language).to_owned(),
            optional(row.supplier.clone(), |name| name),
            optional(row.on_hand, |units| locale.quantity(units)),
            locale.quantity(row.incoming),
            optional(row.cover_days, |days| locale.count(i64::from(days))),
            optional(row.runs_out, |day| locale.date(day)),
            locale.percent(row.risk),
            locale.quantity(row.order),
            optional(row.cost, |cost| locale.money(cost)),
            optional(row.decide_by, |day| match &plan.basis {
                Some(basis) if day <= basis.as_of => say(locale, "at once", "sofort").to_owned(),
                _ => locale.date(day),
            }),
        ]
    };
    out.push('\n');
    out.push_str(&render(
        vec![
            text(say(locale, "Code", "Nummer")),
            text(say(locale, "Product", "Artikel")),
            text(say(locale, "State", "Stand")),
            text(say(locale, "Supplier", "Lieferant")),
            number(say(locale, "On hand", "Im Haus")),
            number(say(locale, "Incoming", "Zulauf")),
            number(say(locale, "Cover, days", "Reichweite, Tage")),
            text(say(locale, "Runs out", "Geht aus")),
            number(say(locale, "Risk", "Risiko")),
            number(say(locale, "Order", "Bestellen")),
            number(say(locale, "Cost", "Kosten")),
            text(say(locale, "Decide by", "Entscheiden bis")),
        ],
        plan.rows.iter().map(cells),
    ));
    let (shown, total) = (count(plan.rows.len() as u64, locale), count(plan.total, locale));
    out.push_str(&pick(
        locale.language,
        format!("\n{shown} of {total} products\n"),
        format!("\n{shown} von {total} Artikeln\n"),
    ));
    for transfer in &plan.transfers {
        let (units, sku) = (locale.quantity(transfer.quantity), &transfer.sku);
        let (from, to, says) = (&transfer.from, &transfer.to, &transfer.says);
        out.push_str(&pick(
            locale.language,
            format!("Move {units} of {sku} from {from} to {to} first: {says}\n"),
            format!("Erst {units} von {sku} von {from} nach {to} bringen: {says}\n"),
        ));
    }
    if !plan.cash.is_empty() {
        out.push('\n');
        out.push_str(&render(
            vec![
                text(say(locale, "To be paid, week of", "Zu zahlen, Woche ab")),
                number(say(locale, "These orders", "Diese Bestellungen")),
                number(say(locale, "Under way", "Unterwegs")),
            ],
            plan.cash.iter().map(|week| {
                vec![
                    locale.date(week.week),
                    amounts(&week.planned, locale),
                    amounts(&week.under_way, locale),
                ]
            }),
        ));
    }
    out.push_str(&format!("\n{}\n", plan.definition));
    out
}

/// Why this quantity.
pub fn why(why: &ReorderWhy, locale: Locale) -> String {
    let row = &why.row;
    let mut out = format!(
        "{}\n{} · {} · {}\n\n",
        why.question,
        row.sku,
        row.urgency.title(locale.language),
        row.class
    );
    if !why.steps.is_empty() {
        out.push_str(&render(
            vec![
                text(say(locale, "Step", "Schritt")),
                number(say(locale, "Value", "Wert")),
                text(say(locale, "From", "Woher")),
            ],
            why.steps.iter().map(|step| {
                let what = if step.is_sum { format!("= {}", step.what) } else { step.what.clone() };
                vec![what, step.value.clone(), step.from.clone()]
            }),
        ));
        out.push('\n');
    }
    for sentence in why.otherwise.iter().chain(&row.remarks) {
        out.push_str(&format!("{sentence}\n"));
    }
    out
}

/// What there is to decide.
pub fn decisions(found: &Decisions, locale: Locale) -> String {
    if found.needs_forecast {
        let none = say(
            locale,
            "Nothing can be said without a forecast: kontor forecast train",
            "Ohne Prognose lässt sich nichts sagen: kontor forecast train",
        );
        return format!("{none}\n");
    }
    let mut out = render(
        vec![
            text(say(locale, "What", "Was")),
            number(say(locale, "Margin", "Marge")),
            text(say(locale, "80 % range", "80-%-Bereich")),
            text(say(locale, "Decide by", "Entscheiden bis")),
            text(say(locale, "Why", "Warum")),
        ],
        found.rows.iter().map(|row| {
            vec![
                row.title.clone(),
                locale.money_whole(row.effect),
                format!("{} – {}", locale.money_whole(row.low), locale.money_whole(row.high)),
                optional(row.decide_by, |day| locale.date(day)),
                row.says.clone(),
            ]
        }),
    );
    out.push_str(&format!("\n{}\n", locale.money_whole(found.worth)));
    out
}

/// What several ways to order would have come to.
pub fn replay(found: &Replay, locale: Locale) -> String {
    let money = |figure: ReplayFigure| {
        let write =
            |minor: f64| locale.money_whole(Money::new(minor.round() as i64, found.currency));
        format!("{} ({} – {})", write(figure.mean), write(figure.low), write(figure.high))
    };
    let share = |figure: ReplayFigure| {
        let ends = [figure.low, figure.high].map(|end| locale.percent(end)).join(" – ");
        format!("{} ({ends})", locale.percent(figure.mean))
    };
    let (from, to) = (locale.date(found.from), locale.date(found.to));
    let (products, others) = (count(found.products, locale), count(found.left_out, locale));
    let mut out = pick(
        locale.language,
        format!(
            "{from} to {to}: {products} products; of {others} others stock or receipts are not known\n\n"
        ),
        format!(
            "{from} bis {to}: {products} Artikel; von {others} anderen sind Bestand oder Wareneingänge nicht bekannt\n\n"
        ),
    );
    out.push_str(&render(
        vec![
            text(say(locale, "Who orders", "Wer bestellt")),
            number(say(locale, "Stock-outs", "Fehlbestand")),
            number(say(locale, "Fill rate", "Lieferfähigkeit")),
            number(say(locale, "Capital", "Kapital")),
            number(say(locale, "Too much", "Zu viel")),
            number(say(locale, "Cost", "Kosten")),
            number(say(locale, "Profit", "Gewinn")),
        ],
        found.rows.iter().map(|row| {
            vec![
                row.policy.title(locale.language).to_owned(),
                share(row.stock_outs),
                share(row.fill_rate),
                money(row.capital),
                money(row.overstock),
                money(row.cost),
                money(row.profit),
            ]
        }),
    ));
    out.push_str(&format!("\n{}\n", found.definition));
    out
}

/// Proposals.
pub fn proposals(found: &Proposals, locale: Locale) -> String {
    render(
        vec![
            number(say(locale, "Number", "Nummer")),
            text(say(locale, "State", "Stand")),
            text(say(locale, "What", "Was")),
            number(say(locale, "Margin", "Marge")),
            text(say(locale, "Made", "Gemacht")),
            text(say(locale, "By", "Von")),
            text(say(locale, "Came to", "Wurde zu")),
        ],
        found.rows.iter().map(|row| {
            vec![
                row.id.to_string(),
                row.state.title(locale.language).to_owned(),
                row.title.clone(),
                optional(row.effect, |effect| locale.money_whole(effect.margin)),
                locale.date_time(row.made_at),
                row.made_by.clone(),
                optional(row.outcome.clone(), |outcome| outcome),
            ]
        }),
    )
}

/// A proposal with its rows.
pub fn proposal(found: &Proposal, locale: Locale) -> String {
    let state = found.state.title(locale.language);
    let mut out = format!("{} · {state} · {}\n", found.id, found.title);
    if let Some(effect) = found.effect {
        let (margin, low) = (locale.money_whole(effect.margin), locale.money_whole(effect.low));
        let high = locale.money_whole(effect.high);
        let margin_word = say(locale, "Margin", "Marge");
        out.push_str(&format!("{margin_word} {margin} ({low} – {high})\n"));
    }
    for more in [Some(&found.basis), found.outcome.as_ref(), Some(&found.note)] {
        if let Some(more) = more.filter(|more| !more.is_empty()) {
            out.push_str(&format!("{more}\n"));
        }
    }
    out.push('\n');
    out.push_str(&render(
        vec![
            text(say(locale, "Code", "Nummer")),
            text(say(locale, "Product", "Artikel")),
            text(say(locale, "Changes", "Änderungen")),
        ],
        found.rows.iter().map(|row| {
            let changes: Vec<String> = row
                .changes
                .iter()
                .map(|change| match &change.old {
                    Some(old) => format!("{} {old} → {}", change.what, change.new),
                    None => format!("{} {}", change.what, change.new),
                })
                .collect();
            vec![row.key.clone(), row.title.clone(), changes.join(", ")]
        }),
    ));
    out
}

/// Purchase orders.
pub fn orders(found: &PurchaseOrders, locale: Locale) -> String {
    render(
        vec![
            text(say(locale, "Order", "Bestellung")),
            text(say(locale, "State", "Stand")),
            text(say(locale, "Supplier", "Lieferant")),
            text(say(locale, "Ordered", "Bestellt")),
            text(say(locale, "Expected", "Erwartet")),
            number(say(locale, "Lines", "Positionen")),
            number(say(locale, "Cost", "Kosten")),
        ],
        found.rows.iter().map(|order| {
            vec![
                order.number.clone(),
                state(order, locale),
                optional(order.supplier.clone(), |name| name),
                optional(order.ordered, |day| locale.date(day)),
                optional(order.expected, |day| locale.date(day)),
                count(order.lines.len() as u64, locale),
                amounts(&order.cost, locale),
            ]
        }),
    )
}

fn state(order: &PurchaseOrder, locale: Locale) -> String {
    let state = order.state.title(locale.language);
    match order.is_overdue {
        true => format!("{state}, {}", say(locale, "overdue", "überfällig")),
        false => state.to_owned(),
    }
}

/// Purchase orders with their lines.
pub fn order_lines(found: &PurchaseOrders, locale: Locale) -> String {
    let mut out = orders(found, locale);
    for order in &found.rows {
        out.push('\n');
        out.push_str(&render(
            vec![
                text(say(locale, "Code", "Nummer")),
                text(say(locale, "Product", "Artikel")),
                number(say(locale, "Ordered", "Bestellt")),
                number(say(locale, "Received", "Erhalten")),
                text(say(locale, "On", "Am")),
                number(say(locale, "Unit cost", "Einzelpreis")),
                number(say(locale, "Cost", "Kosten")),
            ],
            order.lines.iter().map(|line| {
                vec![
                    line.sku.clone(),
                    line.title.clone(),
                    locale.quantity(line.ordered),
                    locale.quantity(line.received),
                    optional(line.received_on, |day| locale.date(day)),
                    optional(line.unit_cost.clone(), |cost| cost),
                    optional(line.cost, |cost| locale.money(cost)),
                ]
            }),
        ));
    }
    out
}

/// Whom the shop buys from.
pub fn suppliers(found: &Suppliers, locale: Locale) -> String {
    let days = |days: Option<f64>| optional(days, |days| locale.number(days, 0));
    let mut out = render(
        vec![
            text(say(locale, "Supplier", "Lieferant")),
            number(say(locale, "Products", "Artikel")),
            number(say(locale, "Promised, days", "Zugesagt, Tage")),
            number(say(locale, "Takes", "Braucht")),
            number(say(locale, "Nine of ten within", "Neun von zehn in")),
            number(say(locale, "On time", "Pünktlich")),
            number(say(locale, "Receipts", "Eingänge")),
            number(say(locale, "Minimum", "Mindestwert")),
            number(say(locale, "On order", "Bestellt")),
        ],
        found.rows.iter().map(|row| {
            vec![
                row.supplier.clone(),
                count(row.products, locale),
                days(row.promised_days),
                days(row.lead_days),
                days(row.lead_days_high),
                optional(row.on_time, |share| locale.percent(share)),
                count(u64::from(row.receipts), locale),
                optional(row.minimum, |minimum| locale.money_whole(minimum)),
                amounts(&row.on_order, locale),
            ]
        }),
    );
    out.push_str(&format!("\n{}\n", found.definition));
    out
}
