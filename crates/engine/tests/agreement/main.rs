//! What `ingest` reads in Rust and what DuckDB reads by its SQL are the same: the expressions are
//! held against the cases that the Rust is held against.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use kontor_api::import::{DateOrder, DecimalMark};
use kontor_warehouse::{Cancel, Limits, Warehouse};
use std::time::Duration;

/// Lines of three cells, as `kontor_ingest`'s own tests read them.
fn cases(file: &str) -> Vec<[String; 3]> {
    let unescaped = |cell: &str| {
        cell.replace("\\t", "\t").replace("\\u{a0}", "\u{a0}").replace("\\u{202f}", "\u{202f}")
    };
    file.lines()
        .filter(|line| !line.starts_with("# "))
        .map(|line| line.split('\t').map(unescaped).collect::<Vec<_>>().try_into().unwrap())
        .collect()
}

/// What DuckDB makes of each text by an expression over `x`.
fn by_duckdb(warehouse: &Warehouse, texts: &[String], expression: &str) -> Vec<String> {
    let values: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| format!("({at}, '{}')", text.replace('\'', "''")))
        .collect();
    let statement = format!(
        "SELECT CAST({expression} AS VARCHAR) AS y FROM (VALUES {}) AS t(n, x) ORDER BY n",
        values.join(", ")
    );
    let limit = Duration::from_secs(60);
    let found =
        kontor_warehouse::select(warehouse, &statement, texts.len(), limit, &Cancel::default());
    let cell = |row: &Vec<Option<String>>| row[0].clone().unwrap_or("-".to_owned());
    found.unwrap().rows.iter().map(cell).collect()
}

fn agrees(warehouse: &Warehouse, cases: &[[String; 3]], expression: &str) {
    let texts: Vec<String> = cases.iter().map(|case| case[0].clone()).collect();
    for (case, found) in cases.iter().zip(by_duckdb(warehouse, &texts, expression)) {
        assert_eq!(found, case[2], "{:?} by {}", case[0], case[1]);
    }
}

#[test]
fn duckdb_reads_what_ingest_reads() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits { threads: 1, memory_bytes: 1 << 28 };
    let warehouse =
        Warehouse::open(&folder.path().join("w.duckdb"), folder.path(), &limits).unwrap();
    let of = |cases: &[[String; 3]], kind: &str| -> Vec<[String; 3]> {
        cases.iter().filter(|case| case[1] == kind).cloned().collect()
    };

    let ids = cases(include_str!("../../../ingest/tests/cases/ids.tsv"));
    agrees(&warehouse, &ids, &kontor_ingest::id_sql("x"));

    let amounts = cases(include_str!("../../../ingest/tests/cases/amounts.tsv"));
    for (mark, name) in [(DecimalMark::Point, "point"), (DecimalMark::Comma, "comma")] {
        let hundredths =
            format!("CAST(round({} * 100, 0) AS BIGINT)", kontor_ingest::decimal_sql("x", mark));
        agrees(&warehouse, &of(&amounts, name), &hundredths);
    }

    let dates = cases(include_str!("../../../ingest/tests/cases/dates.tsv"));
    for (order, name, format) in [
        (DateOrder::YearMonthDay, "year_month_day", "%Y-%m-%d %H:%M:%S"),
        (DateOrder::DayMonthYear, "day_month_year", "%d.%m.%Y %H:%M"),
        (DateOrder::MonthDayYear, "month_day_year", "%m/%d/%y"),
        (DateOrder::Serial, "serial", ""),
        (DateOrder::UnixSeconds, "unix_seconds", ""),
    ] {
        // With a format and without one, and with one that no value has.
        for formats in [vec![], vec![format.to_owned()], vec!["%Y-%m-%d %H:%M:%S %z".to_owned()]] {
            let sql = kontor_ingest::timestamp_sql("x", None, order, &formats);
            let cases = of(&dates, name);
            // The offset is in the UTC time already.
            let in_utc = |case: &[String; 3]| match case[2].split_once(' ') {
                Some((written, minutes)) => {
                    let written: kontor_api::domain::DateTime = written.parse().unwrap();
                    let offset = jiff::Span::new().minutes(minutes.parse::<i64>().unwrap());
                    format!("{} UTC", written.checked_sub(offset).unwrap())
                }
                None => case[2].clone(),
            };
            let cases: Vec<[String; 3]> =
                cases.iter().map(|case| [case[0].clone(), case[1].clone(), in_utc(case)]).collect();
            let iso = "'%Y-%m-%dT%H:%M:%S'";
            let shown = format!(
                "coalesce(strftime({}, {iso}), strftime({}, {iso}) || ' UTC')",
                sql.local, sql.utc
            );
            agrees(&warehouse, &cases, &shown);
        }
    }
}
