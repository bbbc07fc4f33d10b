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
//! read_sample(file)                    the first megabyte and pieces of the rest, gzip undone
//!   -> sniff(name, sample, plan, shop)    Sniffed: plan, header, rows, formats, questions, obstacle
//! to_utf8(file, plan)                  every line as UTF-8, `\n` at its end, from the header on
//!   -> read_csv(..., all_varchar)         in DuckDB, by plan.delimiter, quote, has_header
//!   -> text_sql, id_sql, decimal_sql,     an expression for each cell
//!      timestamp_sql
//!   -> role_sql                           once for each product
//!   -> kind_sql                           once for each line
//! ```
//!
//! ## The functions
//! ```text
//! read_sample(file: impl Read + Seek) -> io::Result<Sample>
//! sniff(name: &str, sample: &Sample, given: Option<&Plan>, shop: &Settings)
//!     -> Result<Sniffed, Unreadable>
//! struct Sniffed {
//!     plan: Plan,
//!     header: Vec<String>,            // generated names where the file has none
//!     has_header: bool,
//!     quote: Option<char>,            // None: quotes are ordinary characters, as in Amazon's files
//!     rows: Vec<Vec<String>>,         // the first rows, as they stand
//!     timestamps: TimestampFormats,   // for timestamp_sql
//!     fingerprint: Option<String>,    // of the header, for the remembered plan
//!     questions: Vec<Question>,
//!     obstacle: Option<String>,
//! }
//! to_utf8(file: impl Read, plan: &Plan) -> Result<Utf8<_>, Unreadable>   // Utf8: io::Read
//!     Utf8::replaced(&self) -> u64    // bytes that became U+FFFD; 0: no row need be refused
//! unreadable(error: &io::Error) -> Option<&Unreadable>    // an error of Utf8's read
//! Unreadable::message(&self, Language) -> String, hint(&self, Language) -> String
//!
//! // SQL; a `column` is an expression of type VARCHAR, already quoted.
//! text_sql(column) -> String          // VARCHAR, trimmed; NULL if empty
//! id_sql(column) -> String            // the same, `17850.0` -> `17850`, `'75008` -> `75008`
//! decimal_sql(column, mark) -> String         // DECIMAL(18,6); NULL if no number or too large
//! decimal_text_sql(column, mark) -> String    // VARCHAR `-1234.5`; NULL if no number
//! timestamp_sql(column, time: Option<&str>, dates: DateOrder, &TimestampFormats) -> TimestampSql
//! struct TimestampSql {
//!     local: String,                  // TIMESTAMP as written, where no offset is written
//!     utc: String,                    // TIMESTAMP in UTC, where one is; at most one is not NULL
//! }
//! role_sql(sku, title) -> String      // UTINYINT, the index in Role::ALL; by distinct product
//! kind_sql(&LineSql) -> String        // UTINYINT, the index in LineKind::ALL; by line
//! struct LineSql<'a> { order_id: &'a str, status: Option<&'a str>, role: &'a str,
//!                      quantity: &'a str, amount: &'a str }
//!
//! // The same in Rust, for previews and as the reference that tests hold the SQL against.
//! clean_id(&str) -> Option<String>
//! parse_decimal(&str, DecimalMark, scale: u32) -> Option<i128>
//! parse_timestamp(&str, DateOrder) -> Option<Timestamp>   // { time: DateTime, offset: Option<minutes> }
//! role(sku, title) -> Role;  classify(&LineFacts) -> LineKind
//! ```

mod cell;
mod csv;
mod decimal;
mod encoding;
mod heading;
mod home;
mod line;
mod mapping;
mod place;
mod platform;
mod sample;
mod sniff;
mod table;
mod timestamp;
mod unreadable;
mod utf8;
mod words;

pub use cell::{clean_id, clean_text, id_sql, text_sql};
pub use decimal::{decimal_sql, decimal_text_sql, parse_decimal};
pub use line::{LineFacts, LineSql, Role, classify, kind_sql, role, role_sql};
pub use sample::{Sample, read_sample};
pub use sniff::{Sniffed, sniff};
pub use timestamp::{Timestamp, TimestampSql, parse_timestamp, timestamp_sql};
pub use unreadable::{FileKind, LONGEST_LINE, Unreadable, unreadable};
pub use utf8::{Utf8, to_utf8};

#[cfg(test)]
mod cases;
#[cfg(test)]
mod lab;
