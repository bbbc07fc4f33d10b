//! An expected value within its range, as a small picture; the numbers stand beside it in words.

use leptos::prelude::*;

const WIDTH: f64 = 120.0;
/// Room for the dot at either end.
const EDGE: f64 = 6.0;

/// The picture, on one scale from `least` (0 where it is not said) to `most` with those beside it.
#[component]
pub fn RangeBar(
    /// What is expected.
    value: f64,
    /// The lower end of the range.
    low: f64,
    /// The upper end.
    high: f64,
    /// The start of the scale.
    #[prop(optional)]
    least: f64,
    /// The end of the scale.
    most: f64,
    /// A value to compare with, as a small upright line.
    #[prop(optional)]
    mark: Option<f64>,
) -> impl IntoView {
    let at = move |value: f64| format!("{:.1}", place(value, least, most));
    view! {
        <svg class="effect" viewBox="0 0 120 14" width="120" height="14" aria-hidden="true">
            <line class="axis" x1=at(least) x2=at(most) y1="7" y2="7"></line>
            {mark.map(|mark| view! { <line class="mark" x1=at(mark) x2=at(mark) y1="1" y2="13"></line> })}
            <line class="range" x1=at(low) x2=at(high) y1="7" y2="7"></line>
            <circle cx=at(value) cy="7" r="3.2"></circle>
        </svg>
    }
}

/// Where a value lies in the picture.
fn place(value: f64, least: f64, most: f64) -> f64 {
    let share = if most > least { ((value - least) / (most - least)).clamp(0.0, 1.0) } else { 0.0 };
    EDGE + share * (WIDTH - 2.0 * EDGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lie_within_the_picture() {
        let places = [0.0, 5.0, 12.0].map(|value| place(value, 0.0, 10.0));
        assert_eq!(places, [6.0, 60.0, 114.0]);
        assert_eq!((place(-3.0, 0.0, 10.0), place(1.0, 0.0, 0.0)), (6.0, 6.0));
        assert_eq!((place(0.0, -10.0, 10.0), place(-10.0, -10.0, 10.0)), (60.0, 6.0));
    }
}
