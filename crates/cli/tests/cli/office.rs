//! What a merchant keeps besides orders: several files at once, records by hand, what is doubtful,
//! people.

use crate::environment::{Home, ORDERS};
use insta::assert_snapshot;
use std::io::Write as _;

const COSTS: &str = "SKU,Valid from,Unit cost\nMUG-1,2025-01-01,1.80\nBOWL-2,2025-01-01,5.50\n";

#[test]
fn several_files_are_imported_at_once() {
    let home = Home::new();
    home.write("costs.csv", COSTS);
    home.write("picture.csv", [0x89, b'P', b'N', b'G', 0, 0, 0, 0]);
    assert_snapshot!(home.transcript(&["import", "costs.csv", "orders.csv", "picture.csv"]));
    let again = home.json(&["import", "costs.csv", "orders.csv"]);
    let files = again["files"].as_array().unwrap();
    assert!(files.iter().all(|file| file["report"]["already_imported"] == true), "{again}");
    assert_eq!(home.json(&["imports"])["batches"].as_array().unwrap().len(), 2);

    let corrected = home.run(&["import", "costs.csv", "orders.csv", "--currency", "EUR"]);
    assert_eq!(corrected.status.code(), Some(2));
}

#[test]
fn an_archive_of_several_tables_is_imported_whole() {
    let home = Home::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("costs.csv", COSTS), ("orders.csv", ORDERS)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    home.write("export.zip", archive.finish().unwrap().into_inner());
    let outcomes = home.json(&["import", "export.zip"]);
    let files = outcomes["files"].as_array().unwrap();
    let names: Vec<&str> = files.iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["orders.csv", "costs.csv"],
        "orders first: they tell what the shop counts in"
    );
    assert!(files.iter().all(|file| file["error"].is_null()), "{outcomes}");
    // Corrections are for one table.
    let corrected = home.run(&["import", "export.zip", "--currency", "EUR"]);
    assert_eq!(corrected.status.code(), Some(13));
}

#[test]
fn what_rows_are_can_be_corrected() {
    let home = Home::with_shop();
    home.write("shelf.csv", "MUG-1;12\nBOWL-2;4\n");
    let arguments = [
        "import",
        "shelf.csv",
        "--content",
        "stock",
        "--no-header",
        "--map",
        "sku=1",
        "--map",
        "on-hand=2",
    ];
    let report = home.json(&arguments);
    assert_eq!(report["plan"]["content"], "stock");
    assert_eq!(report["rows_kept"], 2);
    assert_snapshot!(home.transcript(&["records", "stock"]));
}

#[test]
fn what_has_run_out_is_listed_once_stock_is_known() {
    let home = Home::with_shop();
    assert!(home.transcript(&["run-out"]).contains("No stock is known"));
    home.write("stock.csv", "SKU,On hand,Counted at\nMUG-1,0,2025-11-04\nBOWL-2,1,2025-11-04\n");
    home.succeed(&["import", "stock.csv"]);
    let list = home.transcript(&["run-out"]);
    // Seven mugs in the week up to the last of them, and a bowl of which half a week's are left.
    for words in ["MUG-1", "£31.50", "BOWL-2", "£24.00", "Stock counted on 4 Nov 2025"] {
        assert!(list.contains(words), "no {words} in {list}");
    }
    let found = home.json(&["run-out", "--only", "soon"]);
    assert_eq!(found["rows"].as_array().unwrap().len() as u64, found["total"].as_u64().unwrap());
}

#[test]
fn the_watched_folder_is_looked_through() {
    let home = Home::with_shop();
    assert!(home.transcript(&["watch"]).contains("watched-folder"));
    std::fs::create_dir(home.path("exports")).unwrap();
    home.write("exports/more.csv", ORDERS.replace("100", "200"));
    home.succeed(&["settings", "watched-folder=exports"]);
    assert_snapshot!(home.transcript(&["watch"]));
    let outcomes = home.json(&["watch", "--import"]);
    assert_eq!(outcomes["files"][0]["report"]["rows_kept"], 5);
    assert!(home.json(&["watch"])["files"].as_array().unwrap().is_empty());
    home.succeed(&["settings", "watched-folder="]);
    assert!(home.json(&["settings"])["watched_folder"].is_null());
}

#[test]
fn records_are_entered_by_hand_and_taken_back() {
    let home = Home::with_shop();
    home.write("costs.csv", COSTS);
    home.succeed(&["import", "costs.csv"]);
    let put = ["records", "put", "costs", "sku=MUG-1", "valid-from=2025-01-01", "cost=2.10"];
    let transcripts = [
        home.transcript(&put),
        home.transcript(&["records", "costs"]),
        home.transcript(&["records", "costs", "--search", "bowl"]),
        home.transcript(&["records", "drop", "costs", "sku=MUG-1", "valid-from=2025-01-01"]),
        home.transcript(&["records", "drop", "costs", "sku=MUG-1", "valid-from=2025-01-01"]),
        home.transcript(&["records", "put", "costs", "sku=MUG-1", "cost=cheap"]),
        home.transcript(&["records", "put", "orders", "order-id=1"]),
    ];
    assert_snapshot!(transcripts.join("\n"));

    // A field that is not named stays as it was.
    home.succeed(&["records", "put", "suppliers", "supplier=Loom", "lead-time-days=14"]);
    home.succeed(&["records", "put", "suppliers", "supplier=Loom", "country=Portugal"]);
    let loom = home.succeed(&["records", "suppliers"]);
    assert!(loom.contains("14") && loom.contains("Portugal"), "{loom}");
    home.succeed(&["undo"]);
    assert!(!home.succeed(&["records", "suppliers"]).contains("Portugal"));
}

