//! Whom the shop buys from: terms, and how long they really take.

use super::{
    gather,
    show::{add, amount},
};
use crate::{Engine, Handle, error::Result, jobs::Context};
use kontor_api::{
    domain::{Money, Quantity},
    reorder::{GetSuppliers, Supplier, Suppliers},
};
use std::collections::BTreeSet;

/// Nine of ten deliveries come by then, as a normal score.
const NINE_OF_TEN: f64 = 1.2816;

impl Handle<GetSuppliers> for Engine {
    fn handle(&self, _: GetSuppliers, context: &Context) -> Result<Suppliers> {
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let last = workspace.facts()?.data.map(|period| period.to);
        let definition = context
            .say(
                "Lead time: days from ordering to receiving, over what was received; the supplier's promise counts like three receipts, so that few receipts move it little. On time: receipts no later than promised.",
                "Lieferzeit: Tage von der Bestellung bis zum Eingang, über alle Eingänge; die Zusage des Lieferanten zählt wie drei Eingänge, damit wenige sie kaum verschieben. Pünktlich: Eingänge nicht später als zugesagt.",
            )
            .to_owned();
        let as_of = last.unwrap_or(kontor_api::domain::Date::MIN);
        let buying = kontor_warehouse::buying(&workspace.warehouse, home, as_of, &context.cancel)?;
        let leads = gather::lead_times(&buying);
        let mut names: BTreeSet<&str> = leads.keys().map(String::as_str).collect();
        names.extend(buying.suppliers.iter().map(|terms| terms.supplier.as_str()));
        names.extend(buying.offers.iter().map(|offer| offer.supplier.as_str()));
        let rows = names.into_iter().map(|name| {
            let terms = buying.suppliers.iter().find(|terms| terms.supplier == name);
            let lead = leads.get(name);
            let money = |minor: Option<i64>| Some(Money::new(minor?, terms?.currency));
            let mut on_order = Vec::new();
            let open = buying.ordered.iter().filter(|line| gather::is_open(line));
            for line in open.filter(|line| line.supplier.as_deref() == Some(name)) {
                let rest = Quantity { milli: line.quantity.milli - line.received.milli };
                add(
                    &mut on_order,
                    line.cost.as_deref().and_then(|cost| amount(rest, cost, line.currency)),
                );
            }
            let products = buying.offers.iter().filter(|offer| offer.supplier == name);
            Supplier {
                supplier: name.to_owned(),
                products: products.count() as u64,
                promised_days: terms.and_then(|terms| terms.lead_days),
                lead_days: lead.map(|lead| lead.mean),
                lead_days_high: lead.map(|lead| f64::from(lead.days_at(NINE_OF_TEN))),
                on_time: lead.and_then(|lead| lead.on_time),
                receipts: lead.map_or(0, |lead| lead.receipts),
                minimum: money(terms.and_then(|terms| terms.minimum)),
                free_freight: money(terms.and_then(|terms| terms.free_freight)),
                payment_days: terms.and_then(|terms| terms.payment_days),
                on_order,
            }
        });
        Ok(Suppliers { rows: rows.collect(), definition })
    }
}
