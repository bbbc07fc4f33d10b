//! Prices, from weeks of sales to a change that is approved and written to a file; and what is said
//! where nobody can tell.

use crate::Shop;
use kontor_api::{
    Code,
    domain::{Date, Decimal},
    forecast::TrainForecast,
    history::UndoLast,
    price::{
        GetPrice, GetPriceCalendar, GetPriceFor, GetPriceTest, GetPrices, Knowledge, PlanPriceTest,
        PriceGoal, PriceMove, PricePart, PriceRow, PriceScenario, PriceSource, PriceTerms, Prices,
        ProposePrices, ReplayPrices, TrainPrices, WhatIf, WhatIfAnswer,
    },
    proposals::{
        DecideProposal, ExportProposal, GetProposals, OrderFormat, PRICE, ProposalState, Verdict,
    },
    settings::{Change, GetSettings},
};
use std::{fmt::Write as _, fs, io::Read as _};

/// Weeks of sales.
const WEEKS: i32 = 70;

fn day(later: i32) -> Date {
    let first: Date = "2024-01-01".parse().unwrap();
    (0..later).fold(first, |day, _| day.tomorrow().unwrap())
}

/// Units a week of a product whose demand falls by so many percent when the price rises by 1 %.
fn units(week: i32, base: f64, price: f64, usual: f64, elasticity: f64) -> i32 {
    let noise = 1.0 + 0.1 * f64::from((week * 7919 + base as i32 * 31) % 7 - 3) / 3.0;
    (base * (price / usual).powf(elasticity) * noise).round() as i32
}

/// Six products whose prices move every ten weeks, so that all six tell of their category; one whose
/// price never moved, one that hardly sells.
fn sales() -> String {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price\n".to_owned();
    let mut order = 0;
    for week in 0..WEEKS {
        let mut line = |sku: &str, units: i32, price: f64| {
            if units > 0 {
                for part in 0..7 {
                    let units = units / 7 + i32::from(part < units % 7);
                    if units > 0 {
                        order += 1;
                        let date = day(7 * week + part);
                        writeln!(text, "S-{order},{date},{sku},{sku} named,{units},{price:.2}")
                            .unwrap();
                    }
                }
            }
        };
        for product in 0..6 {
            let step = (week / 10 + product) % 4;
            let price = if week >= WEEKS - 10 { 10.0 } else { 9.0 + 0.5 * f64::from(step) };
            let base = 60.0 + 20.0 * f64::from(product);
            line(&format!("E{product}"), units(week, base, price, 10.0, -1.5), price);
        }
        line("STILL", units(week, 80.0, 10.0, 10.0, 0.0), 10.0);
        line("RARE", i32::from(week % 9 == 0), 20.0);
    }
    text
}

const PRODUCTS: &str = "SKU,Title,Category,Price,Cost\nE0,E0 named,Mugs,10.00,5.00\nE1,E1 named,Mugs,10.00,5.00\nE2,E2 named,Mugs,10.00,5.00\nE3,E3 named,Mugs,10.00,5.00\nE4,E4 named,Mugs,10.00,5.00\nE5,E5 named,Mugs,10.00,\nSTILL,STILL named,Plates,10.00,2.00\nRARE,RARE named,Plates,20.00,5.00\n";
const STOCK: &str =
    "SKU,On hand,Counted at\nE0,400,2025-05-04\nE1,4000,2025-05-04\nSTILL,100,2025-05-04\n";

/// A shop with sales, costs, stock and a forecast.
async fn shop() -> Shop {
    let shop = Shop::new().await;
    for (name, text) in [
        ("sales.csv", sales()),
        ("products.csv", PRODUCTS.to_owned()),
        ("stock.csv", STOCK.to_owned()),
    ] {
        shop.import(&shop.file(name, text)).await.unwrap();
    }
    shop.ask(TrainForecast { budget_secs: 5, ..TrainForecast::default() }).await.unwrap();
    shop
}

async fn all(shop: &Shop) -> Prices {
    let request = GetPrices { part: PricePart::All, limit: 100, ..GetPrices::default() };
    shop.ask(request).await.unwrap()
}

fn row<'a>(prices: &'a Prices, sku: &str) -> &'a PriceRow {
    prices.rows.iter().find(|row| row.sku == sku).unwrap()
}

fn to(sku: &str, price: &str) -> PriceMove {
    PriceMove {
        sku: Some(sku.to_owned()),
        price: Some(price.parse().unwrap()),
        ..PriceMove::default()
    }
}

