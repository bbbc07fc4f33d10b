//! The order lines behind a number: every number of Sales leads here.

use crate::{
    kit::{Empty, ExportMenu, PAGE, ShowSql, Skeleton, VirtualTable, loaded},
    locales::{Texts, locale, texts},
    pages::{
        FilterBar, PageHead, exact,
        sales::{HOURS, measure_of},
        selection::{Selection, address},
    },
    query::use_query,
};
use kontor_api::{
    Words,
    export::Exportable,
    sales::{By, GetBreakdown, GetLines, Line, Lines, Measure, Value},
};
use kontor_domain::Locale;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

/// What the address says.
#[derive(Debug, Clone, PartialEq)]
struct View {
    selection: Selection,
    measure: Option<Measure>,
    /// Weekday (1 Monday) and hour.
    at: Option<(u8, u8)>,
}

impl View {
    fn from_params(params: &ParamsMap) -> View {
        View {
            selection: Selection::from_params(params),
            measure: measure_of(params),
            at: params.get_str("at").and_then(weekday_hour),
        }
    }

    fn address(&self) -> String {
        let mut params = self.selection.to_params();
        params.extend(self.measure.map(|measure| ("measure", measure.name().to_owned())));
        params.extend(self.at.map(|(weekday, hour)| ("at", format!("{weekday}-{hour}"))));
        address("/sales/lines", params)
    }

    fn request(&self, offset: u64) -> GetLines {
        GetLines {
            measure: self.measure,
            period: self.selection.period,
            filter: self.selection.filter.clone(),
            weekday_hour: self.at,
            offset,
            limit: PAGE,
        }
    }
}

/// The weekday and hour of a breakdown's key, `1-13`.
fn weekday_hour(key: &str) -> Option<(u8, u8)> {
    let (weekday, hour) = key.split_once('-')?;
    Some((weekday.parse().ok()?, hour.parse().ok()?))
}

