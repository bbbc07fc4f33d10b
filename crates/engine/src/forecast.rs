//! Demand forecasts: trained on the shop's sales as a job, shown with corrections by hand.

mod drift;
mod nightly;
mod outlook;
mod panel;
mod show;
mod store;
mod train;
mod words;

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history,
    jobs::Context,
    workspace::Workspace,
};
use kontor_api::{
    Code, Command,
    domain::Quantity,
    forecast::{CorrectForecast, Correction, Corrections, GetModels, ModelCard, Models, UseModel},
};
use kontor_features::{FeaturesError, date_of, day_number, monday, week_of};
use kontor_warehouse::WarehouseError;
pub use nightly::Due;
pub use outlook::Outlook;
pub use panel::weekly_of;
use serde_json::json;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use store::Trained;
pub use words::definition;

/// The training that is shown, as it was read last.
#[derive(Default)]
pub struct Cache(Mutex<Option<Arc<Trained>>>);

impl Workspace {
    /// Where trainings lie.
    fn models(&self) -> PathBuf {
        self.folder.join("models")
    }

    /// The training that is shown; `None` if there is none.
    fn trained(&self) -> Result<Option<Arc<Trained>>> {
        let Some(id) = self.ledger().forecast_in_use()? else { return Ok(None) };
        let mut cache = self.forecast.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(trained) = cache.as_ref().filter(|trained| trained.card.id == id) {
            return Ok(Some(trained.clone()));
        }
        let trained = Arc::new(store::load(&self.models(), &id)?);
        *cache = Some(trained.clone());
        Ok(Some(trained))
    }
}

/// The number of the newest week that a training learnt from.
fn last_week(card: &ModelCard) -> i64 {
    week_of(day_number(card.data.to))
}

impl Handle<GetModels> for Engine {
    fn handle(&self, _: GetModels, _: &Context) -> Result<Models> {
        let workspace = self.workspace()?;
        let in_use = workspace.ledger().forecast_in_use()?;
        let (mut cards, mut damaged) = (Vec::new(), Vec::new());
        for id in store::list(&workspace.models())? {
            match store::card(&workspace.models(), &id) {
                Ok(card) => cards.push(card),
                Err(_) => damaged.push(id),
            }
        }
        let used = cards.iter().find(|card| Some(&card.id) == in_use.as_ref());
        let newer_weeks = match used {
            Some(card) => panel::newer_weeks(&workspace, last_week(card))?,
            None => 0,
        };
        Ok(Models { in_use, newer_weeks, damaged, cards })
    }
}

impl Handle<UseModel> for Engine {
    fn handle(&self, request: UseModel, _: &Context) -> Result<ModelCard> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        // A damaged one is not taken.
        let trained = store::load(&workspace.models(), &request.id)?;
        let before = history::state(&workspace)?;
        workspace.ledger().use_forecast(Some(&request.id))?;
        history::record(
            &workspace,
            Command::ForecastUse,
            "forecast_use",
            json!({ "id": request.id }),
            &before,
        )?;
        Ok(trained.card)
    }
}

impl Handle<CorrectForecast> for Engine {
    fn handle(&self, request: CorrectForecast, _: &Context) -> Result<Corrections> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let number = week_of(day_number(request.week));
        let week = date_of(monday(number));
        let before = history::state(&workspace)?;
        let mut corrections = workspace.ledger().corrections()?;
        corrections.retain(|known| known.sku != request.sku || known.week != week);
        if let Some(change) = request.change {
            let model = model_of(&workspace, &request.sku, number)?;
            check(change)?;
            corrections.push(Correction {
                sku: request.sku.clone(),
                week,
                change,
                note: request.note.trim().to_owned(),
                made_at: clock::now(),
                model,
            });
        }
        workspace.ledger().put_corrections(&corrections)?;
        history::record(
            &workspace,
            Command::ForecastCorrect,
            "forecast_correct",
            json!({ "sku": request.sku, "week": week.to_string() }),
            &before,
        )?;
        Ok(Corrections { corrections })
    }
}

/// What the models say of a product's week.
fn model_of(workspace: &Workspace, sku: &str, week: i64) -> Result<Quantity> {
    let trained = workspace.trained()?.ok_or_else(not_trained)?;
    let place = trained.place(sku).ok_or_else(|| no_product(sku))?;
    let ahead = usize::try_from(week - last_week(&trained.card) - 1).ok();
    let said = ahead.and_then(|ahead| trained.point(place).get(ahead));
    said.map(|units| quantity(*units)).ok_or_else(|| {
        let (from, weeks) = (date_of(monday(last_week(&trained.card) + 1)), trained.horizon());
        Failure::new(
            Code::BadRequest,
            format!("“{sku}” has no forecast of that week. Forecast are {weeks} weeks from {from} on."),
            format!("Für „{sku}“ gibt es keine Prognose dieser Woche. Prognostiziert sind {weeks} Wochen ab {from}."),
        )
        .hint(
            "Choose a week of the forecast, or train anew with more weeks.",
            "Wählen Sie eine Woche der Prognose, oder trainieren Sie neu mit mehr Wochen.",
        )
        .field("week")
    })
}

fn check(change: kontor_api::forecast::Change) -> Result<()> {
    use kontor_api::forecast::Change::{Percent, Units};
    let is_fine = match change {
        Units(units) => (0..=1_000_000_000_000).contains(&units.milli),
        Percent(percent) => (-100..=10_000).contains(&percent),
    };
    if is_fine {
        return Ok(());
    }
    Err(Failure::new(
        Code::BadRequest,
        "A correction is from 0 units or −100 percent up to a hundredfold.",
        "Eine Korrektur reicht von 0 Stück oder −100 Prozent bis zum Hundertfachen.",
    )
    .field("change"))
}

/// Units of a model's number.
fn quantity(units: f32) -> Quantity {
    Quantity { milli: (f64::from(units) * 1000.0).round() as i64 }
}

fn not_trained() -> Failure {
    Failure::new(
        Code::NotFound,
        "There is no forecast yet.",
        "Es gibt noch keine Prognose.",
    )
    .hint(
        "Train one: `kontor forecast train`, or “Train now” on the page Forecast.",
        "Trainieren Sie eine: `kontor forecast train`, oder „Jetzt trainieren“ auf der Seite Prognose.",
    )
}

fn no_product(sku: &str) -> Failure {
    Failure::new(
        Code::NotFound,
        format!("“{sku}” is in no forecast."),
        format!("„{sku}“ ist in keiner Prognose."),
    )
    .hint(
        "Look for its code in the list of products; what was first sold after the training needs a new one.",
        "Suchen Sie die Nummer in der Artikelliste; was nach dem Training zuerst verkauft wurde, braucht ein neues.",
    )
    .field("sku")
}

impl From<FeaturesError> for Failure {
    fn from(error: FeaturesError) -> Self {
        WarehouseError::Defect(error.to_string()).into()
    }
}
