//! Reorder: what to buy, how much, by when, from whom, and why.
//!
//! [`gather`] turns facts, forecast and settings into products that can be planned, [`make`] plans
//! them and does what a person asks for, [`show`] says it, [`why`] gives the arithmetic of one line,
//! [`propose`] makes proposals of it.

mod decisions;
mod gather;
mod make;
mod propose;
mod replay;
mod show;
mod suppliers;
mod why;
mod words;

pub use gather::{Expected, Item};
pub use make::{Cache, Made};
pub use propose::{APPROVED, Ordering, apply, exact, take_back};
pub use show::{add, amount, scaled};
pub(crate) use words::say;

use crate::{
    Engine, Handle,
    error::{Failure, Result},
    jobs::Context,
    settings::{check_review, check_service},
};
use kontor_api::{
    Code,
    domain::Money,
    reorder::{GetReorder, Reorder, ReorderPart, ReorderTerms, Urgency},
};

impl Handle<GetReorder> for Engine {
    fn handle(&self, request: GetReorder, context: &Context) -> Result<Reorder> {
        let workspace = self.workspace()?;
        let terms = check(request.terms.clone())?;
        let home = workspace.settings().currency;
        let definition = words::definition(context).to_owned();
        let Some(plan) = self.plan(&workspace, &terms, context)? else {
            let none = Money::new(0, home);
            return Ok(Reorder {
                basis: None,
                suppliers: Vec::new(),
                cost: Vec::new(),
                at_stake: none,
                still_lost: none,
                counts: vec![0; Urgency::ALL.len()],
                overstock: none,
                cash: Vec::new(),
                transfers: Vec::new(),
                total: 0,
                rows: Vec::new(),
                definition,
            });
        };
        Ok(show::reorder(&plan, &terms, &request, definition, context))
    }
}

/// Terms that can be planned with.
fn check(terms: ReorderTerms) -> Result<ReorderTerms> {
    let bad = |field, en: &str, de: &str| Failure::new(Code::BadRequest, en, de).field(field);
    terms.service_percent.map_or(Ok(()), check_service)?;
    if terms.budget.is_some_and(|budget| budget.ten_thousandths < 0) {
        return Err(bad(
            "budget",
            "A budget is nothing or more.",
            "Ein Budget ist null oder mehr.",
        ));
    }
    terms.review_days.map_or(Ok(()), check_review)?;
    Ok(terms)
}

/// Whether a row belongs to a part of the plan.
fn is_in(part: ReorderPart, urgency: Urgency, orders: bool) -> bool {
    match part {
        ReorderPart::All => true,
        ReorderPart::Order => orders,
        ReorderPart::TooMuch => matches!(urgency, Urgency::Overstock | Urgency::Dead),
        ReorderPart::NotPlanned => urgency == Urgency::NotPlanned,
    }
}
