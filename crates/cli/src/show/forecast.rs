//! Forecasts, their accuracy, and trainings.

use super::{NOTHING, count, period};
use crate::{
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::{TextColumn, TextTable},
    domain::Locale,
    forecast::{
        Accuracy, Change, Corrections, Forecastable, Forecasts, ModelCard, Models, ProductForecast,
    },
};

fn share(share: Option<f64>, locale: Locale) -> String {
    share.map_or_else(|| NOTHING.to_owned(), |share| locale.percent(share))
}

fn no_forecast(locale: Locale) -> String {
    let text = pick(
        locale.language,
        "There is no forecast yet. Train one: kontor forecast train",
        "Es gibt noch keine Prognose. Trainieren Sie eine: kontor forecast train",
    );
    format!("{text}\n")
}

/// Products with their forecasts.
pub fn list(found: &Forecasts, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let Some(card) = &found.card else { return no_forecast(locale) };
    let rows = found.rows.iter().map(|row| {
        let mut cells = vec![row.sku.clone(), row.title.clone()];
        if row.forecastable != Forecastable::Yes {
            cells.push(row.remark.clone().unwrap_or_default());
            cells.resize(9, NOTHING.to_owned());
            return cells;
        }
        cells.extend([
            row.kind.title(locale.language).to_owned(),
            locale.quantity(row.last_four),
            locale.expected(row.next_four),
            locale.expected(row.baseline_four),
            format!("{} – {}", locale.expected(row.low), locale.expected(row.high)),
            share(row.accuracy.wape, locale),
            share(row.accuracy.baseline_wape, locale),
        ]);
        cells
    });
    let mut out = table::render(&TextTable {
        columns: vec![
            text(say("Code", "Nummer")),
            text(say("Product", "Artikel")),
            text(say("Sells", "Verkauf")),
            number(say("Last 4 weeks", "Letzte 4 Wochen")),
            number(say("Next 4 weeks", "Nächste 4 Wochen")),
            number(say("Simple rule", "Einfache Regel")),
            number(say("Next week", "Nächste Woche")),
            number(say("Error", "Fehler")),
            number(say("Of the rule", "Der Regel")),
        ],
        rows: rows.collect(),
    });
    let shown = count(found.rows.len() as u64, locale);
    let total = count(found.total, locale);
    out.push_str(&say(
        &format!("\n{shown} of {total} products · {}\n", card.id),
        &format!("\n{shown} von {total} Artikeln · {}\n", card.id),
    ));
    out.push_str(&newer(found.newer_weeks, locale));
    out.push_str(&format!("\n{}\n", found.definition));
    out
}

fn newer(weeks: u32, locale: Locale) -> String {
    match weeks {
        0 => String::new(),
        weeks => pick(
            locale.language,
            format!("{weeks} newer weeks of sales are not in it; train anew to include them\n"),
            format!("{weeks} neuere Wochen sind nicht darin; ein neues Training nimmt sie auf\n"),
        ),
    }
}

/// One product, week by week.
pub fn product(found: &ProductForecast, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let row = &found.row;
    let mut out = format!("{} · {}\n", row.sku, row.title);
    if let Some(remark) = &row.remark {
        out.push_str(&format!("{remark}\n"));
        return out;
    }
    out.push_str(&format!(
        "{} · {} {} ({} {})\n\n",
        row.kind.title(locale.language),
        say("error", "Fehler"),
        share(row.accuracy.wape, locale),
        say("simple rule", "einfache Regel"),
        share(row.accuracy.baseline_wape, locale),
    ));
    let moves = |drivers: &[f64]| -> String {
        let large = drivers.iter().zip(&found.drivers).filter(|(share, _)| share.abs() >= 0.005);
        let said = large.map(|(share, name)| format!("{name} {}", locale.change(*share)));
        said.collect::<Vec<_>>().join(", ")
    };
    let rows = found.weeks.iter().map(|week| {
        let end = |quantile: Option<&_>| {
            quantile.map_or_else(|| NOTHING.to_owned(), |end| locale.expected(*end))
        };
        let note = week.correction.as_ref().map(|correction| {
            let change = change(correction.change, locale);
            format!("{change} {}", correction.note).trim().to_owned()
        });
        vec![
            locale.date(week.week),
            locale.expected(week.units),
            end(week.quantiles.first()),
            end(week.quantiles.last()),
            locale.expected(week.baseline),
            moves(&week.drivers),
            note.unwrap_or_default(),
        ]
    });
    out.push_str(&table::render(&TextTable {
        columns: vec![
            text(say("Week of", "Woche ab")),
            number(say("Forecast", "Prognose")),
            number(say("From", "Von")),
            number(say("To", "Bis")),
            number(say("Simple rule", "Einfache Regel")),
            text(say("Drivers", "Treiber")),
            text(say("Correction", "Korrektur")),
        ],
        rows: rows.collect(),
    }));
    for past in &found.past_corrections {
        let day = locale.date(past.correction.week);
        let helped = match past.helped {
            Some(true) => say("it helped", "sie half"),
            Some(false) => say("it did not help", "sie half nicht"),
            None => say("not known yet", "noch nicht bekannt"),
        };
        let said = locale.expected(past.said);
        let sold = past.sold.map_or_else(|| NOTHING.to_owned(), |sold| locale.quantity(sold));
        out.push_str(&say(
            &format!("Correction of {day}: {said}, sold {sold}: {helped}\n"),
            &format!("Korrektur vom {day}: {said}, verkauft {sold}: {helped}\n"),
        ));
    }
    out.push_str(&format!("\n{}\n", found.definition));
    out
}

