//! What goes where: data, remarks, the log.

use crate::environment::Home;
use insta::assert_snapshot;
use std::process::Stdio;

#[test]
fn help_has_a_line_for_every_verb() {
    let home = Home::new();
    assert_snapshot!(home.transcript(&["--help"]));
    let without = home.run(&[]);
    assert_eq!(without.status.code(), Some(2));
}

#[test]
fn remarks_do_not_mix_with_data_and_can_be_turned_off() {
    let home = Home::new();
    let output = home.run(&["import", "orders.csv", "--json"]);
    serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    assert!(!output.stderr.is_empty());
    home.write("more.csv", crate::environment::ORDERS.replace("100", "200"));
    let output = home.run(&["import", "more.csv", "--quiet"]);
    assert!(output.status.success() && output.stderr.is_empty());
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let home = Home::with_shop();
    let query = "SELECT * FROM range(100000)";
    let mut many = home
        .command(&["sql", query, "--limit", "100000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(many.stdout.take());
    let output = many.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn the_log_names_commands_and_no_data() {
    let home = Home::with_shop();
    home.run(&["sql", "SELECT 'Blue mug' FROM nowhere"]);
    home.run(&["import", "no-such-file.csv"]);
    let log = home.log();
    assert!(
        log.contains("import_run") && log.contains("sql_run") && log.contains("trace_id"),
        "{log}"
    );
    for private in ["orders.csv", "no-such-file", "Blue mug", "17850", "nowhere"] {
        assert!(!log.contains(private), "{private} stands in the log:\n{log}");
    }
}
