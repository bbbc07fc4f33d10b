//! What is said of a plan, in each language.

use super::{gather::Item, make::Planned, show::Says};
use crate::{forecast::Outlook, jobs::Context};
use kontor_api::{
    domain::{Language, Locale, Money, Quantity},
    forecast::Forecastable,
    reorder::{ReorderBasis, ReorderTerms, Urgency},
};
use kontor_planning::{
    lead_time::LeadTime,
    order::{Assumption, Refusal},
};
use kontor_warehouse::SupplierTerms;

/// One of two formatted sentences.
macro_rules! say {
    ($context:expr, $en:literal, $de:literal $(,)?) => {
        match $context.language {
            kontor_api::domain::Language::En => format!($en),
            kontor_api::domain::Language::De => format!($de),
        }
    };
}
pub(crate) use say;

/// What the words and numbers of a plan mean.
pub fn definition(context: &Context) -> &'static str {
    match context.language {
        Language::En => {
            "The order is the smallest with which the target is met on a thousand drawn paths of the forecast, until the order after this one can come: less what is in the house and what arrives in time, rounded up to packs and to what the supplier sells at least. Risk: the share of paths on which the product runs out before an order can come; with the order, until the next one comes. At stake: units expected to be missing without the order, times the margin of one; its range holds in four of five cases. Cover: days that what is in the house lasts for at the expected sales. Too much: beyond the target and a further quarter of sales. Not selling: less than one in a quarter. Class: A brings in the first 80 % of a year's sales, B the next 15 %, C the rest; X sells evenly, Y less so, Z now and then."
        }
        Language::De => {
            "Bestellt wird die kleinste Menge, mit der das Ziel auf tausend gezogenen Pfaden der Prognose erreicht wird, bis die übernächste Bestellung kommen kann: abzüglich dessen, was im Haus ist und rechtzeitig eintrifft, aufgerundet auf Packungen und die Mindestmenge des Lieferanten. Risiko: Anteil der Pfade, auf denen der Artikel ausgeht, bevor eine Bestellung kommen kann; mit der Bestellung, bis die nächste kommt. Auf dem Spiel: ohne die Bestellung voraussichtlich fehlende Stück mal der Marge je Stück; die Spanne gilt in vier von fünf Fällen. Reichweite: Tage, für die der Bestand bei den erwarteten Verkäufen reicht. Zu viel: mehr als das Ziel und ein weiteres Quartal an Verkäufen. Ladenhüter: weniger als eins im Quartal. Klasse: A bringt die ersten 80 % des Jahresumsatzes, B die nächsten 15 %, C den Rest; X verkauft sich gleichmäßig, Y weniger, Z ab und zu."
        }
    }
}

/// Why a product has no forecast.
pub fn without_forecast(outlook: &Outlook, sku: &str, context: &Context) -> String {
    let says = match outlook.forecastable(sku) {
        Some(Forecastable::TooNew) => context.say(
            "No forecast yet: it has been sold for too few weeks.",
            "Noch keine Prognose: Es wird erst seit wenigen Wochen verkauft.",
        ),
        Some(Forecastable::Ended) => context.say(
            "No forecast: it has not been sold for a year.",
            "Keine Prognose: Es wurde seit einem Jahr nicht verkauft.",
        ),
        Some(Forecastable::Archived) => context.say(
            "No forecast: the catalogue says that it is no longer sold.",
            "Keine Prognose: Laut Katalog wird es nicht mehr verkauft.",
        ),
        Some(Forecastable::Yes) => context.say(
            "The forecast does not reach this day: train it anew.",
            "Die Prognose reicht nicht bis zu diesem Tag: Trainieren Sie sie neu.",
        ),
        None => context.say(
            "No forecast: it had not been sold when the forecast was trained.",
            "Keine Prognose: Als die Prognose trainiert wurde, war es noch nie verkauft.",
        ),
    };
    says.to_owned()
}

/// That a product is ordered in its parts.
pub fn bundle(context: &Context) -> String {
    context
        .say(
            "It is a bundle: what it sells is needed of its parts, and those are ordered.",
            "Es ist ein Bündel: Was es verkauft, wird von seinen Teilen gebraucht, und die werden bestellt.",
        )
        .to_owned()
}

