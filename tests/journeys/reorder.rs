//! Forecasts of a shop's own sales: trained, shown, corrected, taken back; and whatever is wrong is
//! said.

use crate::Shop;
use jiff::SignedDuration;
use kontor_api::{
    Code,
    domain::{DateTime, Quantity},
    export::{Export, Exportable, Format},
    forecast::{
        Change, CorrectForecast, DemandKind, ForecastSort, Forecastable, GetForecast, GetForecasts,
        GetModels, ModelCard, TrainForecast, UseModel,
    },
    history::{RedoLast, UndoLast},
    settings::{self, Settings},
};
use kontor_tests::shop::{self, ENGLISH};
use std::{fmt::Write as _, fs, path::PathBuf, time::Instant};

/// Weeks of sales in the file.
const WEEKS: i32 = 120;

/// The day so many days after Monday, 4 January 2021.
fn day(later: i32) -> String {
    let first: kontor_api::domain::Date = "2021-01-04".parse().unwrap();
    (0..later).fold(first, |day, _| day.tomorrow().unwrap()).to_string()
}

/// Sales of products that sell steadily with a rhythm of the year, one that sells now and then, one
/// that ended, one that is new.
fn sales(shop: &Shop, name: &str, weeks: std::ops::Range<i32>) -> PathBuf {
    sales_times(shop, name, weeks, 1)
}

/// The same, so many times as much.
fn sales_times(shop: &Shop, name: &str, weeks: std::ops::Range<i32>, times: i32) -> PathBuf {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price,Country\n".to_owned();
    let mut order = weeks.start * 1000;
    let mut line = |week: i32, weekday: i32, sku: &str, units: i32| {
        if units > 0 && weeks.contains(&week) {
            let units = units * times;
            order += 1;
            let day = day(7 * week + weekday);
            writeln!(text, "F-{order},{day} 10:00:00,{sku},{sku} named,{units},2.50,France")
                .unwrap();
        }
    };
    for week in 0..WEEKS + 10 {
        for product in 0..9 {
            let season = 1.0 + 0.4 * (f64::from(week) / 52.0 * std::f64::consts::TAU).sin();
            let noise = 0.9 + f64::from((week * 31 + product * 17) % 11) / 50.0;
            let units = f64::from(10 + 6 * product) * season * noise;
            line(week, product % 7, &format!("STEADY-{product}"), units as i32);
        }
        line(week, 2, "RARE", if week % 5 == 0 { 2 } else { 0 });
        line(week, 3, "ENDED", if week < 40 { 4 } else { 0 });
        line(week, 4, "NEW", if week >= WEEKS - 3 { 5 } else { 0 });
    }
    let file = shop.home.path().join(name);
    fs::write(&file, text).unwrap();
    file
}

async fn with_sales() -> Shop {
    let shop = Shop::new().await;
    let file = sales(&shop, "sales.csv", 0..WEEKS);
    shop.import(&file).await.unwrap();
    shop
}

fn short() -> TrainForecast {
    TrainForecast { horizon: 6, budget_secs: 20, ..TrainForecast::default() }
}

fn product(sku: &str) -> GetForecast {
    GetForecast { sku: sku.to_owned(), width: 640, height: 260 }
}

