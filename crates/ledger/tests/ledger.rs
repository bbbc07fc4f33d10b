//! The ledger as a file: made, opened, brought up to date, copied, killed, damaged.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use kontor_api::{Command, settings::Settings};
use kontor_ledger::{Ledger, LedgerError, NewOperation, WorkspaceKey, copy};
use rusqlite::Connection;
use serde_json::json;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{self, Stdio},
};
use tempfile::TempDir;

const CHILD: &str = "KONTOR_TEST_LEDGER";

fn key() -> WorkspaceKey {
    WorkspaceKey::new([7; 32])
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.sqlite");
    (folder, file)
}

fn settings(fiscal_year_start: u8) -> Settings {
    serde_json::from_value(json!({
        "name": "Corner shop", "currency": "GBP", "time_zone": "Europe/London",
        "week_start": "monday", "fiscal_year_start": fiscal_year_start,
        "prices_include_tax": false,
    }))
    .unwrap()
}

fn operation(after: impl Into<serde_json::Value>) -> NewOperation {
    NewOperation {
        command: Command::SettingsChange,
        title_key: "history-settings".into(),
        title_params: json!({}),
        before: json!(null),
        after: after.into(),
    }
}

fn record(ledger: &Ledger, after: impl Into<serde_json::Value>) -> i64 {
    ledger.record(&operation(after), "2026-03-01T09:30:00".parse().unwrap()).unwrap()
}

/// An older file, as its program left it.
fn older(file: &Path) {
    Connection::open(file).unwrap().execute_batch(include_str!("version-4.sql")).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_was_kept_is_there_when_the_ledger_is_opened_again() {
    let (folder, file) = folder();
    let ledger = Ledger::create(&file, &key()).unwrap();
    ledger.put_settings(&settings(4)).unwrap();
    let id = record(&ledger, 1);
    drop(ledger);
    assert_eq!(names(folder.path()), ["ledger.sqlite"]);

    let ledger = Ledger::open(&file).unwrap();
    assert_eq!(ledger.key().unwrap(), key());
    assert_eq!(ledger.settings().unwrap(), Some(settings(4)));
    assert_eq!(ledger.undo_candidate().unwrap().unwrap().id, id);
}

#[test]
fn nothing_is_replaced_and_nothing_made_by_opening() {
    let (folder, file) = folder();
    assert!(matches!(Ledger::open(&file), Err(LedgerError::Missing(_))));
    assert_eq!(names(folder.path()), [""; 0]);
    fs::write(folder.path().join("ledger.draft"), "a killed process left this").unwrap();
    drop(Ledger::create(&file, &key()).unwrap());
    assert_eq!(names(folder.path()), ["ledger.sqlite"]);
    assert!(matches!(Ledger::create(&file, &key()), Err(LedgerError::Exists(_))));
    let beside_a_file = file.join("ledger.sqlite");
    let refused = Ledger::create(&beside_a_file, &key());
    assert!(matches!(refused, Err(LedgerError::Io(_))), "{refused:?}");
}

#[test]
fn an_older_ledger_is_kept_and_brought_up_to_date() {
    let (folder, file) = folder();
    older(&file);
    let ledger = Ledger::open(&file).unwrap();
    assert_eq!(ledger.key().unwrap(), key());
    assert_eq!(ledger.settings().unwrap().unwrap().fiscal_year_start, 4);
    assert_eq!(ledger.mapping("f00d").unwrap().unwrap().delimiter, ',');
    assert_eq!(ledger.undo_candidate().unwrap().unwrap().after, json!([1]));
    assert_eq!(ledger.finished_jobs(1).unwrap(), []);
    assert_eq!(ledger.originals().unwrap(), []);

    let kept = Connection::open(folder.path().join("ledger-version-4.sqlite")).unwrap();
    let version: i64 = kept.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let operations: i64 =
        kept.query_row("SELECT count(*) FROM operations", [], |row| row.get(0)).unwrap();
    assert_eq!((version, operations), (4, 1));
}

#[test]
fn an_update_that_fails_leaves_the_ledger_as_it_was() {
    let (_folder, file) = folder();
    older(&file);
    // The last migration will trip over it, when the one before has already worked.
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE originals (x)").unwrap();
    assert!(matches!(Ledger::open(&file), Err(LedgerError::Statement(_))));
    let conn = Connection::open(&file).unwrap();
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let jobs = conn.table_exists(None, "jobs").unwrap();
    assert_eq!((version, jobs), (4, false));
}

#[test]
fn a_newer_ledger_is_refused_and_not_touched() {
    let (folder, file) = folder();
    drop(Ledger::create(&file, &key()).unwrap());
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 1000).unwrap();
    let before = fs::read(&file).unwrap();
    let refused = Ledger::open(&file);
    assert!(matches!(refused, Err(LedgerError::Newer { found: 1000, known: 11 })), "{refused:?}");
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(names(folder.path()), ["ledger.sqlite"]);
}