/// That a bundle would contain itself.
pub fn circular(codes: &str, context: &Context) -> String {
    say!(
        context,
        "Not planned: the bundle would contain itself ({codes}). Correct its parts under Data, Records.",
        "Nicht geplant: Das Bündel enthielte sich selbst ({codes}). Berichtigen Sie seine Teile unter Daten, Stammdaten."
    )
}

/// What was assumed, why a product was not planned, what to do with what lies too long.
pub fn remarks(
    item: &Item,
    planned: &Planned,
    urgency: Urgency,
    locale: Locale,
    context: &Context,
) -> Vec<String> {
    let mut remarks = Vec::new();
    let line = &planned.line;
    // Without a forecast stock would not help.
    match (&item.remark, line.refused) {
        (Some(remark), Some(_)) => remarks.push(remark.clone()),
        (None, Some(refusal)) => remarks.extend(refused(refusal, context)),
        (_, None) => {}
    }
    // Nobody is known to sell it, but what it costs is known.
    let is_nobodys = !item.offers.is_empty() && item.offers.iter().all(|o| o.supplier.is_empty());
    remarks.extend(line.assumed.iter().map(|assumption| match assumption {
        Assumption::LeadTime if is_nobodys => assumed(Assumption::Supplier, item, context),
        other => assumed(*other, item, context),
    }));
    for (number, expected) in &item.given_up {
        let day = locale.date(*expected);
        remarks.push(say!(
            context,
            "{number} was expected on {day} and is not counted any more: receive what comes, or close it.",
            "{number} war für {day} erwartet und zählt nicht mehr: Nehmen Sie an, was kommt, oder schließen Sie sie ab."
        ));
    }
    let without_rate =
        item.offers.iter().find(|offer| offer.cost.is_some() && offer.home_cost.is_none());
    if let Some(offer) = without_rate {
        let code = offer.currency.code();
        remarks.push(say!(
            context,
            "No rate for {code} is known, so its cost cannot be compared with the price or a budget. Enter one under Data, Rates.",
            "Für {code} ist kein Kurs bekannt; die Kosten lassen sich weder mit dem Preis noch mit einem Budget vergleichen. Tragen Sie einen unter Daten, Kurse ein."
        ));
    }
    let overstock = locale.quantity(whole(line.overstock));
    match urgency {
        Urgency::Overstock => {
            let days = (line.overstock.units() / line.a_day.max(1e-9)).round() as i64;
            let weeks = locale.count(days / 7);
            remarks.push(say!(
                context,
                "{overstock} more than needed, which last {weeks} weeks longer. Order none, and think of a lower price or a bundle.",
                "{overstock} mehr als nötig; das reicht {weeks} Wochen länger. Bestellen Sie nichts nach und erwägen Sie einen niedrigeren Preis oder ein Bündel."
            ));
        }
        Urgency::Dead => remarks.push(
            context
                .say(
                    "It lies in the house and hardly sells. Clear it by price, return it to the supplier, or write it off.",
                    "Es liegt im Haus und verkauft sich kaum. Räumen Sie es über den Preis, geben Sie es dem Lieferanten zurück oder schreiben Sie es ab.",
                )
                .to_owned(),
        ),
        _ => {}
    }
    remarks
}

fn refused(refusal: Refusal, context: &Context) -> Option<String> {
    let says = match refusal {
        Refusal::NotStocked => context.say(
            "How much there is of it is not known, or it is not kept in stock. Import or enter a stock count to have it planned.",
            "Wie viel davon da ist, ist nicht bekannt, oder es wird nicht auf Lager gehalten. Importieren oder erfassen Sie einen Bestand, damit es geplant wird.",
        ),
        // The product says why.
        Refusal::NoForecast => return None,
        Refusal::MinimumAboveMaximum => context.say(
            "The least that can be ordered is more than the most. Correct the supplier's terms.",
            "Die Mindestmenge liegt über der Höchstmenge. Berichtigen Sie die Bedingungen des Lieferanten.",
        ),
        Refusal::LeadTimeTooLong => context.say(
            "Its lead time is longer than can be planned for (270 days). Correct the supplier's terms, or plan it by hand.",
            "Die Lieferzeit ist länger, als sich planen lässt (270 Tage). Berichtigen Sie die Bedingungen des Lieferanten, oder planen Sie von Hand.",
        ),
    };
    Some(says.to_owned())
}

