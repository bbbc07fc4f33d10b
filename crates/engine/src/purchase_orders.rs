//! Purchase orders: their life from draft to closed, and receiving stock. What a person changes of
//! one is entered by hand, all of its rows, so that it wins over the import that it came with.

use crate::{
    Engine, Handle,
    error::{Failure, Result},
    history,
    jobs::Context,
    reorder::{self, APPROVED},
    workspace::Workspace,
};
use kontor_api::{
    Code, Command,
    domain::{Date, Quantity},
    import::{Content, Field},
    proposals::ProposalState,
    purchase_orders::{
        ChangePurchaseOrder, GetPurchaseOrders, OrderChange, OrderState, OrderedLine,
        PurchaseOrder, PurchaseOrders, ReceivedLine,
    },
    records::Record,
};
use kontor_ledger::StoredProposal;
use kontor_warehouse::Ordered;
use serde_json::json;
use std::collections::BTreeMap;

impl Handle<GetPurchaseOrders> for Engine {
    fn handle(&self, request: GetPurchaseOrders, _: &Context) -> Result<PurchaseOrders> {
        let workspace = self.workspace()?;
        let is_asked = |order: &PurchaseOrder| match &request.number {
            Some(number) => order.number == *number,
            None => {
                let is_over = matches!(order.state, OrderState::Closed | OrderState::Cancelled);
                (request.closed || !is_over)
                    && request
                        .supplier
                        .as_ref()
                        .is_none_or(|asked| order.supplier.as_ref() == Some(asked))
            }
        };
        orders(&workspace, is_asked)
    }
}

fn orders(
    workspace: &Workspace,
    is_asked: impl Fn(&PurchaseOrder) -> bool,
) -> Result<PurchaseOrders> {
    let home = workspace.settings().currency;
    let today = workspace.facts()?.data.map(|period| period.to);
    let proposals = workspace.ledger().proposals()?;
    let mut by_number = BTreeMap::<String, Vec<Ordered>>::new();
    for line in kontor_warehouse::purchase_orders(&workspace.warehouse, home)? {
        by_number.entry(line.number.clone()).or_default().push(line);
    }
    let orders = by_number.into_iter().map(|(number, lines)| {
        let proposal =
            proposals.iter().find(|proposal| proposal.standing.outcome.as_ref() == Some(&number));
        order(number, &lines, proposal, today)
    });
    let mut rows: Vec<PurchaseOrder> = orders.filter(is_asked).collect();
    rows.sort_by(|a, b| {
        let key = |order: &PurchaseOrder| {
            let is_over = matches!(order.state, OrderState::Closed | OrderState::Cancelled);
            (is_over, order.expected.unwrap_or(Date::MAX))
        };
        key(a).cmp(&key(b)).then_with(|| a.number.cmp(&b.number))
    });
    Ok(PurchaseOrders { rows })
}

fn order(
    number: String,
    lines: &[Ordered],
    proposal: Option<&StoredProposal>,
    today: Option<Date>,
) -> PurchaseOrder {
    let state = state(lines, proposal);
    let expected = lines.iter().filter_map(|line| line.expected).max();
    let is_waiting = matches!(state, OrderState::Sent | OrderState::PartlyReceived);
    let mut cost = Vec::new();
    let mut told: Vec<OrderedLine> = Vec::new();
    for line in lines {
        let amount = line
            .cost
            .as_deref()
            .and_then(|cost| reorder::amount(line.quantity, cost, line.currency));
        reorder::add(&mut cost, amount);
        // What came in parts stands in several rows.
        let known = told
            .iter_mut()
            .find(|known| known.sku == line.sku && known.unit_cost.as_ref() == line.cost.as_ref());
        match known {
            Some(known) => {
                known.ordered.milli += line.quantity.milli;
                known.received.milli += line.received.milli;
                known.received_on = known.received_on.max(line.received_on);
                if let Some((sum, more)) = known.cost.as_mut().zip(amount) {
                    sum.minor += more.minor;
                }
            }
            None => told.push(OrderedLine {
                sku: line.sku.clone(),
                title: line.title.clone(),
                ordered: line.quantity,
                received: line.received,
                received_on: line.received_on,
                unit_cost: line.cost.clone(),
                cost: amount,
            }),
        }
    }
    PurchaseOrder {
        number,
        supplier: lines.iter().find_map(|line| line.supplier.clone()),
        ordered: lines.iter().filter_map(|line| line.ordered).min(),
        is_overdue: is_waiting && expected.zip(today).is_some_and(|(day, today)| day < today),
        expected,
        cost,
        lines: told,
        proposal: proposal.map(|proposal| proposal.standing.id),
        state,
    }
}

