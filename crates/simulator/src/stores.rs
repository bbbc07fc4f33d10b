//! The sample stores: four markets of different kinds, and how a platform exports them.
//!
//! Each store's file makes its [`Settings`]; [`write_store`] runs the market and writes the files.

mod coffee_roaster;
mod home_goods;
mod outdoor_clothing;
mod parts_dealer;
mod shelf;

use crate::{
    calendar::{Clock, Holiday, HolidayRule, day_after},
    export::{Exports, FileCard, Open, Planted},
    market::{Market, Merchant},
    shop,
    truth::{DailyTruth, Tally, Truth, write_customers},
};
use kontor_domain::Date;
use serde::{Deserialize, Serialize};
use std::io::{self, Write as _};

pub use coffee_roaster::coffee_roaster;
pub use home_goods::home_goods;
pub use outdoor_clothing::outdoor_clothing;
pub use parts_dealer::parts_dealer;

/// The stream that catalogues are drawn from; the shop's own streams have lower numbers.
const CATALOGUE_STREAM: u64 = 100;

/// A sample store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// 40 codes, seven months, customers who come back.
    CoffeeRoaster,
    /// 600 codes, three years, promotions.
    HomeGoods,
    /// Sizes and colours, strong seasons, returns, two locations, two currencies.
    OutdoorClothing,
    /// 8,000 codes, intermittent demand, long lead times, companies that buy in bulk.
    PartsDealer,
}

impl Store {
    /// All of them.
    pub const ALL: [Store; 4] =
        [Store::CoffeeRoaster, Store::HomeGoods, Store::OutdoorClothing, Store::PartsDealer];

    /// Its name in commands, which is that of its folder.
    pub fn id(self) -> &'static str {
        match self {
            Store::CoffeeRoaster => "coffee-roaster",
            Store::HomeGoods => "home-goods",
            Store::OutdoorClothing => "outdoor-clothing",
            Store::PartsDealer => "parts-dealer",
        }
    }

    /// The store of that name.
    pub fn from_id(id: &str) -> Option<Store> {
        Store::ALL.into_iter().find(|store| store.id() == id)
    }

    /// Its settings, with the last day of its log. A scale of 2 has twice the customers of the same
    /// products.
    pub fn settings(self, last_day: Date, scale: f64, seed: u64) -> Settings {
        match self {
            Store::CoffeeRoaster => coffee_roaster(last_day, scale, seed),
            Store::HomeGoods => home_goods(last_day, scale, seed),
            Store::OutdoorClothing => outdoor_clothing(last_day, scale, seed),
            Store::PartsDealer => parts_dealer(last_day, scale, seed),
        }
    }
}

/// A store: its market and what else its exports show.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which store it is.
    pub store: Store,
    /// The shop's name.
    pub name: &'static str,
    /// What it sells, where, how long: English and German.
    pub about: [&'static str; 2],
    /// Its currency.
    pub currency: &'static str,
    /// Its time zone.
    pub time_zone: &'static str,
    /// The zone's clock.
    pub clock: Clock,
    /// The market.
    pub market: Market,
    /// The seed that it was made with.
    pub seed: u64,
}

/// A store's card, `store.json`: what a program needs to open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreCard {
    /// The store, by the name of its folder.
    pub id: String,
    /// The shop's name.
    pub name: String,
    /// What it sells, where, how long.
    pub about: About,
    /// Its currency.
    pub currency: String,
    /// Its time zone.
    pub time_zone: String,
    /// Its files, in the order in which they are imported.
    pub files: Vec<FileCard>,
    /// Rows that cannot be right, put there on purpose.
    pub planted: Vec<Planted>,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// English.
    pub en: String,
    /// German.
    pub de: String,
}

/// How much of a store's clicks is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clicks {
    /// Those of all days.
    All,
    /// Those of the last days; they are many.
    LastDays(u32),
}

/// What is written of a store beside its exports and `truth.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// How much of its clicks.
    pub clicks: Clicks,
    /// Whether `truth_daily.csv` and `truth_customers.csv` are written: the truth of every variant
    /// on every day, and of every customer.
    pub full_truth: bool,
    /// Only so many days, as if the files had been exported then: what had been planned by then
    /// reaches beyond. `None` for all of them.
    pub days: Option<u32>,
}