fn change(change: Change, locale: Locale) -> String {
    match change {
        Change::Units(units) => locale.quantity(units),
        Change::Percent(percent) => locale.change(f64::from(percent) / 100.0),
    }
}

fn accuracy_columns(locale: Locale, first: &[&str]) -> Vec<TextColumn> {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let mut columns: Vec<TextColumn> =
        first.iter().map(|title| text((*title).to_owned())).collect();
    columns.extend([
        number(say("Weeks", "Wochen")),
        number("WAPE".to_owned()),
        number(say("Simple rule", "Einfache Regel")),
        number("MASE".to_owned()),
        number(say("Bias", "Verzerrung")),
        number("Pinball".to_owned()),
        number(say("In the 95 % range", "In der 95-%-Spanne")),
        number("MAPE".to_owned()),
    ]);
    columns
}

fn accuracy_cells(of: &Accuracy, locale: Locale) -> [String; 8] {
    let bias = of.bias.map_or_else(|| NOTHING.to_owned(), |bias| locale.change(bias));
    let mase = of.mase.map_or_else(|| NOTHING.to_owned(), |mase| locale.number(mase, 2));
    [
        count(of.weeks, locale),
        share(of.wape, locale),
        share(of.baseline_wape, locale),
        mase,
        bias,
        share(of.pinball, locale),
        share(of.coverage, locale),
        share(of.mape, locale),
    ]
}

/// The backtest, by kind of demand and product.
pub fn accuracy(found: &Forecasts, locale: Locale) -> String {
    let say = |en: &'static str, de: &'static str| pick(locale.language, en, de);
    let Some(card) = &found.card else { return no_forecast(locale) };
    let mut out = kinds(card, locale);
    let rows = found.rows.iter().filter(|row| row.forecastable == Forecastable::Yes).map(|row| {
        let mut cells =
            vec![row.sku.clone(), row.title.clone(), row.kind.title(locale.language).to_owned()];
        cells.extend(accuracy_cells(&row.accuracy, locale));
        cells
    });
    let first = [say("Code", "Nummer"), say("Product", "Artikel"), say("Sells", "Verkauf")];
    out.push('\n');
    out.push_str(&table::render(&TextTable {
        columns: accuracy_columns(locale, &first),
        rows: rows.collect(),
    }));
    out.push_str(&format!("\n{}\n", found.definition));
    out
}

/// How the forecast before did in the weeks that were new.
fn since(card: &ModelCard, locale: Locale) -> String {
    let Some(since) = &card.since else { return String::new() };
    let (wape, promised) = (share(since.wape, locale), share(since.promised_wape, locale));
    let (of, weeks) = (&since.of, since.weeks);
    let mut out = pick(
        locale.language,
        format!(
            "{of} was off by {wape} in the {weeks} weeks that are new; its ranges promised {promised}\n"
        ),
        format!(
            "{of} lag in den {weeks} neuen Wochen um {wape} daneben; ihre Spannen versprachen {promised}\n"
        ),
    );
    if since.is_drift {
        out.push_str(pick(
            locale.language,
            "Demand has changed: that is further off than chance explains\n",
            "Die Nachfrage hat sich geändert: Das ist weiter daneben, als Zufall erklärt\n",
        ));
    }
    out
}

fn kinds(card: &ModelCard, locale: Locale) -> String {
    let say = |en: &'static str, de: &'static str| pick(locale.language, en, de);
    let all = [say("All", "Alle").to_owned(), count(card.products, locale), String::new()];
    let mut rows = vec![all.into_iter().chain(accuracy_cells(&card.accuracy, locale)).collect()];
    rows.extend(card.kinds.iter().map(|of| {
        let kept = match of.is_baseline_kept {
            true => format!("{} ({})", of.baseline, say("kept", "beibehalten")),
            false => of.baseline.clone(),
        };
        let cells = [of.kind.title(locale.language).to_owned(), count(of.products, locale), kept];
        cells.into_iter().chain(accuracy_cells(&of.accuracy, locale)).collect::<Vec<_>>()
    }));
    let first =
        [say("Sells", "Verkauf"), say("Products", "Artikel"), say("Best rule", "Beste Regel")];
    table::render(&TextTable { columns: accuracy_columns(locale, &first), rows })
}

