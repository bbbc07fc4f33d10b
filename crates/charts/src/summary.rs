//! What a chart says, in a sentence or two, for those who do not see it.
//!
//! German sentences have no verb that would have to agree with the measure's number.

use crate::{Bars, HeatMap, MOST_BARS, TimeSeries, words::hour_of_week};
use kontor_domain::{Date, Grain, Language};

/// How a measure went, where it was highest and lowest, and how the whole compares.
pub fn over_time(spec: &TimeSeries) -> String {
    let Some(course) = course(spec) else {
        return nothing(&spec.title, spec.locale.language);
    };
    match overall(spec) {
        Some(overall) => format!("{} {}", sentence(course), sentence(overall)),
        None => sentence(course),
    }
}

fn course(spec: &TimeSeries) -> Option<String> {
    let title = &spec.title;
    let (first, last) = (spec.steps.first()?, spec.steps.last()?);
    // Of equals the first.
    let lowest = spec.steps.iter().min_by(|a, b| a.value.total_cmp(&b.value))?;
    let highest = spec.steps.iter().min_by(|a, b| b.value.total_cmp(&a.value))?;
    let [a, z, high, low] =
        [first, last, highest, lowest].map(|step| spec.unit.spoken(spec.locale, step.value));
    let [on_a, on_z, on_high, on_low] =
        [first, last, highest, lowest].map(|step| on(spec, step.start));
    if spec.steps.len() == 1 {
        return Some(format!("{title} {on_a}: {a}"));
    }
    let mut text = match spec.locale.language {
        Language::En if low == high => {
            return Some(format!("{title} stayed at {a}, {}", span(spec)?));
        }
        Language::En if first.value < last.value => {
            format!("{title} rose from {a} {on_a} to {z} {on_z}")
        }
        Language::En if first.value > last.value => {
            format!("{title} fell from {a} {on_a} to {z} {on_z}")
        }
        Language::En => format!("{title} stood at {a} {on_a} and again {on_z}"),
        Language::De if low == high => {
            return Some(format!("{title}: unverändert {a}, {}", span(spec)?));
        }
        Language::De if first.value < last.value => {
            format!("{title}: von {a} {on_a} auf {z} {on_z} gestiegen")
        }
        Language::De if first.value > last.value => {
            format!("{title}: von {a} {on_a} auf {z} {on_z} gefallen")
        }
        Language::De => format!("{title}: {a} {on_a} und wieder {on_z}"),
    };
    if spec.steps.len() > 2 {
        text += &match spec.locale.language {
            Language::En => format!("; highest {high} {on_high}, lowest {low} {on_low}"),
            Language::De => {
                format!("; am höchsten mit {high} {on_high}, am niedrigsten mit {low} {on_low}")
            }
        };
    }
    Some(text)
}

/// When a step was: `on 3 Nov`.
fn on(spec: &TimeSeries, start: Date) -> String {
    let name = spec.short_name(start);
    match (spec.locale.language, spec.grain) {
        (Language::En, Grain::Day) => format!("on {name}"),
        (Language::En, Grain::Week) => format!("in the week of {name}"),
        (Language::En, Grain::Month) => format!("in {name}"),
        (Language::De, Grain::Day) => format!("am {name}"),
        (Language::De, Grain::Week) => format!("in der Woche ab {name}"),
        (Language::De, Grain::Month) => format!("im {name}"),
    }
}

/// The first step to the last: `3 to 30 Nov`.
fn span(spec: &TimeSeries) -> Option<String> {
    let [first, last] =
        [spec.steps.first()?, spec.steps.last()?].map(|step| spec.short_name(step.start));
    Some(match spec.locale.language {
        Language::En => format!("{first} to {last}"),
        Language::De => format!("{first} bis {last}"),
    })
}

