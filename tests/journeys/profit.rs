//! What is left of sales: costs come after them, settings change, and nothing is imported anew.

use crate::Shop;
use kontor_api::{
    Code,
    domain::{Currency, Money, PeriodChoice},
    history::UndoLast,
    import::{Content, Field},
    products::GetProducts,
    records::{PutRecords, Record},
    sales::{
        By, Filter, GetBreakdown, GetSeries, GetSummary, Measure, Summary, Value, WithoutCost,
    },
    settings::{Change, GetSettings, Settings},
    workspace::Rebuild,
};

/// Two orders of mugs and one of a bowl; the payment service's fee of the first is known.
const ORDERS: &str = "Order ID,Date,SKU,Product,Quantity,Unit price,Transaction fee
A1,2025-01-10,MUG,Mug,2,10.00,0.88
A2,2025-02-10,MUG,Mug,1,12.00,
A3,2025-02-11,BOWL,Bowl,1,30.00,
";

fn gbp(minor: i64) -> Money {
    Money::new(minor, "GBP".parse::<Currency>().unwrap())
}

fn cost(sku: &str, day: &str, cost: &str) -> Record {
    let values = [(Field::Sku, sku), (Field::ValidFrom, day), (Field::Cost, cost)];
    let values = values.into_iter().filter(|(_, text)| !text.is_empty());
    Record {
        content: Content::Costs,
        values: values.map(|(field, text)| (field, text.to_owned())).collect(),
    }
}

async fn summary(shop: &Shop, filter: Filter) -> Summary {
    shop.ask(GetSummary { period: PeriodChoice::All, filter }).await.unwrap()
}

fn figure(summary: &Summary, measure: Measure) -> Option<Value> {
    summary.figures.iter().find(|figure| figure.measure == measure).map(|figure| figure.value)
}

async fn total(shop: &Shop, measure: Measure) -> Value {
    let request = GetBreakdown {
        measure,
        by: By::Country,
        period: PeriodChoice::All,
        filter: Filter::default(),
        limit: 10,
        width: 0,
    };
    shop.ask(request).await.unwrap().total
}

#[tokio::test]
async fn profit_follows_costs_and_settings_without_another_import() {
    let shop = Shop::new().await;
    shop.import(&shop.file("orders.csv", ORDERS)).await.unwrap();

    // Nothing is said of profit while nothing is known, but what is missing.
    let before = summary(&shop, Filter::default()).await;
    assert_eq!(figure(&before, Measure::GrossProfit), None);
    assert_eq!(before.without_cost, Some(WithoutCost { products: 2, net_sales: gbp(62_00) }));

    // The mug's cost rises in February; the bowl's is not known.
    let records = vec![cost("MUG", "2025-01-01", "4"), cost("MUG", "2025-02-01", "5")];
    shop.ask(PutRecords { records }).await.unwrap();
    let known = summary(&shop, Filter::default()).await;
    assert_eq!(figure(&known, Measure::GrossProfit), Some(Value::Money(gbp(32_00 - 13_00))));
    assert_eq!(figure(&known, Measure::GrossMargin), Some(Value::Share(0.59375)));
    assert_eq!(known.without_cost, Some(WithoutCost { products: 1, net_sales: gbp(30_00) }));

    // The stated fee counts already; settings stand in for those of the other two.
    assert_eq!(total(&shop, Measure::PaymentFees).await, Value::Money(gbp(88)));
    let settings = Settings {
        payment_fee_percent: "2".parse().unwrap(),
        payment_fee_fixed: "0.20".parse().unwrap(),
        fulfilment_cost: "1".parse().unwrap(),
        shipping_cost: "2.50".parse().unwrap(),
        ..shop.ask(GetSettings {}).await.unwrap()
    };
    shop.ask(Change { settings: settings.clone() }).await.unwrap();
    let fees = 88 + (24 + 20) + (60 + 20);
    assert_eq!(total(&shop, Measure::PaymentFees).await, Value::Money(gbp(fees)));
    assert_eq!(total(&shop, Measure::Fulfilment).await, Value::Money(gbp(10_50)));
    let left = gbp(19_00 - fees - 10_50);
    let now = summary(&shop, Filter::default()).await;
    assert_eq!(figure(&now, Measure::Contribution), Some(Value::Money(left)));

    // One product has no share in what its orders cost.
    let mugs = Filter { sku: Some("MUG".to_owned()), ..Filter::default() };
    let of_mugs = summary(&shop, mugs.clone()).await;
    assert_eq!(figure(&of_mugs, Measure::GrossProfit), Some(Value::Money(gbp(19_00))));
    assert_eq!((figure(&of_mugs, Measure::Contribution), of_mugs.without_cost), (None, None));
    let refused = GetSeries {
        measure: Measure::Contribution,
        period: PeriodChoice::All,
        filter: mugs,
        grain: None,
        width: 600,
        height: 200,
    };
    assert_eq!(shop.ask(refused).await.unwrap_err().code, Code::BadRequest);

    let products = GetProducts { period: PeriodChoice::All, limit: 10, ..GetProducts::default() };
    let products = shop.ask(products).await.unwrap();
    let mug = products.rows.iter().find(|row| row.sku == "MUG").unwrap();
    assert_eq!((mug.cost_of_goods, mug.gross_profit), (Some(gbp(13_00)), Some(gbp(19_00))));
    assert!(products.rows.iter().any(|row| row.sku == "BOWL" && row.cost_of_goods.is_none()));

    // The same numbers from the originals, and each step back.
    shop.ask(Rebuild {}).await.unwrap();
    let again = summary(&shop, Filter::default()).await;
    assert_eq!(again.figures, now.figures);
    let bad = Settings { shipping_cost: "-1".parse().unwrap(), ..settings };
    let error = shop.ask(Change { settings: bad }).await.unwrap_err();
    assert_eq!(error.field.as_deref(), Some("shipping_cost"));
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(total(&shop, Measure::PaymentFees).await, Value::Money(gbp(88)));
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(figure(&summary(&shop, Filter::default()).await, Measure::GrossProfit), None);
}
