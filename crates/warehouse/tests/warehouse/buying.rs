//! What orders to suppliers are made of.

use super::{Shop, gbp, import, records, shop};
use kontor_api::import::{Content, Field};
use kontor_domain::Quantity as Units;
use kontor_warehouse::{Buying, Cancel, SupplierOffer, buying};

fn read(shop: &Shop) -> Buying {
    let as_of = "2025-02-01".parse().unwrap();
    buying(&shop.warehouse, gbp(), as_of, &Cancel::default()).unwrap()
}

fn rows(shop: &Shop, content: Content, rows: &[&[(Field, &str)]]) {
    records::import(shop, content, rows);
}

#[test]
fn a_product_has_what_was_counted_sold_and_received_since() {
    use Field::*;
    let shop = shop();
    import(
        &shop,
        "a.csv",
        "1,2025-01-03 10:00:00,MUG,Mug,2,12,,,\n2,2025-01-20 10:00:00,MUG,Mug,3,10,,,\n3,2025-01-21 10:00:00,MUG,Mug,-1,10,,,\n",
    );
    rows(
        &shop,
        Content::Stock,
        &[
            &[
                (Sku, "MUG"),
                (Location, "Shop"),
                (OnHand, "20"),
                (Committed, "4"),
                (CountedAt, "2025-01-10"),
            ],
            &[(Sku, "TRAY"), (Location, "Shop"), (Available, "7"), (CountedAt, "2025-01-10")],
        ],
    );
    rows(
        &shop,
        Content::PurchaseOrders,
        &[
            &[
                (PurchaseOrder, "PO-1"),
                (Supplier, "Loom"),
                (OrderedAt, "2025-01-08"),
                (ExpectedAt, "2025-01-14"),
                (Sku, "MUG"),
                (Quantity, "10"),
                (ReceivedAt, "2025-01-15"),
                (QuantityReceived, "8"),
            ],
            &[
                (PurchaseOrder, "PO-2"),
                (Supplier, "Loom"),
                (OrderedAt, "2025-01-28"),
                (Sku, "MUG"),
                (Quantity, "6"),
                (Status, "sent"),
            ],
        ],
    );
    let read = read(&shop);
    let product = |sku: &str| read.products.iter().find(|product| product.sku == sku).unwrap();
    let mug = product("MUG");
    // 20 counted, 3 sold and 8 received since; what came back is not known to be sold again.
    assert_eq!((mug.on_hand, mug.committed), (Some(Units::whole(25)), Units::whole(4)));
    assert_eq!(mug.counted, Some("2025-01-10".parse().unwrap()));
    // 54 for five, without tax; one of five came back.
    assert_eq!((mug.price, mug.returned), (Some(1080.0), 0.2));
    let tray = product("TRAY");
    assert_eq!(
        (tray.on_hand, tray.committed, tray.price),
        (Some(Units::whole(7)), Units::default(), None)
    );
    let lines: Vec<_> = read
        .ordered
        .iter()
        .map(|line| (line.number.as_str(), line.quantity.milli / 1000, line.received.milli / 1000))
        .collect();
    assert_eq!(lines, [("PO-1", 10, 8), ("PO-2", 6, 0)]);
}

#[test]
fn offers_keep_their_exact_cost_and_a_rate_holds_in_either_direction() {
    use Field::*;
    let shop = shop();
    rows(
        &shop,
        Content::Suppliers,
        &[&[
            (Supplier, "Nord"),
            (Currency, "EUR"),
            (MinimumOrderValue, "99.50"),
            (PaymentDays, "30"),
            (ClosedDays, "2025-03-01..2025-03-08"),
        ]],
    );
    rows(
        &shop,
        Content::SupplierProducts,
        &[&[
            (Supplier, "Nord"),
            (Sku, "MUG"),
            (Cost, "0.4175"),
            (MinimumQuantity, "12"),
            (PackSize, "6"),
            (OrderMultiple, "24"),
            (MaximumQuantity, "240"),
            (PriceBreaks, "100: 0.40"),
        ]],
    );
    rows(
        &shop,
        Content::Rates,
        &[
            &[(ValidFrom, "2025-01-01"), (Currency, "GBP"), (ToCurrency, "EUR"), (Rate, "1.25")],
            &[(ValidFrom, "2025-03-01"), (Currency, "EUR"), (ToCurrency, "GBP"), (Rate, "0.9")],
        ],
    );
    let read = read(&shop);
    let eur: kontor_domain::Currency = "EUR".parse().unwrap();
    let [SupplierOffer { cost, currency, minimum, pack, multiple, maximum, breaks, .. }] =
        read.offers.as_slice()
    else {
        panic!("{:?}", read.offers)
    };
    let whole = Units::whole;
    assert_eq!(cost.as_deref().map(|cost| cost.trim_end_matches('0')), Some("0.4175"));
    assert_eq!(
        (*currency, *minimum, *pack, *multiple, *maximum),
        (eur, whole(12), whole(6), whole(24), Some(whole(240)))
    );
    assert_eq!(breaks.as_deref(), Some("100: 0.40"));
    assert_eq!((read.rates[&eur], read.rates[&gbp()]), (0.8, 1.0));
    let nord = &read.suppliers[0];
    assert_eq!(
        (nord.minimum, nord.payment_days, nord.closed.as_deref()),
        (Some(9950), Some(30), Some("2025-03-01..2025-03-08"))
    );
}

#[test]
fn bundles_and_their_parts_go_by_their_newest_codes() {
    use Field::*;
    let shop = shop();
    rows(&shop, Content::Bundles, &[&[(Sku, "BOX"), (Part, "MUG"), (Quantity, "2")]]);
    rows(&shop, Content::Successors, &[&[(Sku, "MUG"), (Successor, "MUG-2")]]);
    assert_eq!(read(&shop).bundles, [("BOX".to_owned(), "MUG-2".to_owned(), 2.0)]);
}
