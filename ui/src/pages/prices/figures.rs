//! What a price does, in figures: beside each the difference to now, and its range as a picture.

use super::{between, expected, money_ends, number_ends, signed, told};
use crate::{
    kit::{RangeBar, Tip},
    locales::{Texts, locale, texts},
};
use kontor_api::price::{MoneyRange, NextOrder, NumberRange, RunsOut, WhatIfFigures};
use kontor_domain::{Date, Money};
use leptos::prelude::*;

/// A figure, written out.
#[derive(Clone, PartialEq)]
struct Figure {
    title: &'static str,
    value: String,
    change: Option<Change>,
    range: Option<Range>,
    /// What it means, where its name does not say it.
    tip: &'static str,
}

/// A difference to now.
#[derive(Clone, PartialEq)]
struct Change {
    words: String,
    /// Whether that is welcome; neither, where nobody can say.
    is_good: Option<bool>,
}

/// A range with its words, on a scale of its own around now.
#[derive(Clone, PartialEq)]
struct Range {
    words: String,
    value: f64,
    ends: (f64, f64),
    scale: (f64, f64),
    now: f64,
}

/// The figures of a scenario beside those of now.
#[component]
pub fn Figures(
    /// Those of now, and those of the scenario; `None` until they are known.
    figures: Memo<Option<(WhatIfFigures, WhatIfFigures)>>,
    /// Weeks that are judged.
    #[prop(into)]
    weeks: Signal<u16>,
    /// Whether the 95 % range is shown.
    #[prop(into)]
    is_wide: Signal<bool>,
    /// Whether an order and a stock are looked at, too.
    #[prop(optional)]
    of_one: bool,
) -> impl IntoView {
    let t = texts();
    // Their places are made once, so that nothing moves while an answer is waited for.
    let places = if of_one { 6 } else { 4 };
    let all = Memo::new(move |_| {
        figures.with(|figures| {
            let (now, then) = figures.as_ref()?;
            Some(written(t, now, then, weeks.get(), is_wide.get(), of_one))
        })
    });
    let spoken = move || {
        figures.with(|figures| {
            let (_, then) = figures.as_ref()?;
            let [units, revenue, margin] =
                [expected(then.units.mean), told(then.revenue.mean), told(then.margin.mean)];
            let gain = signed(then.gain.mean, then.gain.mean);
            Some(t.spoken_figures(units, revenue, margin, gain))
        })
    };
    view! {
        <ul class="out" aria-label=t.what_it_does()>
            {(0..places).map(|index| {
                let one = Memo::new(move |_| all.with(|all| all.as_ref()?.get(index).cloned()));
                view! { <li>{move || one.get().map(shown)}</li> }
            }).collect_view()}
        </ul>
        <p class="sr-only" role="status">{spoken}</p>
    }
}

fn shown(figure: Figure) -> impl IntoView {
    let title = match figure.tip {
        "" => figure.title.into_any(),
        tip => view! {
            <Tip text=Signal::stored(tip.to_owned())><span tabindex="0">{figure.title}</span></Tip>
        }
        .into_any(),
    };
    let change = figure.change.map(|change| {
        let class = match change.is_good {
            Some(true) => "gain",
            Some(false) => "loss",
            None => "even",
        };
        view! { <em class=class>{change.words}</em> }
    });
    let range = figure.range.map(|range| {
        let (low, high) = range.ends;
        let (least, most) = range.scale;
        view! {
            <RangeBar value=range.value low high least most mark=range.now/>
            <small>{range.words}</small>
        }
    });
    view! { <span>{title}</span><b>{figure.value}</b>{change}{range} }
}

fn written(
    t: Texts,
    now: &WhatIfFigures,
    then: &WhatIfFigures,
    weeks: u16,
    is_wide: bool,
    of_one: bool,
) -> Vec<Figure> {
    let plain = |title, value| Figure { title, value, change: None, range: None, tip: "" };
    let mut all = vec![
        Figure {
            change: number_change(now.units.mean, then.units.mean),
            range: Some(number_range(&now.units, &then.units, is_wide)),
            ..plain(t.units_a_week(), expected(then.units.mean))
        },
        Figure {
            change: money_change(now.revenue.mean, then.revenue.mean),
            range: Some(money_range(&now.revenue, &then.revenue, is_wide)),
            ..plain(t.revenue_a_week(), told(then.revenue.mean))
        },
        Figure {
            change: money_change(now.margin.mean, then.margin.mean),
            range: Some(money_range(&now.margin, &then.margin, is_wide)),
            ..plain(t.margin_a_week(), told(then.margin.mean))
        },
    ];
    if of_one {
        all.push(runs_out(t, now.runs_out, then.runs_out, weeks));
        all.push(next_order(t, now.next_order, then.next_order));
    }
    let cash = then.cash.map(|cash| Figure {
        change: None,
        tip: t.cash_says(),
        ..plain(t.cash_change(), signed(cash, cash))
    });
    all.push(cash.unwrap_or_else(|| plain(t.cash_change(), t.not_known().to_owned())));
    all
}

