//! Which changes of prices stand among what there is to decide.

use super::{propose::Pricing, show::money_range};
use crate::{Engine, error::Result, jobs::Context, workspace::Workspace};
use kontor_api::{
    domain::{Locale, Money},
    price::PriceTerms,
    proposals::{PRICE, ProposalState},
    reorder::Decision,
};
use kontor_ledger::StoredProposal;

/// Suggestions that are shown, those that gain most; the others wait on their page.
const SHOWN: usize = 3;

impl Engine {
    /// The suggestions with most to gain that nobody has decided about.
    pub(crate) fn price_decisions(
        &self,
        workspace: &Workspace,
        known: &[StoredProposal],
        context: &Context,
    ) -> Result<Vec<Decision>> {
        let Some(priced) = self.priced(workspace, context)? else { return Ok(Vec::new()) };
        let terms = PriceTerms::default();
        let suggested = self.suggested(workspace, &priced, &terms, context)?;
        let home = priced.made.gathered.home;
        let locale = Locale { language: context.language, home: Some(home) };
        let as_of = priced.made.gathered.as_of;
        let mut settled = Vec::new();
        for stored in known.iter().filter(|stored| stored.proposed.kind == PRICE) {
            let body = stored.proposed.body.clone();
            let pricing: Pricing = serde_json::from_value(body).map_err(std::io::Error::other)?;
            let is_settled = match stored.standing.state {
                ProposalState::Kept => false,
                ProposalState::Open => true,
                // What was decided is not asked again before there is something new.
                ProposalState::Refused | ProposalState::Approved | ProposalState::Exported => {
                    pricing.as_of == as_of
                }
            };
            if is_settled {
                settled.extend(pricing.lines.into_iter().map(|line| line.sku));
            }
        }
        let all = suggested.of.iter().enumerate();
        let mut open: Vec<_> = all
            .filter_map(|(place, one)| {
                Some((priced.products.get(place)?, place, one.as_ref().ok()?))
            })
            .filter(|(product, _, one)| one.gain.mean > 0.0 && !settled.contains(&product.sku))
            .collect();
        open.sort_by(|a, b| b.2.gain.mean.total_cmp(&a.2.gain.mean));
        let decision =
            |(product, place, one): (&super::gather::Product, usize, &super::suggest::Judged)| {
                let gain = money_range(&one.gain, home);
                let old = locale.money(Money::new(product.price.unwrap_or_default(), home));
                let new = locale.money(Money::new(one.price, home));
                Decision {
                    kind: PRICE.to_owned(),
                    proposal: None,
                    subject: product.sku.clone(),
                    title: format!("{}: {old} → {new}", product.title),
                    says: super::words::choice(&priced, place, one, context),
                    effect: gain.mean,
                    low: gain.low,
                    high: gain.high,
                    decide_by: None,
                    is_late: false,
                }
            };
        Ok(open.into_iter().take(SHOWN).map(decision).collect())
    }
}
