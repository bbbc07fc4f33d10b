//! The warehouse as its callers use it: import, undo, and the same number by every way to it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test stops at the first surprise"
)]

mod baskets;
mod buying;
mod demand;
mod order_amounts;
mod prices;
mod profit;
mod rates;
mod records;
mod refunds;
mod run_out;
mod stock;
mod successors;
mod versions;

use kontor_api::{
    import::{LineKind, Refusal},
    products::{GetProducts, SortBy},
    sales::{By, Filter, GetLines, Measure, Value},
};
use kontor_domain::{Currency, Period, PeriodChoice};
use kontor_warehouse::{
    Cancel, Identity, Imported, Limits, RowSql, Source, Stage, Warehouse, WarehouseError,
};
use std::{fs, path::Path, time::Duration};

/// A warehouse in a folder that goes with it.
struct Shop {
    folder: tempfile::TempDir,
    warehouse: Warehouse,
}

fn open(folder: &Path) -> Result<Warehouse, WarehouseError> {
    let staging = folder.join("staging");
    fs::create_dir_all(&staging).unwrap();
    Warehouse::open(
        &folder.join("warehouse.duckdb"),
        &staging,
        &Limits { threads: 2, memory_bytes: 1 << 29 },
    )
}

fn shop() -> Shop {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = open(folder.path()).unwrap();
    Shop { folder, warehouse }
}

/// Columns: order, time, sku, title, quantity, price, customer, country, status; the time holds an
/// offset if `utc`.
fn rows(utc: bool) -> RowSql {
    let cell = |index: usize| format!("nullif(trim(c{index}), '')");
    let decimal = |index: usize| Some(format!("TRY_CAST({} AS DECIMAL(18,6))", cell(index)));
    let time = "TRY_CAST(c1 AS TIMESTAMP)".to_owned();
    let none = "CAST(NULL AS TIMESTAMP)".to_owned();
    RowSql {
        order_id: "c0".to_owned(),
        local: if utc { none.clone() } else { time.clone() },
        utc: if utc { time } else { none },
        sku: Some("c2".to_owned()),
        title: Some("c3".to_owned()),
        quantity: decimal(4),
        unit_price: decimal(5),
        line_total: None,
        discount: None,
        line_tax: None,
        of_order: Vec::new(),
        currency: None,
        customer: Some("c6".to_owned()),
        personal: Vec::new(),
        person_key: "key".to_owned(),
        forgotten: Vec::new(),
        country: Some("c7".to_owned()),
        status: Some("c8".to_owned()),
        refunded_at: None,
        cancelled_at: None,
        payment_method: None,
        channel: None,
        location: None,
        clean_id: |text| format!("nullif(trim({text}), '')"),
        clean_text: |text| format!("nullif(trim({text}), '')"),
        role: "CASE sku WHEN 'POST' THEN 1 WHEN 'FEE' THEN 2 WHEN 'D' THEN 3 ELSE 0 END".to_owned(),
        kind: "CASE WHEN s.status = 'cancelled' THEN 1 WHEN role_index = 1 THEN 4 WHEN role_index = 2 THEN 5 \
               WHEN role_index = 3 THEN 6 WHEN s.amount_minor = 0 THEN 3 WHEN s.quantity < 0 THEN 2 ELSE 0 END"
            .to_owned(),
        home: "GBP".parse().unwrap(),
        prices_include_tax: true,
        time_zone: "Europe/London".to_owned(),
        file_zone: None,
        has_replacements: false,
        shown: vec![(Refusal::BadDate, "time".to_owned(), "c1".to_owned())],
    }
}

const HEADER: &str = "order,time,sku,title,quantity,price,customer,country,status";

/// Imports a file as the batch of this number.
fn import_as(shop: &Shop, name: &str, body: &str, batch: u32) {
    import_file(shop, name, body, &rows(false), &Cancel::default(), Some(batch)).unwrap().unwrap();
}

fn import_with(
    shop: &Shop,
    name: &str,
    body: &str,
    rows: &RowSql,
    cancel: &Cancel,
) -> Result<Option<Imported>, WarehouseError> {
    import_file(shop, name, body, rows, cancel, None)
}