/// A difference; none where it rounds to nothing.
fn number_change(now: f64, then: f64) -> Option<Change> {
    let difference = then - now;
    if difference.abs() < 0.05 {
        return None;
    }
    let words = expected(difference);
    let words = if difference > 0.0 { format!("+{words}") } else { words };
    Some(Change { words, is_good: Some(difference > 0.0) })
}

fn money_change(now: Money, then: Money) -> Option<Change> {
    let difference = Money::new(then.minor - now.minor, then.currency);
    let is_good = (difference.minor != 0).then_some(difference.minor > 0)?;
    Some(Change { words: signed(difference, then), is_good: Some(is_good) })
}

/// A scale that both ranges fit on, with room beside them.
fn scale_of(values: [f64; 6]) -> (f64, f64) {
    let low = values.into_iter().fold(f64::MAX, f64::min);
    let high = values.into_iter().fold(f64::MIN, f64::max);
    let room = ((high - low) * 0.2).max(1e-9);
    (low - room, high + room)
}

fn number_range(now: &NumberRange, then: &NumberRange, is_wide: bool) -> Range {
    let ends = number_ends(then, is_wide);
    Range {
        words: format!("{} – {}", expected(ends.0), expected(ends.1)),
        value: then.mean,
        ends,
        scale: scale_of([now.mean, then.mean, now.low95, now.high95, then.low95, then.high95]),
        now: now.mean,
    }
}

fn money_range(now: &MoneyRange, then: &MoneyRange, is_wide: bool) -> Range {
    let ends = money_ends(then, is_wide);
    let scale = [now.mean, then.mean, now.low95, now.high95, then.low95, then.high95];
    Range {
        words: between(ends),
        value: then.mean.major(),
        ends: (ends.0.major(), ends.1.major()),
        scale: scale_of(scale.map(Money::major)),
        now: now.mean.major(),
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

fn runs_out(t: Texts, now: Option<RunsOut>, then: Option<RunsOut>, weeks: u16) -> Figure {
    let locale = locale();
    let plain = |value| Figure { title: t.runs_out(), value, change: None, range: None, tip: "" };
    let Some(then) = then else { return plain(t.not_known().to_owned()) };
    let late = t.later_than(t.weeks_long(i64::from(weeks)));
    let Some(day) = then.day else { return plain(late) };
    let change = now.and_then(|now| now.day).map(|before| match days_between(before, day) {
        0 => Change { words: t.as_now().to_owned(), is_good: None },
        days if days > 0 => Change { words: t.days_more(days), is_good: None },
        days => Change { words: t.days_less(-days), is_good: None },
    });
    let range = then.early.map(|early| {
        let end = then.late.map_or(late, |day| locale.day(day));
        let span = then.late.map_or(60, |late| days_between(early, late)).max(1) as f64;
        let at = days_between(early, day) as f64;
        let before = now.and_then(|now| now.day).map_or(at, |day| days_between(early, day) as f64);
        Range {
            words: format!("{} – {end}", locale.day(early)),
            value: at,
            ends: (0.0, span),
            scale: scale_of([0.0, span, at, before, at, before]),
            now: before,
        }
    });
    Figure { change, range, ..plain(locale.day(day)) }
}

fn next_order(t: Texts, now: Option<NextOrder>, then: Option<NextOrder>) -> Figure {
    let locale = locale();
    let write = |order: NextOrder| match order.quantity.milli {
        0 => t.no_order().to_owned(),
        _ => t.order_by(locale.quantity(order.quantity), locale.day(order.day)),
    };
    let value = then.map_or_else(|| t.not_known().to_owned(), write);
    let was = now
        .filter(|now| then != Some(*now))
        .map(|now| Change { words: t.order_was(locale.quantity(now.quantity)), is_good: None });
    Figure { title: t.next_order(), value, change: was, range: None, tip: "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_holds_both_ranges_with_room_beside_them() {
        let (least, most) = scale_of([28.0, 30.0, 20.0, 36.0, 22.0, 40.0]);
        assert_eq!((least, most), (16.0, 44.0));
        let (least, most) = scale_of([1.0; 6]);
        assert!(least < most);
    }
}
