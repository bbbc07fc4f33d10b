//! Undo and redo: an operation holds the state before and after it, and taking it back restores
//! the former. Nothing is undone by a hand-written inverse.

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    jobs::Context,
    proposals,
    workspace::Workspace,
};
use kontor_api::{
    Code, Command,
    domain::{DateTime, Language},
    forecast::Correction,
    history::{GetHistory, History, Operation, RedoLast, UndoLast},
    import::{Plan, Report},
    records::Record,
    settings::Settings,
};
use kontor_ledger::{Ledger, NewOperation, Original, Standing};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Operations that are listed.
const LISTED: u32 = 200;

/// Everything a person's acts have made of a workspace: restoring it restores them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    settings: Settings,
    /// Imports that are in, by the hash of their original.
    imports: Vec<Import>,
    /// What was entered by hand.
    #[serde(default)]
    by_hand: Vec<Record>,
    /// The training whose forecasts are shown.
    #[serde(default)]
    forecast: Option<String>,
    /// Corrections of forecasts.
    #[serde(default)]
    corrections: Vec<Correction>,
    /// How proposals stand.
    #[serde(default)]
    proposals: Vec<Standing>,
}

impl State {
    /// Whether nothing is imported.
    pub fn is_empty(&self) -> bool {
        self.imports.is_empty()
    }
}

/// An import, so that it can be made again from its original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Import {
    hash: String,
    name: String,
    plan: Plan,
    /// The batch, which goes before all with smaller numbers where both have an order.
    #[serde(default)]
    batch_id: u32,
    #[serde(default)]
    added_at: Option<DateTime>,
}

/// The plan by which an original was read, from a state that the log keeps.
pub fn plan_in(state: &Value, hash: &str) -> Option<Plan> {
    let state: State = serde_json::from_value(state.clone()).ok()?;
    state.imports.into_iter().find(|import| import.hash == hash).map(|import| import.plan)
}

/// An original that the log knows and that is not imported now: redo may bring it back.
pub struct TakenBack {
    /// Its address in the vault.
    pub hash: String,
    /// What it is called.
    pub name: String,
    /// How it was read.
    pub plan: Plan,
}

/// Originals of imports that were taken back, each once.
///
/// # Errors
/// When the ledger cannot be read.
pub fn taken_back(ledger: &Ledger) -> Result<Vec<TakenBack>> {
    let imported = ledger.originals()?;
    let mut found: Vec<TakenBack> = Vec::new();
    for operation in ledger.operations(u32::MAX)? {
        let states = [operation.before, operation.after];
        let states = states.into_iter().filter_map(|state| serde_json::from_value(state).ok());
        for Import { hash, name, plan, .. } in states.flat_map(|state: State| state.imports) {
            let is_known = imported.iter().any(|original| original.hash == hash)
                || found.iter().any(|known| known.hash == hash);
            if !is_known {
                found.push(TakenBack { hash, name, plan });
            }
        }
    }
    Ok(found)
}

/// Puts another original in the place of one in every state of the log, so that undo and redo find
/// the file from which a person was taken out.
///
/// # Errors
/// When the ledger cannot be read or written.
pub fn replace_original(ledger: &Ledger, old: &str, new: &str, plan: &Plan) -> Result<()> {
    for operation in ledger.operations(u32::MAX)? {
        let renewed = |state: &Value| -> Result<Option<Value>> {
            let Ok(mut state) = serde_json::from_value::<State>(state.clone()) else {
                return Ok(None);
            };
            let mut is_changed = false;
            for import in state.imports.iter_mut().filter(|import| import.hash == old) {
                import.hash = new.to_owned();
                import.plan = plan.clone();
                is_changed = true;
            }
            is_changed
                .then(|| serde_json::to_value(&state).map_err(std::io::Error::other))
                .transpose()
                .map_err(Into::into)
        };
        let (before, after) = (renewed(&operation.before)?, renewed(&operation.after)?);
        if before.is_some() || after.is_some() {
            ledger.put_states(
                operation.id,
                &before.unwrap_or(operation.before),
                &after.unwrap_or(operation.after),
            )?;
        }
    }
    Ok(())
}

/// The workspace's state now.
///
/// # Errors
/// When the warehouse cannot be read.
pub fn state(workspace: &Workspace) -> Result<State> {
    let mut imports = Vec::new();
    for batch in kontor_warehouse::batches(&workspace.warehouse)? {
        let report: Report = serde_json::from_str(&batch.report).map_err(std::io::Error::other)?;
        imports.push(Import {
            hash: batch.hash,
            name: report.name,
            plan: report.plan,
            batch_id: batch.batch_id,
            added_at: Some(report.imported_at),
        });
    }
    imports.sort_by(|a, b| a.hash.cmp(&b.hash));
    let ledger = workspace.ledger();
    Ok(State {
        settings: workspace.settings(),
        imports,
        by_hand: ledger.hand_rows()?,
        forecast: ledger.forecast_in_use()?,
        corrections: ledger.corrections()?,
        proposals: ledger.standings()?,
    })
}

