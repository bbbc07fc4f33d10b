//! What another price would do, as a person tries it: the list, a product by the keyboard alone,
//! several together, a test; a scenario that is kept, proposed, approved and taken back.

use crate::browser::{Office, click, in_trained_shop, is_for_everybody};

/// A row of the list.
const ROW: &str = ".prices .grid tbody tr";
/// The field with the price that is tried.
const FIELD: &str = ".stepper input[type=text]";
/// The slider below it.
const SLIDER: &str = ".stepper input[type=range]";
/// The first figure: units a week.
const UNITS: &str = "document.querySelector('.out li b')?.innerText";
/// All figures: some of them stay when a price moves by a percent.
const FIGURES: &str = "document.querySelector('.out')?.innerText";
/// What stands in the field.
const PRICE: &str = "document.querySelector('.stepper input[type=text]')?.value";

const ARROW_RIGHT: &str = "\u{e014}";
/// Control and A, and Control let go.
const SELECT_ALL: &str = "\u{e009}a\u{e000}";
const PAGE_DOWN: &str = "\u{e00f}";

/// Types a price in the place of the one that stands there.
async fn type_price(office: Office<'_>, price: &str) {
    let field = office.page.see(FIELD).await.unwrap();
    field.send_keys(format!("{SELECT_ALL}{price}\n")).await.unwrap();
}

async fn value(office: Office<'_>, script: &str) -> String {
    office.page.ask(&format!("return {script}")).await.unwrap()
}

/// The first product of all whose elasticity is known, opened from the list.
async fn open_a_product(office: Office<'_>) {
    office.go("/prices?part=all&sort=elasticity").await;
    office.page.see(ROW).await.unwrap();
    office.page.settle().await.unwrap();
    click(office, ".prices .grid tbody th a").await;
    office.address_holds("/prices/product?code=").await;
    office.page.see(FIELD).await.unwrap();
    office.page.until("the figures are there", UNITS).await.unwrap();
}

#[tokio::test]
async fn a_price_is_tried_by_keys_kept_proposed_approved_and_taken_back() {
    in_trained_shop(async |office| {
        open_a_product(office).await;
        office.page.settle().await.unwrap();
        is_for_everybody(office, "a product's price").await;

        // The slider by its arrow keys: price and figures follow.
        let (price, figures) = (value(office, PRICE).await, value(office, FIGURES).await);
        let slider = office.page.see(SLIDER).await.unwrap();
        slider.focus().await.unwrap();
        slider.send_keys(PAGE_DOWN).await.unwrap();
        office.page.until("the price is another", &format!("{PRICE} !== {price:?}")).await.unwrap();
        let moved = format!("{FIGURES} !== {figures:?}");
        office.page.until("the figures are others", &moved).await.unwrap();
        let (price, figures) = (value(office, PRICE).await, value(office, FIGURES).await);
        slider.send_keys(ARROW_RIGHT).await.unwrap();
        office.page.until("it moves back", &format!("{PRICE} !== {price:?}")).await.unwrap();

        // Typed, in the field.
        let now = "document.querySelector('.ends span:nth-child(2)').innerText";
        let now: f64 = value(office, now)
            .await
            .replace(|c: char| !c.is_ascii_digit() && c != '.', "")
            .parse()
            .unwrap();
        let typed = format!("{:.2}", (now * 1.04).max(now + 0.02));
        type_price(office, &typed).await;
        office
            .page
            .until("it is written as prices are", &format!("{PRICE}.includes({typed:?})"))
            .await
            .unwrap();
        office
            .page
            .until("the figures follow", &format!("{FIGURES} !== {figures:?}"))
            .await
            .unwrap();
        type_price(office, "cheap").await;
        office.read(".stepper", "Write a price such as 12.50").await;
        office.page.until("it stays", &format!("{PRICE}.includes({typed:?})")).await.unwrap();

        // For comparison, and the wide range.
        office.press("Keep for comparison").await;
        office.read(".tray tbody", "Take off").await;
        office.press("95\u{a0}%").await;
        office.page.see(".by-price.wide").await.unwrap();

        // Kept, proposed, approved, taken back.
        office.fill(".keep input", "Spring\n").await;
        office.press("Keep").await;
        office.read(".toaster", "The scenario is kept").await;
        office.read("main .rows", "Spring").await;
        office.page.settle().await.unwrap();
        office.go("/approvals?state=kept").await;
        office.read(".decisions tbody", "Spring").await;
        click(office, ".decisions tbody th a").await;
        office.read("main .sub", "Kept").await;
        office.press("Propose").await;
        office.read("main .sub", "Open").await;
        is_for_everybody(office, "a proposal of prices").await;
        office.press("Approve").await;
        office.read("main .sub", "Approved").await;
        office.press("Get the prices").await;
        office.page.see(".menu[open]").await.unwrap();
        office.press("Get the prices").await;
        office.press("Undo").await;
        office.read("main .sub", "Open").await;
    })
    .await;
}

