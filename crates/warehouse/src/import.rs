//! From a file's text to order lines, by DuckDB itself: text columns, casts that may fail, and
//! joins on keys; no row passes through Rust.
//!
//! ```text
//! staging file -> staged (typed rows, each with its refusal if it has one)     stage
//!              -> orders, products, items, countries, customers, people        keep
//!              -> lines, with the order's own amounts spread over them          order_amounts
//!              -> older versions of the same orders set aside                   versions
//!              -> order_hours, refused, batches
//! ```
//! Everything after `staged` is one transaction: a batch is there with all its lines or not at all.

mod keep;
mod order_amounts;
mod stage;

use crate::{
    batches::{self, KnownBatch},
    error::Result,
    money::currency_index,
    open::{Cancel, Warehouse},
    sql,
};
use duckdb::Connection;
use jiff::civil::DateTime;
use kontor_api::import::{Changes, Content, Field, KindCount, Refusal, RefusedCount, RefusedRow};
use kontor_domain::{Currency, Money, Period};
use std::path::PathBuf;

/// A UTF-8 file in the staging folder, and how it is cut into cells.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// What separates cells.
    pub delimiter: char,
    /// What encloses cells that hold a delimiter; `None` if quotes are ordinary characters.
    pub quote: Option<char>,
    /// Whether the first line names the columns.
    pub has_header: bool,
    /// The columns' names; a row with more or fewer cells is refused.
    pub header: Vec<String>,
    /// Whether the first column is the row of the original that each row was made from.
    pub has_row_numbers: bool,
}

impl Source {
    /// The SQL name of a column by its place, as the expressions of [`RowSql`] use it.
    pub fn column(index: usize) -> String {
        format!("c{index}")
    }
}

/// How rows become order lines: the columns that hold texts, and SQL expressions over
/// [`Source::column`]s for everything else. An expression whose text cannot be understood yields
/// NULL, which refuses the row where the value is needed.
///
/// Texts are cleaned once for each distinct one, not once for each row.
pub struct RowSql {
    /// The column of the order's number.
    pub order_id: String,
    /// TIMESTAMP on the shop's clocks, where no offset is written.
    pub local: String,
    /// TIMESTAMP in UTC, where an offset is written.
    pub utc: String,
    /// The column of the product's code.
    pub sku: Option<String>,
    /// The column of the product's name.
    pub title: Option<String>,
    /// DECIMAL(18,6); without one each line is one piece.
    pub quantity: Option<String>,
    /// DECIMAL(18,6).
    pub unit_price: Option<String>,
    /// DECIMAL(18,6); wins over the unit price.
    pub line_total: Option<String>,
    /// DECIMAL(18,6); taken off the line's amount.
    pub discount: Option<String>,
    /// DECIMAL(18,6); tax of the line.
    pub line_tax: Option<String>,
    /// DECIMAL(18,6): amounts of the whole order ([`Field::OrderSubtotal`] and the like), on one or
    /// more of its rows, of which the first counts.
    pub of_order: Vec<(Field, String)>,
    /// VARCHAR; an ISO code.
    pub currency: Option<String>,
    /// The column of who bought.
    pub customer: Option<String>,
    /// Columns that tell who the customer is, see [`Field::is_personal`].
    pub personal: Vec<(Field, String)>,
    /// What the workspace makes pseudonyms with.
    pub person_key: String,
    /// Customers, by pseudonym, who are not to be known again.
    pub forgotten: Vec<String>,
    /// The column of where it went.
    pub country: Option<String>,
    /// The column of the order's status.
    pub status: Option<String>,
    /// TIMESTAMPs of when [`Field::OrderRefunded`] was paid back, on the shop's clocks and in UTC,
    /// as [`RowSql::local`] and [`RowSql::utc`]. Each amount with a time of its own is a refund.
    pub refunded_at: Option<(String, String)>,
    /// The column of when the order was cancelled.
    pub cancelled_at: Option<String>,
    /// The column of how the order was paid.
    pub payment_method: Option<String>,
    /// The column of where the order came from.
    pub channel: Option<String>,
    /// The column of the location that sold.
    pub location: Option<String>,
    /// Cleans a code or a number that is a name: the SQL for the SQL of a text; NULL if nothing is
    /// left.
    pub clean_id: fn(&str) -> String,
    /// Cleans any other text.
    pub clean_text: fn(&str) -> String,
    /// UTINYINT: the index in [`crate::ROLES`], from columns `sku` and `title`.
    pub role: String,
    /// UTINYINT: the index in [`kontor_api::import::LineKind::ALL`], from `o.order_id`, `s.status`,
    /// `states_refund` (whether the order says how much was paid back), `role_index`, `s.quantity` and
    /// `s.amount_minor`.
    pub kind: String,
    /// The currency of lines that name none.
    pub home: Currency,
    /// Whether prices hold tax, where an order's amounts do not tell.
    pub prices_include_tax: bool,
    /// The shop's time zone.
    pub time_zone: String,
    /// The zone of times that name none, where that is not the shop's. Days without a time are the
    /// shop's days.
    pub file_zone: Option<String>,
    /// Whether the file held bytes that are no text; a number or code with one is refused.
    pub has_replacements: bool,
    /// The columns that were needed, to show a refused value: reason, heading, column.
    pub shown: Vec<(Refusal, String, String)>,
}

