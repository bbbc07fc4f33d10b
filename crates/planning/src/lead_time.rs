//! Lead time: learnt from what was received, with the supplier's promise as the prior.

use crate::distribution::normal_density;
use libm::sqrt;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// The promise weighs as much as so many receipts.
const PRIOR_RECEIPTS: f64 = 3.0;
/// The spread of a promise that nobody has seen kept, as a share of it.
const PRIOR_SPREAD: f64 = 0.2;

/// How late a delivery can be, as a standard normal value, and steps up to there.
const LATEST: f64 = 3.5;
const LATE_STEPS: u32 = 70;

/// Days from ordering to receiving.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LeadTime {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
    /// The share of receipts that came no later than promised; `None` without any that was.
    pub on_time: Option<f64>,
    /// Receipts that it was learnt from.
    pub receipts: u32,
    /// What the supplier promises.
    pub promise: Option<f64>,
}

/// One receipt of the past.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Received {
    /// Days from ordering to receiving.
    pub days: f64,
    /// Days that had been promised.
    pub promised: Option<f64>,
}

impl LeadTime {
    /// Days that are certain.
    pub fn fixed(days: f64) -> LeadTime {
        LeadTime { mean: days, sd: 0.0, on_time: None, receipts: 0, promise: Some(days) }
    }

    /// Mean and spread after these receipts: those of a normal distribution whose prior weighs as
    /// three receipts spread around the promise by a fifth of it (Gelman et al., *Bayesian Data
    /// Analysis*, 3.3). `None` where nothing is known.
    pub fn learn(promise: Option<f64>, received: &[Received]) -> Option<LeadTime> {
        let is_days = |days: &f64| days.is_finite() && *days >= 0.0;
        let promise = promise.filter(is_days);
        let days = || received.iter().map(|receipt| receipt.days).filter(is_days);
        let count = days().count() as f64;
        let own = (count > 0.0).then(|| days().sum::<f64>() / count);
        let prior = promise.or(own)?;
        let total = PRIOR_RECEIPTS + count;
        let mean = (PRIOR_RECEIPTS * prior + days().sum::<f64>()) / total;
        let spread = PRIOR_SPREAD * prior;
        let squares = PRIOR_RECEIPTS * (spread * spread + (prior - mean) * (prior - mean))
            + days().map(|days| (days - mean) * (days - mean)).sum::<f64>();
        let promised: Vec<bool> =
            received.iter().filter_map(|one| Some(one.days <= one.promised?)).collect();
        let kept = promised.iter().filter(|kept| **kept).count() as f64;
        Some(LeadTime {
            mean,
            sd: sqrt(squares / total),
            on_time: (!promised.is_empty()).then(|| kept / promised.len() as f64),
            receipts: count as u32,
            promise,
        })
    }

    /// The quantile at a standard normal value, in whole days: a gamma of the same mean and spread
    /// (Wilson and Hilferty, 1931), as deliveries come late by more than they come early.
    pub fn days_at(&self, score: f64) -> u32 {
        if self.mean <= 0.0 {
            return 0;
        }
        let ninth = self.sd * self.sd / (self.mean * self.mean) / 9.0;
        let root = (1.0 - ninth + score * sqrt(ninth)).max(0.0);
        (self.mean * root * root * root).round() as u32
    }

    /// As far as it spreads what is there, where an order is placed each so many days: deliveries that
    /// know nothing of each other overtake one that is late, and stock then varies as if the
    /// variance of the lead time were at most `days`·σ/√π (of normal lead times; the variance of what
    /// is outstanding in Bradley and Robinson, M&SOM 7, 2005).
    pub fn overtaken(&self, days: f64) -> LeadTime {
        let most = days.max(0.0) * self.sd / sqrt(PI);
        LeadTime { sd: sqrt(most.min(self.sd * self.sd)), ..*self }
    }

    /// Days that a delivery still takes, on average, that is `late` days beyond the mean already: the
    /// mean residual life of the same distribution. `None` where none ever comes so late.
    pub fn still_takes(&self, late: u32) -> Option<f64> {
        let due = (self.mean + f64::from(late)).round();
        let (mut days, mut weight) = (0.0, 0.0);
        for step in 0..LATE_STEPS {
            let score = LATEST * (f64::from(step) + 0.5) / f64::from(LATE_STEPS);
            let more = f64::from(self.days_at(score)) - due;
            if more > 0.0 {
                let density = normal_density(score);
                (days, weight) = (days + density * more, weight + density);
            }
        }
        (weight > 0.0).then(|| days / weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(days: &[f64]) -> Vec<Received> {
        days.iter().map(|days| Received { days: *days, promised: Some(10.0) }).collect()
    }

    #[test]
    fn a_promise_gives_way_to_what_is_received() {
        let promised = LeadTime::learn(Some(10.0), &[]).unwrap();
        assert_eq!((promised.mean, promised.sd, promised.on_time), (10.0, 2.0, None));
        let once = LeadTime::learn(Some(10.0), &received(&[18.0])).unwrap();
        assert_eq!(once.mean, 12.0);
        assert!(once.sd > promised.sd);
        let often = LeadTime::learn(Some(10.0), &received(&[18.0; 200])).unwrap();
        assert!((often.mean - 18.0).abs() < 0.2 && often.sd < 1.1, "{often:?}");
        assert_eq!(often.on_time, Some(0.0));
        let half = LeadTime::learn(Some(10.0), &received(&[9.0, 11.0])).unwrap();
        assert_eq!((half.on_time, half.receipts), (Some(0.5), 2));
    }

    #[test]
    fn without_a_promise_receipts_speak_and_without_both_nothing() {
        let own = LeadTime::learn(None, &received(&[20.0])).unwrap();
        assert_eq!((own.mean, own.promise), (20.0, None));
        assert!(own.sd > 0.0);
        assert_eq!(LeadTime::learn(None, &[]), None);
        assert_eq!(LeadTime::learn(Some(f64::NAN), &received(&[-3.0])), None);
    }

    #[test]
    fn what_is_late_takes_as_long_as_late_deliveries_do() {
        let lead = LeadTime { sd: 4.0, ..LeadTime::fixed(20.0) };
        // Of a normal distribution 0.8 standard deviations, and ever fewer.
        let still = |late: u32| lead.still_takes(late).unwrap();
        assert!((2.5..4.5).contains(&still(0)), "{}", still(0));
        assert!(still(4) < still(0) && still(8) < still(4) && still(8) >= 1.0);
        assert_eq!((lead.still_takes(30), LeadTime::fixed(20.0).still_takes(0)), (None, None));
    }

    #[test]
    fn many_orders_on_their_way_even_out_who_is_late() {
        let lead = LeadTime { sd: 12.0, ..LeadTime::fixed(68.0) };
        assert!((lead.overtaken(7.0).sd - 6.88).abs() < 0.01);
        // Where the next order comes long after, nothing overtakes.
        assert_eq!((lead.overtaken(60.0), lead.overtaken(0.0).sd), (lead, 0.0));
    }

    #[test]
    fn days_have_the_mean_and_lean_to_the_late_side() {
        let lead = LeadTime { sd: 4.0, ..LeadTime::fixed(10.0) };
        assert_eq!(lead.days_at(0.0), 9);
        assert!(lead.days_at(2.0) - 10 > 10 - lead.days_at(-2.0));
        assert_eq!(LeadTime::fixed(10.0).days_at(3.0), 10);
        assert_eq!(LeadTime::fixed(0.0).days_at(3.0), 0);
    }
}
