//! `first_seen(hash)`: whether a hash comes for the first time since [`FirstSeen::forget`].
//!
//! An import keeps the name of an article on one of its ten thousand rows, not on each. SQL cannot say
//! that without sorting or a second pass over the file.
//!
//! The first time is never missed, a later one may count as the first again: each hash has one place
//! among [`PLACES`], and another hash may have taken it meanwhile. So threads need no lock, and memory
//! stays the same however many come.

use crate::error::Result;
use duckdb::{
    Connection,
    arrow::{
        array::{Array, AsArray as _, BooleanArray, RecordBatch},
        datatypes::{DataType, UInt64Type},
    },
    vscalar::arrow::{ArrowFunctionSignature, VArrowScalar},
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Two megabytes, which a processor keeps near.
const PLACES: usize = 1 << 18;
/// What stands in a place that no hash has taken; as a hash it is new each time.
const NONE: u64 = u64::MAX;

/// The hashes that came last; clones share them.
#[derive(Clone)]
pub struct FirstSeen(Arc<[AtomicU64]>);

impl Default for FirstSeen {
    fn default() -> Self {
        Self((0..PLACES).map(|_| AtomicU64::new(NONE)).collect())
    }
}

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

    /// Every hash is new again.
    pub fn forget(&self) {
        self.0.iter().for_each(|place| place.store(NONE, Ordering::Relaxed));
    }

    fn is_new(&self, hash: u64) -> bool {
        let Some(place) = self.0.get(hash as usize % PLACES) else { return true };
        // Two threads that meet here both say that it is new.
        if hash != NONE && place.load(Ordering::Relaxed) == hash {
            return false;
        }
        place.store(hash, Ordering::Relaxed);
        true
    }
}

struct Function;

impl VArrowScalar for Function {
    type State = FirstSeen;

    fn invoke(
        seen: &FirstSeen,
        input: RecordBatch,
    ) -> std::result::Result<Arc<dyn Array>, Box<dyn std::error::Error>> {
        let hashes = input.column(0).as_primitive::<UInt64Type>();
        let is_new = hashes.iter().map(|hash| hash.map(|hash| seen.is_new(hash)));
        Ok(Arc::new(is_new.collect::<BooleanArray>()))
    }

    fn signatures() -> Vec<ArrowFunctionSignature> {
        vec![ArrowFunctionSignature::exact(vec![DataType::UInt64], DataType::Boolean)]
    }

    fn volatile() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn the_first_time_is_never_missed(
            hashes in proptest::collection::vec(
                prop_oneof![0..4_u64, Just(NONE), any::<u64>(), (0..4_u64).prop_map(|n| n << 20)],
                0..200,
            ),
        ) {
            let seen = FirstSeen::default();
            let mut known = HashSet::new();
            for hash in hashes {
                let is_new = seen.is_new(hash);
                prop_assert!(is_new || known.contains(&hash));
                known.insert(hash);
            }
            seen.forget();
            for hash in known {
                prop_assert!(seen.is_new(hash));
                prop_assert_eq!(seen.is_new(hash), hash == NONE);
            }
        }
    }
}
