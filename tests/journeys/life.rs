//! The life of a shop, from its first file to its removal, and what a second Kontor is told.

use crate::{Shop, answer};
use kontor_api::{
    Code, JobState,
    domain::{Language, PeriodChoice},
    export::{Export, Exportable, Format},
    history::{GetHistory, RedoLast, UndoLast},
    import::{Detect, Run, UndoImport},
    preferences::{ChangePreferences, GetPreferences, Preferences, Theme},
    products::GetProducts,
    sales::{GetSummary, Measure, Value},
    settings::{Change, ChangeTimeZone, GetSettings},
    sql::RunSql,
    workspace::{Backup, Close, Delete, GetStatus, OpenSample, Restore},
};
use kontor_tests::shop::{self, ENGLISH};
use std::fs;

#[tokio::test]
async fn from_the_first_file_to_the_last_backup() {
    let shop = Shop::new().await;
    let empty = shop.state().await;
    let file = shop::sample_orders();

    // A look at the file changes nothing, and the bare import is what it showed.
    let look = Detect { source: shop::file(&file), plan: None, content: None };
    let preview = shop.ask(look).await.unwrap();
    assert_eq!(preview.obstacle, None);
    assert_eq!(shop.state().await, empty);
    let report = shop.import(&file).await.unwrap();
    assert_eq!(report.plan, preview.plan);
    assert_eq!(report.rows_read, report.rows_kept + report.rows_refused);
    let foreseen = preview.foreseen.unwrap();
    let would_be: u64 = foreseen.refused.iter().map(|refused| refused.rows).sum();
    assert_eq!((foreseen.rows, would_be), (report.rows_read, report.rows_refused));
    let full = shop.state().await;
    assert_eq!(full.lines, report.rows_kept);

    // The same bytes again change nothing.
    assert!(shop.import(&file).await.unwrap().already_imported);
    assert_eq!(shop.state().await, full);

    // What is exported is what is shown, every row of it.
    let products = GetProducts { period: PeriodChoice::All, limit: 1, ..GetProducts::default() };
    let shown = shop.ask(products.clone()).await.unwrap();
    for format in [Format::Csv, Format::Xlsx] {
        let export = Export { what: Exportable::Products(products.clone()), format };
        let file = shop.ask(export).await.unwrap();
        let bytes = fs::read(&file.path).unwrap();
        assert_eq!(bytes.len() as u64, file.bytes);
        match format {
            Format::Csv => {
                let rows = csv::Reader::from_reader(bytes.as_slice()).records().count();
                assert_eq!(rows as u64, shown.total);
            }
            Format::Xlsx => assert!(bytes.starts_with(b"PK")),
        }
    }

    // Undo and redo, and the same by the import's number.
    shop.ask(UndoLast {}).await.unwrap();
    let shop::State { lines, sum, imports, .. } = shop.state().await;
    assert_eq!((lines, sum, imports), (empty.lines, empty.sum.clone(), empty.imports));
    shop.ask(RedoLast {}).await.unwrap();
    assert_eq!(shop.state().await, full);
    let batch_id = report.batch_id;
    let batch_id = match shop.ask(kontor_api::import::List {}).await.unwrap().batches.first() {
        Some(batch) => batch.batch_id,
        None => batch_id,
    };
    assert!(shop.ask(UndoImport { batch_id }).await.unwrap().batches.is_empty());
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(shop.state().await.lines, full.lines);

    // Settings are kept, can be taken back, and the zone moves every line without losing one.
    let before = shop.ask(GetSettings {}).await.unwrap();
    let mut settings = before.clone();
    settings.name = "Another name".to_owned();
    assert_eq!(shop.ask(Change { settings: settings.clone() }).await.unwrap(), settings);
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(shop.ask(GetSettings {}).await.unwrap(), before);
    // Times without an offset stay on their clock, which then shows another instant.
    let noon = "SELECT min(ordered_at_utc) FROM order_lines";
    let in_london = crate::cell(&shop.engine, noon).await;
    shop.ask(ChangeTimeZone { time_zone: "Asia/Tokyo".to_owned() }).await.unwrap();
    assert_ne!(crate::cell(&shop.engine, noon).await, in_london);
    assert_eq!(shop.state().await.sum, full.sum);
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(crate::cell(&shop.engine, noon).await, in_london);

    // Nothing of the log was lost on the way.
    let history = shop.ask(GetHistory {}).await.unwrap();
    assert!(history.operations.iter().any(|operation| operation.command == "import_run"));

    // To one file, to another place, and there it is the same shop.
    let file = shop.home.path().join("shop.kontor");
    shop.ask(Backup { file: Some(file.display().to_string()) }).await.unwrap();
    assert!(is_locked(&shop.folder.join("warehouse.duckdb")), "the backup dropped DuckDB's lock");
    assert_eq!(fs::read_dir(shop.folder.join("staging")).unwrap().count(), 0);
    let kept = shop.state().await;
    let elsewhere = shop.home.path().join("elsewhere");
    let restore =
        Restore { source: shop::file(&file), folder: Some(elsewhere.display().to_string()) };
    let status = shop.ask(restore).await.unwrap();
    assert!(status.open.unwrap().folder.ends_with("elsewhere"));
    assert_eq!(shop.state().await, kept);
    assert!(shop.import(&shop::sample_orders()).await.unwrap().already_imported);

    // It goes only by its name.
    let delete =
        |name: &str| Delete { folder: elsewhere.display().to_string(), name: name.to_owned() };
    assert_eq!(shop.ask(delete("Shed")).await.unwrap_err().code, Code::BadRequest);
    shop.ask(delete("Shop")).await.unwrap();
    assert!(!elsewhere.exists());
    assert_eq!(shop.ask(GetSummary::default()).await.unwrap_err().code, Code::NoWorkspace);
    assert_eq!(
        shop::open(&shop.engine, &shop.folder).await.unwrap().open.unwrap().lines,
        full.lines
    );
}

