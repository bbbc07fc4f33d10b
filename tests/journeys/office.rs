//! What a merchant does under Data, as a person clicks through it: several files at once, records
//! by hand, what is doubtful, how sums agree, and forgetting somebody.

use crate::browser::in_browser;
use kontor_tests::{page::Colours, shop};
use std::fs;

const COSTS: &str = "SKU,Valid from,Unit cost\nMUG-BLU,2024-01-01,1.80\nMUG-RED,2024-01-01,1.90\n";

const PEOPLE: &str = "Customer ID,First name,Last name,E-mail,City,Accepts marketing\n\
    17850,Ada,Muster,ada@example.com,Leeds,yes\n\
    13047,Bo,Beispiel,bo@example.com,Ulm,no\n";

#[tokio::test]
async fn several_files_are_recognised_and_imported_together() {
    in_browser(None, async |office| {
        let (orders, costs) = (office.home.join("orders.csv"), office.home.join("costs.csv"));
        fs::copy(shop::sample_orders(), &orders).unwrap();
        fs::write(&costs, COSTS).unwrap();
        office.choose("Import sales…", &[&orders, &costs]).await;

        // What each was recognised as, and one button.
        office.address_holds("/data/import").await;
        office.read("main tbody", "Order lines").await;
        office.read("main tbody", "Prices and costs").await;
        office.suits_everybody("several files").await;
        office.press("Import 2 files").await;
        office.read("main", "2 files imported").await;
        office.suits_everybody("what became of them").await;
        let outcome = office.read("main tbody", "Prices and costs").await;
        assert!(outcome.contains("Order lines"), "an outcome is missing: {outcome}");

        // Each has its report, and is an import of its own.
        office.press("See report: costs.csv").await;
        office.read("main dl", "Rows kept").await;
        office.press("All imports").await;
        let script = "document.querySelectorAll('main tbody tr').length === 2";
        office.page.until("both are listed", script).await.unwrap();
        office.press("Home").await;
        office.read("main", "£").await;
    })
    .await;
}

