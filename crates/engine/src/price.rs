//! Prices: what another price would do, which to ask, and why.
//!
//! [`gather`] puts products, what they cost, their stock and forecast together with what [`fit`] finds
//! their prices do, and keeps it; [`suggest`] asks rules and models for prices, [`what_if`] answers for
//! any price, [`show`] says it, [`propose`] makes proposals of it, [`trial`] plans price tests and
//! reads what they found, [`agent`] trains the network and tries it against the rules.

mod agent;
mod curve;
mod decisions;
mod file;
mod fit;
mod gather;
mod propose;
mod replay;
mod second;
mod show;
mod suggest;
mod trial;
mod what_if;
mod words;

pub use file::write;
pub use gather::Cache;
pub use propose::Pricing;
pub use trial::Trial;

use crate::{
    error::{Failure, Result},
    jobs::Context,
};
use kontor_api::{Code, price::PriceTerms};

/// Terms that can be judged by.
fn check(terms: PriceTerms) -> Result<PriceTerms> {
    if !(1..=13).contains(&terms.weeks) {
        return Err(Failure::new(
            Code::BadRequest,
            "Prices are judged over 1 to 13 weeks.",
            "Preise werden über 1 bis 13 Wochen beurteilt.",
        )
        .field("weeks"));
    }
    Ok(terms)
}

/// Of a shop without a forecast.
fn no_forecast() -> Failure {
    Failure::new(
        Code::NotFound,
        "There is no forecast yet, so nobody can tell what a price does.",
        "Es gibt noch keine Prognose; ohne sie lässt sich nicht sagen, was ein Preis bewirkt.",
    )
    .hint(
        "Train one: `kontor forecast train`, or “Train now” on the page Forecast.",
        "Trainieren Sie eine: `kontor forecast train`, oder „Jetzt trainieren“ auf der Seite Prognose.",
    )
}

/// Of a code that nothing is priced by.
fn no_product(sku: &str) -> Failure {
    Failure::new(
        Code::NotFound,
        format!("There is no product “{sku}” with a price."),
        format!("Es gibt keinen Artikel „{sku}“ mit einem Preis."),
    )
    .hint(
        "Look for its code in the list of products; codes are case-sensitive.",
        "Suchen Sie die Nummer in der Artikelliste; Groß- und Kleinschreibung zählt.",
    )
    .field("sku")
}

/// Refuses a request of a field.
fn bad(field: &'static str, en: impl Into<String>, de: impl Into<String>) -> Failure {
    Failure::new(Code::BadRequest, en, de).field(field)
}

/// Whether work may go on.
fn go_on(context: &Context) -> Result<()> {
    Ok(context.cancel.check()?)
}
