//! `kontor price`: what prices do, what others would do, and which to ask.

use crate::{
    args::Page,
    names::named,
    session::{Session, Stop},
    show,
};
use clap::{Args, Subcommand};
use kontor_api::{
    Command,
    domain::{Date, Decimal, Locale},
    forecast::{GetModels, TrainForecast},
    price::{
        GetPrice, GetPriceCalendar, GetPriceFor, GetPriceTest, GetPrices, PlanPriceTest, PriceGoal,
        PriceMove, PricePart, PriceScenario, PriceSort, PriceSource, PriceTerms, ProposePrices,
        ReplayPrices, TrainPrices, WhatIf,
    },
};

/// Verbs about prices.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List by what percentage demand changes when a price rises by 1 %, and how sure that is
    Elasticities {
        /// Only products whose code, name or category holds this text
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// Order
        #[arg(long, default_value = "elasticity", value_parser = named::<PriceSort>())]
        sort: PriceSort,
        /// Part of the list
        #[command(flatten)]
        page: Page,
    },
    /// List which prices to change, the most to gain first; trains a forecast first if there is none
    Suggest(Listed),
    /// Show all about a product's price: what it does, and what each rule and model would ask
    Show {
        /// The product's code
        sku: String,
        /// What prices are judged for
        #[command(flatten)]
        terms: Terms,
    },
    /// Say what other prices would do, all of those named together
    WhatIf {
        /// Another price, such as MUG-1=12.50, or a move in percent, such as MUG-1=-5%; may be several
        #[arg(required_unless_present = "category", value_name = "SKU=PRICE", value_parser = change)]
        changes: Vec<PriceMove>,
        /// A move of a whole category in percent, such as Mugs=-10%; may be given several times
        #[arg(long, value_name = "CATEGORY=PERCENT", value_parser = category)]
        category: Vec<PriceMove>,
        /// What prices are judged for
        #[command(flatten)]
        terms: Terms,
    },
    /// Say at which price a stock lasts until a day, or is sold by it
    For {
        /// The product's code
        sku: String,
        /// The day
        day: Date,
        /// It is to be sold by then, and not to last until then
        #[arg(long)]
        clear: bool,
    },
    /// Make a proposal of other prices, or of those that are suggested
    Propose {
        /// Another price, such as MUG-1=12.50, or a move in percent; none takes what is suggested
        #[arg(value_name = "SKU=PRICE", value_parser = change)]
        changes: Vec<PriceMove>,
        /// Of what is suggested only this product; may be given several times
        #[arg(long = "sku", value_name = "SKU")]
        skus: Vec<String>,
        /// What this rule or model asks for these products, instead of what is suggested
        #[arg(long = "rule", value_name = "RULE", requires = "skus", value_parser = named::<PriceSource>())]
        source: Option<PriceSource>,
        /// What to call it
        #[arg(long, default_value = "", value_name = "NAME")]
        name: String,
        /// Only keep it as a scenario to come back to
        #[arg(long, conflicts_with = "approve")]
        keep: bool,
        /// Approve it at once
        #[arg(long)]
        approve: bool,
        /// What prices are judged for
        #[command(flatten)]
        terms: Terms,
    },
    /// List changes of prices, past ones and those decided
    Calendar {
        /// From this day on
        #[arg(long, value_name = "DATE")]
        from: Option<Date>,
    },
    /// Try suggestions on futures that they were not made on, against all prices kept
    Replay {
        /// What prices are judged for
        #[command(flatten)]
        terms: Terms,
        /// How often the weeks are drawn
        #[arg(long, default_value_t = 200)]
        paths: u32,
    },
    /// Train the agent, and try it against the rules on the products with most in stock
    Train {
        /// By which everything random is drawn
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Drawn paths of the trial for each product
        #[arg(long, default_value_t = 200)]
        paths: u32,
        /// Begin without having learnt anything, and learn on drawn markets first
        #[arg(long)]
        anew: bool,
    },
    /// Plan a price test, propose one, or see what one found
    #[command(subcommand)]
    Test(Test),
}

/// Verbs about price tests.
#[derive(Debug, Subcommand)]
pub enum Test {
    /// Say how many weeks a test needs, and which of them at which price
    Plan(Planned),
    /// The same, as a proposal
    Propose(Planned),
    /// Say what a test found
    Found {
        /// Its proposal's number
        proposal: i64,
    },
}