async fn what_if(shop: &Shop, changes: Vec<PriceMove>) -> WhatIfAnswer {
    let scenarios = vec![PriceScenario { name: "try".to_owned(), changes }];
    shop.ask(WhatIf { terms: PriceTerms::default(), scenarios }).await.unwrap()
}

#[tokio::test]
async fn a_suggestion_is_explained_approved_written_and_taken_back() {
    let shop = shop().await;
    let prices = all(&shop).await;
    let e1 = row(&prices, "E1");
    let known = e1.elasticity.as_ref().unwrap();
    assert_eq!(known.verdict, Knowledge::Known, "{known:?}");
    assert!(known.low < -1.5 && -1.5 < known.high && known.high < -1.0, "{known:?}");
    assert_eq!((e1.price.unwrap().minor, e1.cost.unwrap().minor), (1000, 500));
    // Of a constant elasticity of −1.5 the best price is three times the cost: higher than now, as far
    // as one move goes.
    let choice = e1.suggestion.as_ref().unwrap();
    assert_eq!((choice.source, choice.price.minor), (PriceSource::Fitted, 1100), "{choice:?}");
    assert!(
        choice.gain.mean.minor > 0
            && choice.gain.low.minor < choice.gain.high.minor
            && choice.better > 0.6
    );
    let detail =
        shop.ask(GetPrice { sku: "E1".to_owned(), terms: PriceTerms::default() }).await.unwrap();
    assert_eq!((detail.lowest.unwrap().minor, detail.highest.unwrap().minor), (900, 1100));
    let sources: Vec<PriceSource> = detail.choices.iter().map(|choice| choice.source).collect();
    assert!(
        sources.contains(&PriceSource::Keep) && sources.contains(&PriceSource::CostPlus),
        "{sources:?}"
    );
    assert!(
        detail.guards.iter().any(|guard| guard.contains("10\u{a0}% above the cost")),
        "{:?}",
        detail.guards
    );
    assert!(detail.chart.is_some() && !detail.history.is_empty());

    let request =
        ProposePrices { skus: vec!["E1".to_owned()], approve: true, ..ProposePrices::default() };
    let made = shop.ask(request).await.unwrap().rows;
    let [proposal] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((proposal.kind.as_str(), proposal.state), (PRICE, ProposalState::Approved));
    assert!(proposal.title.contains("£10.00 → £11.00"), "{}", proposal.title);
    assert_eq!(proposal.effect.unwrap().margin, choice.gain.mean);
    let calendar = shop.ask(GetPriceCalendar::default()).await.unwrap();
    assert_eq!(calendar.rows.iter().filter(|event| event.proposal.is_some()).count(), 1);

    // Undo opens nothing that was handed on, but this was not yet.
    shop.ask(UndoLast {}).await.unwrap();
    let open = shop.ask(GetProposals { state: Some(ProposalState::Approved) }).await.unwrap();
    assert!(open.rows.is_empty());

    let made = shop
        .ask(ProposePrices {
            skus: vec!["E1".to_owned()],
            approve: true,
            ..ProposePrices::default()
        })
        .await
        .unwrap();
    let id = made.rows[0].id;
    let file = shop.ask(ExportProposal { id, format: OrderFormat::Csv }).await.unwrap();
    assert!(file.name.ends_with(".zip"), "{}", file.name);
    let mut archive = zip::ZipArchive::new(fs::File::open(&file.path).unwrap()).unwrap();
    let mut texts = Vec::new();
    for place in 0..archive.len() {
        let mut text = String::new();
        archive.by_index(place).unwrap().read_to_string(&mut text).unwrap();
        texts.push(text);
    }
    // The second file is the way back.
    assert!(
        texts[0].contains("E1,E1 named,11.00") && texts[1].contains("E1,E1 named,10.00"),
        "{texts:?}"
    );
    let undone =
        shop.ask(DecideProposal { id, decision: Verdict::Undo, note: String::new() }).await;
    assert_eq!(undone.unwrap_err().code, Code::Conflict);
    for format in [OrderFormat::Pdf, OrderFormat::Inventory] {
        let refused = shop.ask(ExportProposal { id, format }).await.unwrap_err();
        assert_eq!(refused.code, Code::BadRequest);
    }
}

