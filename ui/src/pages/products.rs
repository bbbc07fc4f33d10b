//! Products: every product of the shop in one table, however many there are.

use crate::{
    kit::{
        Direction, Empty, ErrorState, ExportMenu, PAGE, ShowSql, Skeleton, SortHeader, VirtualTable,
    },
    locales::{Texts, locale, texts},
    pages::{
        Converted, FilterBar, PageHead, change_of, run_out,
        sales::lines_address,
        selection::{Selection, address},
    },
    paint::painted,
    query::use_query,
};
use kontor_api::{
    Words,
    export::Exportable,
    products::{GetProducts, ProductRow, Products as Reply, SortBy},
    sales::{Filter, Measure},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// A column of the table; every one sorts.
struct Column {
    sort: SortBy,
    /// Its name in the address.
    name: &'static str,
    numeric: bool,
    /// Whether it says something only where costs are known.
    of_costs: bool,
    title: fn(Texts) -> &'static str,
}

const COLUMNS: [Column; 9] = [
    column(SortBy::Title, "title", false, Texts::product),
    column(SortBy::Sku, "code", false, Texts::product_code),
    column(SortBy::NetSales, "net_sales", true, net_sales),
    column(SortBy::Change, "change", true, Texts::change),
    column(SortBy::Units, "units", true, units),
    column(SortBy::AveragePrice, "price", true, Texts::average_price),
    Column { of_costs: true, ..column(SortBy::CostOfGoods, "cost", true, cost_of_goods) },
    Column { of_costs: true, ..column(SortBy::GrossMargin, "margin", true, gross_margin) },
    column(SortBy::LastSold, "last_sold", true, Texts::last_sold),
];

const fn column(
    sort: SortBy,
    name: &'static str,
    numeric: bool,
    title: fn(Texts) -> &'static str,
) -> Column {
    Column { sort, name, numeric, of_costs: false, title }
}

fn cost_of_goods(t: Texts) -> &'static str {
    Measure::CostOfGoods.title(t.0)
}

fn gross_margin(t: Texts) -> &'static str {
    Measure::GrossMargin.title(t.0)
}

fn net_sales(t: Texts) -> &'static str {
    Measure::NetSales.title(t.0)
}

fn units(t: Texts) -> &'static str {
    Measure::Units.title(t.0)
}

/// What the address says.
#[derive(Debug, Clone, Default, PartialEq)]
struct View {
    selection: Selection,
    sort: SortBy,
    ascending: bool,
}

impl View {
    fn read(param: &dyn Fn(&str) -> Option<String>) -> View {
        let named = param("sort").unwrap_or_default();
        View {
            selection: Selection::read(param),
            sort: COLUMNS
                .iter()
                .find(|column| column.name == named)
                .map_or_else(SortBy::default, |column| column.sort),
            ascending: param("direction").as_deref() == Some("ascending"),
        }
    }

    fn address(&self) -> String {
        let mut params = self.selection.to_params();
        let sort = COLUMNS.iter().find(|column| column.sort == self.sort);
        if self.sort != SortBy::default() {
            params.extend(sort.map(|column| ("sort", column.name.to_owned())));
        }
        if self.ascending {
            params.push(("direction", "ascending".to_owned()));
        }
        address("/products", params)
    }

    fn request(&self, offset: u64) -> GetProducts {
        GetProducts {
            period: self.selection.period,
            filter: self.selection.filter.clone(),
            sort: self.sort,
            ascending: self.ascending,
            offset,
            limit: PAGE,
        }
    }

    /// Sorted by a column: names from the first letter, numbers from the largest; the other way
    /// around where it is sorted so already.
    fn sorted_by(self, column: &Column) -> View {
        let ascending = if self.sort == column.sort { !self.ascending } else { !column.numeric };
        View { sort: column.sort, ascending, ..self }
    }

    fn direction(&self, column: &Column) -> Option<Direction> {
        (self.sort == column.sort).then_some(match self.ascending {
            true => Direction::Ascending,
            false => Direction::Descending,
        })
    }
}

