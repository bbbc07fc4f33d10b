//! An engine of its own for each test or measurement, with every folder in one place.

use kontor_api::{
    ApiError,
    domain::{Currency, Language, Weekday},
    history::GetHistory,
    import::{List, Report, Run, Source},
    settings::{PriceSettings, ReorderSettings, Settings},
    sql::RunSql,
    workspace::{Create, GetStatus, Open, Status},
};
use kontor_engine::{Config, Engine};
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// The language that journeys speak.
pub const ENGLISH: Language = Language::En;

/// An engine whose state, workspaces and exports lie under `home`.
///
/// # Errors
/// When the folders cannot be made.
pub fn engine(home: &Path, threads: Option<usize>) -> Result<Engine, ApiError> {
    Engine::start(Config {
        state_dir: home.join("state"),
        default_folder: home.join("workspaces"),
        samples: Some(crate::places::samples()),
        threads,
        memory_bytes: None,
        language: ENGLISH,
        time_zone: Some("Europe/London".to_owned()),
        person: "Ada".to_owned(),
    })
}

/// A British shop.
pub fn settings(name: &str) -> Settings {
    Settings {
        name: name.to_owned(),
        currency: "GBP".parse().unwrap_or(Currency::EUR),
        time_zone: "Europe/London".to_owned(),
        week_start: Weekday::Monday,
        fiscal_year_start: 1,
        prices_include_tax: false,
        watched_folder: None,
        payment_fee_percent: Default::default(),
        payment_fee_fixed: Default::default(),
        fulfilment_cost: Default::default(),
        shipping_cost: Default::default(),
        train_nightly: true,
        reorder: ReorderSettings::default(),
        price: PriceSettings::default(),
    }
}

/// Makes a workspace and opens it.
///
/// # Errors
/// When the folder is taken or cannot be made.
pub async fn create(engine: &Engine, folder: &Path) -> Result<Status, ApiError> {
    let folder = Some(folder.display().to_string());
    engine.call(Create { folder, settings: settings("Shop") }, ENGLISH).await
}

/// Opens a workspace.
///
/// # Errors
/// When it is busy, newer, damaged or not there.
pub async fn open(engine: &Engine, folder: &Path) -> Result<Status, ApiError> {
    engine.call(Open { folder: folder.display().to_string() }, ENGLISH).await
}

/// Names a file to import.
pub fn file(path: &Path) -> Source {
    Source::Path { path: path.display().to_string() }
}

/// Imports a file as Kontor guesses it.
///
/// # Errors
/// When it cannot be understood.
pub async fn import(engine: &Engine, path: &Path) -> Result<Report, ApiError> {
    engine.call(Run { source: file(path), plan: None }, ENGLISH).await
}

/// Everything of a shop that a person could see change.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Order lines.
    pub lines: u64,
    /// The sum of their amounts.
    pub sum: Option<String>,
    /// Imports.
    pub imports: usize,
    /// Operations that stand.
    pub operations: usize,
    /// What it counts in, and where its clocks stand.
    pub settings: Option<Settings>,
}

/// The state of the shop that is open.
///
/// # Errors
/// When none is open.
pub async fn state(engine: &Engine) -> Result<State, ApiError> {
    let status = engine.call(GetStatus {}, ENGLISH).await?;
    let sum = RunSql { sql: "SELECT sum(amount) FROM order_lines".to_owned(), limit: 1 };
    let sum = engine.call(sum, ENGLISH).await?;
    let imports = engine.call(List {}, ENGLISH).await?.batches.len();
    let operations = engine.call(GetHistory {}, ENGLISH).await?.operations;
    Ok(State {
        lines: status.open.as_ref().map_or(0, |open| open.lines),
        sum: sum.rows.into_iter().flatten().next().flatten(),
        imports,
        operations: operations.iter().filter(|operation| !operation.undone).count(),
        settings: status.open.map(|open| open.settings),
    })
}

/// The sample shop's order lines.
pub fn sample_orders() -> PathBuf {
    crate::places::samples().join("hearth-and-linen/orders.csv")
}

/// An order line for each of `count` products, as CSV.
pub fn many_products(count: usize) -> String {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price,Country\n".to_owned();
    for number in 0..count {
        let day = number % 28 + 1;
        text.push_str(&format!(
            "P-{number},2025-03-{day:02} 10:00:00,K-{number:05},Product {number},1,2.50,France\n"
        ));
    }
    text
}

/// So many order lines as CSV, five to an order, the same each time.
pub fn many_lines(count: usize) -> String {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price,Customer,Country\n".to_owned();
    for line in 0..count {
        let (order, day, sku) = (line / 5, line / 5 % 28 + 1, line % 997);
        // Writing to a text cannot fail.
        writeln!(
            text,
            "M-{order},2025-03-{day:02} 10:{:02}:00,SKU-{sku},Product {sku},{},{}.50,C{},Germany",
            order % 60,
            line % 7 + 1,
            sku % 40 + 1,
            order % 5000
        )
        .ok();
    }
    text
}