fn import_file(
    shop: &Shop,
    name: &str,
    body: &str,
    rows: &RowSql,
    cancel: &Cancel,
    batch_id: Option<u32>,
) -> Result<Option<Imported>, WarehouseError> {
    let file = shop.warehouse.staging().join(name);
    fs::write(&file, format!("{HEADER}\n{body}")).unwrap();
    let source = Source {
        file,
        delimiter: ',',
        quote: Some('"'),
        has_header: true,
        header: HEADER.split(',').map(str::to_owned).collect(),
        has_row_numbers: false,
    };
    kontor_warehouse::import(
        &shop.warehouse,
        &source,
        rows,
        &[],
        || {
            Ok(Identity {
                hash: format!("hash of {body}"),
                name: name.to_owned(),
                imported_at: "2026-01-01T00:00:00".parse().unwrap(),
                batch_id,
            })
        },
        cancel,
        |_: Stage| {},
        |_| {},
        |imported, _| Ok(format!("{{\"batch\": {}}}", imported.batch_id)),
    )
}

fn import(shop: &Shop, name: &str, body: &str) -> Imported {
    import_with(shop, name, body, &rows(false), &Cancel::default()).unwrap().unwrap()
}

/// The one cell of a statement.
fn sql(shop: &Shop, statement: &str) -> String {
    let found = select(shop, statement).unwrap();
    found.rows[0][0].clone().unwrap_or_default()
}

fn select(shop: &Shop, statement: &str) -> Result<kontor_warehouse::Selected, WarehouseError> {
    kontor_warehouse::select(
        &shop.warehouse,
        statement,
        100,
        Duration::from_secs(20),
        &Cancel::default(),
    )
}

fn gbp() -> Currency {
    "GBP".parse().unwrap()
}

fn all_days(shop: &Shop) -> Period {
    kontor_warehouse::facts(&shop.warehouse, gbp()).unwrap().data.unwrap()
}

/// A few hundred lines with everything in them: several orders a day, orders over an hour's end,
/// cancelled goods and postage, returns, free lines, missing customers and countries.
fn varied(seed: u64, orders: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut body = String::new();
    for order in 0..orders {
        let (day, hour) = (1 + next(28), next(24));
        let (month, country) =
            (1 + next(3), ["United Kingdom", "Germany", "", "Éire"][next(4) as usize]);
        let cancelled = next(8) == 0;
        for line in 0..1 + next(5) {
            let minute = 55 + line.min(4);
            let (sku, title) = [
                ("A1", "Tray"),
                ("a1", "\"tray, small\""),
                ("B2", "Candle"),
                ("POST", "Postage"),
                ("FEE", "Bank"),
                ("D", "Discount"),
                ("", "No code"),
            ][next(7) as usize];
            let quantity =
                if cancelled || next(12) == 0 { -(1 + next(4) as i64) } else { 1 + next(9) as i64 };
            let price = if next(9) == 0 { 0 } else { next(4000) as i64 };
            let price = if sku == "D" { -price } else { price };
            let (sign, price) = (if price < 0 { "-" } else { "" }, price.abs());
            body += &format!(
                "{order},2025-{month:02}-{day:02} {hour:02}:{minute:02}:00,{sku},{title},{quantity},{sign}{}.{:02},{},{country},{}\n",
                price / 100,
                price % 100,
                if next(3) == 0 { String::new() } else { format!("c{}", next(20)) },
                if cancelled { "cancelled" } else { "" },
            );
        }
    }
    body
}

