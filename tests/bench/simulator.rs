//! The simulator at its two speeds, and how often its regressions recover what is true.

use crate::numbers::{Show, say};
use anyhow::Result;
use kontor_simulator::{
    Random,
    daily::DailyMarket,
    regression,
    stores::{Clicks, Extent, Settings, Store, write_store},
};
use serde::Serialize;
use std::{
    cell::Cell,
    io::{self, Write},
    rc::Rc,
    time::Instant,
};

/// Orders of the large store of `--full`.
const TEN_MILLION_SCALE: f64 = 423.0;

#[derive(Serialize)]
struct Speeds {
    /// Variant-days a second of the fast market on one core, by store.
    daily: Vec<(String, f64)>,
    /// Megabytes a second of the full log, by store; nothing is written to a disk.
    log: Vec<(String, f64)>,
    /// Seconds and gigabytes of a store of ten million orders; only with `--full`.
    ten_million: Option<(f64, f64)>,
    /// Markets of which elasticities were estimated.
    markets: u32,
    /// Share of 90 % intervals that cover the true elasticity.
    coverage: f64,
}

/// Runs everything once: these are throughputs, of seconds each.
pub fn measure(full: bool, show: Show) -> Result<()> {
    let last_day = "2026-10-31".parse()?;
    let (mut daily, mut log) = (Vec::new(), Vec::new());
    for store in Store::ALL {
        let settings = store.settings(last_day, 1.0, 1);
        daily.push((store.id().to_owned(), days_a_second(&settings)));
        let (seconds, bytes) = write(&settings)?;
        log.push((store.id().to_owned(), bytes as f64 / 1e6 / seconds));
        say(&format!("{} done", store.id()));
    }
    let ten_million = match full {
        true => {
            let settings = Store::HomeGoods.settings(last_day, TEN_MILLION_SCALE, 1);
            let (seconds, bytes) = write(&settings)?;
            Some((seconds, bytes as f64 / 1e9))
        }
        false => None,
    };
    let markets = if full { 200 } else { 20 };
    let coverage = regression::coverage(markets, 1).share();
    let speeds = Speeds { daily, log, ten_million, markets, coverage };
    show.print(&speeds, |speeds| {
        let mut text =
            String::from("\nSimulator, one core (at least 2 million variant-days a second)\n");
        for ((store, days), (_, megabytes)) in speeds.daily.iter().zip(&speeds.log) {
            text += &format!(
                "{store:<18} {:>6.1} M variant-days/s {megabytes:>8.1} MB/s of files\n",
                days / 1e6
            );
        }
        if let Some((seconds, gigabytes)) = speeds.ten_million {
            text +=
                &format!("ten million orders in {seconds:.0} s (at most 600), {gigabytes:.1} GB\n");
        }
        text += &format!(
            "90 % intervals of elasticities cover {:.1} % over {} markets (85 to 95)",
            speeds.coverage * 100.0,
            speeds.markets
        );
        text
    })
}

/// Draws a year of every variant's demand.
fn days_a_second(settings: &Settings) -> f64 {
    let mut market = DailyMarket::new(&settings.market);
    let mut random = Random::new(1, 1);
    let (mut expected, mut demand, mut drawn) = (Vec::new(), Vec::new(), 0_usize);
    let begun = Instant::now();
    for round in 0..3 {
        for day in 0..settings.market.days.min(365) {
            if round == 0 {
                market.follow_plan(day);
            }
            market.expected(day, &mut expected);
            market.draw(&expected, &mut random, &mut demand);
            drawn += demand.len();
        }
    }
    drawn as f64 / begun.elapsed().as_secs_f64()
}

/// Writes a store to nowhere: seconds and bytes.
fn write(settings: &Settings) -> Result<(f64, u64)> {
    let bytes = Rc::new(Cell::new(0));
    let extent = Extent { clicks: Clicks::LastDays(3), full_truth: false, days: None };
    let begun = Instant::now();
    let mut open = |_: &str| -> io::Result<Box<dyn Write>> { Ok(Box::new(Counter(bytes.clone()))) };
    write_store(settings, extent, &mut open, &mut |_| Ok(()))?;
    Ok((begun.elapsed().as_secs_f64(), bytes.get()))
}

/// Counts what is written to it.
struct Counter(Rc<Cell<u64>>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
