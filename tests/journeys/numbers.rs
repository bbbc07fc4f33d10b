//! Totals reconcile: parts, wholes, lines and the imported file say the same.

use crate::{Shop, all_lines};
use kontor_api::{
    domain::{Grain, PeriodChoice},
    import::{Content, Detect, Field, LineKind, Plan, Run},
    products::GetProducts,
    records::{PutRecords, Record},
    sales::{By, Filter, GetBreakdown, GetLines, GetSeries, GetSummary, Measure, Value},
    settings::{Change, GetSettings, Settings},
};
use kontor_tests::shop;

const EVERY_BY: [By; 4] = [By::Product, By::Country, By::WeekdayHour, By::Kind];

/// A value in its smallest unit.
fn smallest(value: Value) -> i64 {
    match value {
        Value::Money(money) => money.minor,
        Value::Count(count) => count,
        Value::Quantity(quantity) => quantity.milli,
        Value::Share(share) => (share * 1e6).round() as i64,
    }
}

/// Choices that cut the data in different ways.
fn choices() -> Vec<(PeriodChoice, Filter)> {
    let all = PeriodChoice::All;
    let filter = Filter::default;
    vec![
        (all, filter()),
        (PeriodChoice::LastDays(90), filter()),
        (all, Filter { country: Some("France".to_owned()), ..filter() }),
        (all, Filter { search: Some("linen".to_owned()), ..filter() }),
        (PeriodChoice::LastDays(90), Filter { kind: Some(LineKind::Sale), ..filter() }),
    ]
}

#[tokio::test]
async fn the_parts_of_every_breakdown_add_up_to_the_whole() {
    let shop = Shop::with_sample().await;
    let checked = every_breakdown_adds_up(&shop, choices()).await;
    assert!(checked >= 5 * 16, "only {checked} sums were looked at");
}

/// Orders of a quarter with everything in them that a measure counts, and what its columns mean:
/// discounts of lines and of orders, tax in prices, shipping, tips, vouchers, returns, cancelled
/// orders.
fn everything() -> (String, Vec<Option<Field>>) {
    use Field::*;
    let columns = [
        OrderId,
        OrderedAt,
        Sku,
        Title,
        Quantity,
        UnitPrice,
        Discount,
        Status,
        Country,
        OrderDiscount,
        OrderShipping,
        OrderTax,
        OrderTip,
    ];
    let names: Vec<String> = columns.iter().map(|field| field.name()).collect();
    let mut text = names.join(",") + "\n";
    for order in 0..150_i32 {
        let (month, day, hour) = (1 + order % 3, 1 + order * 7 % 28, order % 24);
        let status = if order % 11 == 3 { "cancelled" } else { "paid" };
        let country = ["France", "Germany", ""][order as usize % 3];
        for line in 0..1 + order % 3 {
            let (sku, title) = match (order + line) % 10 {
                9 => ("GIFT", "Gift voucher".to_owned()),
                number => (["A1", "B2", "C3"][number as usize % 3], format!("Thing {number}")),
            };
            let quantity = if (order + line) % 13 == 5 { -1 } else { 1 + line };
            let off = if line == 1 { "0.35" } else { "" };
            let of_order = match line {
                0 => format!("{}.10,4.90,{}.37,{}.50", order % 2, order % 7, order % 4),
                _ => ",,,".to_owned(),
            };
            text += &format!(
                "E-{order},2025-{month:02}-{day:02} {hour:02}:15:00,{sku},{title},{quantity},{}.99,{off},{status},{country},{of_order}\n",
                3 + (order + line) % 9
            );
        }
    }
    (text, columns.map(Some).to_vec())
}

