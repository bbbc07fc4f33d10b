//! Every product with its forecast.

use super::{Train, Training, share};
use crate::{
    kit::{
        Choices, Direction, Empty, ErrorState, ExportMenu, PAGE, SearchField, Skeleton, SortHeader,
        VirtualTable,
    },
    locales::{Texts, locale, texts},
    pages::{PageHead, reorder::ReorderTabs, selection::address},
    paint::painted,
    query::{Query, use_query},
};
use kontor_api::{
    Words,
    export::Exportable,
    forecast::{
        DemandKind, ForecastRow, ForecastSort, Forecastable, Forecasts as Reply, GetForecasts,
    },
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// A column of the table; those with a `sort` sort.
struct Column {
    sort: Option<ForecastSort>,
    /// Its name in the address.
    name: &'static str,
    numeric: bool,
    title: fn(Texts) -> &'static str,
}

const COLUMNS: [Column; 10] = [
    Column {
        sort: Some(ForecastSort::Title),
        name: "title",
        numeric: false,
        title: Texts::product,
    },
    Column {
        sort: Some(ForecastSort::Sku),
        name: "code",
        numeric: false,
        title: Texts::product_code,
    },
    Column { sort: None, name: "", numeric: false, title: Texts::sells },
    Column {
        sort: Some(ForecastSort::Units),
        name: "units",
        numeric: true,
        title: Texts::next_four,
    },
    Column {
        sort: Some(ForecastSort::Change),
        name: "change",
        numeric: true,
        title: Texts::last_four,
    },
    Column { sort: None, name: "", numeric: true, title: Texts::simple_rule },
    Column { sort: None, name: "", numeric: true, title: Texts::next_week },
    Column { sort: None, name: "", numeric: true, title: Texts::range_95 },
    Column {
        sort: Some(ForecastSort::Error),
        name: "error",
        numeric: true,
        title: Texts::forecast_error,
    },
    Column { sort: None, name: "", numeric: true, title: Texts::rule_error },
];

/// What the address says.
#[derive(Debug, Clone, Default, PartialEq)]
struct View {
    search: Option<String>,
    kind: Option<DemandKind>,
    sort: ForecastSort,
    ascending: bool,
}

impl View {
    fn read(param: &dyn Fn(&str) -> Option<String>) -> View {
        let (sort, kind) = (param("sort").unwrap_or_default(), param("kind"));
        let column = COLUMNS.iter().find(|column| column.name == sort && !sort.is_empty());
        View {
            search: param("search").filter(|search| !search.trim().is_empty()),
            kind: DemandKind::ALL.into_iter().find(|each| Some(each.name()) == kind.as_deref()),
            sort: column.and_then(|column| column.sort).unwrap_or_default(),
            ascending: param("direction").as_deref() == Some("ascending"),
        }
    }

    fn address(&self) -> String {
        let mut params = Vec::new();
        params.extend(self.search.clone().map(|search| ("search", search)));
        params.extend(self.kind.map(|kind| ("kind", kind.name().to_owned())));
        let column = COLUMNS.iter().find(|column| column.sort == Some(self.sort));
        if self.sort != ForecastSort::default() {
            params.extend(column.map(|column| ("sort", column.name.to_owned())));
        }
        if self.ascending {
            params.push(("direction", "ascending".to_owned()));
        }
        address("/reorder/forecast", params)
    }

    fn request(&self, offset: u64) -> GetForecasts {
        GetForecasts {
            search: self.search.clone(),
            kind: self.kind,
            sort: self.sort,
            ascending: self.ascending,
            offset,
            limit: PAGE,
        }
    }

    /// Sorted by a column: names from the first letter, numbers from the largest; the other way
    /// around where it is sorted so already.
    fn sorted_by(self, sort: ForecastSort, numeric: bool) -> View {
        let ascending = if self.sort == sort { !self.ascending } else { !numeric };
        View { sort, ascending, ..self }
    }
}

/// The page.
#[component]
pub fn ForecastPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(|params| View::read(&|key| params.get(key))));
    let navigate = StoredValue::new_local(use_navigate());
    let show = Callback::new(move |view: View| {
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&view.address(), stay));
    });
    let head = use_query(move || Some(view.with(|view| view.request(0))));
    // Whether there is a training, and how many rows there are.
    let found = Memo::new(move |_| {
        head.value.with(|reply| reply.as_ref().map(|reply| (reply.card.is_some(), reply.total)))
    });
    let says = Signal::derive(move || {
        head.value.with(|reply| reply.as_ref().and_then(|reply| says(reply, t))).unwrap_or_default()
    });
    Effect::new(move |_| {
        if found.with(Option::is_some) {
            painted();
        }
    });
    let is_trained = Memo::new(move |_| found.get().is_some_and(|(is_trained, _)| is_trained));
    view! {
        <PageHead title=Signal::stored(t.forecast().to_owned()) says>
            {move || is_trained.get().then(|| view! {
                <Train words=t.retrain_now()/>
                <ExportMenu what=move || Exportable::Forecasts(view.get_untracked().request(0))/>
            })}
        </PageHead>
        <ReorderTabs/>
        <Training/>
        {move || is_trained.get().then(|| view! { <Filters view show/> })}
        <p class="sr-only" role="status">{says}</p>
        <section aria-busy=move || head.loading.get().to_string()>
            {move || head.error.get().map(|error| view! {
                <ErrorState error retry=Callback::new(move |()| head.retry())/>
                <p class="acts"><a class="button" href="/reorder/models">{t.models()}</a></p>
            })}
            {move || match found.get() {
                None if head.error.with(Option::is_some) => ().into_any(),
                None => view! { <Skeleton lines=12/> }.into_any(),
                Some((false, _)) => view! {
                    <Empty title=t.no_forecast() text=t.no_forecast_text()>
                        <Train primary=true words=t.train_now()/>
                    </Empty>
                }.into_any(),
                Some((true, 0)) => view! {
                    <Empty title=t.nothing_forecast() text=t.nothing_forecast_text()>
                        <button type="button" on:click=move |_| show.run(View::default())>{t.clear_filters()}</button>
                    </Empty>
                }.into_any(),
                Some(_) => view! { <Table view show head/> }.into_any(),
            }}
            {move || head.value.get().filter(|reply| reply.card.is_some()).map(|reply| view! {
                <p class="note">{reply.definition.clone()}</p>
            })}
        </section>
    }
}