#[test]
fn a_small_file_comes_in_line_by_line() {
    let shop = shop();
    let imported = import(
        &shop,
        "a.csv",
        "1,2025-03-30 00:59:00,A1,Tray,2,2.555,17850,United Kingdom,\n\
         1,2025-03-30 00:59:00,A1,Tray,2,2.555,17850,United Kingdom,\n\
         1,2025-03-30 00:59:00,a1,tray,1,1,17850,United Kingdom,\n\
         2,2025-06-01 12:00:00,POST,Postage,1,3.5,,,\n\
         2,2025-06-01 12:00:00,B2,,3,0,,,\n\
         C3,2025-06-02 09:00:00,A1,Tray,-2,2.555,17850,United Kingdom,cancelled\n",
    );
    assert_eq!((imported.rows_kept, imported.orders, imported.products), (6, 3, 4));
    assert!(imported.refused.is_empty());
    // Identical lines are two lines, half a penny is rounded away from zero, codes keep their case.
    assert_eq!(sql(&shop, "SELECT sum(amount) FROM order_lines"), "9.61");
    assert_eq!(
        sql(&shop, "SELECT string_agg(amount, ' ' ORDER BY source_row) FROM order_lines"),
        "5.11 5.11 1.00 3.50 0.00 -5.11"
    );
    assert_eq!(sql(&shop, "SELECT count(DISTINCT sku) FROM order_lines"), "4");
    assert_eq!(
        sql(&shop, "SELECT string_agg(line_no, ' ' ORDER BY source_row) FROM order_lines"),
        "1 2 3 1 2 1"
    );
    assert_eq!(
        sql(&shop, "SELECT string_agg(kind, ' ' ORDER BY source_row) FROM order_lines"),
        "sale sale sale shipping free cancelled"
    );
    // Clocks in London went forward at 01:00 that night; in June they are an hour ahead.
    assert_eq!(
        sql(&shop, "SELECT max(ordered_at_utc) FROM order_lines WHERE order_id = '1'"),
        "2025-03-30 00:59:00"
    );
    assert_eq!(
        sql(&shop, "SELECT max(ordered_at_utc) FROM order_lines WHERE order_id = '2'"),
        "2025-06-01 11:00:00"
    );
    assert_eq!(imported.kinds.iter().map(|kind| kind.lines).sum::<u64>(), 6);
}

#[test]
fn bad_rows_are_refused_with_their_reason_and_their_text() {
    let shop = shop();
    let imported = import(
        &shop,
        "a.csv",
        "1,2025-01-01,A1,Tray,2,1,,,\n\
         1,not a date,A1,Tray,2,1,,,\n\
         1,2025-01-01,A1\n\
         ,2025-01-01,A1,Tray,2,1,,,\n\
         1,2025-01-01,,,2,1,,,\n\
         1,2025-01-01,A1,Tray,two,1,,,\n\
         1,2025-01-01,A1,Tray,2,,,,\n\
         1,2025-01-01,A1,Tray,2,1,,,,extra\n\
         1,2025-01-02,A1,\"Tray,\n large\",2,1,,,\n",
    );
    assert_eq!(imported.rows_kept, 2);
    assert_eq!(imported.refused.iter().map(|count| count.rows).sum::<u64>(), 7);
    let (total, refused) =
        kontor_warehouse::refused(&shop.warehouse, imported.batch_id, 0, 100).unwrap();
    assert_eq!(total, 7);
    let found: Vec<(u64, Refusal)> = refused.iter().map(|row| (row.row, row.reason)).collect();
    assert_eq!(
        found,
        [
            (2, Refusal::BadDate),
            (3, Refusal::Ragged),
            (4, Refusal::NoOrder),
            (5, Refusal::NoProduct),
            (6, Refusal::BadQuantity),
            (7, Refusal::BadAmount),
            (8, Refusal::Ragged),
        ]
    );
    assert_eq!(
        (refused[0].column.as_deref(), refused[0].value.as_deref()),
        (Some("time"), Some("not a date"))
    );
    assert_eq!(refused[0].text, "1,not a date,A1,Tray,2,1,,,");
    assert_eq!(refused[1].text, "1,2025-01-01,A1");
    assert_eq!(sql(&shop, "SELECT max(source_row) FROM order_lines"), "9");
}

#[test]
fn a_file_of_which_nothing_can_be_kept_is_a_batch_of_refusals() {
    let shop = shop();
    let imported = import(&shop, "a.csv", "1,never,A1,Tray,2,1,,,\n");
    assert_eq!((imported.rows_kept, imported.refused[0].rows, imported.period), (0, 1, None));
    let empty = import_with(&shop, "b.csv", "", &rows(false), &Cancel::default()).unwrap().unwrap();
    assert_eq!(empty.rows_kept, 0);
}

