//! What an order says as a whole: discounts, shipping, tax, tips, refunds.

use super::{Shop, rows, shop, sql};
use kontor_api::import::Field;
use kontor_warehouse::{Cancel, Identity, Imported, RowSql, Source};
use std::fs;

const HEADER: &str = "order,time,sku,title,quantity,price,customer,country,status,subtotal,discount,shipping,tax,total,refunded,tip,line_discount,currency,cancelled";

/// The columns of a platform that says everything of an order on its first row.
fn platform() -> RowSql {
    let decimal = |index: usize| format!("TRY_CAST(nullif(trim(c{index}), '') AS DECIMAL(18,6))");
    RowSql {
        of_order: vec![
            (Field::OrderSubtotal, decimal(9)),
            (Field::OrderDiscount, decimal(10)),
            (Field::OrderShipping, decimal(11)),
            (Field::OrderTax, decimal(12)),
            (Field::OrderTotal, decimal(13)),
            (Field::OrderRefunded, decimal(14)),
            (Field::OrderTip, decimal(15)),
        ],
        discount: Some(decimal(16)),
        currency: Some("nullif(trim(c17), '')".to_owned()),
        cancelled_at: Some("c18".to_owned()),
        ..rows(false)
    }
}

fn import(shop: &Shop, body: &str) -> Imported {
    let file = shop.warehouse.staging().join("orders.csv");
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
        &platform(),
        &[],
        || {
            Ok(Identity {
                hash: body.to_owned(),
                name: "orders.csv".to_owned(),
                imported_at: "2026-01-01T00:00:00".parse().unwrap(),
                batch_id: None,
            })
        },
        &Cancel::default(),
        |_| {},
        |_| {},
        |_, _| Ok("{}".to_owned()),
    )
    .unwrap()
    .unwrap()
}

/// Kind, code, amount, discount and tax within it, of every line.
fn lines(shop: &Shop) -> Vec<String> {
    let all = sql(
        shop,
        "SELECT string_agg(kind || ' ' || sku || ' ' || amount || ' ' || discount || ' ' || tax_in_amount, '|' ORDER BY order_id, source_row = 0, source_row, sku) FROM order_lines",
    );
    all.split('|').map(str::to_owned).collect()
}

#[test]
fn a_discount_on_the_order_is_spread_to_the_penny() {
    let shop = shop();
    // 10.00 off 30.00 in three equal lines: 3.34, 3.33, 3.33.
    let done = import(
        &shop,
        "1,2026-03-01 10:00:00,A,A,1,10.00,c,France,paid,20.00,10.00,,,20.00,,,,GBP,\n\
         1,2026-03-01 10:00:00,B,B,1,10.00,,,,,,,,,,,,,\n\
         1,2026-03-01 10:00:00,C,C,1,10.00,,,,,,,,,,,,,\n",
    );
    assert_eq!((done.rows_kept, done.orders, done.orders_off), (3, 1, 0));
    assert_eq!(
        lines(&shop),
        ["sale A 6.66 3.34 0.00", "sale B 6.67 3.33 0.00", "sale C 6.67 3.33 0.00"]
    );
}

#[test]
fn a_discount_that_counts_those_of_lines_is_not_taken_off_twice() {
    let shop = shop();
    // The line's own 2.00 are within the order's 5.00.
    import(
        &shop,
        "1,2026-03-01 10:00:00,A,A,1,20.00,c,France,paid,15.00,5.00,,,15.00,,,2.00,GBP,\n",
    );
    assert_eq!(lines(&shop), ["sale A 15.00 5.00 0.00"]);
}

#[test]
fn tax_in_prices_is_told_apart_and_tax_on_top_is_a_line() {
    let included = shop();
    // 19 % of 119.00 with shipping of 5.95: 19.95, of which 0.95 is shipping's.
    import(
        &included,
        "1,2026-03-01 10:00:00,A,A,1,119.00,c,France,paid,119.00,,5.95,19.95,124.95,,,,GBP,\n",
    );
    assert_eq!(lines(&included), ["sale A 119.00 0.00 19.00", "shipping shipping 5.95 0.00 0.95"]);
    let on_top = shop();
    let done = import(
        &on_top,
        "1,2026-03-01 10:00:00,A,A,1,100.00,c,France,paid,100.00,,5.00,8.00,114.00,,1.00,,GBP,\n",
    );
    assert_eq!(done.orders_off, 0);
    assert_eq!(
        lines(&on_top),
        [
            "sale A 100.00 0.00 0.00",
            "shipping shipping 5.00 0.00 0.00",
            "tax tax 8.00 0.00 0.00",
            "tip tip 1.00 0.00 0.00"
        ]
    );
    for shop in [&included, &on_top] {
        let apart = "SELECT sum(amount) - max(total) FROM order_lines, (SELECT total / 100.0 AS total FROM order_amounts)";
        assert_eq!(sql(shop, apart).parse::<f64>().unwrap(), 0.0, "the lines add up to the total");
    }
}

#[test]
fn what_was_paid_back_is_a_line_without_an_article() {
    let shop = shop();
    import(
        &shop,
        "1,2026-03-01 10:00:00,A,A,2,59.50,c,France,partially_refunded,119.00,,,19.00,119.00,59.50,,,GBP,\n",
    );
    assert_eq!(lines(&shop), ["sale A 119.00 0.00 19.00", "returned refund -59.50 0.00 -9.50"]);
    let sums = "SELECT net_sales || ' ' || taken_back || ' ' || tax || ' ' || units || ' ' || orders FROM order_hours";
    assert_eq!(sql(&shop, sums), "5000 5000 950 2.000 1");
}

#[test]
fn a_cancelled_order_counts_nothing_and_its_status_stands_on_its_first_row_only() {
    let shop = shop();
    import(
        &shop,
        "1,2026-03-01 10:00:00,A,A,1,10.00,c,France,voided,30.00,,4.00,,34.00,,,,GBP,2026-03-02\n\
         1,2026-03-01 10:00:00,B,B,1,20.00,,,,,,,,,,,,,\n",
    );
    assert_eq!(
        lines(&shop),
        [
            "cancelled A 10.00 0.00 0.00",
            "cancelled B 20.00 0.00 0.00",
            "cancelled shipping 4.00 0.00 0.00"
        ]
    );
    let sums = "SELECT net_sales || ' ' || orders || ' ' || shipping || ' ' || taken_back || ' ' || all_lines FROM order_hours";
    assert_eq!(sql(&shop, sums), "0 0 0 3000 3400");
}

#[test]
fn a_currency_that_stands_on_the_first_row_holds_for_the_order() {
    let shop = shop();
    import(
        &shop,
        "1,2026-03-01 10:00:00,A,A,1,1000,c,Japan,paid,1500,,,,1500,,,,JPY,\n\
         1,2026-03-01 10:00:00,B,B,1,500,,,,,,,,,,,,,\n",
    );
    let amounts = "SELECT string_agg(currency || ' ' || amount_minor, '|' ORDER BY source_row) FROM lines JOIN currencies USING (currency_id)";
    assert_eq!(sql(&shop, amounts), "JPY 1000|JPY 500");
}

#[test]
fn an_order_that_does_not_add_up_is_counted() {
    let shop = shop();
    let done =
        import(&shop, "1,2026-03-01 10:00:00,A,A,1,10.00,c,France,paid,10.00,,,,12.00,,,,GBP,\n");
    assert_eq!(done.orders_off, 1);
}