#[tokio::test]
async fn what_ifs_answer_for_any_price_and_say_what_breaks() {
    let shop = shop().await;
    let answer = what_if(&shop, vec![to("E1", "10.00")]).await;
    assert_eq!(answer.now.margin, answer.scenarios[0].margin);
    assert_eq!((answer.scenarios[0].gain.mean.minor, answer.scenarios[0].better), (0, 0.5));
    let lower = &what_if(&shop, vec![to("E1", "9.00")]).await;
    let (now, then) = (&lower.now, &lower.scenarios[0]);
    let more = then.units.mean / now.units.mean;
    assert!((1.1..1.3).contains(&more), "{more}");
    assert!(then.units.low95 < then.units.low && then.units.high < then.units.high95);
    assert!(then.products[0].broken.is_empty());
    // More than a move allows, below cost: shown, with what it breaks.
    let broken = &what_if(&shop, vec![to("E1", "1.50")]).await.scenarios[0];
    assert!(broken.products[0].broken.len() >= 2, "{:?}", broken.products[0].broken);
    assert!(
        broken.gain.mean.minor < 0
            && broken.remarks.iter().any(|r| r.contains("Prices were between"))
    );
    let refused = shop
        .ask(ProposePrices { changes: vec![to("E1", "1.50")], ..ProposePrices::default() })
        .await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    assert!(refused.message.contains("breaks a guard"), "{}", refused.message);

    // E0 has stock for about two months; at a higher price it lasts longer.
    let run_out = |answer: &WhatIfAnswer| answer.scenarios[0].runs_out.unwrap();
    let cheap = run_out(&what_if(&shop, vec![to("E0", "7.00")]).await);
    assert!(cheap.early.is_some(), "{cheap:?}");
    let until = GetPriceFor { sku: "E0".to_owned(), day: day(7 * WEEKS + 60), clear: false };
    let found = shop.ask(until).await.unwrap();
    assert!(found.price.is_some_and(|price| price.minor > 1000), "{found:?}");
    let unknown = GetPriceFor { sku: "E2".to_owned(), day: day(7 * WEEKS + 60), clear: true };
    assert!(shop.ask(unknown).await.unwrap().price.is_none());

    // A category at once; what nobody can tell is left out and told.
    let plates = PriceMove {
        category: Some("Plates".to_owned()),
        percent: Some("-10".parse().unwrap()),
        ..PriceMove::default()
    };
    let answer = what_if(&shop, vec![plates]).await;
    assert_eq!((answer.scenarios[0].moved, answer.scenarios[0].left_out), (0, 2));
    for (price, sku) in [("0.00", "E1"), ("-3.00", "E1"), ("500.00", "E1"), ("9.00", "NOBODY")] {
        let scenarios = vec![PriceScenario { name: String::new(), changes: vec![to(sku, price)] }];
        let refused =
            shop.ask(WhatIf { terms: PriceTerms::default(), scenarios }).await.unwrap_err();
        assert!(matches!(refused.code, Code::BadRequest | Code::NotFound), "{refused:?}");
    }

    // A scenario is kept, found again and put forward.
    let kept = ProposePrices {
        name: "Spring".to_owned(),
        changes: vec![to("E1", "9.50")],
        keep: true,
        ..ProposePrices::default()
    };
    let id = shop.ask(kept).await.unwrap().rows[0].id;
    let found = shop.ask(GetProposals { state: Some(ProposalState::Kept) }).await.unwrap();
    assert!(found.rows[0].title.starts_with("Spring"), "{}", found.rows[0].title);
    let decide = DecideProposal { id, decision: Verdict::Propose, note: String::new() };
    assert_eq!(shop.ask(decide).await.unwrap().state, ProposalState::Open);

    // What breaks a guard can be kept to compare, and even put forward, but not approved.
    let kept = ProposePrices {
        name: "Giveaway".to_owned(),
        changes: vec![to("E1", "1.50")],
        keep: true,
        ..ProposePrices::default()
    };
    let id = shop.ask(kept).await.unwrap().rows[0].id;
    let decide = |decision| DecideProposal { id, decision, note: String::new() };
    let refused = shop.ask(decide(Verdict::Approve)).await.unwrap_err();
    assert!(refused.code == Code::Conflict && refused.message.contains("breaks a guard"));
    assert_eq!(shop.ask(decide(Verdict::Propose)).await.unwrap().state, ProposalState::Open);
    let refused = shop.ask(decide(Verdict::Approve)).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
}