#[test]
fn the_same_bytes_twice_change_nothing_and_undo_takes_everything_back() {
    let shop = shop();
    let (first, second) = (varied(1, 80), varied(2, 60));
    let one = import(&shop, "one.csv", &first);
    let counts = |shop: &Shop| {
        [
            "lines",
            "orders",
            "order_hours",
            "product_months",
            "products",
            "items",
            "customers",
            "countries",
            "refused",
            "batches",
        ]
        .map(|table| {
            sql(
                shop,
                &format!("SELECT count(*) || ' ' || coalesce(bit_xor(hash(t)), 0) FROM {table} t"),
            )
        })
    };
    let before = counts(&shop);
    assert!(
        import_with(&shop, "again.csv", &first, &rows(false), &Cancel::default())
            .unwrap()
            .is_none()
    );
    assert_eq!(counts(&shop), before);
    let two = import(&shop, "two.csv", &second);
    assert!(two.changes.new > 0 && two.changes.new <= two.orders);
    assert_ne!(counts(&shop), before);
    kontor_warehouse::undo_batch(&shop.warehouse, two.batch_id, gbp(), &Cancel::default()).unwrap();
    assert_eq!(counts(&shop), before);
    // A number is not used again.
    assert!(import(&shop, "two.csv", &second).batch_id > two.batch_id);
    kontor_warehouse::undo_batch(&shop.warehouse, one.batch_id, gbp(), &Cancel::default()).unwrap();
    assert!(matches!(
        kontor_warehouse::undo_batch(&shop.warehouse, one.batch_id, gbp(), &Cancel::default()),
        Err(WarehouseError::NotFound(_))
    ));
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let shop = shop();
    let cancel = Cancel::default();
    cancel.cancel();
    let result = import_with(&shop, "a.csv", &varied(1, 50), &rows(false), &cancel);
    assert!(matches!(result, Err(WarehouseError::Cancelled)));
    assert_eq!(sql(&shop, "SELECT count(*) FROM lines"), "0");
    assert_eq!(sql(&shop, "SELECT count(*) FROM batches"), "0");
    import(&shop, "a.csv", &varied(1, 50));
}

/// Every measure by every way: added-up hours, lines, days, breakdowns and the definition that
/// people can run themselves.
#[test]
fn every_measure_is_the_same_number_by_every_way_to_it() {
    let shop = shop();
    import(&shop, "one.csv", &varied(3, 150));
    import(&shop, "two.csv", &varied(4, 100));
    // Some articles have costs that change, others none.
    profit::cost(
        &shop,
        &[("A1", "2025-01-15", "3.333"), ("A1", "2025-02-15", "4"), ("B2", "", "0.5")],
    );
    let terms = profit::terms("2.9", "0.30", "1.20", "3.95");
    let period = all_days(&shop);
    // A search that finds every product goes over lines; no filter goes over hours.
    let (plain, everything) =
        (Filter::default(), Filter { search: Some(String::new()), ..Filter::default() });
    let over_lines =
        Filter { kind: None, search: Some("%".replace('%', "")), ..everything.clone() };
    let cancel = Cancel::default();
    let value = |value: Value| match value {
        Value::Money(money) => money.minor as f64 / 100.0,
        other => other.as_f64(),
    };
    for measure in Measure::ALL {
        let days = kontor_warehouse::days(
            &shop.warehouse,
            terms,
            &plain,
            &[measure],
            &[Some(period)],
            &cancel,
        )
        .unwrap();
        let whole = days.sum(period).value(measure, gbp());
        let (expression, table) = kontor_warehouse::definition(measure, terms);
        let written = sql(&shop, &format!("SELECT coalesce({expression}, 0) FROM {table}"));
        let written: f64 = written.parse().unwrap();
        // What is of whole orders is in minor units.
        let written = if table == "order_hours" { written / 100.0 } else { written };
        assert!((value(whole) - written).abs() < 0.011, "{measure:?}: {whole:?} {written}");
        if Measure::OF_PROFIT.contains(&measure) {
            assert!(value(whole) != 0.0, "{measure:?}");
        }
        for by in [By::Country, By::Product, By::WeekdayHour, By::Kind] {
            if !measure.is_broken_down(by) {
                continue;
            }
            for filter in [
                &plain,
                &over_lines,
                &Filter { country: Some("Germany".into()), ..Filter::default() },
                &Filter { sku: Some("A1".into()), ..Filter::default() },
            ] {
                if !measure.is_told_within(filter) {
                    continue;
                }
                let ask = |limit| {
                    kontor_warehouse::breakdown(
                        &shop.warehouse,
                        terms,
                        measure,
                        by,
                        filter,
                        period,
                        None,
                        limit,
                        &cancel,
                    )
                    .unwrap()
                };
                let (full, short) = (ask(u32::MAX), ask(2));
                assert_eq!(full.total, short.total);
                if filter.country.is_none() && filter.sku.is_none() {
                    assert_eq!(full.total, whole, "{measure:?} {by:?}");
                }
                if measure.adds_up(by) {
                    let sum: f64 = full.parts.iter().map(|part| part.2.as_f64()).sum();
                    assert!((sum - full.total.as_f64()).abs() < 1e-6, "{measure:?} {by:?} {sum}");
                    let short_sum: f64 =
                        short.parts.iter().map(|part| part.2.as_f64()).sum::<f64>()
                            + short.rest.map_or(0.0, |(_, value)| value.as_f64());
                    assert!((short_sum - sum).abs() < 1e-6);
                }
            }
        }
    }
}