#[tokio::test]
async fn new_files_of_the_watched_folder_are_offered() {
    in_browser(Some(&shop::sample_orders()), async |office| {
        let folder = office.home.join("exports");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("costs.csv"), COSTS).unwrap();
        office.go("/settings").await;
        let field = "section[aria-labelledby=watched-head] input";
        office.fill(field, &format!("{}\n", folder.display())).await;
        office.read(".toaster", "Settings changed").await;
        office.press("Home").await;
        office.read(".watched", "costs.csv").await;
        office.press("Import 1 file").await;
        office.read("main", "1 file imported").await;
        office.press("Data").await;
        office.page.see("main tbody td").await.unwrap();
        let gone = "!document.querySelector('.watched')";
        office.page.until("nothing new is offered", gone).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn records_are_added_corrected_and_taken_back() {
    in_browser(Some(&shop::sample_orders()), async |office| {
        office.go("/data/records?of=suppliers").await;
        for (name, days) in [("Loom", "14"), ("Atelier", "21")] {
            office.press("Add a supplier…").await;
            for (label, text) in [("Supplier", name), ("Lead time in days", days)] {
                let id = format!(
                    "return [...document.querySelectorAll('dialog label')].find(label => label.innerText === {label:?}).htmlFor"
                );
                office.page.see("dialog form").await.unwrap();
                let id: String = office.page.ask(&id).await.unwrap();
                office.fill(&format!("#{id}"), text).await;
            }
            office.press("Add").await;
            office.read(".records tbody", name).await;
        }

        // What is shown goes to a file.
        office.press("Export").await;
        office.read(".records-head .menu[open] .panel", "CSV").await;
        office.press("Export").await;

        // A row is edited in place: Enter keeps what was typed.
        office.press("Edit: Loom").await;
        office.fill(".records tbody input[aria-label='Lead time in days']", "10\n").await;
        office.read(".records tbody", "10").await;
        office.read(".records tbody", "by hand").await;

        // Many at once, and back again.
        office.press("Select all").await;
        office.read(".bulk", "2 rows selected").await;
        let choose = "const select = document.querySelector('.bulk select');
            select.value = 'payment_days'; select.dispatchEvent(new Event('change'))";
        office.page.ask::<()>(choose).await.unwrap();
        office.fill(".bulk input", "30").await;
        office.press("Set on 2 rows").await;
        office.read(".records thead", "Payment days").await;
        let both = "[...document.querySelectorAll('.records tbody td')].filter(td => td.innerText === '30').length === 2";
        office.page.until("both rows have it", both).await.unwrap();
        office.press("Undo").await;
        office.page.until("neither has it", &format!("!({both})")).await.unwrap();
        office.press("Take back: Atelier").await;
        let one = "!document.querySelector('.records tbody').innerText.includes('Atelier')";
        office.page.until("one is left", one).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn costs_are_entered_and_profit_is_shown() {
    in_browser(Some(&shop::sample_orders()), async |office| {
        office.go("/sales?period=all").await;
        office.read("main", "profit leaves them out").await;
        office.press("Enter costs").await;
        office.address_holds("check=no_cost").await;
        office.page.see(".things tbody input").await.unwrap();
        office.fill(".things tbody input", "1.25\n").await;
        office.read(".toaster", "entered").await;

        office.go("/sales").await;
        office.read(".kpis", "Gross margin").await;
        let left = "[...document.querySelectorAll('.kpi')].find(kpi => kpi.innerText.includes('Contribution')).querySelector('.v').innerText";
        let before: String = office.page.ask(&format!("return {left}")).await.unwrap();

        // What an order costs counts from now on, and comes off again.
        office.go("/settings").await;
        let fields = "section[aria-labelledby=costs-head] .field";
        office.fill(&format!("{fields}:nth-of-type(2) input"), "much\n").await;
        office.read(fields, "This is no amount").await;
        office.fill(&format!("{fields}:nth-of-type(1) input"), "much\n").await;
        office.read(fields, "from 0 to 100").await;
        // No fee is more than all of it; the field says so, also to who cannot see its colour.
        office.fill(&format!("{fields}:nth-of-type(1) input"), "250\n").await;
        office.read(fields, "from 0 to 100").await;
        let told = format!("document.querySelector('{fields}:nth-of-type(1) input').ariaInvalid === 'true'");
        office.page.until("the field is marked", &told).await.unwrap();
        office.fill(&format!("{fields}:nth-of-type(1) input"), "2,9\n").await;
        office.read(".toaster", "Settings changed").await;
        office.press("Sales").await;
        office.read(".kpis", "Gross margin").await;
        let lower = format!("{left} !== {before:?}");
        office.page.until("the fee is taken off", &lower).await.unwrap();
        office.press("Undo").await;
        office.page.until("it is not any more", &format!("{left} === {before:?}")).await.unwrap();

        // The table has its columns, and sorts by them.
        office.go("/products?period=all").await;
        office.press("Gross margin").await;
        office.address_holds("sort=margin").await;
        office.read(".products tbody", "%").await;
    })
    .await;
}

#[tokio::test]
async fn a_doubt_is_looked_at_and_settled() {
    in_browser(Some(&shop::sample_orders()), async |office| {
        office.go("/data/quality").await;
        office.read("main tbody", "Products without a cost").await;
        office.press("Enter costs").await;
        office.address_holds("check=no_cost").await;
        let first = "document.querySelector('.things tbody th').innerText";
        office.page.see(".things tbody input").await.unwrap();
        let sku: String = office.page.ask(&format!("return {first}")).await.unwrap();
        office.fill(".things tbody input", "1.25\n").await;
        office.read(".toaster", "entered").await;
        let settled = format!("{first} !== {sku:?}");
        office.page.until("it is no doubt any more", &settled).await.unwrap();
        office.press("Undo").await;
        office.page.until("it is one again", &format!("{first} === {sku:?}")).await.unwrap();
        office.press("Show SQL").await;
        office.read("details.sql[open] pre", "SELECT").await;

        // A refused row says where it is and why, and leads to its import.
        office.go("/data/quality?check=refused").await;
        office.read(".things thead", "Reason").await;
        let row = office.read(".things tbody", "Row ").await;
        assert!(row.contains("orders.csv"), "the file is not named: {row}");
        office.press("Export").await;
        office.read(".menu[open] .panel", "CSV").await;
        let row: String = office
            .page
            .ask("return document.querySelector('.things tbody th').innerText")
            .await
            .unwrap();
        office.press(&format!("See report: {row}")).await;
        office.address_holds("/data?batch=1").await;
        office.read("main", "Download refused rows").await;
    })
    .await;
}

#[tokio::test]
async fn columns_are_guessed_for_what_the_person_says_the_rows_are() {
    in_browser(Some(&shop::sample_orders()), async |office| {
        let file = office.home.join("shelf.csv");
        let shelf = "SKU,Product,Price,Cost,Vendor,Stock,Location\nA1,Tray,5.00,2.10,Loom,7,Shop\n";
        fs::write(&file, shelf).unwrap();
        office.go("/data/import").await;
        office.choose("Choose files…", &[&file]).await;
        let labelled = |label: &str| {
            format!(
                "document.getElementById([...document.querySelectorAll('main label')]
                    .find(each => each.textContent === {label:?})?.htmlFor)"
            )
        };
        let holds = |label: &str, value: &str| format!("{}?.value === {value:?}", labelled(label));
        let (rows, column) = ("The rows are", "Meaning of column Location");
        office.page.until("it is a list of products", &holds(rows, "products")).await.unwrap();
        office.page.until("they have no place", &holds(column, "")).await.unwrap();
        let choose = format!(
            "const select = {}; select.value = 'stock'; select.dispatchEvent(new Event('change'))",
            labelled(rows)
        );
        office.page.ask::<()>(&choose).await.unwrap();
        office.page.until("stock has a place", &holds(column, "location")).await.unwrap();
        let counted = holds("Meaning of column Stock", "on_hand");
        office.page.until("and a number", &counted).await.unwrap();
        office.press("Import shelf.csv").await;
        office.address_holds("/data?batch=").await;
        office.go("/data/records?of=stock").await;
        office.read(".records tbody", "A1").await;
    })
    .await;
}

#[tokio::test]
async fn an_order_is_seen_by_itself() {
    in_browser(Some(&shop::sample_orders()), async |office| {
        office.go("/sales/lines?period=all").await;
        let link = office.page.see(".lines tbody td:nth-child(2) a").await.unwrap();
        let order: String = office
            .page
            .ask("return document.querySelector('.lines tbody td:nth-child(2) a').innerText")
            .await
            .unwrap();
        link.click().await.unwrap();
        office.address_holds("order=").await;
        office.read(".chips", &format!("Order: {order}")).await;
        let only = format!(
            "(cells => cells.length > 0 && cells.every(cell => cell.innerText === {order:?}))(
                [...document.querySelectorAll('.lines tbody td:nth-child(2) a')])"
        );
        office.page.until("its lines are all there is", &only).await.unwrap();
        office.page.see(".chips button").await.unwrap().click().await.unwrap();
        office
            .page
            .until("the order is gone", "!location.search.includes('order=')")
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn sums_are_explained_step_by_step_and_every_measure_in_words() {
    in_browser(Some(&shop::sample_orders()), async |office| {
        office.go("/data/reconciliation?period=all").await;
        office.read(".waterfall", "Net sales").await;
        let sum: String = office
            .page
            .ask("return document.querySelector('.waterfall tr.total a').innerText")
            .await
            .unwrap();
        office.page.see(".waterfall tr.total a").await.unwrap().click().await.unwrap();
        office.address_holds("measure=all_lines").await;
        office.read("main thead", &sum).await;
        office.go("/data/measures").await;
        let measures = office.read(".definitions", "Average order").await;
        assert!(measures.contains("sum("), "no SQL: {measures}");
    })
    .await;
}

#[tokio::test]
async fn a_person_is_found_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    fs::write(&file, PEOPLE).unwrap();
    in_browser(Some(&file), async |office| {
        office.go("/data/privacy").await;
        office.fill("main input[type=search]", "ada").await;
        office.read("main tbody", "ada@example.com").await;
        office.press("Forget…: Ada Muster").await;
        let focus = "document.activeElement.innerText === 'Cancel'";
        office.page.until("the harmless button has the focus", focus).await.unwrap();
        office.press("Forget Ada Muster").await;
        office.read("main .done", "was forgotten").await;
        office.read("main .empty", "Nobody of that name").await;
    })
    .await;
}

#[tokio::test]
async fn what_has_run_out_is_there_as_soon_as_a_sample_store_is_open() {
    in_browser(None, async |office| {
        office.press("Open a sample store: Larkspur Lane Coffee").await;
        let headline = office.read(".run-out h2", "have run out").await;
        let rows = "document.querySelectorAll('.decisions tbody tr').length === 5";
        office.page.until("those worth most are listed", rows).await.unwrap();
        let list = office.read(".decisions", "Run out").await;
        assert!(list.contains('$') && list.contains("needs"), "{headline}: {list}");
        office.read(".run-out", "Sales to 31 Oct 2026").await;

        // From a product to its sales, and from its worth to the lines behind it.
        office.page.see(".decisions .button").await.unwrap().click().await.unwrap();
        office.address_holds("/sales?sku=").await;
        office.press("Home").await;
        office.page.see(".decisions td.num a").await.unwrap().click().await.unwrap();
        office.address_holds("/sales/lines?period=").await;
        office.page.see("main tbody td").await.unwrap();
        office.press("Products").await;
        office.press("Run out").await;
        office.address_holds("/reorder/run-out").await;
        office.read(".short tbody", "Run out").await;
        office.press("Runs out soon").await;
        office.address_holds("only=soon").await;
        let no_other = "!document.querySelector('.short tbody').innerText.includes('Run out')";
        office.page.until("only those that last are left", no_other).await.unwrap();

        // Everybody can use both, in both colours and in a narrow window.
        for (path, complete) in [("/", ".decisions"), ("/reorder/run-out", ".short tbody td")] {
            office.go(path).await;
            office.page.see(complete).await.unwrap();
            for colours in [Colours::Light, Colours::Dark] {
                office.page.show_in(colours).await.unwrap();
                office.page.settle().await.unwrap();
                assert_eq!(office.page.barriers().await.unwrap(), Vec::<String>::new(), "{path}");
            }
            office.page.narrow(320).await.unwrap();
            office.page.settle().await.unwrap();
            assert_eq!(office.page.too_wide().await.unwrap(), Vec::<String>::new(), "{path}");
        }
    })
    .await;
}
