//! Imports: what a file holds, what was kept, what was refused and why.

pub use crate::content::{Content, Field, Holds};
use crate::error::ApiError;
use kontor_domain::{Currency, DateTime, Money, Period};
use serde::{Deserialize, Serialize};

/// Where the bytes to import come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// A file on this computer; CSV, plain or gzipped.
    Path {
        /// The file.
        path: String,
    },
    /// Bytes a browser sent before.
    Upload {
        /// What the server answered to them.
        token: String,
        /// The file's name.
        name: String,
    },
}

/// Looks at a file and guesses what it holds. Changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Detect {
    /// The file.
    pub source: Source,
    /// Guesses that the person corrected; the rest is guessed anew under them.
    pub plan: Option<Plan>,
    /// What the rows are, where the person says so: what the columns mean is then guessed for that,
    /// whatever the plan says.
    #[serde(default)]
    pub content: Option<Content>,
}

/// How the numbers in a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// `1,234.56`
    Point,
    /// `1.234,56`
    Comma,
}

/// In which order a file writes year, month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// `2011-12-09`, also with a time, a `T`, an offset or a `Z`.
    YearMonthDay,
    /// `9.12.2011`, `09/12/11`
    DayMonthYear,
    /// `12/9/2011`
    MonthDayYear,
    /// A spreadsheet's serial number, `40886.5347`, in days since 1899-12-30.
    Serial,
    /// Seconds since 1970, UTC.
    UnixSeconds,
}

/// How to read a file: everything that was guessed or said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Plan {
    /// What the rows are.
    #[serde(default)]
    pub content: Content,
    /// The export it was recognised as, such as `shopify_orders`; `None` for any other table.
    #[serde(default)]
    pub dialect: Option<String>,
    /// Encoding by its WHATWG label, such as `utf-8` or `windows-1252`.
    pub encoding: String,
    /// What separates cells: `,`, `;`, a tab or `|`.
    pub delimiter: char,
    /// Lines before the header that are no data, such as notes or `sep=;`.
    pub skip_lines: u32,
    /// Whether the first line after those names the columns.
    #[serde(default = "yes")]
    pub has_header: bool,
    /// What each column means, as many as the header has; `None` is kept out.
    pub columns: Vec<Option<Field>>,
    /// How numbers are written.
    pub decimal: DecimalMark,
    /// How dates are written.
    pub dates: DateOrder,
    /// The currency of lines that name none.
    pub currency: Currency,
    /// The zone of times that name none.
    pub time_zone: String,
    /// Whether that is not the shop's zone, so that these times are on other clocks than its days.
    /// Found out at the import.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_abroad: bool,
    /// Whether prices hold tax.
    pub prices_include_tax: bool,
}

fn yes() -> bool {
    true
}

/// What a file seems to hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The file's name.
    pub name: String,
    /// Its size, as it lies there.
    pub bytes: u64,
    /// The platform whose export it is, such as `Shopify`; `None` for any other table.
    pub platform: Option<String>,
    /// What the rows are: `plan.content` again, where scripts look for it.
    pub kind: Content,
    /// Which of the platform's forms of this export, such as `2025 template`.
    pub variant: Option<String>,
    /// Headings of its columns.
    pub header: Vec<String>,
    /// The first rows, as they stand.
    pub sample: Vec<Vec<String>>,
    /// How Kontor would read it.
    pub plan: Plan,
    /// Whether the mapping was remembered from an earlier file with the same header.
    pub remembered: bool,
    /// What a person should know or decide before the import; empty if nothing.
    pub questions: Vec<Question>,
    /// Why the file cannot be imported with this plan; `None` if it can.
    pub obstacle: Option<String>,
    /// What would become of its first rows; `None` if it cannot be imported with this plan.
    pub foreseen: Option<Foreseen>,
    /// An earlier import of exactly these bytes.
    pub imported_before: Option<u32>,
}

/// What would become of the first rows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreseen {
    /// Rows that were looked at.
    pub rows: u64,
    /// Those that are certain to be refused, by reason, the most frequent first.
    pub refused: Vec<RefusedCount>,
}