#[tokio::test]
async fn what_nobody_can_tell_is_refused_with_its_reason() {
    let shop = shop().await;
    let prices = all(&shop).await;
    let kept = |sku: &str| row(&prices, sku).kept.clone().unwrap();
    assert!(kept("STILL").contains("hardly moved"), "{}", kept("STILL"));
    // It sold seldom, and at one price.
    assert!(kept("RARE").contains("hardly moved"), "{}", kept("RARE"));
    assert!(kept("E5").contains("what it costs"), "{}", kept("E5"));
    assert_eq!(prices.counts.iter().take(3).sum::<u64>(), prices.counts[3]);
    let refused = ProposePrices { changes: vec![to("E5", "9.50")], ..ProposePrices::default() };
    assert_eq!(shop.ask(refused).await.unwrap_err().code, Code::Conflict);

    // What is told of codes that no product has counts for nothing, and is named.
    let others =
        "Date,Competitor,SKU,Price\n2025-05-01,Rival,E1,9.80\n2025-05-01,Rival,GHOST,3.00\n";
    shop.import(&shop.file("rivals.csv", others)).await.unwrap();
    let mut settings = shop.ask(GetSettings {}).await.unwrap();
    settings.price.minimum.insert("NOBODY".to_owned(), "9.00".parse().unwrap());
    shop.ask(Change { settings }).await.unwrap();
    let says = all(&shop).await.basis.unwrap().says;
    assert!(says.contains("no product here, and count for nothing: GHOST."), "{says}");
    assert!(says.contains("no product here, and hold nothing: NOBODY."), "{says}");

    // Without a forecast nothing is said, and what to do.
    let bare = Shop::new().await;
    bare.import(&bare.file("sales.csv", sales())).await.unwrap();
    assert!(bare.ask(GetPrices::default()).await.unwrap().basis.is_none());
    let refused = bare.ask(GetPrice { sku: "E1".to_owned(), terms: PriceTerms::default() }).await;
    assert!(refused.unwrap_err().hint.unwrap().contains("forecast train"));
    let weeks = PriceTerms { weeks: 14, goal: PriceGoal::Profit, by: None };
    let refused = bare.ask(GetPrices { terms: weeks, ..GetPrices::default() }).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("weeks"));
}

#[tokio::test]
async fn suggestions_are_replayed_and_prices_tested() {
    let shop = shop().await;
    let replay = shop.ask(ReplayPrices { paths: 100, ..ReplayPrices::default() }).await.unwrap();
    let of = |source: PriceSource| replay.rows.iter().find(|row| row.source == source).unwrap();
    assert_eq!((replay.products, of(PriceSource::Keep).gain.mean.minor), (5, 0));
    let fitted = of(PriceSource::Fitted);
    assert!(fitted.changed > 0 && fitted.gain.mean.minor > 0 && fitted.better > 0.8, "{fitted:?}");

    let plan = PlanPriceTest {
        skus: vec!["STILL".to_owned(), "E1".to_owned()],
        percent: Decimal { ten_thousandths: -50_000 },
        weeks: None,
        block_weeks: 1,
        seed: 1,
        propose: true,
    };
    let test = shop.ask(plan.clone()).await.unwrap();
    assert!((0.0..=1.0).contains(&test.power) && test.weeks.len() >= 4, "{test:?}");
    assert!(test.says.contains("stand for 2 weeks"), "{}", test.says);
    let tested = test.weeks.iter().filter(|week| week.is_new).count();
    assert!(tested.abs_diff(test.weeks.len() - tested) <= 1);
    let id = test.proposal.unwrap();
    let found = shop.ask(GetPriceTest { proposal: id }).await.unwrap();
    assert!(found.elasticity.is_none() && found.says.contains("not been approved"), "{found:?}");
    let decide = DecideProposal { id, decision: Verdict::Approve, note: String::new() };
    assert_eq!(shop.ask(decide).await.unwrap().state, ProposalState::Approved);
    // Its prices are files by day, and in the calendar.
    let file = shop.ask(ExportProposal { id, format: OrderFormat::Csv }).await.unwrap();
    let archive = zip::ZipArchive::new(fs::File::open(&file.path).unwrap()).unwrap();
    let switches = test.weeks.windows(2).filter(|pair| pair[0].is_new != pair[1].is_new).count();
    assert!(archive.len() > switches, "{:?}", archive.file_names().collect::<Vec<_>>());
    let calendar = shop.ask(GetPriceCalendar::default()).await.unwrap();
    let decided = calendar.rows.iter().filter(|event| event.proposal == Some(id));
    assert!(decided.count() >= 2 * switches);
    let steep = PlanPriceTest { percent: Decimal { ten_thousandths: -300_000 }, ..plan };
    assert_eq!(shop.ask(steep).await.unwrap_err().code, Code::Conflict);

    let agent = shop.ask(TrainPrices { paths: 20, ..TrainPrices::default() }).await.unwrap();
    // E1 is being tested, so nobody else may ask a price of it.
    let tried: Vec<&str> = agent.rows.iter().map(|row| row.sku.as_str()).collect();
    assert!(tried.contains(&"E0") && !tried.contains(&"E1"), "{agent:?}");
    assert!(agent.rows.iter().all(|row| row.is_passed || row.rule.minor > 0));
}

