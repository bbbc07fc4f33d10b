//! Reorder plans, from what is known of suppliers and stock to the order that is received; and what is
//! said where something is not known.

use crate::{Shop, cell};
use kontor_api::{
    Code,
    domain::{Date, Quantity},
    export::{Export, Exportable, Format},
    forecast::TrainForecast,
    history::{RedoLast, UndoLast},
    import::{Content, Field},
    proposals::{
        DecideProposal, ExportProposal, GetProposal, GetProposals, OrderFormat, ProposalState,
        Verdict,
    },
    purchase_orders::{
        ChangePurchaseOrder, GetPurchaseOrders, OrderChange, OrderState, PurchaseOrder,
        ReceivedLine,
    },
    records::{DropRecords, PutRecords, Record},
    reorder::{
        DraftOrder, GetDecisions, GetReorder, GetReorderWhy, GetSuppliers, ProposeReorder, Reorder,
        ReorderEdit, ReorderPart, ReorderRow, ReorderTerms, ReplayPolicy, ReplayReorder, Urgency,
    },
};
use std::{fmt::Write as _, fs};

/// Weeks of sales.
const WEEKS: i32 = 60;

fn day(later: i32) -> Date {
    let first: Date = "2024-01-01".parse().unwrap();
    (0..later).fold(first, |day, _| day.tomorrow().unwrap())
}

/// Ten products that sell 14 to 77 a week each, a gift box that sells 7, one that ended.
fn sales() -> String {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price\n".to_owned();
    let mut order = 0;
    for later in 0..7 * WEEKS {
        let mut line = |sku: &str, units: i32| {
            order += 1;
            if units > 0 {
                writeln!(text, "S-{order},{},{sku},{sku} named,{units},10.00", day(later)).unwrap();
            }
        };
        for product in 0..10 {
            line(&format!("P{product}"), 2 + product + (later * 7 + product * 3) % 3 - 1);
        }
        line("BOX", 1);
        line("ENDED", i32::from(later < 20));
    }
    text
}

const STOCK: &str = "SKU,On hand,Location,Counted at\nP0,20,Shop,2025-02-23\nP1,30,Shop,2025-02-23\nP2,900,Shop,2025-02-23\nP3,-4,Shop,2025-02-23\nP4,30,Shop,2025-02-23\nP5,10,Shop,2025-02-23\nP7,40,Shop,2025-02-23\nP8,50,Shop,2025-02-23\nENDED,9,Shop,2025-02-23\n";
const SUPPLIERS: &str = "Supplier,Email,Currency,Lead time days,Minimum order value,Free freight from,Order weekdays,Payment days\nLoom & Sons,orders@loom.example.com,GBP,7,150,300,Mon Thu,30\nAtelier Nord,hej@nord.example.com,EUR,14,,,,\n";
const OFFERS: &str = "Supplier,SKU,Supplier SKU,Unit cost,Currency,Minimum quantity,Pack size,Lead time days\nLoom & Sons,P0,L-0,4.25,GBP,12,6,\nLoom & Sons,P1,L-1,5.00,GBP,,12,\nLoom & Sons,P2,L-2,3.00,GBP,,,\nLoom & Sons,P3,L-3,2.125,GBP,,,\nAtelier Nord,P4,N-4,3.10,EUR,,10,\nAtelier Nord,P5,N-5,6.00,EUR,20,,\n";

/// A shop with sales, stock, suppliers and a forecast.
async fn shop() -> Shop {
    let shop = Shop::new().await;
    for (name, text) in [
        ("sales.csv", sales()),
        ("stock.csv", STOCK.to_owned()),
        ("suppliers.csv", SUPPLIERS.to_owned()),
        ("offers.csv", OFFERS.to_owned()),
    ] {
        shop.import(&shop.file(name, text)).await.unwrap();
    }
    let request = TrainForecast { horizon: 13, budget_secs: 5, ..TrainForecast::default() };
    shop.ask(request).await.unwrap();
    shop
}

async fn all(shop: &Shop, terms: ReorderTerms) -> Reorder {
    let request = GetReorder { terms, part: ReorderPart::All, limit: 100, ..GetReorder::default() };
    shop.ask(request).await.unwrap()
}

fn row<'a>(plan: &'a Reorder, sku: &str) -> &'a ReorderRow {
    plan.rows.iter().find(|row| row.sku == sku).unwrap()
}

