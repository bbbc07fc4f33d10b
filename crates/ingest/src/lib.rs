//! # kontor-ingest: what a file holds and how to read it
//!
//! Any bytes that a merchant saves come in here; what comes out is a
//! [`Plan`](kontor_api::import::Plan) that says how to read them, and their rows: as the SQL by
//! which DuckDB reads a table of order lines that stands one row per line, or as values of fields
//! for everything else.
//!
//! It must not open a file, touch a database, print, or know a clock: it is given readers, bytes
//! and text, and gives back values. It never panics on any bytes.
//!
//! ## The way of a file
//! ```text
//! container(first bytes)                 an archive or a workbook? take the tables out first:
//!   Archive::open -> entries, read         each entry is a file of its own, and goes this way again
//!   workbook_text(file, out)               the first sheet with a table, as text, then as any file
//! read_sample(file)                     the first megabyte and pieces of the rest, gzip undone
//!   -> sniff(name, sample, plan, ...)      Sniffed: plan, platform, header, rows, questions, obstacle
//! to_utf8(file, plan)                   every line as UTF-8, `\n` at its end, from the header on
//!
//! orders, needs_reshape = false:
//!   -> read_csv(..., all_varchar)          in DuckDB, by plan.delimiter, quote, has_header
//! orders, needs_reshape = true:
//!   -> reshape(text, sniffed, out)         writes a table of lines; Reshaped says how DuckDB reads it
//! any other content:
//!   -> rows(text, sniffed)                 Reading::Row, Refused or Skipped, one after the other
//!
//! text_sql, id_sql, decimal_sql,        an expression for each cell of an order table
//! timestamp_sql
//!   -> role_sql                            once for each product
//!   -> kind_sql                            once for each line
//! ```
//! In SQL a `column` is any expression of type VARCHAR. Each expression has its like in Rust
//! ([`clean_id`], [`parse_decimal`], [`parse_timestamp`], [`role`], [`classify`]), which previews
//! use and tests hold the SQL against; the cases for both lie in `tests/cases`.
//!
//! ## Where to start reading
//! [`sniff`] puts everything together. Below it, from bytes to meaning: `encoding`, `csv` (cells
//! and delimiter), `table` (header and rows); then what the table is: `dialect` and `dialects` know
//! the exports of platforms, `vocabulary` tells any other content by its headings, `mapping` and
//! `heading` tell order lines by headings and contents; `timestamp` and `decimal` read values;
//! `home` guesses currency, zone and tax; `words` says it to a person. `line` tells goods from
//! postage, `damage` what a spreadsheet did to codes and dates.
//!
//! [`rows()`] and [`reshape()`] read all of a table: `stream` cuts it, `draft` is a row on its way
//! from columns to fields, `row` makes values of it.

mod archive;
mod cell;
mod csv;
mod damage;
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
mod workbook;

pub use archive::{Archive, Entry};
pub use cell::{clean_id, clean_text, id_sql, text_sql};
pub use damage::Damage;
pub use decimal::{decimal_sql, decimal_text_sql, parse_decimal};
pub use dialects::variant_options;
pub use line::{LineFacts, LineSql, Role, classify, kind_sql, role, role_sql};
pub use redact::redact;
pub use reshape::{Reshaped, reshape};
pub use row::{Reading, Row, Value, rows};
pub use sample::{Sample, read_sample};
pub use sniff::{Sniffed, sniff, sniff_as};
pub use timestamp::{Timestamp, TimestampSql, parse_timestamp, timestamp_sql};
pub use unreadable::{Container, FileKind, LONGEST_LINE, Unreadable, container, unreadable};
pub use utf8::{CleanCheck, Utf8, to_utf8};
pub use workbook::{Sheets, workbook_text};

#[cfg(test)]
mod cases;
#[cfg(test)]
mod lab;
