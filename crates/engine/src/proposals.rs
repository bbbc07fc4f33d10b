//! Proposals: what is decided about them, whatever they are of. What a kind says and does stands in
//! one place each: [`Body`].

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history,
    jobs::Context,
    order_file, price,
    price::{Pricing, Trial},
    reorder::{self, Ordering},
    workspace::Workspace,
};
use kontor_api::{
    Code, Command,
    domain::Locale,
    export::ExportedFile,
    proposals::{
        DecideProposal, ExportProposal, GetProposal, GetProposals, PRICE, PRICE_TEST, Proposal,
        ProposalState, Proposals, REORDER, Verdict,
    },
};
use kontor_ledger::{Standing, StoredProposal};
use serde_json::json;
use std::cmp::Reverse;

/// What a proposal is about, by its kind.
enum Body {
    /// Ordering goods of a supplier.
    Reorder(Ordering),
    /// Changing prices.
    Price(Pricing),
    /// Testing prices.
    PriceTest(Trial),
    /// Something that a newer version made.
    Unknown,
}

impl Body {
    fn of(stored: &StoredProposal) -> Result<Body> {
        let body = stored.proposed.body.clone();
        Ok(match stored.proposed.kind.as_str() {
            REORDER => Body::Reorder(serde_json::from_value(body).map_err(std::io::Error::other)?),
            PRICE => Body::Price(serde_json::from_value(body).map_err(std::io::Error::other)?),
            PRICE_TEST => {
                Body::PriceTest(serde_json::from_value(body).map_err(std::io::Error::other)?)
            }
            _ => Body::Unknown,
        })
    }

    /// Does what is proposed; says what came of it.
    ///
    /// # Errors
    /// When prices break a guard: what a person keeps to compare may, what is to be done may not.
    fn apply(
        &self,
        engine: &Engine,
        workspace: &Workspace,
        id: i64,
        context: &Context,
    ) -> Result<Option<String>> {
        let home = workspace.settings().currency;
        match self {
            Body::Price(pricing) => engine.check_guards(workspace, pricing, context)?,
            Body::PriceTest(trial) => {
                engine.check_guards(workspace, &trial.pricing(home), context)?;
            }
            Body::Reorder(_) | Body::Unknown => {}
        }
        match self {
            Body::Reorder(order) => {
                let number = free_number(workspace, id)?;
                reorder::apply(workspace, order, &number)?;
                Ok(Some(number))
            }
            // Prices are the shop's: a file carries them there.
            Body::Price(_) | Body::PriceTest(_) => Ok(Some(format!("P-{id:04}"))),
            Body::Unknown => Err(newer()),
        }
    }

    /// Takes back what came of it.
    fn take_back(&self, workspace: &Workspace, outcome: &str) -> Result<()> {
        match self {
            Body::Reorder(_) => reorder::take_back(workspace, outcome),
            Body::Price(_) | Body::PriceTest(_) => Ok(()),
            Body::Unknown => Err(newer()),
        }
    }
}

/// A number for the purchase order of a proposal that no other order has.
fn free_number(workspace: &Workspace, id: i64) -> Result<String> {
    let home = workspace.settings().currency;
    let ordered = kontor_warehouse::purchase_orders(&workspace.warehouse, home)?;
    let is_taken = |number: &String| ordered.iter().any(|line| line.number == *number);
    let first = format!("K-{id:04}");
    let others = (2..).map(|copy| format!("K-{id:04}-{copy}"));
    Ok(std::iter::once(first).chain(others).find(|number| !is_taken(number)).unwrap_or_default())
}

impl Engine {
    /// Who sits at the computer.
    pub(crate) fn person(&self) -> String {
        self.preferences().person
    }

    /// Approves a proposal; whoever calls records the operation.
    pub(crate) fn approve(
        &self,
        workspace: &Workspace,
        id: i64,
        note: &str,
        context: &Context,
    ) -> Result<()> {
        let stored = found(workspace, id)?;
        if matches!(stored.standing.state, ProposalState::Approved | ProposalState::Exported) {
            return Ok(());
        }
        let outcome = Body::of(&stored)?.apply(self, workspace, id, context)?;
        workspace.ledger().stand(&Standing {
            state: ProposalState::Approved,
            outcome,
            ..self.decided(stored.standing, note)
        })?;
        Ok(())
    }

