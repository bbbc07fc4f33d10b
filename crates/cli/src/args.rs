//! What can be typed: nothing but arguments.

use crate::names::{name_of, named, parse};
use clap::{Args, Parser, Subcommand};
use kontor_api::{
    domain::{Currency, Grain, Language, PeriodChoice},
    export::Format,
    import::{Content, DateOrder, DecimalMark, Field, LineKind},
    lab::{Layout, PricingInstance, PricingPolicy},
    products::SortBy,
    quality::Check,
    run_out::Shortage,
    sales::{By, Filter, Measure},
};
use std::path::PathBuf;

/// A merchant's office: import sales, ask questions of them, export the answers.
#[derive(Debug, Parser)]
#[command(name = "kontor", version, arg_required_else_help = true, after_help = EXIT_STATUS)]
pub struct Cli {
    /// The workspace's folder; without it the one that was open last
    #[arg(long, short, global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// Print the reply as JSON, exactly as the API gives it
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of messages and numbers; without it the system's
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = named::<Language>())]
    pub lang: Option<Language>,
    /// No progress and no remarks, only data and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

const EXIT_STATUS: &str = "\
Data goes to standard output, everything else to standard error.
Exit status: 0 done, 1 a defect in Kontor, 2 a wrong request, 3 not found, 4 no workspace,
5 open elsewhere, 6 a newer workspace, 7 a damaged one, 10 an unreadable file,
11 input or output, 12 disk full, 20 cancelled, 21 timeout, 30 SQL, 40 conflict, 50 forbidden.";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Import files: orders, products, stock, costs and whatever else a shop exports
    Import(Import),
    /// List the imports
    Imports,
    /// Show the report of an import
    Report {
        /// The import's number
        batch: u32,
    },
    /// Show the rows that an import refused, and why
    Refused {
        /// The import's number
        batch: u32,
        /// Write all of them to this file (.csv or .xlsx) instead
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Part of the list
        #[command(flatten)]
        page: Page,
    },
    /// Take an import back
    UndoImport {
        /// The import's number
        batch: u32,
    },
    /// List the new files of the watched folder, or import them
    Watch {
        /// Import them
        #[arg(long)]
        import: bool,
    },
    /// List what is known of products, suppliers, costs and the like, or enter it by hand
    Records(Records),
    /// List what is doubtful in the data, or the things behind one doubt
    Quality {
        /// The doubt
        #[arg(value_parser = named::<Check>())]
        check: Option<Check>,
        /// Part of the list
        #[command(flatten)]
        page: Page,
    },
    /// Explain net sales from what the files add up to, step by step
    Reconcile(Scope),
    /// Look people up
    People {
        /// Part of a name, an e-mail address, a phone number or a customer's number
        #[arg(default_value = "", hide_default_value = true)]
        text: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
    },
    /// Remove who a person is for good, from the original files too
    Forget {
        /// The customer, as `kontor people` names them
        customer: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Make the facts anew from the original files
    Rebuild,
    /// Run one SELECT over the workspace's facts
    Sql {
        /// The statement
        query: String,
        /// At most so many rows
        #[arg(long, value_name = "N", default_value_t = 1000)]
        limit: u32,
        /// How to print the rows
        #[arg(long, value_enum, default_value = "table")]
        format: SqlFormat,
    },
    /// List the tables and columns that SQL can select from
    Schema,
    /// Show the key figures of a period
    Summary(Scope),
    /// Show a measure over time
    Series(Series),
    /// Break a measure down
    Breakdown(Breakdown),
    /// List the products
    Products(Products),
    /// Show what is known of a product, and which codes it had before
    Product {
        /// Its code, or one that it had before
        sku: String,
    },
    /// List what has run out although it sold, and what runs out before more can come
    RunOut(RunOut),
    /// Train forecasts, look at them and correct them
    #[command(subcommand)]
    Forecast(crate::forecast::Verb),
    /// Plan what to order, how much, by when and from whom, and why
    #[command(subcommand)]
    Reorder(crate::reorder::Verb),
    /// Say what prices do, what others would do, and which to ask
    #[command(subcommand)]
    Price(crate::price::Verb),
    /// List what is proposed, and decide about it
    #[command(subcommand)]
    Proposals(crate::reorder::Proposals),
    /// List purchase orders, and note what becomes of them
    #[command(subcommand)]
    Orders(crate::reorder::Orders),
    /// List whom the shop buys from, and how long they take
    Suppliers,
    /// List order lines
    Lines(Lines),
    /// List the countries and days that sales can be filtered by
    Filters,
    /// Write a table to a file, every row of it
    Export(Export),
    /// Explain every measure: its definition, unit and SQL
    Measures,
    /// Show the settings, or change some of them
    Settings {
        /// What to change, such as currency=EUR or week-start=monday
        #[arg(value_name = "KEY=VALUE", value_parser = pair)]
        changes: Vec<(String, String)>,
        /// Show what a new workspace would have, and every time zone
        #[arg(long, conflicts_with = "changes")]
        options: bool,
    },
    /// Show what holds in every workspace: language, colours, your name; or change it
    Preferences {
        /// What to change, such as language=de or theme=dark
        #[arg(value_name = "KEY=VALUE", value_parser = pair)]
        changes: Vec<(String, String)>,
    },
    /// Create, open, back up and remove workspaces
    #[command(subcommand)]
    Workspace(Workspace),
    /// List, open and write sample shops
    #[command(subcommand)]
    Sample(Sample),
    /// Try the program's models on public benchmark files
    #[command(subcommand)]
    Lab(Lab),
    /// List what was done, the newest first
    History,
    /// Take back what was done last
    Undo,
    /// Do again what was taken back last
    Redo,
    /// Show the jobs of this process
    Jobs {
        /// Only this job
        job: Option<u64>,
        /// Cancel it
        #[arg(long, requires = "job")]
        cancel: bool,
    },
    /// Serve Kontor to a browser on this computer
    Serve(Serve),
}

