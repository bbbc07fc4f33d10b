//! A chart drawn by the engine, made to answer: to the pointer, to the arrow keys, to a screen
//! reader.

use crate::{kit::table::TextTableView, locales::texts};
use kontor_api::chart::{Chart, Mark};
use leptos::{html, prelude::*};

/// A chart with its words and its twin, a table.
#[component]
pub fn ChartView(
    /// The chart.
    #[prop(into)]
    chart: Signal<Chart>,
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
    /// Takes the key of the mark that was clicked or entered.
    #[prop(optional)]
    pick: Option<Callback<String>>,
) -> impl IntoView {
    let t = texts();
    let picture = NodeRef::<html::Div>::new();
    let current = RwSignal::new(None::<usize>);
    // Another chart has other marks.
    Effect::new(move |_| {
        chart.track();
        current.set(None);
    });
    let mark = Memo::new(move |_| {
        chart.with(|chart| current.get().and_then(|index| chart.marks.get(index).cloned()))
    });
    let size =
        Memo::new(move |_| chart.with(|chart| (f64::from(chart.width), f64::from(chart.height))));
    let under_pointer = move |event: &web_sys::PointerEvent| {
        let shown = picture.get_untracked()?.get_bounding_client_rect();
        let (width, height) = size.get_untracked();
        let x = (f64::from(event.client_x()) - shown.left()) / shown.width() * width;
        let y = (f64::from(event.client_y()) - shown.top()) / shown.height() * height;
        chart.with_untracked(|chart| chart.marks.iter().position(|mark| holds(mark, x, y)))
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let Some(last) = chart.with_untracked(|chart| chart.marks.len().checked_sub(1)) else {
            return;
        };
        let at = current.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => Some(at.map_or(0, |at| (at + 1).min(last))),
            "ArrowLeft" | "ArrowUp" => Some(at.map_or(last, |at| at.saturating_sub(1))),
            "Home" => Some(0),
            "End" => Some(last),
            "Escape" => None,
            "Enter" => return pick_mark(pick, mark.get_untracked()),
            _ => return,
        };
        event.prevent_default();
        current.set(next);
    };
    let spoken = move || mark.with(|mark| mark.as_ref().map(in_words).unwrap_or_default());
    let callout = move || {
        let (width, height) = size.get();
        mark.get().map(|mark| view! { <Callout mark width height/> })
    };
    view! {
        <div class="chart-view">
            <p class="summary">{move || chart.with(|chart| chart.summary.clone())}</p>
            // The picture is for eyes; the group says the same in words.
            <div class="picture" class:picks=pick.is_some() node_ref=picture tabindex="0" role="group"
                aria-label=move || t.chart_label(label.get())
                on:pointermove=move |event| current.set(under_pointer(&event))
                on:pointerleave=move |_| current.set(None)
                on:blur=move |_| current.set(None)
                on:click=move |_| pick_mark(pick, mark.get_untracked())
                on:keydown=on_key>
                <div aria-hidden="true" inner_html=move || chart.with(|chart| chart.svg.clone())></div>
                {callout}
            </div>
            <p class="sr-only" aria-live="polite">{spoken}</p>
            <details class="twin">
                <summary>{t.view_as_table()}</summary>
                {move || view! {
                    <TextTableView table=chart.with(|chart| chart.table.clone()) label=label.get()/>
                }}
            </details>
        </div>
    }
}

/// The words beside a mark, and a dot on its value.
#[component]
fn Callout(mark: Mark, width: f64, height: f64) -> impl IntoView {
    let (x, y) = mark.point.unwrap_or((mark.x + mark.width / 2.0, mark.y + mark.height / 2.0));
    let percent = |part: f64, whole: f64| format!("{:.2}%", part / whole.max(1.0) * 100.0);
    let (left, top) = (percent(x, width), percent(y, height));
    // On the side where there is room.
    let flipped = x > width / 2.0;
    view! {
        {mark.point.is_some().then(|| view! {
            <span class="chart-dot" style:left=left.clone() style:top=top.clone()></span>
        })}
        <div class="callout" class:flipped=flipped style:left=left style:top=top>
            <b>{mark.title}</b>
            <dl>{mark.values.into_iter().map(|(name, value)| view! {
                <dt>{name}</dt><dd>{value}</dd>
            }).collect_view()}</dl>
        </div>
    }
}

fn pick_mark(pick: Option<Callback<String>>, mark: Option<Mark>) {
    if let (Some(pick), Some(mark)) = (pick, mark) {
        pick.run(mark.key);
    }
}

fn holds(mark: &Mark, x: f64, y: f64) -> bool {
    (mark.x..mark.x + mark.width).contains(&x) && (mark.y..mark.y + mark.height).contains(&y)
}

fn in_words(mark: &Mark) -> String {
    let values = mark.values.iter().map(|(name, value)| format!("{name} {value}"));
    format!("{}: {}", mark.title, values.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_holds_its_left_edge_and_not_its_right_one() {
        let mark = Mark {
            x: 10.0,
            y: 0.0,
            width: 20.0,
            height: 100.0,
            point: None,
            title: "3 Dec".to_owned(),
            values: vec![
                ("Now".to_owned(), "£5".to_owned()),
                ("Before".to_owned(), "£4".to_owned()),
            ],
            key: String::new(),
        };
        assert!(
            holds(&mark, 10.0, 50.0) && !holds(&mark, 30.0, 50.0) && !holds(&mark, 15.0, 100.0)
        );
        assert_eq!(in_words(&mark), "3 Dec: Now £5, Before £4");
    }
}
