//! One product: what it is, and which codes it had.

use kontor_domain::Date;
use serde::{Deserialize, Serialize};

/// Asks what is known of a product.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetProduct {
    /// Its code, or one that it had before.
    pub sku: String,
}

/// What is known of a product besides its sales.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its newest code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// First day it sold.
    pub first_sold: Option<Date>,
    /// Last day it sold.
    pub last_sold: Option<Date>,
    /// Codes that it had before, the latest first.
    pub earlier: Vec<EarlierCode>,
}

/// A code that a product had before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierCode {
    /// The code.
    pub sku: String,
    /// The last day of the code: the one before it was renamed, or else the last that it sold on.
    pub until: Option<Date>,
}
