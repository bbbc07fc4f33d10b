//! What goes wrong, in words and as an exit status.

use crate::environment::Home;
use insta::assert_snapshot;

#[test]
fn an_error_says_what_happened_and_what_to_do() {
    let home = Home::new();
    home.write("empty.csv", "");
    home.write("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let before = home.transcript(&["summary"]);
    home.succeed(&["-w", "shop", "import", "orders.csv"]);
    let transcripts = [
        before,
        home.transcript(&["import", "missing.csv"]),
        home.transcript(&["import", "empty.csv"]),
        home.transcript(&["import", "picture.csv"]),
        home.transcript(&["-w", "home", "summary"]),
        home.transcript(&["report", "7"]),
        home.transcript(&["sql", "DELETE FROM order_lines"]),
        home.transcript(&["sql", "SELECT colour FROM order_lines"]),
        home.transcript(&["--lang", "de", "sql", "DROP TABLE order_lines"]),
        home.transcript(&["jobs", "1"]),
        home.transcript(&["serve"]),
        home.transcript(&["summary", "--period", "yesterday"]),
        home.transcript(&["breakdown", "--by", "colour"]),
    ];
    assert_snapshot!(transcripts.join("\n"));
}

#[test]
fn with_json_an_error_is_json_too() {
    let home = Home::new();
    let output = home.run(&["--json", "summary"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(output.stdout.is_empty());
    let error: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["code"], "no_workspace");
}

#[test]
fn a_second_process_on_a_workspace_is_told_kindly() {
    use std::{
        io::{BufRead as _, BufReader},
        process::Stdio,
    };
    let home = Home::with_shop();
    std::fs::create_dir_all(home.path("resources/ui/dist")).unwrap();
    home.write("resources/ui/dist/index.html", "<!doctype html>");
    let mut server = home
        .command(&["serve", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let output = home.run(&["summary"]);
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(output.status.code(), Some(5), "{}", String::from_utf8_lossy(&output.stderr));
    // The lock of a process that was killed is no lock.
    home.succeed(&["summary"]);
}