impl RowSql {
    /// Whether the file says this of orders.
    fn states(&self, field: Field) -> bool {
        self.of_order.iter().any(|(each, _)| *each == field)
    }

    /// Whether orders say something besides their lines, so that lines are worked out order by
    /// order before they are written.
    fn has_order_amounts(&self) -> bool {
        !self.of_order.is_empty()
            || self.line_tax.is_some()
            || self.cancelled_at.is_some()
            || self.payment_method.is_some()
    }

    /// The number of the currency of lines that name none.
    fn home_id(&self) -> usize {
        currency_index(self.home)
    }
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading text into typed rows.
    Reading,
    /// Telling orders and products apart.
    Sorting,
    /// Writing order lines.
    Writing,
    /// Adding up.
    Summing,
}

/// What an import did.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The new batch.
    pub batch_id: u32,
    /// Rows that became order lines.
    pub rows_kept: u64,
    /// Refused rows by reason, the most frequent first.
    pub refused: Vec<RefusedCount>,
    /// What became of what was known before: for order lines, of orders.
    pub changes: Changes,
    /// Kept lines by kind.
    pub kinds: Vec<KindCount>,
    /// Orders among the kept lines.
    pub orders: u64,
    /// Products among the kept lines.
    pub products: u64,
    /// Orders whose total is not what their lines, shipping, tax and tip add up to.
    pub orders_off: u64,
    /// What was paid back without a date, a sum for each currency.
    pub undated_refunds: Vec<Money>,
    /// First and last day.
    pub period: Option<Period>,
    /// Whether times were written with an offset from UTC.
    pub has_offsets: bool,
}

/// What an import is of.
pub struct Identity {
    /// BLAKE3 hash of the file's bytes, in hexadecimal.
    pub hash: String,
    /// The file's name.
    pub name: String,
    /// Now, UTC.
    pub imported_at: DateTime,
    /// The batch's number, where an import that was taken back or lost is made again: which
    /// version of an order counts goes by these numbers. `None` takes the next.
    pub batch_id: Option<u32>,
}