#[tokio::test]
async fn every_measure_adds_up_where_there_is_something_of_each() {
    let shop = Shop::new().await;
    let (text, columns) = everything();
    let source = shop::file(&shop.file("everything.csv", text));
    let look = Detect { source: source.clone(), plan: None, content: Some(Content::Orders) };
    let plan = Plan { columns, dialect: None, ..shop.ask(look).await.unwrap().plan };
    let report = shop.ask(Run { source, plan: Some(plan) }).await.unwrap();
    assert_eq!((report.rows_refused, report.orders), (0, 150));
    // Some things cost something, at first less than later, and so does every order.
    let cost = |sku: &str, day: &str, cost: &str| Record {
        content: Content::Costs,
        values: [(Field::Sku, sku), (Field::ValidFrom, day), (Field::Cost, cost)]
            .map(|(field, text)| (field, text.to_owned()))
            .to_vec(),
    };
    let records = vec![
        cost("A1", "2025-01-20", "1.335"),
        cost("A1", "2025-02-20", "1.50"),
        cost("B2", "2025-01-01", "2.20"),
    ];
    shop.ask(PutRecords { records }).await.unwrap();
    let settings = Settings {
        payment_fee_percent: "1.9".parse().unwrap(),
        payment_fee_fixed: "0.25".parse().unwrap(),
        fulfilment_cost: "0.80".parse().unwrap(),
        ..shop.ask(GetSettings {}).await.unwrap()
    };
    shop.ask(Change { settings }).await.unwrap();

    let all = PeriodChoice::All;
    let choices = vec![
        (all, Filter::default()),
        (PeriodChoice::LastDays(45), Filter::default()),
        ("2025-01-09..2025-03-17".parse().unwrap(), Filter::default()),
        (all, Filter { country: Some("France".to_owned()), ..Filter::default() }),
        (all, Filter { search: Some("thing".to_owned()), ..Filter::default() }),
        (all, Filter { kind: Some(LineKind::Sale), ..Filter::default() }),
        (all, Filter { order: Some("E-42".to_owned()), ..Filter::default() }),
    ];
    let any = [
        Measure::NetSales,
        Measure::Orders,
        Measure::TakenBack,
        Measure::Shipping,
        Measure::Discounts,
        Measure::Tax,
        Measure::Tips,
        Measure::Vouchers,
        Measure::CostOfGoods,
        Measure::GrossProfit,
        Measure::GrossMargin,
        Measure::PaymentFees,
        Measure::Fulfilment,
        Measure::Contribution,
    ];
    for measure in any {
        let request = GetBreakdown {
            measure,
            by: By::Country,
            period: all,
            filter: Filter::default(),
            limit: 10,
            width: 0,
        };
        let total = smallest(shop.ask(request).await.unwrap().total);
        assert!(total > 0, "there is nothing of {measure:?}");
    }
    let sums = |measure: Measure| {
        EVERY_BY.into_iter().filter(move |by| measure.adds_up(*by) && measure.is_broken_down(*by))
    };
    let told = |filter: &Filter| {
        Measure::ALL
            .into_iter()
            .filter(|measure| measure.is_told_within(filter))
            .flat_map(sums)
            .count()
    };
    let expected: usize = choices.iter().map(|(_, filter)| told(filter)).sum();
    assert_eq!(every_breakdown_adds_up(&shop, choices).await, expected);
}

/// Holds every measure by every breakdown against its whole; how many sums were looked at.
async fn every_breakdown_adds_up(shop: &Shop, choices: Vec<(PeriodChoice, Filter)>) -> usize {
    let mut checked = 0;
    for (period, filter) in choices {
        for measure in Measure::ALL {
            let summary = GetSummary { period, filter: filter.clone() };
            let summary = shop.ask(summary).await.unwrap();
            let figure = summary.figures.iter().find(|figure| figure.measure == measure);
            for by in EVERY_BY {
                // Few parts, so that there is a rest.
                let limit = if by == By::WeekdayHour { 168 } else { 3 };
                let request =
                    GetBreakdown { measure, by, period, filter: filter.clone(), limit, width: 0 };
                let Ok(parts) = shop.ask(request).await else {
                    let is_told = measure.is_broken_down(by) && measure.is_told_within(&filter);
                    assert!(!is_told, "{measure:?} by {by:?}");
                    continue;
                };
                if let Some(figure) = figure {
                    assert_eq!(
                        figure.value, parts.total,
                        "{measure:?} by {by:?} of {period} {filter:?}"
                    );
                }
                if measure.adds_up(by) {
                    let rest = parts.rest.as_ref().map_or(0, |rest| smallest(rest.value));
                    let sum: i64 = parts.parts.iter().map(|part| smallest(part.value)).sum();
                    assert_eq!(
                        sum + rest,
                        smallest(parts.total),
                        "{measure:?} by {by:?} of {period} {filter:?}"
                    );
                    checked += 1;
                }
            }
        }
    }
    checked
}

#[tokio::test]
async fn a_series_adds_up_to_the_same_whole_in_every_step() {
    let shop = Shop::with_sample().await;
    for (period, filter) in choices() {
        let adds_up =
            |measure: &Measure| measure.adds_up(By::Country) && measure.is_told_within(&filter);
        for measure in Measure::ALL.into_iter().filter(adds_up) {
            let whole = GetBreakdown {
                measure,
                by: By::Country,
                period,
                filter: filter.clone(),
                limit: 1,
                width: 0,
            };
            let whole = smallest(shop.ask(whole).await.unwrap().total);
            for grain in [Grain::Day, Grain::Week, Grain::Month] {
                let filter = filter.clone();
                let series = GetSeries {
                    measure,
                    period,
                    filter,
                    grain: Some(grain),
                    width: 600,
                    height: 200,
                };
                let points = shop.ask(series).await.unwrap().points;
                let sum: i64 = points.iter().map(|point| smallest(point.value)).sum();
                assert_eq!(sum, whole, "{measure:?} by {grain:?} of {period}");
            }
        }
    }
}

