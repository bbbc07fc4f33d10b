//! `kontor reorder`, `proposals`, `orders` and `suppliers`: what to buy, what is decided about it, and
//! what becomes of it.

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
    domain::{Date, Decimal, Locale, Quantity},
    export::{Exportable, Format},
    forecast::{GetModels, TrainForecast},
    proposals::{
        DecideProposal, ExportProposal, GetProposal, GetProposals, OrderFormat, ProposalState,
        Verdict,
    },
    purchase_orders::{ChangePurchaseOrder, GetPurchaseOrders, OrderChange, ReceivedLine},
    reorder::{
        DraftOrder, GetDecisions, GetReorder, GetReorderWhy, GetSuppliers, ProposeReorder,
        ReorderEdit, ReorderPart, ReorderSort, ReorderTerms, ReplayReorder,
    },
};
use std::path::{Path, PathBuf};

/// Verbs about reorder plans.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Plan what to order, and write it to files if asked; trains a forecast first if there is none
    Plan {
        /// What it is made for
        #[command(flatten)]
        terms: Terms,
        /// Which products
        #[arg(long, default_value = "order", value_parser = named::<ReorderPart>())]
        part: ReorderPart,
        /// Only products whose code, name or supplier holds this text
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// Only of this supplier
        #[arg(long, value_name = "NAME")]
        supplier: Option<String>,
        /// Order
        #[arg(long, default_value = "supplier", value_parser = named::<ReorderSort>())]
        sort: ReorderSort,
        /// Part of the list
        #[command(flatten)]
        page: Page,
        /// Write plan and a draft order for each supplier to this folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Weeks to forecast, where a forecast is trained first
        #[arg(long, value_name = "WEEKS", default_value_t = 13)]
        horizon: u16,
    },
    /// Show the whole arithmetic of a product's quantity, also of none
    Why {
        /// The product's code
        sku: String,
        /// What the plan is made for
        #[command(flatten)]
        terms: Terms,
    },
    /// Make a proposal for each supplier of whom the plan orders something
    Propose {
        /// What the plan is made for
        #[command(flatten)]
        terms: Terms,
        /// Only of this supplier; may be given several times
        #[arg(long = "supplier", value_name = "NAME")]
        suppliers: Vec<String>,
        /// Only this product; may be given several times
        #[arg(long = "sku", value_name = "SKU")]
        skus: Vec<String>,
        /// Approve them at once
        #[arg(long)]
        approve: bool,
    },
    /// Live through the last days again: what Kontor's orders would have come to, and what you did
    Replay {
        /// Days that are judged
        #[arg(long, default_value_t = 91)]
        days: u32,
        /// How often they are drawn
        #[arg(long, default_value_t = 5)]
        paths: u32,
    },
    /// List what there is to decide, most money at stake first
    Decisions,
}

/// What a plan is made for.
#[derive(Debug, Clone, Args)]
pub struct Terms {
    /// The most that all orders may cost, in the shop's currency
    #[arg(long, value_name = "AMOUNT")]
    budget: Option<Decimal>,
    /// The service to reach, in percent, such as 95
    #[arg(long, value_name = "PERCENT")]
    service: Option<Decimal>,
    /// Days from one order to the next
    #[arg(long, value_name = "DAYS")]
    review: Option<u16>,
    /// Another quantity of a product, such as MUG-1=24; may be given several times
    #[arg(long = "order", value_name = "SKU=UNITS", value_parser = edit)]
    edits: Vec<ReorderEdit>,
}

impl Terms {
    fn terms(&self) -> ReorderTerms {
        ReorderTerms {
            budget: self.budget,
            service_percent: self.service,
            review_days: self.review,
            edits: self.edits.clone(),
        }
    }
}

fn edit(text: &str) -> Result<ReorderEdit, String> {
    let wrong = || "write a product's code and units, such as MUG-1=24".to_owned();
    let (sku, units) = text.rsplit_once('=').ok_or_else(wrong)?;
    Ok(ReorderEdit {
        sku: sku.to_owned(),
        quantity: Some(quantity(units).ok_or_else(wrong)?),
        ..ReorderEdit::default()
    })
}

/// Units from a text, not below zero.
fn quantity(text: &str) -> Option<Quantity> {
    let units: Decimal = text.parse().ok()?;
    // Thousandths at most.
    let milli = units.ten_thousandths / 10;
    (units.ten_thousandths >= 0 && milli * 10 == units.ten_thousandths)
        .then_some(Quantity { milli })
}