/// A price test.
#[derive(Debug, Clone, Args)]
pub struct Planned {
    /// The products' codes
    #[arg(required = true, value_name = "SKU")]
    skus: Vec<String>,
    /// By how many percent the price moves, such as -5
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    percent: Decimal,
    /// Weeks that it lasts; as many as are needed if none are given
    #[arg(long, value_name = "WEEKS")]
    weeks: Option<u16>,
    /// Weeks after which the price may change
    #[arg(long, value_name = "WEEKS", default_value_t = 1)]
    block: u16,
    /// By which the weeks are drawn
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// Which products of the list.
#[derive(Debug, Clone, Args)]
pub struct Listed {
    /// What prices are judged for
    #[command(flatten)]
    terms: Terms,
    /// Which products
    #[arg(long, default_value = "suggested", value_parser = named::<PricePart>())]
    part: PricePart,
    /// Only products whose code, name or category holds this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only of this category
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Order
    #[arg(long, default_value = "gain", value_parser = named::<PriceSort>())]
    sort: PriceSort,
    /// Part of the list
    #[command(flatten)]
    page: Page,
}

impl Listed {
    /// What it asks for.
    pub fn request(&self) -> GetPrices {
        GetPrices {
            terms: self.terms.terms(),
            part: self.part,
            search: self.search.clone(),
            category: self.category.clone(),
            sort: self.sort,
            offset: self.page.offset,
            limit: self.page.limit,
        }
    }
}

/// What prices are judged for.
#[derive(Debug, Clone, Args)]
pub struct Terms {
    /// Weeks ahead
    #[arg(long, default_value_t = 4)]
    weeks: u16,
    /// What is to be reached
    #[arg(long, default_value = "profit", value_parser = named::<PriceGoal>())]
    goal: PriceGoal,
    /// The day by which all is to be sold
    #[arg(long, value_name = "DATE")]
    by: Option<Date>,
}

impl Terms {
    fn terms(&self) -> PriceTerms {
        PriceTerms { weeks: self.weeks, goal: self.goal, by: self.by }
    }
}

fn change(text: &str) -> Result<PriceMove, String> {
    let (sku, to) = parts(text)?;
    let sku = Some(sku);
    match to.strip_suffix('%') {
        Some(percent) => {
            Ok(PriceMove { sku, percent: Some(number(percent)?), ..PriceMove::default() })
        }
        None => Ok(PriceMove { sku, price: Some(number(to)?), ..PriceMove::default() }),
    }
}

fn category(text: &str) -> Result<PriceMove, String> {
    let (category, percent) = parts(text)?;
    let percent = number(percent.trim_end_matches('%'))?;
    Ok(PriceMove { category: Some(category), percent: Some(percent), ..PriceMove::default() })
}

fn parts(text: &str) -> Result<(String, &str), String> {
    let wrong = || "write what and to what, such as MUG-1=12.50 or MUG-1=-5%".to_owned();
    text.rsplit_once('=').map(|(what, to)| (what.to_owned(), to.trim())).ok_or_else(wrong)
}

fn number(text: &str) -> Result<Decimal, String> {
    text.trim().trim_start_matches('+').parse().map_err(|_| format!("{text} is no number"))
}

/// Does what was typed about prices.
pub async fn price(session: &Session, verb: Verb, locale: Locale) -> Result<(), Stop> {
    match verb {
        Verb::Elasticities { search, sort, page } => {
            let prices = session
                .call(GetPrices {
                    part: PricePart::All,
                    search,
                    sort,
                    offset: page.offset,
                    limit: page.limit,
                    ..GetPrices::default()
                })
                .await?;
            session.print(&prices, |prices| show::price::elasticities(prices, locale))
        }
        Verb::Suggest(listed) => {
            if session.call(GetModels {}).await?.in_use.is_none() {
                session.run(TrainForecast::default()).await?;
            }
            let prices = session.call(listed.request()).await?;
            session.print(&prices, |prices| show::price::prices(prices, locale))
        }
        Verb::Show { sku, terms } => {
            let price = session.call(GetPrice { sku, terms: terms.terms() }).await?;
            session.print(&price, |price| show::price::price(price, locale))
        }
        Verb::WhatIf { changes, category, terms } => {
            let changes = changes.into_iter().chain(category).collect();
            let scenario = PriceScenario { name: String::new(), changes };
            let request = WhatIf { terms: terms.terms(), scenarios: vec![scenario] };
            let answer = session.call(request).await?;
            session.print(&answer, |answer| show::price::what_if(answer, locale))
        }
        Verb::For { sku, day, clear } => {
            let found = session.call(GetPriceFor { sku, day, clear }).await?;
            session.print(&found, |found| format!("{}\n", found.says))
        }
        Verb::Propose { changes, skus, source, name, keep, approve, terms } => {
            let terms = terms.terms();
            let request = ProposePrices { name, terms, changes, skus, source, keep, approve };
            let made = session.call(request).await?;
            session.print(&made, |made| show::reorder::proposals(made, locale))?;
            session.remark_undo(Command::PricePropose);
            Ok(())
        }
        Verb::Calendar { from } => {
            let calendar = session.call(GetPriceCalendar { from }).await?;
            session.print(&calendar, |calendar| show::price::calendar(calendar, locale))
        }
        Verb::Replay { terms, paths } => {
            let replay = session.run(ReplayPrices { terms: terms.terms(), paths }).await?;
            session.print(&replay, |replay| show::price::replay(replay, locale))
        }
        Verb::Train { seed, paths, anew } => {
            let agent = session.run(TrainPrices { seed, paths, anew }).await?;
            session.print(&agent, |agent| show::price::agent(agent, locale))
        }
        Verb::Test(Test::Plan(planned)) => test(session, planned, false, locale).await,
        Verb::Test(Test::Propose(planned)) => {
            test(session, planned, true, locale).await?;
            session.remark_undo(Command::PriceTest);
            Ok(())
        }
        Verb::Test(Test::Found { proposal }) => {
            let found = session.call(GetPriceTest { proposal }).await?;
            session.print(&found, |found| format!("{}\n", found.says))
        }
    }
}

async fn test(
    session: &Session,
    planned: Planned,
    propose: bool,
    locale: Locale,
) -> Result<(), Stop> {
    let Planned { skus, percent, weeks, block, seed } = planned;
    let request = PlanPriceTest { skus, percent, weeks, block_weeks: block, seed, propose };
    let test = session.call(request).await?;
    session.print(&test, |test| show::price::test(test, locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_prices_or_percents() {
        let moved = change("A=B=-5.5%").unwrap();
        assert_eq!(moved.sku.as_deref(), Some("A=B"));
        assert_eq!(moved.percent.unwrap().to_string(), "-5.5");
        let priced = change("MUG-1=12.50").unwrap();
        assert_eq!((priced.price.unwrap().to_string().as_str(), priced.percent), ("12.5", None));
        assert_eq!(category("Mugs=+10%").unwrap().percent.unwrap().to_string(), "10");
        assert!(change("MUG-1").unwrap_err().contains("such as"));
        assert!(change("MUG-1=cheap").unwrap_err().contains("cheap"));
    }
}