/// A training's card.
pub fn card(card: &ModelCard, locale: Locale) -> String {
    let say = |en: String, de: String| pick(locale.language, en, de);
    let (days, weeks) = (period(Some(card.data), locale), card.horizon);
    let products = count(card.products, locale);
    let seconds = locale.number(card.seconds, 1);
    let mut out = say(
        format!(
            "{}: {products} products, {weeks} weeks ahead, learnt from {days}, in {seconds} s\n",
            card.id
        ),
        format!(
            "{}: {products} Artikel, {weeks} Wochen voraus, gelernt aus {days}, in {seconds} s\n",
            card.id
        ),
    );
    let (new, ended) = (count(card.too_new, locale), count(card.ended, locale));
    out.push_str(&say(
        format!("Not forecast: {new} too new, {ended} no longer sold\n"),
        format!("Nicht prognostiziert: {new} zu neu, {ended} nicht mehr verkauft\n"),
    ));
    if !card.left_out.is_empty() {
        let names = card.left_out.join("; ");
        out.push_str(&say(
            format!("Left out for lack of time: {names}\n"),
            format!("Aus Zeitmangel weggelassen: {names}\n"),
        ));
    }
    if let Some(duel) = &card.duel {
        let (new, old) = (locale.percent(duel.challenger), locale.percent(duel.champion));
        out.push_str(&match duel.is_won {
            true => say(
                format!("New weights are used: on the newest weeks their errors are {new} of the simple rule's, {old} with those of {}\n", duel.against),
                format!("Neue Gewichte gelten: In den neuesten Wochen sind ihre Fehler {new} von denen der einfachen Regel, {old} mit denen von {}\n", duel.against),
            ),
            false => say(
                format!("The weights of {} stay: on the newest weeks their errors are {old} of the simple rule's, {new} with new ones\n", duel.against),
                format!("Die Gewichte von {} bleiben: In den neuesten Wochen sind ihre Fehler {old} von denen der einfachen Regel, {new} mit neuen\n", duel.against),
            ),
        });
    }
    out.push_str(&since(card, locale));
    out.push('\n');
    let rows = card.models.iter().map(|model| {
        vec![
            model.name.clone(),
            locale.percent(model.share),
            locale.number(model.seconds, 1),
            model.description.clone(),
        ]
    });
    let title = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    out.push_str(&table::render(&TextTable {
        columns: vec![
            text(title("Model", "Modell")),
            number(title("Share", "Anteil")),
            number(title("Seconds", "Sekunden")),
            text(title("Learnt", "Gelernt")),
        ],
        rows: rows.collect(),
    }));
    out.push('\n');
    out.push_str(&kinds(card, locale));
    out
}

/// The trainings.
pub fn models(models: &Models, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let rows = models.cards.iter().map(|card| {
        let in_use = models.in_use.as_ref() == Some(&card.id);
        vec![
            card.id.clone(),
            if in_use { say("in use", "in Gebrauch") } else { String::new() },
            locale.date_time(card.made_at),
            locale.period(card.data),
            count(card.products, locale),
            share(card.accuracy.wape, locale),
            share(card.accuracy.baseline_wape, locale),
            card.weights_of.clone(),
        ]
    });
    let mut out = table::render(&TextTable {
        columns: vec![
            text(say("Training", "Training")),
            text(String::new()),
            text(say("Made", "Gemacht")),
            text(say("Learnt from", "Gelernt aus")),
            number(say("Products", "Artikel")),
            number("WAPE".to_owned()),
            number(say("Simple rule", "Einfache Regel")),
            text(say("Weights of", "Gewichte von")),
        ],
        rows: rows.collect(),
    });
    for id in &models.damaged {
        out.push_str(&say(&format!("Damaged: {id}\n"), &format!("Beschädigt: {id}\n")));
    }
    out.push_str(&newer(models.newer_weeks, locale));
    out
}

/// Every correction.
pub fn corrections(found: &Corrections, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let rows = found.corrections.iter().map(|correction| {
        vec![
            correction.sku.clone(),
            locale.date(correction.week),
            change(correction.change, locale),
            locale.expected(correction.model),
            correction.note.clone(),
        ]
    });
    table::render(&TextTable {
        columns: vec![
            text(say("Code", "Nummer")),
            text(say("Week of", "Woche ab")),
            number(say("Correction", "Korrektur")),
            number(say("Models say", "Modelle sagen")),
            text(say("Note", "Notiz")),
        ],
        rows: rows.collect(),
    })
}