/// The page.
#[component]
pub fn LinesPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(View::from_params));
    let selection = Memo::new(move |_| view.with(|view| view.selection.clone()));
    let navigate = StoredValue::new_local(use_navigate());
    let choose = move |selection: Selection| {
        let view = View { selection, ..view.get_untracked() };
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&view.address(), stay));
    };
    let head = use_query(move || Some(view.with(|view| view.request(0))));
    let days = Memo::new(move |_| head.value.with(|lines| lines.as_ref()?.period));
    let total = use_total(view);
    let title = Signal::derive(move || match view.with(|view| view.measure) {
        Some(measure) => t.lines_behind(measure.title(t.0)),
        None => t.all_lines().to_owned(),
    });
    let says = Signal::derive(move || {
        let at = view.with(|view| view.at).map(|(weekday, hour)| {
            format!("{} {hour:02}:00–{hour:02}:59", locale().weekday(weekday.saturating_sub(1)))
        });
        let days = days.get().map(|days| locale().period(days));
        let count =
            head.value.with(|lines| lines.as_ref().map(|lines| t.lines(lines.total as i64)));
        let total = total
            .get()
            .map(|(measure, value)| format!("{} {}", measure.title(t.0), exact(locale(), value)));
        [days, at, count, total].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let back = move || {
        let view = view.get();
        let mut params = view.selection.to_params();
        params.extend(view.measure.map(|measure| ("measure", measure.name().to_owned())));
        address("/sales", params)
    };
    let none = Memo::new(move |_| {
        head.value.with(|lines| lines.as_ref().is_some_and(|lines| lines.total == 0))
    });
    view! {
        <PageHead title says>
            <a class="button" href=back>{t.back_to_sales()}</a>
            <ExportMenu what=move || Exportable::Lines(view.get_untracked().request(0))/>
        </PageHead>
        <FilterBar selection choose days/>
        <p class="sr-only" role="status">{says}</p>
        <section class="lines">
            {move || if none.get() {
                view! { <Empty title=t.no_lines() text=t.no_lines_text()/> }.into_any()
            } else {
                view! {
                    <VirtualTable label=title.get_untracked() head request=move |offset| Some(view.with_untracked(|view| view.request(offset)))
                        rows=rows columns=10 cells=cells headings=move || headings(t)
                        totals=ViewFn::from(move || move || totals(t, total.get()))/>
                }.into_any()
            }}
            {loaded(
                head,
                || view! { <Skeleton lines=1/> }.into_any(),
                |lines| view! { <ShowSql sql=lines.sql.clone()/> }.into_any(),
            )}
        </section>
    }
}

/// What the lines add up to: the number that was drilled into.
fn use_total(view: Memo<View>) -> Signal<Option<(Measure, Value)>> {
    let measure = Memo::new(move |_| view.with(|view| view.measure).unwrap_or(Measure::AllLines));
    let breakdown = use_query(move || {
        let View { selection, at, .. } = view.get();
        // By hour there is a part for it; else any breakdown has the total.
        let (by, limit) = if at.is_some() { (By::WeekdayHour, HOURS) } else { (By::Country, 1) };
        Some(GetBreakdown {
            measure: measure.get(),
            by,
            period: selection.period,
            filter: selection.filter,
            limit,
            width: 0,
        })
    });
    Signal::derive(move || {
        let value = breakdown.value.with(|breakdown| {
            let breakdown = breakdown.as_ref()?;
            let Some((weekday, hour)) = view.with(|view| view.at) else {
                return Some(breakdown.total);
            };
            let key = format!("{weekday}-{hour}");
            breakdown.parts.iter().find(|part| part.key == key).map(|part| part.value)
        });
        Some((measure.get(), value?))
    })
}

/// The total under the column that it is the sum of.
fn totals(t: Texts, total: Option<(Measure, Value)>) -> impl IntoView {
    let locale = locale();
    let written = |shown: bool| total.filter(|_| shown).map(|(_, value)| exact(locale, value));
    // What it is not the plain sum of does not stand below the amounts.
    let sums = total.is_some_and(|(measure, _)| {
        measure != Measure::AverageOrder && !Measure::OF_PROFIT.contains(&measure)
    });
    let value = total.map(|(_, value)| value);
    view! {
        <th scope="row">{t.total()}</th>
        <td>{written(matches!(value, Some(Value::Count(_))))}</td>
        <td></td>
        <td></td>
        <td class="num">{written(matches!(value, Some(Value::Quantity(_))))}</td>
        <td></td>
        <td class="num">{written(sums && matches!(value, Some(Value::Money(_))))}</td>
        <td></td>
        <td></td>
        <td></td>
    }
}

fn rows(lines: &Lines) -> (u64, &[Line]) {
    (lines.total, &lines.lines)
}

fn headings(t: Texts) -> impl IntoView {
    view! {
        <th scope="col">{t.when()}</th>
        <th scope="col">{t.order()}</th>
        <th scope="col">{t.product()}</th>
        <th scope="col">{t.kind()}</th>
        <th scope="col" class="num">{t.quantity()}</th>
        <th scope="col" class="num">{t.unit_price()}</th>
        <th scope="col" class="num">{t.amount()}</th>
        <th scope="col">{t.customer()}</th>
        <th scope="col">{t.country()}</th>
        <th scope="col" class="num">{t.file_row()}</th>
    }
}

fn cells(line: &Line) -> AnyView {
    let (t, locale) = (texts(), locale());
    let product = Selection::of_product(&line.sku).address("/sales");
    let order = Selection::of_order(&line.order_id, None).address("/sales/lines");
    view! {
        <td>{locale.date_time(line.local_time)}</td>
        <td><a href=order>{line.order_id.clone()}</a></td>
        <td title=format!("{} · {}", line.title, line.sku)>
            <a href=product>{line.title.clone()}</a>" "<span class="note">{line.sku.clone()}</span>
        </td>
        <td>{line.kind.title(t.0)}</td>
        <td class="num">{locale.quantity(line.quantity)}</td>
        <td class="num">{unit_price(locale, &line.unit_price)}</td>
        <td class="num">{locale.money(line.amount)}</td>
        <td>{line.customer.clone()}</td>
        <td>{line.country.clone()}</td>
        <td class="num" title=t.of_import(line.batch_id)>{source_row(locale, line)}</td>
    }
    .into_any()
}

/// The row in the file; what was made from an order's own columns has none.
fn source_row(locale: Locale, line: &Line) -> String {
    match line.source_row {
        0 => "–".to_owned(),
        row => locale.count(row as i64),
    }
}

/// A unit price with the decimals that it has.
fn unit_price(locale: Locale, text: &str) -> String {
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len() as u32);
    text.parse().map_or_else(|_| text.to_owned(), |price| locale.number(price, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    #[test]
    fn a_unit_price_keeps_its_decimals() {
        assert_eq!(unit_price(Locale::of(Language::De), "1234.5678"), "1.234,5678");
        assert_eq!(unit_price(Locale::of(Language::En), "3"), "3");
    }

    #[test]
    fn an_hour_is_read_from_its_key() {
        assert_eq!(weekday_hour("1-13"), Some((1, 13)));
        assert_eq!(weekday_hour("monday"), None);
    }
}