    fn decided(&self, standing: Standing, note: &str) -> Standing {
        Standing {
            decided_at: Some(clock::now()),
            decided_by: Some(self.person()),
            note: note.trim().to_owned(),
            ..standing
        }
    }

    /// Proposals of which this holds: open ones by what they are worth, then the others, the newest
    /// first.
    pub(crate) fn proposals(
        &self,
        workspace: &Workspace,
        is_asked: impl Fn(&StoredProposal) -> bool,
        context: &Context,
    ) -> Result<Proposals> {
        let stored = workspace.ledger().proposals()?;
        let mut rows = stored
            .iter()
            .filter(|stored| is_asked(stored))
            .map(|stored| self.proposal(workspace, stored, context))
            .collect::<Result<Vec<Proposal>>>()?;
        rows.sort_by_key(|row| {
            let is_open = row.state == ProposalState::Open;
            let worth = row.effect.filter(|_| is_open).map_or(0, |effect| effect.margin.minor);
            (!is_open, Reverse(worth), Reverse(row.id))
        });
        Ok(Proposals { rows })
    }

    /// A proposal in words.
    pub(crate) fn proposal(
        &self,
        workspace: &Workspace,
        stored: &StoredProposal,
        context: &Context,
    ) -> Result<Proposal> {
        let home = workspace.settings().currency;
        let locale = Locale { language: context.language, home: Some(home) };
        let standing = stored.standing.clone();
        let proposal = Proposal {
            id: standing.id,
            kind: stored.proposed.kind.clone(),
            subject: stored.proposed.subject.clone(),
            title: context
                .say("Made by a newer version of Kontor", "Von einer neueren Version von Kontor")
                .to_owned(),
            state: standing.state,
            made_at: stored.made_at,
            made_by: stored.proposed.made_by.clone(),
            decided_at: standing.decided_at,
            decided_by: standing.decided_by,
            exported_at: standing.exported_at,
            note: standing.note,
            rows: Vec::new(),
            value: None,
            effect: None,
            decide_by: None,
            basis: String::new(),
            outcome: standing.outcome,
        };
        Ok(match Body::of(stored)? {
            Body::Unknown => proposal,
            Body::Reorder(order) => Proposal {
                title: order.title(locale, context),
                rows: order.rows(locale, context),
                value: order.cost,
                effect: order.effect,
                decide_by: order.decide_by,
                basis: order.basis(locale, context),
                ..proposal
            },
            Body::Price(pricing) => Proposal {
                title: pricing.title(locale, context),
                rows: pricing.rows(locale, context),
                effect: pricing.effect,
                basis: pricing.basis(locale, context),
                ..proposal
            },
            Body::PriceTest(trial) => Proposal {
                title: trial.title(locale, context),
                rows: trial.rows(locale, context),
                effect: trial.effect,
                basis: trial.basis(locale, context),
                ..proposal
            },
        })
    }
}

impl Handle<GetProposals> for Engine {
    fn handle(&self, request: GetProposals, context: &Context) -> Result<Proposals> {
        let workspace = self.workspace()?;
        let is_asked = |stored: &StoredProposal| {
            request.state.is_none_or(|state| stored.standing.state == state)
        };
        self.proposals(&workspace, is_asked, context)
    }
}

impl Handle<GetProposal> for Engine {
    fn handle(&self, request: GetProposal, context: &Context) -> Result<Proposal> {
        let workspace = self.workspace()?;
        self.proposal(&workspace, &found(&workspace, request.id)?, context)
    }
}

impl Handle<DecideProposal> for Engine {
    fn handle(&self, request: DecideProposal, context: &Context) -> Result<Proposal> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let stored = found(&workspace, request.id)?;
        let title = self.proposal(&workspace, &stored, context)?.title;
        let before = history::state(&workspace)?;
        let state = stored.standing.state;
        let key = match request.decision {
            Verdict::Propose => {
                if state == ProposalState::Kept {
                    self.reopen(&workspace, &stored)?;
                }
                "proposal_propose"
            }
            Verdict::Approve => {
                self.approve(&workspace, request.id, &request.note, context)?;
                "proposal_approve"
            }
            Verdict::Refuse => {
                self.reopen(&workspace, &stored)?;
                let standing = self.decided(found(&workspace, request.id)?.standing, &request.note);
                workspace
                    .ledger()
                    .stand(&Standing { state: ProposalState::Refused, ..standing })?;
                "proposal_refuse"
            }
            Verdict::Undo => {
                self.reopen(&workspace, &stored)?;
                "proposal_undo"
            }
        };
        let stored = found(&workspace, request.id)?;
        if stored.standing.state != state {
            let params = json!({ "title": title });
            history::record(&workspace, Command::ProposalDecide, key, params, &before)?;
        }
        self.proposal(&workspace, &stored, context)
    }
}

