//! How a file is read: every guess shown, every guess correctable.

use crate::{
    kit::{Field as Labelled, Select},
    locales::{Texts, texts},
    query::use_query,
};
use kontor_api::{
    Words,
    import::{Content, DateOrder, DecimalMark, Field, Plan, Preview},
    settings::GetOptions,
};
use kontor_domain::{Currency, Locale};
use leptos::prelude::*;
use std::sync::Arc;

/// Encodings that can be chosen, by their WHATWG labels; the one guessed is offered as well.
const ENCODINGS: [&str; 8] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "windows-1250",
    "iso-8859-2",
    "windows-1251",
    "shift_jis",
];

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

const DATES: [DateOrder; 5] = [
    DateOrder::YearMonthDay,
    DateOrder::DayMonthYear,
    DateOrder::MonthDayYear,
    DateOrder::Serial,
    DateOrder::UnixSeconds,
];

/// What the file holds and how it is read, to be corrected.
#[component]
pub fn Mapping(
    /// What is known of the file.
    preview: Signal<Option<Arc<Preview>>>,
    /// Takes a corrected plan.
    correct: Callback<Plan>,
    /// Takes what else the rows are, and the plan until now.
    recast: Callback<(Plan, Content)>,
) -> impl IntoView {
    let t = texts();
    let options = use_query(|| Some(GetOptions {}));
    // Parts, so that a correction repaints what it changes, and the focus stays where it is.
    let plan = Memo::new(move |_| preview.with(|preview| Some(preview.as_ref()?.plan.clone())));
    let edit = move |change: &dyn Fn(&mut Plan)| {
        if let Some(mut plan) = plan.get_untracked() {
            change(&mut plan);
            correct.run(plan);
        }
    };
    let says = move |part: fn(&Plan) -> String| {
        Signal::derive(move || plan.with(|plan| plan.as_ref().map(part).unwrap_or_default()))
    };
    let encodings = Signal::derive(move || {
        let guessed = plan.with(|plan| plan.as_ref().map(|plan| plan.encoding.clone()));
        let mut labels: Vec<String> = ENCODINGS.map(str::to_owned).into();
        labels.extend(guessed.filter(|guessed| !ENCODINGS.contains(&guessed.as_str())));
        labels.into_iter().map(|label| (label.clone(), label)).collect::<Vec<_>>()
    });
    let delimiters =
        fixed(DELIMITERS.map(|delimiter| (delimiter.to_string(), delimiter_words(t, delimiter))));
    let decimals = fixed(
        [DecimalMark::Point, DecimalMark::Comma].map(|mark| (key(mark), decimal_words(mark))),
    );
    let dates = fixed(DATES.map(|order| (key(order), date_words(t, order))));
    let currencies = Signal::stored(
        Currency::all()
            .map(|currency| (currency.code().to_owned(), currency.code().to_owned()))
            .collect::<Vec<_>>(),
    );
    let zones = Signal::derive(move || {
        let here = plan.with(|plan| plan.as_ref().map(|plan| plan.time_zone.clone()));
        let mut zones =
            options.value.get().map(|options| options.time_zones.clone()).unwrap_or_default();
        if let Some(here) = here.filter(|here| !zones.contains(here)) {
            zones.insert(0, here);
        }
        zones.into_iter().map(|zone| (zone.clone(), zone)).collect::<Vec<_>>()
    });
    let skip = move |id: String| {
        view! {
            <input type="number" min="0" max="1000" id=id.clone() aria-describedby=format!("{id}-note")
                prop:value=says(|plan| plan.skip_lines.to_string())
                on:change=move |event| {
                    if let Ok(lines) = event_target_value(&event).parse() {
                        edit(&|plan| plan.skip_lines = lines);
                    }
                }/>
        }
    };
    let contents = fixed(Content::ALL.map(|content| (key(content), content.title(t.0).to_owned())));
    let heads = move |event| {
        let has_header = event_target_checked(&event);
        edit(&|plan| plan.has_header = has_header);
    };
    let tax = move |event| {
        let with_tax = event_target_checked(&event);
        edit(&|plan| plan.prices_include_tax = with_tax);
    };
    view! {
        <section aria-labelledby="columns-head">
            <h2 id="columns-head">{t.columns_mean()}</h2>
            <Questions preview field="columns"/>
            <Columns preview plan=Signal::from(plan) correct/>
        </section>
        <section aria-labelledby="reading-head">
            <h2 id="reading-head">{t.how_to_read()}</h2>
            <div class="form-grid">
                <Select label=t.rows_are() options=contents value=says(|plan| key(plan.content))
                    choose=move |name: String| {
                        if let Some(said) = plan.get_untracked().zip(parse(&name)) { recast.run(said); }
                    }/>
                <div>
                    <Select label=t.dates_are() options=dates value=says(|plan| key(plan.dates))
                        choose=move |name: String| edit(&|plan| plan.dates = parse(&name).unwrap_or(plan.dates))/>
                    <Questions preview field="dates"/>
                </div>
                <div>
                    <Select label=t.numbers_are() options=decimals value=says(|plan| key(plan.decimal))
                        choose=move |name: String| edit(&|plan| plan.decimal = parse(&name).unwrap_or(plan.decimal))/>
                    <Questions preview field="decimal"/>
                </div>
                <div>
                    <Select label=t.currency() options=currencies value=says(|plan| plan.currency.code().to_owned())
                        choose=move |code: String| edit(&|plan| plan.currency = code.parse().unwrap_or(plan.currency))/>
                    <Questions preview field="currency"/>
                </div>
                <div>
                    <Select label=t.time_zone() options=zones value=says(|plan| plan.time_zone.clone())
                        choose=move |zone: String| edit(&|plan| plan.time_zone.clone_from(&zone))/>
                    <Questions preview field="time_zone"/>
                </div>
                <Select label=t.delimiter() options=delimiters value=says(|plan| plan.delimiter.to_string())
                    choose=move |text: String| edit(&|plan| plan.delimiter = text.chars().next().unwrap_or(plan.delimiter))/>
                <Select label=t.encoding() options=encodings value=says(|plan| plan.encoding.clone())
                    choose=move |label: String| edit(&|plan| plan.encoding.clone_from(&label))/>
                <Labelled label=t.skip_lines() control=skip/>
                <label class="check">
                    <input type="checkbox" on:change=heads
                        prop:checked=move || plan.with(|plan| plan.as_ref().is_some_and(|plan| plan.has_header))/>
                    {t.first_line_names()}
                </label>
                <label class="check">
                    <input type="checkbox" on:change=tax
                        prop:checked=move || plan.with(|plan| plan.as_ref().is_some_and(|plan| plan.prices_include_tax))/>
                    {t.prices_include_tax()}
                </label>
            </div>
        </section>
    }
}

