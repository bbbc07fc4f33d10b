//! # kontor-host: what the hosts share
//!
//! The desktop window, the server and the command line carry the same commands to the same
//! engine. What the engine must be told about this computer is found here, once: where things
//! lie ([`Folders`]), which language and time zone it has ([`system_language`],
//! [`system_time_zone`]), where the log goes ([`start_log`]).
//!
//! This is the edge: the only crate that reads the environment. It must not know a command of the
//! contract, nor print. Start reading at [`engine_config`].

mod events;
mod folders;
mod log;
mod recent;
mod system;

pub use events::next_event;
pub use folders::{Folders, NoHome};
pub use log::start_log;
pub use recent::latest_workspace;
pub use system::{system_language, system_person, system_time_zone};

/// What the engine is told about this computer.
pub fn engine_config(folders: &Folders) -> kontor_engine::Config {
    kontor_engine::Config {
        state_dir: folders.state.clone(),
        default_folder: folders.workspaces.clone(),
        samples: folders.resource("sample-stores"),
        threads: None,
        memory_bytes: None,
        language: system_language(),
        time_zone: system_time_zone(),
        person: system_person(),
    }
}