impl Engine {
    /// Makes a proposal open again, and takes back what came of it.
    fn reopen(&self, workspace: &Workspace, stored: &StoredProposal) -> Result<()> {
        match stored.standing.state {
            ProposalState::Exported => return Err(handed_on(stored)),
            ProposalState::Approved => {
                if let Some(outcome) = &stored.standing.outcome {
                    Body::of(stored)?.take_back(workspace, outcome)?;
                }
            }
            ProposalState::Kept | ProposalState::Open | ProposalState::Refused => {}
        }
        workspace.ledger().stand(&Standing {
            state: ProposalState::Open,
            decided_at: None,
            decided_by: None,
            note: String::new(),
            outcome: None,
            ..stored.standing.clone()
        })?;
        Ok(())
    }
}

impl Handle<ExportProposal> for Engine {
    fn handle(&self, request: ExportProposal, context: &Context) -> Result<ExportedFile> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let stored = found(&workspace, request.id)?;
        let number = stored.standing.outcome.as_deref();
        let format = request.format;
        let file = match Body::of(&stored)? {
            Body::Reorder(order) => {
                order_file::write(self, &workspace, &order, number, format, context)?
            }
            Body::Price(pricing) => {
                let number = number.unwrap_or(context.say("draft", "Entwurf"));
                price::write(self, &workspace, &pricing, number, format, context)?
            }
            Body::PriceTest(trial) => {
                let number = number.unwrap_or(context.say("draft", "Entwurf"));
                let pricing = trial.pricing(workspace.settings().currency);
                price::write(self, &workspace, &pricing, number, format, context)?
            }
            Body::Unknown => return Err(newer()),
        };
        if stored.standing.state == ProposalState::Approved {
            workspace.ledger().stand(&Standing {
                state: ProposalState::Exported,
                exported_at: Some(clock::now()),
                ..stored.standing
            })?;
        }
        Ok(file)
    }
}

/// That what a state of the log would take back was handed on.
pub fn check_restore(current: &[Standing], target: &[Standing]) -> Result<Vec<Standing>> {
    let mut restored = target.to_vec();
    for standing in current.iter().filter(|each| each.state == ProposalState::Exported) {
        match restored.iter_mut().find(|each| each.id == standing.id) {
            Some(each)
                if matches!(each.state, ProposalState::Approved | ProposalState::Exported) =>
            {
                *each = standing.clone();
            }
            _ => return Err(gone(standing.outcome.as_deref().unwrap_or_default())),
        }
    }
    Ok(restored)
}

fn found(workspace: &Workspace, id: i64) -> Result<StoredProposal> {
    workspace.ledger().proposal(id)?.ok_or_else(|| {
        Failure::new(
            Code::NotFound,
            format!("There is no proposal {id}."),
            format!("Es gibt keinen Vorschlag {id}."),
        )
        .hint(
            "`kontor proposals list` shows those that there are.",
            "`kontor proposals list` zeigt, welche es gibt.",
        )
        .field("id")
    })
}

fn handed_on(stored: &StoredProposal) -> Failure {
    gone(stored.standing.outcome.as_deref().unwrap_or_default())
}

fn gone(number: &str) -> Failure {
    Failure::new(
        Code::Conflict,
        format!("A file of {number} was handed on, so its approval cannot be taken back."),
        format!("Eine Datei von {number} wurde weitergegeben; die Freigabe lässt sich nicht zurücknehmen."),
    )
    .hint(
        "Cancel a purchase order instead, and tell the supplier; prices go back with the file of the old ones.",
        "Stornieren Sie stattdessen eine Bestellung, und sagen Sie es dem Lieferanten; Preise gehen mit der Datei der alten zurück.",
    )
}

fn newer() -> Failure {
    Failure::new(
        Code::Conflict,
        "This proposal was made by a newer version of Kontor.",
        "Dieser Vorschlag stammt von einer neueren Version von Kontor.",
    )
    .hint(
        "Update Kontor to decide about it.",
        "Aktualisieren Sie Kontor, um darüber zu entscheiden.",
    )
}
