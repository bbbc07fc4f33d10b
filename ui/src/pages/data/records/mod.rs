//! Records: what is known besides orders, as tables that a person can search, add to and correct,
//! one row or many. What was entered by hand is marked, and can be taken back.

mod add;
mod bulk;
mod row;
mod values;

pub use values::written;

use super::DataTabs;
use crate::{
    files,
    kit::{Empty, ErrorState, ExportMenu, PAGE, SearchField, Skeleton, VirtualTable, toast},
    locales::{Texts, language, texts},
    pages::{PageHead, selection::address},
    paint::painted,
    query::{self, use_query},
};
use add::AddRow;
use bulk::Bulk;
use kontor_api::{
    ApiError, Words as _,
    export::Exportable,
    import::{Content, Field, Holds},
    records::{DropRecords, GetRecords, PutRecords, Record, RecordRow, Records},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};
use row::cells;
use std::collections::BTreeMap;

/// What can be entered by hand, in the order of the tabs.
const BY_HAND: [Content; 13] = [
    Content::Products,
    Content::Successors,
    Content::Costs,
    Content::Stock,
    Content::Suppliers,
    Content::SupplierProducts,
    Content::Bundles,
    Content::PurchaseOrders,
    Content::Promotions,
    Content::Holidays,
    Content::Spend,
    Content::CompetitorPrices,
    Content::Rates,
];

/// Where a content's rows are, only those with a text if one is named.
pub fn address_of(content: Content, search: Option<&str>) -> String {
    View { content, search: search.map(str::to_owned), add: None }.address()
}

/// Where a row can be added to a content, with one field filled in.
pub fn address_to_add(content: Content, field: Field, value: &str) -> String {
    let add = Some((Some(field), value.to_owned()));
    View { content, search: None, add }.address()
}

/// What the address says.
#[derive(Debug, Clone, PartialEq)]
struct View {
    content: Content,
    search: Option<String>,
    /// That a row is to be added, and with what.
    add: Option<(Option<Field>, String)>,
}

impl View {
    fn from_params(params: &ParamsMap) -> View {
        View::read(&|key| params.get(key))
    }

    fn read(param: &dyn Fn(&str) -> Option<String>) -> View {
        let named = param("of").and_then(|name| Content::from_name(&name));
        let add = param("add").map(|text| match text.split_once(':') {
            Some((name, value)) => {
                let field = Field::ALL.into_iter().find(|field| field.name() == name);
                (field, value.to_owned())
            }
            None => (None, String::new()),
        });
        View {
            content: named.filter(|content| BY_HAND.contains(content)).unwrap_or(Content::Products),
            search: param("q").filter(|text| !text.trim().is_empty()),
            add,
        }
    }

    fn address(&self) -> String {
        let mut params = vec![("of", self.content.name().to_owned())];
        params.extend(self.search.clone().map(|text| ("q", text)));
        params.extend(self.add.as_ref().map(|(field, value)| {
            ("add", format!("{}:{value}", field.map(Field::name).unwrap_or_default()))
        }));
        address("/data/records", params)
    }

    fn request(&self, offset: u64, limit: u32) -> GetRecords {
        GetRecords { content: self.content, search: self.search.clone(), offset, limit }
    }
}

/// The values of the fields that tell one thing from another.
type Key = Vec<String>;

/// What the rows of a table share: what they are, and what can be done with them.
#[derive(Clone, Copy)]
struct Table {
    content: Content,
    /// The fields of the reply's cells.
    fields: StoredValue<Vec<Field>>,
    /// Places of the fields that are shown.
    columns: StoredValue<Vec<usize>>,
    /// The row that is being edited.
    editing: RwSignal<Option<Key>>,
    /// The rows that are selected.
    selected: RwSignal<BTreeMap<Key, RecordRow>>,
}

impl Table {
    fn key_of(self, row: &RecordRow) -> Key {
        let value = |field: &Field| self.value(row, *field).unwrap_or_default();
        self.content.key().iter().map(value).collect()
    }

    fn value(self, row: &RecordRow, field: Field) -> Option<String> {
        let place =
            self.fields.with_value(|fields| fields.iter().position(|each| *each == field))?;
        row.cells.get(place)?.clone()
    }

    /// A row with some of its fields changed; nothing empties a field.
    fn record(self, row: &RecordRow, changes: &BTreeMap<Field, String>) -> Record {
        let fields = self.fields.get_value();
        let values = fields.iter().zip(&row.cells).filter_map(|(field, cell)| {
            let value = changes.get(field).cloned().or_else(|| cell.clone())?;
            (!value.trim().is_empty()).then_some((*field, value))
        });
        Record { content: self.content, values: values.collect() }
    }
}