fn assumed(assumption: Assumption, item: &Item, context: &Context) -> String {
    let says = match assumption {
        Assumption::Supplier => context.say(
            "Nobody is known to supply it: planned with the usual lead time, any quantity.",
            "Kein Lieferant ist bekannt: geplant mit der üblichen Lieferzeit, in beliebiger Menge.",
        ),
        Assumption::LeadTime => context.say(
            "The lead time is not known: planned with the usual one.",
            "Die Lieferzeit ist nicht bekannt: geplant mit der üblichen.",
        ),
        Assumption::NegativeStock => {
            let counted =
                Locale::of(context.language).quantity(item.product.on_hand.unwrap_or_default());
            return say!(
                context,
                "The stock is {counted}, less than nothing: taken for none. Count it.",
                "Der Bestand ist {counted}, also weniger als nichts: als leer gerechnet. Zählen Sie nach."
            );
        }
        Assumption::Overdue => context.say(
            "An order is overdue: expected as soon as the supplier's late deliveries come. Ask the supplier.",
            "Eine Bestellung ist überfällig: so bald erwartet, wie späte Lieferungen dieses Lieferanten kommen. Fragen Sie ihn.",
        ),
        Assumption::Cost => context.say(
            "The cost is not known: no value, and no budget can hold it.",
            "Die Kosten sind nicht bekannt: kein Wert, und kein Budget kann es aufnehmen.",
        ),
        Assumption::Price => context.say(
            "It has not been sold lately: its price is taken for twice its cost.",
            "Es wurde zuletzt nicht verkauft: als Preis gelten die doppelten Kosten.",
        ),
    };
    says.to_owned()
}

/// A supplier's terms in a line.
pub fn terms(
    terms: Option<&SupplierTerms>,
    lead: Option<&LeadTime>,
    locale: Locale,
    context: &Context,
) -> String {
    let mut says = Vec::new();
    if let Some(lead) = lead {
        says.push(lead_time(lead, locale, context));
    }
    if let Some(terms) = terms {
        let money = |minor| locale.money_whole(Money::new(minor, terms.currency));
        if let Some(minimum) = terms.minimum.map(money) {
            says.push(say!(context, "minimum {minimum}", "Mindestwert {minimum}"));
        }
        if let Some(from) = terms.free_freight.map(money) {
            says.push(say!(context, "free freight from {from}", "frachtfrei ab {from}"));
        }
        if let Some(days) = &terms.weekdays {
            says.push(say!(context, "orders on {days}", "Bestelltage {days}"));
        }
    }
    says.join(" · ")
}

/// “lead time 14 days (10–19)”.
pub fn lead_time(lead: &LeadTime, locale: Locale, context: &Context) -> String {
    let mean = locale.number(lead.mean, 0);
    // Four of five deliveries.
    let (low, high) = (lead.days_at(-1.2816), lead.days_at(1.2816));
    match low == high {
        true => say!(context, "lead time {mean} days", "Lieferzeit {mean} Tage"),
        false => say!(
            context,
            "lead time {mean} days ({low}–{high})",
            "Lieferzeit {mean} Tage ({low}–{high})"
        ),
    }
}

/// That an order was filled up to the supplier's minimum.
pub fn filled_up(more: Money, locale: Locale, context: &Context) -> String {
    let more = locale.money_whole(more);
    say!(
        context,
        "{more} more than needed, to reach the minimum where it costs least to hold",
        "{more} mehr als nötig, um den Mindestwert zu erreichen, wo das Lagern am wenigsten kostet"
    )
}

/// That an order is worth less than the supplier takes.
pub fn below_minimum(
    minimum: Money,
    total: Money,
    locale: Locale,
    context: &Context,
) -> Option<String> {
    let missing = Money::new(minimum.minor - total.minor, total.currency);
    let (minimum, missing) = (locale.money_whole(minimum), locale.money(missing));
    Some(say!(
        context,
        "{missing} below the minimum of {minimum}: order more, or wait",
        "{missing} unter dem Mindestwert von {minimum}: mehr bestellen oder warten"
    ))
}