async fn put(shop: &Shop, content: Content, values: &[(Field, &str)]) {
    let values = values.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    shop.ask(PutRecords { records: vec![Record { content, values }] }).await.unwrap();
}

#[tokio::test]
async fn a_plan_becomes_an_order_and_the_order_stock() {
    let shop = shop().await;
    let plan = all(&shop, ReorderTerms::default()).await;
    let basis = plan.basis.clone().unwrap();
    assert_eq!(basis.as_of, day(7 * WEEKS));
    assert!(basis.says.contains("95 % service"), "{}", basis.says);

    // Packs of six, twelve at least; cost is exact.
    let p0 = row(&plan, "P0");
    assert_eq!(p0.supplier.as_deref(), Some("Loom & Sons"));
    assert!(p0.order.milli >= 12_000 && p0.order.milli % 6000 == 0, "{p0:?}");
    assert_eq!(p0.cost.unwrap().minor, p0.order.milli / 1000 * 425);
    assert!(p0.risk_with <= 0.05 && p0.missing_with < p0.missing_without, "{p0:?}");
    // Of a Monday the next order day is that day.
    assert_eq!((p0.order_on, p0.arrives), (day(7 * WEEKS), day(7 * WEEKS + 7)));
    assert_eq!(row(&plan, "P2").urgency, Urgency::Overstock);
    assert_eq!(row(&plan, "ENDED").urgency, Urgency::Dead);
    // Nobody says how much there is of it, which is not 0.
    let p6 = row(&plan, "P6");
    assert_eq!((p6.urgency, p6.on_hand), (Urgency::NotPlanned, None));
    assert!(row(&plan, "P3").remarks.iter().any(|remark| remark.contains("less than nothing")));
    assert!(row(&plan, "P7").remarks.iter().any(|remark| remark.contains("Nobody is known")));
    // No rate for euros: planned, but not compared.
    let p4 = row(&plan, "P4");
    assert!(p4.order.milli % 10_000 == 0 && p4.remarks.iter().any(|r| r.contains("EUR")), "{p4:?}");
    assert_eq!(plan.cost.len(), 2, "money of two currencies is not added: {:?}", plan.cost);

    let why = GetReorderWhy { sku: "P0".to_owned(), terms: ReorderTerms::default() };
    let why = shop.ask(why).await.unwrap();
    assert_eq!(why.question, format!("Why {} of P0 named?", p0.order.milli / 1000));
    let step =
        |what: &str| why.steps.iter().find(|step| step.what == what).map(|s| s.value.clone());
    assert_eq!(step("On hand").as_deref(), Some("20"));
    assert_eq!(step("Order"), Some((p0.order.milli / 1000).to_string()));
    assert!(step("Safety stock").is_some() && !why.otherwise.is_empty());
    assert!(why.choices.is_sorted_by_key(|choice| choice.quantity));
    assert!(why.choices.windows(2).all(|pair| pair[0].risk >= pair[1].risk));
    let nothing = GetReorderWhy { sku: "P2".to_owned(), terms: ReorderTerms::default() };
    let nothing = shop.ask(nothing).await.unwrap();
    assert_eq!(nothing.question, "Why nothing of P2 named?");
    assert!(nothing.steps.len() >= 8, "{:?}", nothing.steps);

    // Decided on Home: most at stake first.
    let decisions = shop.ask(GetDecisions {}).await.unwrap();
    assert!(decisions.rows.is_sorted_by_key(|row| std::cmp::Reverse(row.effect.minor)));
    let loom = decisions.rows.iter().find(|row| row.subject == "Loom & Sons").unwrap();
    assert!(loom.title.starts_with("Order ") && loom.low.minor <= loom.effect.minor);

    // Another quantity, and its consequence.
    let more = Quantity { milli: p0.order.milli + 6000 };
    let edit = ReorderEdit { sku: "P0".to_owned(), quantity: Some(more), ..ReorderEdit::default() };
    let terms = ReorderTerms { edits: vec![edit], ..ReorderTerms::default() };
    let edited = all(&shop, terms.clone()).await;
    let changed = row(&edited, "P0");
    assert!(changed.is_edited && changed.order == more && changed.suggested == p0.order);
    assert!(changed.risk_with <= p0.risk_with && changed.missing_with <= p0.missing_with);

    let suppliers = vec!["Loom & Sons".to_owned()];
    let propose = ProposeReorder { terms, suppliers, approve: true, ..ProposeReorder::default() };
    let made = shop.ask(propose).await.unwrap();
    let [proposal] = made.rows.as_slice() else { panic!("{made:?}") };
    assert_eq!((proposal.state, proposal.made_by.as_str()), (ProposalState::Approved, "Ada"));
    let number = proposal.outcome.clone().unwrap();
    let changes = &proposal.rows.iter().find(|row| row.key == "P0").unwrap().changes;
    assert_eq!(changes[0].old.as_deref(), Some("0"));
    assert_eq!(changes[0].new, (more.milli / 1000).to_string());

    // What is on order is not ordered again.
    let after = all(&shop, ReorderTerms::default()).await;
    assert_eq!((row(&after, "P0").incoming, row(&after, "P0").order), (more, Quantity::default()));
    let left = shop.ask(GetDecisions {}).await.unwrap();
    assert!(left.rows.iter().all(|row| row.subject != "Loom & Sons"));
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(all(&shop, ReorderTerms::default()).await, plan);
    assert_eq!(shop.ask(GetProposals::default()).await.unwrap().rows, []);
    shop.ask(RedoLast {}).await.unwrap();
    assert_eq!(all(&shop, ReorderTerms::default()).await, after);

    // Handed on, it stays.
    let order = |found: kontor_api::purchase_orders::PurchaseOrders| -> PurchaseOrder {
        found.rows.into_iter().find(|order| order.number == number).unwrap()
    };
    assert_eq!(
        order(shop.ask(GetPurchaseOrders::default()).await.unwrap()).state,
        OrderState::Draft
    );
    for format in OrderFormat::ALL {
        let file = shop.ask(ExportProposal { id: proposal.id, format }).await.unwrap();
        let bytes = fs::read(&file.path).unwrap();
        assert!(file.bytes > 100 && bytes.len() as u64 == file.bytes, "{file:?}");
        assert!(file.name.contains(&number), "{}", file.name);
    }
    let stored = shop.ask(GetProposal { id: proposal.id }).await.unwrap();
    assert_eq!(stored.state, ProposalState::Exported);
    let undo = DecideProposal { id: proposal.id, decision: Verdict::Undo, note: String::new() };
    assert_eq!(shop.ask(undo).await.unwrap_err().code, Code::Conflict);
    assert_eq!(shop.ask(UndoLast {}).await.unwrap_err().code, Code::Conflict);
    assert_eq!(all(&shop, ReorderTerms::default()).await, after, "nothing was half undone");
    assert_eq!(
        order(shop.ask(GetPurchaseOrders::default()).await.unwrap()).state,
        OrderState::Sent
    );

    // A part comes, then the rest.
    let change = |change| ChangePurchaseOrder { number: number.clone(), change };
    let on = Some(day(7 * WEEKS + 5));
    let some = vec![ReceivedLine { sku: "P0".to_owned(), quantity: Quantity::whole(6) }];
    let partly = shop.ask(change(OrderChange::Receive { on, lines: some })).await.unwrap();
    assert_eq!(order(partly).state, OrderState::PartlyReceived);
    let cancel = shop.ask(change(OrderChange::Cancel)).await.unwrap_err();
    assert_eq!(cancel.code, Code::Conflict);
    let received = all(&shop, ReorderTerms::default()).await;
    assert_eq!(row(&received, "P0").on_hand, Some(Quantity::whole(26)));
    assert_eq!(row(&received, "P0").incoming.milli, more.milli - 6000);
    let rest = shop.ask(change(OrderChange::Receive { on, lines: Vec::new() })).await.unwrap();
    assert_eq!(order(rest).state, OrderState::Closed);
    let closed = all(&shop, ReorderTerms::default()).await;
    let there = Quantity { milli: 20_000 + more.milli };
    assert_eq!((row(&closed, "P0").on_hand, row(&closed, "P0").incoming.milli), (Some(there), 0));
    let sum =
        "SELECT CAST(sum(quantity_received) AS INTEGER) FROM purchase_orders WHERE sku = 'P0'";
    assert_eq!(cell(&shop.engine, sum).await, Some((more.milli / 1000).to_string()));
    // Its lead time is learnt from what came.
    let suppliers = shop.ask(GetSuppliers {}).await.unwrap();
    let loom = suppliers.rows.iter().find(|row| row.supplier == "Loom & Sons").unwrap();
    assert_eq!((loom.promised_days, loom.products), (Some(7.0), 4));
    assert!(loom.receipts >= 4 && loom.lead_days.unwrap() < 7.0, "{loom:?}");
}