/// What a part of the plan leaves open.
#[component]
fn Questions(preview: Signal<Option<Arc<Preview>>>, field: &'static str) -> impl IntoView {
    let asked = Memo::new(move |_| {
        preview.with(|preview| {
            let questions = preview.iter().flat_map(|preview| &preview.questions);
            questions
                .filter(|question| question.field == field)
                .map(|question| question.text.clone())
                .collect::<Vec<_>>()
        })
    });
    view! {
        <div class="questions" aria-live="polite">
            {move || asked.get().into_iter().map(|text| view! { <p class="warn">{text}</p> }).collect_view()}
        </div>
    }
}

/// The first rows under what their columns mean.
#[component]
fn Columns(
    preview: Signal<Option<Arc<Preview>>>,
    plan: Signal<Option<Plan>>,
    correct: Callback<Plan>,
) -> impl IntoView {
    let t = texts();
    let header = Memo::new(move |_| {
        preview.with(|preview| {
            preview.as_ref().map(|preview| preview.header.clone()).unwrap_or_default()
        })
    });
    let sample = Memo::new(move |_| {
        preview.with(|preview| {
            preview.as_ref().map(|preview| preview.sample.clone()).unwrap_or_default()
        })
    });
    let content = Memo::new(move |_| {
        plan.with(|plan| plan.as_ref().map(|plan| plan.content).unwrap_or_default())
    });
    let meanings = Signal::derive(move || {
        let fields = content.get().fields().iter();
        std::iter::once((String::new(), t.left_out().to_owned()))
            .chain(fields.map(|field| (key(field), field.title(t.0).to_owned())))
            .collect::<Vec<_>>()
    });
    let meaning_of = move |index: usize| {
        Signal::derive(move || {
            plan.with(|plan| plan.as_ref()?.columns.get(index).copied().flatten())
        })
    };
    let choose = move |index: usize, name: String| {
        let Some(mut plan) = plan.get_untracked() else { return };
        map_column(&mut plan.columns, index, parse(&name));
        correct.run(plan);
    };
    let head = move || {
        header.get().into_iter().enumerate().map(|(index, heading)| {
            let meaning = meaning_of(index);
            let value = Signal::derive(move || meaning.get().map(key).unwrap_or_default());
            view! {
                <th scope="col" class:out=move || meaning.get().is_none()>
                    <Select label=t.meaning_of(&heading) quiet=true options=meanings value choose=move |name| choose(index, name)/>
                    <span class="heading">{heading}</span>
                </th>
            }
        }).collect_view()
    };
    let body = move || {
        sample
            .get()
            .into_iter()
            .map(|row| {
                let cells = row.into_iter().enumerate().map(|(index, cell)| {
                    let meaning = meaning_of(index);
                    view! { <td class:out=move || meaning.get().is_none()>{cell}</td> }
                });
                view! { <tr>{cells.collect_view()}</tr> }
            })
            .collect_view()
    };
    view! {
        <div class="scroll sample" tabindex="0" role="region" aria-label=t.first_rows()>
            <table>
                <caption class="sr-only">{t.first_rows()}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

/// Gives a column a meaning, which no other column keeps.
fn map_column(columns: &mut [Option<Field>], index: usize, field: Option<Field>) {
    for (at, column) in columns.iter_mut().enumerate() {
        if at == index {
            *column = field;
        } else if field.is_some() && *column == field {
            *column = None;
        }
    }
}

/// The plan in words, for a report.
pub fn in_words(plan: &Plan, locale: Locale) -> Vec<(&'static str, String)> {
    let t = Texts(locale.language);
    let tax = if plan.prices_include_tax { t.yes() } else { t.no() };
    vec![
        (t.rows_are(), plan.content.title(t.0).to_owned()),
        (t.dates_are(), date_words(t, plan.dates)),
        (t.numbers_are(), decimal_words(plan.decimal)),
        (t.currency(), plan.currency.code().to_owned()),
        (t.time_zone(), plan.time_zone.clone()),
        (t.delimiter(), delimiter_words(t, plan.delimiter)),
        (t.encoding(), plan.encoding.clone()),
        (t.prices_include_tax(), tax.to_owned()),
    ]
}

fn date_words(t: Texts, order: DateOrder) -> String {
    match order {
        DateOrder::YearMonthDay => "2025-12-09".to_owned(),
        DateOrder::DayMonthYear => t.day_first().to_owned(),
        DateOrder::MonthDayYear => t.month_first().to_owned(),
        DateOrder::Serial => t.serial_dates().to_owned(),
        DateOrder::UnixSeconds => t.unix_seconds().to_owned(),
    }
}

fn decimal_words(mark: DecimalMark) -> String {
    match mark {
        DecimalMark::Point => "1,234.56".to_owned(),
        DecimalMark::Comma => "1.234,56".to_owned(),
    }
}

fn delimiter_words(t: Texts, delimiter: char) -> String {
    match delimiter {
        ',' => t.comma().to_owned(),
        ';' => t.semicolon().to_owned(),
        '\t' => t.tab().to_owned(),
        '|' => t.pipe().to_owned(),
        other => other.to_string(),
    }
}

fn fixed<const N: usize>(options: [(String, String); N]) -> Signal<Vec<(String, String)>> {
    Signal::stored(Vec::from(options))
}

/// The name of a word of the contract, as JSON has it.
fn key(word: impl serde::Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The word of the contract that has this name.
fn parse<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meaning_belongs_to_one_column() {
        let mut columns = vec![Some(Field::Sku), None, Some(Field::Title)];
        map_column(&mut columns, 1, Some(Field::Sku));
        assert_eq!(columns, [None, Some(Field::Sku), Some(Field::Title)]);
        map_column(&mut columns, 2, None);
        assert_eq!(columns, [None, Some(Field::Sku), None]);
    }

    #[test]
    fn words_of_the_contract_survive_their_names() {
        for field in Field::ALL {
            assert_eq!(parse::<Field>(&key(field)), Some(field));
        }
        assert_eq!(parse::<Field>(""), None);
        assert_eq!(key(DateOrder::DayMonthYear), "day_month_year");
    }
}