/// Enters rows, and says so if it went well; `done` hears how it went.
fn put(records: Vec<Record>, done: impl FnOnce(Result<(), ApiError>) + 'static) {
    spawn_local(async move {
        let outcome = query::change(&PutRecords { records }).await;
        if let Ok(changed) = &outcome {
            toast::say_with_undo(Texts(language()).rows_entered(changed.rows as i64));
        }
        done(outcome.map(drop));
    });
}

/// Takes rows back that were entered by hand, and says so.
fn take_back(records: Vec<Record>) {
    spawn_local(async move {
        match query::change(&DropRecords { records }).await {
            Ok(changed) => {
                toast::say_with_undo(Texts(language()).rows_taken_back(changed.rows as i64));
            }
            Err(error) => toast::fail(error),
        }
    });
}

/// The page.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(View::from_params));
    let content = Memo::new(move |_| view.with(|view| view.content));
    painted();
    view! {
        <PageHead title=Signal::stored(t.data().to_owned()) says=Signal::stored(t.records_says().to_owned())/>
        <DataTabs/>
        <nav class="kinds" aria-label=t.records()>
            {BY_HAND.map(|each| view! {
                <a href=address_of(each, None)
                    aria-current=move || (content.get() == each).then_some("page")>{each.title(t.0)}</a>
            }).collect_view()}
        </nav>
        // Another content is another table.
        {move || view! { <OfContent content=content.get() view/> }}
    }
}

/// The rows of a content.
#[component]
fn OfContent(content: Content, view: Memo<View>) -> impl IntoView {
    let t = texts();
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |view: View| {
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|go| go(&view.address(), stay));
    };
    // While the page goes over to another content, this one asks nothing.
    let of_this = move || Some(view.get()).filter(|view| view.content == content);
    let head = use_query(move || of_this().map(|view| view.request(0, PAGE)));
    let total =
        Memo::new(move |_| head.value.with(|reply| reply.as_ref().map(|reply| reply.total)));
    let every_column = RwSignal::new(false);
    let layout = Memo::new(move |_| {
        let all = every_column.get();
        head.value.with(|reply| reply.as_ref().map(|reply| columns(content, reply, all)))
    });
    let selected = RwSignal::new(BTreeMap::new());
    let adding = RwSignal::new(view.with_untracked(|view| view.add.is_some()));
    let filled = view.with_untracked(|view| view.add.clone());
    let search = Signal::derive(move || view.with(|view| view.search.clone()));
    let look_for = move |search| {
        selected.set(BTreeMap::new());
        go(View { content, search, add: None });
    };
    let spoken =
        Signal::derive(move || total.get().map(|total| t.rows(total as i64)).unwrap_or_default());
    // What is shown, every row of it.
    let export = move || {
        let (fields, places) = layout.get_untracked().unwrap_or_default();
        let fields = places.into_iter().filter_map(|place| fields.get(place).copied()).collect();
        Exportable::Records { query: view.with_untracked(|view| view.request(0, PAGE)), fields }
    };
    let add = move |_| adding.set(true);
    let add_words = t.add_record(content);
    let shown = move || match (total.get(), layout.get()) {
        (Some(0), _) => {
            let title = match search.with(Option::is_none) {
                true => t.no_records(content.title(t.0)),
                false => t.nothing_found().to_owned(),
            };
            let import = files::use_import();
            view! {
                <Empty title text=t.records_about(content)>
                    <button type="button" class="primary" on:click=add>{add_words}</button>
                    <button type="button" on:click=move |_| import.run(None)>{t.choose_files()}</button>
                </Empty>
            }
            .into_any()
        }
        (Some(_), Some((fields, columns))) => {
            let table = Table {
                content,
                fields: StoredValue::new(fields),
                columns: StoredValue::new(columns),
                editing: RwSignal::new(None),
                selected,
            };
            view! {
                <Bulk table view/>
                <Rows table view head/>
            }
            .into_any()
        }
        _ if head.error.with(Option::is_some) => ().into_any(),
        _ => view! { <Skeleton lines=10/> }.into_any(),
    };
    view! {
        <div class="filters records-head">
            <SearchField label=t.search_records() value=search search=look_for/>
            <p class="note" role="status">{spoken}</p>
            <label class="check">
                <input type="checkbox" prop:checked=every_column
                    on:change=move |event| every_column.set(event_target_checked(&event))/>
                {t.every_column()}
            </label>
            <div class="acts" class:hidden=move || total.get() == Some(0)><ExportMenu what=export/></div>
            // Where there is nothing yet, the empty place itself says so.
            <button type="button" class="primary" class:hidden=move || total.get() == Some(0) on:click=add>{add_words}</button>
        </div>
        {move || head.error.get().map(|error| view! {
            <ErrorState error retry=Callback::new(move |()| head.retry())/>
        })}
        {shown}
        <AddRow content open=adding filled/>
    }
}

