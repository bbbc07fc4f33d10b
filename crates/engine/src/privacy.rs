//! People: looking them up, and forgetting somebody for good.

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history::{self, TakenBack},
    import::{copy_original, table_file},
    jobs::Context,
    workspace::Workspace,
};
use kontor_api::{
    Code,
    import::{Plan, Report},
    privacy::{Forget, Forgotten, GetPeople, People},
    workspace::Rebuild,
};
use kontor_ledger::Original;
use std::{io, time::Duration};

/// How often a database that is asked something is waited for.
const PATIENCE: u32 = 100;
const A_MOMENT: Duration = Duration::from_millis(100);

impl Handle<GetPeople> for Engine {
    fn handle(&self, request: GetPeople, _: &Context) -> Result<People> {
        let request = GetPeople { limit: request.limit.clamp(1, 1_000), ..request };
        Ok(kontor_warehouse::people(&self.workspace()?.warehouse, &request)?)
    }
}

impl Handle<Forget> for Engine {
    fn handle(&self, request: Forget, context: &Context) -> Result<Forgotten> {
        let workspace = self.workspace()?;
        let alone = workspace.alone()?;
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
        let originals = every_original(&workspace)?;
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
        drop(alone);
        drop(workspace);
        self.made_anew(context)?;
        Ok(Forgotten { rows: traces.rows, orders: traces.orders, originals: rewritten })
    }
}

impl Engine {
    /// Makes the facts anew: what was deleted still stands in free parts of the database's file.
    fn made_anew(&self, context: &Context) -> Result<()> {
        for _ in 0..PATIENCE {
            match self.handle(Rebuild {}, context) {
                // A question is still being answered.
                Err(busy) if busy.code == Code::Conflict => std::thread::sleep(A_MOMENT),
                made => return made.map(drop),
            }
        }
        self.handle(Rebuild {}, context).map(drop)
    }
}

/// A file in the vault.
struct InVault {
    hash: String,
    name: String,
    /// How it is read.
    plan: Plan,
    /// What it is imported as; an import that was taken back left its file for redo.
    imported: Option<(Original, Report)>,
}

/// Every original that there is, imported now or not.
fn every_original(workspace: &Workspace) -> Result<Vec<InVault>> {
    let mut originals = Vec::new();
    let ledger = workspace.ledger();
    for original in ledger.originals()? {
        let report = kontor_warehouse::report(&workspace.warehouse, original.batch_id)?;
        let report: Report = serde_json::from_str(&report).map_err(io::Error::other)?;
        originals.push(InVault {
            hash: original.hash.clone(),
            name: original.name.clone(),
            plan: report.plan.clone(),
            imported: Some((original, report)),
        });
    }
    let kept = workspace.vault.list()?;
    for TakenBack { hash, name, plan } in history::taken_back(&ledger)? {
        // The log may know files that an older version did not keep.
        if kept.iter().any(|each| each.to_hex().as_str() == hash) {
            originals.push(InVault { hash, name, plan, imported: None });
        }
    }
    Ok(originals)
}

/// Takes a person out of an original; false if it did not hold them.
fn take_out(
    workspace: &Workspace,
    original: &InVault,
    known_as: &[String],
    context: &Context,
) -> Result<bool> {
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
            Some(&original.plan),
            &workspace.settings(),
            context.language,
        )?;
        let text = kontor_ingest::to_utf8(fs_err::File::open(&table.path)?, &original.plan)?;
        let is_them = |who: &str| known_as.contains(&who.trim().to_lowercase());
        let rows = kontor_ingest::redact(text, &sniffed, &is_them, fs_err::File::create(&clean)?)?;
        if rows == 0 {
            return Ok(false);
        }
        let stored = workspace.vault.store(fs_err::File::open(&clean)?)?;
        let new_hash = stored.hash.to_hex().to_string();
        // What is written now is UTF-8 from the header on.
        let plan = Plan { encoding: "utf-8".to_owned(), skip_lines: 0, ..original.plan.clone() };
        let ledger = workspace.ledger();
        if let Some((batch, report)) = &original.imported {
            let report = Report { plan: plan.clone(), ..report.clone() };
            let text = serde_json::to_string(&report).map_err(io::Error::other)?;
            kontor_warehouse::put_original(&workspace.warehouse, batch.batch_id, &new_hash, &text)?;
            ledger.put_original(&Original {
                hash: new_hash.clone(),
                bytes: stored.bytes,
                plan: Some(plan.clone()),
                ..batch.clone()
            })?;
        }
        history::replace_original(&ledger, &original.hash, &new_hash, &plan)?;
        drop(ledger);
        workspace.vault.remove(hash)?;
        Ok(true)
    })();
    fs_err::remove_file(&copy).ok();
    fs_err::remove_file(&clean).ok();
    done
}
