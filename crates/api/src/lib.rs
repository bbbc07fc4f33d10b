//! # kontor-api: the contract
//!
//! Every command that Kontor understands, with its request, reply, errors and events, as plain
//! serde types. `engine` implements each command once; the desktop window, the loopback server
//! and the command line only carry the bytes.
//!
//! It must not do anything: no I/O, no clock, no dependency that WebAssembly lacks. Start reading
//! at [`with_commands!`], the one list; each request type is a command ([`Call`]).
//!
//! A request that changes something names how it is undone ([`Undo`]); without that, its line in
//! the list does not compile.

#[macro_use]
mod command;
mod content;
mod error;
mod job;
mod words;

pub mod chart;
pub mod export;
pub mod forecast;
pub mod history;
pub mod import;
pub mod lab;
pub mod preferences;
pub mod price;
pub mod privacy;
pub mod product;
pub mod products;
pub mod proposals;
pub mod purchase_orders;
pub mod quality;
pub mod records;
pub mod reorder;
pub mod run_out;
pub mod sales;
pub mod settings;
pub mod sql;
pub mod workspace;

pub use command::{Call, Command, CommandInfo, Kind, Tag, Undo};
pub use error::{ApiError, Code};
pub use job::{Event, JobCancel, JobGet, JobId, JobStarted, JobState, JobView, Jobs, JobsList};
pub use kontor_domain as domain;
pub use words::Words;

#[cfg(test)]
mod tests {
    use super::*;

    /// The contract's list is what hosts, scripts and older windows rely on: a change of it shows.
    #[test]
    fn the_list_of_commands() {
        let list: Vec<_> = Command::ALL.iter().map(|command| command.info()).collect();
        insta::assert_json_snapshot!(list);
    }

    #[test]
    fn names_are_distinct_and_undo_by_names_a_command() {
        for command in Command::ALL {
            let info = command.info();
            assert_eq!(Command::from_name(info.name), Some(*command));
            if let Undo::By(name) = info.undo {
                assert!(Command::from_name(name).is_some(), "{name}");
            }
        }
    }
}