#[test]
fn lines_behind_a_number_add_up_to_it() {
    let shop = shop();
    import(&shop, "one.csv", &varied(5, 120));
    let period = all_days(&shop);
    let cancel = Cancel::default();
    let days = kontor_warehouse::days(
        &shop.warehouse,
        gbp(),
        &Filter::default(),
        &Measure::ALL,
        &[Some(period)],
        &cancel,
    )
    .unwrap();
    for measure in [Measure::NetSales, Measure::Shipping, Measure::AllLines] {
        let request = GetLines {
            measure: Some(measure),
            period: PeriodChoice::All,
            limit: 10_000,
            ..GetLines::default()
        };
        let (total, lines, _) =
            kontor_warehouse::lines(&shop.warehouse, gbp(), &request, period, &cancel).unwrap();
        assert_eq!(total as usize, lines.len());
        let minor: i64 = lines.iter().map(|line| line.amount.minor).sum();
        assert_eq!(
            days.sum(period).value(measure, gbp()),
            Value::Money(kontor_domain::Money::new(minor, gbp())),
            "{measure:?}"
        );
        assert!(lines.windows(2).all(|pair| pair[0].local_time >= pair[1].local_time));
    }
    // Pages do not overlap and leave nothing out.
    let page = |offset| {
        let request = GetLines { offset, limit: 50, ..GetLines::default() };
        kontor_warehouse::lines(&shop.warehouse, gbp(), &request, period, &cancel).unwrap().1
    };
    let (first, second) = (page(0), page(50));
    assert!(first.iter().all(|line| !second.contains(line)));
}