/// What moves an order most: the line that is most urgent.
pub fn supplier_says(
    says: &Says,
    lines: &[(usize, &Item, &Planned)],
    locale: Locale,
    context: &Context,
) -> String {
    let first = lines.iter().max_by(|a, b| {
        let stake = |(_, item, planned): &(usize, &Item, &Planned)| {
            item.margin().unwrap_or_default() * planned.line.missing_without
        };
        stake(a).total_cmp(&stake(b))
    });
    let Some((_, item, planned)) = first else { return String::new() };
    let title = name(item);
    let lead = locale.count(i64::from(planned.line.arrival_day));
    let risk = locale.percent(planned.line.run_out.before_arrival);
    match planned.line.run_out.day {
        Some(days) => {
            let day = locale.date(says.day(i64::from(days)));
            say!(
                context,
                "{title} runs out on {day} (in {days} days); an order comes in {lead}.",
                "{title} geht am {day} aus (in {days} Tagen); eine Bestellung kommt in {lead}."
            )
        }
        None => say!(
            context,
            "{title} is the most urgent: {risk} risk of running out before an order comes.",
            "{title} ist am dringendsten: {risk} Risiko, vor einer Lieferung auszugehen."
        ),
    }
}

/// Why goods are moved between places.
pub fn transfer(
    from: (&str, f64, f64),
    to: (&str, f64, f64),
    days: f64,
    locale: Locale,
    context: &Context,
) -> String {
    let (there, sells) = (locale.number(to.1.max(0.0), 0), locale.number(to.2 * days, 1));
    let (here, days) = (locale.number(from.1, 0), locale.number(days, 0));
    let (from, to) = (from.0, to.0);
    say!(
        context,
        "{to} has {there} and sells about {sells} in the {days} days until an order comes; {from} has {here}.",
        "{to} hat {there} und verkauft etwa {sells} in den {days} Tagen, bis eine Bestellung kommt; {from} hat {here}."
    )
}

/// What a plan rests on.
pub fn basis(
    basis: &ReorderBasis,
    terms: &ReorderTerms,
    locale: Locale,
    context: &Context,
) -> String {
    let as_of = locale.date(basis.as_of);
    let review = basis.review_days;
    let mut says = vec![say!(
        context,
        "As of {as_of}, the day after the newest sale",
        "Stand {as_of}, dem Tag nach dem neuesten Verkauf"
    )];
    says.push(match basis.service_percent {
        Some(service) => {
            let service = locale.quantity(Quantity { milli: service.ten_thousandths / 10 });
            say!(
                context,
                "at {service} % service, reviewed every {review} days",
                "bei {service} % Servicegrad, alle {review} Tage geprüft"
            )
        }
        None => say!(
            context,
            "at a service by class, reviewed every {review} days",
            "mit Servicegrad nach Klasse, alle {review} Tage geprüft"
        ),
    });
    if let Some(counted) = basis.counted {
        let counted = locale.date(counted);
        says.push(say!(context, "stock counted {counted}", "Bestand gezählt {counted}"));
    }
    if basis.newer_weeks > 0 {
        let weeks = basis.newer_weeks;
        says.push(say!(
            context,
            "the forecast has not seen the last {weeks} weeks",
            "die Prognose kennt die letzten {weeks} Wochen nicht"
        ));
    }
    if let Some(budget) = terms.budget
        && let Some(home) = locale.home
    {
        let budget = locale.money_whole(Money::new(budget.minor(home.minor_digits()), home));
        says.push(say!(context, "within {budget}", "innerhalb von {budget}"));
    }
    says.join(", ") + "."
}

/// A product's name, or else its code.
pub fn name(item: &Item) -> &str {
    let product = &item.product;
    if product.title.is_empty() { &product.sku } else { &product.title }
}

/// A quantity in whole units.
pub fn whole(quantity: Quantity) -> Quantity {
    Quantity::whole((quantity.milli + 500).div_euclid(1000))
}