#[tokio::test]
async fn budgets_minimums_bundles_and_what_is_refused() {
    let shop = shop().await;
    let plan = all(&shop, ReorderTerms::default()).await;
    let home: i64 = plan
        .rows
        .iter()
        .filter_map(|row| row.cost)
        .filter(|cost| cost.currency.code() == "GBP")
        .map(|cost| cost.minor)
        .sum();
    let budget = ReorderTerms { budget: Some("60".parse().unwrap()), ..ReorderTerms::default() };
    let held = all(&shop, budget).await;
    let spent: i64 = held.rows.iter().filter_map(|row| row.cost).map(|cost| cost.minor).sum();
    assert!(spent > 0 && spent <= 6000 && spent < home, "{spent} of {home}");
    let none = ReorderTerms { budget: Some("1".parse().unwrap()), ..ReorderTerms::default() };
    assert!(all(&shop, none).await.rows.iter().all(|row| row.order.milli == 0));

    // More service is more stock.
    let service = |percent: &str| ReorderTerms {
        service_percent: Some(percent.parse().unwrap()),
        ..ReorderTerms::default()
    };
    let high = all(&shop, service("99.5")).await;
    for row in high.rows.iter().filter(|row| row.order.milli > 0) {
        let usual = plan.rows.iter().find(|usual| usual.sku == row.sku).unwrap();
        assert!(row.order >= usual.order || usual.is_edited, "{row:?} {usual:?}");
    }
    for bad in [service("100"), service("20")] {
        let request = GetReorder { terms: bad, ..GetReorder::default() };
        let error = shop.ask(request).await.unwrap_err();
        assert_eq!(
            (error.code, error.field.as_deref()),
            (Code::BadRequest, Some("service_percent"))
        );
    }

    // A box of twenty P8: what it sells is needed of its parts.
    let before = row(&plan, "P8").order;
    let part = |part, units| [(Field::Sku, "BOX"), (Field::Part, part), (Field::Quantity, units)];
    put(&shop, Content::Bundles, &part("P8", "20")).await;
    let bundled = all(&shop, ReorderTerms::default()).await;
    let more = row(&bundled, "P8").order.milli - before.milli;
    // Seven boxes a week with twenty of it each: what sells before an order can come is lost, and the
    // order holds what sells until the next one.
    assert!((130_000..=170_000).contains(&more), "{more} more than {before:?}");
    assert!(row(&bundled, "BOX").remarks[0].contains("bundle"));
    put(
        &shop,
        Content::Bundles,
        &[(Field::Sku, "P8"), (Field::Part, "BOX"), (Field::Quantity, "1")],
    )
    .await;
    let circular = all(&shop, ReorderTerms::default()).await;
    assert!(row(&circular, "BOX").remarks[0].contains("BOX → P8"), "{:?}", row(&circular, "BOX"));
    assert!(row(&circular, "P1").order == row(&plan, "P1").order, "the rest is planned");
    let values = vec![(Field::Sku, "P8".to_owned()), (Field::Part, "BOX".to_owned())];
    let records = vec![Record { content: Content::Bundles, values }];
    shop.ask(DropRecords { records }).await.unwrap();

    // An order that should have come two months ago covers nothing.
    let before = row(&plan, "P5").order;
    let forgotten = [
        (Field::PurchaseOrder, "OLD-1"),
        (Field::Supplier, "Atelier Nord"),
        (Field::OrderedAt, "2024-12-01"),
        (Field::ExpectedAt, "2024-12-20"),
        (Field::Sku, "P5"),
        (Field::Quantity, "500"),
    ];
    put(&shop, Content::PurchaseOrders, &forgotten).await;
    let late = all(&shop, ReorderTerms::default()).await;
    assert_eq!((row(&late, "P5").order, row(&late, "P5").incoming.milli), (before, 0));
    assert!(row(&late, "P5").remarks.iter().any(|remark| remark.contains("OLD-1")));

    // The least is more than the most.
    let offer = [
        (Field::Supplier, "Loom & Sons"),
        (Field::Sku, "P1"),
        (Field::Cost, "5"),
        (Field::MinimumQuantity, "100"),
        (Field::MaximumQuantity, "50"),
    ];
    put(&shop, Content::SupplierProducts, &offer).await;
    let refused = all(&shop, ReorderTerms::default()).await;
    assert_eq!(row(&refused, "P1").urgency, Urgency::NotPlanned);
    assert!(row(&refused, "P1").remarks[0].contains("more than the most"));
    // Cheaper by the hundred, and worth it.
    let offer = [
        (Field::Supplier, "Loom & Sons"),
        (Field::Sku, "P1"),
        (Field::Cost, "5"),
        (Field::PriceBreaks, "100: 2.00"),
    ];
    put(&shop, Content::SupplierProducts, &offer).await;
    let cheaper = all(&shop, ReorderTerms::default()).await;
    assert!(row(&cheaper, "P1").order >= Quantity::whole(100), "{:?}", row(&cheaper, "P1"));

    // Refused today, it is not asked again before there is something new.
    let nord = || ProposeReorder {
        suppliers: vec!["Atelier Nord".to_owned()],
        ..ProposeReorder::default()
    };
    let first = shop.ask(nord()).await.unwrap().rows[0].id;
    let second = shop.ask(nord()).await.unwrap().rows[0].id;
    let open = GetProposals { state: Some(ProposalState::Open) };
    let open = shop.ask(open).await.unwrap().rows;
    assert_eq!(open.iter().map(|row| row.id).collect::<Vec<_>>(), [second], "not {first}");
    let refuse =
        DecideProposal { id: second, decision: Verdict::Refuse, note: "too dear".to_owned() };
    let refused = shop.ask(refuse).await.unwrap();
    assert_eq!((refused.state, refused.note.as_str()), (ProposalState::Refused, "too dear"));
    let left = shop.ask(GetDecisions {}).await.unwrap();
    assert!(left.rows.iter().all(|row| row.subject != "Atelier Nord"));
    shop.ask(UndoLast {}).await.unwrap();
    let left = shop.ask(GetDecisions {}).await.unwrap();
    assert!(left.rows.iter().any(|row| row.proposal == Some(second)));

    // Nothing was received, so nobody knows what the merchant did.
    let error = shop.ask(ReplayReorder::default()).await.unwrap_err();
    assert_eq!(error.code, Code::Conflict, "{error:?}");
    assert!(error.hint.unwrap().contains("purchase orders"));

    // The plan as a file has every row, and a draft says that it is one.
    let whole = GetReorder { part: ReorderPart::All, ..GetReorder::default() };
    let what = Exportable::Reorder(whole);
    let file = shop.ask(Export { what, format: Format::Csv }).await.unwrap();
    let text = fs::read_to_string(&file.path).unwrap();
    assert_eq!(text.lines().filter(|line| line.starts_with('P')).count(), 10, "{text}");
    let draft = DraftOrder {
        terms: ReorderTerms::default(),
        supplier: "Loom & Sons".to_owned(),
        format: OrderFormat::Csv,
    };
    let draft = shop.ask(draft).await.unwrap();
    assert!(draft.name.contains("draft"), "{}", draft.name);
    assert!(fs::read_to_string(&draft.path).unwrap().contains("L-0"));
}