#[tokio::test]
async fn the_list_is_filtered_and_rows_are_tried_together() {
    in_trained_shop(async |office| {
        office.press("Prices").await;
        office.address_holds("/prices").await;
        office.read("main", "to change").await;
        is_for_everybody(office, "prices").await;
        office.press("All products").await;
        office.address_holds("part=all").await;
        office.page.see(ROW).await.unwrap();
        office.page.settle().await.unwrap();

        // Two rows of which it is told: what moving both does, each percentage beside others.
        office.go("/prices?part=all&sort=elasticity").await;
        office.page.see(ROW).await.unwrap();
        for row in [1, 2] {
            click(office, &format!("{ROW}:nth-child({row}) .pick input")).await;
        }
        office.read(".bulk", "2 chosen").await;
        is_for_everybody(office, "prices with a choice").await;
        office.press("Try together…").await;
        office.address_holds("/prices/together?skus=").await;
        office.page.until("the figures are there", UNITS).await.unwrap();
        office.page.settle().await.unwrap();
        is_for_everybody(office, "several prices").await;
        let figures = value(office, FIGURES).await;
        office.press("More by one percent").await;
        office
            .page
            .until("the figures follow", &format!("{FIGURES} !== {figures:?}"))
            .await
            .unwrap();

        // Their calendar, and a test of one of them.
        office.press("Prices").await;
        office.press("Calendar").await;
        office.address_holds("/prices/calendar").await;
        office.page.settle().await.unwrap();
        is_for_everybody(office, "the calendar").await;
        office.press("Tests").await;
        office.page.settle().await.unwrap();
        is_for_everybody(office, "tests").await;
        office.go("/prices?part=all").await;
        office.page.see(ROW).await.unwrap();
        click(office, &format!("{ROW}:nth-child(1) .pick input")).await;
        office.press("Test…").await;
        office.address_holds("/prices/tests?skus=").await;
        office.read("main .facts", "Weeks needed").await;
        office.page.settle().await.unwrap();
        is_for_everybody(office, "a planned test").await;
        office.press("Propose the test").await;
        office.read(".toaster", "The test is proposed").await;
        office.press("Undo").await;
    })
    .await;
}

/// Pictures of the screens of a trained shop, which is open.
pub async fn pictures(office: Office<'_>) {
    office.go("/prices?part=all").await;
    office.page.see(ROW).await.unwrap();
    office.picture("prices-known").await;
    open_a_product(office).await;
    office.picture("price-what-if").await;
    office.go("/prices?part=all&sort=elasticity").await;
    for row in [1, 2, 3] {
        click(office, &format!("{ROW}:nth-child({row}) .pick input")).await;
    }
    office.press("Try together…").await;
    office.page.until("the figures are there", UNITS).await.unwrap();
    office.picture("prices-together-known").await;
    office.go("/prices/calendar").await;
    office.page.see("main h1").await.unwrap();
    office.picture("price-calendar-known").await;
    office.go("/prices?part=all").await;
    click(office, &format!("{ROW}:nth-child(1) .pick input")).await;
    office.press("Test…").await;
    office.page.see("main .facts").await.unwrap();
    office.picture("price-test").await;
}
