//! Sales: the key figures of a period, one of them over time, and what it is made of.

use crate::{
    app::use_status,
    files,
    kit::{ChartView, Choices, Empty, ExportMenu, ShowSql, Skeleton, live, use_width},
    locales::{locale, texts},
    pages::{
        Converted, FilterBar, OtherCurrencies, PageHead, change_words, data, exact,
        figures::KeyFigures,
        product::ProductNote,
        selection::{Selection, address},
    },
    paint::painted,
    query::{Query, use_query},
};
use kontor_api::{
    Words,
    export::Exportable,
    import::LineKind,
    quality::Check,
    sales::{
        Breakdown, By, GetBreakdown, GetSeries, GetSummary, Measure, Part, Summary, WithoutCost,
    },
    settings::Settings,
    workspace::Status,
};
use kontor_domain::{Date, Decimal, Grain, Period, PeriodChoice};
use leptos::{html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};
use std::sync::Arc;

/// Parts of a breakdown that are shown; the others are one line.
const PARTS: u32 = 12;
/// Every hour of a week.
pub const HOURS: u32 = 168;
/// Height of the chart over time, in CSS pixels.
const CHART_HEIGHT: u32 = 260;

/// What the address says.
#[derive(Debug, Clone, PartialEq)]
struct View {
    selection: Selection,
    measure: Measure,
    grain: Option<Grain>,
}

impl View {
    fn from_params(params: &ParamsMap) -> View {
        let selection = Selection::from_params(params);
        // What is of whole orders is not told of one product.
        let measure =
            measure_of(params).filter(|measure| measure.is_told_within(&selection.filter));
        View {
            selection,
            measure: measure.unwrap_or(Measure::NetSales),
            grain: match params.get_str("grain") {
                Some("day") => Some(Grain::Day),
                Some("week") => Some(Grain::Week),
                Some("month") => Some(Grain::Month),
                _ => None,
            },
        }
    }

    fn address(&self) -> String {
        let mut params = self.selection.to_params();
        if self.measure != Measure::NetSales {
            params.push(("measure", self.measure.name().to_owned()));
        }
        if let Some(grain) = self.grain {
            let name = match grain {
                Grain::Day => "day",
                Grain::Week => "week",
                Grain::Month => "month",
            };
            params.push(("grain", name.to_owned()));
        }
        address("/sales", params)
    }
}

/// The measure that an address names.
pub fn measure_of(params: &ParamsMap) -> Option<Measure> {
    Measure::from_name(params.get_str("measure")?)
}

/// The address of the lines behind a measure; `at` is a weekday and hour, `1-13`.
pub fn lines_address(selection: &Selection, measure: Measure, at: Option<&str>) -> String {
    let mut params = selection.to_params();
    params.push(("measure", measure.name().to_owned()));
    params.extend(at.map(|at| ("at", at.to_owned())));
    address("/sales/lines", params)
}

/// The page.
#[component]
pub fn Sales() -> impl IntoView {
    let status = use_status();
    let is_empty = Memo::new(move |_| {
        let open =
            |status: &Option<Arc<Status>>| status.as_ref()?.open.as_ref().map(|shop| shop.lines);
        status.value.with(open) == Some(0)
    });
    move || match is_empty.get() {
        true => view! { <NoSales/> }.into_any(),
        false => view! { <Figures/> }.into_any(),
    }
}

/// A shop without sales.
#[component]
fn NoSales() -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    painted();
    view! {
        <PageHead title=Signal::stored(t.sales().to_owned())/>
        <Empty title=t.no_sales() text=t.no_figures_text()>
            <button type="button" class="primary" on:click=move |_| import.run(None)>{t.import_sales()}</button>
        </Empty>
    }
}