/// The fields of a reply's cells, and the places of those to show: what tells the things apart,
/// what must be known of them, and whatever is filled in somewhere.
fn columns(content: Content, reply: &Records, all: bool) -> (Vec<Field>, Vec<usize>) {
    let is_wanted = |field: &Field| {
        all || content.key().contains(field)
            || content.needed().iter().any(|any| any.contains(field))
    };
    let is_filled = |place: usize| {
        reply.rows.iter().any(|row| row.cells.get(place).is_some_and(Option::is_some))
    };
    let places = reply.fields.iter().enumerate();
    let shown = places.filter(|(place, field)| is_wanted(field) || is_filled(*place));
    let mut shown: Vec<usize> = shown.map(|(place, _)| place).collect();
    shown.sort_by_key(|place| reply.fields.get(*place).map(|field| rank(content, *field)));
    (reply.fields.clone(), shown)
}

/// Where a field's column stands: what tells the things apart first, then the name, then the
/// numbers that the content is about.
fn rank(content: Content, field: Field) -> usize {
    let keys = content.key();
    let is_about =
        field.holds() == Holds::Number && content.needed().iter().any(|any| any.contains(&field));
    match keys.iter().position(|key| *key == field) {
        Some(place) => place,
        None if field == Field::Title => keys.len(),
        None if is_about => keys.len() + 1,
        None => keys.len() + 2,
    }
}

#[component]
fn Rows(table: Table, view: Memo<View>, head: query::Query<Records>) -> impl IntoView {
    let t = texts();
    let (fields, shown) = (table.fields.get_value(), table.columns.get_value());
    let count = shown.len() + 3;
    let headings = move || {
        let heading = |place: &usize| {
            let field = *fields.get(*place)?;
            let width = format!("{}px", values::width(field));
            let numeric = field.holds() != Holds::Text;
            Some(view! {
                <th scope="col" class:num=numeric style:width=width>{field.title(t.0)}</th>
            })
        };
        view! {
            <td class="pick"></td>
            {shown.iter().filter_map(heading).collect_view()}
            <th scope="col" class="from">{t.came_from()}</th>
            <td class="row-acts"></td>
        }
    };
    view! {
        <div class="records">
            <VirtualTable label=table.content.title(t.0) head
                request=move |offset| Some(view.with_untracked(|view| view.request(offset, PAGE)))
                rows=rows headings=headings columns=count cells=move |row| cells(row, table)/>
        </div>
    }
}

fn rows(records: &Records) -> (u64, &[RecordRow]) {
    (records.total, &records.rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_survives_its_address() {
        let view = View {
            content: Content::Rates,
            search: Some("USD".to_owned()),
            add: Some((Some(Field::Currency), "USD".to_owned())),
        };
        let param = |key: &str| match key {
            "of" => Some("rates".to_owned()),
            "q" => Some("USD".to_owned()),
            "add" => Some("currency:USD".to_owned()),
            _ => None,
        };
        assert_eq!(View::read(&param), view);
        // Orders are not entered by hand.
        let orders = View::read(&|key| (key == "of").then(|| "orders".to_owned()));
        assert_eq!(orders.content, Content::Products);
    }

    #[test]
    fn keys_and_what_is_filled_in_are_shown() {
        let reply = Records {
            fields: vec![Field::Email, Field::Supplier, Field::LeadTimeDays],
            total: 1,
            rows: vec![RecordRow {
                cells: vec![None, Some("Loom".to_owned()), Some("14".to_owned())],
                batch_id: None,
            }],
        };
        assert!(rank(Content::Stock, Field::OnHand) < rank(Content::Stock, Field::Variant));
        assert_eq!(columns(Content::Suppliers, &reply, false).1, [1, 2]);
        assert_eq!(columns(Content::Suppliers, &reply, true).1, [1, 0, 2]);
    }
}
