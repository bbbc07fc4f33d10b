//! The bar that chooses a period and filters.

use crate::{
    app::use_status,
    kit::{Chip, Chips, Choices, Field, SearchField, Select},
    locales::{Texts, locale, texts},
    pages::{data::records_of, selection::Selection},
    query::use_query,
};
use kontor_api::{
    Words,
    import::{Content, LineKind},
    sales::{Conversion, Filter, GetFilterOptions, LeftOut},
};
use kontor_domain::{Date, Period, PeriodChoice};
use leptos::prelude::*;

/// A period as its button.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Preset {
    Days(u16),
    All,
    FiscalYear,
    Custom,
}

/// The bar, and the filters that are on as chips below it.
#[component]
pub fn FilterBar(
    /// What is chosen.
    selection: Memo<Selection>,
    /// Chooses.
    #[prop(into)]
    choose: Callback<Selection>,
    /// The days that the choice of period comes down to.
    #[prop(into)]
    days: Signal<Option<Period>>,
) -> impl IntoView {
    let t = texts();
    let options = use_query(|| Some(GetFilterOptions {}));
    let filter = move |change: &dyn Fn(&mut Filter)| {
        let mut selection = selection.get_untracked();
        change(&mut selection.filter);
        choose.run(selection);
    };
    let status = use_status();
    // The one at hand: that of the last day with data.
    let fiscal_year = Memo::new(move |_| {
        let last = options.value.with(|options| options.as_ref()?.data)?.to;
        let starts_in = status
            .value
            .with(|status| Some(status.as_ref()?.open.as_ref()?.settings.fiscal_year_start))?;
        Some(Period::fiscal_year(last, starts_in))
    });
    let preset = Signal::derive(move || {
        Some(match selection.with(|selection| selection.period) {
            PeriodChoice::Custom(days) if Some(days) == fiscal_year.get() => Preset::FiscalYear,
            PeriodChoice::LastDays(days) => Preset::Days(days),
            PeriodChoice::All => Preset::All,
            PeriodChoice::Custom(_) => Preset::Custom,
        })
    });
    let choose_preset = move |preset: Preset| {
        let period = match preset {
            Preset::Days(days) => PeriodChoice::LastDays(days),
            Preset::All => PeriodChoice::All,
            Preset::FiscalYear => match fiscal_year.get_untracked() {
                Some(days) => PeriodChoice::Custom(days),
                None => return,
            },
            // Starts from the days on the screen.
            Preset::Custom => match days.get_untracked() {
                Some(days) => PeriodChoice::Custom(days),
                None => return,
            },
        };
        choose.run(Selection { period, ..selection.get_untracked() });
    };
    let mut presets: Vec<(Preset, String)> =
        [7, 28, 90, 365].map(|days| (Preset::Days(days), t.days(i64::from(days)))).into();
    presets.extend([
        (Preset::FiscalYear, t.this_fiscal_year().to_owned()),
        (Preset::All, t.all_time().to_owned()),
        (Preset::Custom, t.custom_period().to_owned()),
    ]);

    let countries = Signal::derive(move || {
        let known =
            options.value.get().map(|options| options.countries.clone()).unwrap_or_default();
        let named = known.into_iter().map(|country| (country.clone(), country));
        std::iter::once((String::new(), t.all_countries().to_owned()))
            .chain(named)
            .collect::<Vec<_>>()
    });
    let kinds = Signal::stored(
        std::iter::once((String::new(), t.all_kinds().to_owned()))
            .chain(LineKind::ALL.map(|kind| (kind.name().to_owned(), kind.title(t.0).to_owned())))
            .collect::<Vec<_>>(),
    );
    let custom = move || {
        let PeriodChoice::Custom(period) = selection.with(|selection| selection.period) else {
            return None;
        };
        let known = options.value.get().and_then(|options| options.data);
        let choose = move |period| {
            choose.run(Selection {
                period: PeriodChoice::Custom(period),
                ..selection.get_untracked()
            });
        };
        Some(view! { <Days period known choose/> })
    };
    let text_of = move |part: fn(&Filter) -> Option<String>| {
        Signal::derive(move || {
            selection.with(|selection| part(&selection.filter)).unwrap_or_default()
        })
    };
    let country = text_of(|filter| filter.country.clone());
    let kind = text_of(|filter| filter.kind.map(|kind| kind.name().to_owned()));
    let search = move |search: Option<String>| filter(&|filter| filter.search.clone_from(&search));
    view! {
        <div class="filters">
            <Choices label=t.period() choices=presets value=preset choose=choose_preset/>
            <Select label=t.country() quiet=true options=countries value=country
                choose=move |country: String| filter(&|filter| filter.country = some(&country))/>
            <Select label=t.kind() quiet=true options=kinds value=kind
                choose=move |name: String| filter(&|filter| {
                    filter.kind = LineKind::ALL.into_iter().find(|kind| kind.name() == name);
                })/>
            <SearchField label=t.search_products() search
                value=Signal::derive(move || selection.with(|selection| selection.filter.search.clone()))/>
        </div>
        {move || options.value.with(|options| options.as_ref().is_some_and(|options| !options.currencies.is_empty())).then(|| view! {
            <label class="check">
                <input type="checkbox" prop:checked=move || selection.with(|selection| selection.filter.converted)
                    on:change=move |event| {
                        let converted = event_target_checked(&event);
                        filter(&|filter| filter.converted = converted);
                    }/>
                {t.all_in(home_code())}
            </label>
        })}
        {custom}
        <Chips chips=Signal::derive(move || selection.with(|selection| chips(t, selection, choose)))
            clear=move |()| filter(&|filter| {
                *filter = Filter { converted: filter.converted, ..Filter::default() };
            })/>
    }
}

