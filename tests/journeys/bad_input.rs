//! Files and folders as they come in the real world. What cannot be understood ends with a kind
//! message and what to do, and leaves the shop as it was; a file with some bad rows is a success
//! with notes.

use crate::Shop;
use kontor_api::{
    ApiError, Code,
    import::{Refusal, Report},
};
use kontor_tests::shop;
use std::{
    fs,
    io::Write as _,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

const HEADER: &str = "Order,Date,SKU,Product,Quantity,Unit price,Country\n";
const ROW: &str = "A-1,2025-03-04 10:00:00,S-1,Cup,2,3.50,France\n";

/// A message that helps: what happened, what to do, no defect of ours.
fn assert_kind(error: &ApiError, code: Code) {
    assert_eq!(error.code, code, "{error}");
    assert!(error.message.len() > 10, "{error:?}");
    assert!(error.hint.is_some(), "nothing to do is said: {error:?}");
    assert!((1..100).contains(&error.code.exit_status()));
}

/// Imports a file that cannot be understood: an error of that kind, and nothing has changed.
async fn refused(shop: &Shop, file: &Path, code: Code) {
    let before = shop.state().await;
    let error = shop.import(file).await.unwrap_err();
    assert_kind(&error, code);
    assert_eq!(shop.state().await, before);
    let staging = fs::read_dir(shop.folder.join("staging")).unwrap().count();
    assert_eq!(staging, 0, "{} left something behind", file.display());
}

async fn kept(shop: &Shop, name: &str, bytes: impl AsRef<[u8]>) -> Report {
    let report = shop.import(&shop.file(name, bytes)).await.unwrap();
    assert_eq!(report.rows_read, report.rows_kept + report.rows_refused, "{name}");
    report
}

fn reasons(report: &Report) -> Vec<(Refusal, u64)> {
    report.refused.iter().map(|count| (count.reason, count.rows)).collect()
}

#[tokio::test]
async fn files_that_hold_no_orders() {
    let shop = Shop::with_sample().await;
    let noise: Vec<u8> =
        (0_u32..50_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let files: [(&str, Vec<u8>); 8] = [
        ("empty.csv", Vec::new()),
        ("blank.csv", b"\n\n  \n".to_vec()),
        ("header.csv", HEADER.as_bytes().to_vec()),
        ("noise.csv", noise),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".repeat(100)),
        ("truncated.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b".to_vec()),
        ("prose.csv", b"Dear Sir,\n\nthank you for your letter.\nYours\n".to_vec()),
        ("one-line.csv", vec![b'x'; 64 << 20]),
    ];
    for (name, bytes) in files {
        println!("{name}");
        refused(&shop, &shop.file(name, bytes), Code::Unreadable).await;
    }
    refused(&shop, shop.home.path(), Code::Unreadable).await;
    refused(&shop, &shop.home.path().join("not-there.csv"), Code::Io).await;
    refused(&shop, &shop.home.path().join("empty.csv/below-a-file.csv"), Code::Io).await;
}

#[tokio::test]
async fn some_bad_rows_are_notes_not_errors() {
    let shop = Shop::new().await;
    let text = format!(
        "{HEADER}{ROW}\
         A-2,2025-03-04 10:00:00,S-1\n\
         A-3,2025-03-04 10:00:00,S-1,Cup,2,3.50,France,extra,cells\n\
         A-4,2025-02-30 10:00:00,S-1,Cup,2,3.50,France\n\
         A-5,yesterday,S-1,Cup,2,3.50,France\n\
         A-6,2025-03-04 10:00:00,S-1,Cup,two,3.50,France\n\
         A-7,2025-03-04 10:00:00,S-1,Cup,2,cheap,France\n\
         ,2025-03-04 10:00:00,S-1,Cup,2,3.50,France\n\
         A-9,2025-03-04 10:00:00,,,2,3.50,France\n\
         \n{}",
        ROW.replace("A-1", "A-10")
    );
    let report = kept(&shop, "bad-rows.csv", text).await;
    assert_eq!((report.rows_read, report.rows_kept), (10, 2));
    let counted = reasons(&report);
    for expected in [
        (Refusal::Ragged, 2),
        (Refusal::BadDate, 2),
        (Refusal::BadQuantity, 1),
        (Refusal::BadAmount, 1),
        (Refusal::NoOrder, 1),
        (Refusal::NoProduct, 1),
    ] {
        assert!(counted.contains(&expected), "{expected:?} in {counted:?}");
    }
    assert!(!report.notes.is_empty());
    // Each can be looked at, with its row as it stands in the file.
    let request =
        kontor_api::import::GetRefused { batch_id: report.batch_id, offset: 0, limit: 100 };
    let rows = shop.ask(request).await.unwrap();
    assert_eq!((rows.total, rows.rows.len()), (8, 8));
    assert!(rows.rows.iter().any(|row| row.text.contains("yesterday")), "{:?}", rows.rows);
}

#[tokio::test]
async fn text_of_every_kind_is_understood() {
    let shop = Shop::new().await;
    let rows = |n: usize| (0..n).map(|n| ROW.replace("A-1", &format!("A-{n}"))).collect::<String>();

    let mixed = format!("{HEADER}{}", rows(30)).replace("A-7,", "\rA-7,").replace("\n\r", "\r\n");
    let report = kept(&shop, "mixed-ends.csv", mixed).await;
    assert_eq!(report.rows_kept, 30);

    let utf16: Vec<u8> = format!("\u{feff}{HEADER}{}", rows(5).replace("Cup", "Tasse für Öl"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let report = kept(&shop, "utf16.csv", utf16).await;
    assert_eq!((report.rows_kept, report.plan.encoding.as_str()), (5, "utf-16le"));
    let named = "SELECT count(*) FROM order_lines WHERE title = 'Tasse für Öl'";
    assert_eq!(crate::cell(&shop.engine, named).await.as_deref(), Some("5"));

    let german = "Bestellnummer;Datum;Artikelnummer;Artikel;Menge;Einzelpreis;Land\n\
                  B-1;24.12.2024;T-1;Tisch;1;1.234,56;Deutschland\n\
                  B-2;31.12.2024;T-1;Tisch;2;999,90;Österreich\n";
    let report = kept(&shop, "deutsch.csv", german).await;
    assert_eq!(report.rows_kept, 2);
    assert_eq!(report.totals.iter().map(|total| total.minor).sum::<i64>(), 123_456 + 2 * 99_990);

    let twice = HEADER.replace("Country", "Country,Country");
    let report =
        kept(&shop, "twice.csv", format!("{twice}{}", ROW.replace("France", "France,Spain"))).await;
    assert_eq!(report.rows_kept, 1);
}

/// A NUL does not end a row, and does not reach DuckDB as part of a name.
#[tokio::test]
async fn nul_bytes_lose_no_row() {
    let shop = Shop::new().await;
    let rows: String = (0..200).map(|n| ROW.replace("A-1", &format!("A-{n}"))).collect();
    let text = format!("{HEADER}{rows}").replacen("Cup", "C\0up", 3);
    let report = kept(&shop, "nul.csv", text).await;
    assert_eq!(report.rows_read, 200);
    assert!(report.rows_kept >= 197);
}

#[tokio::test]
async fn damage_far_into_a_file_costs_only_its_rows() {
    let shop = Shop::new().await;
    let clean = shop::many_products(40_000);
    assert!(clean.len() > 2 << 20, "the damage must lie behind what is looked at first");
    let rows = [
        b"D-1,2025-03-04 10:00:00,S-1,Cup,2,3.50,France\r\n".as_slice(),
        b"D-2,2025-03-04 10:00:00,S\xff-1,Cup,2,3.50,France\n",
        b"D-3,2025-03-04 10:00:00,S-1,Cup \xc3\xbc,2,3.50,France\n",
        b"D-\x004,2025-03-04 10:00:00,S-1,Cup,2,3.50,France\n",
        b"D-5,2025-03-04 10:00:00,S-1,Cup,2,3.50,France",
    ];
    let report = kept(&shop, "damage.csv", [clean.as_bytes(), &rows.concat()].concat()).await;
    assert_eq!(report.rows_read, 40_005);
    assert_eq!(reasons(&report), [(Refusal::Encoding, 2)]);
    let staging = fs::read_dir(shop.folder.join("staging")).unwrap().count();
    assert_eq!(staging, 0, "the copy is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_grows_while_it_is_read_is_not_imported() {
    let shop = Shop::with_sample().await;
    let file = shop.file("growing.csv", format!("{HEADER}{}", ROW.repeat(400_000)));
    let before = shop.state().await;
    let stop = AtomicBool::new(false);
    let error = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut file = fs::File::options().append(true).open(&file).unwrap();
            while !stop.load(Ordering::Relaxed) {
                file.write_all(ROW.as_bytes()).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let error = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(shop.import(&file)).unwrap_err()
        });
        stop.store(true, Ordering::Relaxed);
        writer.join().unwrap();
        error
    });
    assert_kind(&error, Code::Conflict);
    assert!(error.retry);
    assert_eq!(shop.state().await, before);
    // Once it is complete it comes in.
    assert!(shop.import(&file).await.unwrap().rows_kept >= 400_000);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_to() {
    let shop = Shop::with_sample().await;
    let file = shop.file("a-file", "not a folder");
    let before = shop.state().await;
    let error = shop::create(&shop.engine, &file.join("shop")).await.unwrap_err();
    assert_kind(&error, Code::Io);
    let backup = kontor_api::workspace::Backup {
        file: Some(file.join("shop.kontor").display().to_string()),
    };
    assert_kind(&shop.ask(backup).await.unwrap_err(), Code::Io);
    assert_eq!(shop.state().await, before);
    // A folder that is someone's, and a file that is no folder.
    assert_kind(&shop::create(&shop.engine, shop.home.path()).await.unwrap_err(), Code::Conflict);
    assert_kind(&shop::open(&shop.engine, &file).await.unwrap_err(), Code::NotFound);
    assert_eq!(fs::read_to_string(&file).unwrap(), "not a folder");
}

#[tokio::test]
async fn a_damaged_or_newer_shop_is_left_as_it_is() {
    let shop = Shop::with_sample().await;
    shop.engine.shutdown().await;
    // SQLite keeps the schema's version at byte 60 of the file, and its own name at the start.
    let damage: [(&str, usize, &[u8], Code); 2] = [
        ("ledger.sqlite", 60, &[0, 0, 3, 231], Code::WorkspaceNewer),
        ("ledger.sqlite", 0, &[b'x'; 100], Code::WorkspaceDamaged),
    ];
    for (name, at, bytes, code) in damage {
        let path = shop.folder.join(name);
        let whole = fs::read(&path).unwrap();
        let mut broken = whole.clone();
        broken[at..at + bytes.len()].copy_from_slice(bytes);
        fs::write(&path, &broken).unwrap();
        let error = shop::open(&shop.engine, &shop.folder).await.unwrap_err();
        assert_kind(&error, code);
        assert_eq!(fs::read(&path).unwrap(), broken, "{name} was written to");
        fs::write(&path, whole).unwrap();
    }
    assert!(shop::open(&shop.engine, &shop.folder).await.unwrap().open.unwrap().lines > 0);
}

#[tokio::test]
async fn damaged_figures_are_made_anew_and_the_damaged_file_is_kept() {
    let shop = Shop::with_sample().await;
    let before = shop.state().await;
    shop.engine.shutdown().await;
    let path = shop.folder.join("warehouse.duckdb");
    let mut broken = fs::read(&path).unwrap();
    broken[..4096].fill(b'x');
    fs::write(&path, &broken).unwrap();
    let open = shop::open(&shop.engine, &shop.folder).await.unwrap().open.unwrap();
    assert!(open.repairs[0].contains("warehouse.damaged.duckdb"), "{:?}", open.repairs);
    assert_eq!(shop.state().await, before);
    assert_eq!(fs::read(shop.folder.join("warehouse.damaged.duckdb")).unwrap(), broken);
    // Without one of the originals nothing can be made anew: everything stays as it is.
    shop.engine.shutdown().await;
    fs::write(&path, &broken).unwrap();
    fs::remove_dir_all(shop.folder.join("imports")).unwrap();
    assert_kind(&shop::open(&shop.engine, &shop.folder).await.unwrap_err(), Code::WorkspaceDamaged);
    assert_eq!(fs::read(&path).unwrap(), broken);
}

#[tokio::test]
async fn a_shop_that_cannot_be_opened_leaves_the_open_one_as_it_is() {
    let shop = Shop::with_sample().await;
    let before = shop.state().await;
    let other = shop.home.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("ledger.sqlite"), [b'x'; 4096]).unwrap();
    let error = shop::open(&shop.engine, &other).await.unwrap_err();
    assert_kind(&error, Code::WorkspaceDamaged);
    assert_eq!(shop.state().await, before);
}

#[tokio::test]
async fn one_bad_file_among_several_leaves_the_others_whole() {
    let shop = Shop::new().await;
    // Damaged in its middle, which is found out while it is unpacked.
    let mut packed = Vec::new();
    let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::default());
    encoder.write_all(shop::many_lines(200_000).as_bytes()).unwrap();
    encoder.finish().unwrap();
    let middle = packed.len() * 3 / 4;
    packed[middle..middle + 64].fill(0);
    let files = [
        shop.file("first.csv", format!("{HEADER}A-1,2026-03-01 10:00:00,MUG,Mug,1,4.50,France\n")),
        shop.file("second.csv.gz", packed),
        shop.file("third.csv", format!("{HEADER}A-3,2026-03-03 10:00:00,MUG,Mug,1,4.50,France\n")),
    ];
    let sources = files.iter().map(|file| shop::file(file)).collect();
    let outcomes = shop.ask(kontor_api::import::RunMany { sources }).await.unwrap().files;
    let came_in: Vec<(&str, bool)> =
        outcomes.iter().map(|file| (file.name.as_str(), file.report.is_some())).collect();
    assert_eq!(outcomes.len(), 3, "{came_in:?}");
    for (name, is_in) in came_in {
        assert_eq!(is_in, name != "second.csv.gz", "{name}");
    }
    assert_eq!(shop.state().await.lines, 2);
}

#[tokio::test]
async fn a_backup_that_is_none_restores_nothing() {
    let shop = Shop::with_sample().await;
    let before = shop.state().await;
    let file = shop.home.path().join("whole.kontor");
    shop.ask(kontor_api::workspace::Backup { file: Some(file.display().to_string()) })
        .await
        .unwrap();
    let whole = fs::read(&file).unwrap();
    let half = shop.file("half.kontor", &whole[..whole.len() / 2]);
    let other = shop.file("other.kontor", HEADER);
    for source in [half, other] {
        let folder = shop.home.path().join("restored");
        let restore = kontor_api::workspace::Restore {
            source: shop::file(&source),
            folder: Some(folder.display().to_string()),
        };
        assert_kind(&shop.ask(restore).await.unwrap_err(), Code::Unreadable);
        assert!(
            !folder.exists() || fs::read_dir(&folder).unwrap().next().is_none(),
            "half a shop was left"
        );
        assert_eq!(shop.state().await, before);
    }
}