/// Notes what a command has just done; `before` is the state before it.
///
/// # Errors
/// When the ledger cannot be written.
pub fn record(
    workspace: &Workspace,
    command: Command,
    title_key: &str,
    params: Value,
    before: &State,
) -> Result<()> {
    let operation = NewOperation {
        command,
        title_key: title_key.to_owned(),
        title_params: params,
        before: serde_json::to_value(before).map_err(std::io::Error::other)?,
        after: serde_json::to_value(state(workspace)?).map_err(std::io::Error::other)?,
    };
    workspace.ledger().record(&operation, clock::now())?;
    Ok(())
}

/// Brings ledger, originals and warehouse together after a process that was cut off: a batch is in
/// if and only if the warehouse has it. Returns what was done, in words.
///
/// # Errors
/// When one of them cannot be read or written.
pub fn repair(workspace: &Workspace) -> Result<Vec<[String; 2]>> {
    let mut repairs = Vec::new();
    let batches = kontor_warehouse::batches(&workspace.warehouse)?;
    let unfinished = workspace.ledger().unfinished()?;
    if let Some(settings) = unfinished {
        match batches.is_empty() {
            // The first import, which never came to be.
            true => workspace.put_settings(&settings)?,
            // Another zone: days go by the one in the settings, whichever that is.
            false => kontor_warehouse::change_zone(
                &workspace.warehouse,
                &workspace.settings().time_zone,
                &kontor_warehouse::Cancel::default(),
            )?,
        }
        workspace.ledger().put_unfinished(None)?;
    }
    let known = workspace.ledger().originals()?;
    let told: String = workspace
        .ledger()
        .operations(u32::MAX)?
        .iter()
        .map(|operation| operation.after.to_string())
        .collect();
    let newest = batches.iter().map(|batch| batch.batch_id).max();
    // A batch that the ledger missed: the process ended between the two commits, or before the operation
    // was noted, of which only the newest can be without.
    for batch in &batches {
        let is_known = known.iter().any(|original| original.batch_id == batch.batch_id);
        let is_told = Some(batch.batch_id) != newest || told.contains(&batch.hash);
        if is_known && is_told {
            continue;
        }
        let report: Report = serde_json::from_str(&batch.report).map_err(std::io::Error::other)?;
        let now = state(workspace)?;
        let before = State {
            imports: now
                .imports
                .iter()
                .filter(|import| import.hash != batch.hash)
                .cloned()
                .collect(),
            ..now.clone()
        };
        if !is_known {
            workspace.ledger().put_original(&Original {
                batch_id: batch.batch_id,
                hash: batch.hash.clone(),
                name: report.name.clone(),
                bytes: 0,
                added_at: report.imported_at,
                plan: Some(report.plan.clone()),
            })?;
        }
        record(
            workspace,
            Command::ImportRun,
            "import_run",
            json!({ "name": report.name }),
            &before,
        )?;
        repairs.push([
            format!("The import of {} was complete, but not yet in the history; it is now.", report.name),
            format!("Der Import von {} war vollständig, stand aber noch nicht im Verlauf; nun steht er dort.", report.name),
        ]);
    }
    for original in known {
        if !batches.iter().any(|batch| batch.batch_id == original.batch_id) {
            workspace.ledger().remove_original(original.batch_id)?;
        }
    }
    // An original that nothing can bring back to life: no batch, and no operation to undo or redo.
    let mentioned: String = workspace
        .ledger()
        .operations(u32::MAX)?
        .iter()
        .map(|operation| format!("{}{}", operation.before, operation.after))
        .collect();
    for hash in workspace.vault.list()? {
        let name = hash.to_hex().to_string();
        if !batches.iter().any(|batch| batch.hash == name) && !mentioned.contains(&name) {
            workspace.vault.remove(hash)?;
            repairs.push([
                "The file of an import that was cut off, or taken back for good, was cleared away; nothing of it is in the sales."
                    .to_owned(),
                "Die Datei eines abgebrochenen oder endgültig zurückgenommenen Imports wurde entfernt; nichts davon ist in den Verkäufen."
                    .to_owned(),
            ]);
        }
    }
    Ok(repairs)
}

