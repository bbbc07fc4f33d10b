//! Medians and percentiles, and how they are printed.

use serde::Serialize;
use std::io::{self, Write as _};

/// How results are printed.
#[derive(Clone, Copy)]
pub struct Show {
    /// As JSON instead of a table.
    pub json: bool,
}

impl Show {
    /// Prints a result.
    pub fn print<R: Serialize>(
        self,
        result: &R,
        table: impl FnOnce(&R) -> String,
    ) -> anyhow::Result<()> {
        let text = if self.json { serde_json::to_string(result)? } else { table(result) };
        writeln!(io::stdout(), "{text}")?;
        Ok(())
    }
}

/// Says what is being done, beside the results.
pub fn say(text: &str) {
    // Whoever closed standard error does not want to know.
    writeln!(io::stderr(), "{text}").ok();
}

/// The value below which `share` of all lie, by nearest rank; 0 of none.
pub fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let rank = (values.len() as f64 * share).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// The value in the middle.
pub fn median(values: &mut [f64]) -> f64 {
    percentile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let mut values = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!(median(&mut values), 3.0);
        assert_eq!(percentile(&mut values, 0.95), 5.0);
        assert_eq!(percentile(&mut [], 0.95), 0.0);
    }
}
