//! Amounts of several currencies as one, where that is asked for.

use super::{Shop, all_days, gbp, import_with, records::import, rows, shop};
use kontor_api::{
    import::{Content, Field},
    products::GetProducts,
    sales::{By, Conversion, Filter, GetLines, LeftOut, Measure, RateUsed, Value},
};
use kontor_domain::{Currency, Money, PeriodChoice};
use kontor_warehouse::{Cancel, RowSql};

fn converted() -> Filter {
    Filter { converted: true, ..Filter::default() }
}

/// Sales in three currencies; yen have no rate, and the first sale in euros is before any.
fn abroad() -> Shop {
    let shop = shop();
    let body = "1,2025-01-05 10:00:00,A,Mug,1,10.00,,Germany,EUR\n\
                2,2025-01-15 10:00:00,A,Mug,3,10.03,,Germany,EUR\n\
                3,2025-02-15 10:00:00,A,Mug,1,10.00,,Germany,EUR\n\
                4,2025-02-16 10:00:00,B,Jug,1,2000,,Japan,JPY\n\
                5,2025-02-17 10:00:00,B,Jug,2,30.00,,United Kingdom,GBP\n";
    let rows = RowSql { currency: Some("c8".to_owned()), ..rows(false) };
    import_with(&shop, "sales.csv", body, &rows, &Cancel::default()).unwrap().unwrap();
    use Field::{Currency, Rate, ToCurrency, ValidFrom};
    import(
        &shop,
        Content::Rates,
        &[
            &[(ValidFrom, "2025-01-10 00:00:00"), (Currency, "EUR"), (Rate, "0.85")],
            // Said the other way around: a pound is 1.25 euros.
            &[
                (ValidFrom, "2025-02-01 00:00:00"),
                (Currency, "GBP"),
                (ToCurrency, "EUR"),
                (Rate, "1.25"),
            ],
            &[
                (ValidFrom, "2025-02-01 00:00:00"),
                (Currency, "EUR"),
                (ToCurrency, "USD"),
                (Rate, "1.10"),
            ],
        ],
    );
    shop
}

/// 30.09 EUR at 0.85 is 25.58 (25.5765), 10.00 at 0.8 is 8.00, and 60.00 as it is.
const ALL_IN_POUNDS: i64 = 25_58 + 8_00 + 60_00;

#[test]
fn amounts_are_converted_at_the_rate_of_their_day_and_what_has_none_is_told() {
    let shop = abroad();
    let (period, cancel) = (all_days(&shop), Cancel::default());
    let of = |measure: Measure, filter: &Filter| {
        let days = kontor_warehouse::days(
            &shop.warehouse,
            gbp(),
            filter,
            &[measure],
            &[Some(period)],
            &cancel,
        );
        days.unwrap().sum(period).value(measure, gbp())
    };
    let pounds = |minor| Value::Money(Money::new(minor, gbp()));
    assert_eq!(of(Measure::NetSales, &Filter::default()), pounds(60_00));
    assert_eq!(of(Measure::NetSales, &converted()), pounds(ALL_IN_POUNDS));
    assert_eq!(of(Measure::Orders, &converted()), Value::Count(3));
    for by in [By::Product, By::Country, By::WeekdayHour, By::Kind] {
        let found = kontor_warehouse::breakdown(
            &shop.warehouse,
            gbp(),
            Measure::NetSales,
            by,
            &converted(),
            period,
            None,
            1,
            &cancel,
        );
        let found = found.unwrap();
        let rest = found.rest.map_or(0.0, |rest| rest.1.as_f64());
        assert_eq!(found.total, pounds(ALL_IN_POUNDS), "{by:?}");
        assert!((found.parts[0].2.as_f64() + rest - found.total.as_f64()).abs() < 1e-9, "{by:?}");
    }
    let request = GetProducts { filter: converted(), limit: 10, ..GetProducts::default() };
    let products =
        kontor_warehouse::products(&shop.warehouse, gbp(), &request, period, None, &cancel)
            .unwrap();
    assert_eq!(products.net_sales, Money::new(ALL_IN_POUNDS, gbp()));
    let request = GetLines {
        filter: converted(),
        period: PeriodChoice::All,
        limit: 10,
        ..GetLines::default()
    };
    let (total, lines, _) =
        kontor_warehouse::lines(&shop.warehouse, gbp(), &request, period, &cancel).unwrap();
    assert_eq!((total, lines.len()), (3, 3));

    let used = kontor_warehouse::conversion(&shop.warehouse, gbp(), &converted(), period, &cancel)
        .unwrap();
    let left = |lines, minor, code: &str| LeftOut {
        lines,
        net_sales: Money::new(minor, code.parse().unwrap()),
    };
    let expected = Conversion {
        rates: vec![RateUsed { currency: Currency::EUR, lowest: 0.8, highest: 0.85 }],
        left_out: vec![left(1, 10_00, "EUR"), left(1, 2_000, "JPY")],
    };
    assert_eq!(used, Some(expected));
    let nothing = Filter::default();
    let unasked =
        kontor_warehouse::conversion(&shop.warehouse, gbp(), &nothing, period, &cancel).unwrap();
    assert_eq!(unasked, None);
}
