//! People: who is known to the shop, and forgetting somebody.

use serde::{Deserialize, Serialize};

/// Looks people up.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetPeople {
    /// Part of a name, an e-mail address, a phone number, or the customer's number.
    pub search: String,
    /// At most so many.
    pub limit: u32,
}

/// People that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// How many there are in all.
    pub total: u64,
    /// Those asked for.
    pub people: Vec<Person>,
}

/// A person as the shop's files know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name under which orders know the person: a number, or a pseudonym.
    pub customer: String,
    /// First and last name, as far as known.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Orders that count.
    pub orders: u64,
}

/// Forgets a person: who they are is removed, from the original files too, and stays out if a file
/// with them is imported again. Their orders stay, as orders of nobody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Forget {
    /// The person, as [`Person::customer`] says.
    pub customer: String,
}

/// What forgetting removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Rows about the person.
    pub rows: u64,
    /// Orders that no longer name them.
    pub orders: u64,
    /// Original files that were rewritten.
    pub originals: u64,
}