/// Verbs about sample shops.
#[derive(Debug, Subcommand)]
pub enum Sample {
    /// List the sample shops that came with Kontor
    List,
    /// Make a workspace from a sample shop and open it
    Open {
        /// The sample's name
        store: String,
    },
    /// Write the files of a sample store anew, as large as wanted
    Create {
        /// The sample's name
        store: String,
        /// How many times the customers of the one that came with Kontor
        #[arg(long, default_value_t = 1.0)]
        scale: f64,
        /// What its random numbers start from: the same gives the same files
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The folder to write to, missing or empty
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Verbs about benchmarks.
#[derive(Debug, Subcommand)]
pub enum Lab {
    /// Forecast a file of time series and score the forecast; prints JSON
    Forecast(LabForecast),
    /// Estimate price elasticities from a file of weekly sales and score them; prints JSON
    Elasticity(LabElasticity),
    /// Play policies on an instance of pricing whose optimum is known; prints JSON
    Pricing(LabPricing),
}

/// A benchmark of forecasts.
#[derive(Debug, Args)]
pub struct LabForecast {
    /// The file to learn from, .csv or .csv.gz
    #[arg(long, value_name = "FILE")]
    pub train: PathBuf,
    /// The file that says what happened
    #[arg(long, value_name = "FILE", required_unless_present = "last")]
    pub test: Option<PathBuf>,
    /// Without --test: forecast the last periods of --train
    #[arg(long, value_name = "H", conflicts_with = "test")]
    pub last: Option<u32>,
    /// Periods to forecast; without it those of --last
    #[arg(long, value_name = "H", required_unless_present = "last")]
    pub horizon: Option<u32>,
    /// Periods of a season; 1 for none
    #[arg(long, value_name = "M", default_value_t = 1)]
    pub season: u32,
    /// A series a line, a series a column, or a value a line
    #[arg(long, default_value = "wide", value_parser = named::<Layout>())]
    pub layout: Layout,
    /// Long: the columns that name a series together
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub id: Vec<String>,
    /// Long: the column of the period, a whole number
    #[arg(long, value_name = "COLUMN", required_if_eq("layout", "long"))]
    pub time: Option<String>,
    /// Long: the column of the value
    #[arg(long, value_name = "COLUMN", required_if_eq("layout", "long"))]
    pub value: Option<String>,
    /// Long: columns whose future is known; price{brand} is the column price with the brand after it
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub future: Vec<String>,
    /// Values are logarithms of units
    #[arg(long)]
    pub log_value: bool,
}

/// A benchmark of price elasticities.
#[derive(Debug, Args)]
pub struct LabElasticity {
    /// The file, .csv or .csv.gz: a product's week a line
    pub file: PathBuf,
    /// The column of units
    #[arg(long, value_name = "COLUMN")]
    pub units: String,
    /// Units are logarithms already
    #[arg(long)]
    pub log_units: bool,
    /// The column of the price; price{brand} is the column price with the brand after it
    #[arg(long, value_name = "COLUMN")]
    pub price: String,
    /// The columns that name a series together; a series is shrunk to the others of its last one
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Columns that also move demand, such as promotions
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub controls: Vec<String>,
    /// Which rows to learn from, such as week<=136; the others are kept back and scored
    #[arg(long = "where", value_name = "CONDITION")]
    pub condition: Option<String>,
    /// Also learn from so many last weeks before --where ends, such as 8,16,32
    #[arg(long, value_name = "WEEKS", value_delimiter = ',', requires = "condition")]
    pub history: Vec<u32>,
}

/// A benchmark of price policies.
#[derive(Debug, Args)]
pub struct LabPricing {
    /// One product and four prices, or three of them in a market with a season
    #[arg(long, default_value = "four-prices", value_parser = named::<PricingInstance>())]
    pub instance: PricingInstance,
    /// Periods in which the stock is sold
    #[arg(long, value_name = "T", default_value_t = 1000)]
    pub periods: u32,
    /// The policy, or all
    #[arg(long, default_value = "all", value_parser = named::<PricingPolicy>())]
    pub policy: PricingPolicy,
    /// Demand paths, the same for each policy
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub paths: u32,
}

/// Verbs about workspaces.
#[derive(Debug, Subcommand)]
pub enum Workspace {
    /// Make a workspace and open it
    Create {
        /// Its folder, missing or empty; without it one in Kontor's own folder
        folder: Option<PathBuf>,
        /// A setting of it, such as currency=EUR or name=Shop; the rest is guessed
        #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
        set: Vec<(String, String)>,
    },
    /// Open a workspace, which the next commands then take
    Open {
        /// Its folder
        folder: PathBuf,
    },
    /// List the workspaces that were open, the latest first
    List,
    /// Repair and close a workspace, so that its folder can be copied
    Close,
    /// Write the workspace to one file
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Make a workspace from a backup
    Restore {
        /// The backup
        file: PathBuf,
        /// The new workspace's folder, missing or empty; without it one in Kontor's own folder
        folder: Option<PathBuf>,
    },
    /// Remove a workspace with everything in it, for good
    Delete {
        /// Its folder
        folder: PathBuf,
        /// Its name, to be sure that it is the one you mean
        #[arg(long)]
        name: String,
    },
    /// Take a workspace off the list; its folder stays
    Forget {
        /// Its folder
        folder: PathBuf,
    },
}

/// Tables of what is known besides orders.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Records {
    /// Of what
    #[arg(value_parser = named::<Content>(), required = true)]
    pub content: Option<Content>,
    /// Only what holds this text in any field
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Part of the list.
    #[command(flatten)]
    pub page: Page,
    /// Entering by hand.
    #[command(subcommand)]
    pub change: Option<ChangeRecords>,
}

/// Entering by hand, and taking that back.
#[derive(Debug, Subcommand)]
pub enum ChangeRecords {
    /// Enter a row; fields that are not named stay as they are
    Put(RecordValues),
    /// Take a row that was entered by hand back, so that what was imported holds again
    Drop(RecordValues),
}

/// A row, by its fields.
#[derive(Debug, Args)]
pub struct RecordValues {
    /// Of what
    #[arg(value_parser = named::<Content>())]
    pub content: Content,
    /// Fields such as sku=MUG-1 or cost=2.40; nothing after = empties one
    #[arg(value_name = "FIELD=VALUE", required = true, value_parser = mapping, long_help = values_help())]
    pub values: Vec<(Field, String)>,
}

/// What to import, and corrections of what Kontor guesses.
#[derive(Debug, Args)]
pub struct Import {
    /// The files, in any order: CSV or XLSX, gzipped or zipped too
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Only show how Kontor would read them
    #[arg(long)]
    pub detect: bool,
    /// What the rows are
    #[arg(long, value_name = "CONTENT", value_parser = named::<Content>())]
    pub content: Option<Content>,
    /// The first line is a row, not the headings
    #[arg(long)]
    pub no_header: bool,
    /// What a column means, by its heading or its number from 1; nothing after = for none
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping, long_help = mapping_help())]
    pub map: Vec<(Field, String)>,
    /// What separates cells: a character, or "tab"
    #[arg(long, value_parser = delimiter)]
    pub delimiter: Option<char>,
    /// The file's encoding, such as utf-8 or windows-1252
    #[arg(long)]
    pub encoding: Option<String>,
    /// Lines before the headings
    #[arg(long, value_name = "N")]
    pub skip_lines: Option<u32>,
    /// The decimal mark of numbers
    #[arg(long, value_name = "MARK", value_parser = named::<DecimalMark>())]
    pub decimal: Option<DecimalMark>,
    /// In which order dates are written
    #[arg(long, value_name = "ORDER", value_parser = named::<DateOrder>())]
    pub dates: Option<DateOrder>,
    /// The currency of lines that name none
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// The zone of times that name none, such as Europe/London
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// Whether prices hold tax
    #[arg(long, value_name = "YES", num_args = 0..=1, default_missing_value = "true")]
    pub prices_include_tax: Option<bool>,
}