/// Imports a staged file of order lines; `refused` are rows that did not get as far. `identify` tells what the file is once its rows were read;
/// if its bytes are in already, `known` is told, and nothing changes. `report` makes the text to
/// store with the batch from what was done; it is written in the same transaction.
///
/// # Errors
/// [`crate::WarehouseError::Cancelled`] when asked to stop, and whatever DuckDB fails with; in each
/// case the warehouse is as before.
#[expect(clippy::too_many_arguments, reason = "what happens on the way is told by a function each")]
pub fn import(
    warehouse: &Warehouse,
    source: &Source,
    rows: &RowSql,
    refused: &[RefusedRow],
    identify: impl FnOnce() -> Result<Identity>,
    cancel: &Cancel,
    mut progress: impl FnMut(Stage),
    known: impl FnOnce(&KnownBatch),
    report: impl FnOnce(&Imported, &Identity) -> Result<String>,
) -> Result<Option<Imported>> {
    warehouse.with_cancel(cancel, None, |connection| {
        progress(Stage::Reading);
        let result = (|| {
            warehouse.first_seen.forget();
            stage::stage(connection, source, rows)?;
            warehouse.first_seen.forget();
            let identity = identify()?;
            cancel.check()?;
            progress(Stage::Sorting);
            batches::enter(
                connection,
                &identity,
                Content::Orders,
                rows.home,
                cancel,
                known,
                |batch| {
                    let imported = keep::keep(
                        connection,
                        source,
                        rows,
                        refused,
                        batch,
                        cancel,
                        &mut progress,
                    )?;
                    let report = report(&imported, &identity)?;
                    Ok((imported.has_offsets, report, imported))
                },
            )
        })();
        if result.is_err() {
            connection.execute_batch("ROLLBACK").ok();
        }
        drop_temporary(connection);
        if matches!(result, Ok(Some(_))) {
            // The log is merged into the file now, not at the next start. Where a reader holds an
            // older state DuckDB refuses; then it happens later by itself.
            connection.execute_batch("CHECKPOINT").ok();
        }
        result
    })
}

/// What an import leaves behind for itself on its connection.
fn drop_temporary(connection: &Connection) {
    let tables = [
        "staged",
        "raw_orders",
        "raw_items",
        "new_orders",
        "order_keys",
        "item_keys",
        "new_lines",
        "new_amounts",
        "new_refunds",
        "shares",
        "older",
        "later",
        "reject_errors",
        "reject_scans",
    ];
    let drops: String = tables.map(|table| format!("DROP TABLE IF EXISTS temp.{table};")).concat();
    // Left-over tables would cost memory and nothing else.
    connection.execute_batch(&drops).ok();
}

pub(crate) const REASONS: [(Refusal, &str); 13] = [
    (Refusal::Ragged, "ragged"),
    (Refusal::Encoding, "encoding"),
    (Refusal::NoOrder, "no_order"),
    (Refusal::BadDate, "bad_date"),
    (Refusal::BadQuantity, "bad_quantity"),
    (Refusal::BadAmount, "bad_amount"),
    (Refusal::BadCurrency, "bad_currency"),
    (Refusal::NoProduct, "no_product"),
    (Refusal::OutOfRange, "out_of_range"),
    (Refusal::Missing, "missing"),
    (Refusal::BadNumber, "bad_number"),
    (Refusal::Ambiguous, "ambiguous"),
    (Refusal::Circle, "circle"),
];

pub(crate) fn reason_name(reason: Refusal) -> &'static str {
    REASONS.iter().find(|(each, _)| *each == reason).map_or("", |(_, name)| name)
}

/// The number of a reason in `staged`.
fn reason_index(reason: Refusal) -> usize {
    REASONS.iter().position(|(each, _)| *each == reason).unwrap_or_default()
}

/// What separates the parts of a refusal in `staged`.
const PART: &str = "chr(31)";

pub(crate) fn reason_of(name: &str) -> Refusal {
    REASONS.iter().find(|(_, each)| *each == name).map_or(Refusal::Ragged, |(reason, _)| *reason)
}

/// `CASE index WHEN 0 THEN 'first'::type … END`.
pub(crate) fn enum_sql(index: &str, type_name: &str, names: &[&str]) -> String {
    let cases: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(number, name)| format!("WHEN {number} THEN {}::{type_name}", sql::text(name)))
        .collect();
    format!("CASE {index} {} END", cases.join(" "))
}