/// What a part had in the days before is what it has when those days are asked for.
#[test]
fn the_days_before_are_what_they_are_by_themselves() {
    let shop = shop();
    import(&shop, "one.csv", &varied(5, 200));
    let all = all_days(&shop);
    let period = Period::new(all.to.saturating_sub(jiff::Span::new().days(20)), all.to).unwrap();
    let previous = period.previous().unwrap();
    let search = Filter { search: Some("a".into()), ..Filter::default() };
    for (measure, by, filter) in [
        (Measure::NetSales, By::Product, &Filter::default()),
        (Measure::Units, By::Kind, &Filter::default()),
        (Measure::AverageOrder, By::Country, &Filter::default()),
        (Measure::Orders, By::WeekdayHour, &search),
        (Measure::AllLines, By::WeekdayHour, &Filter::default()),
    ] {
        let ask = |days, before| {
            let cancel = Cancel::default();
            kontor_warehouse::breakdown(
                &shop.warehouse,
                gbp(),
                measure,
                by,
                filter,
                days,
                before,
                u32::MAX,
                &cancel,
            )
            .unwrap()
        };
        let both = ask(period, Some(previous));
        let (now, then) = (ask(period, None), ask(previous, None));
        assert_eq!(both.total, now.total, "{measure:?} by {by:?}");
        for (key, _, value, before) in &both.parts {
            let alone = |of: &kontor_warehouse::Breakdown| {
                of.parts.iter().find(|part| part.0 == *key).map_or(0.0, |part| part.2.as_f64())
            };
            assert_eq!(value.as_f64(), alone(&now), "{measure:?} by {by:?}: {key}");
            assert_eq!(before.unwrap().as_f64(), alone(&then), "{measure:?} by {by:?}: {key}");
        }
        assert!(both.parts.iter().any(|part| part.3.is_some_and(|value| value.as_f64() != 0.0)));
    }
    let weekdays = |filter: Filter| {
        let cancel = Cancel::default();
        let parts = kontor_warehouse::breakdown(
            &shop.warehouse,
            gbp(),
            Measure::NetSales,
            By::WeekdayHour,
            &filter,
            all,
            None,
            168,
            &cancel,
        );
        parts.unwrap().parts.into_iter().map(|part| part.0).collect::<Vec<_>>()
    };
    // In the order of the week, as numbers: hour 9 comes before hour 10.
    let keys = weekdays(Filter::default());
    let placed = |key: &String| {
        let (day, hour) = key.split_once('-').unwrap();
        (day.parse::<u8>().unwrap(), hour.parse::<u8>().unwrap())
    };
    assert!(keys.len() > 20 && keys.is_sorted_by_key(placed), "{keys:?}");
    assert_eq!(weekdays(Filter { search: Some(String::new()), ..Filter::default() }), keys);
}

/// Whole months are read from their sums, the days beside them from lines.
#[test]
fn months_and_days_add_up_to_what_the_lines_say() {
    let shop = shop();
    import(&shop, "one.csv", &varied(6, 200));
    let two = import(&shop, "two.csv", &varied(7, 100));
    profit::cost(
        &shop,
        &[("A1", "2025-02-10", "3.333"), ("A1", "2025-03-10", "4"), ("B2", "", "0.5")],
    );
    let check = |shop: &Shop| {
        let day = |text: &str| text.parse().unwrap();
        for (from, to) in [("2025-01-10", "2025-03-20"), ("2025-02-01", "2025-02-28")] {
            let period = Period::new(day(from), day(to)).unwrap();
            for measure in [
                Measure::NetSales,
                Measure::Units,
                Measure::TakenBack,
                Measure::AllLines,
                Measure::CostOfGoods,
                Measure::GrossProfit,
            ] {
                let found = kontor_warehouse::breakdown(
                    &shop.warehouse,
                    gbp(),
                    measure,
                    By::Product,
                    &Filter::default(),
                    period,
                    None,
                    u32::MAX,
                    &Cancel::default(),
                )
                .unwrap();
                assert!(found.sql.contains("product_months"), "{}", found.sql);
                let of_lines = select(
                    shop,
                    &format!(
                        "SELECT sku, coalesce({}, 0) FROM order_lines WHERE local_date BETWEEN '{from}' AND '{to}' GROUP BY sku",
                        kontor_warehouse::definition(measure, gbp()).0
                    ),
                )
                .unwrap()
                .rows;
                assert_eq!(found.parts.len(), of_lines.len());
                for row in of_lines {
                    let (sku, sum) = (row[0].clone().unwrap(), row[1].clone().unwrap());
                    let part = found.parts.iter().find(|part| part.0 == sku).unwrap();
                    let sum: f64 = sum.parse().unwrap();
                    assert!(
                        (part.2.as_f64() - sum).abs() < 1e-6,
                        "{measure:?} of {sku}: {part:?} {sum}"
                    );
                }
            }
        }
    };
    check(&shop);
    kontor_warehouse::undo_batch(&shop.warehouse, two.batch_id, gbp(), &Cancel::default()).unwrap();
    check(&shop);
    kontor_warehouse::change_zone(&shop.warehouse, "Asia/Tokyo", &Cancel::default()).unwrap();
    check(&shop);
}