#[tokio::test]
async fn the_last_days_are_lived_through_again() {
    let shop = shop().await;
    // Three weeks' worth of it came every third Monday of the last half year.
    let orders: String = (WEEKS - 27..WEEKS)
        .step_by(3)
        .map(|week| {
            let (ordered, came) = (day(7 * week - 7), day(7 * week));
            format!("R-{week},Loom & Sons,{ordered},{came},P1,63,5.00,GBP,{came},63\n")
        })
        .collect();
    let head = "Purchase order,Supplier,Ordered at,Expected at,SKU,Quantity ordered,Unit cost,Currency,Received at,Quantity received\n";
    shop.import(&shop.file("received.csv", format!("{head}{orders}"))).await.unwrap();
    let replay = shop.ask(ReplayReorder { days: 56, paths: 3 }).await.unwrap();
    assert_eq!((replay.products, replay.to), (1, day(7 * WEEKS - 1)));
    assert_eq!((replay.to - replay.from).get_days(), 55);
    let of = |policy| *replay.rows.iter().find(|row| row.policy == policy).unwrap();
    let merchant = of(ReplayPolicy::Merchant);
    // Thirty are left when the next one comes: he never missed any.
    assert_eq!((merchant.stock_outs.mean, merchant.fill_rate.mean), (0.0, 1.0));
    let kontor = of(ReplayPolicy::Kontor);
    assert!(
        kontor.fill_rate.mean > 0.9 && kontor.capital.mean < merchant.capital.mean,
        "{replay:?}"
    );
    assert!(
        replay.rows.iter().all(|row| row.profit.low <= row.profit.mean && row.cost.mean >= 0.0)
    );
}
