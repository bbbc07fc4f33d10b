//! # kontor-ledger: what a person decided
//!
//! Everything in a workspace that cannot be computed anew lives here, in one SQLite file: the
//! settings, the workspace's key, the mappings of columns that were settled once, proposals, the operation
//! log with the states that undo and redo restore, the jobs that ended, and which original file
//! each import came from. Each has a file with its table, its migrations and its functions.
//!
//! The ledger keeps and returns; it decides nothing. It must not know the warehouse, interpret the
//! states it keeps, ask for the time (moments are passed in, UTC) or print, and the key must never
//! reach a log or an error. Whoever changes two things that belong together does so within
//! [`Ledger::atomically`].
//!
//! Start reading at [`Ledger`], then [`NewOperation`], the operation log. A change of a table is a
//! new migration at the end of the list in `schema.rs`; migrations that were released stay as they
//! are.

mod error;
mod forecasts;
mod forgotten;
mod hand_rows;
mod history;
mod jobs;
mod key;
mod ledger;
mod mappings;
mod originals;
mod proposals;
mod schema;
mod settings;
mod text;

pub use error::LedgerError;
pub use history::{NewOperation, Operation};
pub use jobs::FinishedJob;
pub use key::WorkspaceKey;
pub use ledger::{Ledger, copy};
pub use originals::Original;
pub use proposals::{NewProposal, Standing, StoredProposal};