/// What the forecast is of, and how old it is.
fn says(reply: &Reply, t: Texts) -> Option<String> {
    let card = reply.card.as_ref()?;
    let locale = locale();
    let mut says = t.trained_on(t.products_counted(card.products as i64), locale.period(card.data));
    if reply.newer_weeks > 0 {
        says.push_str(&format!(" · {}", t.newer_weeks(i64::from(reply.newer_weeks))));
    }
    Some(says)
}

#[component]
fn Filters(view: Memo<View>, show: Callback<View>) -> impl IntoView {
    let t = texts();
    let kinds = DemandKind::ALL.into_iter().map(|kind| (Some(kind), kind.title(t.0).to_owned()));
    let choices = std::iter::once((None, t.all_ways_of_selling().to_owned()))
        .chain(kinds)
        .collect::<Vec<_>>();
    let kind = Signal::derive(move || Some(view.with(|view| view.kind)));
    let search = move |search| show.run(View { search, ..view.get_untracked() });
    view! {
        <div class="filters">
            <SearchField label=t.search_forecasts() search
                value=Signal::derive(move || view.with(|view| view.search.clone()))/>
            <Choices label=t.sells() choices value=kind
                choose=move |kind| show.run(View { kind, ..view.get_untracked() })/>
        </div>
    }
}

#[component]
fn Table(view: Memo<View>, show: Callback<View>, head: Query<Reply>) -> impl IntoView {
    let t = texts();
    let heading = move |column: &'static Column| match column.sort {
        None => {
            view! { <th scope="col" class:num=column.numeric>{(column.title)(t)}</th> }.into_any()
        }
        Some(sort) => {
            let sorted = Signal::derive(move || {
                view.with(|view| {
                    (view.sort == sort).then_some(match view.ascending {
                        true => Direction::Ascending,
                        false => Direction::Descending,
                    })
                })
            });
            let turn = move |()| show.run(view.get_untracked().sorted_by(sort, column.numeric));
            view! { <SortHeader title=(column.title)(t) numeric=column.numeric sorted sort=turn/> }
                .into_any()
        }
    };
    view! {
        <div class="forecasts">
            <VirtualTable label=t.forecast() head request=move |offset| Some(view.with_untracked(|view| view.request(offset)))
                rows=rows columns=COLUMNS.len() headings=move || COLUMNS.iter().map(heading).collect_view() cells=cells/>
        </div>
    }
}

fn rows(reply: &Reply) -> (u64, &[ForecastRow]) {
    (reply.total, &reply.rows)
}

/// The address of a product's page.
pub fn product_address(sku: &str) -> String {
    address("/reorder/product", vec![("code", sku.to_owned())])
}

fn cells(row: &ForecastRow) -> AnyView {
    let (t, locale) = (texts(), locale());
    let title = if row.title.is_empty() { row.sku.clone() } else { row.title.clone() };
    let name = view! {
        <th scope="row" title=title.clone()><a href=product_address(&row.sku)>{title.clone()}</a></th>
        <td>{row.sku.clone()}</td>
    };
    if row.forecastable != Forecastable::Yes {
        let remark = row.remark.clone().unwrap_or_default();
        return view! {
            {name}
            <td colspan=COLUMNS.len() - 2 class="note">{remark}</td>
        }
        .into_any();
    }
    let corrected =
        row.is_corrected.then(|| view! { " " <span class="note">{t.corrected()}</span> });
    view! {
        {name}
        <td>{row.kind.title(t.0)}</td>
        <td class="num"><b>{locale.expected(row.next_four)}</b>{corrected}</td>
        <td class="num">{locale.quantity(row.last_four)}</td>
        <td class="num">{locale.expected(row.baseline_four)}</td>
        <td class="num">{locale.expected(row.next)}</td>
        <td class="num">{format!("{} – {}", locale.expected(row.low), locale.expected(row.high))}</td>
        <td class="num">{share(row.accuracy.wape)}</td>
        <td class="num">{share(row.accuracy.baseline_wape)}</td>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_survives_its_address() {
        let view = View { kind: Some(DemandKind::Lumpy), ..View::default() }
            .sorted_by(ForecastSort::Title, false);
        assert!(view.ascending);
        let param = |key: &str| match key {
            "sort" => Some("title".to_owned()),
            "direction" => Some("ascending".to_owned()),
            "kind" => Some("lumpy".to_owned()),
            _ => None,
        };
        assert_eq!(View::read(&param), view);
        assert_eq!(View::read(&|_| None), View::default());
    }
}