/// Something a guess leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Which part of the plan it is about: `dates`, `currency`, `time_zone`, `columns`.
    pub field: String,
    /// The question, in the caller's language.
    pub text: String,
}

/// Imports a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// The file.
    pub source: Source,
    /// How to read it; `None` takes what [`Detect`] guesses.
    pub plan: Option<Plan>,
}

/// Imports several files, in whatever order they come: orders first, those that reach furthest
/// last, so that they count. Zip archives are opened. Each is an operation of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunMany {
    /// The files.
    pub sources: Vec<Source>,
}

/// What became of several files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Each file, in the order they were imported; of an archive each table in it.
    pub files: Vec<Outcome>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// What it was; `None` where that could not be told.
    pub content: Option<Content>,
    /// The report, if it was imported.
    pub report: Option<Report>,
    /// Why it was not.
    pub error: Option<ApiError>,
}

/// Asks what lies in the watched folder that was not imported yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetWatched {}

/// The watched folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// The folder; `None` where none is watched.
    pub folder: Option<String>,
    /// Files in it that were not imported yet, the oldest first.
    pub files: Vec<WatchedFile>,
}

/// A file in the watched folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchedFile {
    /// Where it lies.
    pub path: String,
    /// Its name.
    pub name: String,
    /// What it seems to hold; `None` for what cannot be imported.
    pub content: Option<Content>,
    /// Its platform.
    pub platform: Option<String>,
}

/// What a line of an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Goods sold.
    Sale,
    /// A line of a cancelled order.
    Cancelled,
    /// Goods that came back: a negative quantity with a price, in an order that stands.
    Returned,
    /// Goods without a price: gifts, samples, stock corrections.
    Free,
    /// Postage and carriage.
    Shipping,
    /// Bank charges, marketplace fees and commission.
    Fee,
    /// A discount that stands as a line of its own.
    Discount,
    /// A correction of the books: bad debt, manual entries.
    Adjustment,
    /// Gift vouchers sold.
    Voucher,
    /// Tax on top of the prices.
    Tax,
    /// A tip.
    Tip,
    /// A line of an order that only tried out the shop.
    Test,
}

impl LineKind {
    /// Every kind, in the order of its stored number.
    pub const ALL: [LineKind; 12] = [
        LineKind::Sale,
        LineKind::Cancelled,
        LineKind::Returned,
        LineKind::Free,
        LineKind::Shipping,
        LineKind::Fee,
        LineKind::Discount,
        LineKind::Adjustment,
        LineKind::Voucher,
        LineKind::Tax,
        LineKind::Tip,
        LineKind::Test,
    ];

    /// The name in SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            LineKind::Sale => "sale",
            LineKind::Cancelled => "cancelled",
            LineKind::Returned => "returned",
            LineKind::Free => "free",
            LineKind::Shipping => "shipping",
            LineKind::Fee => "fee",
            LineKind::Discount => "discount",
            LineKind::Adjustment => "adjustment",
            LineKind::Voucher => "voucher",
            LineKind::Tax => "tax",
            LineKind::Tip => "tip",
            LineKind::Test => "test",
        }
    }
}

/// Why a row was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Fewer or more cells than the header, or a quote that never closes.
    Ragged,
    /// Bytes that the encoding does not have.
    Encoding,
    /// No order number.
    NoOrder,
    /// No date, or one that is none.
    BadDate,
    /// No quantity, or one that is no number.
    BadQuantity,
    /// No price and no line total, or one that is no number.
    BadAmount,
    /// A currency that is no ISO code.
    BadCurrency,
    /// Neither a product code nor a name.
    NoProduct,
    /// A number too large to be meant.
    OutOfRange,
    /// A value is missing without which the row says nothing.
    Missing,
    /// A number that is none.
    BadNumber,
    /// A name that more than one product has.
    Ambiguous,
    /// A renamed code that leads back to itself.
    Circle,
}

/// Why a row is no row of data; it counts neither as kept nor as refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// It has nothing but a picture of the product above it.
    ImageOnly,
    /// It adds up others, or heads them.
    Totals,
    /// Notes below the table, such as "83 record(s) downloaded".
    Footer,
    /// All its cells are empty.
    Blank,
}