/// Runs a store and writes its files: the exports, and `truth.json`. What `open` gives for a name
/// is written once, from its beginning to its end; several files are open at a time. The card is
/// given back, for the caller to write beside them under the names that he chose. `watch` is told
/// after each day how much of the store is written, 0 to 1; an error from it ends the work.
///
/// # Errors
/// Whatever `open`, `watch` or a writer fails with.
pub fn write_store(
    settings: &Settings,
    extent: Extent,
    open: &mut Open,
    watch: &mut dyn FnMut(f64) -> io::Result<()>,
) -> io::Result<(StoreCard, Truth)> {
    let days = extent.days.unwrap_or(settings.market.days).min(settings.market.days);
    // What happens until then is the same, however long the store goes on.
    let log = Settings { market: Market { days, ..settings.market.clone() }, ..settings.clone() };
    let (settings, planned) = (&log, &settings.market);
    let market = &settings.market;
    let clicks_from = match extent.clicks {
        Clicks::All => 0,
        Clicks::LastDays(days) => market.days.saturating_sub(days),
    };
    let mut exports = Exports::new(settings, clicks_from, open)?;
    let mut tally = Tally::new(market);
    let mut daily = match extent.full_truth {
        true => Some(DailyTruth::new(open("truth_daily.csv")?)?),
        false => None,
    };
    let mut days_done = 0;
    let ending = shop::run_days(planned, days, settings.seed, &mut |day| {
        days_done += 1;
        watch(f64::from(days_done) / f64::from(market.days.max(1)))?;
        tally.day(day);
        if let Some(daily) = &mut daily {
            daily.day(day)?;
        }
        exports.day(day, open)
    })?;
    let (files, planted) = exports.finish(&ending, open)?;
    let truth = tally.finish(settings, &ending);
    if let Some(mut daily) = daily {
        daily.finish()?;
        write_customers(settings, &truth, &ending, open("truth_customers.csv")?)?;
    }
    let mut out = open("truth.json")?;
    serde_json::to_writer(&mut out, &truth)?;
    out.write_all(b"\n")?;
    out.flush()?;
    let [en, de] = settings.about.map(str::to_owned);
    let card = StoreCard {
        id: settings.store.id().to_owned(),
        name: settings.name.to_owned(),
        about: About { en, de },
        currency: settings.currency.to_owned(),
        time_zone: settings.time_zone.to_owned(),
        files,
        planted,
    };
    Ok((card, truth))
}

/// A market without anything in it yet.
fn empty_market(last_day: Date, days: u32) -> Market {
    let start = last_day.checked_sub(jiff::Span::new().days(i64::from(days) - 1));
    Market {
        start: start.unwrap_or(Date::MIN),
        days,
        weekday: [1.0; 7],
        holidays: Vec::new(),
        seasons: Vec::new(),
        products: Vec::new(),
        variants: Vec::new(),
        companions: Vec::new(),
        segments: Vec::new(),
        channels: Vec::new(),
        campaigns: Vec::new(),
        promotions: Vec::new(),
        price_changes: Vec::new(),
        competitors: Vec::new(),
        suppliers: Vec::new(),
        locations: Vec::new(),
        countries: Vec::new(),
        arrivals_per_day: 0.0,
        growth_per_year: 0.0,
        customers_at_start: 0,
        merchant: Merchant {
            cover_days: 30.0,
            safety_days: 7.0,
            habit: 0.3,
            memory_days: 28.0,
            shelf_lots: 1,
        },
        cancelled_share: 0.012,
        shipping: (0, 0),
    }
}

fn holiday(
    name: &str,
    rule: HolidayRule,
    days_before: u32,
    days_after: u32,
    factor: f64,
) -> Holiday {
    Holiday { name: name.to_owned(), rule, days_before, days_after, factor }
}

/// Days from the first day to a date of some year, where it lies inside the log.
fn day_of(market: &Market, year: i16, month: i8, day: i8) -> Option<u32> {
    let date = Date::new(year, month, day).ok()?;
    let days = crate::calendar::days_between(market.start, date);
    (date >= market.start && date < day_after(market.start, market.days)).then_some(days as u32)
}

/// The years that a log touches.
fn years(market: &Market) -> std::ops::RangeInclusive<i16> {
    market.start.year()..=market.date(market.days).year()
}

/// Each third of an activity: few come often, many seldom; the mean is 1.
fn activity() -> Vec<(f64, f64)> {
    vec![(0.4, 0.45), (0.4, 1.0), (0.2, 2.1)]
}
