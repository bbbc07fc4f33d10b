//! What a planned test comes to: how sure, at what cost, and which price in which week.

use super::{between, chance, signed};
use crate::{
    kit::Busy,
    locales::{locale, texts},
    pages::approvals,
};
use kontor_api::price::{PriceTest, PriceTestWeek};
use leptos::prelude::*;

/// The plan in figures, and its proposal.
#[component]
pub fn Planned(
    /// The plan.
    test: PriceTest,
    /// Whether an answer is waited for.
    #[prop(into)]
    busy: Signal<bool>,
    /// Proposes it.
    #[prop(into)]
    propose: Callback<()>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let needed = match test.weeks_needed {
        Some(weeks) => locale.count(i64::from(weeks)),
        None => t.more_than_a_year().to_owned(),
    };
    let cost = signed(test.gain.mean, test.gain.mean);
    let range = between((test.gain.low, test.gain.high));
    let made = test.proposal.map(|id| {
        view! {
            <div class="done">
                <p class="what">{t.proposed_now()}</p>
                <div class="acts"><a class="button" href=approvals::address_of(id)>{t.proposal_number(id)}</a></div>
            </div>
        }
    });
    let is_open = test.proposal.is_none();
    let products = test.products.iter().map(|one| {
        let title = if one.title.is_empty() { one.sku.clone() } else { one.title.clone() };
        let old = one.old.map_or_else(|| "–".to_owned(), |old| locale.money(old));
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td class="num">{old}</td>
                <td class="num">{locale.money(one.new)}</td>
            </tr>
        }
    });
    let week = |week: &PriceTestWeek| {
        let asked = if week.is_new { t.other_price() } else { t.price_now() };
        view! {
            <tr class:sel=week.is_new>
                <th scope="row">{locale.date(week.week)}</th>
                <td>{asked}</td>
            </tr>
        }
    };
    let weeks = test.weeks.iter().map(week).collect_view();
    view! {
        {made}
        <p class="under" role="status">{test.says.clone()}</p>
        <dl class="facts">
            <div><dt>{t.test_power()}</dt><dd>{chance(test.power)}</dd></div>
            <div><dt>{t.test_needed()}</dt><dd>{needed}</dd></div>
            <div><dt>{t.test_weeks()}</dt><dd>{locale.count(test.weeks.len() as i64)}</dd></div>
            <div class="wide"><dt>{t.test_costs()}</dt><dd>{cost}" "<span class="note">{range}</span></dd></div>
        </dl>
        {is_open.then(|| view! {
            <p class="acts under"><Busy busy class="primary" press=propose>{t.propose_test()}</Busy></p>
        })}
        <div class="pair plan-of-test">
            <section aria-labelledby="test-products-head">
                <h3 id="test-products-head">{t.products()}</h3>
                <div class="scroll-x" tabindex="0" role="group" aria-label=t.products()><table>
                    <caption class="sr-only">{t.products()}</caption>
                    <thead><tr>
                        <th scope="col">{t.product()}</th>
                        <th scope="col" class="num">{t.price_now()}</th>
                        <th scope="col" class="num">{t.other_price()}</th>
                    </tr></thead>
                    <tbody>{products.collect_view()}</tbody>
                </table></div>
            </section>
            <section aria-labelledby="schedule-head">
                <h3 id="schedule-head">{t.schedule()}</h3>
                <div class="scroll" tabindex="0" role="group" aria-label=t.schedule()>
                    <table>
                        <caption class="sr-only">{t.schedule()}</caption>
                        <thead><tr>
                            <th scope="col">{t.week_of()}</th>
                            <th scope="col">{t.asked_price()}</th>
                        </tr></thead>
                        <tbody>{weeks}</tbody>
                    </table>
                </div>
            </section>
        </div>
    }
}
