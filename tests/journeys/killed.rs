//! A process that is killed in the middle of an import leaves the whole import or none of it.

use crate::{Shop, state};
use kontor_tests::{cli, shop};
use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Child, Stdio},
    thread::sleep,
    time::Instant,
};

/// A file of so many order lines, the same each time.
pub fn many_lines(count: usize) -> String {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price,Customer,Country\n".to_owned();
    for line in 0..count {
        let (order, day, sku) = (line / 5, line / 5 % 28 + 1, line % 997);
        writeln!(
            text,
            "M-{order},2025-03-{day:02} 10:{:02}:00,SKU-{sku},Product {sku},{},{}.50,C{},Germany",
            order % 60,
            line % 7 + 1,
            sku % 40 + 1,
            order % 5000
        )
        .unwrap();
    }
    text
}

/// Starts the command line program on an import.
fn start(home: &Path, workspace: &Path, file: &Path) -> Child {
    let mut command = cli::kontor(home);
    command.arg("--workspace").arg(workspace).arg("import").arg(file);
    command.stdout(Stdio::null()).spawn().expect(&cli::not_built())
}

#[tokio::test]
async fn an_import_is_whole_or_not_there() {
    const LINES: usize = 150_000;
    const KILLS: u32 = 6;
    let shop = Shop::with_sample().await;
    let file = shop.file("many.csv", many_lines(LINES));
    let before = shop.state().await;
    shop.engine.shutdown().await;
    let sample = shop.home.path().join("sample");
    copy(&shop.folder, &sample);

    // Let one through, to know how long it takes here and how the shop looks then.
    let started = Instant::now();
    assert!(start(shop.home.path(), &shop.folder, &file).wait().unwrap().success());
    let whole = started.elapsed();
    shop::open(&shop.engine, &shop.folder).await.unwrap();
    let after = shop.state().await;
    assert_eq!(after.0, before.0 + LINES as u64);
    shop.engine.shutdown().await;

    let mut random = 0x9e37_79b9_u32;
    let mut came_in = 0;
    for kill in 0..KILLS {
        let folder = shop.home.path().join(format!("killed-{kill}"));
        copy(&sample, &folder);
        // Spread over the whole run, each somewhere in its own part of it.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let share = (f64::from(kill) + f64::from(random >> 16) / 65536.0) / f64::from(KILLS);
        let mut child = start(shop.home.path(), &folder, &file);
        sleep(whole.mul_f64(share));
        // It may have ended by itself a moment before.
        child.kill().ok();
        child.wait().unwrap();

        let engine = shop::engine(&shop.home.path().join("after"), Some(2)).unwrap();
        let status = shop::open(&engine, &folder).await.unwrap();
        let found = state(&engine).await;
        assert!(
            found == before || found == after,
            "killed at {share:.2}: {found:?}, repaired {:?}",
            status.open
        );
        came_in += u32::from(found == after);
        // Whichever it was, the file is in once in the end.
        let report = shop::import(&engine, &file).await.unwrap();
        assert_eq!(report.already_imported, found == after);
        assert_eq!(state(&engine).await, after);
        engine.shutdown().await;
        fs::remove_dir_all(folder).unwrap();
    }
    assert!(came_in < KILLS, "every import was done before it was killed");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
