//! Benchmark files through the lab's command, as a person gives them: figures come out, and what is
//! wrong with a file is said.

use crate::Shop;
use kontor_api::{
    Code,
    lab::{LabForecast, Layout, LongColumns},
};
use std::{fmt::Write as _, fs, path::Path};

fn request(train: &Path, layout: Layout) -> LabForecast {
    LabForecast {
        train: train.display().to_string(),
        test: None,
        horizon: 4,
        season: 4,
        layout,
        columns: None,
        is_log: false,
    }
}

/// A rhythm of four, of products of several sizes, with a little noise.
fn sold(product: usize, period: usize) -> f64 {
    let noise = ((product * 31 + period * 17) % 11) as f64 / 100.0;
    (10 * (product + 1)) as f64 * ([1.0, 1.5, 0.5, 0.8][period % 4] + noise)
}

#[tokio::test]
async fn a_benchmark_is_forecast_and_scored() {
    let shop = Shop::new().await;
    let mut wide = String::from("\"V1\",\"V2\"\n");
    for product in 0..12 {
        let values: Vec<String> =
            (0..60).map(|period| format!("\"{:.3}\"", sold(product, period))).collect();
        writeln!(wide, "\"P{product}\",{}", values.join(",")).unwrap();
    }
    let file = shop.home.path().join("wide.csv");
    fs::write(&file, &wide).unwrap();
    let report = shop.ask(request(&file, Layout::Wide)).await.unwrap();
    assert_eq!(report.series, 12);
    assert!(report.figures.mase.unwrap() < 1.0, "{:?}", report.figures);
    assert!(report.coverage_95.unwrap() > 0.7 && report.msis.is_some() && report.pinball.is_some());
    let shares: f64 = report.models.iter().map(|model| model.share).sum();
    assert!((shares - 1.0).abs() < 1e-9 && report.models.len() > 5, "{:?}", report.models);
    assert_eq!(report.classes["smooth"], 12);
    // The same file gives the same forecast.
    let again = shop.ask(request(&file, Layout::Wide)).await.unwrap();
    assert_eq!((again.figures, again.msis), (report.figures, report.msis));
}

#[tokio::test]
async fn what_is_wrong_with_a_benchmark_is_said() {
    let shop = Shop::new().await;
    let write = |name: &str, text: &str| {
        let file = shop.home.path().join(name);
        fs::write(&file, text).unwrap();
        file
    };
    let missing = request(&shop.home.path().join("nothing.csv"), Layout::Wide);
    assert!(shop.ask(missing).await.is_err());
    let empty = write("empty.csv", "");
    let error = shop.ask(request(&empty, Layout::Wide)).await.unwrap_err();
    assert_eq!(error.code, Code::BadRequest);
    let words = write("words.csv", "P,1,2,three\n");
    let error = shop.ask(request(&words, Layout::Wide)).await.unwrap_err();
    assert!(error.message.contains("three") && error.message.contains("line 1"), "{error:?}");
    let long = write("long.csv", "sku,week,sold\nA,1,5\n");
    let columns = LongColumns {
        id: vec!["sku".into()],
        time: "month".into(),
        value: "sold".into(),
        future: Vec::new(),
    };
    let plan = LabForecast { columns: Some(columns), ..request(&long, Layout::Long) };
    let error = shop.ask(plan).await.unwrap_err();
    assert!(error.message.contains("month") && error.hint.unwrap().contains("week"));
    let none = LabForecast { horizon: 0, ..request(&words, Layout::Wide) };
    assert_eq!(shop.ask(none).await.unwrap_err().code, Code::BadRequest);
}