/// Which sales to count.
#[derive(Debug, Clone, Default, Args)]
pub struct Scope {
    /// 7d, 28d, 90d, 365d, all, or 2026-01-01..2026-01-31; without it 28d, and all for one order
    #[arg(long)]
    period: Option<PeriodChoice>,
    /// One country, as it stands in the data
    #[arg(long)]
    country: Option<String>,
    /// One product, by its code
    #[arg(long)]
    sku: Option<String>,
    /// Products whose code or name holds this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Lines of one kind
    #[arg(long, value_parser = named::<LineKind>())]
    kind: Option<LineKind>,
    /// One order, by its number
    #[arg(long, value_name = "NUMBER")]
    order: Option<String>,
    /// Amounts of every currency, converted into the shop's at the rate of their day
    #[arg(long)]
    converted: bool,
}

impl Scope {
    /// The period of the contract.
    pub fn period(&self) -> PeriodChoice {
        match (self.period, &self.order) {
            (Some(period), _) => period,
            (None, Some(_)) => PeriodChoice::All,
            (None, None) => PeriodChoice::default(),
        }
    }

    /// The filter of the contract.
    pub fn filter(&self) -> Filter {
        Filter {
            country: self.country.clone(),
            sku: self.sku.clone(),
            search: self.search.clone(),
            kind: self.kind,
            order: self.order.clone(),
            converted: self.converted,
        }
    }
}

