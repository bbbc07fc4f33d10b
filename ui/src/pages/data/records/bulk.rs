//! Many rows at once: select them, set one field of all, or take them back.

use super::{Table, View, put, take_back, values};
use crate::{
    kit::{Busy, Select, toast},
    locales::{locale, texts},
    query,
};
use kontor_api::{Words as _, import::Field};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeMap;

/// Rows that can be changed together: as many as the engine takes at once.
const MOST: u32 = 10_000;

/// The bar over the table; while nothing is selected only a way to select all.
#[component]
pub fn Bulk(table: Table, view: Memo<View>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let selected = table.selected;
    let count = Memo::new(move |_| selected.with(BTreeMap::len) as i64);
    let any = Memo::new(move |_| count.get() > 0);
    let reading = RwSignal::new(false);
    let select_all = move |()| {
        reading.set(true);
        spawn_local(async move {
            match query::read(&view.with_untracked(|view| view.request(0, MOST))).await {
                Ok(reply) => {
                    let rows = reply.rows.iter().map(|row| (table.key_of(row), row.clone()));
                    selected.try_set(rows.collect());
                }
                Err(error) => toast::fail(error),
            }
            reading.try_set(false);
        });
    };
    let fields: Vec<Field> = table
        .fields
        .get_value()
        .into_iter()
        .filter(|field| !table.content.key().contains(field))
        .collect();
    let field = RwSignal::new(fields.first().copied());
    let options = Signal::stored(
        fields.iter().map(|field| (field.name(), field.title(t.0).to_owned())).collect::<Vec<_>>(),
    );
    let choose = move |name: String| {
        field.set(fields.iter().find(|field| field.name() == name).copied());
    };
    let text = RwSignal::new(String::new());
    let at_work = RwSignal::new(false);
    let set = move |()| {
        let Some(field) = field.get_untracked() else { return };
        let value = values::typed(locale, field, &text.get_untracked());
        let changes = BTreeMap::from([(field, value)]);
        let records = selected.with_untracked(|selected| {
            selected.values().map(|row| table.record(row, &changes)).collect()
        });
        at_work.set(true);
        put(records, move |outcome| {
            at_work.try_set(false);
            match outcome {
                Ok(()) => {
                    selected.try_set(BTreeMap::new());
                    text.try_set(String::new());
                }
                Err(error) => toast::fail(error),
            }
        });
    };
    let by_hand = Memo::new(move |_| {
        selected.with(|rows| rows.values().filter(|row| row.batch_id.is_none()).count()) as i64
    });
    let drop_them = move |_| {
        let records = selected.with_untracked(|selected| {
            let by_hand = selected.values().filter(|row| row.batch_id.is_none());
            by_hand.map(|row| table.record(row, &BTreeMap::new())).collect()
        });
        take_back(records);
        selected.set(BTreeMap::new());
    };
    view! {
        <p class="sr-only" role="status">{move || any.get().then(|| t.rows_selected(count.get()))}</p>
        <div class="bulk">
            <Busy busy=reading class="quiet" press=select_all>{t.select_all()}</Busy>
            <div class="acts" class:hidden=move || !any.get()>
                <b>{move || t.rows_selected(count.get())}</b>
                <Select label=t.field_to_set() quiet=true options
                    value=Signal::derive(move || field.get().map(Field::name).unwrap_or_default()) choose=choose/>
                <input type=move || field.get().map_or("text", |field| values::control(field, ""))
                    aria-label=t.value_to_set() autocomplete="off"
                    prop:value=text on:input=move |event| text.set(event_target_value(&event))/>
                <Busy busy=at_work press=set>{move || t.set_on_rows(count.get())}</Busy>
                {move || (by_hand.get() > 0).then(|| view! {
                    <button type="button" on:click=drop_them>{t.take_back_rows(by_hand.get())}</button>
                })}
                <button type="button" class="quiet" on:click=move |_| selected.set(BTreeMap::new())>{t.select_none()}</button>
            </div>
        </div>
    }
}
