//! Work on several threads whose result does not depend on how many there are.

use crate::{Run, Stopped};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Does `work` for each number below `count`, in any order, and gives the results in order.
pub fn map<T: Send>(
    run: &Run<'_>,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Result<Vec<T>, Stopped> {
    let next = AtomicUsize::new(0);
    let some = || -> Result<Vec<(usize, T)>, Stopped> {
        let mut done = Vec::new();
        loop {
            run.check()?;
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(done);
            }
            done.push((number, work(number)));
        }
    };
    let threads = run.threads.clamp(1, count.max(1));
    let mut done = match threads {
        1 => some()?,
        _ => thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(some)).collect();
            let mut done = some()?;
            for other in others {
                match other.join() {
                    Ok(more) => done.extend(more?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok::<_, Stopped>(done)
        })?,
    };
    done.sort_by_key(|(number, _)| *number);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}