/// Which part of a list to show.
#[derive(Debug, Clone, Copy, Args)]
pub struct Page {
    /// Skip so many rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u64,
    /// At most so many rows
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: u32,
}

/// A measure over time.
#[derive(Debug, Clone, Args)]
pub struct Series {
    /// The measure
    #[arg(long, default_value = "net-sales", value_parser = named::<Measure>())]
    pub measure: Measure,
    /// The step; without it one that can be read
    #[arg(long, value_parser = named::<Grain>())]
    pub grain: Option<Grain>,
    /// Which sales to count.
    #[command(flatten)]
    pub scope: Scope,
}

/// A measure by something.
#[derive(Debug, Clone, Args)]
pub struct Breakdown {
    /// By what
    #[arg(long, value_parser = named::<By>())]
    pub by: By,
    /// The measure
    #[arg(long, default_value = "net-sales", value_parser = named::<Measure>())]
    pub measure: Measure,
    /// At most so many parts; the rest is one
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: u32,
    /// Which sales to count.
    #[command(flatten)]
    pub scope: Scope,
}

/// The table of products.
#[derive(Debug, Clone, Args)]
pub struct Products {
    /// Sort by
    #[arg(long, default_value = "net-sales", value_parser = named::<SortBy>())]
    pub sort: SortBy,
    /// Smallest first
    #[arg(long)]
    pub ascending: bool,
    /// Which sales to count.
    #[command(flatten)]
    pub scope: Scope,
    /// Part of the list.
    #[command(flatten)]
    pub page: Page,
}

/// What has run out although it sold.
#[derive(Debug, Clone, Args)]
pub struct RunOut {
    /// Days that count, up to the last one with data
    #[arg(long, value_name = "N", default_value_t = 28, value_parser = clap::value_parser!(u16).range(7..=365))]
    pub days: u16,
    /// Only products that are so short
    #[arg(long, value_parser = named::<Shortage>())]
    pub only: Option<Shortage>,
    /// Part of the list.
    #[command(flatten)]
    pub page: Page,
}

/// Order lines.
#[derive(Debug, Clone, Args)]
pub struct Lines {
    /// Only the lines that this measure counts
    #[arg(long, value_parser = named::<Measure>())]
    pub measure: Option<Measure>,
    /// Which sales to count.
    #[command(flatten)]
    pub scope: Scope,
    /// Part of the list.
    #[command(flatten)]
    pub page: Page,
}

