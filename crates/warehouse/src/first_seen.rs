//! `first_seen(hash)`: whether a hash comes for the first time since [`FirstSeen::forget`].
//!
//! An import keeps the name of an article on one of its ten thousand rows, not on each. SQL cannot say
//! that without sorting or a second pass over the file.
//!
//! Each thread has places of its own, so that none needs a lock, and of a hash's rows each thread says so
//! of the first that it reads: the file's first one is among them. A later one may count as the first
//! again: each hash has one place among [`PLACES`], and another hash may have taken it meanwhile. So memory
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
use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Two megabytes, which a processor keeps near.
const PLACES: usize = 1 << 18;
/// What stands in a place that no hash has taken; as a hash it is new each time.
const NONE: u64 = u64::MAX;

/// Counts the beginnings of all databases of the process.
static BEGINNINGS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// The hashes that came last on this thread, and since which beginning.
    static SEEN: RefCell<(u64, Vec<u64>)> = const { RefCell::new((0, Vec::new())) };
}

/// When everything was new last; clones share it.
#[derive(Clone, Default)]
pub struct FirstSeen(Arc<AtomicU64>);

impl FirstSeen {
    /// Lets the statements of a database call `first_seen`.
    ///
    /// # Errors
    /// What DuckDB fails with.
    pub fn register(connection: &Connection) -> Result<FirstSeen> {
        let seen = FirstSeen::default();
        seen.forget();
        connection.register_scalar_function_with_state::<Function>("first_seen", &seen)?;
        Ok(seen)
    }

    /// Every hash is new again.
    pub fn forget(&self) {
        self.0.store(BEGINNINGS.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// For each hash whether this thread sees it for the first time.
    fn are_new(&self, hashes: impl Iterator<Item = Option<u64>>) -> BooleanArray {
        let beginning = self.0.load(Ordering::Relaxed);
        SEEN.with_borrow_mut(|(since, places)| {
            if *since != beginning {
                *since = beginning;
                places.clear();
                places.resize(PLACES, NONE);
            }
            hashes.map(|hash| hash.map(|hash| is_new(places, hash))).collect()
        })
    }
}

fn is_new(places: &mut [u64], hash: u64) -> bool {
    let Some(place) = places.get_mut(hash as usize % PLACES) else { return true };
    let is_new = hash == NONE || *place != hash;
    *place = hash;
    is_new
}

struct Function;

impl VArrowScalar for Function {
    type State = FirstSeen;

    fn invoke(
        seen: &FirstSeen,
        input: RecordBatch,
    ) -> std::result::Result<Arc<dyn Array>, Box<dyn std::error::Error>> {
        let hashes = input.column(0).as_primitive::<UInt64Type>();
        Ok(Arc::new(seen.are_new(hashes.iter())))
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
            seen.forget();
            let is_new = |hash: u64| seen.are_new(std::iter::once(Some(hash))).value(0);
            let mut known = HashSet::new();
            for hash in hashes {
                let is_new = is_new(hash);
                prop_assert!(is_new || known.contains(&hash));
                known.insert(hash);
            }
            seen.forget();
            for hash in known {
                prop_assert!(is_new(hash));
                prop_assert_eq!(is_new(hash), hash == NONE);
            }
        }
    }

    /// What another thread has seen is new to this one.
    #[test]
    fn each_thread_sees_for_itself() {
        let seen = FirstSeen::default();
        seen.forget();
        let see = || seen.are_new([Some(7), None, Some(7)].into_iter()).iter().collect::<Vec<_>>();
        let first = vec![Some(true), None, Some(false)];
        assert_eq!(see(), first);
        assert_eq!(std::thread::scope(|scope| scope.spawn(see).join().unwrap()), first);
        assert_eq!(see(), vec![Some(false), None, Some(false)]);
    }
}
