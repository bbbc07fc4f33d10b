//! `kontor import` and what it leaves.

use crate::environment::{Home, ORDERS};
use insta::assert_snapshot;

#[test]
fn the_bare_command_makes_a_shop_and_imports() {
    let home = Home::new();
    assert_snapshot!(home.transcript(&["import", "orders.csv"]));
    // The next command finds the shop.
    assert_eq!(home.json(&["imports"])["batches"].as_array().unwrap().len(), 1);
}

#[test]
fn a_workspace_that_is_named_is_made_or_opened() {
    let home = Home::new();
    let report = home.json(&["-w", "shop", "import", "orders.csv"]);
    assert_eq!(report["rows_read"], 6);
    assert_eq!(report["rows_kept"], 5);
    assert_eq!(report["rows_refused"], 1);
    let again = home.json(&["import", "orders.csv", "-w", "shop"]);
    assert_eq!(again["already_imported"], true);
    assert_eq!(again["batch_id"], report["batch_id"]);
    let counted = home.json(&["-w", "shop", "sql", "SELECT count(*) FROM order_lines"]);
    assert_eq!(counted["rows"][0][0], "5");
}

#[test]
fn guesses_are_shown_and_can_be_corrected() {
    let home = Home::new();
    home.write(
        "exported.txt",
        "Order no.;Order date;Item;Quantity;Unit price\n1;03.04.2025;Mug;2;4,50\n2;05.04.2025;Bowl;1;12,00\n",
    );
    assert_snapshot!(home.transcript(&["import", "exported.txt", "--detect"]));

    let corrected = [
        "import",
        "exported.txt",
        "--dates",
        "month-day-year",
        "--currency",
        "EUR",
        "--map",
        "title=",
        "--map",
        "sku=Item",
    ];
    let report = home.json(&corrected);
    assert_eq!(report["rows_kept"], 2);
    assert_eq!(report["period"]["from"], "2025-03-04");
    assert_eq!(report["totals"][0]["currency"], "EUR");
    assert_eq!(report["totals"][0]["minor"], 2100);

    let error = home.transcript(&["import", "exported.txt", "--map", "sku=Colour"]);
    assert!(
        error.contains("Colour") && error.contains("Quantity") && error.ends_with("=> 2\n"),
        "{error}"
    );
}

#[test]
fn an_import_is_taken_back_and_done_again() {
    let home = Home::with_shop();
    let count = || home.json(&["sql", "SELECT count(*) FROM order_lines"])["rows"][0][0].clone();
    assert_eq!(count(), "5");
    home.succeed(&["undo-import", "1"]);
    assert_eq!(count(), "0");
    home.succeed(&["undo"]);
    assert_eq!(count(), "5");
    home.succeed(&["undo"]);
    assert_eq!(count(), "0");
    home.succeed(&["redo"]);
    assert_eq!(count(), "5");
    assert_eq!(home.json(&["history"])["operations"].as_array().unwrap().len(), 2);
}

#[test]
fn refused_rows_are_shown_with_their_reason_and_written_to_a_file() {
    let home = Home::with_shop();
    assert_snapshot!(home.transcript(&["refused", "1"]));
    home.succeed(&["refused", "1", "--out", "refused.csv"]);
    let written = String::from_utf8(home.read("refused.csv")).unwrap();
    assert!(written.contains("many"), "{written}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_cancels_an_import_and_leaves_data_as_before() {
    use std::process::Stdio;
    let home = Home::with_shop();
    let (header, rows) = ORDERS.split_once('\n').unwrap();
    home.write("many.csv", format!("{header}\n{}", rows.repeat(200_000)));
    let import = home.command(&["import", "many.csv"]).stderr(Stdio::piped()).spawn().unwrap();
    // It has begun when its copy of the file appears.
    let staging = home.path("shop/staging");
    home.interrupt(&import, || staging.read_dir().is_ok_and(|mut copies| copies.next().is_some()));
    let output = import.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(20), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(home.json(&["imports"])["batches"].as_array().unwrap().len(), 1);
    assert_eq!(home.json(&["sql", "SELECT count(*) FROM order_lines"])["rows"][0][0], "5");
}

#[test]
fn times_of_another_zone_come_onto_the_shops_clocks() {
    let home = Home::with_shop();
    let header = "Order,Date,SKU,Quantity,Unit price\n";
    home.write("abroad.csv", format!("{header}2001,2025-11-05 22:30,MUG-1,1,4.50\n"));
    home.write("days.csv", format!("{header}2002,2025-11-05,MUG-1,1,4.50\n"));
    let zone = ["--time-zone", "America/New_York"];
    for file in ["abroad.csv", "days.csv"] {
        home.succeed(&["import", file, zone[0], zone[1]]);
    }
    let times = || {
        let asked = "SELECT CAST(local_time AS VARCHAR) FROM order_lines WHERE order_id IN ('1002', '2001', '2002') ORDER BY order_id, local_time";
        let reply = home.json(&["sql", asked]);
        let rows = reply["rows"].as_array().unwrap();
        rows.iter().map(|row| row[0].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // A day is the shop's day, whoever wrote it.
    let in_london = [
        "2025-11-04 18:40:00",
        "2025-11-04 18:40:00",
        "2025-11-06 03:30:00",
        "2025-11-05 00:00:00",
    ];
    assert_eq!(times(), in_london);
    home.succeed(&["settings", "time-zone=Europe/Berlin"]);
    let in_berlin = [
        "2025-11-04 18:40:00",
        "2025-11-04 18:40:00",
        "2025-11-06 04:30:00",
        "2025-11-05 00:00:00",
    ];
    assert_eq!(times(), in_berlin);
    home.succeed(&["rebuild"]);
    assert_eq!(times(), in_berlin);
}
