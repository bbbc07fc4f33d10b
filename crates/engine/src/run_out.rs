//! What has run out although it sold, and what runs out before more can come.

use crate::{Engine, Handle, error::Result, jobs::Context, sales::Compared};
use kontor_api::{
    domain::{Money, PeriodChoice},
    run_out::{GetRunOut, RunOut, Shortage, USUAL_LEAD_TIME_DAYS},
};

/// A pace is taken from a week at least, and from no more than a year.
const DAYS: std::ops::RangeInclusive<u16> = 7..=365;

impl Handle<GetRunOut> for Engine {
    fn handle(&self, request: GetRunOut, context: &Context) -> Result<RunOut> {
        let workspace = self.workspace()?;
        let days = request.days.clamp(*DAYS.start(), *DAYS.end());
        let mut reply = RunOut {
            period: None,
            stock: None,
            unknown: 0,
            run_out: 0,
            per_week: Vec::new(),
            soon: 0,
            total: 0,
            rows: Vec::new(),
            definition: definition(days, context),
            sql: String::new(),
        };
        let Some(compared) = Compared::of(&workspace, PeriodChoice::LastDays(days))? else {
            return Ok(reply);
        };
        let home = workspace.settings().currency;
        let found = kontor_warehouse::run_out(
            &workspace.warehouse,
            home,
            compared.period,
            &context.cancel,
        )?;
        let short =
            |shortage: Shortage| found.rows.iter().filter(move |row| row.shortage == shortage);
        reply.period = Some(compared.period);
        reply.stock = found.stock;
        reply.unknown = found.unknown;
        reply.run_out = short(Shortage::RunOut).count() as u64;
        reply.soon = short(Shortage::Soon).count() as u64;
        reply.per_week = sums(short(Shortage::RunOut).flat_map(|row| &row.per_week));
        reply.per_week.sort_by_key(|money| (money.currency != home, money.currency.code()));
        reply.total = match request.only {
            Some(Shortage::RunOut) => reply.run_out,
            Some(Shortage::Soon) => reply.soon,
            None => reply.run_out + reply.soon,
        };
        reply.sql = found.sql;
        reply.rows = found
            .rows
            .into_iter()
            .filter(|row| request.only.is_none_or(|only| row.shortage == only))
            .skip(usize::try_from(request.offset).unwrap_or(usize::MAX))
            .take(request.limit as usize)
            .collect();
        Ok(reply)
    }
}

/// An amount for each currency: sums never cross them.
fn sums<'m>(amounts: impl Iterator<Item = &'m Money>) -> Vec<Money> {
    let mut sums: Vec<Money> = Vec::new();
    for amount in amounts {
        match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => sum.minor = sum.minor.saturating_add(amount.minor),
            None => sums.push(*amount),
        }
    }
    sums
}

fn definition(days: u16, context: &Context) -> String {
    context
        .say(
            &format!(
                "A week: net sales in the {days} days up to the product's last sale if it has run out, else up to the last day with data, divided by their weeks; from its first sale on if it is newer, but over a week at least. It says what the product sold lately, and is no forecast. Runs out soon: at that pace the stock lasts for fewer days than the supplier needs, or than {USUAL_LEAD_TIME_DAYS} where no lead time is known. Stock is what can be sold, over all locations; where no file says how much there is, a product is left out."
            ),
            &format!(
                "Je Woche: Nettoumsatz der {days} Tage bis zum letzten Verkauf des Artikels, wenn er ausverkauft ist, sonst bis zum letzten Tag mit Daten, geteilt durch deren Wochen; ab seinem ersten Verkauf, wenn er neuer ist, aber über mindestens eine Woche. Das sagt, was der Artikel zuletzt verkauft hat, und ist keine Prognose. Bald ausverkauft: bei diesem Tempo reicht der Bestand für weniger Tage, als der Lieferant braucht, oder als {USUAL_LEAD_TIME_DAYS}, wo keine Lieferzeit bekannt ist. Bestand ist, was verkauft werden kann, über alle Standorte; wo keine Datei sagt, wie viel da ist, fehlt ein Artikel hier."
            ),
        )
        .to_owned()
}
