//! What a shop is asked, and how it is kept.

use crate::environment::Home;
use insta::assert_snapshot;
use serde_json::json;

#[test]
fn questions_about_sales_are_answered_in_tables() {
    let home = Home::with_shop();
    let all = ["--period", "all"];
    let transcripts = [
        home.transcript(&[&["summary"][..], &all].concat()),
        home.transcript(&[&["series", "--grain", "day"][..], &all].concat()),
        home.transcript(&[&["breakdown", "--by", "country"][..], &all].concat()),
        home.transcript(
            &[&["breakdown", "--by", "kind", "--measure", "all-lines"][..], &all].concat(),
        ),
        home.transcript(&[&["products"][..], &all].concat()),
        home.transcript(&[&["lines", "--sku", "MUG-1"][..], &all].concat()),
        home.transcript(&["filters"]),
    ];
    assert_snapshot!(transcripts.join("\n"));
    assert!(home.succeed(&["imports"]).contains("orders.csv"));
}

#[test]
fn numbers_are_written_in_german_for_who_reads_german() {
    let home = Home::with_shop();
    assert_snapshot!(home.transcript(&["--lang", "de", "summary", "--period", "all"]));
}

#[test]
fn profit_is_told_once_costs_are_known() {
    let home = Home::with_shop();
    let holds = |arguments: &[&str], words: &[&str]| {
        let shown = home.transcript(arguments);
        for words in words {
            assert!(shown.contains(words), "no {words} in {shown}");
        }
    };
    home.succeed(&["records", "put", "costs", "sku=MUG-1", "cost=1.80"]);
    home.succeed(&["settings", "payment-fee-percent=2.9", "shipping-cost=3"]);
    assert_eq!(home.json(&["settings"])["payment_fee_percent"], "2.9");
    // Six mugs for 27.00, at 1.80 each; nobody knows what the bowls cost.
    let summary = ["summary", "--period", "all"];
    holds(&summary, &["Gross profit", "£16.20", "Gross margin", "Contribution"]);
    holds(&summary, &["Costs are not known for £24.00 of net sales (products: 1)"]);
    holds(&["products", "--period", "all"], &["Cost of goods", "£10.80", "£16.20"]);
    let orders = ["breakdown", "--by", "country", "--measure", "fulfilment", "--period", "all"];
    holds(&orders, &["£6.00"]);
    let of_a_mug = home.run(&["series", "--measure", "contribution", "--sku", "MUG-1"]);
    assert_eq!(of_a_mug.status.code(), Some(2));
    home.succeed(&["undo"]);
    assert_eq!(home.json(&["settings"])["payment_fee_percent"], "0");
}

#[test]
fn sql_is_printed_as_a_table_as_csv_and_as_json() {
    let home = Home::with_shop();
    let query =
        "SELECT title, sum(amount) AS amount FROM order_lines GROUP BY title ORDER BY title";
    let transcripts: Vec<_> = ["table", "csv", "json"]
        .iter()
        .map(|format| home.transcript(&["sql", query, "--format", format]))
        .collect();
    assert_snapshot!(transcripts.join("\n"));
    let limited = home.transcript(&["sql", "SELECT * FROM range(9)", "--limit", "2"]);
    assert!(limited.contains("--limit"), "{limited}");
    assert!(home.succeed(&["schema"]).contains("order_lines"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_long_question_at_once() {
    use std::{process::Stdio, time::Instant};
    let home = Home::with_shop();
    let query =
        "SELECT count(*) FROM range(1000000000000) a(n), range(10) b(m) WHERE hash(n) % 3 = m";
    let question = home.command(&["sql", query]).stderr(Stdio::null()).spawn().unwrap();
    home.interrupt(&question, || home.log().contains("workspace_open"));
    let start = Instant::now();
    assert_eq!(question.wait_with_output().unwrap().status.code(), Some(20));
    // The console's own limit is a minute.
    assert!(start.elapsed().as_secs() < 30);
}

#[test]
fn every_table_is_exported() {
    let home = Home::with_shop();
    for what in [
        vec!["products"],
        vec!["run-out"],
        vec!["series"],
        vec!["breakdown", "--by", "weekday-hour"],
        vec!["lines"],
        vec!["sql", "SELECT 1 AS one"],
        vec!["refused", "1"],
    ] {
        for (out, magic) in [("out.csv", &b"\xef\xbb\xbf"[..]), ("out.xlsx", &b"PK"[..])] {
            home.succeed(&[&["export"][..], &what, &["--out", out]].concat());
            assert!(home.read(out).starts_with(magic), "{what:?} as {out}");
        }
    }
    let name = home.succeed(&["export", "products", "--format", "xlsx"]);
    assert!(home.read(name.trim()).starts_with(b"PK"), "{name}");
}

#[test]
fn settings_are_shown_and_changed() {
    let home = Home::with_shop();
    home.succeed(&["settings", "week-start=sunday", "name=Corner shop"]);
    home.succeed(&["settings", "time-zone=America/New_York"]);
    let settings = home.json(&["settings"]);
    assert_eq!(settings["week_start"], "sunday");
    assert_eq!(settings["name"], "Corner shop");
    assert_eq!(settings["time_zone"], "America/New_York");
    home.succeed(&["undo"]);
    assert_eq!(home.json(&["settings"])["time_zone"], "Europe/London");
    // What is the person's own is no operation of the shop.
    home.succeed(&["preferences", "theme=dark", "person=Ada Muster"]);
    home.succeed(&["redo"]);
    home.succeed(&["undo"]);
    let preferences = home.json(&["preferences"]);
    assert_eq!(preferences["theme"], "dark");
    assert_eq!(preferences["person"], "Ada Muster");
    assert_snapshot!(home.transcript(&["preferences", "theme=pink"]));
    let options = home.json(&["settings", "--options"]);
    assert!(options["time_zones"].as_array().unwrap().contains(&json!("Europe/Berlin")));
}

#[test]
fn a_workspace_is_backed_up_restored_forgotten_and_deleted() {
    let home = Home::with_shop();
    home.succeed(&["workspace", "backup", "shop.kontor"]);
    home.succeed(&["workspace", "restore", "shop.kontor", "moved"]);
    let counted = home.json(&["-w", "moved", "sql", "SELECT count(*) FROM order_lines"]);
    assert_eq!(counted["rows"][0][0], "5");
    assert_eq!(home.json(&["workspace", "list"])["recent"].as_array().unwrap().len(), 2);

    home.succeed(&["workspace", "forget", "moved"]);
    assert_eq!(home.json(&["workspace", "list"])["recent"].as_array().unwrap().len(), 1);
    assert!(home.path("moved").is_dir());

    let wrong = home.run(&["workspace", "delete", "shop", "--name", "another"]);
    assert!(!wrong.status.success());
    assert!(home.path("shop").is_dir());
    home.succeed(&["workspace", "delete", "shop", "--name", "shop"]);
    assert!(!home.path("shop").exists());
    home.succeed(&["workspace", "open", "moved"]);
    home.succeed(&["workspace", "close"]);
}

#[test]
fn a_workspace_is_made_with_settings() {
    let home = Home::new();
    let status =
        home.json(&["workspace", "create", "shop", "--set", "currency=CHF", "--set", "name=Laden"]);
    assert_eq!(status["open"]["settings"]["currency"], "CHF");
    assert_eq!(status["open"]["settings"]["name"], "Laden");
    assert_eq!(status["open"]["settings"]["time_zone"], "Europe/London");
}