/// Rows that are no data, of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedCount {
    /// Why.
    pub skip: Skip,
    /// How many rows.
    pub rows: u64,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The batch, by which it is undone.
    pub batch_id: u32,
    /// The file's name.
    pub name: String,
    /// Whether exactly these bytes were in already, so that nothing changed.
    pub already_imported: bool,
    /// Rows after the header, blank ones left out; always `rows_kept + rows_refused`.
    pub rows_read: u64,
    /// Rows that became order lines.
    pub rows_kept: u64,
    /// Rows that did not, each with its reason.
    pub rows_refused: u64,
    /// Refused rows by reason, the most frequent first.
    pub refused: Vec<RefusedCount>,
    /// Rows that are no data and count in none of these.
    #[serde(default)]
    pub skipped: Vec<SkippedCount>,
    /// What became of the kept rows: for order lines, of their orders.
    #[serde(default)]
    pub changes: Changes,
    /// Kept lines by kind, every kind that occurs.
    pub kinds: Vec<KindCount>,
    /// Orders among the kept lines.
    pub orders: u64,
    /// Products among the kept lines.
    pub products: u64,
    /// The sum over all kept lines, one for each currency.
    pub totals: Vec<Money>,
    /// First and last day.
    pub period: Option<Period>,
    /// What a person should know, in the caller's language.
    pub notes: Vec<String>,
    /// How it was read.
    pub plan: Plan,
    /// When, UTC.
    pub imported_at: DateTime,
    /// Seconds it took.
    pub seconds: f64,
}

/// What an import changed of what was known before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Changes {
    /// Not known before.
    pub new: u64,
    /// Known before, and otherwise now.
    pub updated: u64,
    /// Known before, and the same.
    pub unchanged: u64,
    /// Orders with fewer lines than before: the file may hold only part of them.
    pub partial: u64,
    /// Orders that stood before and are cancelled now.
    #[serde(default)]
    pub cancelled: u64,
    /// Orders of which more came back, or was paid back, than before.
    #[serde(default)]
    pub returned: u64,
    /// What the updated orders add up to but for cancelled and test lines, for each currency in
    /// which that changed.
    #[serde(default)]
    pub amounts: Vec<Difference>,
}

/// An amount that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it was.
    pub before: Money,
    /// What it is now.
    pub after: Money,
}

/// Refused rows of one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCount {
    /// The reason.
    pub reason: Refusal,
    /// How many rows.
    pub rows: u64,
}

/// Kept lines of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// The kind.
    pub kind: LineKind,
    /// How many lines.
    pub lines: u64,
    /// Their sum, one for each currency.
    pub totals: Vec<Money>,
}

/// Lists the imports.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct List {}

/// Imports, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batches {
    /// The imports.
    pub batches: Vec<Batch>,
}

/// An import in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The batch.
    pub batch_id: u32,
    /// The file's name.
    pub name: String,
    /// What its rows are.
    pub content: Content,
    /// When, UTC.
    pub imported_at: DateTime,
    /// Rows that were kept.
    pub rows_kept: u64,
    /// Rows that were refused.
    pub rows_refused: u64,
    /// First and last day.
    pub period: Option<Period>,
    /// The sum over all kept lines, one for each currency.
    pub totals: Vec<Money>,
}

/// Asks for the report of an import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetReport {
    /// The batch.
    pub batch_id: u32,
}

/// Asks for refused rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetRefused {
    /// The batch.
    pub batch_id: u32,
    /// Skip so many.
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

/// Refused rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRows {
    /// How many there are in all.
    pub total: u64,
    /// The rows asked for, in the order of the file.
    pub rows: Vec<RefusedRow>,
}

/// A refused row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Its number after the header, from 1.
    pub row: u64,
    /// Why.
    pub reason: Refusal,
    /// The column at fault, if one is.
    pub column: Option<String>,
    /// The value at fault, if one is.
    pub value: Option<String>,
    /// The row as it stands in the file, as far as it could be read.
    pub text: String,
}

/// Takes an import back: its lines are removed, the original file stays until the workspace is
/// cleaned, so that the import can be redone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UndoImport {
    /// The batch.
    pub batch_id: u32,
}