#[tokio::test]
async fn a_forecast_is_trained_shown_corrected_and_taken_back() {
    let shop = with_sales().await;
    assert_eq!(shop.ask(GetForecasts::default()).await.unwrap().card, None);
    let card = shop.ask(short()).await.unwrap();
    assert_eq!((card.products, card.too_new, card.ended), (10, 1, 1));
    assert_eq!(card.data.to.to_string(), day(7 * WEEKS - 1));
    assert!(card.seconds <= 22.0, "{} s of 20", card.seconds);
    assert!(card.accuracy.wape < card.accuracy.baseline_wape, "{:?}", card.accuracy);
    assert!(card.accuracy.wape.unwrap() < 0.2 && card.duel.is_none());
    let shares: f64 = card.models.iter().map(|model| model.share).sum();
    assert!((shares - 1.0).abs() < 1e-9);

    let list = shop.ask(GetForecasts::default()).await.unwrap();
    assert_eq!((list.total, list.newer_weeks), (12, 0));
    assert_eq!(list.rows[0].sku, "STEADY-8");
    assert!(list.rows[0].low <= list.rows[0].next && list.rows[0].next <= list.rows[0].high);
    let last: Vec<_> = list.rows[10..].iter().map(|row| row.forecastable).collect();
    assert!(last.contains(&Forecastable::TooNew) && last.contains(&Forecastable::Ended));
    assert!(list.rows[10].remark.is_some());
    let rare = GetForecasts { kind: Some(DemandKind::Intermittent), ..GetForecasts::default() };
    assert_eq!(shop.ask(rare).await.unwrap().rows[0].sku, "RARE");
    let named = GetForecasts {
        search: Some("steady-3".to_owned()),
        sort: ForecastSort::Title,
        ..GetForecasts::default()
    };
    assert_eq!(shop.ask(named).await.unwrap().total, 1);

    let page = shop.ask(product("STEADY-8")).await.unwrap();
    assert_eq!((page.history.len(), page.weeks.len()), (WEEKS as usize, 6));
    assert_eq!(page.weeks[0].week.to_string(), day(7 * WEEKS));
    assert!(page.chart.svg.contains("band") && page.chart.marks.len() == 104 + 6);
    assert!(page.weeks.iter().all(|week| week.quantiles.is_sorted()));
    assert_eq!(page.weeks[0].drivers.len(), page.drivers.len());
    let ended = shop.ask(product("ENDED")).await.unwrap();
    assert!(ended.weeks.is_empty() && ended.row.remark.is_some());

    let week = page.weeks[1].week;
    let correct = |change| CorrectForecast {
        sku: "STEADY-8".to_owned(),
        week: week.tomorrow().unwrap(),
        change,
        note: "a fair".to_owned(),
    };
    shop.ask(correct(Some(Change::Percent(50)))).await.unwrap();
    let corrected = shop.ask(product("STEADY-8")).await.unwrap();
    let [_, of, ..] = corrected.weeks.as_slice() else { panic!("no weeks") };
    assert_eq!(of.model, page.weeks[1].units);
    assert_eq!(of.units.milli, of.model.milli * 150 / 100);
    assert!(of.quantiles.is_sorted() && of.quantiles[8] > page.weeks[1].quantiles[8]);
    assert_eq!(of.correction.as_ref().unwrap().note, "a fair");
    shop.ask(correct(Some(Change::Units(Quantity::whole(7))))).await.unwrap();
    assert_eq!(shop.ask(product("STEADY-8")).await.unwrap().weeks[1].units, Quantity::whole(7));
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(shop.ask(product("STEADY-8")).await.unwrap().weeks[1], *of);
    shop.ask(RedoLast {}).await.unwrap();
    let gone = shop.ask(correct(None)).await.unwrap();
    assert_eq!(gone.corrections, []);
    let far = CorrectForecast {
        week: "2030-01-01".parse().unwrap(),
        ..correct(Some(Change::Percent(5)))
    };
    assert_eq!(shop.ask(far).await.unwrap_err().field.as_deref(), Some("week"));
    assert_eq!(
        shop.ask(correct(Some(Change::Percent(-101)))).await.unwrap_err().code,
        Code::BadRequest
    );

    for format in [Format::Csv, Format::Xlsx] {
        let what = Exportable::Forecasts(GetForecasts::default());
        let file = shop.ask(Export { what, format }).await.unwrap();
        assert!(file.bytes > 500, "{file:?}");
        if format == Format::Csv {
            let text = fs::read_to_string(&file.path).unwrap();
            assert_eq!(text.matches("STEADY-8,").count(), 6, "{text}");
        }
    }
}

#[tokio::test]
async fn a_newer_training_competes_with_the_older_which_comes_back() {
    let shop = with_sales().await;
    let first = shop.ask(short()).await.unwrap();
    let page = shop.ask(product("STEADY-4")).await.unwrap();
    let correction = CorrectForecast {
        sku: "STEADY-4".to_owned(),
        week: page.weeks[0].week,
        change: Some(Change::Percent(100)),
        note: String::new(),
    };
    shop.ask(correction).await.unwrap();
    let newer = sales(&shop, "newer.csv", WEEKS..WEEKS + 3);
    shop.import(&newer).await.unwrap();
    assert_eq!(shop.ask(GetForecasts::default()).await.unwrap().newer_weeks, 3);
    let second = shop.ask(short()).await.unwrap();
    assert_ne!(first.id, second.id);
    let duel = second.duel.clone().unwrap();
    assert_eq!(duel.is_won, duel.challenger < duel.champion);
    assert_eq!(second.weights_of, if duel.is_won { second.id.clone() } else { first.id.clone() });
    // What was corrected then is over now, and doubling it did not help.
    let page = shop.ask(product("STEADY-4")).await.unwrap();
    assert_eq!(page.past_corrections[0].helped, Some(false));
    assert!(page.past_corrections[0].sold.is_some());

    let models = shop.ask(GetModels {}).await.unwrap();
    assert_eq!((models.in_use.as_ref(), models.cards.len()), (Some(&second.id), 2));
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(shop.ask(GetForecasts::default()).await.unwrap().card.unwrap().id, first.id);
    shop.ask(UseModel { id: second.id.clone() }).await.unwrap();
    assert_eq!(shop.ask(GetForecasts::default()).await.unwrap().card.unwrap().id, second.id);
    assert_eq!(
        shop.ask(UseModel { id: "../secret".into() }).await.unwrap_err().code,
        Code::NotFound
    );

    // A damaged one is said to be so, and the other can be used again.
    let file = shop.folder.join("models").join(&second.id).join("forecast.safetensors");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    shop::create(&shop.engine, &shop.home.path().join("other")).await.unwrap();
    shop::open(&shop.engine, &shop.folder).await.unwrap();
    let error = shop.ask(GetForecasts::default()).await.unwrap_err();
    assert!(error.message.contains(&second.id) && error.hint.is_some(), "{error:?}");
    assert!(shop.ask(UseModel { id: second.id }).await.is_err());
    shop.ask(UseModel { id: first.id.clone() }).await.unwrap();
    assert_eq!(shop.ask(GetForecasts::default()).await.unwrap().card.unwrap().id, first.id);
}