/// The page.
#[component]
pub fn Products() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(|params| View::read(&|key| params.get(key))));
    let selection = Memo::new(move |_| view.with(|view| view.selection.clone()));
    let navigate = StoredValue::new_local(use_navigate());
    let show = Callback::new(move |view: View| {
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&view.address(), stay));
    });
    let choose = move |selection| show.run(View { selection, ..view.get_untracked() });
    let head = use_query(move || Some(view.with(|view| view.request(0))));
    let days = Memo::new(move |_| head.value.with(|reply| reply.as_ref()?.period));
    let total =
        Memo::new(move |_| head.value.with(|reply| reply.as_ref().map(|reply| reply.total)));
    let has_costs =
        Memo::new(move |_| head.value.with(|reply| reply.as_ref()?.cost_of_goods).is_some());
    let says = Signal::derive(move || {
        let days = days.get().map(|days| locale().period(days));
        let count = total.get().map(|total| t.products_counted(total as i64));
        [count, days].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    Effect::new(move |_| {
        if total.get().is_some() {
            painted();
        }
    });
    view! {
        <PageHead title=Signal::stored(t.products().to_owned()) says>
            <a class="button" href=run_out::address_of(None)>{t.run_out()}</a>
            <ExportMenu what=move || Exportable::Products(view.get_untracked().request(0))/>
        </PageHead>
        <FilterBar selection choose days/>
        <p class="sr-only" role="status">{says}</p>
        <section aria-busy=move || head.loading.get().to_string()>
            {move || head.error.get().map(|error| view! {
                <ErrorState error retry=Callback::new(move |()| head.retry())/>
            })}
            {move || match total.get() {
                None if head.error.with(Option::is_some) => ().into_any(),
                None => view! { <Skeleton lines=12/> }.into_any(),
                Some(0) => view! { <NoProducts selection choose=move |()| choose(Selection::default())/> }.into_any(),
                Some(_) => view! { <Table view show head has_costs=has_costs.get()/> }.into_any(),
            }}
            {move || head.value.get().and_then(|reply| reply.conversion.clone()).map(|conversion| view! { <Converted conversion/> })}
            {move || head.value.get().map(|reply| view! { <ShowSql sql=reply.sql.clone()/> })}
        </section>
    }
}

/// Nothing to show: because of the filters, or because nothing was sold yet.
#[component]
fn NoProducts(selection: Memo<Selection>, #[prop(into)] choose: Callback<()>) -> impl IntoView {
    let t = texts();
    let filtered = selection.with_untracked(|selection| selection.filter != Filter::default());
    if filtered {
        view! {
            <Empty title=t.no_products_found() text=t.no_products_found_text()>
                <button type="button" on:click=move |_| choose.run(())>{t.clear_filters()}</button>
            </Empty>
        }
        .into_any()
    } else {
        let import = crate::files::use_import();
        view! {
            <Empty title=t.no_products() text=t.no_products_text()>
                <button type="button" class="primary" on:click=move |_| import.run(None)>{t.import_sales()}</button>
            </Empty>
        }
        .into_any()
    }
}

#[component]
fn Table(
    view: Memo<View>,
    show: Callback<View>,
    head: crate::query::Query<Reply>,
    /// Whether any cost is known.
    has_costs: bool,
) -> impl IntoView {
    let t = texts();
    let selection = Memo::new(move |_| view.with(|view| view.selection.clone()));
    let heading = move |column: &'static Column| {
        let sorted = Signal::derive(move || view.with(|view| view.direction(column)));
        let sort = move |()| show.run(view.get_untracked().sorted_by(column));
        view! { <SortHeader title=(column.title)(t) numeric=column.numeric sorted sort/> }
    };
    let columns = move || COLUMNS.iter().filter(move |column| has_costs || !column.of_costs);
    let headings = move || columns().map(heading).collect_view();
    let totals =
        move || move || head.value.get().map(|reply| totals(&reply, &selection.get_untracked()));
    view! {
        <div class="products" class:costed=has_costs>
            <VirtualTable label=t.products() head request=move |offset| Some(view.with_untracked(|view| view.request(offset)))
                rows=rows columns=columns().count() headings=headings totals=ViewFn::from(totals)
                cells=move |row| cells(row, &selection.get_untracked(), has_costs)/>
        </div>
    }
}

