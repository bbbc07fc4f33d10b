//! The agent that sells off stocks: its training, and on which products it beat every rule.

use super::product_address;
use crate::{
    kit::JobSection,
    locales::{locale, texts},
};
use kontor_api::price::{PriceAgent, PriceAgentRow, TrainPrices};
use leptos::prelude::*;

/// A button, and what came of it.
#[component]
pub fn PriceAgentSection() -> impl IntoView {
    let t = texts();
    view! {
        <JobSection title=t.price_agent() says=t.price_agent_says() act=t.train_agent()
            request=TrainPrices::default answer=|agent| view! { <Trained agent/> }.into_any()/>
    }
}

#[component]
fn Trained(agent: PriceAgent) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let took = t.agent_trained_in(locale.number(agent.seconds, 0));
    let has_rows = !agent.rows.is_empty();
    view! {
        <p role="status" class="under">{agent.says}" "{took}</p>
        {has_rows.then(|| view! {
            <div class="scroll-x" tabindex="0" role="group" aria-label=t.price_agent()>
                <table class="grid plain">
                    <caption class="sr-only">{t.price_agent()}</caption>
                    <thead><tr>
                        <th scope="col">{t.product()}</th>
                        <th scope="col" class="num">{t.agent_earned()}</th>
                        <th scope="col" class="num">{t.rule_earned()}</th>
                        <th scope="col" class="num">{t.standard_error()}</th>
                        <th scope="col">{t.agent_may()}</th>
                    </tr></thead>
                    <tbody>{agent.rows.into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
        })}
    }
}

fn line(row: PriceAgentRow) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let title = if row.title.is_empty() { row.sku.clone() } else { row.title.clone() };
    let may = match row.is_passed {
        true => view! { <b class="gain">{t.yes()}</b> }.into_any(),
        false => t.no().into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=product_address(&row.sku)>{title}</a><p class="advice">{row.sku.clone()}</p></th>
            <td class="num">{locale.money(row.agent)}</td>
            <td class="num">{locale.money(row.rule)}</td>
            <td class="num">{locale.money(row.error)}</td>
            <td>{may}</td>
        </tr>
    }
}
