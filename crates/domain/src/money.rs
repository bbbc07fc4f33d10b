//! Amounts of money as integer minor units, with their currency.

use crate::Currency;
use serde::{Deserialize, Serialize};

/// An amount in minor units (pence, cents) of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: 1234 is £12.34, or ¥1,234.
    pub minor: i64,
    /// The currency the units are of.
    pub currency: Currency,
}

/// Why two amounts could not be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Sums never cross currencies.
    #[error("{0} and {1} cannot be added: convert one of them first")]
    Currencies(Currency, Currency),
    /// The sum does not fit 64 bits of minor units.
    #[error("the sum is larger than any amount Kontor can hold")]
    Overflow,
}

impl Money {
    /// An amount from minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Money { minor, currency }
    }

    /// Adds an amount of the same currency.
    ///
    /// # Errors
    /// [`MoneyError::Currencies`] across currencies, [`MoneyError::Overflow`] beyond 64 bits.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Money::new(minor, self.currency))
    }

    /// The amount in major units, for ratios and charts only: never for sums.
    pub fn major(self) -> f64 {
        self.minor as f64 / self.currency.minor_per_major() as f64
    }

    /// Splits the amount over `weights` so that the parts add up to it exactly: each gets its
    /// share rounded down, and the units left over go to the largest remainders, the earlier part
    /// first where they are equal (the Hamilton method). Without a positive weight every part
    /// weighs the same.
    pub fn allocate(self, weights: &[u64]) -> Vec<Money> {
        let even = weights.iter().all(|weight| *weight == 0);
        let weight_of = |weight: u64| if even { 1 } else { i128::from(weight) };
        let total: i128 = weights.iter().map(|w| weight_of(*w)).sum();
        if total == 0 {
            return Vec::new();
        }
        let amount = i128::from(self.minor);
        let mut parts: Vec<(i128, i128, usize)> = weights
            .iter()
            .enumerate()
            .map(|(index, weight)| {
                let share = amount * weight_of(*weight);
                (share.div_euclid(total), share.rem_euclid(total), index)
            })
            .collect();
        let left = amount - parts.iter().map(|part| part.0).sum::<i128>();
        parts.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
        for part in parts.iter_mut().take(left as usize) {
            part.0 += 1;
        }
        parts.sort_by_key(|part| part.2);
        parts.iter().map(|part| Money::new(part.0 as i64, self.currency)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gbp(minor: i64) -> Money {
        Money::new(minor, "GBP".parse().unwrap())
    }

    #[test]
    fn sums_never_cross_currencies() {
        let yen = Money::new(5, "JPY".parse().unwrap());
        assert!(matches!(gbp(1).checked_add(yen), Err(MoneyError::Currencies(..))));
        assert_eq!(gbp(i64::MAX).checked_add(gbp(1)), Err(MoneyError::Overflow));
        assert_eq!(gbp(2).checked_add(gbp(-5)).unwrap(), gbp(-3));
    }

    #[test]
    fn a_penny_left_over_goes_to_the_largest_remainder() {
        let minors = |parts: Vec<Money>| parts.iter().map(|p| p.minor).collect::<Vec<_>>();
        assert_eq!(minors(gbp(100).allocate(&[1, 1, 1])), [34, 33, 33]);
        assert_eq!(minors(gbp(10).allocate(&[0, 0])), [5, 5]);
        assert_eq!(minors(gbp(10).allocate(&[])), Vec::<i64>::new());
    }

    proptest! {
        #[test]
        fn parts_add_up_and_stay_within_one_unit_of_their_share(
            minor in -1_000_000_000_i64..1_000_000_000,
            weights in proptest::collection::vec(0_u64..100_000, 1..40),
        ) {
            let parts = gbp(minor).allocate(&weights);
            prop_assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), minor);
            let total: u64 = weights.iter().sum();
            if total > 0 {
                for (part, weight) in parts.iter().zip(&weights) {
                    let share = minor as f64 * *weight as f64 / total as f64;
                    prop_assert!((part.minor as f64 - share).abs() < 1.0 + 1e-6);
                }
            }
        }
    }
}
