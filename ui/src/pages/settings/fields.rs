//! The settings of the open shop. Each takes effect at once and can be undone.

use crate::{
    jobs,
    kit::{Field, RunningJob, Select, TextField, toast},
    locales::{Texts, language, locale, texts},
    query::{self, use_query},
};
use kontor_api::{
    ApiError, Command,
    settings::{Change, ChangeTimeZone, GetOptions, Settings},
    workspace::Workspace,
};
use kontor_domain::{Currency, Date, Weekday};
use leptos::{prelude::*, task::spawn_local};

/// Takes one changed setting.
type Save = Callback<Settings>;

/// What an edit does to the settings.
pub type Edit<'a> = &'a dyn Fn(&mut Settings);

/// What is wrong with a field, in words.
pub type FieldError = RwSignal<Option<String>>;

/// Changes the settings, and says so; what is wrong with a value is said at its field.
fn save(field: Option<FieldError>) -> Save {
    Callback::new(move |settings: Settings| {
        spawn_local(async move {
            match (query::change(&Change { settings }).await, field) {
                (Err(error), Some(field)) if error.field.is_some() => {
                    // The page may be gone.
                    let _ = field.try_set(Some(error.to_string()));
                }
                (outcome, _) => tell(outcome),
            }
        });
    })
}

fn tell(outcome: Result<Settings, ApiError>) {
    match outcome {
        Ok(_) => toast::say_with_undo(Texts(language()).settings_changed()),
        Err(error) => toast::fail(error),
    }
}

/// The settings as they are.
pub fn settings_of(shop: Memo<Option<Workspace>>) -> Memo<Option<Settings>> {
    Memo::new(move |_| shop.with(|shop| Some(shop.as_ref()?.settings.clone())))
}

/// The settings as they are, and a way to edit them.
pub fn editing(
    shop: Memo<Option<Workspace>>,
) -> (Memo<Option<Settings>>, impl Fn(Edit) + Copy + Send + Sync) {
    let settings = settings_of(shop);
    (settings, edits(settings, save(None)))
}

/// A way to edit them from a field that says what is wrong with its value.
pub fn edit_at(
    settings: Memo<Option<Settings>>,
    field: FieldError,
) -> impl Fn(Edit) + Copy + Send + Sync {
    edits(settings, save(Some(field)))
}

fn edits(settings: Memo<Option<Settings>>, save: Save) -> impl Fn(Edit) + Copy + Send + Sync {
    move |change: Edit| {
        let Some(before) = settings.get_untracked() else { return };
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            save.run(after);
        }
    }
}

/// Name, currency, time zone, week, fiscal year, tax.
#[component]
pub fn ShopFields(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let t = texts();
    let (settings, edit) = editing(shop);
    let says = move |part: fn(&Settings) -> String| {
        Signal::derive(move || {
            settings.with(|settings| settings.as_ref().map(part).unwrap_or_default())
        })
    };
    let has_lines =
        Memo::new(move |_| shop.with(|shop| shop.as_ref().is_some_and(|shop| shop.lines > 0)));
    let name_error = RwSignal::new(None::<String>);
    let rename = edit_at(settings, name_error);
    let choose_name = move |name: String| {
        let name = name.trim();
        name_error.set(name.is_empty().then(|| t.needs_a_name().to_owned()));
        if !name.is_empty() {
            rename(&|settings| settings.name = name.to_owned());
        }
    };
    let currency = move |id: String| {
        let options = move || {
            let chosen = settings.with(|settings| Some(settings.as_ref()?.currency));
            Currency::all().map(|currency| {
                let selected = chosen == Some(currency);
                view! { <option value=currency.code() selected=selected prop:selected=selected>{currency.code()}</option> }
            }).collect_view()
        };
        view! {
            <select id=id.clone() aria-describedby=format!("{id}-note") disabled=has_lines
                on:change=move |event| {
                    if let Ok(currency) = event_target_value(&event).parse() {
                        edit(&|settings| settings.currency = currency);
                    }
                }>{options}</select>
        }
    };
    // It is fixed by the time the page is made: with lines it never changes.
    let why_fixed = if has_lines.get_untracked() { t.currency_fixed() } else { t.currency_says() };
    let week_starts = Signal::stored(
        [Weekday::Monday, Weekday::Sunday, Weekday::Saturday]
            .map(|day| (weekday_key(day).to_owned(), weekday_words(t, day).to_owned()))
            .to_vec(),
    );
    let months = Signal::stored(
        (1..=12_i8).map(|month| (month.to_string(), month_words(month))).collect::<Vec<_>>(),
    );
    view! {
        <TextField label=t.name() error=name_error value=says(|settings| settings.name.clone()) choose=choose_name/>
        <Field label=t.currency() hint=why_fixed control=currency/>
        <TimeZone settings has_lines/>
        <Select label=t.week_starts() options=week_starts value=says(|settings| weekday_key(settings.week_start).to_owned())
            choose=move |key: String| edit(&|settings| settings.week_start = weekday_of(&key))/>
        <p class="note under">{t.week_starts_says()}</p>
        <Select label=t.fiscal_year() options=months value=says(|settings| settings.fiscal_year_start.to_string())
            choose=move |month: String| edit(&|settings| settings.fiscal_year_start = month.parse().unwrap_or(settings.fiscal_year_start))/>
        <p class="note under">{t.fiscal_year_says()}</p>
        <label class="check">
            <input type="checkbox" prop:checked=move || settings.with(|settings| settings.as_ref().is_some_and(|settings| settings.prices_include_tax))
                on:change=move |event| {
                    let with_tax = event_target_checked(&event);
                    edit(&|settings| settings.prices_include_tax = with_tax);
                }/>
            {t.prices_include_tax()}
        </label>
        <p class="note under">{t.tax_says()}</p>
    }
}

