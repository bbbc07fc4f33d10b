//! `first_seen(number)`: whether a number comes for the first time since [`FirstSeen::forget`].
//!
//! An import keeps the name of an article on the first of its ten thousand rows only. SQL cannot say
//! that without sorting or a second pass over the file.

use crate::error::Result;
use duckdb::{
    Connection,
    arrow::{
        array::{Array, AsArray as _, BooleanArray, RecordBatch},
        datatypes::{DataType, UInt64Type},
    },
    vscalar::arrow::{ArrowFunctionSignature, VArrowScalar},
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

/// The numbers that came; clones share them.
#[derive(Clone, Default)]
pub struct FirstSeen(Arc<Mutex<HashSet<u64>>>);

impl FirstSeen {
    /// Lets the statements of a database call `first_seen`.
    ///
    /// # Errors
    /// What DuckDB fails with.
    pub fn register(connection: &Connection) -> Result<FirstSeen> {
        let seen = FirstSeen::default();
        connection.register_scalar_function_with_state::<Function>("first_seen", &seen)?;
        Ok(seen)
    }

    /// Every number is new again.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = HashSet::new();
    }
}

struct Function;

impl VArrowScalar for Function {
    type State = FirstSeen;

    fn invoke(
        seen: &FirstSeen,
        input: RecordBatch,
    ) -> std::result::Result<Arc<dyn Array>, Box<dyn std::error::Error>> {
        let numbers = input.column(0).as_primitive::<UInt64Type>();
        let mut seen = seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = numbers.iter().map(|number| number.map(|number| seen.insert(number)));
        Ok(Arc::new(is_new.collect::<BooleanArray>()))
    }

    fn signatures() -> Vec<ArrowFunctionSignature> {
        vec![ArrowFunctionSignature::exact(vec![DataType::UInt64], DataType::Boolean)]
    }

    fn volatile() -> bool {
        true
    }
}