#[tokio::test]
async fn the_sample_shop_shows_numbers_at_once() {
    let home = tempfile::tempdir().unwrap();
    let engine = shop::engine(home.path(), Some(2)).unwrap();
    let sample = answer(&engine, GetStatus {}).await.unwrap().samples.pop().unwrap();
    let open = OpenSample { id: sample.id, folder: None };
    let shop = answer(&engine, open.clone()).await.unwrap().open.unwrap();
    assert!(shop.lines > 2000);
    let summary =
        answer(&engine, GetSummary { period: PeriodChoice::All, ..GetSummary::default() })
            .await
            .unwrap();
    let sales = summary.figures.iter().find(|figure| figure.measure == Measure::NetSales).unwrap();
    assert!(matches!(sales.value, Value::Money(money) if money.minor > 0));
    // Opened a second time it is the same shop, not a second one.
    assert_eq!(answer(&engine, open).await.unwrap().open.unwrap().folder, shop.folder);
}

#[tokio::test]
async fn a_second_kontor_is_told_who_has_the_shop() {
    let shop = Shop::with_sample().await;
    let before = shop.state().await;
    let second = shop::engine(&shop.home.path().join("second"), Some(1)).unwrap();
    let error = shop::open(&second, &shop.folder).await.unwrap_err();
    assert_eq!(error.code, Code::WorkspaceBusy);
    assert!(error.retry && error.hint.is_some(), "{error}");
    assert_eq!(shop.state().await, before);
    // It may have the shop once the first is gone.
    shop.engine.shutdown().await;
    assert_eq!(shop::open(&second, &shop.folder).await.unwrap().open.unwrap().lines, before.lines);
}