/// What to write to a file.
#[derive(Debug, Args)]
pub struct Export {
    /// The table.
    #[command(subcommand)]
    pub what: Exportable,
    /// The file's format; without it what the name of --out says, or CSV
    #[arg(long, global = true, value_parser = named::<Format>())]
    pub format: Option<Format>,
    /// The file; without it a name that tells what it holds, in the current folder
    #[arg(long, global = true, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Tables that can be written to a file.
#[derive(Debug, Subcommand)]
pub enum Exportable {
    /// The table of products
    Products(Products),
    /// What has run out although it sold
    RunOut(RunOut),
    /// What prices do, and which are suggested
    Prices(crate::price::Listed),
    /// A measure over time
    Series(Series),
    /// A measure broken down
    Breakdown(Breakdown),
    /// Order lines
    Lines(Lines),
    /// The result of a SELECT
    Sql {
        /// The statement
        query: String,
    },
    /// The refused rows of an import
    Refused {
        /// The import's number
        batch: u32,
    },
    /// What is known of products, suppliers, costs and the like
    Records {
        /// Of what
        #[arg(value_parser = named::<Content>())]
        content: Content,
        /// Only what holds this text in any field
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// Only these columns, in this order; without it every field that has a value
        #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = field)]
        fields: Vec<Field>,
    },
    /// The things behind a doubt
    Finding {
        /// The doubt
        #[arg(value_parser = named::<Check>())]
        check: Check,
    },
}

/// How the server is started.
#[derive(Debug, Args)]
pub struct Serve {
    /// The port; without it 8421, or a free one
    #[arg(long)]
    pub port: Option<u16>,
    /// The folder of the built interface; without it the one that came with the program
    #[arg(long, value_name = "DIR")]
    pub ui: Option<PathBuf>,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
}

/// How rows of a SELECT are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SqlFormat {
    /// Aligned columns
    Table,
    /// Comma-separated values
    Csv,
    /// An array of objects
    Json,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) => Ok((key.trim().to_owned(), value.trim().to_owned())),
        None => Err("write it as KEY=VALUE".to_owned()),
    }
}

fn mapping(text: &str) -> Result<(Field, String), String> {
    let (name, column) = pair(text)?;
    Ok((field(&name)?, column))
}

fn field(name: &str) -> Result<Field, String> {
    parse(name).map_err(|error| error.to_string())
}

fn mapping_help() -> String {
    let contents = Content::ALL.iter().map(|content| fields_of(*content));
    format!(
        "What a column means, by its heading or its number from 1; nothing after = for none.\n{}",
        contents.collect::<Vec<_>>().join("\n")
    )
}

fn values_help() -> String {
    let by_hand = Content::ALL.iter().filter(|content| **content != Content::Orders);
    format!(
        "Fields such as sku=MUG-1 or cost=2.40; nothing after = empties one. \
         Numbers have a decimal point, days are written 2026-03-01.\n{}",
        by_hand.map(|content| fields_of(*content)).collect::<Vec<_>>().join("\n")
    )
}

/// The fields of a content, in a line.
fn fields_of(content: Content) -> String {
    let fields: Vec<_> = content.fields().iter().map(name_of).collect();
    format!("Fields of {}: {}", name_of(&content), fields.join(", "))
}

fn delimiter(text: &str) -> Result<char, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(character), None) => Ok(character),
        _ => Err("write one character, or tab".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_sound_and_every_verb_says_what_it_does() {
        let cli = Cli::command();
        cli.clone().debug_assert();
        for verb in cli.get_subcommands() {
            assert!(verb.get_about().is_some(), "{}", verb.get_name());
        }
    }

    #[test]
    fn global_flags_stand_anywhere() {
        let cli =
            Cli::try_parse_from(["kontor", "sql", "--json", "SELECT 1", "-w", "shop"]).unwrap();
        assert!(cli.json);
        assert_eq!(cli.workspace, Some("shop".into()));
    }

    #[test]
    fn records_are_listed_or_changed() {
        let verb = |words: &[&str]| Cli::try_parse_from(words).map(|cli| cli.verb);
        assert!(matches!(
            verb(&["kontor", "records", "purchase-orders", "--search", "x"]),
            Ok(Verb::Records(Records { content: Some(Content::PurchaseOrders), .. }))
        ));
        assert!(matches!(
            verb(&["kontor", "records", "put", "costs", "sku=A", "cost=2"]),
            Ok(Verb::Records(Records { change: Some(ChangeRecords::Put(_)), .. }))
        ));
        assert!(verb(&["kontor", "records"]).is_err());
        assert!(verb(&["kontor", "records", "drop", "costs"]).is_err());
    }

    #[test]
    fn corrections_are_read_and_nonsense_is_refused() {
        assert_eq!(mapping("order-id=No."), Ok((Field::OrderId, "No.".to_owned())));
        assert_eq!(mapping("discount="), Ok((Field::Discount, String::new())));
        assert!(mapping("colour=3").unwrap_err().contains("order_id"));
        assert_eq!(delimiter("tab"), Ok('\t'));
        assert_eq!(delimiter(";"), Ok(';'));
        assert!(delimiter(";;").is_err());
    }
}
