//! Key figures: how values are written, and how they compare.

use crate::{
    kit::{Comparison, Kpi, Standing},
    locales::{locale, texts},
    paint::painted,
    query::use_query,
};
use kontor_api::{
    Words,
    sales::{Figure, GetMeasures, Measure, Summary, Value},
};
use kontor_domain::{Locale, Money, Period};
use leptos::prelude::*;

/// A value as it is: every penny, every unit.
pub fn exact(locale: Locale, value: Value) -> String {
    match value {
        Value::Money(money) => locale.money(money),
        Value::Count(count) => locale.count(count),
        Value::Quantity(quantity) => locale.quantity(quantity),
        Value::Share(share) => locale.percent(share),
    }
}

/// A value for a headline: large amounts without their pence.
pub fn headline(locale: Locale, value: Value) -> String {
    const LARGE: f64 = 1000.0;
    match value {
        Value::Money(money) if money.major().abs() >= LARGE => locale.money_whole(money),
        other => exact(locale, other),
    }
}

/// The relative change from `before`; `None` from zero, of which nothing is a share.
pub fn change_of(now: f64, before: f64) -> Option<f64> {
    (before != 0.0).then(|| (now - before) / before.abs())
}

/// The change in words: of a percentage in points, of anything else in percent of it; `None` where
/// it was nothing before.
pub fn change_words(locale: Locale, now: Value, before: Value) -> Option<String> {
    match (now, before) {
        (Value::Share(now), Value::Share(before)) => Some(locale.points(now - before)),
        _ => change_of(now.as_f64(), before.as_f64()).map(|ratio| locale.change(ratio)),
    }
}

/// Compares a figure with what it was.
fn compare(
    figure: &Figure,
    before: Option<Value>,
    days: Option<Period>,
    against: String,
    nothing: String,
) -> Comparison {
    let locale = locale();
    let (Some(before), Some(days)) = (before, days) else {
        return Comparison {
            change: None,
            rose: None,
            standing: Standing::Even,
            against: nothing,
            exact: String::new(),
        };
    };
    let (now, then) = (figure.value.as_f64(), before.as_f64());
    let rose = (now != then).then_some(now > then);
    let standing = match rose {
        None => Standing::Even,
        Some(rose) if rose != figure.measure.less_is_better() => Standing::Better,
        Some(_) => Standing::Worse,
    };
    Comparison {
        change: Some(
            change_words(locale, figure.value, before)
                .unwrap_or_else(|| difference(locale, figure.value, before)),
        ),
        rose,
        standing,
        against,
        exact: format!("{}: {}", locale.period(days), exact(locale, before)),
    }
}

/// The absolute change, with its sign.
fn difference(locale: Locale, now: Value, before: Value) -> String {
    let difference = match (now, before) {
        (Value::Money(now), Value::Money(before)) => {
            Value::Money(Money::new(now.minor.saturating_sub(before.minor), now.currency))
        }
        (Value::Count(now), Value::Count(before)) => Value::Count(now.saturating_sub(before)),
        (now, _) => now,
    };
    let plus = if difference.as_f64() > 0.0 { "+" } else { "" };
    format!("{plus}{}", exact(locale, difference))
}

/// A row of key figures.
#[component]
pub fn KeyFigures(
    /// The figures.
    summary: std::sync::Arc<Summary>,
    /// Which to show, and in which order.
    #[prop(into)]
    measures: Vec<Measure>,
    /// The page's measure.
    #[prop(optional, into)]
    chosen: Signal<Option<Measure>>,
    /// Makes another the page's measure.
    #[prop(optional)]
    choose: Option<Callback<Measure>>,
    /// Where the lines of a measure are.
    lines: impl Fn(Measure) -> String,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let definitions = use_query(|| Some(GetMeasures {}));
    painted();
    let days = summary.period.map_or(0, Period::days);
    let figures = measures
        .into_iter()
        .filter_map(|measure| summary.figures.iter().find(|figure| figure.measure == measure));
    let kpis = figures.map(|figure| {
        let measure = figure.measure;
        let definition = Signal::derive(move || {
            definitions
                .value
                .with(|reply| {
                    let definition =
                        reply.as_ref()?.measures.iter().find(|info| info.measure == measure)?;
                    Some(definition.definition.clone())
                })
                .unwrap_or_default()
        });
        let comparisons = vec![
            compare(
                figure,
                figure.previous,
                summary.previous,
                t.vs_previous_days(days),
                t.no_previous_days().to_owned(),
            ),
            compare(
                figure,
                figure.year_before,
                summary.year_before,
                t.vs_year_before().to_owned(),
                t.no_year_before().to_owned(),
            ),
        ];
        view! {
            <Kpi title=measure.title(t.0) definition value=headline(locale, figure.value)
                lines=lines(measure) comparisons course=figure.course.clone()
                chosen=Signal::derive(move || chosen.get() == Some(measure))
                choose=choose.map(|choose| Callback::new(move |()| choose.run(measure)))/>
        }
    });
    view! { <ul class="kpis">{kpis.collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    #[test]
    fn headlines_drop_pence_only_where_they_do_not_matter() {
        let gbp = "GBP".parse().unwrap();
        let locale = Locale { language: Language::En, home: Some(gbp) };
        assert_eq!(headline(locale, Value::Money(Money::new(4_821_050, gbp))), "£48,211");
        assert_eq!(headline(locale, Value::Money(Money::new(1_234, gbp))), "£12.34");
        assert_eq!(difference(locale, Value::Count(5), Value::Count(0)), "+5");
        let margin = change_words(locale, Value::Share(0.415), Value::Share(0.4));
        assert_eq!(margin.as_deref(), Some("+1.5\u{a0}points"));
    }

    #[test]
    fn nothing_is_a_share_of_zero() {
        assert_eq!(change_of(5.0, 0.0), None);
        assert_eq!(change_of(-5.0, -10.0), Some(0.5));
    }
}
