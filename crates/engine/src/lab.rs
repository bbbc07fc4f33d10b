//! The lab: models on public benchmark files, read from disk here and judged by the sciences.

mod pricing;

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    jobs::Context,
};
use flate2::read::MultiGzDecoder;
use kontor_api::{
    Code,
    lab::{LabElasticity, LabElasticityReport, LabForecast, LabForecastReport},
};
use kontor_forecast::{Run, lab::Unusable};
use kontor_pricing::lab as elasticities;
use std::{io::Read as _, ops::ControlFlow, path::Path};

/// The same file gives the same forecast.
const SEED: u64 = 1;
/// Above this nobody forecasts periods one by one.
const LONGEST: u32 = 10_000;

impl Handle<LabForecast> for Engine {
    fn handle(&self, request: LabForecast, context: &Context) -> Result<LabForecastReport> {
        if !(1..=LONGEST).contains(&request.horizon) || request.season > LONGEST {
            return Err(Failure::new(
                Code::BadRequest,
                "So many periods cannot be forecast.",
                "So viele Zeiträume lassen sich nicht vorhersagen.",
            )
            .hint(
                "Name 1 to 10000 periods, and a season of at most as many.",
                "Nennen Sie 1 bis 10000 Zeiträume und höchstens ebenso viele je Saison.",
            )
            .field("horizon"));
        }
        context.stage("Reading the files", "Dateien werden gelesen", 0.0, 0.02);
        let panel = |file: &str| -> Result<kontor_forecast::Panel> {
            let text = read(Path::new(file))?;
            kontor_forecast::lab::read(&text, &request).map_err(|why| unusable(why, file))
        };
        let horizon = request.horizon as usize;
        let train = panel(&request.train)?;
        let (train, actual) = match &request.test {
            Some(test) => kontor_forecast::lab::match_test(&train, &panel(test)?, horizon)
                .map_err(|why| unusable(why, test))?,
            None => kontor_forecast::lab::cut_last(&train, horizon)
                .map_err(|why| unusable(why, &request.train))?,
        };
        context.cancel.check()?;
        let started = clock::start();
        let run = Run {
            threads: self.threads(),
            seed: SEED,
            watch: &|progress| {
                if let Some(progress) = progress {
                    let stage = progress.stage;
                    context.stage(
                        &format!("Forecasting: {stage}"),
                        &format!("Vorhersage: {stage}"),
                        0.02 + 0.98 * progress.done,
                        0.0,
                    );
                }
                match context.cancel.check() {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            },
            now: &|| started.elapsed().as_secs_f64(),
        };
        let report = kontor_forecast::lab::run(&train, &actual, &request, &run)
            .map_err(|why| unusable(why, &request.train))?;
        Ok(LabForecastReport { peak_mb: peak_mb(), ..report })
    }
}

impl Handle<LabElasticity> for Engine {
    fn handle(&self, request: LabElasticity, context: &Context) -> Result<LabElasticityReport> {
        context.stage("Reading the file", "Datei wird gelesen", 0.0, 0.1);
        let started = clock::start();
        let text = read(Path::new(&request.file))?;
        let not = |why| no_elasticities(why, &request.file);
        let table = elasticities::read(&text, &request).map_err(not)?;
        context.cancel.check()?;
        context.stage("Estimating elasticities", "Elastizitäten werden geschätzt", 0.1, 0.9);
        let report = elasticities::run(&table, &request).map_err(not)?;
        Ok(LabElasticityReport { seconds: started.elapsed().as_secs_f64(), ..report })
    }
}

/// The text of a file, unpacked if it is gzipped.
fn read(file: &Path) -> Result<String> {
    let bytes = fs_err::read(file)?;
    let bytes = match bytes.starts_with(&[0x1f, 0x8b]) {
        true => {
            let mut unpacked = Vec::new();
            MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked)?;
            unpacked
        }
        false => bytes,
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The most memory that this process had, where Linux tells it.
fn peak_mb() -> Option<f64> {
    let status = fs_err::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

fn bad(en: String, de: String) -> Failure {
    Failure::new(Code::BadRequest, en, de)
}

fn no_column(file: &str, column: &str, columns: &[String]) -> Failure {
    bad(
        format!("“{file}” has no column “{column}”."),
        format!("„{file}“ hat keine Spalte „{column}“."),
    )
    .hint(
        format!("There are: {}.", columns.join(", ")),
        format!("Es gibt: {}.", columns.join(", ")),
    )
}

fn no_number(file: &str, line: usize, column: &str, text: &str) -> Failure {
    bad(
        format!("In line {line} of “{file}”, column {column}, “{text}” is no number."),
        format!("In Zeile {line} von „{file}“, Spalte {column}, ist „{text}“ keine Zahl."),
    )
}

fn no_elasticities(why: elasticities::Unusable, file: &str) -> Failure {
    match why {
        elasticities::Unusable::NoColumn(column, columns) => no_column(file, &column, &columns),
        elasticities::Unusable::NoNumber(line, column, text) => no_number(file, line, &column, &text)
            .hint("Name another column, or correct the cell.", "Nennen Sie eine andere Spalte, oder berichtigen Sie die Zelle."),
        elasticities::Unusable::NoCondition(text) => bad(
            format!("“{text}” is no condition on rows."),
            format!("„{text}“ ist keine Bedingung für Zeilen."),
        )
        .hint(
            "Name a column, a comparison and a number, such as week<=136.",
            "Nennen Sie eine Spalte, einen Vergleich und eine Zahl, etwa week<=136.",
        )
        .field("condition"),
        elasticities::Unusable::Nothing => bad(
            format!("“{file}” holds no series whose price moved, among the rows to learn from."),
            format!("„{file}“ enthält unter den Zeilen zum Lernen keine Reihe, deren Preis sich bewegt hat."),
        )
        .hint(
            "A price that never moved tells nothing about other prices: name another file, price or condition.",
            "Ein Preis, der sich nie bewegt hat, sagt nichts über andere Preise: Nennen Sie eine andere Datei, einen anderen Preis oder eine andere Bedingung.",
        ),
    }
}

fn unusable(why: Unusable, file: &str) -> Failure {
    match why {
        Unusable::Stopped => Failure::cancelled(),
        Unusable::Failed(why) => Failure::new(
            Code::Internal,
            format!("A model could not be trained ({why})."),
            format!("Ein Modell ließ sich nicht trainieren ({why})."),
        ),
        Unusable::NoSeries => bad(
            format!("“{file}” holds no series that is long enough to forecast."),
            format!("„{file}“ enthält keine Reihe, die für eine Vorhersage lang genug ist."),
        )
        .hint(
            "See whether the layout is the one you named: wide, columns or long.",
            "Prüfen Sie, ob der genannte Aufbau stimmt: wide, columns oder long.",
        ),
        Unusable::NoColumn(column, columns) => no_column(file, &column, &columns),
        Unusable::NoNumber(line, column, text) => no_number(file, line, &column, &text).hint(
            "See whether the layout is the one you named, or correct the cell.",
            "Prüfen Sie, ob der genannte Aufbau stimmt, oder berichtigen Sie die Zelle.",
        ),
        Unusable::NotInTest(series) => bad(
            format!("“{file}” lacks the series “{series}” that the other file has."),
            format!("In „{file}“ fehlt die Reihe „{series}“, die die andere Datei hat."),
        )
        .hint(
            "Name two files that belong together.",
            "Nennen Sie zwei Dateien, die zusammengehören.",
        ),
    }
}
