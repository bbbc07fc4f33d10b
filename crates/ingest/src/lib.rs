//! # kontor-ingest: what a file holds and how to read it
//!
//! Any bytes that a merchant saves as CSV come in here; what comes out is a
//! [`Plan`](kontor_api::import::Plan) that says how to read them, a stream of clean UTF-8 lines,
//! and the SQL expressions that turn their text into values. The rows themselves are parsed by
//! DuckDB, in `warehouse`.
//!
//! It must not open a file, touch a database, print, or know a clock: it is given readers, bytes
//! and text, and gives back values. It never panics on any bytes.
//!
//! ## The way of a file
//! ```text
//! read_sample(file)                     the first megabyte and pieces of the rest, gzip undone
//!   -> sniff(name, sample, plan, ...)      Sniffed: plan, header, rows, questions, obstacle
//! to_utf8(file, plan)                   every line as UTF-8, `\n` at its end, from the header on
//!   -> read_csv(..., all_varchar)          in DuckDB, by plan.delimiter, quote, has_header
//!   -> text_sql, id_sql, decimal_sql,      an expression for each cell
//!      timestamp_sql
//!   -> role_sql                            once for each product
//!   -> kind_sql                            once for each line
//! ```
//! In SQL a `column` is any expression of type VARCHAR. Each expression has its like in Rust
//! ([`clean_id`], [`parse_decimal`], [`parse_timestamp`], [`role`], [`classify`]), which previews
//! use and tests hold the SQL against; the cases for both lie in `tests/cases`.
//!
//! ## Where to start reading
//! [`sniff`] puts everything together. Below it, from bytes to meaning: `encoding`, `csv` (cells
//! and delimiter), `table` (header and rows), `mapping` (which column is what), by the synonyms in
//! `heading` and the contents; `platform` holds exports that need a word of their own; `timestamp`
//! and `decimal` read values; `home` guesses currency, zone and tax; `words` says it to a person.
//! `line` tells goods from postage.

mod cell;
mod csv;
mod decimal;
mod dialect;
mod dialects;
mod draft;
mod encoding;
mod heading;
mod home;
mod line;
mod mapping;
mod place;
mod redact;
mod reshape;
mod row;
mod sample;
mod sniff;
mod stream;
mod table;
mod timestamp;
mod unreadable;
mod utf8;
mod vocabulary;
mod words;

pub use cell::{clean_id, clean_text, id_sql, text_sql};
pub use decimal::{decimal_sql, decimal_text_sql, parse_decimal};
pub use line::{LineFacts, LineSql, Role, classify, kind_sql, role, role_sql};
pub use redact::redact;
pub use reshape::{Reshaped, reshape};
pub use row::{Reading, Row, Value, rows};
pub use sample::{Sample, read_sample};
pub use sniff::{Sniffed, sniff};
pub use timestamp::{Timestamp, TimestampSql, parse_timestamp, timestamp_sql};
pub use unreadable::{FileKind, LONGEST_LINE, Unreadable, file_kind, unreadable};
pub use utf8::{Utf8, to_utf8};

#[cfg(test)]
mod cases;
#[cfg(test)]
mod lab;
