//! Proposals: what a person decides about, of whatever kind, kept in the ledger.
//!
//! Reorders make them, and prices, recommendations and pushes to a store will. A kind is a word and
//! what it says is data, so that a new one changes nothing here.

use kontor_domain::{Date, DateTime, Money};
use serde::{Deserialize, Serialize};

/// The kind of a proposal that orders goods of a supplier.
pub const REORDER: &str = "reorder";
/// The kind of a proposal that changes prices.
pub const PRICE: &str = "price";
/// The kind of a proposal that tests prices.
pub const PRICE_TEST: &str = "price_test";

/// Where a proposal stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// Kept to come back to; nothing is to be decided yet.
    Kept,
    /// Waits for a decision.
    #[default]
    Open,
    /// Approved: it holds, and may still be taken back.
    Approved,
    /// Refused.
    Refused,
    /// Approved, and a file of it was handed on: it can no longer be taken back.
    Exported,
}

impl ProposalState {
    /// All of them.
    pub const ALL: [ProposalState; 5] = [
        ProposalState::Kept,
        ProposalState::Open,
        ProposalState::Approved,
        ProposalState::Refused,
        ProposalState::Exported,
    ];

    /// The name in JSON and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            ProposalState::Kept => "kept",
            ProposalState::Open => "open",
            ProposalState::Approved => "approved",
            ProposalState::Refused => "refused",
            ProposalState::Exported => "exported",
        }
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number.
    pub id: i64,
    /// Its kind, such as [`REORDER`].
    pub kind: String,
    /// What it is about: of a reorder the supplier.
    pub subject: String,
    /// What it says, in a sentence.
    pub title: String,
    /// Where it stands.
    pub state: ProposalState,
    /// When it was made, UTC.
    pub made_at: DateTime,
    /// Who made it.
    pub made_by: String,
    /// When it was approved or refused, UTC.
    pub decided_at: Option<DateTime>,
    /// By whom.
    pub decided_by: Option<String>,
    /// When a file of it was handed on, UTC.
    pub exported_at: Option<DateTime>,
    /// Why it was decided so, if somebody said.
    pub note: String,
    /// What it changes.
    pub rows: Vec<ProposedRow>,
    /// What it costs or is worth, in its own currency.
    pub value: Option<Money>,
    /// What it is expected to bring.
    pub effect: Option<Effect>,
    /// By when to decide.
    pub decide_by: Option<Date>,
    /// Models and data behind it, in a sentence.
    pub basis: String,
    /// What came of it when it was approved, such as the purchase order's number.
    pub outcome: Option<String>,
}

/// What is expected to come of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Margin, in the shop's currency.
    pub margin: Money,
    /// The 80 % range of it.
    pub low: Money,
    /// Its upper end.
    pub high: Money,
}

/// A row that a proposal changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedRow {
    /// What it is about: a product's code.
    pub key: String,
    /// Its name.
    pub title: String,
    /// What changes.
    pub changes: Vec<ProposedChange>,
}

/// A value that a proposal changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedChange {
    /// What it is, in words.
    pub what: String,
    /// As it is; `None` where there is none yet.
    pub old: Option<String>,
    /// As it would be.
    pub new: String,
}

/// Asks for the proposals.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetProposals {
    /// Only those that stand like this.
    pub state: Option<ProposalState>,
}

/// The proposals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposals {
    /// Open ones by what they are worth, then the others, the newest first.
    pub rows: Vec<Proposal>,
}

/// Asks for one proposal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetProposal {
    /// Its number.
    pub id: i64,
}

/// Decides about a proposal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecideProposal {
    /// Its number.
    pub id: i64,
    /// What is decided.
    pub decision: Verdict,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// What is decided about a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// What was kept is to be decided about.
    Propose,
    /// It is to be done.
    Approve,
    /// It is not.
    Refuse,
    /// The decision is taken back: it is open again.
    Undo,
}

/// Writes a proposal to a file. An approved one counts as handed on from then on, whatever becomes
/// of the file; of an open or refused one the file is a draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportProposal {
    /// Its number.
    pub id: i64,
    /// As what.
    pub format: OrderFormat,
}

/// What an order to a supplier is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderFormat {
    /// A purchase order to send.
    Pdf,
    /// A spreadsheet with formulas.
    Xlsx,
    /// The supplier's own columns.
    Csv,
    /// The platform's inventory layout.
    Inventory,
    /// For programs.
    Json,
}

impl OrderFormat {
    /// All of them.
    pub const ALL: [OrderFormat; 5] = [
        OrderFormat::Pdf,
        OrderFormat::Xlsx,
        OrderFormat::Csv,
        OrderFormat::Inventory,
        OrderFormat::Json,
    ];

    /// The name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            OrderFormat::Pdf => "pdf",
            OrderFormat::Xlsx => "xlsx",
            OrderFormat::Csv => "csv",
            OrderFormat::Inventory => "inventory",
            OrderFormat::Json => "json",
        }
    }
}