/// Where an order stands: by what came of it, else by what its rows say.
fn state(lines: &[Ordered], proposal: Option<&StoredProposal>) -> OrderState {
    let status = lines.iter().find_map(|line| line.status.as_deref());
    let status = status.map(str::trim).unwrap_or_default().to_lowercase();
    match status.as_str() {
        "cancelled" | "canceled" | "storniert" => return OrderState::Cancelled,
        "closed" => return OrderState::Closed,
        _ => {}
    }
    let is_open = lines.iter().any(|line| line.quantity > line.received);
    let has_come = lines.iter().any(|line| line.received.milli > 0);
    match (is_open, has_come) {
        (false, _) => OrderState::Closed,
        (true, true) => OrderState::PartlyReceived,
        (true, false) if status == "draft" => OrderState::Draft,
        (true, false) if status == APPROVED => {
            match proposal.map(|proposal| proposal.standing.state) {
                Some(ProposalState::Exported) => OrderState::Sent,
                _ => OrderState::Draft,
            }
        }
        (true, false) => OrderState::Sent,
    }
}

impl Handle<ChangePurchaseOrder> for Engine {
    fn handle(&self, request: ChangePurchaseOrder, _: &Context) -> Result<PurchaseOrders> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let home = workspace.settings().currency;
        let all = kontor_warehouse::purchase_orders(&workspace.warehouse, home)?;
        let mut lines: Vec<Ordered> =
            all.into_iter().filter(|line| line.number == request.number).collect();
        if lines.is_empty() {
            return Err(no_order(&request.number));
        }
        let set = |lines: &mut Vec<Ordered>, status: OrderState| {
            for line in lines {
                line.status = Some(status.name().to_owned());
            }
        };
        let key = match &request.change {
            OrderChange::Send => {
                set(&mut lines, OrderState::Sent);
                "order_sent"
            }
            OrderChange::Close => {
                set(&mut lines, OrderState::Closed);
                "order_closed"
            }
            OrderChange::Cancel => {
                if lines.iter().any(|line| line.received.milli > 0) {
                    return Err(has_come(&request.number));
                }
                set(&mut lines, OrderState::Cancelled);
                "order_cancelled"
            }
            OrderChange::Expect { on } => {
                for line in lines.iter_mut().filter(|line| line.quantity > line.received) {
                    line.expected = Some(*on);
                }
                "order_expected"
            }
            OrderChange::Receive { on, lines: came } => {
                // The day that plans are as of, unless somebody says.
                let last = workspace.facts()?.data.and_then(|period| period.to.tomorrow().ok());
                let on = on.or(last).unwrap_or_else(|| crate::clock::now().date());
                set(&mut lines, OrderState::Sent);
                receive(&mut lines, on, came)?;
                "order_received"
            }
        };
        let before = history::state(&workspace)?;
        let mut by_hand = workspace.ledger().hand_rows()?;
        by_hand.retain(|record| !is_of(record, &request.number));
        by_hand.extend(lines.iter().map(record));
        workspace.put_by_hand(&by_hand)?;
        let params = json!({ "number": request.number });
        history::record(&workspace, Command::PurchaseOrderChange, key, params, &before)?;
        orders(&workspace, |order| order.number == request.number)
    }
}

/// Notes what came on a day. A line of which only a part came becomes two: what came, what is open.
fn receive(lines: &mut Vec<Ordered>, on: Date, came: &[ReceivedLine]) -> Result<()> {
    let mut left: Vec<(String, i64)> = match came {
        [] => lines
            .iter()
            .filter(|line| line.quantity > line.received)
            .map(|line| (line.sku.clone(), line.quantity.milli - line.received.milli))
            .collect(),
        some => some.iter().map(|line| (line.sku.clone(), line.quantity.milli)).collect(),
    };
    for (sku, milli) in &left {
        if *milli < 0 || !lines.iter().any(|line| line.sku == *sku) {
            return Err(not_ordered(sku));
        }
    }
    let mut after = Vec::with_capacity(lines.len());
    for line in lines.drain(..) {
        let open = line.quantity.milli - line.received.milli;
        let some = left.iter_mut().find(|(sku, milli)| *sku == line.sku && *milli > 0);
        let Some((_, some)) = some.filter(|_| open > 0) else {
            after.push(line);
            continue;
        };
        let now = open.min(*some);
        *some -= now;
        // What came before keeps its day.
        if line.received.milli > 0 {
            after.push(Ordered { quantity: line.received, ..line.clone() });
        }
        let part = Quantity { milli: now };
        after.push(Ordered {
            quantity: part,
            received: part,
            received_on: Some(on),
            ..line.clone()
        });
        if open > now {
            after.push(Ordered {
                quantity: Quantity { milli: open - now },
                received: Quantity::default(),
                received_on: None,
                ..line
            });
        }
    }
    // More came than was ordered: the last row of the product takes it.
    for (sku, more) in left.into_iter().filter(|(_, milli)| *milli > 0) {
        let last =
            after.iter_mut().rev().find(|line| line.sku == sku && line.received_on.is_some());
        if let Some(line) = last {
            line.received.milli += more;
        }
    }
    *lines = after;
    Ok(())
}

fn is_of(record: &Record, number: &str) -> bool {
    record.content == Content::PurchaseOrders
        && record
            .values
            .iter()
            .any(|(field, text)| *field == Field::PurchaseOrder && text == number)
}

