//! Proposals to order: what a plan orders of a supplier becomes one, and approving it a purchase
//! order among what is known by hand, so that the next plan counts it as under way.

use super::{
    check,
    make::{PATHS, Plan, supplier_of},
    show::{Says, cost},
    why::no_plan,
    words::say,
};
use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history,
    jobs::Context,
    order_file,
    workspace::Workspace,
};
use kontor_api::{
    Code, Command,
    domain::{Currency, Date, Locale, Money, Quantity},
    export::ExportedFile,
    import::{Content, Field},
    proposals::{Effect, ProposalState, Proposals, ProposedChange, ProposedRow, REORDER},
    purchase_orders::OrderState,
    records::Record,
    reorder::{DraftOrder, ProposeReorder},
};
use kontor_ledger::NewProposal;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Rows entered by hand that approved orders have: neither a draft of an import, which does not
/// count, nor sent already.
pub const APPROVED: &str = "approved";

/// What a proposal orders of a supplier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ordering {
    /// Of whom; empty where nobody is known to supply it.
    pub supplier: String,
    /// The currency of its costs.
    pub currency: Currency,
    /// What.
    pub lines: Vec<OrderingLine>,
    /// What it costs, as far as costs are known.
    pub cost: Option<Money>,
    /// What it is expected to bring.
    pub effect: Option<Effect>,
    /// By when to decide.
    pub decide_by: Option<Date>,
    /// The day to order on.
    pub order_on: Date,
    /// The day on which it is expected.
    pub arrives: Date,
    /// The day that the plan was as of.
    pub as_of: Date,
    /// The training that the plan rested on.
    pub forecast: String,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderingLine {
    /// The product's code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// The supplier's code.
    pub supplier_sku: Option<String>,
    /// What the platform knows the product by, and the variant of it.
    pub handle: Option<String>,
    /// Size, colour and the like.
    pub variant: Option<String>,
    /// In the house.
    pub on_hand: Option<Quantity>,
    /// What was on order before.
    pub before: Quantity,
    /// How much to order.
    pub quantity: Quantity,
    /// Orders are multiples of it.
    pub step: Quantity,
    /// What one costs, exact.
    pub unit_cost: Option<String>,
    /// What the line costs.
    pub cost: Option<Money>,
    /// The day on which it is expected.
    pub arrives: Date,
}

impl Ordering {
    /// What a plan orders of a supplier, of these products only if any are named; `None` if that is
    /// nothing.
    pub fn of(plan: &Plan, supplier: &str, skus: &[String], context: &Context) -> Option<Ordering> {
        let says = Says::new(plan, context);
        let gathered = &plan.made.gathered;
        let is_meant = |sku: &String| skus.is_empty() || skus.contains(sku);
        let ordered: Vec<_> = plan
            .each()
            .filter(|(_, item, planned)| {
                planned.order.milli > 0
                    && supplier_of(item, planned).unwrap_or_default() == supplier
                    && is_meant(&item.product.sku)
            })
            .collect();
        let mut currency = gathered.terms(supplier).map(|terms| terms.currency);
        let mut lines = Vec::with_capacity(ordered.len());
        let (mut order_on, mut arrives, mut decide_by) = (i64::MAX, 0, i64::MAX);
        let (mut margin, mut below, mut above) = (0.0, 0.0, 0.0);
        for (place, item, planned) in &ordered {
            let row = says.row(*place)?;
            let (unit_cost, cost) = cost(item, planned);
            currency = currency.or(cost.map(|cost| cost.currency));
            let line = &planned.line;
            order_on = order_on.min(i64::from(line.order_day));
            arrives = arrives.max(i64::from(line.arrival_day));
            decide_by = decide_by.min(line.latest_order_day.unwrap_or(i64::from(line.order_day)));
            let each = item.margin().unwrap_or_default();
            let kept = (line.missing_without - planned.outcome.missing).max(0.0);
            margin += each * kept;
            below += (each * (line.missing_without - line.missing_range.0)).powi(2);
            above += (each * (line.missing_range.1 - line.missing_without)).powi(2);
            lines.push(OrderingLine {
                sku: row.sku,
                title: row.title,
                supplier_sku: row.supplier_sku,
                handle: item.product.handle.clone(),
                variant: item.product.variant.clone(),
                on_hand: row.on_hand,
                before: row.incoming,
                quantity: planned.order,
                step: row.step,
                unit_cost,
                cost,
                arrives: row.arrives,
            });
        }
        if lines.is_empty() {
            return None;
        }
        let currency = currency.unwrap_or(gathered.home);
        let known: Vec<i64> = lines
            .iter()
            .filter_map(|line| line.cost.filter(|cost| cost.currency == currency))
            .map(|cost| cost.minor)
            .collect();
        let home = |minor: f64| Money::new(minor.max(0.0).round() as i64, gathered.home);
        Some(Ordering {
            supplier: supplier.to_owned(),
            currency,
            cost: (!known.is_empty()).then(|| Money::new(known.iter().sum(), currency)),
            effect: Some(Effect {
                margin: home(margin),
                low: home(margin - below.sqrt()),
                high: home(margin + above.sqrt()),
            }),
            decide_by: Some(says.day(decide_by.max(0))),
            order_on: says.day(order_on),
            arrives: says.day(arrives),
            as_of: gathered.as_of,
            forecast: plan.made.outlook.card().id.clone(),
            lines,
        })
    }