#[test]
fn a_damaged_ledger_is_refused_with_what_to_do() {
    let (_folder, file) = folder();
    let ledger = Ledger::create(&file, &key()).unwrap();
    for number in 0..200 {
        record(&ledger, "x".repeat(200 + number));
    }
    drop(ledger);
    let sound = fs::read(&file).unwrap();
    let scribbled = |from: usize| {
        let mut bytes = sound.clone();
        bytes[from..from + 3000].fill(0xa5);
        bytes
    };
    let damaged = [
        ("empty", vec![]),
        ("text", b"order,sku\n".repeat(500)),
        ("header", scribbled(0)),
        ("middle", scribbled(sound.len() / 2)),
        ("cut off", sound[..sound.len() / 2].to_vec()),
    ];
    for (what, bytes) in damaged {
        fs::write(&file, &bytes).unwrap();
        let refused = Ledger::open(&file);
        let Err(LedgerError::Damaged { .. }) = &refused else { panic!("{what}: {refused:?}") };
        assert!(refused.unwrap_err().to_string().contains("Restore the workspace from a backup"));
        assert_eq!(fs::read(&file).unwrap(), bytes, "{what}: left as it is");
    }
    fs::write(&file, &sound).unwrap();
    Ledger::open(&file).unwrap();
}

#[test]
fn another_programs_database_is_no_ledger() {
    let (_folder, file) = folder();
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE photos (id)").unwrap();
    assert!(matches!(Ledger::open(&file), Err(LedgerError::Damaged { .. })));
}

#[test]
fn several_changes_are_kept_as_one_or_not_at_all() {
    let (_folder, file) = folder();
    let ledger = Ledger::create(&file, &key()).unwrap();
    let change = |month: u8, fails: bool| {
        ledger.atomically(|| {
            ledger.put_settings(&settings(month))?;
            ledger.record(&operation(month), "2026-03-01T09:30:00".parse().unwrap())?;
            if fails { Err(LedgerError::NotNext { id: 0 }) } else { Ok(()) }
        })
    };
    change(4, false).unwrap();
    change(5, true).unwrap_err();
    assert_eq!(ledger.settings().unwrap(), Some(settings(4)));
    assert_eq!(ledger.operations(9).unwrap().len(), 1);
    change(6, false).unwrap();
    assert_eq!(ledger.settings().unwrap(), Some(settings(6)));
}

#[test]
fn a_copy_has_what_was_committed_even_while_others_write() {
    let (folder, file) = folder();
    let ledger = Ledger::create(&file, &key()).unwrap();
    record(&ledger, 1);
    let to = folder.path().join("copy.sqlite");
    let done: Result<(), LedgerError> = ledger.atomically(|| {
        record(&ledger, 2);
        copy(&file, &to)
    });
    done.unwrap();
    let copied = Ledger::open(&to).unwrap();
    assert_eq!(copied.operations(9).unwrap().len(), 1);
    assert_eq!(copied.key().unwrap(), key());
    assert_eq!(ledger.operations(9).unwrap().len(), 2);
    assert!(matches!(copy(&file, &to), Err(LedgerError::Exists(_))));
    assert!(matches!(copy(&file, &file.join("copy")), Err(LedgerError::Io(_))));
}

#[test]
fn a_second_writer_waits_and_then_is_told() {
    let (_folder, file) = folder();
    let first = Ledger::create(&file, &key()).unwrap();
    let second = Ledger::open(&file).unwrap();
    let busy: Result<(), LedgerError> = first.atomically(|| {
        assert_eq!(second.operations(1).unwrap(), [], "readers do not wait");
        second.put_settings(&settings(4))
    });
    assert!(matches!(busy, Err(LedgerError::Busy)), "{busy:?}");
    second.put_settings(&settings(4)).unwrap();
}

/// Not a test by itself: the process that the next one kills.
#[test]
fn child_that_changes_settings_without_end() {
    let Some(file) = std::env::var_os(CHILD) else { return };
    let ledger = Ledger::open(Path::new(&file)).unwrap();
    for number in 0_u64.. {
        let done: Result<(), LedgerError> = ledger.atomically(|| {
            ledger.put_settings(&Settings { name: number.to_string(), ..settings(4) })?;
            record(&ledger, number);
            Ok(())
        });
        done.unwrap();
        println!("\ncommitted {number}");
    }
}

#[test]
fn a_killed_process_leaves_whole_changes_and_loses_none_that_was_committed() {
    let (_folder, file) = folder();
    drop(Ledger::create(&file, &key()).unwrap());
    for commits in [1, 7, 40] {
        let mut child = process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_changes_settings_without_end", "--nocapture"])
            .env(CHILD, &file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let committed: u64 = BufReader::new(child.stdout.as_mut().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("committed ")?.parse().ok())
            .nth(commits)
            .unwrap();
        child.kill().unwrap();
        child.wait().unwrap();

        let ledger = Ledger::open(&file).unwrap();
        let name: u64 = ledger.settings().unwrap().unwrap().name.parse().unwrap();
        assert!(name >= committed, "{committed} was committed, {name} is there");
        assert_eq!(ledger.undo_candidate().unwrap().unwrap().after, json!(name));
    }
}