#[tokio::test]
async fn the_lines_behind_a_number_add_up_to_it() {
    let shop = Shop::with_sample().await;
    for (period, filter) in choices() {
        for measure in [Measure::NetSales, Measure::Shipping, Measure::AllLines, Measure::TakenBack]
        {
            let whole = GetBreakdown {
                measure,
                by: By::Country,
                period,
                filter: filter.clone(),
                limit: 1,
                width: 0,
            };
            let whole = smallest(shop.ask(whole).await.unwrap().total);
            let request = GetLines {
                measure: Some(measure),
                period,
                filter: filter.clone(),
                ..GetLines::default()
            };
            // What was taken back is positive, whichever sign its line has.
            let taken_back = measure == Measure::TakenBack;
            let sum: i64 = all_lines(&shop.engine, request)
                .await
                .iter()
                .map(|line| match taken_back {
                    true => line.amount.minor.abs(),
                    false => line.amount.minor,
                })
                .sum();
            assert_eq!(sum, whole, "{measure:?} of {period} {filter:?}");
        }
        let products =
            GetProducts { period, filter: filter.clone(), limit: 1000, ..GetProducts::default() };
        let products = shop.ask(products).await.unwrap();
        assert_eq!(products.rows.len() as u64, products.total);
        let sum: i64 = products.rows.iter().map(|row| row.net_sales.minor).sum();
        assert_eq!(sum, products.net_sales.minor, "products of {period} {filter:?}");
        let units: i64 = products.rows.iter().map(|row| row.units.milli).sum();
        assert_eq!(units, products.units.milli, "units of {period} {filter:?}");
    }
}

#[tokio::test]
async fn the_table_of_a_picture_lists_every_part_and_the_rest() {
    let shop = Shop::with_sample().await;
    let ask = async |by, limit| {
        let request = GetBreakdown {
            measure: Measure::NetSales,
            by,
            period: PeriodChoice::All,
            filter: Filter::default(),
            limit,
            width: 480,
        };
        shop.ask(request).await.unwrap()
    };
    let cut = ask(By::Product, 20).await;
    let table = cut.chart.unwrap().table;
    assert_eq!((cut.parts.len(), table.rows.len()), (20, 21));
    for (part, row) in cut.parts.iter().zip(&table.rows) {
        assert_eq!(row[0], part.title);
    }
    let rest = cut.rest.unwrap();
    assert_eq!(table.rows[20][0], format!("{} others", rest.parts));

    let all = ask(By::Product, 1000).await;
    assert_eq!(all.rest, None);
    assert_eq!(all.chart.unwrap().table.rows.len() as u64, 20 + rest.parts);
}

/// Counted here by a reader of its own: quantity times price. The sample has no half pennies, and
/// a few bad rows, which this reader does not understand either.
#[tokio::test]
async fn the_whole_is_what_the_file_adds_up_to() {
    let shop = Shop::new().await;
    let report = shop.import(&shop::sample_orders()).await.unwrap();
    let mut file =
        csv::ReaderBuilder::new().flexible(true).from_path(shop::sample_orders()).unwrap();
    let width = file.headers().unwrap().len();
    let (mut rows, mut bad, mut pence) = (0_u64, 0_u64, 0_i64);
    for record in file.records() {
        let record = record.unwrap();
        let amount = || {
            let is_whole = record.len() == width && !record[0].is_empty() && !record[2].is_empty();
            let placed = record.get(1)?.parse::<kontor_api::domain::DateTime>().ok();
            placed.filter(|_| is_whole)?;
            Some(record[4].parse::<i64>().ok()? * pence_of(&record[5])?)
        };
        match amount() {
            Some(amount) => (rows, pence) = (rows + 1, pence + amount),
            None => bad += 1,
        }
    }
    assert!(bad > 0 && bad < 20, "the sample has some bad rows, not {bad}");
    assert_eq!((report.rows_kept, report.rows_refused), (rows, bad));
    assert_eq!(report.totals.iter().map(|total| total.minor).sum::<i64>(), pence);
    let lines =
        all_lines(&shop.engine, GetLines { period: PeriodChoice::All, ..GetLines::default() })
            .await;
    assert_eq!(lines.len() as u64, rows);
    assert_eq!(lines.iter().map(|line| line.amount.minor).sum::<i64>(), pence);
}

/// A price of two decimals in pence.
fn pence_of(price: &str) -> Option<i64> {
    let (pounds, pence) = price.split_once('.')?;
    assert_eq!(pence.len(), 2, "this test reads plain prices only");
    format!("{pounds}{pence}").parse().ok()
}