#[tokio::test]
async fn an_import_that_is_cancelled_leaves_everything_as_before() {
    let shop = Shop::with_sample().await;
    let before = shop.state().await;
    let file = shop.file("many.csv", shop::many_lines(200_000));
    // At its start, and well into it.
    for fraction in [0.0, 0.3, 0.6] {
        let mut ended = None;
        let run = Run { source: shop::file(&file), plan: None };
        let result = shop.engine.run(run, ENGLISH, |view| {
            if view.fraction.unwrap_or(0.0) >= fraction {
                shop.engine.cancel(view.id);
            }
            ended = Some(view.state);
        });
        let error = result.await.unwrap_err();
        assert_eq!((error.code, ended), (Code::Cancelled, Some(JobState::Cancelled)));
        assert_eq!(shop.state().await, before, "cancelled at {fraction}");
    }
    assert_eq!(fs::read_dir(shop.folder.join("staging")).unwrap().count(), 0);
    // The same file comes in whole when it is let.
    assert_eq!(shop.import(&file).await.unwrap().rows_kept, 200_000);
}

#[tokio::test]
async fn a_change_waits_for_no_other_and_questions_wait_for_no_change() {
    let shop = Shop::with_sample().await;
    let file = shop.file("many.csv", shop::many_lines(100_000));
    let lines = shop.state().await.lines;
    let importing = shop.import(&file);
    let asking = async {
        let (mut answered, mut refused) = (0, 0);
        for _ in 0..20 {
            let count = RunSql { sql: "SELECT count(*) FROM order_lines".to_owned(), limit: 1 };
            let rows = shop.ask(count).await.unwrap().rows;
            let rows: u64 = rows.into_iter().flatten().next().unwrap().unwrap().parse().unwrap();
            // Before or after, never in between.
            assert!(rows == lines || rows == lines + 100_000, "{rows}");
            answered += 1;
            match shop.ask(UndoImport { batch_id: 999 }).await.unwrap_err().code {
                Code::Conflict => refused += 1,
                Code::NotFound => {}
                code => panic!("{code:?}"),
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        (answered, refused)
    };
    let (report, (answered, refused)) = tokio::join!(importing, asking);
    assert_eq!(report.unwrap().rows_kept, 100_000);
    assert!(answered == 20 && refused > 0, "{refused} of {answered} changes were refused");
}

/// Whether a process holds a lock on a file, as far as the system tells. On Linux closing any
/// handle of a file drops every lock that the process has on it.
fn is_locked(file: &std::path::Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        let inode = format!(":{}", fs::metadata(file).unwrap().ino());
        let locks = fs::read_to_string("/proc/locks").unwrap();
        locks.lines().any(|lock| lock.split_whitespace().any(|word| word.ends_with(&inode)))
    }
    #[cfg(not(target_os = "linux"))]
    {
        file.is_file()
    }
}

#[tokio::test]
async fn what_a_person_prefers_is_no_operation_of_a_shop() {
    let shop = Shop::new().await;
    let before = shop.state().await;
    let first = shop.ask(GetPreferences {}).await.unwrap();
    assert_eq!((first.language, first.person.as_str()), (ENGLISH, "Ada"));
    let preferences =
        Preferences { language: Language::De, theme: Theme::Dark, person: " Bo ".to_owned() };
    let chosen = shop.ask(ChangePreferences { preferences }).await.unwrap();
    let expected =
        Preferences { language: Language::De, theme: Theme::Dark, person: "Bo".to_owned() };
    assert_eq!(chosen, expected);
    assert_eq!(shop.state().await, before);

    // It holds without a shop, too; an empty name is the one that the system knows.
    let closed = shop.ask(Close {}).await.unwrap();
    assert_eq!((closed.open, closed.preferences), (None, chosen.clone()));
    assert!(closed.recent.iter().all(|recent| recent.opened_at.is_some()));
    let preferences = Preferences { person: String::new(), ..chosen };
    let nameless = shop.ask(ChangePreferences { preferences }).await.unwrap();
    assert_eq!((nameless.person.as_str(), nameless.theme), ("Ada", Theme::Dark));
}
