//! Why this quantity: the whole arithmetic of a line, and what happens with other quantities.

use super::{
    check,
    gather::Item,
    make::{Plan, Planned},
    show::{Says, amount},
    words::{self, say},
};
use crate::{
    Engine, Handle,
    error::{Failure, Result},
    jobs::Context,
};
use kontor_api::{
    Code,
    domain::{Locale, Money, Quantity},
    reorder::{GetReorderWhy, ReorderChoice, ReorderStep, ReorderWhy},
};
use kontor_planning::{
    order::Outcome,
    why::{Source, Step, Unit, What},
};

/// Quantities that a picture shows, at most.
const CHOICES: usize = 13;

impl Handle<GetReorderWhy> for Engine {
    fn handle(&self, request: GetReorderWhy, context: &Context) -> Result<ReorderWhy> {
        let workspace = self.workspace()?;
        let terms = check(request.terms)?;
        let plan = self.plan(&workspace, &terms, context)?.ok_or_else(no_plan)?;
        let place =
            plan.made.gathered.place(&request.sku).ok_or_else(|| no_product(&request.sku))?;
        why(&plan, place, context).ok_or_else(|| no_product(&request.sku))
    }
}

fn why(plan: &Plan, place: usize, context: &Context) -> Option<ReorderWhy> {
    let says = Says::new(plan, context);
    let (item, known) = plan.get(place)?;
    let (mut planned, outcomes) =
        plan.made.in_full(item, Some(known.order), |planned| quantities(item, planned));
    planned.is_edited = known.is_edited;
    let row = says.row(place)?;
    let home = plan.made.gathered.home;
    let locale = Locale { language: context.language, home: Some(home) };
    let title = words::name(item);
    let question = match planned.order.milli {
        0 => say!(context, "Why nothing of {title}?", "Warum nichts von {title}?"),
        _ => {
            let order = locale.quantity(planned.order);
            say!(context, "Why {order} of {title}?", "Warum {order} von {title}?")
        }
    };
    let mut steps: Vec<ReorderStep> = planned
        .line
        .steps
        .iter()
        .filter_map(|step| said(step, item, &planned, home, locale, context))
        .collect();
    if planned.line.refused.is_none() && planned.order != planned.line.order {
        let what = match planned.is_edited {
            true => context.say("Changed by you", "Von Ihnen geändert"),
            false => {
                context.say("Held to the budget or the minimum", "Nach Budget oder Mindestwert")
            }
        };
        let from = context.say("instead of what the arithmetic says", "anstelle der Rechnung");
        steps.push(ReorderStep {
            what: what.to_owned(),
            value: locale.quantity(planned.order),
            from: from.to_owned(),
            is_sum: true,
        });
    }
    let offer = planned.line.offer.and_then(|place| item.offers.get(place));
    let choices = outcomes.iter().map(|(quantity, outcome)| ReorderChoice {
        quantity: *quantity,
        risk: outcome.risk,
        missing: outcome.missing,
        cost: offer.and_then(|offer| amount(*quantity, offer.cost_of(*quantity)?, offer.currency)),
    });
    Some(ReorderWhy {
        choices: choices.collect(),
        otherwise: otherwise(item, &planned, &outcomes, locale, context),
        row,
        question,
        steps,
    })
}

/// Nothing, the order, and others around it.
fn quantities(item: &Item, planned: &Planned) -> Vec<Quantity> {
    let offers = item.as_offers();
    let smallest = item.smallest();
    let (step, least) = match planned.line.offer.and_then(|place| offers.get(place)) {
        Some(offer) => (offer.step(smallest), offer.least(smallest)),
        None => (smallest.milli, smallest.milli),
    };
    let order = planned.order.milli.max(planned.line.order.milli);
    let far = (2 * order).max(least + 6 * step);
    let stride = ((far / CHOICES as i64) / step).max(1) * step;
    let mut all: Vec<i64> = (0..=far / stride).map(|number| number * stride).collect();
    all.extend([planned.order.milli, planned.line.order.milli, planned.order.milli - step]);
    all.retain(|milli| *milli == 0 || *milli >= least || *milli == planned.order.milli);
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|milli| Quantity { milli }).collect()
}