/// Verbs about proposals.
#[derive(Debug, Subcommand)]
pub enum Proposals {
    /// List the proposals, open ones first
    List {
        /// Only those that stand like this
        #[arg(long, value_parser = named::<ProposalState>())]
        state: Option<ProposalState>,
    },
    /// Show one
    Show {
        /// Its number
        id: i64,
    },
    /// Approve one: it becomes a purchase order
    Approve {
        /// Its number
        id: i64,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Refuse one
    Refuse {
        /// Its number
        id: i64,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Take the decision about one back, until a file of it was handed on
    Undo {
        /// Its number
        id: i64,
    },
    /// Write one to a file; an approved one counts as handed on from then on
    Export {
        /// Its number
        id: i64,
        /// As what
        #[arg(long, default_value = "pdf", value_parser = named::<OrderFormat>())]
        format: OrderFormat,
        /// The file; without it one in the current folder
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Verbs about purchase orders.
#[derive(Debug, Subcommand)]
pub enum Orders {
    /// List the purchase orders
    List {
        /// Also those that are closed or cancelled
        #[arg(long)]
        closed: bool,
        /// Only of this supplier
        #[arg(long, value_name = "NAME")]
        supplier: Option<String>,
    },
    /// Show one with its lines
    Show {
        /// Its number
        number: String,
    },
    /// Note that one was sent
    Send {
        /// Its number
        number: String,
    },
    /// Note that goods came: all that is missing, or what is said
    Receive {
        /// Its number
        number: String,
        /// The day; without it the one after the newest sale
        #[arg(long)]
        on: Option<Date>,
        /// What came of a product, such as MUG-1=24; may be given several times
        #[arg(value_name = "SKU=UNITS", value_parser = received)]
        lines: Vec<ReceivedLine>,
    },
    /// Note when one is expected
    Expect {
        /// Its number
        number: String,
        /// The day
        on: Date,
    },
    /// Expect no more of one
    Close {
        /// Its number
        number: String,
    },
    /// Call one off of which nothing came
    Cancel {
        /// Its number
        number: String,
    },
}

fn received(text: &str) -> Result<ReceivedLine, String> {
    let wrong = || "write a product's code and units, such as MUG-1=24".to_owned();
    let (sku, units) = text.rsplit_once('=').ok_or_else(wrong)?;
    Ok(ReceivedLine { sku: sku.to_owned(), quantity: quantity(units).ok_or_else(wrong)? })
}

/// Does what was typed about reorders.
pub async fn reorder(session: &Session, verb: Verb, locale: Locale) -> Result<(), Stop> {
    match verb {
        Verb::Plan { terms, part, search, supplier, sort, page, out, horizon } => {
            if session.call(GetModels {}).await?.in_use.is_none() {
                session.run(TrainForecast { horizon, ..TrainForecast::default() }).await?;
            }
            let request = GetReorder {
                terms: terms.terms(),
                part,
                search,
                supplier,
                sort,
                offset: page.offset,
                limit: page.limit,
            };
            if let Some(folder) = out {
                return write_files(session, &request, &folder, locale).await;
            }
            let plan = session.call(request).await?;
            session.print(&plan, |plan| show::reorder::plan(plan, locale))
        }
        Verb::Why { sku, terms } => {
            let why = session.call(GetReorderWhy { sku, terms: terms.terms() }).await?;
            session.print(&why, |why| show::reorder::why(why, locale))
        }
        Verb::Propose { terms, suppliers, skus, approve } => {
            let request = ProposeReorder { terms: terms.terms(), suppliers, skus, approve };
            let made = session.call(request).await?;
            session.print(&made, |made| show::reorder::proposals(made, locale))?;
            session.remark_undo(Command::ReorderPropose);
            Ok(())
        }
        Verb::Replay { days, paths } => {
            let replay = session.run(ReplayReorder { days, paths }).await?;
            session.print(&replay, |replay| show::reorder::replay(replay, locale))
        }
        Verb::Decisions => {
            let decisions = session.call(GetDecisions {}).await?;
            session.print(&decisions, |found| show::reorder::decisions(found, locale))
        }
    }
}

/// The plan as CSV, XLSX and JSON, and a draft of each supplier's order, in one folder.
async fn write_files(
    session: &Session,
    request: &GetReorder,
    folder: &Path,
    locale: Locale,
) -> Result<(), Stop> {
    let io = |error| session.engine.io_error(error, session.language);
    std::fs::create_dir_all(folder).map_err(io)?;
    let whole = GetReorder { limit: u32::MAX, offset: 0, ..request.clone() };
    let plan = session.call(whole.clone()).await?;
    let mut files = Vec::new();
    let json = serde_json::to_vec_pretty(&plan).map_err(std::io::Error::other)?;
    std::fs::write(folder.join("plan.json"), json).map_err(io)?;
    files.push("plan.json".to_owned());
    for (format, name) in [(Format::Csv, "plan.csv"), (Format::Xlsx, "plan.xlsx")] {
        let what = Exportable::Reorder(whole.clone());
        let file = session.run(kontor_api::export::Export { what, format }).await?;
        std::fs::copy(&file.path, folder.join(name)).map_err(io)?;
        files.push(name.to_owned());
    }
    for order in plan.suppliers.iter().filter(|order| order.lines > 0) {
        for format in OrderFormat::ALL {
            let supplier = order.supplier.clone();
            let draft = DraftOrder { terms: request.terms.clone(), supplier, format };
            let file = session.call(draft).await?;
            std::fs::copy(&file.path, folder.join(&file.name)).map_err(io)?;
            files.push(file.name);
        }
    }
    session.print(&files, |files| {
        let listed: Vec<String> =
            files.iter().map(|name| folder.join(name).display().to_string()).collect();
        format!("{}\n{}", show::reorder::summary(&plan, locale), listed.join("\n"))
    })
}

/// Does what was typed about proposals.
pub async fn proposals(session: &Session, verb: Proposals, locale: Locale) -> Result<(), Stop> {
    let decide = |id, decision, note| DecideProposal { id, decision, note };
    let decision = match verb {
        Proposals::List { state } => {
            let found = session.call(GetProposals { state }).await?;
            return session.print(&found, |found| show::reorder::proposals(found, locale));
        }
        Proposals::Show { id } => {
            let found = session.call(GetProposal { id }).await?;
            return session.print(&found, |found| show::reorder::proposal(found, locale));
        }
        Proposals::Export { id, format, out } => {
            let file = session.call(ExportProposal { id, format }).await?;
            return export::hand_over(session, &file, out);
        }
        Proposals::Approve { id, note } => decide(id, Verdict::Approve, note),
        Proposals::Refuse { id, note } => decide(id, Verdict::Refuse, note),
        Proposals::Undo { id } => decide(id, Verdict::Undo, String::new()),
    };
    let proposal = session.call(decision).await?;
    session.print(&proposal, |proposal| show::reorder::proposal(proposal, locale))?;
    session.remark_undo(Command::ProposalDecide);
    Ok(())
}

/// Does what was typed about purchase orders.
pub async fn orders(session: &Session, verb: Orders, locale: Locale) -> Result<(), Stop> {
    let (number, change) = match verb {
        Orders::List { closed, supplier } => {
            let found = session.call(GetPurchaseOrders { closed, supplier, number: None }).await?;
            return session.print(&found, |found| show::reorder::orders(found, locale));
        }
        Orders::Show { number } => {
            let request =
                GetPurchaseOrders { number: Some(number), ..GetPurchaseOrders::default() };
            let found = session.call(request).await?;
            return session.print(&found, |found| show::reorder::order_lines(found, locale));
        }
        Orders::Send { number } => (number, OrderChange::Send),
        Orders::Receive { number, on, lines } => (number, OrderChange::Receive { on, lines }),
        Orders::Expect { number, on } => (number, OrderChange::Expect { on }),
        Orders::Close { number } => (number, OrderChange::Close),
        Orders::Cancel { number } => (number, OrderChange::Cancel),
    };
    let changed = session.call(ChangePurchaseOrder { number, change }).await?;
    session.print(&changed, |found| show::reorder::order_lines(found, locale))?;
    session.remark_undo(Command::PurchaseOrderChange);
    Ok(())
}

/// Lists whom the shop buys from.
pub async fn suppliers(session: &Session, locale: Locale) -> Result<(), Stop> {
    let found = session.call(GetSuppliers {}).await?;
    session.print(&found, |found| show::reorder::suppliers(found, locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_name_a_product_and_units() {
        let of = |text: &str| edit(text).map(|edit| (edit.sku, edit.quantity.map(|q| q.milli)));
        assert_eq!(of("MUG-1=24"), Ok(("MUG-1".to_owned(), Some(24_000))));
        assert_eq!(of("a=b=1.5"), Ok(("a=b".to_owned(), Some(1_500))));
        assert_eq!(of("MUG-1=0"), Ok(("MUG-1".to_owned(), Some(0))));
        for bad in ["MUG-1", "MUG-1=", "MUG-1=-2", "MUG-1=0.0001"] {
            assert!(edit(bad).is_err(), "{bad}");
        }
    }
}
