//! The pages. Each asks its own questions and lays out the answers.

pub mod approvals;
pub mod data;
mod decisions;
mod figures;
mod filters;
pub mod forecast;
mod head;
pub mod home;
pub mod lines;
pub mod no_shop;
mod numbers;
pub mod prices;
pub mod product;
pub mod products;
pub mod reorder;
pub mod run_out;
pub mod sales;
pub mod selection;
pub mod settings;

pub use figures::{change_of, change_words, exact};
pub use filters::{Converted, FilterBar, OtherCurrencies};
pub use head::PageHead;