#[tokio::test]
async fn what_is_to_go_by_a_day_is_marked_down() {
    let shop = shop().await;
    let by = |later: i32| PriceTerms {
        goal: PriceGoal::SellThrough,
        by: Some(day(7 * WEEKS + later)),
        ..PriceTerms::default()
    };
    let asked = |terms: PriceTerms| GetPrices {
        terms,
        part: PricePart::All,
        limit: 100,
        ..GetPrices::default()
    };
    let prices = shop.ask(asked(by(28))).await.unwrap();
    let choice = row(&prices, "E1").suggestion.as_ref().unwrap();
    assert_eq!(choice.source, PriceSource::Markdown);
    let last = choice.later.last().map_or(choice.price, |step| step.price);
    assert_eq!(last.minor, 900, "{choice:?}");
    let kept = row(&prices, "E2").kept.as_ref().unwrap();
    assert!(kept.contains("how much of it is there"), "{kept}");
    for later in [-1, 0, 200] {
        let refused = shop.ask(asked(by(later))).await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::BadRequest, Some("by")));
    }
}

#[tokio::test]
async fn a_decided_price_stands_and_any_rule_may_be_proposed() {
    let shop = shop().await;
    let e1 = GetPrice { sku: "E1".to_owned(), terms: PriceTerms::default() };
    let choices = shop.ask(e1.clone()).await.unwrap().choices;
    assert!(choices.iter().any(|choice| choice.source == PriceSource::Thompson), "{choices:?}");
    let moved = choices.iter().filter(|choice| choice.price.minor != 1000);
    let mut proposed = Vec::new();
    for choice in moved {
        let source = Some(choice.source);
        let request =
            ProposePrices { skus: vec!["E1".to_owned()], source, ..ProposePrices::default() };
        let made = shop.ask(request).await.unwrap().rows;
        let price = choice.price.minor / 100;
        assert!(made[0].title.contains(&format!("→ £{price}.")), "{}", made[0].title);
        proposed.push(made[0].id);
    }
    assert!(!proposed.is_empty());
    let unnamed = ProposePrices { source: Some(PriceSource::Fitted), ..ProposePrices::default() };
    assert_eq!(shop.ask(unnamed).await.unwrap_err().field.as_deref(), Some("skus"));

    let approve = |id| DecideProposal { id, decision: Verdict::Approve, note: String::new() };
    let older = ProposePrices { changes: vec![to("E0", "9.50")], ..ProposePrices::default() };
    let older = shop.ask(older).await.unwrap().rows[0].id;
    shop.ask(approve(proposed[0])).await.unwrap();
    // The others are too soon now, and so is whatever else is tried.
    for id in proposed.iter().skip(1) {
        let refused = shop.ask(approve(*id)).await.unwrap_err();
        assert!(refused.message.contains("stands for at least 14 days"), "{refused:?}");
    }
    let prices = all(&shop).await;
    let kept = row(&prices, "E1").kept.as_ref().unwrap();
    assert!(kept.contains("may move again in 14 days"), "{kept}");
    // A category moves without those that may not.
    let mugs = |percent: &str| ProposePrices {
        changes: vec![PriceMove {
            category: Some("Mugs".to_owned()),
            percent: Some(percent.parse().unwrap()),
            ..PriceMove::default()
        }],
        ..ProposePrices::default()
    };
    let made = shop.ask(mugs("-5")).await.unwrap().rows;
    assert_eq!(made[0].rows.len(), 4, "{made:?}");
    assert!(made[0].basis.contains("Left out, since they would break a guard: 2"), "{made:?}");
    assert_eq!(shop.ask(mugs("-50")).await.unwrap_err().code, Code::Conflict);
    shop.ask(UndoLast {}).await.unwrap();

    // A newer catalogue says what is asked now.
    let newer = PRODUCTS.replace("E0,E0 named,Mugs,10.00", "E0,E0 named,Mugs,11.00");
    shop.import(&shop.file("newer.csv", newer)).await.unwrap();
    assert_eq!(row(&all(&shop).await, "E0").price.unwrap().minor, 1100);
    let refused = shop.ask(approve(older)).await.unwrap_err();
    assert!(refused.message.contains("is £11.00 by now, and was £10.00"), "{refused:?}");
}