    /// “Order 4 lines from Loom & Sons, £1,846”.
    pub fn title(&self, locale: Locale, context: &Context) -> String {
        let lines = locale.count(self.lines.len() as i64);
        let from = match self.supplier.as_str() {
            "" => context.say("an unknown supplier", "unbekanntem Lieferanten"),
            some => some,
        };
        let cost =
            self.cost.map_or(String::new(), |cost| format!(", {}", locale.money_whole(cost)));
        match self.lines.len() {
            1 => say!(
                context,
                "Order 1 line from {from}{cost}",
                "1 Position bei {from} bestellen{cost}"
            ),
            _ => say!(
                context,
                "Order {lines} lines from {from}{cost}",
                "{lines} Positionen bei {from} bestellen{cost}"
            ),
        }
    }

    /// What it changes.
    pub fn rows(&self, locale: Locale, context: &Context) -> Vec<ProposedRow> {
        let change = |en: &str, de: &str, old: Option<String>, new: String| ProposedChange {
            what: context.say(en, de).to_owned(),
            old,
            new,
        };
        let row = |line: &OrderingLine| {
            let before = locale.quantity(line.before);
            let after = Quantity { milli: line.before.milli + line.quantity.milli };
            let mut changes = vec![
                change("On order", "Im Zulauf", Some(before), locale.quantity(after)),
                change("Ordered now", "Jetzt bestellt", None, locale.quantity(line.quantity)),
            ];
            changes
                .extend(line.cost.map(|cost| change("Cost", "Kosten", None, locale.money(cost))));
            changes.push(change("Expected", "Erwartet", None, locale.date(line.arrives)));
            ProposedRow { key: line.sku.clone(), title: line.title.clone(), changes }
        };
        self.lines.iter().map(row).collect()
    }

    /// Models and data behind it.
    pub fn basis(&self, locale: Locale, context: &Context) -> String {
        let (as_of, forecast) = (locale.date(self.as_of), &self.forecast);
        let paths = locale.count(PATHS as i64);
        say!(
            context,
            "Planned as of {as_of} with {forecast}, on {paths} drawn paths of demand.",
            "Geplant mit Stand {as_of} nach {forecast}, auf {paths} gezogenen Bedarfspfaden."
        )
    }
}

impl Handle<ProposeReorder> for Engine {
    fn handle(&self, request: ProposeReorder, context: &Context) -> Result<Proposals> {
        let workspace = self.workspace()?;
        let terms = check(request.terms)?;
        let _alone = workspace.alone()?;
        let plan = self.plan(&workspace, &terms, context)?.ok_or_else(no_plan)?;
        let suppliers = Says::new(&plan, context).suppliers().into_iter();
        let is_meant =
            |name: &String| request.suppliers.is_empty() || request.suppliers.contains(name);
        let orders: Vec<Ordering> = suppliers
            .map(|order| order.supplier)
            .filter(is_meant)
            .filter_map(|name| Ordering::of(&plan, &name, &request.skus, context))
            .collect();
        if orders.is_empty() {
            return Err(nothing_to_order());
        }
        let before = history::state(&workspace)?;
        let mut made = Vec::new();
        for order in &orders {
            withdraw_open(&workspace, &order.supplier)?;
            let proposal = NewProposal {
                kind: REORDER.to_owned(),
                subject: order.supplier.clone(),
                made_by: self.person(),
                body: serde_json::to_value(order).map_err(std::io::Error::other)?,
            };
            let id = workspace.ledger().propose(&proposal, clock::now())?;
            if request.approve {
                self.approve(&workspace, id, "", context)?;
            }
            made.push(id);
        }
        let key = if request.approve { "reorder_approve" } else { "reorder_propose" };
        let lines: usize = orders.iter().map(|order| order.lines.len()).sum();
        let subjects: Vec<&str> = orders.iter().map(|order| order.supplier.as_str()).collect();
        let params = json!({ "lines": lines, "suppliers": subjects.join(", ") });
        history::record(&workspace, Command::ReorderPropose, key, params, &before)?;
        self.proposals(&workspace, |proposal| made.contains(&proposal.standing.id), context)
    }
}

