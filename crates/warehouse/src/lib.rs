//! # kontor-warehouse: the facts of a shop in DuckDB
//!
//! Order lines and what is computed from them. The only crate that links DuckDB. Everything here
//! can be rebuilt from the original files, so nothing that a person decided lives here.
//!
//! It must not read any file but the staging folder it was opened with, print, or know a clock:
//! dates and times are given. Start reading at [`Warehouse`] (connections, limits, cancelling),
//! then `schema` (the tables), `import` (from text rows to order lines), `measures` (every number,
//! defined once) and `sales`, `products`, `console` (the questions).

mod bare;
mod baskets;
mod batches;
mod buying;
mod catalogue;
mod console;
mod costs;
mod demand;
mod error;
mod first_seen;
mod import;
mod measures;
mod money;
mod open;
mod people;
mod prices;
mod product;
mod products;
mod quality;
mod rates;
mod reconciliation;
mod records;
mod rows;
mod run_out;
mod sales;
mod schema;
mod sql;
mod stock;
mod successors;
mod sums;
mod terms;
mod versions;
mod zone;

pub use bare::{BareTypes, bare_import};
pub use batches::{
    KnownBatch, batch_by_hash, batches, change_zone, put_original, refused, report, undo_batch,
};
pub use buying::{
    Buying, BuyingProduct, Ordered, Place, SupplierOffer, SupplierTerms, buying, purchase_orders,
    suppliers,
};
pub use catalogue::view;
pub use console::{Selected, schema_of, select};
pub use demand::{Article, Demand, OutOfStock, Promoted, demand};
pub use error::{Result, WarehouseError};
pub use import::{Identity, Imported, RowSql, Source, Stage, import};
pub use measures::definition;
pub use open::{Cancel, Limits, Warehouse};
pub use people::{Traces, forget, people};
pub use prices::{PriceFact, PriceFacts, prices};
pub use product::product;
pub use products::products;
pub use quality::{Found, check, found};
pub use rates::{conversion, other_currencies};
pub use reconciliation::{Reconciled, reconciliation};
pub use records::records;
pub use rows::{Incoming, RowsImport, import_rows, put_by_hand};
pub use run_out::{Short, run_out};
pub use sales::{
    Breakdown, Day, Days, Facts, breakdown, days, facts, filter_options, lines, measured,
    without_cost,
};
pub use stock::stock_history;
pub use successors::circle;
pub use terms::Terms;
