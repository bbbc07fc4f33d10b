//! The only place that asks what time it is, what language the system speaks, or for randomness.

use crate::error::{Failure, Result};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use kontor_api::Code;
use std::time::Instant;

/// Now, UTC, to the second.
pub fn now() -> DateTime {
    let now = Timestamp::now().to_zoned(TimeZone::UTC).datetime();
    now.with().subsec_nanosecond(0).build().unwrap_or(now)
}

/// Where a stretch of work begins, to tell how long it took.
pub fn start() -> Instant {
    Instant::now()
}

/// Random bytes from the operating system.
///
/// # Errors
/// When the operating system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::new(
            Code::Internal,
            format!("The operating system gave no random numbers ({error})."),
            format!("Das Betriebssystem gab keine Zufallszahlen ({error})."),
        )
    })?;
    Ok(bytes)
}

/// A random name that nobody guesses, for files handed to a browser and for traces in the log.
///
/// # Errors
/// As [`random`].
pub fn random_name() -> Result<String> {
    Ok(random::<12>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}
