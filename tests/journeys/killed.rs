//! A process that is killed in the middle of an import leaves the whole import or none of it. The
//! bench does the same two hundred times.

use kontor_tests::kills::kill_imports;

#[tokio::test]
async fn an_import_is_whole_or_not_there() {
    let home = tempfile::tempdir().unwrap();
    let done = kill_imports(home.path(), 150_000, 6, |_| {}).await.unwrap();
    assert!(done.whole < done.kills, "every import was done before it was killed");
}
