//! The command palette: go somewhere, do something, find a product.

use crate::{
    app::use_status,
    files,
    kit::{Dialog, toast},
    locales::{locale, texts},
    pages::{data::here, prices, selection::Selection},
    preferences::prefer,
    query::{self, use_query},
    shell::keys,
};
use kontor_api::{preferences::Theme, products::GetProducts, sales::Filter, workspace::Open};
use kontor_domain::PeriodChoice;
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Products found at most.
const FOUND: u32 = 8;
/// Of so many of them the price is offered, too.
const PRICES: usize = 3;

/// A line of the palette.
#[derive(Clone)]
struct Item {
    /// The act by its name.
    words: String,
    /// What kind of line it is, or its shortcut.
    note: String,
    act: Callback<()>,
}

/// The palette.
#[component]
pub fn Palette(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Opens help.
    help: RwSignal<bool>,
) -> impl IntoView {
    let t = texts();
    view! {
        <Dialog open title=t.search_or_act() class="palette">
            <Search open help/>
        </Dialog>
    }
}

#[component]
fn Search(open: RwSignal<bool>, help: RwSignal<bool>) -> impl IntoView {
    let t = texts();
    let status = use_status();
    let (text, chosen) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let has_shop = Memo::new(move |_| {
        status.value.with(|status| status.as_ref().is_some_and(|status| status.open.is_some()))
    });
    let acts = StoredValue::new(acts(help));
    let found = use_query(move || {
        let search = text.with(|text| text.trim().to_owned());
        (has_shop.get() && search.chars().count() >= 2).then(|| GetProducts {
            period: PeriodChoice::All,
            filter: Filter { search: Some(search), ..Filter::default() },
            limit: FOUND,
            ..GetProducts::default()
        })
    });
    let navigate = StoredValue::new_local(use_navigate());
    let products = move || {
        if text.with(|text| text.trim().chars().count() < 2) {
            return Vec::new();
        }
        let rows = found.value.get().map(|reply| reply.rows.clone()).unwrap_or_default();
        let go = |words: String, note: String, address: String| Item {
            words,
            note,
            act: Callback::new(move |()| {
                navigate.with_value(|navigate| navigate(&address, NavigateOptions::default()));
            }),
        };
        let prices = rows.iter().take(PRICES).map(|row| {
            let words = t.price_of(format!("{} · {}", row.title, row.sku));
            go(words, t.go().to_owned(), prices::product_address(&row.sku))
        });
        let prices: Vec<Item> = prices.collect();
        let sales = rows.iter().map(|row| {
            let address = Selection::of_product(&row.sku).address("/sales");
            let words = format!("{} · {}", row.title, row.sku);
            go(words, locale().money_whole(row.net_sales), address)
        });
        sales.chain(prices).collect::<Vec<_>>()
    };
    let items = Memo::new_with_compare(
        move |_| {
            let wanted = text.with(|text| text.trim().to_lowercase());
            let mut items = acts.get_value();
            items.retain(|item| item.words.to_lowercase().contains(&wanted));
            items.extend(products());
            items
        },
        |_, _| true,
    );
    let run = move |index: usize| {
        if let Some(item) = items.with_untracked(|items| items.get(index).cloned()) {
            open.set(false);
            item.act.run(());
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let last = items.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => chosen.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" => run(chosen.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    view! {
        <input node_ref=input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list"
            aria-autocomplete="list" autocomplete="off" spellcheck="false"
            aria-label=t.search_or_act() placeholder=t.palette_hint()
            aria-activedescendant=move || format!("palette-{}", chosen.get())
            prop:value=text
            on:input=move |event| { text.set(event_target_value(&event)); chosen.set(0); }
            on:keydown=on_key/>
        <ul id="palette-list" role="listbox" aria-label=t.search_or_act()>
            {move || items.get().into_iter().enumerate().map(|(index, item)| view! {
                <li id=format!("palette-{index}") role="option"
                    aria-selected=move || (chosen.get() == index).to_string()
                    on:pointermove=move |_| chosen.set(index)
                    on:click=move |_| run(index)>
                    {item.words}<span>{item.note}</span>
                </li>
            }).collect_view()}
        </ul>
        <p class="note" role="status">
            {move || items.with(Vec::is_empty).then(|| t.nothing_found())}
        </p>
    }
}

/// Everything that can be done from anywhere.
fn acts(help: RwSignal<bool>) -> Vec<Item> {
    let t = texts();
    let status = use_status();
    let navigate = StoredValue::new_local(use_navigate());
    let go = |address: &'static str, words: &str| Item {
        words: words.to_owned(),
        note: t.go().to_owned(),
        act: Callback::new(move |()| {
            navigate.with_value(|navigate| navigate(address, NavigateOptions::default()));
        }),
    };
    let act = |words: &str, note: String, act: fn()| Item {
        words: words.to_owned(),
        note,
        act: Callback::new(move |()| act()),
    };
    let import = files::use_import();
    let open = status.value.get_untracked();
    let mut items = vec![
        go("/", t.home()),
        go("/sales", t.sales()),
        go("/products", t.products()),
        go("/reorder", t.reorder_plan()),
        go("/reorder/forecast", t.forecast()),
        go("/reorder/orders", t.purchase_orders()),
        go("/reorder/suppliers", t.suppliers()),
        go("/reorder/run-out", t.run_out_title()),
        go("/reorder/models", t.models()),
        go("/prices", t.prices()),
        go("/prices/calendar", t.price_calendar_title()),
        go("/prices/tests", t.price_tests_title()),
        go("/prices/together", t.together_title()),
        go("/approvals", t.approvals()),
        go("/data", t.data()),
        go("/data/records", t.records()),
        go("/data/quality", t.quality()),
        go("/data/reconciliation", t.reconciliation()),
        go("/data/measures", t.measures()),
        go("/data/privacy", t.privacy()),
        go("/data/sql", t.sql_console()),
        go("/data/history", t.history()),
        go("/settings", t.settings()),
        Item {
            words: t.import_sales().to_owned(),
            note: String::new(),
            act: Callback::new(move |()| import.run(None)),
        },
        act(t.undo(), keys::shortcut("Z"), toast::undo_last),
        act(t.redo(), keys::shortcut("Shift Z"), keys::redo),
        Item {
            words: t.help().to_owned(),
            note: "F1".to_owned(),
            act: Callback::new(move |()| help.set(true)),
        },
    ];
    for (words, choice) in [
        (t.theme_light(), Theme::Light),
        (t.theme_dark(), Theme::Dark),
        (t.theme_system(), Theme::System),
    ] {
        items.push(Item {
            words: words.to_owned(),
            note: String::new(),
            act: Callback::new(move |()| prefer(status, |preferences| preferences.theme = choice)),
        });
    }
    let this = open.as_ref().and_then(|status| Some(status.open.as_ref()?.folder.clone()));
    let recent = open.map(|status| status.recent.clone()).unwrap_or_default();
    for other in
        recent.into_iter().filter(|other| other.exists && Some(&other.folder) != this.as_ref())
    {
        items.push(Item {
            words: t.open_shop(other.name),
            // Two shops may have the same name.
            note: other
                .opened_at
                .map(|at| t.last_opened(locale().date_time(here(at))))
                .unwrap_or_default(),
            act: Callback::new(move |()| {
                let folder = other.folder.clone();
                spawn_local(async move {
                    if let Err(error) = query::change(&Open { folder }).await {
                        toast::fail(error);
                    }
                });
            }),
        });
    }
    items
}
