//! Training at night, and in the morning after a night that the computer slept through.

use super::{last_week, panel};
use crate::{Engine, clock};
use jiff::{
    ToSpan as _,
    civil::{DateTime, Time},
    tz::TimeZone,
};
use kontor_api::{domain::Language, forecast::TrainForecast};
use std::{path::PathBuf, time::Duration};

/// When shops sleep, on their own clocks.
const NIGHT: Time = Time::constant(3, 0, 0, 0);
/// How long a program that just started is left to the person who started it.
const AT_FIRST: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_secs(600);

impl Engine {
    /// Trains the open shop's forecast anew after each night that left newer weeks, if its settings
    /// say so. It never ends: a host runs it beside everything else.
    pub async fn train_nightly(&self) {
        // What failed, or was stopped by a person, is not tried again before the next night.
        let mut tried = None;
        tokio::time::sleep(AT_FIRST).await;
        loop {
            let engine = self.clone();
            let look = tokio::task::spawn_blocking(move || engine.training_due(clock::now()));
            let due = look.await.ok().flatten();
            if let Some(due) = due
                && tried.as_ref() != Some(&due)
            {
                // Nobody waits for it: the tray of jobs tells how it goes.
                self.start_job::<TrainForecast>(b"", due.language).ok();
                tried = Some(due);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// What is to be trained anew by itself at a time, in UTC. A shop that never trained a forecast
    /// has not asked for any.
    pub fn training_due(&self, now: DateTime) -> Option<Due> {
        let workspace = self.workspace().ok()?;
        let settings = workspace.settings();
        if !settings.train_nightly || self.is_busy() {
            return None;
        }
        let trained = workspace.trained().ok()??;
        let zone = TimeZone::get(&settings.time_zone).unwrap_or(TimeZone::UTC);
        let night = last_night(now, &zone);
        let newer = || panel::newer_weeks(&workspace, last_week(&trained.card)).unwrap_or_default();
        (trained.card.made_at < night && newer() > 0).then(|| Due {
            shop: workspace.folder.clone(),
            night,
            language: self.preferences().language,
        })
    }
}

/// A training that a night made due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The shop's folder.
    pub shop: PathBuf,
    /// When the night was, UTC.
    pub night: DateTime,
    /// The language that the person reads.
    pub language: Language,
}

/// The last time that it was [`NIGHT`] in a zone, in UTC.
fn last_night(now: DateTime, zone: &TimeZone) -> DateTime {
    let Ok(local) = now.to_zoned(TimeZone::UTC).map(|now| now.with_time_zone(zone.clone())) else {
        return now;
    };
    let day = match local.time() < NIGHT {
        true => local.date().saturating_sub(1.day()),
        false => local.date(),
    };
    let night = day.to_datetime(NIGHT).to_zoned(zone.clone());
    night.map_or(now, |night| night.with_time_zone(TimeZone::UTC).datetime())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    #[test]
    fn a_night_is_over_at_three_on_the_shops_own_clocks() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let at = |hour, minute| datetime(2026, 7, 2, hour, minute, 0, 0);
        // Two hours ahead of UTC in summer.
        assert_eq!(last_night(at(0, 59), &berlin), datetime(2026, 7, 1, 1, 0, 0, 0));
        assert_eq!(last_night(at(1, 0), &berlin), at(1, 0));
        assert_eq!(last_night(at(23, 0), &berlin), at(1, 0));
        let los_angeles = TimeZone::get("America/Los_Angeles").unwrap();
        assert_eq!(last_night(at(9, 59), &los_angeles), datetime(2026, 7, 1, 10, 0, 0, 0));
        assert_eq!(last_night(at(10, 0), &los_angeles), at(10, 0));
    }
}
