//! What a product is, beside its sales: which codes it had before, and how much of it was there.

use crate::{
    kit::{ChartView, ShowSql, use_width},
    locales::{locale, texts},
    pages::data::records,
    query::use_query,
};
use kontor_api::{
    import::{Content, Field},
    product::{EarlierCode, GetProduct, Product},
};
use leptos::{html, prelude::*};

/// The product that a page is about; nothing where it is about none, or nothing is known of it.
#[component]
pub fn ProductNote(sku: Memo<Option<String>>) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let width = use_width(place);
    let product = use_query(move || {
        let width = width.get();
        sku.get().filter(|_| width > 0).map(|sku| GetProduct { sku, width })
    });
    let shown = move || {
        sku.get()?;
        product.value.get().map(|product| view! { <Known product=(*product).clone()/> })
    };
    view! { <div node_ref=place>{shown}</div> }
}

#[component]
fn Known(product: Product) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let earlier = |EarlierCode { sku, until }: &EarlierCode| match until {
        Some(until) => t.until_as(locale.date(*until), sku),
        None => t.also_as(sku),
    };
    let earlier: Vec<String> = product.earlier.iter().map(earlier).collect();
    let title = if product.title.is_empty() { product.sku.clone() } else { product.title.clone() };
    let stock = product.stock_chart.map(|chart| {
        view! {
            <h3>{t.in_stock()}</h3>
            <ChartView chart=Signal::stored(chart) label=t.in_stock()/>
            <p class="note">{t.in_stock_says()}</p>
            <ShowSql sql=product.stock_sql/>
        }
    });
    let add = records::address_to_add(Content::Successors, Field::Sku, &product.sku);
    view! {
        <section class="product-note" aria-label=t.this_product()>
            <div class="block-head">
                <h2>{title}</h2>
                {(!product.sku.starts_with(' ')).then(|| view! {
                    <a class="button" href=add>{t.rename_or_merge()}</a>
                })}
            </div>
            <p class="note">{std::iter::once(product.sku.clone()).chain(earlier).collect::<Vec<_>>().join(" · ")}</p>
            {stock}
        </section>
    }
}