fn rows(products: &Reply) -> (u64, &[ProductRow]) {
    (products.total, &products.rows)
}

fn totals(reply: &Reply, selection: &Selection) -> impl IntoView + use<> {
    let (t, locale) = (texts(), locale());
    let lines = |measure| lines_address(selection, measure, None);
    view! {
        <th scope="row">{t.total()}</th>
        <td></td>
        <td class="num"><a href=lines(Measure::NetSales)>{locale.money(reply.net_sales)}</a></td>
        <td></td>
        <td class="num"><a href=lines(Measure::Units)>{locale.quantity(reply.units)}</a></td>
        <td></td>
        {reply.cost_of_goods.map(|cost| view! {
            <td class="num"><a href=lines(Measure::CostOfGoods)>{locale.money(cost)}</a></td>
            <td class="num">{percent(reply.gross_margin)}</td>
        })}
        <td></td>
    }
}

fn percent(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| locale().percent(ratio))
}

/// A product: its name leads to its sales, each number to its lines.
fn cells(row: &ProductRow, selection: &Selection, has_costs: bool) -> AnyView {
    let (t, locale) = (texts(), locale());
    let filter = Filter { sku: Some(row.sku.clone()), search: None, ..selection.filter.clone() };
    let of_row = Selection { period: selection.period, filter };
    let lines = |measure| lines_address(&of_row, measure, None);
    let change = row.previous.map(|before| {
        let ratio = change_of(row.net_sales.major(), before.major());
        let class = match row.net_sales.minor.cmp(&before.minor) {
            std::cmp::Ordering::Greater => "gain",
            std::cmp::Ordering::Less => "loss",
            std::cmp::Ordering::Equal => "even",
        };
        let words = match ratio {
            Some(ratio) => locale.change(ratio),
            None if row.net_sales.minor == 0 => "–".to_owned(),
            None => t.new_in_period().to_owned(),
        };
        view! { <span class=class title=t.before_it_was(locale.money(before))>{words}</span> }
    });
    let title = if row.title.is_empty() { row.sku.clone() } else { row.title.clone() };
    view! {
        <th scope="row" title=title.clone()><a href=of_row.address("/sales")>{title.clone()}</a></th>
        <td>{row.sku.clone()}</td>
        <td class="num"><a href=lines(Measure::NetSales)>{locale.money(row.net_sales)}</a></td>
        <td class="num">{change}</td>
        <td class="num"><a href=lines(Measure::Units)>{locale.quantity(row.units)}</a></td>
        <td class="num">{row.average_price.map_or_else(|| "–".to_owned(), |price| locale.money(price))}</td>
        {has_costs.then(|| view! {
            <td class="num">{row.cost_of_goods.map_or_else(|| "–".to_owned(), |cost| locale.money(cost))}</td>
            <td class="num" title=row.gross_profit.map(|profit| t.leaves(locale.money(profit)))>{percent(row.gross_margin)}</td>
        })}
        <td class="num">{row.last_sold.map_or_else(|| "–".to_owned(), |day| locale.date(day))}</td>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_survives_its_address() {
        let view = View::default().sorted_by(&COLUMNS[0]);
        assert_eq!(view.direction(&COLUMNS[0]), Some(Direction::Ascending));
        let param = |key: &str| match key {
            "sort" => Some("title".to_owned()),
            "direction" => Some("ascending".to_owned()),
            _ => None,
        };
        assert_eq!(View::read(&param), view);
    }

    #[test]
    fn a_column_sorts_from_its_telling_end_and_then_turns() {
        let view = View::default();
        assert_eq!(view.direction(&COLUMNS[2]), Some(Direction::Descending));
        assert!(view.clone().sorted_by(&COLUMNS[2]).ascending);
        assert!(!view.sorted_by(&COLUMNS[4]).ascending);
    }
}
