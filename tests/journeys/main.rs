//! Journeys: what a merchant does from beginning to end, through the parts that he meets.
//!
//! Most go through the engine; `killed` goes through the command line program; `browser`, `office`,
//! `ordering`, `pricing`, `window` and parts of others click in the real interface.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a journey stops at the first surprise"
)]

mod bad_input;
mod browser;
mod dialects;
mod elasticity_lab;
mod forecasts;
mod kept;
mod killed;
mod lab;
mod life;
mod numbers;
mod office;
mod ordering;
mod planned;
mod prices;
mod pricing;
mod pricing_lab;
mod profit;
mod quality;
mod refunds;
mod renamed;
mod reorder;
mod samples;
mod stock;
mod window;

use kontor_api::{
    ApiError, Call,
    import::Report,
    sales::{GetLines, Lines},
    sql::RunSql,
};
use kontor_engine::Engine;
use kontor_tests::shop::{self, ENGLISH};
use std::path::{Path, PathBuf};

/// An engine in folders that go with it, with an empty shop open.
struct Shop {
    engine: Engine,
    home: tempfile::TempDir,
    folder: PathBuf,
}

impl Shop {
    async fn new() -> Shop {
        let home = tempfile::tempdir().unwrap();
        let engine = shop::engine(home.path(), Some(2)).unwrap();
        let folder = home.path().join("shop");
        shop::create(&engine, &folder).await.unwrap();
        Shop { engine, home, folder }
    }

    /// A shop with the sample's order lines.
    async fn with_sample() -> Shop {
        let shop = Shop::new().await;
        shop.import(&shop::sample_orders()).await.unwrap();
        shop
    }

    /// A file beside the shop.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.home.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        file
    }

    async fn ask<C: Call>(&self, request: C) -> Result<C::Reply, ApiError> {
        answer(&self.engine, request).await
    }

    async fn import(&self, file: &Path) -> Result<Report, ApiError> {
        shop::import(&self.engine, file).await
    }

    /// Everything that a person could see change.
    async fn state(&self) -> shop::State {
        state(&self.engine).await
    }
}

/// Runs a command by its name and reads the reply; a job is waited for.
async fn answer<C: Call>(engine: &Engine, request: C) -> Result<C::Reply, ApiError> {
    engine.call(request, ENGLISH).await
}

async fn state(engine: &Engine) -> shop::State {
    shop::state(engine).await.unwrap()
}

/// The first cell of a statement's result.
async fn cell(engine: &Engine, sql: &str) -> Option<String> {
    let result = answer(engine, RunSql { sql: sql.to_owned(), limit: 1 }).await.unwrap();
    result.rows.into_iter().flatten().next().unwrap()
}

/// Every order line, whatever page it is on.
async fn all_lines(engine: &Engine, request: GetLines) -> Vec<kontor_api::sales::Line> {
    let mut lines = Vec::new();
    loop {
        let page = GetLines { offset: lines.len() as u64, limit: 1000, ..request.clone() };
        let Lines { total, lines: more, .. } = answer(engine, page).await.unwrap();
        assert!(!more.is_empty() || lines.len() as u64 == total, "a page in the middle is empty");
        lines.extend(more);
        if lines.len() as u64 >= total {
            return lines;
        }
    }
}