#[tokio::test]
async fn a_night_makes_a_training_due_and_a_training_says_if_demand_has_changed() {
    let shop = with_sales().await;
    let later = |card: &ModelCard, hours: i64| card.made_at + SignedDuration::from_hours(hours);
    let now: DateTime = "2026-01-01T12:00".parse().unwrap();
    assert_eq!(shop.engine.training_due(now), None, "nobody asked for a forecast yet");
    let first = shop.ask(short()).await.unwrap();
    assert_eq!(first.since, None);
    assert_eq!(shop.engine.training_due(later(&first, 24)), None, "there is nothing new to learn");
    shop.import(&sales(&shop, "as-ever.csv", WEEKS..WEEKS + 2)).await.unwrap();
    assert_eq!(shop.engine.training_due(first.made_at), None, "no night has passed");
    let due = shop.engine.training_due(later(&first, 24)).unwrap();
    assert_eq!((due.shop, due.language), (shop.folder.clone(), ENGLISH));
    let settings = shop.ask(settings::GetSettings {}).await.unwrap();
    let settings = Settings { train_nightly: false, ..settings };
    shop.ask(settings::Change { settings }).await.unwrap();
    assert_eq!(shop.engine.training_due(later(&first, 24)), None, "the merchant does not want it");

    let second = shop.ask(short()).await.unwrap();
    let since = second.since.unwrap();
    assert_eq!((since.of, since.weeks, since.is_drift), (first.id, 2, false));
    assert!(since.coverage.unwrap() > 0.8 && since.wape.unwrap() < 0.2, "{:?}", since.wape);

    let file = sales_times(&shop, "a-boom.csv", WEEKS + 2..WEEKS + 4, 3);
    shop.import(&file).await.unwrap();
    let since = shop.ask(short()).await.unwrap().since.unwrap();
    assert!(since.is_drift && since.of == second.id, "{since:?}");
    assert!(since.wape > since.promised_wape && since.coverage.unwrap() < 0.5, "{since:?}");
}

#[tokio::test]
async fn a_training_is_cancelled_at_once_and_leaves_nothing() {
    let shop = with_sales().await;
    let job = serde_json::to_vec(&TrainForecast::default()).unwrap();
    let started = shop.engine.rpc("forecast_train", &job, ENGLISH).await.unwrap();
    let started: kontor_api::JobStarted = serde_json::from_slice(&started).unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    let asked = Instant::now();
    shop.engine.cancel(started.job);
    let state = loop {
        let job = shop.ask(kontor_api::JobGet { job: started.job }).await.unwrap();
        if job.state != kontor_api::JobState::Running {
            break job.state;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    assert_eq!(state, kontor_api::JobState::Cancelled);
    let seconds = asked.elapsed().as_secs_f64();
    assert!(seconds <= 1.0, "{seconds:.2} s until it stopped");
    assert_eq!(shop.ask(GetModels {}).await.unwrap().cards, []);
}

#[tokio::test]
async fn too_little_history_is_said() {
    let shop = Shop::new().await;
    assert_eq!(shop.ask(short()).await.unwrap_err().code, Code::NotFound);
    let file = sales(&shop, "few.csv", 0..5);
    shop.import(&file).await.unwrap();
    let error = shop.ask(short()).await.unwrap_err();
    assert!(error.message.contains("8 weeks") && error.hint.is_some(), "{error:?}");
    let none = TrainForecast { horizon: 0, ..short() };
    assert_eq!(shop.ask(none).await.unwrap_err().field.as_deref(), Some("horizon"));
    let no_time = TrainForecast { budget_secs: 0, ..short() };
    assert_eq!(shop.ask(no_time).await.unwrap_err().field.as_deref(), Some("budget_secs"));
    assert_eq!(shop.ask(product("STEADY-0")).await.unwrap_err().code, Code::NotFound);
}
