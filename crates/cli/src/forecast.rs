//! `kontor forecast`: training, looking at forecasts and their accuracy, correcting them.

use crate::{
    args::Page,
    export,
    names::named,
    session::{Session, Stop},
    show,
};
use clap::{Args, Subcommand};
use kontor_api::{
    Command,
    domain::{Date, Locale, Quantity},
    export::{Exportable, Format},
    forecast::{
        Change, CorrectForecast, DemandKind, ForecastSort, GetForecast, GetForecasts, GetModels,
        TrainForecast, UseModel,
    },
};
use std::path::PathBuf;

/// A picture comes with every product: this size suits who asks for JSON to show it.
const CHART: (u32, u32) = (720, 260);

/// Verbs about forecasts.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Train a forecast of every product, test it on the past, and show it from now on
    Train {
        /// Weeks to forecast
        #[arg(long, value_name = "WEEKS", default_value_t = 13)]
        horizon: u16,
        /// Seconds that it may take; models that do not fit in are left out
        #[arg(long, value_name = "SECONDS", default_value = "120s", value_parser = seconds)]
        budget: u32,
        /// Count weeks that were probably without stock as they sold
        #[arg(long)]
        keep_stock_outs: bool,
    },
    /// List the products with their forecasts, or show one product week by week
    Show {
        /// The product's code
        article: Option<String>,
        /// Which products
        #[command(flatten)]
        list: List,
    },
    /// Show how good forecasts of the past would have been, by kind of demand and product
    Backtest {
        /// Which products
        #[command(flatten)]
        list: List,
    },
    /// Correct the forecast of a product's week
    Override {
        /// The product's code
        article: String,
        /// Any day of the week, such as 2026-03-02
        week: Date,
        /// Units, such as 40, or a change, such as +20% or -15%; "none" takes a correction back
        #[arg(value_parser = change, allow_hyphen_values = true)]
        to: ChangeTo,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Write the forecasts to a file, a row for each product and week
    Export {
        /// The file; without it one in the current folder
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// The format; without it the one that the file's name says, or CSV
        #[arg(long, value_parser = named::<Format>())]
        format: Option<Format>,
        /// Which products
        #[command(flatten)]
        list: List,
    },
    /// List the trainings, or show an earlier one's forecast again
    Models {
        /// The training to go back to, such as forecast-0002
        #[arg(long = "use", value_name = "NAME")]
        use_id: Option<String>,
    },
}

/// Which products.
#[derive(Debug, Clone, Args)]
pub struct List {
    /// Only products whose code or name holds this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only products that sell like this
    #[arg(long, value_parser = named::<DemandKind>())]
    kind: Option<DemandKind>,
    /// Order
    #[arg(long, default_value = "units", value_parser = named::<ForecastSort>())]
    sort: ForecastSort,
    /// The smallest first
    #[arg(long)]
    ascending: bool,
    /// Part of the list
    #[command(flatten)]
    page: Page,
}

impl List {
    fn request(&self) -> GetForecasts {
        GetForecasts {
            search: self.search.clone(),
            kind: self.kind,
            sort: self.sort,
            ascending: self.ascending,
            offset: self.page.offset,
            limit: self.page.limit,
        }
    }
}

/// What a week is corrected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeTo(Option<Change>);

fn seconds(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('s').unwrap_or(text);
    number.parse().map_err(|_| "write seconds, such as 120s".to_owned())
}

fn change(text: &str) -> Result<ChangeTo, String> {
    let bad = || "write units such as 40, a change such as +20% or -15%, or none".to_owned();
    if text == "none" {
        return Ok(ChangeTo(None));
    }
    let change = match text.strip_suffix('%') {
        Some(percent) => Change::Percent(percent.trim().parse().map_err(|_| bad())?),
        None => {
            let units: f64 = text.parse().map_err(|_| bad())?;
            let is_fine = (0.0..1e9).contains(&units);
            let milli = is_fine.then_some((units * 1000.0).round() as i64).ok_or_else(bad)?;
            Change::Units(Quantity { milli })
        }
    };
    Ok(ChangeTo(Some(change)))
}

/// Does what was typed.
pub async fn forecast(session: &Session, verb: Verb, locale: Locale) -> Result<(), Stop> {
    match verb {
        Verb::Train { horizon, budget, keep_stock_outs } => {
            let request = TrainForecast { horizon, budget_secs: budget, keep_stock_outs };
            let card = session.run(request).await?;
            session.print(&card, |card| show::forecast::card(card, locale))?;
            session.remark_undo(Command::ForecastTrain);
            Ok(())
        }
        Verb::Show { article: None, list } => {
            let found = session.call(list.request()).await?;
            session.print(&found, |found| show::forecast::list(found, locale))
        }
        Verb::Show { article: Some(sku), .. } => {
            let request = GetForecast { sku, width: CHART.0, height: CHART.1 };
            let found = session.call(request).await?;
            session.print(&found, |found| show::forecast::product(found, locale))
        }
        Verb::Backtest { list } => {
            let found = session.call(list.request()).await?;
            session.print(&found, |found| show::forecast::accuracy(found, locale))
        }
        Verb::Override { article, week, to, note } => {
            let request = CorrectForecast { sku: article, week, change: to.0, note };
            let corrections = session.call(request).await?;
            session.print(&corrections, |found| show::forecast::corrections(found, locale))?;
            session.remark_undo(Command::ForecastCorrect);
            Ok(())
        }
        Verb::Export { out, format, list } => {
            export::write(session, Exportable::Forecasts(list.request()), format, out).await
        }
        Verb::Models { use_id: None } => {
            let models = session.call(GetModels {}).await?;
            session.print(&models, |models| show::forecast::models(models, locale))
        }
        Verb::Models { use_id: Some(id) } => {
            let card = session.call(UseModel { id }).await?;
            session.print(&card, |card| show::forecast::card(card, locale))?;
            session.remark_undo(Command::ForecastUse);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_units_percent_or_none() {
        let units = |milli| Ok(ChangeTo(Some(Change::Units(Quantity { milli }))));
        assert_eq!(change("40"), units(40_000));
        assert_eq!(change("0.5"), units(500));
        assert_eq!(change("+20%"), Ok(ChangeTo(Some(Change::Percent(20)))));
        assert_eq!(change("-15%"), Ok(ChangeTo(Some(Change::Percent(-15)))));
        assert_eq!(change("none"), Ok(ChangeTo(None)));
        for bad in ["-4", "NaN", "x%", "", "1e30"] {
            assert!(change(bad).is_err(), "{bad}");
        }
        assert_eq!((seconds("120s"), seconds("60")), (Ok(120), Ok(60)));
        assert!(seconds("2m").is_err());
    }
}
