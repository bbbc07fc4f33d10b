//! Orders that several files have: the newest file's version counts, whatever is taken back when.

use super::{Shop, import_with, rows, shop, sql};
use kontor_api::import::Difference;
use kontor_domain::Money;
use kontor_warehouse::Cancel;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A file: for each order its lines, as pieces of a product.
type File = BTreeMap<u8, Vec<(u8, i8)>>;

fn body(name: usize, file: &File) -> String {
    let mut text = String::new();
    for (order, lines) in file {
        for (product, pieces) in lines {
            text += &format!(
                "O-{order},2026-03-{:02} 10:00:00,K{product},Thing {product},{pieces},2.50,C{name},France,\n",
                order + 1
            );
        }
    }
    text
}

fn put(shop: &Shop, name: usize, file: &File) -> u32 {
    let name_of_file = format!("{name}.csv");
    let done =
        import_with(shop, &name_of_file, &body(name, file), &rows(false), &Cancel::default());
    done.unwrap().unwrap().batch_id
}

/// What counts, by a simple model: for each order the lines of the newest batch that has it.
fn expected(batches: &BTreeMap<u32, File>) -> Vec<String> {
    let mut newest: BTreeMap<u8, &Vec<(u8, i8)>> = BTreeMap::new();
    for file in batches.values() {
        newest.extend(file.iter().map(|(order, lines)| (*order, lines)));
    }
    let mut all: Vec<String> = newest
        .into_iter()
        .flat_map(|(order, lines)| {
            lines.iter().map(move |(product, pieces)| format!("O-{order} K{product} {pieces}"))
        })
        .collect();
    all.sort();
    all
}

fn counted(shop: &Shop) -> Vec<String> {
    let all = sql(
        shop,
        "SELECT string_agg(order_id || ' ' || sku || ' ' || CAST(quantity AS INTEGER), '|') FROM order_lines",
    );
    let mut all: Vec<String> =
        all.split('|').filter(|line| !line.is_empty()).map(str::to_owned).collect();
    all.sort();
    all
}

fn files() -> impl Strategy<Value = Vec<File>> {
    let lines = prop::collection::vec((0_u8..4, 1_i8..4), 1..4);
    prop::collection::vec(prop::collection::btree_map(0_u8..6, lines, 1..5), 2..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_newest_version_counts_whatever_is_taken_back(
        files in files(),
        steps in prop::collection::vec((any::<bool>(), 0_usize..5), 1..10),
    ) {
        let shop = shop();
        let mut batches: BTreeMap<u32, (usize, File)> = BTreeMap::new();
        for (undo, which) in steps {
            if undo {
                let Some(batch) = batches.keys().nth(which % batches.len().max(1)).copied() else { continue };
                kontor_warehouse::undo_batch(&shop.warehouse, batch, super::gbp(), &Cancel::default()).unwrap();
                batches.remove(&batch);
            } else {
                let name = which % files.len();
                if batches.values().any(|(known, _)| *known == name) {
                    continue;
                }
                batches.insert(put(&shop, name, &files[name]), (name, files[name].clone()));
            }
            let model = batches.iter().map(|(batch, (_, file))| (*batch, file.clone())).collect();
            prop_assert_eq!(counted(&shop), expected(&model));
            // The sums that are kept agree with the lines, and nothing is left over.
            let apart = "SELECT (SELECT coalesce(sum(all_lines), 0) FROM order_hours) - (SELECT coalesce(sum(amount_minor), 0) FROM lines)";
            prop_assert_eq!(sql(&shop, apart), "0");
            let orders = "SELECT (SELECT coalesce(sum(orders), 0) FROM order_hours) = (SELECT count(*) FROM orders)";
            prop_assert_eq!(sql(&shop, orders), "true");
            let all = "SELECT count(*) FROM order_lines_by_batch";
            let lines: usize = batches.values().map(|(_, file)| file.values().map(Vec::len).sum::<usize>()).sum();
            prop_assert_eq!(sql(&shop, all), lines.to_string());
        }
    }
}

#[test]
fn what_changed_is_told() {
    let shop = shop();
    let line = |product, pieces| (product, pieces);
    let first: File =
        [(0, vec![line(0, 1), line(1, 1)]), (1, vec![line(0, 2)]), (2, vec![line(2, 1)])].into();
    put(&shop, 0, &first);
    let second: File = [
        (0, vec![line(0, 1)]),
        (1, vec![line(0, 2)]),
        (2, vec![line(2, 3)]),
        (3, vec![line(0, 1)]),
    ]
    .into();
    let done = import_with(&shop, "1.csv", &body(1, &second), &rows(false), &Cancel::default())
        .unwrap()
        .unwrap();
    let changes = done.changes;
    assert_eq!((changes.new, changes.unchanged, changes.updated, changes.partial), (1, 1, 2, 1));
    // One lost a line of 2.50, another has two pieces more.
    let gbp = |minor| Money::new(minor, super::gbp());
    assert_eq!(changes.amounts, [Difference { before: gbp(750), after: gbp(1000) }]);
    assert_eq!((changes.cancelled, changes.returned), (0, 0));
    // The earlier version stays readable.
    let earlier = "SELECT count(*) FROM order_lines_by_batch WHERE batch_id = 1 AND replaced";
    assert_eq!(sql(&shop, earlier), "4");
}

#[test]
fn a_batch_that_comes_back_with_its_number_stays_behind_newer_ones() {
    let shop = shop();
    let first: File = [(0, vec![(0, 1)])].into();
    let second: File = [(0, vec![(0, 2)])].into();
    let one = put(&shop, 0, &first);
    put(&shop, 1, &second);
    kontor_warehouse::undo_batch(&shop.warehouse, one, super::gbp(), &Cancel::default()).unwrap();
    super::import_as(&shop, "0.csv", &body(0, &first), one);
    assert_eq!(counted(&shop), ["O-0 K0 2"]);
    assert_eq!(sql(&shop, "SELECT count(*) FROM order_lines_by_batch"), "2");
    let sums = "SELECT sum(all_lines) FROM order_hours";
    assert_eq!(sql(&shop, sums), "500");
}

#[test]
fn a_renamed_product_has_its_new_name_until_that_file_goes() {
    let shop = shop();
    let import = |name: &str, lines: &[(u32, &str)]| {
        let body: String = lines
            .iter()
            .map(|(order, title)| format!("{order},2026-03-01 10:00:00,K1,{title},1,2.50,,,\n"))
            .collect();
        let done = import_with(&shop, name, &body, &rows(false), &Cancel::default());
        done.unwrap().unwrap().batch_id
    };
    let title = || sql(&shop, "SELECT title FROM products WHERE sku = 'K1'");
    import("first.csv", &[(1, ""), (2, "Mug"), (3, "Mug"), (4, "damaged?")]);
    assert_eq!(title(), "Mug");
    let second = import("second.csv", &[(5, "lost"), (6, "Blue mug"), (7, "Blue mug")]);
    assert_eq!(title(), "Blue mug");
    kontor_warehouse::undo_batch(&shop.warehouse, second, super::gbp(), &Cancel::default())
        .unwrap();
    assert_eq!(title(), "Mug");
}
