//! From what is forecast to goods on the shelf, as a person clicks through it: the plan, why, its
//! approval, the purchase order, what came of it, and Home, which says what to decide.

use crate::browser::{Office, click, in_trained_shop, is_for_everybody};

/// The first line of the plan.
const FIRST: &str = ".grid tbody tr:not(.group)";
/// What it orders, as it stands in its field.
const QUANTITY: &str = "document.querySelector('.grid .qty input').value";
/// The button that approves.
const APPROVE: &str = ".page-head .primary";

#[tokio::test]
async fn a_line_is_changed_explained_approved_taken_back_and_received() {
    in_trained_shop(async |office| {
        office.go("/reorder").await;
        office.page.see(FIRST).await.unwrap();
        office.page.settle().await.unwrap();
        let approve = office.read(APPROVE, "Approve").await;
        let planned: String = office.page.ask(&format!("return {QUANTITY}")).await.unwrap();

        // One step more, and the line says that it was changed.
        click(office, ".grid .qty button:last-child").await;
        office.page.until("it orders more", &format!("{QUANTITY} !== {planned:?}")).await.unwrap();
        office.read(FIRST, "changed").await;
        office.page.settle().await.unwrap();
        let more: String = office.page.ask(&format!("return {QUANTITY}")).await.unwrap();

        // Why: the arithmetic ends in that quantity; Esc gives the focus back.
        click(office, ".grid th .name").await;
        office.address_holds("why=").await;
        office.read("#why h2", &more).await;
        office.read("#why .sum li:last-child b", &more).await;
        is_for_everybody(office, "the plan with a why").await;
        office.page.see(".grid th .name").await.unwrap().focus().await.unwrap();
        office.keys("\u{e00c}").await;
        office.page.until("why is closed", "!document.querySelector('#why')").await.unwrap();
        let focus = "document.activeElement.matches('.grid th .name')";
        office.page.until("the row has the focus", focus).await.unwrap();

        // A line that is left out is not approved.
        let name: String = office
            .page
            .ask("return document.querySelector('.grid th .name').innerText")
            .await
            .unwrap();
        let taken = format!(".grid .pick input[aria-label='Order {name}']");
        click(office, &taken).await;
        let fewer = format!("document.querySelector({APPROVE:?}).innerText !== {approve:?}");
        office.page.until("one line less", &fewer).await.unwrap();
        office.page.settle().await.unwrap();
        click(office, &taken).await;
        office.read(APPROVE, &approve).await;

        // By urgency, and only what holds a word; both stand in the address.
        office.press("By urgency").await;
        office.address_holds("sort=urgency").await;
        office.press("Too much").await;
        office.address_holds("part=too_much").await;
        office.page.settle().await.unwrap();
        is_for_everybody(office, "too much").await;

        // Of one supplier: approved, on order, taken back, approved again.
        office.go("/reorder/suppliers").await;
        office.page.see(".suppliers tbody th a").await.unwrap();
        is_for_everybody(office, "suppliers").await;
        office.go("/").await;
        office.read(".to-decide h2", "worth about").await;
        is_for_everybody(office, "decisions").await;
        click(office, ".decisions .act a").await;
        office.address_holds("/reorder?supplier=").await;
        office.page.see(FIRST).await.unwrap();
        office.page.settle().await.unwrap();
        click(office, APPROVE).await;
        office.read(".toaster", "1 order approved").await;
        office.page.see("main .done a").await.unwrap();
        office.press("Undo").await;
        office
            .page
            .until("nothing is approved", "!document.querySelector('main .done')")
            .await
            .unwrap();
        office.page.settle().await.unwrap();
        click(office, APPROVE).await;
        click(office, "main .done a.button").await;
        office.address_holds("/approvals?id=").await;
        office.read("main .sub", "Approved").await;
        is_for_everybody(office, "a proposal").await;

        // The file asks before the first time, as it cannot be called back.
        office.press("Get the order").await;
        office.press("Purchase order (PDF)").await;
        let focus = "document.activeElement.innerText === 'Not yet'";
        office.page.until("the harmless button has the focus", focus).await.unwrap();
        office.press("Hand on: Purchase order (PDF)").await;
        office.read(".toaster", "Saved as").await;
        office.read("main .sub", "Handed on").await;
        office.press("All approvals").await;
        office.read(".decisions tbody", "Handed on").await;
        is_for_everybody(office, "approvals").await;

        // Handed on it counts as sent, and all of it comes.
        office.press("Reorder").await;
        office.press("Orders").await;
        office.read(".orders tbody", "K-0").await;
        is_for_everybody(office, "orders").await;
        let own = "[...document.querySelectorAll('.orders tbody th a')]
            .find(link => link.innerText.startsWith('K-0')).click()";
        office.page.ask::<()>(own).await.unwrap();
        office.read("main .sub", "Sent").await;
        office.page.see("#receive-head").await.unwrap();
        is_for_everybody(office, "an order").await;
        office.press("Receive").await;
        office.read("main .sub", "Closed").await;
        office.press("Undo").await;
        office.read("main .sub", "Sent").await;
        office.press("Cancel order…").await;
        office.read("dialog[open]", "no longer counts").await;
        office.press("Keep it").await;
    })
    .await;
}

