//! A job's progress on a terminal.

use crate::session::pick;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kontor_api::{JobView, domain::Language};
use std::time::Duration;

/// Steps of the bar; the engine tells a share.
const STEPS: u64 = 1000;
const BAR: &str = "{msg}\n{wide_bar} {percent:>3} %{prefix}";
const SPINNER: &str = "{spinner} {msg}";

/// A line or two that tell where a job stands.
pub struct Progress(ProgressBar);

impl Progress {
    /// Progress on standard error, if anybody `watches`.
    pub fn new(watches: bool) -> Progress {
        let target =
            if watches { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Progress(ProgressBar::with_draw_target(Some(STEPS), target))
    }

    /// Shows where the job stands.
    pub fn show(&self, job: &JobView, language: Language) {
        let bar = &self.0;
        bar.set_message(job.stage.clone());
        match job.fraction {
            Some(fraction) => {
                bar.set_style(style(BAR));
                bar.set_position((fraction.clamp(0.0, 1.0) * STEPS as f64) as u64);
                bar.set_prefix(job.remaining_secs.map_or_else(String::new, |secs| {
                    let secs = secs.ceil() as u64;
                    let (minutes, rest) = (secs / 60, secs % 60);
                    let left = pick(language, "left", "noch");
                    format!(" · {minutes}:{rest:02} {left}")
                }));
            }
            None => {
                bar.set_style(style(SPINNER));
                bar.enable_steady_tick(Duration::from_millis(100));
            }
        }
    }

    /// Takes the lines away.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars("━━─"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_sound() {
        for template in [BAR, SPINNER] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