/// A shop with sales.
#[component]
fn Figures() -> impl IntoView {
    let t = texts();
    let status = use_status();
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(View::from_params));
    let selection = Memo::new(move |_| view.with(|view| view.selection.clone()));
    let sku = Memo::new(move |_| view.with(|view| view.selection.filter.sku.clone()));
    let navigate = StoredValue::new_local(use_navigate());
    let show = Callback::new(move |view: View| {
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&view.address(), stay));
    });
    let select = Callback::new(move |selection: Selection| {
        // Another period may want another step.
        let same = selection.period == view.with_untracked(|view| view.selection.period);
        let grain = view.with_untracked(|view| view.grain).filter(|_| same);
        show.run(View { selection, grain, ..view.get_untracked() });
    });
    let summary = use_query(move || {
        let Selection { period, filter } = selection.get();
        Some(GetSummary { period, filter })
    });
    let days = Memo::new(move |_| summary.value.with(|summary| summary.as_ref()?.period));
    let says = Signal::derive(move || {
        let zone = status
            .value
            .with(|status| Some(status.as_ref()?.open.as_ref()?.settings.time_zone.clone()));
        let days = days.get().map(|days| locale().period(days));
        let currency = locale().home.map(|currency| currency.code().to_owned());
        [days, zone, currency].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let no_order_costs = Memo::new(move |_| {
        status.value.with(|status| {
            let shop = status.as_ref().and_then(|status| status.open.as_ref());
            shop.is_some_and(|shop| has_no_order_costs(&shop.settings))
        })
    });
    let figures = live(
        summary,
        || view! { <Skeleton lines=5 shape="figures"/> }.into_any(),
        move |summary: Signal<Arc<Summary>>| {
            let lines = move |measure| lines_address(&selection.get_untracked(), measure, None);
            let chosen = Signal::derive(move || Some(view.with(|view| view.measure)));
            let choose =
                Callback::new(move |measure| show.run(View { measure, ..view.get_untracked() }));
            view! {
                {move || view! {
                    <KeyFigures summary=summary.get() measures=Measure::ALL lines chosen choose/>
                }}
                {move || summary.get().conversion.clone().map(|conversion| view! { <Converted conversion/> })}
                {move || view! { <OtherCurrencies left_out=summary.get().other_currencies.clone()/> }}
                {move || summary.get().without_cost.map(|without| view! { <CostsMissing without/> })}
                {move || (no_order_costs.get() && has_contribution(&summary.get())).then(|| view! {
                    <p class="note">{t.no_order_costs()}" "<a href="/settings">{t.set_order_costs()}</a></p>
                })}
                <ShowSql sql=Signal::derive(move || summary.get().sql.clone())/>
            }
            .into_any()
        },
    );
    view! {
        <PageHead title=Signal::stored(t.sales().to_owned()) says/>
        <FilterBar selection choose=select days/>
        <ProductNote sku/>
        <section aria-label=t.key_figures()>{figures}</section>
        <Course view show days/>
        <div class="pair">
            <Parts view by=By::Product title=t.by_product() select/>
            <Parts view by=By::Country title=t.by_country() select/>
        </div>
        <Hours view/>
        <Parts view by=By::Kind title=t.by_kind() select/>
    }
}

/// Whether nothing is set that an order costs, so that contribution takes nothing of it off.
fn has_no_order_costs(settings: &Settings) -> bool {
    let costs = [
        settings.payment_fee_percent,
        settings.payment_fee_fixed,
        settings.fulfilment_cost,
        settings.shipping_cost,
    ];
    costs.into_iter().all(|cost| cost == Decimal::default())
}

fn has_contribution(summary: &Summary) -> bool {
    summary.figures.iter().any(|figure| figure.measure == Measure::Contribution)
}

/// What profit leaves out, and where to enter it.
#[component]
fn CostsMissing(without: WithoutCost) -> impl IntoView {
    let t = texts();
    let says = t.costs_missing(without.products as i64, locale().money(without.net_sales));
    view! { <p class="note">{says}" "<a href=data::finding(Check::NoCost)>{t.enter_costs()}</a></p> }
}

/// The measure over time.
#[component]
fn Course(view: Memo<View>, show: Callback<View>, days: Memo<Option<Period>>) -> impl IntoView {
    let t = texts();
    let place = NodeRef::<html::Div>::new();
    let width = use_width(place);
    let request = move |view: View, width: u32| GetSeries {
        measure: view.measure,
        period: view.selection.period,
        filter: view.selection.filter,
        grain: view.grain,
        width,
        height: CHART_HEIGHT,
    };
    let series = use_query(move || (width.get() > 0).then(|| request(view.get(), width.get())));
    let grain =
        Memo::new(move |_| series.value.with(|series| series.as_ref().map(|series| series.grain)));
    let compares = Memo::new(move |_| {
        series.value.with(|series| {
            series
                .as_ref()
                .is_some_and(|series| series.points.iter().any(|point| point.previous.is_some()))
        })
    });
    let title = move || {
        let by = match grain.get() {
            Some(Grain::Day) => t.by_day(),
            Some(Grain::Week) => t.by_week(),
            Some(Grain::Month) => t.by_month(),
            None => "",
        };
        format!("{} {by}", view.with(|view| view.measure).title(t.0))
    };
    let navigate = StoredValue::new_local(use_navigate());
    // Into the step: a month into its days, a day into its lines.
    let zoom = Callback::new(move |key: String| {
        let (Some(grain), Some(whole), Ok(start)) =
            (grain.get_untracked(), days.get_untracked(), key.parse())
        else {
            return;
        };
        let Some(step) = step_of(start, grain, whole) else { return };
        let before = view.get_untracked();
        let selection = Selection { period: PeriodChoice::Custom(step), ..before.selection };
        if grain == Grain::Day {
            let lines = lines_address(&selection, before.measure, None);
            navigate.with_value(|navigate| navigate(&lines, NavigateOptions::default()));
        } else {
            show.run(View { selection, grain: None, ..before });
        }
    });
    let choose_grain = move |grain| show.run(View { grain: Some(grain), ..view.get_untracked() });
    let grains = vec![
        (Grain::Day, t.day().to_owned()),
        (Grain::Week, t.week().to_owned()),
        (Grain::Month, t.month().to_owned()),
    ];
    let export = move || Exportable::Series(request(view.get_untracked(), 0));
    view! {
        <section aria-labelledby="course-head">
            <div class="block-head">
                <h2 id="course-head">{title}{move || compares.get().then(|| view! { <span>{t.legend()}</span> })}</h2>
                <Choices label=t.step() choices=grains value=grain choose=choose_grain/>
                <ExportMenu what=export/>
            </div>
            <div node_ref=place>
                {live(
                    series,
                    || view! { <Skeleton lines=1 shape="chart"/> }.into_any(),
                    move |series| view! {
                        <ChartView chart=Signal::derive(move || series.get().chart.clone())
                            label=Signal::derive(title) pick=zoom/>
                        <ShowSql sql=Signal::derive(move || series.get().sql.clone())/>
                    }.into_any(),
                )}
            </div>
        </section>
    }
}

/// The days of the step that starts on `start`, as far as they lie in `whole`.
fn step_of(start: Date, grain: Grain, whole: Period) -> Option<Period> {
    let last = match grain {
        Grain::Day => start,
        Grain::Week => (0..6).try_fold(start, |day, _| day.tomorrow().ok())?,
        Grain::Month => start.last_of_month(),
    };
    Period::new(start.max(whole.from), last.min(whole.to)).ok()
}

fn breakdown_request(view: &View, by: By, limit: u32, width: u32) -> GetBreakdown {
    GetBreakdown {
        measure: view.measure,
        by,
        period: view.selection.period,
        filter: view.selection.filter.clone(),
        limit,
        width,
    }
}

/// What the measure is made of, as a table. A part's name filters by it, its number leads to its
/// lines.
#[component]
fn Parts(
    view: Memo<View>,
    by: By,
    #[prop(into)] title: String,
    select: Callback<Selection>,
) -> impl IntoView {
    let t = texts();
    let sensible = Memo::new(move |_| view.with(|view| view.measure.is_broken_down(by)));
    let breakdown: Query<Breakdown> =
        use_query(move || sensible.get().then(|| breakdown_request(&view.get(), by, PARTS, 0)));
    let export =
        move || Exportable::Breakdown(breakdown_request(&view.get_untracked(), by, PARTS, 0));
    let (label, heading) = (title.clone(), title.clone());
    let table = move |breakdown: Signal<Arc<Breakdown>>| {
        let title = title.clone();
        view! {
            {move || view! {
                <PartsTable breakdown=breakdown.get() view=view.get_untracked() by title=title.clone() select/>
            }}
            <ShowSql sql=Signal::derive(move || breakdown.get().sql.clone())/>
        }
        .into_any()
    };
    view! {
        <section aria-label=label>
            <div class="block-head">
                <h2>{heading}</h2>
                {move || sensible.get().then(|| view! { <ExportMenu what=export/> })}
            </div>
            {move || if sensible.get() {
                let skeleton = || view! { <Skeleton lines=8/> }.into_any();
                live(breakdown, skeleton, table.clone()).into_any()
            } else {
                view! { <p class="note">{t.not_of_orders()}</p> }.into_any()
            }}
        </section>
    }
}

#[component]
fn PartsTable(
    breakdown: Arc<Breakdown>,
    view: View,
    by: By,
    title: String,
    select: Callback<Selection>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    if breakdown.parts.is_empty() {
        return view! { <p class="note">{t.nothing_counts()}</p> }.into_any();
    }
    let measure = view.measure;
    let part_title = match by {
        By::Product => t.product(),
        By::Country => t.country(),
        By::Kind => t.kind(),
        By::WeekdayHour => t.by_hour(),
    };
    let row = |part: &Part| {
        let within = within(&view.selection, by, part);
        let lines = lines_address(&within, measure, None);
        let change = part.previous.and_then(|before| change_words(locale, part.value, before));
        let share = part.share.unwrap_or(0.0).clamp(0.0, 1.0);
        view! {
            <tr>
                <td class="name">
                    <button type="button" title=part.title.clone() on:click=move |_| select.run(within.clone())>
                        {part.title.clone()}
                    </button>
                </td>
                <td class="num"><a href=lines>{exact(locale, part.value)}</a></td>
                <td class="share" aria-hidden="true">
                    <div class="share-track">
                        <div class="share-bar" style:width=format!("{:.1}%", share * 100.0)></div>
                    </div>
                </td>
                <td class="num">{part.share.map(|share| locale.percent(share))}</td>
                <td class="num">{change.unwrap_or_else(|| "–".to_owned())}</td>
            </tr>
        }
    };
    let rest = breakdown.rest.as_ref().map(|rest| {
        view! {
            <tr>
                <td class="name">{t.others(rest.parts as i64)}</td>
                <td class="num">{exact(locale, rest.value)}</td>
                <td class="share"></td><td></td><td></td>
            </tr>
        }
    });
    view! {
        <div class="scroll-x">
            <table class="parts">
                <caption class="sr-only">{title}</caption>
                <thead><tr>
                    <th scope="col" class="name">{part_title}</th>
                    <th scope="col" class="num">{measure.title(t.0)}</th>
                    <td class="share" aria-hidden="true"></td>
                    <th scope="col" class="num">{t.share()}</th>
                    <th scope="col" class="num">{t.change()}</th>
                </tr></thead>
                <tbody>
                    <tr class="total">
                        <th scope="row">{t.total()}</th>
                        <td class="num"><a href=lines_address(&view.selection, measure, None)>
                            {exact(locale, breakdown.total)}
                        </a></td>
                        <td class="share"></td><td></td><td></td>
                    </tr>
                    {breakdown.parts.iter().map(row).collect_view()}
                    {rest}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The selection, and within it one part.
fn within(selection: &Selection, by: By, part: &Part) -> Selection {
    let mut within = selection.clone();
    let key = part.key.clone();
    match by {
        By::Product => within.filter.sku = Some(key),
        By::Country => within.filter.country = Some(key),
        By::Kind => within.filter.kind = LineKind::ALL.into_iter().find(|kind| kind.name() == key),
        // An hour is no filter: it is a way into the lines.
        By::WeekdayHour => {}
    }
    within
}

/// The measure by weekday and hour of the store's time.
#[component]
fn Hours(view: Memo<View>) -> impl IntoView {
    let t = texts();
    let place = NodeRef::<html::Div>::new();
    let width = use_width(place);
    let request = move |view: &View, width| breakdown_request(view, By::WeekdayHour, HOURS, width);
    let hours = use_query(move || (width.get() > 0).then(|| request(&view.get(), width.get())));
    let export = move || Exportable::Breakdown(request(&view.get_untracked(), 0));
    let navigate = StoredValue::new_local(use_navigate());
    let pick = Callback::new(move |at: String| {
        let lines =
            view.with_untracked(|view| lines_address(&view.selection, view.measure, Some(&at)));
        navigate.with_value(|navigate| navigate(&lines, NavigateOptions::default()));
    });
    view! {
        <section aria-label=t.by_hour()>
            <div class="block-head">
                <h2>{t.by_hour()}</h2>
                <ExportMenu what=export/>
            </div>
            <div node_ref=place>
                {live(
                    hours,
                    || view! { <Skeleton lines=1 shape="chart"/> }.into_any(),
                    move |hours| {
                        // There is one, as a width was asked for.
                        let Some(first) = hours.get_untracked().chart.clone() else {
                            return ().into_any();
                        };
                        let chart = move || hours.get().chart.clone().unwrap_or_else(|| first.clone());
                        view! {
                            <ChartView chart=Signal::derive(chart) label=t.by_hour() pick/>
                            <ShowSql sql=Signal::derive(move || hours.get().sql.clone())/>
                        }
                        .into_any()
                    },
                )}
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_stays_within_the_period() {
        let whole =
            Period::new("2011-01-10".parse().unwrap(), "2011-02-20".parse().unwrap()).unwrap();
        let days = |start: &str, grain| {
            let step = step_of(start.parse().unwrap(), grain, whole).unwrap();
            PeriodChoice::Custom(step).to_string()
        };
        assert_eq!(days("2011-01-01", Grain::Month), "2011-01-10..2011-01-31");
        assert_eq!(days("2011-02-14", Grain::Week), "2011-02-14..2011-02-20");
        assert_eq!(days("2011-02-01", Grain::Day), "2011-02-01..2011-02-01");
    }
}