#[tokio::test]
async fn home_says_what_to_decide_and_what_is_aimed_for_is_a_setting() {
    in_trained_shop(async |office| {
        office.read(".to-decide h2", "worth about").await;
        let first = "return document.querySelector('.to-decide tbody a').innerText";
        let title: String = office.page.ask(first).await.unwrap();
        let has_run_out = "return !!document.querySelector('.run-out')";
        assert!(!office.page.ask::<bool>(has_run_out).await.unwrap(), "Home says things twice");
        click(office, ".to-decide .primary").await;
        office.read(".toaster", &format!("Approved: {title}")).await;
        let waits = format!("document.querySelector('.to-decide').innerText.includes({title:?})");
        office.page.until("it is decided", &format!("!{waits}")).await.unwrap();
        office.press("Undo").await;
        office.page.until("it waits again", &waits).await.unwrap();

        office.go("/settings").await;
        let service = "[...document.querySelectorAll('.settings label')]
            .find(label => label.innerText === 'Service in percent').htmlFor";
        let id: String = office.page.ask(&format!("return {service}")).await.unwrap();
        office.fill(&format!("#{id}"), "120\n").await;
        office.read(&format!("#{id}-note"), "Between 50 and 99.9").await;
        office.fill(&format!("#{id}"), "98\n").await;
        office.read(".toaster", "Settings changed").await;
        office.go("/reorder").await;
        office.read("main .sub", "98").await;

        // Where the table stood before is still found.
        office.go("/products/run-out").await;
        office.address_holds("/reorder/run-out").await;
    })
    .await;
}

/// Pictures of the screens of a trained shop, which is open.
pub async fn pictures(office: Office<'_>) {
    office.go("/").await;
    office.page.see(".to-decide .decisions").await.unwrap();
    office.picture("home-decisions").await;
    office.go("/reorder").await;
    office.page.see(FIRST).await.unwrap();
    click(office, ".grid th .name").await;
    office.page.see("#why .sum li").await.unwrap();
    office.picture("plan-why").await;
    office.go("/reorder/suppliers").await;
    office.page.see(".suppliers tbody th").await.unwrap();
    office.picture("suppliers-known").await;
    office.go("/").await;
    click(office, ".to-decide .primary").await;
    office.read(".toaster", "Approved: ").await;
    office.go("/approvals").await;
    office.page.see(".decisions tbody th").await.unwrap();
    office.picture("approvals-decided").await;
    click(office, ".decisions tbody th a").await;
    office.page.see("#changes-head").await.unwrap();
    office.picture("proposal").await;
    office.go("/reorder/orders").await;
    office.page.see(".orders tbody th").await.unwrap();
    office.picture("orders-open").await;
    click(office, ".orders tbody th a").await;
    office.page.see(".grid tbody th").await.unwrap();
    office.picture("order").await;
}