#[test]
fn a_copy_holds_the_same_and_is_a_warehouse_of_its_own() {
    let shop = shop();
    import(&shop, "first.csv", &varied(3, 60));
    let sums =
        "SELECT count(*) || ' ' || sum(amount) || ' ' || count(DISTINCT title) FROM order_lines";
    let before = sql(&shop, sums);

    let file = shop.warehouse.staging().join("copy.duckdb");
    shop.warehouse.copy(&file, &Cancel::default()).unwrap();
    let copy = tempfile::tempdir().unwrap();
    fs::rename(&file, copy.path().join("warehouse.duckdb")).unwrap();
    assert!(!shop.warehouse.staging().join("copy.duckdb.wal").exists());
    let copy = Shop { warehouse: open(copy.path()).unwrap(), folder: copy };
    assert_eq!(sql(&copy, sums), before);
    // Every measure, not the view alone, and room for more.
    let of = |shop: &Shop| {
        kontor_warehouse::days(
            &shop.warehouse,
            gbp(),
            &Filter::default(),
            &Measure::ALL,
            &[Some(all_days(shop))],
            &Cancel::default(),
        )
        .unwrap()
        .days
    };
    assert_eq!(of(&copy), of(&shop));
    import(&copy, "second.csv", &varied(4, 60));
    assert_ne!(sql(&copy, sums), before);
    assert_eq!(sql(&shop, sums), before);

    // Nowhere but in the staging folder, and not when nobody waits for it.
    let elsewhere = shop.folder.path().join("elsewhere.duckdb");
    shop.warehouse.copy(&elsewhere, &Cancel::default()).unwrap_err();
    assert!(!elsewhere.exists());
    let cancel = Cancel::default();
    cancel.cancel();
    let cancelled = shop.warehouse.copy(&file, &cancel);
    assert!(matches!(cancelled, Err(WarehouseError::Cancelled)), "{cancelled:?}");
    shop.warehouse.copy(&file, &Cancel::default()).unwrap();
}

#[test]
fn the_table_of_products_sorts_searches_and_adds_up() {
    let shop = shop();
    import(&shop, "one.csv", &varied(6, 200));
    let period = all_days(&shop);
    let ask = |request: GetProducts| {
        kontor_warehouse::products(
            &shop.warehouse,
            gbp(),
            &request,
            period,
            None,
            &Cancel::default(),
        )
        .unwrap()
    };
    let all = ask(GetProducts { limit: 100, ..GetProducts::default() });
    assert_eq!(all.total as usize, all.rows.len());
    assert_eq!(all.net_sales.minor, all.rows.iter().map(|row| row.net_sales.minor).sum::<i64>());
    assert!(all.rows.windows(2).all(|pair| pair[0].net_sales.minor >= pair[1].net_sales.minor));
    let by_code = ask(GetProducts {
        sort: SortBy::Sku,
        ascending: true,
        limit: 100,
        ..GetProducts::default()
    });
    assert!(by_code.rows.windows(2).all(|pair| pair[0].sku <= pair[1].sku));
    let search = |text: &str| {
        ask(GetProducts {
            filter: Filter { search: Some(text.into()), ..Filter::default() },
            limit: 100,
            ..GetProducts::default()
        })
    };
    assert_eq!(search("tray").total, 2);
    assert_eq!(search("100%").total, 0);
    assert_eq!(search("it's").total, 0);
    let page = ask(GetProducts { limit: 2, offset: 2, ..GetProducts::default() });
    assert_eq!(page.rows, all.rows[2..4]);
    assert_eq!((page.total, page.net_sales), (all.total, all.net_sales));
}