/// The folder where new exports are looked for.
#[component]
pub fn WatchedFolder(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let t = texts();
    let (settings, edit) = editing(shop);
    let folder = Signal::derive(move || {
        settings.with(|settings| settings.as_ref()?.watched_folder.clone()).unwrap_or_default()
    });
    let choose = move |folder: String| {
        let folder = Some(folder.trim()).filter(|folder| !folder.is_empty());
        edit(&|settings| settings.watched_folder = folder.map(str::to_owned));
    };
    view! { <TextField label=t.watched_folder() hint=t.watched_folder_says() value=folder choose/> }
}

/// Whether the forecast is trained anew by itself.
#[component]
pub fn Nightly(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let t = texts();
    let (settings, edit) = editing(shop);
    let is_on = move || {
        settings.with(|settings| settings.as_ref().is_some_and(|settings| settings.train_nightly))
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=is_on
                on:change=move |event| {
                    let is_on = event_target_checked(&event);
                    edit(&|settings| settings.train_nightly = is_on);
                }/>
            {t.trains_nightly()}
        </label>
        <p class="note under">{t.trains_nightly_says()}</p>
    }
}

/// The time zone: with lines, changing it is a job over all of them.
#[component]
fn TimeZone(settings: Memo<Option<Settings>>, has_lines: Memo<bool>) -> impl IntoView {
    let t = texts();
    let options = use_query(|| Some(GetOptions {}));
    let running = jobs::running(Command::TimeZoneChange);
    let zone = Signal::derive(move || {
        settings
            .with(|settings| settings.as_ref().map(|settings| settings.time_zone.clone()))
            .unwrap_or_default()
    });
    let zones = Signal::derive(move || {
        let mut zones =
            options.value.get().map(|options| options.time_zones.clone()).unwrap_or_default();
        let here = zone.get();
        if !zones.contains(&here) {
            zones.insert(0, here);
        }
        zones.into_iter().map(|zone| (zone.clone(), zone)).collect::<Vec<_>>()
    });
    let choose = move |time_zone: String| {
        let before = settings.get_untracked();
        let has_lines = has_lines.get_untracked();
        spawn_local(async move {
            tell(match before {
                Some(before) if !has_lines => {
                    query::change(&Change { settings: Settings { time_zone, ..before } }).await
                }
                _ => jobs::run(&ChangeTimeZone { time_zone }).await,
            });
        });
    };
    view! {
        <Select label=t.time_zone() options=zones value=zone choose/>
        <p class="note under">{t.time_zone_says()}</p>
        <RunningJob job=running/>
    }
}

fn weekday_key(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Sunday => "sunday",
        Weekday::Saturday => "saturday",
    }
}

fn weekday_of(key: &str) -> Weekday {
    match key {
        "sunday" => Weekday::Sunday,
        "saturday" => Weekday::Saturday,
        _ => Weekday::Monday,
    }
}

fn weekday_words(t: Texts, day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => t.monday(),
        Weekday::Sunday => t.sunday(),
        Weekday::Saturday => t.saturday(),
    }
}

/// The first day of a month, without a year: `1 Apr`.
fn month_words(month: i8) -> String {
    Date::new(2026, month, 1).map(|first| locale().day(first)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_survive_their_keys() {
        for day in [Weekday::Monday, Weekday::Sunday, Weekday::Saturday] {
            assert_eq!(weekday_of(weekday_key(day)), day);
        }
    }
}
