//! Of whom the shop buys, and how reliably each delivers.

use super::{ReorderTabs, View};
use crate::{
    kit::{Empty, Skeleton, loaded},
    locales::{locale, texts},
    pages::{
        PageHead,
        data::{amounts, records, records_of},
    },
    paint::painted,
    query::use_query,
};
use kontor_api::{
    import::Content,
    reorder::{GetSuppliers, Supplier, Suppliers},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
#[component]
pub fn SuppliersPage() -> impl IntoView {
    let t = texts();
    let found = use_query(|| Some(GetSuppliers {}));
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    view! {
        <PageHead title=Signal::stored(t.suppliers().to_owned()) says=Signal::stored(t.suppliers_say().to_owned())>
            <a class="button" href=records_of(Content::Suppliers)>{t.edit_suppliers()}</a>
            <a class="button" href=records_of(Content::SupplierProducts)>{t.edit_supplier_products()}</a>
        </PageHead>
        <ReorderTabs/>
        {loaded(found, || view! { <Skeleton lines=8/> }.into_any(), |reply| view! { <Table reply/> }.into_any())}
    }
}

#[component]
fn Table(reply: Arc<Suppliers>) -> impl IntoView {
    let t = texts();
    if reply.rows.is_empty() {
        return view! {
            <Empty title=t.no_suppliers() text=t.no_suppliers_text()>
                <a class="button primary" href=records_of(Content::Suppliers)>{t.edit_suppliers()}</a>
            </Empty>
        }
        .into_any();
    }
    let heads = [
        t.products(),
        t.days_promised(),
        t.days_planned(),
        t.days_nine_of_ten(),
        t.on_time(),
        t.receipts(),
        t.minimum_order(),
        t.free_freight(),
        t.payment_days(),
        t.on_order(),
    ];
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=t.suppliers()>
            <table class="grid plain suppliers">
                <caption class="sr-only">{t.suppliers()}</caption>
                <thead><tr>
                    <th scope="col">{t.supplier()}</th>
                    {heads.map(|head| view! { <th scope="col" class="num">{head}</th> }).collect_view()}
                    <td></td>
                </tr></thead>
                <tbody>{reply.rows.iter().cloned().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="note under">{reply.definition.clone()}</p>
    }
    .into_any()
}

fn row(of: Supplier) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let dash = || "–".to_owned();
    let days = |days: Option<f64>| days.map_or_else(dash, |days| locale.number(days, 0));
    let money = |money: Option<kontor_domain::Money>| money.map_or_else(dash, |m| locale.money(m));
    let cells = [
        locale.count(of.products as i64),
        days(of.promised_days),
        days(of.lead_days),
        days(of.lead_days_high),
        of.on_time.map_or_else(dash, |share| locale.percent(share)),
        locale.count(i64::from(of.receipts)),
        money(of.minimum),
        money(of.free_freight),
        of.payment_days.map_or_else(dash, |days| locale.count(i64::from(days))),
        if of.on_order.is_empty() { dash() } else { amounts(&of.on_order) },
    ];
    let plan = View { supplier: Some(of.supplier.clone()), ..View::default() }.address();
    let terms = records::address_of(Content::Suppliers, Some(&of.supplier));
    let named = format!(": {}", of.supplier);
    view! {
        <tr>
            <th scope="row"><a href=plan>{of.supplier}</a></th>
            {cells.map(|cell| view! { <td class="num">{cell}</td> }).collect_view()}
            <td class="num"><a class="button" href=terms>{t.edit_terms()}<span class="sr-only">{named}</span></a></td>
        </tr>
    }
}