/// The code of the shop's currency.
fn home_code() -> &'static str {
    locale().home.map_or("", |currency| currency.code())
}

/// How amounts of other currencies were converted, and what was left out.
#[component]
pub fn Converted(
    /// How.
    conversion: Conversion,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let rates: Vec<String> = conversion.rates.iter().map(|used| used.text(locale)).collect();
    let left_out = conversion.left_out.iter().map(|left| {
        let says = t.without_rate(left.lines as i64, locale.money(left.net_sales));
        view! { <p class="warn">{says}" "<a href=records_of(Content::Rates)>{t.enter_rates()}</a></p> }
    });
    view! {
        {(!rates.is_empty()).then(|| view! { <p class="note">{t.converted_at(rates.join(" · "))}</p> })}
        {left_out.collect_view()}
    }
}

/// What was sold in other currencies and is in none of the sums.
#[component]
pub fn OtherCurrencies(
    /// By currency.
    left_out: Vec<LeftOut>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    left_out
        .into_iter()
        .map(|left| {
            let says = t.in_another_currency(left.lines as i64, locale.money(left.net_sales));
            view! { <p class="note">{says}" "<a href=records_of(Content::Rates)>{t.enter_rates()}</a></p> }
        })
        .collect_view()
}

/// The first and the last day.
#[component]
fn Days(
    period: Period,
    known: Option<Period>,
    #[prop(into)] choose: Callback<Period>,
) -> impl IntoView {
    let t = texts();
    let (from, to) = (RwSignal::new(period.from), RwSignal::new(period.to));
    let wrong = Memo::new(move |_| {
        (to.get() < from.get())
            .then(|| t.ends_before_it_starts(locale().date(to.get()), locale().date(from.get())))
    });
    let day = move |label: &'static str, day: RwSignal<Date>, error: Signal<Option<String>>| {
        let control = move |id: String| {
            view! {
                <input type="date" id=id.clone() aria-describedby=format!("{id}-note")
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    prop:value=move || day.get().to_string()
                    min=known.map(|known| known.from.to_string()) max=known.map(|known| known.to.to_string())
                    on:change=move |event| {
                        // An empty or half-typed day is not a choice yet.
                        let Ok(chosen) = event_target_value(&event).parse() else { return };
                        day.set(chosen);
                        if let Ok(period) = Period::new(from.get_untracked(), to.get_untracked()) {
                            choose.run(period);
                        }
                    }/>
            }
        };
        view! { <Field label error control/> }
    };
    view! {
        <div class="days">
            {day(t.first_day(), from, Signal::stored(None))}
            {day(t.last_day(), to, wrong.into())}
        </div>
    }
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The filters that are on, as chips.
fn chips(t: Texts, selection: &Selection, choose: Callback<Selection>) -> Vec<Chip> {
    let filter = &selection.filter;
    let without = |change: fn(&mut Filter)| {
        let mut rest = selection.clone();
        change(&mut rest.filter);
        Callback::new(move |()| choose.run(rest.clone()))
    };
    let parts = [
        (t.country(), filter.country.clone(), without(|filter| filter.country = None)),
        (t.product(), filter.sku.clone(), without(|filter| filter.sku = None)),
        (t.search(), filter.search.clone(), without(|filter| filter.search = None)),
        (
            t.kind(),
            filter.kind.map(|kind| kind.title(t.0).to_owned()),
            without(|filter| filter.kind = None),
        ),
        (t.order(), filter.order.clone(), without(|filter| filter.order = None)),
    ];
    parts
        .into_iter()
        .filter_map(|(name, value, remove)| {
            Some(Chip { label: format!("{name}: {}", value?), remove })
        })
        .collect()
}