fn otherwise(
    item: &Item,
    planned: &Planned,
    outcomes: &[(Quantity, Outcome)],
    locale: Locale,
    context: &Context,
) -> Vec<String> {
    if planned.line.refused.is_some() {
        return Vec::new();
    }
    let mut says = Vec::new();
    let here = locale.percent(planned.outcome.risk);
    let below = outcomes
        .iter()
        .rev()
        .find(|(quantity, _)| quantity.milli > 0 && quantity.milli * 10 <= planned.order.milli * 9);
    if let Some((quantity, outcome)) = below {
        let (less, risk) = (locale.quantity(*quantity), locale.percent(outcome.risk));
        says.push(say!(
            context,
            "With {less} the chance to run out before the next order is {risk} instead of {here}.",
            "Mit {less} ist das Risiko, vor der nächsten Bestellung auszugehen, {risk} statt {here}."
        ));
    }
    if let Some((_, nothing)) = outcomes.first().filter(|(quantity, _)| quantity.milli == 0) {
        let risk = locale.percent(nothing.risk);
        let missing = locale.number(nothing.missing, 1);
        says.push(match planned.order.milli {
            0 => say!(
                context,
                "Without an order the chance to run out before the next one comes is {risk}, and {missing} are expected to be missing.",
                "Ohne Bestellung ist das Risiko, vor der nächsten auszugehen, {risk}; voraussichtlich fehlen {missing}."
            ),
            _ => say!(
                context,
                "With nothing it is {risk}, and {missing} are expected to be missing.",
                "Mit nichts ist es {risk}; voraussichtlich fehlen {missing}."
            ),
        });
        if let Some(margin) = item.margin().filter(|_| nothing.missing > 0.05)
            && let Some(home) = locale.home
        {
            let lost = Money::new((margin * nothing.missing).round() as i64, home);
            let lost = locale.money_whole(lost);
            says.push(say!(
                context,
                "That is about {lost} of margin.",
                "Das sind etwa {lost} Marge."
            ));
        }
    }
    says
}

/// A step in words; `None` where it adds nothing.
fn said(
    step: &Step,
    item: &Item,
    planned: &Planned,
    home: kontor_api::domain::Currency,
    locale: Locale,
    context: &Context,
) -> Option<ReorderStep> {
    let is_nothing = step.value.abs() < 0.005;
    // What is none changes nothing; that goods come too late is worth saying.
    let is_silent = match step.what {
        What::Committed | What::IncomingTooLate | What::OrderDay | What::LostBefore => is_nothing,
        What::Rounded | What::Minimum | What::Maximum | What::PriceBreak => {
            let need = value_of(planned, What::Need);
            let before = match step.what {
                What::Rounded => need,
                What::Minimum => value_of(planned, What::Rounded),
                What::Maximum => value_of(planned, What::Minimum),
                _ => value_of(planned, What::Maximum),
            };
            before.is_some_and(|before| (before - step.value).abs() < 0.0005)
        }
        What::UnitCost | What::Value => true,
        _ => false,
    };
    if is_silent {
        return None;
    }
    let (what, sign, is_sum) = title(step.what, context);
    let number = match step.unit {
        Unit::Units => locale.quantity(Quantity { milli: (step.value * 1000.0).round() as i64 }),
        Unit::Days => locale.number(step.value, 0),
        Unit::Minor => locale.money(Money::new(step.value.round() as i64, home)),
    };
    let number = match step.unit {
        // Expected units have more decimals than anybody reads.
        Unit::Units if step.value.fract() != 0.0 => locale.number(step.value, 1),
        _ => number,
    };
    let value = match sign {
        '+' if step.value >= 0.0 => format!("+ {number}"),
        '-' => format!("− {number}"),
        _ => number,
    };
    let value = match step.unit {
        Unit::Days if number_of_days(step.value) == 1 => {
            say!(context, "{value} day", "{value} Tag")
        }
        Unit::Days => say!(context, "{value} days", "{value} Tage"),
        _ => value,
    };
    Some(ReorderStep {
        what: what.to_owned(),
        value,
        from: from(step, item, planned, locale, context),
        is_sum,
    })
}

fn number_of_days(days: f64) -> i64 {
    days.round() as i64
}

fn value_of(planned: &Planned, what: What) -> Option<f64> {
    planned.line.steps.iter().find(|step| step.what == what).map(|step| step.value)
}

