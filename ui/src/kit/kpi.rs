//! A key figure: the number, how it compares, and its course.

use crate::kit::tip::Tip;
use leptos::prelude::*;

/// Whether a change is welcome. Colour follows it, and arrow and words say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Better than before.
    Better,
    /// Worse than before.
    Worse,
    /// Neither, or not to be told.
    Even,
}

/// What a figure is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The change, written out with its sign; `None` without data to compare with.
    pub change: Option<String>,
    /// Whether it rose, fell (`Some(true)`, `Some(false)`) or stayed.
    pub rose: Option<bool>,
    /// Whether that is welcome.
    pub standing: Standing,
    /// Compared with what, or why there is nothing to compare with.
    pub against: String,
    /// The days and the value compared with.
    pub exact: String,
}

/// A key figure. With `choose` it can be made the measure of the page; its number leads to the
/// lines behind it.
#[component]
pub fn Kpi(
    /// What it is.
    #[prop(into)]
    title: String,
    /// What that means.
    #[prop(into)]
    definition: Signal<String>,
    /// The number.
    #[prop(into)]
    value: String,
    /// Where its lines are.
    #[prop(into)]
    lines: String,
    /// Comparisons.
    comparisons: Vec<Comparison>,
    /// Its course.
    course: Vec<f64>,
    /// Whether it is the page's measure.
    #[prop(into)]
    chosen: Signal<bool>,
    /// Makes it the page's measure.
    #[prop(optional_no_strip)]
    choose: Option<Callback<()>>,
) -> impl IntoView {
    let label = match choose {
        Some(choose) => view! {
            <button type="button" class="k" aria-pressed=move || chosen.get().to_string()
                on:click=move |_| choose.run(())>{title}</button>
        }
        .into_any(),
        None => view! { <span class="k" tabindex="0">{title}</span> }.into_any(),
    };
    // Words and days that would crowd the figure: what it means, and what it is compared with.
    let exact: Vec<String> =
        comparisons.iter().map(|comparison| comparison.exact.clone()).collect();
    let words = Signal::derive(move || {
        let lines = std::iter::once(definition.get()).chain(exact.clone());
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    });
    view! {
        <li class="kpi" class:on=chosen>
            <Tip text=words>{label}</Tip>
            <a class="v" href=lines>{value}</a>
            {comparisons.into_iter().map(|comparison| view! { <ComparisonView comparison/> }).collect_view()}
            {sparkline(&course)}
        </li>
    }
}

#[component]
fn ComparisonView(comparison: Comparison) -> impl IntoView {
    let class = match comparison.standing {
        Standing::Better => "gain",
        Standing::Worse => "loss",
        Standing::Even => "even",
    };
    let arrow = match comparison.rose {
        Some(true) => "▲",
        Some(false) => "▼",
        None => "=",
    };
    view! {
        <p class="d">
            {comparison.change.map(|change| view! {
                <b class=class><span aria-hidden="true">{arrow}</span>" "{change}</b>" "
            })}
            {comparison.against}
        </p>
    }
}

const SPARK_WIDTH: f64 = 84.0;
const SPARK_HEIGHT: f64 = 22.0;

/// A small line without axes; the numbers stand beside it and on the page of its measure.
fn sparkline(course: &[f64]) -> Option<impl IntoView + use<>> {
    let points = spark_points(course);
    let (x, y) = *points.last()?;
    let path: String = points
        .iter()
        .enumerate()
        .map(|(index, (x, y))| format!("{}{x:.1},{y:.1}", if index == 0 { 'M' } else { 'L' }))
        .collect();
    Some(view! {
        <svg class="spark" viewBox="0 0 84 22" width="84" height="22" aria-hidden="true">
            <path d=path></path>
            <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r="2"></circle>
        </svg>
    })
}

/// The course scaled into the picture, two pixels from its edges; fewer than two points are none.
fn spark_points(course: &[f64]) -> Vec<(f64, f64)> {
    if course.len() < 2 {
        return Vec::new();
    }
    let low = course.iter().copied().fold(f64::INFINITY, f64::min);
    let high = course.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = if high > low { high - low } else { 1.0 };
    let step = (SPARK_WIDTH - 4.0) / (course.len() - 1) as f64;
    let place = |(index, value): (usize, &f64)| {
        let share = (value - low) / range;
        (2.0 + index as f64 * step, SPARK_HEIGHT - 2.0 - share * (SPARK_HEIGHT - 4.0))
    };
    course.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_fills_its_picture() {
        assert_eq!(spark_points(&[1.0, 3.0, 2.0]), [(2.0, 20.0), (42.0, 2.0), (82.0, 11.0)]);
        assert_eq!(spark_points(&[5.0, 5.0]), [(2.0, 20.0), (82.0, 20.0)]);
        assert!(spark_points(&[5.0]).is_empty() && spark_points(&[]).is_empty());
    }
}