impl Handle<DraftOrder> for Engine {
    fn handle(&self, request: DraftOrder, context: &Context) -> Result<ExportedFile> {
        let workspace = self.workspace()?;
        let terms = check(request.terms)?;
        let plan = self.plan(&workspace, &terms, context)?.ok_or_else(no_plan)?;
        let order = Ordering::of(&plan, &request.supplier, &[], context);
        let order = order.ok_or_else(nothing_to_order)?;
        order_file::write(self, &workspace, &order, None, request.format, context)
    }
}

/// A newer proposal takes the place of an open one.
fn withdraw_open(workspace: &Workspace, supplier: &str) -> Result<()> {
    let ledger = workspace.ledger();
    let open: Vec<i64> = ledger
        .proposals()?
        .into_iter()
        .filter(|known| {
            known.proposed.kind == REORDER
                && known.proposed.subject == supplier
                && known.standing.state == ProposalState::Open
        })
        .map(|known| known.standing.id)
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let mut standings = ledger.standings()?;
    standings.retain(|standing| !open.contains(&standing.id));
    Ok(ledger.put_standings(&standings)?)
}

fn nothing_to_order() -> Failure {
    Failure::new(
        Code::Conflict,
        "Nothing of these is to be ordered, so there is nothing to propose.",
        "Davon ist nichts zu bestellen, also gibt es nichts vorzuschlagen.",
    )
    .hint(
        "Look at the plan again: it changes with every import.",
        "Sehen Sie sich den Plan noch einmal an: Er ändert sich mit jedem Import.",
    )
}

/// Enters an approved order as a purchase order with this number.
pub fn apply(workspace: &Workspace, order: &Ordering, number: &str) -> Result<()> {
    let mut by_hand = workspace.ledger().hand_rows()?;
    by_hand.extend(order.lines.iter().map(|line| {
        let mut values = vec![
            (Field::PurchaseOrder, number.to_owned()),
            (Field::OrderedAt, order.order_on.to_string()),
            (Field::ExpectedAt, line.arrives.to_string()),
            (Field::Sku, line.sku.clone()),
            (Field::Title, line.title.clone()),
            (Field::Quantity, exact(line.quantity)),
            (Field::Status, APPROVED.to_owned()),
        ];
        if !order.supplier.is_empty() {
            values.push((Field::Supplier, order.supplier.clone()));
        }
        if let Some((cost, amount)) = line.unit_cost.clone().zip(line.cost) {
            values.push((Field::Cost, cost));
            values.push((Field::Currency, amount.currency.code().to_owned()));
        }
        Record { content: Content::PurchaseOrders, values }
    }));
    workspace.put_by_hand(&by_hand)
}

/// Takes the purchase order of an approved order away again.
///
/// # Errors
/// [`Code::Conflict`] once it was sent or goods came.
pub fn take_back(workspace: &Workspace, number: &str) -> Result<()> {
    let mut by_hand = workspace.ledger().hand_rows()?;
    let value = |record: &Record, field: Field| {
        record.values.iter().find(|(each, _)| *each == field).map(|(_, text)| text.clone())
    };
    let is_of = |record: &Record| {
        record.content == Content::PurchaseOrders
            && value(record, Field::PurchaseOrder).as_deref() == Some(number)
    };
    let is_under_way = by_hand.iter().filter(|record| is_of(record)).any(|record| {
        value(record, Field::ReceivedAt).is_some()
            || value(record, Field::Status).as_deref() == Some(OrderState::Sent.name())
    });
    if is_under_way {
        return Err(Failure::new(
            Code::Conflict,
            format!("{number} was sent, or goods of it came, so its approval cannot be taken back."),
            format!("{number} wurde gesendet, oder Ware davon ist da; die Freigabe lässt sich nicht zurücknehmen."),
        )
        .hint(
            "Cancel or close the purchase order instead.",
            "Stornieren oder schließen Sie stattdessen die Bestellung.",
        ));
    }
    by_hand.retain(|record| !is_of(record));
    workspace.put_by_hand(&by_hand)
}

/// A quantity with a decimal point.
pub fn exact(quantity: Quantity) -> String {
    let text = format!("{}.{:03}", quantity.milli / 1000, quantity.milli.rem_euclid(1000));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