/// A row as it is entered by hand.
fn record(line: &Ordered) -> Record {
    let mut values = vec![
        (Field::PurchaseOrder, line.number.clone()),
        (Field::Sku, line.sku.clone()),
        (Field::Title, line.title.clone()),
        (Field::Quantity, reorder::exact(line.quantity)),
    ];
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let others = [
        (Field::Supplier, line.supplier.clone()),
        (Field::OrderedAt, day(line.ordered)),
        (Field::ExpectedAt, day(line.expected)),
        (Field::Cost, line.cost.clone()),
        (Field::Currency, line.cost.as_ref().map(|_| line.currency.code().to_owned())),
        (Field::ReceivedAt, day(line.received_on)),
        (Field::QuantityReceived, line.received_on.map(|_| reorder::exact(line.received))),
        (Field::Status, line.status.clone()),
    ];
    values.extend(others.into_iter().filter_map(|(field, text)| Some((field, text?))));
    Record { content: Content::PurchaseOrders, values }
}

fn no_order(number: &str) -> Failure {
    Failure::new(
        Code::NotFound,
        format!("There is no purchase order {number}."),
        format!("Es gibt keine Bestellung {number}."),
    )
    .hint(
        "`kontor orders list` shows those that there are.",
        "`kontor orders list` zeigt, welche es gibt.",
    )
    .field("number")
}

fn has_come(number: &str) -> Failure {
    Failure::new(
        Code::Conflict,
        format!("Goods of {number} have come, so it cannot be called off."),
        format!("Ware von {number} ist schon da; sie lässt sich nicht stornieren."),
    )
    .hint(
        "Close it: then no more of it is expected.",
        "Schließen Sie sie ab: Dann wird nichts mehr davon erwartet.",
    )
}

fn not_ordered(sku: &str) -> Failure {
    Failure::new(
        Code::BadRequest,
        format!("“{sku}” is not on this order, or its quantity is below nothing."),
        format!("„{sku}“ steht nicht auf dieser Bestellung, oder die Menge ist kleiner als null."),
    )
    .hint(
        "Enter what came of the order's own products.",
        "Tragen Sie ein, was von den Artikeln der Bestellung kam.",
    )
    .field("lines")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(sku: &str, units: i64) -> Ordered {
        Ordered {
            number: "K-1".to_owned(),
            supplier: None,
            sku: sku.to_owned(),
            title: String::new(),
            ordered: None,
            expected: None,
            received_on: None,
            quantity: Quantity::whole(units),
            received: Quantity::default(),
            cost: None,
            currency: "EUR".parse().unwrap(),
            status: Some(APPROVED.to_owned()),
            is_by_hand: true,
        }
    }

    fn day(number: i8) -> Date {
        Date::constant(2026, 3, number)
    }

    fn came(sku: &str, units: i64) -> ReceivedLine {
        ReceivedLine { sku: sku.to_owned(), quantity: Quantity::whole(units) }
    }

    #[test]
    fn an_order_goes_from_draft_to_closed_as_its_goods_come() {
        let mut lines = vec![line("A", 10), line("B", 4)];
        assert_eq!(state(&lines, None), OrderState::Draft);
        receive(&mut lines, day(1), &[came("A", 6)]).unwrap();
        assert_eq!(state(&lines, None), OrderState::PartlyReceived);
        receive(&mut lines, day(2), &[]).unwrap();
        assert_eq!(state(&lines, None), OrderState::Closed);
        let told = order("K-1".to_owned(), &lines, None, None);
        let a = &told.lines[0];
        assert_eq!(
            (told.lines.len(), a.ordered, a.received),
            (2, Quantity::whole(10), Quantity::whole(10))
        );
        assert_eq!(a.received_on, Some(day(2)));
        let days: Vec<_> = lines.iter().map(|line| (line.sku.as_str(), line.received_on)).collect();
        assert_eq!(days, [("A", Some(day(1))), ("A", Some(day(2))), ("B", Some(day(2)))]);
    }

    #[test]
    fn what_was_not_ordered_is_refused_and_nothing_changes() {
        let mut lines = vec![line("A", 10)];
        assert_eq!(
            receive(&mut lines, day(1), &[came("C", 1)]).unwrap_err().code,
            Code::BadRequest
        );
        assert_eq!(lines, [line("A", 10)]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_made_by_receiving(
            ordered in prop::collection::vec(1_i64..50, 1..4),
            deliveries in prop::collection::vec((0_usize..4, 0_i64..60), 0..8),
        ) {
            let name = |product: usize| format!("P{product}");
            let mut lines: Vec<Ordered> =
                ordered.iter().enumerate().map(|(product, units)| line(&name(product), *units)).collect();
            let mut all = 0;
            for (number, (product, units)) in deliveries.iter().enumerate() {
                if *product < ordered.len() {
                    receive(&mut lines, day(1 + number as i8), &[came(&name(*product), *units)]).unwrap();
                    all += units;
                }
            }
            let sum = |of: fn(&Ordered) -> i64| lines.iter().map(of).sum::<i64>();
            prop_assert_eq!(sum(|line| line.quantity.milli), 1000 * ordered.iter().sum::<i64>());
            prop_assert_eq!(sum(|line| line.received.milli), 1000 * all);
            prop_assert!(lines.iter().all(|line| line.received.milli == 0 || line.received_on.is_some()));
        }
    }
}