/// What a step is called, whether it is added or taken off, and whether it is a sum.
fn title(what: What, context: &Context) -> (&'static str, char, bool) {
    let (en, de, sign, is_sum) = match what {
        What::OnHand => ("On hand", "Im Haus", ' ', false),
        What::Committed => ("Promised to orders", "Für Bestellungen zugesagt", '-', false),
        What::Incoming => ("Arriving in time", "Rechtzeitig im Zulauf", '+', false),
        What::IncomingTooLate => ("Arriving too late to count", "Zu spät im Zulauf", ' ', false),
        What::Position => ("There is", "Vorhanden", ' ', true),
        What::OrderDay => ("Until the next order day", "Bis zum nächsten Bestelltag", ' ', false),
        What::LeadTime => ("Lead time", "Lieferzeit", '+', false),
        What::Review => ("Until the order after it", "Bis zur Bestellung danach", '+', false),
        What::Protection => ("Stock must last for", "Der Bestand muss reichen für", ' ', true),
        What::ExpectedDemand => ("Demand in that time", "Bedarf in dieser Zeit", ' ', false),
        What::LostBefore => {
            ("Missed before anything can come", "Verpasst, bevor etwas kommen kann", '-', false)
        }
        What::SafetyStock => ("Safety stock", "Sicherheitsbestand", '+', false),
        What::Level => ("There should be", "Soll", ' ', true),
        What::ShelfLife => ("Sold before it is too old", "Verkauft, bevor es verdirbt", ' ', false),
        What::Need => ("Needed", "Benötigt", ' ', true),
        What::Rounded => ("In whole packs", "In ganzen Packungen", ' ', false),
        What::Minimum => ("Raised to the minimum", "Auf die Mindestmenge angehoben", ' ', false),
        What::Maximum => ("Lowered to the maximum", "Auf die Höchstmenge gesenkt", ' ', false),
        What::PriceBreak => {
            ("Raised to the price break", "Auf die Preisstaffel angehoben", ' ', false)
        }
        What::Order => ("Order", "Bestellen", ' ', true),
        What::UnitCost => ("Cost of one", "Kosten je Stück", ' ', false),
        What::Value => ("Cost of the order", "Kosten der Bestellung", ' ', false),
    };
    (context.say(en, de), sign, is_sum)
}

/// Where a number comes from, and what is to be known of it.
fn from(step: &Step, item: &Item, planned: &Planned, locale: Locale, context: &Context) -> String {
    let lead = item.lead(planned.line.offer);
    let detail = match (step.what, lead) {
        (What::LeadTime, Some(lead)) => {
            let times = locale.count(i64::from(lead.receipts));
            let range = words::lead_time(&lead, locale, context);
            match lead.receipts {
                0 => Some(say!(
                    context,
                    "as the supplier promises: {range}",
                    "wie vom Lieferanten zugesagt: {range}"
                )),
                _ => Some(say!(
                    context,
                    "from {times} receipts: {range}",
                    "aus {times} Wareneingängen: {range}"
                )),
            }
        }
        (What::SafetyStock, _) => {
            let service = locale.percent(item.target.service());
            let class = &item.class;
            Some(match item.target {
                kontor_planning::level::Target::FillRate(_) => say!(
                    context,
                    "so that {service} of the units wanted can be sold at once, class {class}; from the forecast's own spread and that of the lead time",
                    "damit {service} der gewünschten Stück sofort verkauft werden, Klasse {class}; aus der Streuung der Prognose und der Lieferzeit"
                ),
                kontor_planning::level::Target::CycleService(_) => say!(
                    context,
                    "so that nothing is missing in {service} of order cycles, class {class}; from the forecast's own spread and that of the lead time",
                    "damit in {service} der Bestellzyklen nichts fehlt, Klasse {class}; aus der Streuung der Prognose und der Lieferzeit"
                ),
                kontor_planning::level::Target::Cost { .. } => say!(
                    context,
                    "what costs least, margin against holding: {service} of order cycles, class {class}",
                    "was am wenigsten kostet, Marge gegen Lager: {service} der Bestellzyklen, Klasse {class}"
                ),
            })
        }
        _ => None,
    };
    detail.unwrap_or_else(|| source(step.from, context).to_owned())
}

fn source(source: Source, context: &Context) -> &'static str {
    let (en, de) = match source {
        Source::Stock => (
            "the last count, with sales and receipts since",
            "letzte Zählung, mit Verkäufen und Eingängen seither",
        ),
        Source::PurchaseOrders => ("open purchase orders", "offene Bestellungen"),
        Source::Receipts => ("receipts of the past", "frühere Wareneingänge"),
        Source::Supplier => ("the supplier's terms", "Bedingungen des Lieferanten"),
        Source::Forecast => ("the forecast", "Prognose"),
        Source::Target => ("the target", "Ziel"),
        Source::Product => ("the product", "Artikel"),
        Source::Steps => ("", ""),
        Source::Assumption => ("assumed, as nobody says", "angenommen, da unbekannt"),
    };
    context.say(en, de)
}

/// Nothing is trained.
pub fn no_plan() -> Failure {
    Failure::new(
        Code::NotFound,
        "There is no forecast yet, so nothing can be planned.",
        "Es gibt noch keine Prognose; ohne sie lässt sich nichts planen.",
    )
    .hint(
        "Train one: `kontor forecast train`, or “Train now” on the page Reorder.",
        "Trainieren Sie eine: `kontor forecast train`, oder „Jetzt trainieren“ auf der Seite Nachbestellen.",
    )
}

fn no_product(sku: &str) -> Failure {
    Failure::new(
        Code::NotFound,
        format!("There is no product “{sku}”."),
        format!("Es gibt keinen Artikel „{sku}“."),
    )
    .hint(
        "Look for its code in the list of products.",
        "Suchen Sie die Nummer in der Artikelliste.",
    )
    .field("sku")
}
