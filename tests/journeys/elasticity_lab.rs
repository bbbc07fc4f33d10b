//! Elasticities of a benchmark file through the lab's command, as a person gives it: figures come
//! out, and what is wrong with a file is said.

use crate::Shop;
use kontor_api::{Code, lab::LabElasticity};
use std::{fmt::Write as _, fs, path::Path};

fn request(file: &Path) -> LabElasticity {
    LabElasticity {
        file: file.display().to_string(),
        units: "sold".into(),
        price: "price".into(),
        group: vec!["kind".into()],
        condition: "week<=30".into(),
        history: vec![8],
        ..LabElasticity::default()
    }
}

#[tokio::test]
async fn elasticities_are_estimated_and_what_is_wrong_is_said() {
    let shop = Shop::new().await;
    let write = |name: &str, price: fn(i32) -> f64| {
        let mut text = String::from("kind,week,sold,price\n");
        for kind in 1..=4 {
            for week in 1..=40 {
                let (price, noise) = (price(week + kind), f64::from((week * 17 + kind * 31) % 11));
                let units =
                    900.0 * price.powf(-1.0 - 0.5 * f64::from(kind)) * (1.0 + noise / 100.0);
                writeln!(text, "{kind},{week},{units:.3},{price}").unwrap();
            }
        }
        let file = shop.home.path().join(name);
        fs::write(&file, text).unwrap();
        file
    };
    let moving = write("moving.csv", |week| 2.0 + f64::from(week * 7 % 5) / 5.0);
    let report = shop.ask(request(&moving)).await.unwrap();
    assert_eq!((report.rows, report.rows_kept_back, report.by_group.count), (120, 40, 4));
    assert_eq!((report.hierarchical.known, report.history[0].weeks), (4, 8));
    // From −1.5 to −3.
    assert!((report.by_group.mean.unwrap() + 2.25).abs() < 0.1, "{:?}", report.by_group);
    assert_eq!(report.hierarchical.parents.len(), 4);
    assert!(report.hierarchical.holdout_log_rmse < report.pooled.holdout_log_rmse, "{report:?}");

    let still = write("still.csv", |_| 2.0);
    let error = shop.ask(request(&still)).await.unwrap_err();
    assert_eq!(error.code, Code::BadRequest);
    assert!(error.message.contains("price"), "{error:?}");
    let other = LabElasticity { price: "cost".into(), ..request(&moving) };
    let error = shop.ask(other).await.unwrap_err();
    assert!(error.message.contains("cost") && error.hint.unwrap().contains("week"));
    let other = LabElasticity { condition: "the past".into(), ..request(&moving) };
    let error = shop.ask(other).await.unwrap_err();
    assert!(error.message.contains("the past"), "{error:?}");
}