#[test]
fn a_renamed_product_goes_by_its_newest_code() {
    let home = Home::with_shop();
    let put =
        ["records", "put", "successors", "sku=MUG-1", "successor=MUG-2", "valid-from=2025-11-05"];
    let transcripts = [
        home.transcript(&put),
        home.transcript(&["product", "MUG-1"]),
        home.transcript(&["records", "put", "successors", "sku=MUG-2", "successor=MUG-1"]),
        home.transcript(&["records", "successors"]),
        home.transcript(&["product", "MUG-3"]),
    ];
    assert_snapshot!(transcripts.join("\n"));
}

#[test]
fn what_was_there_and_what_came_back_is_told() {
    let home = Home::with_shop();
    home.write("stock.csv", "SKU,On hand,Counted at\nMUG-1,20,2025-11-01\n");
    home.write(
        "more.csv",
        "Order,Date,SKU,Product,Quantity,Unit price,Order total,Refunded amount,Refunded at\n\
         2001,2025-11-05 10:00,MUG-1,Blue mug,2,4.50,9.00,4.50,2025-11-07 09:00\n\
         2002,2025-11-06 10:00,BOWL-2,\"Bowl, large\",1,12.00,12.00,2.00,\n",
    );
    home.succeed(&["import", "stock.csv"]);
    let transcripts = [
        home.transcript(&["import", "more.csv", "--currency", "GBP"]),
        home.transcript(&["product", "MUG-1"]),
        home.transcript(&["reconcile", "--period", "all"]),
        home.transcript(&["quality", "undated-refunds"]),
    ];
    assert_snapshot!(transcripts.join("\n"));
}

#[test]
fn doubts_and_sums_are_explained() {
    let home = Home::with_shop();
    let transcripts = [
        home.transcript(&["quality"]),
        home.transcript(&["quality", "no-cost"]),
        home.transcript(&["reconcile", "--period", "all"]),
        home.transcript(&["--lang", "de", "reconcile", "--period", "all"]),
    ];
    assert_snapshot!(transcripts.join("\n"));
}

#[test]
fn rows_behind_a_doubt_and_records_are_written_to_files() {
    let home = Home::with_shop();
    home.succeed(&["records", "put", "suppliers", "supplier=Loom", "lead-time-days=14"]);
    let suppliers = home.path("suppliers.csv");
    home.succeed(&["export", "records", "suppliers", "--out", "suppliers.csv"]);
    let text = std::fs::read_to_string(suppliers).unwrap();
    assert_eq!(
        text.trim_start_matches('\u{feff}'),
        "Supplier,Lead time in days,Came from\r\nLoom,14,by hand\r\n"
    );
    home.succeed(&["export", "finding", "no-cost", "--out", "costs.xlsx"]);
    assert!(std::fs::read(home.path("costs.xlsx")).unwrap().starts_with(b"PK"));
    let refused = home.transcript(&["--lang", "de", "quality", "refused"]);
    let order = home.json(&["lines", "--period", "all"])["lines"][0]["order_id"].clone();
    let order = order.as_str().unwrap();
    let lines = home.json(&["lines", "--order", order]);
    assert!(lines["total"].as_u64().unwrap() > 0);
    assert!(lines["lines"].as_array().unwrap().iter().all(|line| line["order_id"] == order));
    assert_snapshot!(refused);
}

#[test]
fn a_person_is_forgotten_only_when_that_is_said() {
    let home = Home::with_shop();
    home.write(
        "customers.csv",
        "Customer ID,First name,Last name,E-mail,City\n17850,Ada,Muster,ada@example.com,Leeds\n13047,Bo,Beispiel,bo@example.com,Ulm\n",
    );
    home.succeed(&["import", "customers.csv", "--content", "customers"]);
    assert_snapshot!(home.transcript(&["people", "ada"]));
    let customer = home.json(&["people", "ada"])["people"][0]["customer"].clone();
    let customer = customer.as_str().unwrap();
    let asked = home.run(&["forget", customer]);
    assert_eq!(asked.status.code(), Some(2));
    assert_eq!(home.json(&["people", "ada"])["total"], 1);
    home.succeed(&["forget", customer, "--yes"]);
    assert_eq!(home.json(&["people", "ada"])["total"], 0);
}

#[test]
fn the_facts_are_made_anew_from_the_originals() {
    let home = Home::with_shop();
    let sum =
        || home.json(&["sql", "SELECT count(*), sum(amount) FROM order_lines"])["rows"].clone();
    let before = sum();
    assert!(home.succeed(&["rebuild"]).contains("shop"));
    assert_eq!(sum(), before);
}