fn overall(spec: &TimeSeries) -> Option<String> {
    let total = spec.total?;
    let written = spec.unit.spoken(spec.locale, total);
    let comparison = spec.previous_total.map(|previous| {
        match spec.unit.change(spec.locale, Some(previous), total) {
            Some(change) => (change, true),
            None => (spec.unit.spoken(spec.locale, previous), false),
        }
    });
    Some(match (spec.locale.language, comparison) {
        (Language::En, None) => format!("Over the whole period {written}"),
        (Language::En, Some((change, true))) => {
            format!("Over the whole period {written}, {change} on the period before")
        }
        (Language::En, Some((before, false))) => {
            format!("Over the whole period {written}, {before} in the period before")
        }
        (Language::De, None) => format!("Im ganzen Zeitraum {written}"),
        (Language::De, Some((change, true))) => {
            format!("Im ganzen Zeitraum {written}, {change} gegenüber dem Zeitraum davor")
        }
        (Language::De, Some((before, false))) => {
            format!("Im ganzen Zeitraum {written}, im Zeitraum davor {before}")
        }
    })
}

/// The first three bars, and how many follow.
pub fn across(spec: &Bars) -> String {
    let (title, language, count) = (&spec.title, spec.locale.language, spec.bars.len());
    if count == 0 {
        return nothing(title, language);
    }
    let named: Vec<String> = spec
        .bars
        .iter()
        .take(3)
        .map(|bar| {
            let value = spec.unit.spoken(spec.locale, bar.value);
            match spec.total.filter(|total| *total > 0.0) {
                Some(total) => {
                    format!("{} {value} ({})", bar.title, spec.locale.percent(bar.value / total))
                }
                None => format!("{} {value}", bar.title),
            }
        })
        .collect();
    let named = format!("{title}: {}", named.join(", "));
    let rest = spec.rest.map_or(0, |(parts, _)| parts);
    let more = rest.saturating_add(count.saturating_sub(3) as u64);
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    let named = match language {
        _ if more == 0 => sentence(named),
        Language::En => format!("{named}, and {} more.", spec.locale.count(more)),
        Language::De => format!("{named} und {} weitere.", spec.locale.count(more)),
    };
    match (language, rest) {
        _ if count <= MOST_BARS => named,
        (Language::En, 0) => {
            format!("{named} The picture shows the first {MOST_BARS}, the table all {count}.")
        }
        (Language::En, _) => {
            format!(
                "{named} The picture shows the first {MOST_BARS}, the table {count} and the sum of the others."
            )
        }
        (Language::De, 0) => {
            format!("{named} Das Bild zeigt die ersten {MOST_BARS}, die Tabelle alle {count}.")
        }
        (Language::De, _) => {
            format!(
                "{named} Das Bild zeigt die ersten {MOST_BARS}, die Tabelle {count} und die Summe der weiteren."
            )
        }
    }
}

/// The best hour of the week, and how many are empty.
pub fn over_week(spec: &HeatMap) -> String {
    let (title, language) = (&spec.title, spec.locale.language);
    let hours = || {
        spec.days().flat_map(|(day, hours)| {
            (0_u8..).zip(hours).map(move |(hour, value)| (day, hour, *value))
        })
    };
    let Some((day, hour, value)) = hours().min_by(|a, b| b.2.total_cmp(&a.2)) else {
        return nothing(title, language);
    };
    let written = spec.unit.spoken(spec.locale, value);
    let empty = hours().filter(|hour| hour.2 == 0.0).count();
    if empty == 7 * 24 {
        return match language {
            Language::En => format!("{title}: {written} in every hour of the week."),
            Language::De => format!("{title}: {written} in jeder Stunde der Woche."),
        };
    }
    let when = hour_of_week(spec.locale, day, hour);
    match (language, empty) {
        (Language::En, 0) => format!("{title}: highest {written}, {when}."),
        (Language::En, _) => {
            format!("{title}: highest {written}, {when}; nothing in {empty} of 168 hours.")
        }
        (Language::De, 0) => format!("{title}: am höchsten mit {written}, {when}."),
        (Language::De, _) => format!(
            "{title}: am höchsten mit {written}, {when}; nichts in {empty} von 168 Stunden."
        ),
    }
}

fn nothing(title: &str, language: Language) -> String {
    match language {
        Language::En => format!("{title}: nothing to show for this period."),
        Language::De => format!("{title}: nichts zu zeigen für diesen Zeitraum."),
    }
}

/// Ends a sentence, unless an abbreviated month has done so already.
fn sentence(text: String) -> String {
    if text.ends_with('.') { text } else { text + "." }
}
