//! What prices are judged for: the goal and the weeks, in the address and on the page.

use super::key;
use crate::{
    kit::{Field, Select},
    locales::texts,
};
use kontor_api::{
    Words as _,
    price::{PriceGoal, PriceTerms},
};
use leptos::prelude::*;

/// Weeks that can be chosen; an address may say others.
const WEEKS: [u16; 5] = [1, 2, 4, 8, 13];

/// What parameters say, each asked for by its name; what makes no sense counts as not said.
pub fn read(param: &dyn Fn(&str) -> Option<String>) -> PriceTerms {
    let usual = PriceTerms::default();
    let goal = param("goal");
    let weeks = param("weeks").and_then(|text| text.parse().ok());
    PriceTerms {
        weeks: weeks.filter(|weeks| (1..=13).contains(weeks)).unwrap_or(usual.weeks),
        goal: PriceGoal::ALL.into_iter().find(|each| Some(key(each)) == goal).unwrap_or(usual.goal),
        by: param("by").and_then(|text| text.parse().ok()),
    }
}

/// The parameters that say it, without those that say nothing.
pub fn params(terms: &PriceTerms) -> Vec<(&'static str, String)> {
    let usual = PriceTerms::default();
    [
        ("goal", (terms.goal != usual.goal).then(|| key(&terms.goal))),
        ("weeks", (terms.weeks != usual.weeks).then(|| terms.weeks.to_string())),
        ("by", terms.by.map(|day| day.to_string())),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
    .collect()
}

/// Goal, weeks, and the day where everything is to be sold by one.
#[component]
pub fn TermsFields(
    /// What prices are judged for.
    #[prop(into)]
    terms: Signal<PriceTerms>,
    /// Judges them for something else.
    #[prop(into)]
    choose: Callback<PriceTerms>,
) -> impl IntoView {
    let t = texts();
    let goals = PriceGoal::ALL.map(|goal| (key(&goal), goal.title(t.0).to_owned())).to_vec();
    let goal = Signal::derive(move || terms.with(|terms| key(&terms.goal)));
    let weeks = Signal::derive(move || terms.with(|terms| terms.weeks.to_string()));
    let spans = Signal::derive(move || {
        let own = terms.with(|terms| terms.weeks);
        let mut spans = WEEKS.to_vec();
        spans.extend((!WEEKS.contains(&own)).then_some(own));
        spans.sort_unstable();
        let words = |weeks: u16| (weeks.to_string(), t.weeks_long(i64::from(weeks)));
        spans.into_iter().map(words).collect::<Vec<_>>()
    });
    let choose_goal = move |name: String| {
        let goal = PriceGoal::ALL.into_iter().find(|each| key(each) == name).unwrap_or_default();
        let before = terms.get_untracked();
        let by = before.by.filter(|_| goal == PriceGoal::SellThrough);
        choose.run(PriceTerms { goal, by, ..before });
    };
    let choose_weeks = move |text: String| {
        let before = terms.get_untracked();
        choose.run(PriceTerms { weeks: text.parse().unwrap_or(before.weeks), ..before });
    };
    let has_day = Memo::new(move |_| terms.with(|terms| terms.goal == PriceGoal::SellThrough));
    let day = move |id: String| {
        view! {
            <input type="date" id=id.clone() aria-describedby=format!("{id}-note")
                prop:value=move || terms.with(|terms| terms.by.map(|day| day.to_string()).unwrap_or_default())
                on:change=move |event| {
                    // An empty day is the end of the weeks.
                    let by = event_target_value(&event).parse().ok();
                    choose.run(PriceTerms { by, ..terms.get_untracked() });
                }/>
        }
    };
    view! {
        <Select label=t.price_goal() options=Signal::stored(goals) value=goal choose=choose_goal/>
        <Select label=t.weeks_judged() options=spans value=weeks choose=choose_weeks/>
        {move || has_day.get().then(|| view! { <Field label=t.sold_by_day() control=day/> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_survive_their_address_and_nonsense_is_not_taken() {
        let terms =
            PriceTerms { weeks: 8, goal: PriceGoal::SellThrough, by: "2026-12-24".parse().ok() };
        let said = params(&terms);
        let of = |key: &str| said.iter().find(|pair| pair.0 == key).map(|pair| pair.1.clone());
        assert_eq!(read(&of), terms);
        assert!(params(&PriceTerms::default()).is_empty());
        let nonsense = |key: &str| Some(if key == "weeks" { "99" } else { "much" }.to_owned());
        assert_eq!(read(&nonsense), PriceTerms::default());
    }
}