impl Engine {
    /// Makes the workspace what `target` says: settings, zone, imports.
    fn restore(&self, workspace: &Workspace, target: &State, context: &Context) -> Result<()> {
        let current = state(workspace)?;
        // What was handed on stays so, or nothing is restored.
        let standings = proposals::check_restore(&current.proposals, &target.proposals)?;
        context.stage("Restoring", "Wird wiederhergestellt", 0.0, 0.1);
        for batch in kontor_warehouse::batches(&workspace.warehouse)? {
            if !target.imports.iter().any(|import| import.hash == batch.hash) {
                kontor_warehouse::undo_batch(
                    &workspace.warehouse,
                    batch.batch_id,
                    current.settings.currency,
                    &context.cancel,
                )?;
                workspace.facts_changed();
                workspace.ledger().remove_original(batch.batch_id)?;
            }
        }
        if current.settings.time_zone != target.settings.time_zone {
            workspace.ledger().put_unfinished(Some(&current.settings))?;
            kontor_warehouse::change_zone(
                &workspace.warehouse,
                &target.settings.time_zone,
                &context.cancel,
            )?;
        }
        if current.settings != target.settings {
            workspace.put_settings(&target.settings)?;
            workspace.ledger().put_unfinished(None)?;
            self.renamed(workspace)?;
        }
        if current.by_hand != target.by_hand {
            workspace.put_by_hand(&target.by_hand)?;
        }
        if current.forecast != target.forecast {
            workspace.ledger().use_forecast(target.forecast.as_deref())?;
        }
        if current.corrections != target.corrections {
            workspace.ledger().put_corrections(&target.corrections)?;
        }
        if current.proposals != standings {
            workspace.ledger().put_standings(&standings)?;
        }
        for import in &target.imports {
            if !current.imports.iter().any(|present| present.hash == import.hash) {
                let original = Original {
                    batch_id: import.batch_id,
                    hash: import.hash.clone(),
                    name: import.name.clone(),
                    bytes: 0,
                    added_at: import.added_at.unwrap_or_else(clock::now),
                    plan: None,
                };
                self.import_again(
                    workspace,
                    &workspace.warehouse,
                    &original,
                    &import.plan,
                    context,
                )?;
            }
        }
        Ok(())
    }

    fn history(&self, workspace: &Workspace, language: Language) -> Result<History> {
        let ledger = workspace.ledger();
        let operations = ledger
            .operations(LISTED)?
            .into_iter()
            .map(|operation| Operation {
                id: operation.id,
                at: operation.at,
                title: title(&operation.title_key, &operation.title_params, language),
                command: operation.command,
                undone: operation.undone,
            })
            .collect();
        Ok(History {
            operations,
            can_undo: ledger.undo_candidate()?.map(|operation| operation.id),
            can_redo: ledger.redo_candidate()?.map(|operation| operation.id),
        })
    }
}

