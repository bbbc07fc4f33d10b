//! What there is to decide, by the money at stake: what the plan would order of each supplier, and
//! proposals that wait in the ledger; and which prices would earn most more.

use super::{propose::Ordering, show::Says};
use crate::{Engine, Handle, error::Result, jobs::Context};
use kontor_api::{
    domain::{Locale, Money},
    forecast::GetModels,
    proposals::{ProposalState, REORDER},
    reorder::{Decision, Decisions, GetDecisions, ReorderTerms},
};
use std::cmp::Reverse;

impl Handle<GetDecisions> for Engine {
    fn handle(&self, _: GetDecisions, context: &Context) -> Result<Decisions> {
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let locale = Locale { language: context.language, home: Some(home) };
        let plan = self.plan(&workspace, &ReorderTerms::default(), context)?;
        let known = workspace.ledger().proposals()?;
        let mut rows = Vec::new();
        let as_of = plan.as_ref().map(|plan| plan.made.gathered.as_of);
        for stored in known.iter().filter(|stored| stored.standing.state == ProposalState::Open) {
            let proposal = self.proposal(&workspace, stored, context)?;
            let none = Money::new(0, home);
            let effect = proposal.effect;
            rows.push(Decision {
                kind: proposal.kind,
                proposal: Some(proposal.id),
                subject: proposal.subject,
                title: proposal.title,
                says: proposal.basis,
                effect: effect.map_or(none, |effect| effect.margin),
                low: effect.map_or(none, |effect| effect.low),
                high: effect.map_or(none, |effect| effect.high),
                is_late: proposal.decide_by.zip(as_of).is_some_and(|(day, as_of)| day <= as_of),
                decide_by: proposal.decide_by,
            });
        }
        if let Some(plan) = &plan {
            for order in Says::new(plan, context).suppliers() {
                // What was refused is not asked again before there is something new.
                let is_settled = known.iter().any(|stored| {
                    stored.proposed.kind == REORDER
                        && stored.proposed.subject == order.supplier
                        && match stored.standing.state {
                            ProposalState::Open => true,
                            ProposalState::Refused => {
                                serde_json::from_value(stored.proposed.body.clone())
                                    .is_ok_and(|refused: Ordering| Some(refused.as_of) == as_of)
                            }
                            ProposalState::Kept
                            | ProposalState::Approved
                            | ProposalState::Exported => false,
                        }
                });
                if is_settled {
                    continue;
                }
                let Some(ordering) = Ordering::of(plan, &order.supplier, &[], context) else {
                    continue;
                };
                rows.push(Decision {
                    kind: REORDER.to_owned(),
                    proposal: None,
                    title: ordering.title(locale, context),
                    says: order.says,
                    effect: order.at_stake,
                    low: order.low,
                    high: order.high,
                    decide_by: order.decide_by,
                    is_late: order.is_late,
                    subject: order.supplier,
                });
            }
        }
        rows.extend(self.price_decisions(&workspace, &known, context)?);
        rows.sort_by(|a, b| {
            let key = |row: &Decision| Reverse(row.effect.minor);
            key(a).cmp(&key(b)).then_with(|| a.title.cmp(&b.title))
        });
        let worth = Money::new(rows.iter().map(|row| row.effect.minor).sum(), home);
        let needs_forecast = workspace.facts()?.data.is_some()
            && self.handle(GetModels {}, context)?.in_use.is_none();
        Ok(Decisions { rows, worth, needs_forecast })
    }
}
