//! People: looking them up, and forgetting somebody for good.

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history,
    import::{copy_original, table_file},
    jobs::Context,
    workspace::Workspace,
};
use kontor_api::{
    Code,
    import::{Plan, Report},
    privacy::{Forget, Forgotten, GetPeople, People},
};
use kontor_ledger::Original;
use std::io;

impl Handle<GetPeople> for Engine {
    fn handle(&self, request: GetPeople, _: &Context) -> Result<People> {
        let request = GetPeople { limit: request.limit.clamp(1, 1_000), ..request };
        Ok(kontor_warehouse::people(&self.workspace()?.warehouse, &request)?)
    }
}

impl Handle<Forget> for Engine {
    fn handle(&self, request: Forget, context: &Context) -> Result<Forgotten> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        if request.customer.trim().is_empty() {
            return Err(Failure::new(
                Code::BadRequest,
                "Nobody was named.",
                "Es wurde niemand genannt.",
            )
            .field("customer"));
        }
        context.stage("Removing the person", "Person wird entfernt", 0.0, 0.2);
        // From here on no import brings them back, whatever happens next.
        workspace.ledger().forget(&request.customer, clock::now())?;
        let traces =
            kontor_warehouse::forget(&workspace.warehouse, &request.customer, &context.cancel)?;
        let known_as: Vec<String> =
            traces.known_as.iter().map(|name| name.to_lowercase()).collect();
        let originals = workspace.ledger().originals()?;
        let mut rewritten = 0;
        for (number, original) in originals.iter().enumerate() {
            context.stage(
                "Rewriting originals",
                "Originale werden neu geschrieben",
                0.2 + 0.8 * number as f64 / originals.len() as f64,
                0.8 / originals.len() as f64,
            );
            rewritten += u64::from(take_out(&workspace, original, &known_as, context)?);
        }
        workspace.facts_changed();
        Ok(Forgotten { rows: traces.rows, orders: traces.orders, originals: rewritten })
    }
}

/// Takes a person out of an original; false if it did not hold them.
fn take_out(
    workspace: &Workspace,
    original: &Original,
    known_as: &[String],
    context: &Context,
) -> Result<bool> {
    let report: Report =
        serde_json::from_str(&kontor_warehouse::report(&workspace.warehouse, original.batch_id)?)
            .map_err(io::Error::other)?;
    let hash = blake3::Hash::from_hex(&original.hash).map_err(io::Error::other)?;
    let staging = workspace.warehouse.staging();
    let (copy, clean) = (staging.join(clock::random_name()?), staging.join(clock::random_name()?));
    let done = (|| {
        copy_original(workspace, hash, &copy, context)?;
        let table = table_file(&copy, &original.name, staging, &context.cancel)?;
        let sample = kontor_ingest::read_sample(fs_err::File::open(&table.path)?)?;
        let sniffed = kontor_ingest::sniff(
            &original.name,
            &sample,
            Some(&report.plan),
            &workspace.settings(),
            context.language,
        )?;
        let text = kontor_ingest::to_utf8(fs_err::File::open(&table.path)?, &report.plan)?;
        let is_them = |who: &str| known_as.contains(&who.trim().to_lowercase());
        let rows = kontor_ingest::redact(text, &sniffed, &is_them, fs_err::File::create(&clean)?)?;
        if rows == 0 {
            return Ok(false);
        }
        let stored = workspace.vault.store(fs_err::File::open(&clean)?)?;
        let new_hash = stored.hash.to_hex().to_string();
        // What is written now is UTF-8 from the header on.
        let plan = Plan { encoding: "utf-8".to_owned(), skip_lines: 0, ..report.plan.clone() };
        let report = Report { plan: plan.clone(), ..report.clone() };
        let text = serde_json::to_string(&report).map_err(io::Error::other)?;
        kontor_warehouse::put_original(&workspace.warehouse, original.batch_id, &new_hash, &text)?;
        let ledger = workspace.ledger();
        ledger.put_original(&Original {
            hash: new_hash.clone(),
            bytes: stored.bytes,
            plan: Some(plan.clone()),
            ..original.clone()
        })?;
        history::replace_original(&ledger, &original.hash, &new_hash, &plan)?;
        drop(ledger);
        workspace.vault.remove(hash)?;
        Ok(true)
    })();
    fs_err::remove_file(&copy).ok();
    fs_err::remove_file(&clean).ok();
    done
}