/// So many, with the word for one or for several.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What an operation was, in a sentence.
fn title(key: &str, params: &Value, language: Language) -> String {
    let param = |name: &str| params.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| params.get(name).and_then(Value::as_u64).unwrap_or_default();
    match (key, language) {
        ("import_run", Language::En) => format!("Imported {}", param("name")),
        ("import_run", Language::De) => format!("{} importiert", param("name")),
        ("import_undo", Language::En) => format!("Took back the import of {}", param("name")),
        ("import_undo", Language::De) => format!("Import von {} zurückgenommen", param("name")),
        ("time_zone_change", Language::En) => format!("Moved the shop to {}", param("zone")),
        ("time_zone_change", Language::De) => format!("Zeitzone auf {} geändert", param("zone")),
        ("records_put", Language::En) => {
            format!("Entered {} by hand", counted(number("rows"), "row", "rows"))
        }
        ("records_put", Language::De) => {
            format!("{} von Hand eingetragen", counted(number("rows"), "Zeile", "Zeilen"))
        }
        ("records_drop", Language::En) => {
            format!("Took back {} entered by hand", counted(number("rows"), "row", "rows"))
        }
        ("records_drop", Language::De) => {
            let rows = counted(
                number("rows"),
                "von Hand eingetragene Zeile",
                "von Hand eingetragene Zeilen",
            );
            format!("{rows} zurückgenommen")
        }
        ("forecast_train", Language::En) => {
            format!("Trained a forecast of {}", counted(number("products"), "product", "products"))
        }
        ("forecast_train", Language::De) => {
            format!("Prognose für {} Artikel trainiert", number("products"))
        }
        ("forecast_use", Language::En) => format!("Went back to {}", param("id")),
        ("forecast_use", Language::De) => format!("Zu {} zurückgekehrt", param("id")),
        ("forecast_correct", Language::En) => {
            format!("Corrected the forecast of {} for the week of {}", param("sku"), param("week"))
        }
        ("forecast_correct", Language::De) => {
            format!("Prognose von {} für die Woche ab {} korrigiert", param("sku"), param("week"))
        }
        ("reorder_propose", Language::En) => {
            let lines = counted(number("lines"), "line", "lines");
            format!("Proposed to order {lines} from {}", param("suppliers"))
        }
        ("reorder_propose", Language::De) => {
            let lines = counted(number("lines"), "Position", "Positionen");
            format!("Bestellung von {lines} bei {} vorgeschlagen", param("suppliers"))
        }
        ("reorder_approve", Language::En) => {
            let lines = counted(number("lines"), "line", "lines");
            format!("Approved an order of {lines} from {}", param("suppliers"))
        }
        ("reorder_approve", Language::De) => {
            let lines = counted(number("lines"), "Position", "Positionen");
            format!("Bestellung von {lines} bei {} freigegeben", param("suppliers"))
        }
        ("price_propose", Language::En) => {
            format!("Proposed {}", counted(number("products"), "new price", "new prices"))
        }
        ("price_propose", Language::De) => {
            counted(number("products"), "neuer Preis", "neue Preise") + " vorgeschlagen"
        }
        ("price_approve", Language::En) => {
            format!("Approved {}", counted(number("products"), "new price", "new prices"))
        }
        ("price_approve", Language::De) => {
            counted(number("products"), "neuer Preis", "neue Preise") + " freigegeben"
        }
        ("price_keep", Language::En) => format!("Kept the scenario {}", param("name")),
        ("price_keep", Language::De) => format!("Szenario {} gemerkt", param("name")),
        ("price_test", Language::En) => {
            format!(
                "Proposed a price test of {}",
                counted(number("products"), "product", "products")
            )
        }
        ("price_test", Language::De) => {
            format!("Preistest mit {} Artikeln vorgeschlagen", number("products"))
        }
        ("proposal_propose", Language::En) => format!("Put forward: {}", param("title")),
        ("proposal_propose", Language::De) => {
            format!("Zur Entscheidung gestellt: {}", param("title"))
        }
        ("proposal_approve", Language::En) => format!("Approved: {}", param("title")),
        ("proposal_approve", Language::De) => format!("Freigegeben: {}", param("title")),
        ("proposal_refuse", Language::En) => format!("Refused: {}", param("title")),
        ("proposal_refuse", Language::De) => format!("Abgelehnt: {}", param("title")),
        ("proposal_undo", Language::En) => format!("Opened again: {}", param("title")),
        ("proposal_undo", Language::De) => format!("Wieder geöffnet: {}", param("title")),
        ("order_sent", Language::En) => format!("Marked {} as sent", param("number")),
        ("order_sent", Language::De) => format!("{} als gesendet vermerkt", param("number")),
        ("order_received", Language::En) => format!("Received goods of {}", param("number")),
        ("order_received", Language::De) => format!("Ware von {} angenommen", param("number")),
        ("order_expected", Language::En) => format!("Changed when {} is expected", param("number")),
        ("order_expected", Language::De) => format!("Termin von {} geändert", param("number")),
        ("order_closed", Language::En) => format!("Closed {}", param("number")),
        ("order_closed", Language::De) => format!("{} abgeschlossen", param("number")),
        ("order_cancelled", Language::En) => format!("Cancelled {}", param("number")),
        ("order_cancelled", Language::De) => format!("{} storniert", param("number")),
        ("settings_change", Language::En) => "Changed settings".to_owned(),
        ("settings_change", Language::De) => "Einstellungen geändert".to_owned(),
        // Written by a newer version.
        (other, _) => other.to_owned(),
    }
}

impl Handle<GetHistory> for Engine {
    fn handle(&self, _: GetHistory, context: &Context) -> Result<History> {
        self.history(&*self.workspace()?, context.language)
    }
}

impl Handle<UndoLast> for Engine {
    fn handle(&self, _: UndoLast, context: &Context) -> Result<History> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let Some(operation) = workspace.ledger().undo_candidate()? else {
            return Err(Failure::new(
                Code::NotFound,
                "There is nothing to undo.",
                "Es gibt nichts rückgängig zu machen.",
            ));
        };
        let target: State =
            serde_json::from_value(operation.before).map_err(std::io::Error::other)?;
        self.restore(&workspace, &target, context)?;
        workspace.ledger().mark_undone(operation.id)?;
        self.history(&workspace, context.language)
    }
}

impl Handle<RedoLast> for Engine {
    fn handle(&self, _: RedoLast, context: &Context) -> Result<History> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let Some(operation) = workspace.ledger().redo_candidate()? else {
            return Err(Failure::new(
                Code::NotFound,
                "There is nothing to redo.",
                "Es gibt nichts zu wiederholen.",
            ));
        };
        let target: State =
            serde_json::from_value(operation.after).map_err(std::io::Error::other)?;
        self.restore(&workspace, &target, context)?;
        workspace.ledger().mark_redone(operation.id)?;
        self.history(&workspace, context.language)
    }
}