#[test]
fn the_console_takes_one_select_and_nothing_else() {
    let shop = shop();
    import(&shop, "one.csv", &varied(7, 20));
    for statement in [
        "DELETE FROM lines",
        "SELECT 1; SELECT 2",
        "COPY lines TO 'out.csv'",
        "SET threads = 1",
        "ATTACH 'other.duckdb'",
        "PRAGMA version",
        "CREATE TABLE t AS SELECT 1",
        "WITH x AS (SELECT 1) INSERT INTO batches SELECT * FROM x",
        "",
    ] {
        assert!(
            matches!(select(&shop, statement), Err(WarehouseError::NotOneSelect)),
            "{statement}"
        );
    }
    for statement in [
        "SELECT * FROM nowhere",
        "SELECT 1 +",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/hosts'",
        "SELECT getenv('HOME')",
    ] {
        assert!(
            matches!(select(&shop, statement), Err(WarehouseError::Statement(_))),
            "{statement}"
        );
    }
    for statement in [
        "FROM order_lines",
        "WITH x AS (SELECT 1 AS a) SELECT * FROM x; ",
        "DESCRIBE order_lines",
        "SELECT 1 -- why",
        "SHOW TABLES",
    ] {
        select(&shop, statement).unwrap();
    }
    let long = "SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c WHERE a.range * b.range % 7 = c.range";
    let stopped = kontor_warehouse::select(
        &shop.warehouse,
        long,
        10,
        Duration::from_millis(200),
        &Cancel::default(),
    );
    assert!(matches!(stopped, Err(WarehouseError::TimeLimit)));
    let found =
        select(&shop, "SELECT 1::DECIMAL(9,4) AS a, NULL::INTEGER AS b, 'x' AS c FROM range(500)")
            .unwrap();
    assert_eq!((found.rows.len(), found.truncated), (100, true));
    assert_eq!(found.rows[0], [Some("1.0000".to_owned()), None, Some("x".to_owned())]);
    assert_eq!(
        found.columns.iter().map(|column| column.numeric).collect::<Vec<_>>(),
        [true, true, false]
    );
}

#[test]
fn moving_the_shop_keeps_instants_that_were_written_and_clocks_that_were_not() {
    let body = "1,2025-06-01 23:30:00,A1,Tray,1,1,,,\n";
    for (utc, local_before, local_after, utc_after) in [
        (true, "2025-06-02 00:30:00", "2025-06-01 19:30:00", "2025-06-01 23:30:00"),
        (false, "2025-06-01 23:30:00", "2025-06-01 23:30:00", "2025-06-02 03:30:00"),
    ] {
        let shop = shop();
        import_with(&shop, "a.csv", body, &rows(utc), &Cancel::default()).unwrap();
        assert_eq!(sql(&shop, "SELECT local_time FROM order_lines"), local_before);
        kontor_warehouse::change_zone(&shop.warehouse, "America/New_York", &Cancel::default())
            .unwrap();
        assert_eq!(sql(&shop, "SELECT local_time FROM order_lines"), local_after);
        assert_eq!(sql(&shop, "SELECT ordered_at_utc FROM order_lines"), utc_after);
        assert_eq!(sql(&shop, "SELECT local_date FROM order_hours"), local_after.split_at(10).0);
        assert!(matches!(
            kontor_warehouse::change_zone(&shop.warehouse, "Mars/Olympus", &Cancel::default()),
            Err(WarehouseError::NotFound(_))
        ));
    }
}

#[test]
fn a_damaged_or_foreign_file_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("warehouse.duckdb"), vec![7_u8; 20_000]).unwrap();
    assert!(matches!(open(folder.path()), Err(WarehouseError::Damaged(_))));
    let shop = shop();
    let Shop { folder, warehouse } = shop;
    drop(warehouse);
    open(folder.path()).unwrap();
}

#[test]
fn readers_see_the_old_state_until_an_import_is_done() {
    let shop = shop();
    import(&shop, "one.csv", &varied(8, 30));
    let before = sql(&shop, "SELECT count(*) FROM lines");
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| import(&shop, "two.csv", &varied(9, 3_000)));
        let mut seen = Vec::new();
        while !writer.is_finished() {
            seen.push(sql(&shop, "SELECT count(*) FROM lines"));
        }
        let lines = writer.join().unwrap().rows_kept + before.parse::<u64>().unwrap();
        assert!(
            seen.iter().all(|count| *count == before || *count == lines.to_string()),
            "{seen:?}"
        );
    });
    assert_eq!(LineKind::ALL.len(), 12);
}
