//! What is said of prices, in each language.

use super::{
    gather::{Priced, Product},
    second::Opinion,
    suggest::{Judged, Why},
};
use crate::{jobs::Context, reorder::say};
use kontor_api::{
    domain::{Currency, Language, Locale, Money},
    price::PriceSource,
};
use kontor_pricing::{
    elasticity::{Elasticity, Reason, Verdict},
    guards::{Broken, Ending, Guards, Held},
};

/// What the words and numbers mean.
pub fn definition(context: &Context) -> &'static str {
    match context.language {
        Language::En => {
            "Elasticity: by what percentage demand changes when the price rises by 1 %. It is estimated from the weeks of a product, with promotions, season, growth, holidays and weeks without stock taken out, and leans to its category as far as its own weeks are uncertain, and the shop to what was found elsewhere (about −2: Tellis, 1988; Bijmolt, van Heerde and Pieters, 2005) as far as all of them are; the range holds in nine of ten cases. Known: its own weeks tell. From its category: those of its category do. Not known: nobody can tell, and nothing is suggested. Every figure is the mean of 256 futures drawn from the forecast, each with an elasticity of its own; ranges hold in 80 (or 95) of 100 of them. Margin: net of tax, usual discounts, cost, payment and what an order costs. Gain: margin more than with the price kept, on the same futures, less what other goods lose: those bought along with what is no longer sold, and up to a third of what is sold more, which would have been bought of the category anyway (van Heerde, Leeflang and Wittink, 2004); better than now: the share of futures in which it is more. Stock limits what is sold; what is on order, and what the plan would order today, comes in."
        }
        Language::De => {
            "Elastizität: um wie viel Prozent sich die Nachfrage ändert, wenn der Preis um 1 % steigt. Sie wird aus den Wochen eines Artikels geschätzt, ohne den Einfluss von Aktionen, Saison, Wachstum, Feiertagen und Wochen ohne Bestand, und lehnt sich an die Warengruppe an, soweit die eigenen Wochen unsicher sind, und der Laden an das, was anderswo gefunden wurde (etwa −2: Tellis, 1988; Bijmolt, van Heerde und Pieters, 2005), soweit es alle sind; die Spanne gilt in neun von zehn Fällen. Bekannt: Die eigenen Wochen zeigen es. Aus der Warengruppe: Deren Wochen zeigen es. Nicht bekannt: Niemand kann es sagen, und nichts wird vorgeschlagen. Jede Zahl ist das Mittel von 256 aus der Prognose gezogenen Zukünften, jede mit eigener Elastizität; Spannen gelten in 80 (oder 95) von 100. Marge: nach Steuer, üblichen Rabatten, Einkauf, Zahlung und dem, was eine Bestellung kostet. Mehrertrag: Marge über der mit dem alten Preis, in denselben Zukünften, weniger das, was andere Waren verlieren: die mitgekauften, wo weniger verkauft wird, und bis zu ein Drittel dessen, was mehr verkauft wird und sonst aus der Warengruppe gekauft worden wäre (van Heerde, Leeflang und Wittink, 2004); besser als jetzt: der Anteil der Zukünfte, in denen es mehr ist. Der Bestand begrenzt den Verkauf; was bestellt ist und was der Plan heute bestellte, trifft ein."
        }
    }
}

/// A share in whole percent.
fn percent(share: f64, locale: Locale) -> String {
    format!("{}\u{a0}%", locale.number(100.0 * share, 0))
}

/// Verdict and reason of an elasticity.
pub fn verdict(known: &Elasticity, changes: u32, category: &str, context: &Context) -> String {
    match known.verdict {
        Verdict::Known => match changes {
            1 => context.say("known from 1 price change", "bekannt aus 1 Preisänderung").to_owned(),
            _ => say!(
                context,
                "known from {changes} price changes",
                "bekannt aus {changes} Preisänderungen"
            ),
        },
        Verdict::Pooled if category.is_empty() => {
            context.say("from the other products", "aus den anderen Artikeln").to_owned()
        }
        Verdict::Pooled => {
            say!(context, "from its category {category}", "aus der Warengruppe {category}")
        }
        Verdict::NotIdentifiable { reason } => not_known(reason, context).to_owned(),
    }
}

/// Why an elasticity cannot be told.
pub fn not_known(reason: Reason, context: &Context) -> &'static str {
    match reason {
        Reason::TooFewSales => context.say(
            "It sells too seldom to tell what its price does.",
            "Er verkauft sich zu selten, um zu sagen, was sein Preis bewirkt.",
        ),
        Reason::PriceHardlyMoved => context.say(
            "Its price hardly moved. A price test would tell what it does.",
            "Sein Preis hat sich kaum geändert. Ein Preistest würde zeigen, was er bewirkt.",
        ),
        Reason::OnlyWithControls => context.say(
            "Its price moved only together with promotions or the season, so that nobody can tell which of them did it.",
            "Sein Preis änderte sich nur zusammen mit Aktionen oder der Saison; niemand kann sagen, was davon es war.",
        ),
        Reason::Positive => context.say(
            "More was sold at higher prices, so something that is not known moved both.",
            "Zu höheren Preisen wurde mehr verkauft; etwas Unbekanntes hat beides bewegt.",
        ),
        Reason::Unclear => context.say(
            "Neither its own weeks nor its category tell what its price does. A price test would.",
            "Weder die eigenen Wochen noch die Warengruppe zeigen, was sein Preis bewirkt. Ein Preistest würde es.",
        ),
    }
}

/// Why nothing else is suggested.
pub fn kept(why: Why, product: &Product, context: &Context) -> String {
    match why {
        Why::NoForecast => product.remark.clone().unwrap_or_else(|| {
            context.say("It has no forecast.", "Es gibt keine Prognose.").to_owned()
        }),
        Why::NoPrice => context
            .say(
                "Nobody knows what is asked for it: import products or prices, or sell it once.",
                "Sein Preis ist nicht bekannt: Importieren Sie Artikel oder Preise, oder verkaufen Sie ihn einmal.",
            )
            .to_owned(),
        Why::NoCost => context
            .say(
                "Nobody knows what it costs: import costs, or enter them by hand.",
                "Seine Kosten sind nicht bekannt: Importieren Sie Kosten, oder tragen Sie sie ein.",
            )
            .to_owned(),
        Why::NoStock => context
            .say(
                "Nobody knows how much of it is there: import stock, or count it.",
                "Der Bestand ist nicht bekannt: Importieren Sie ihn, oder zählen Sie nach.",
            )
            .to_owned(),
        Why::NotKnown(reason) => match reason {
            Some(reason) => not_known(reason, context).to_owned(),
            None => context
                .say("Nobody can tell what its price does.", "Niemand kann sagen, was sein Preis bewirkt.")
                .to_owned(),
        },
        Why::Held(held) => held_by(held, context),
        Why::Unsure => context
            .say(
                "Another price may earn more, but not surely enough: all suggestions together are to earn more in 39 of 40 futures.",
                "Ein anderer Preis bringt vielleicht mehr, aber nicht sicher genug: Alle Vorschläge zusammen sollen in 39 von 40 Zukünften mehr bringen.",
            )
            .to_owned(),
        Why::Best => context
            .say(
                "No price that your guards allow is likely to earn more.",
                "Kein Preis, den Ihre Leitplanken zulassen, bringt wahrscheinlich mehr.",
            )
            .to_owned(),
    }
}

/// Which guard holds a price.
fn held_by(held: Held, context: &Context) -> String {
    match held {
        Held::TooSoon { days: 1 } => context
            .say(
                "Its price moved lately; it may move again tomorrow.",
                "Sein Preis hat sich kürzlich geändert; morgen darf er sich wieder ändern.",
            )
            .to_owned(),
        Held::TooSoon { days } => say!(
            context,
            "Its price moved lately, or is decided to; it may move again in {days} days.",
            "Sein Preis hat sich kürzlich geändert, oder es ist beschlossen; er darf sich in {days} Tagen wieder ändern."
        ),
        Held::NoCost => context.say("Nobody knows what it costs.", "Seine Kosten sind nicht bekannt.").to_owned(),
        Held::BelowFloor => context
            .say(
                "Its price lies below the floor over its cost, by more than one move can mend.",
                "Sein Preis liegt unter dem Mindestaufschlag, um mehr als eine Änderung beheben darf.",
            )
            .to_owned(),
        Held::NoPriceLeft => context
            .say("Your guards leave no other price.", "Ihre Leitplanken lassen keinen anderen Preis.")
            .to_owned(),
    }
}

/// Why a what-if cannot answer for a product.
pub fn not_told(priced: &Priced, place: usize, context: &Context) -> String {
    let Some(product) = priced.products.get(place) else { return String::new() };
    let why = if product.price.is_none() {
        Why::NoPrice
    } else if product.expected.is_none() {
        Why::NoForecast
    } else if product.shelf.is_none() {
        Why::NoCost
    } else {
        Why::NotKnown(match priced.elasticity(place).map(|known| known.verdict) {
            Some(Verdict::NotIdentifiable { reason }) => Some(reason),
            _ => None,
        })
    };
    kept(why, product, context)
}

/// Of products that a scenario leaves out.
pub fn left_out(count: u64, context: &Context) -> String {
    match count {
        1 => context
            .say(
                "1 product is left out: nobody can tell what its price does, or what it costs.",
                "1 Artikel bleibt außen vor: Niemand weiß, was sein Preis bewirkt oder was er kostet.",
            )
            .to_owned(),
        _ => say!(
            context,
            "{count} products are left out: nobody can tell what their prices do, or what they cost.",
            "{count} Artikel bleiben außen vor: Niemand weiß, was ihre Preise bewirken oder was sie kosten."
        ),
    }
}

/// That a price lies beyond those seen.
pub fn beyond_seen(
    priced: &Priced,
    product: &Product,
    price: i64,
    context: &Context,
) -> Option<String> {
    let home = priced.made.gathered.home;
    let locale = Locale { language: context.language, home: Some(home) };
    let written = |minor: f64| locale.money(Money::new(minor.round() as i64, home));
    let (low, high) = product.seen;
    let is_beyond = (price as f64) < low * 0.99 || price as f64 > high * 1.01;
    is_beyond.then(|| {
        let (low, high) = (written(low), written(high));
        say!(
            context,
            "Prices were between {low} and {high} so far; beyond them less is known, and the range is wider.",
            "Bisher lagen die Preise zwischen {low} und {high}; darüber hinaus ist weniger bekannt, und die Spanne ist breiter."
        )
    })
}

/// What other goods lose: those that are bought along with a higher price, those that would be bought
/// instead with a lower one.
pub fn others_lose(
    priced: &Priced,
    product: &Product,
    price: i64,
    context: &Context,
) -> Option<String> {
    let (shelf, now) = (product.shelf.as_ref()?, product.price?);
    let home = priced.made.gathered.home;
    let locale = Locale { language: context.language, home: Some(home) };
    let is_higher = price > now;
    let a_unit = if is_higher { shelf.along } else { shelf.instead };
    let minor = a_unit.round() as i64;
    (minor > 0 && price != now).then_some(())?;
    let a_unit = locale.money(Money::new(minor, home));
    Some(match is_higher {
        true => say!(
            context,
            "Goods that are bought along leave about {a_unit} for each unit; what a higher price loses of them is taken off the gain.",
            "Mitgekaufte Waren bringen etwa {a_unit} je Stück ein; was ein höherer Preis davon kostet, ist vom Mehrertrag abgezogen."
        ),
        false => say!(
            context,
            "Up to a third of what a lower price sells more would have been bought of its category anyway: up to {a_unit} for each unit is taken off the gain.",
            "Bis zu ein Drittel dessen, was ein niedrigerer Preis mehr verkauft, wäre ohnehin aus der Warengruppe gekauft worden: Bis zu {a_unit} je Stück sind vom Mehrertrag abgezogen."
        ),
    })
}

/// A guard that a price breaks.
pub fn broken(broken: Broken, product: &Product, home: Currency, language: Language) -> String {
    guard(broken, product, home, &In { language }).unwrap_or_default()
}

/// A language to say something in.
struct In {
    language: Language,
}

/// A guard in a sentence; `None` where it is not set.
fn guard(guard: Broken, product: &Product, home: Currency, context: &In) -> Option<String> {
    let locale = Locale { language: context.language, home: Some(home) };
    let guards = &product.guards;
    let written = |minor: i64| locale.money(Money::new(minor, home));
    Some(match guard {
        Broken::Floor => {
            let floor = percent(guards.floor_margin, locale);
            say!(
                context,
                "The price without tax stays {floor} above the cost.",
                "Der Preis ohne Steuer bleibt {floor} über den Kosten."
            )
        }
        Broken::Minimum => {
            let minimum = written(guards.minimum_price?);
            say!(
                context,
                "The maker allows no price below {minimum}.",
                "Der Hersteller erlaubt keinen Preis unter {minimum}."
            )
        }
        Broken::Move => {
            let largest = percent(guards.largest_move, locale);
            say!(
                context,
                "A price moves by at most {largest} at once.",
                "Ein Preis ändert sich um höchstens {largest} auf einmal."
            )
        }
        Broken::TooSoon => {
            let days = guards.least_days;
            say!(
                context,
                "A price stands for at least {days} days.",
                "Ein Preis steht mindestens {days} Tage."
            )
        }
        Broken::Competitor => {
            let (lowest, above) = guards.competitor?;
            let (lowest, above) = (written(lowest), percent(above, locale));
            say!(
                context,
                "At most {above} above the lowest competitor's {lowest}.",
                "Höchstens {above} über dem niedrigsten Preis der Mitbewerber von {lowest}."
            )
        }
    })
}

/// Every guard of a product that is set.
pub fn guards(product: &Product, home: Currency, context: &Context) -> Vec<String> {
    let all = [Broken::Floor, Broken::Minimum, Broken::Move, Broken::TooSoon, Broken::Competitor];
    let ending = match product.guards.ending {
        Ending::None => None,
        Ending::Nines => Some(context.say("Prices end on 99.", "Preise enden auf 99.")),
        Ending::NinetyFive => Some(context.say("Prices end on 95.", "Preise enden auf 95.")),
        Ending::Fifty => {
            Some(context.say("Prices end on halves.", "Preise enden auf halbe Beträge."))
        }
        Ending::Whole => {
            Some(context.say("Prices are whole amounts.", "Preise sind ganze Beträge."))
        }
    };
    let set = |guards: &Guards, each: &Broken| match each {
        Broken::TooSoon => guards.least_days > 0,
        _ => true,
    };
    let told = all.into_iter().filter(|each| set(&product.guards, each));
    let language = &In { language: context.language };
    told.filter_map(|each| guard(each, product, home, language))
        .chain(ending.map(str::to_owned))
        .collect()
}

/// Why a price, in a sentence.
pub fn choice(priced: &Priced, place: usize, judged: &Judged, context: &Context) -> String {
    let locale = Locale { language: context.language, home: Some(priced.made.gathered.home) };
    let elasticity = priced.elasticity(place).map_or(0.0, |known| known.posterior.mean);
    let elasticity = locale.number(elasticity, 1);
    let better = percent(judged.better, locale);
    let product = priced.products.get(place);
    let markup =
        product.and_then(|product| priced.markups.get(product.category).copied().flatten());
    match judged.source {
        PriceSource::Keep => context.say("The price as it is.", "Der Preis, wie er ist.").to_owned(),
        PriceSource::CostPlus => {
            let markup = percent(markup.unwrap_or_default(), locale);
            say!(context, "The usual markup of its category, {markup} on the cost.", "Der übliche Aufschlag der Warengruppe, {markup} auf die Kosten.")
        }
        PriceSource::Margins => context
            .say(
                "Where past weeks earned most by a curve through their prices.",
                "Wo frühere Wochen nach einer Kurve durch ihre Preise am meisten brachten.",
            )
            .to_owned(),
        PriceSource::Fitted => say!(
            context,
            "The best of the allowed prices over all futures, at an elasticity of {elasticity}; it earns more in {better} of them.",
            "Der beste der erlaubten Preise über alle Zukünfte, bei einer Elastizität von {elasticity}; in {better} davon bringt er mehr."
        ),
        PriceSource::Markdown => match judged.later.len() {
            0 => context
                .say(
                    "One price until the stock is sold earns most.",
                    "Ein Preis, bis der Bestand verkauft ist, bringt am meisten.",
                )
                .to_owned(),
            steps => say!(
                context,
                "Lowered {steps} more times as weeks pass, so that the stock is sold at the most margin.",
                "Mit den Wochen noch {steps}-mal gesenkt, damit der Bestand mit der meisten Marge verkauft wird."
            ),
        },
        PriceSource::FlashSale => context
            .say("A week at this price, then as before.", "Eine Woche zu diesem Preis, dann wie zuvor.")
            .to_owned(),
        PriceSource::Thompson => context
            .say(
                "Thompson sampling: what a policy asks first that learns demand while it sells, after the last half year.",
                "Thompson-Sampling: was ein Verfahren, das beim Verkaufen lernt, nach dem letzten halben Jahr zuerst fordert.",
            )
            .to_owned(),
        PriceSource::Agent => context
            .say(
                "What the agent asks first; it beat every rule by replay on this product.",
                "Was der Agent zuerst fordert; er hat auf diesem Artikel jede Regel im Nachspiel geschlagen.",
            )
            .to_owned(),
    }
}

/// Codes that a sentence names.
const SHOWN_CODES: usize = 5;

/// What a list rests on.
pub fn basis(priced: &Priced, counts: (u64, u64, u64), context: &Context) -> String {
    let locale = Locale { language: context.language, home: None };
    let as_of = locale.date(priced.made.gathered.as_of);
    let forecast = &priced.made.outlook.card().id;
    let (known, pooled, unknown) = counts;
    let count = |number: u64| locale.count(number as i64);
    let (known, pooled, unknown) = (count(known), count(pooled), count(unknown));
    let mut basis = match counts.1 {
        0 => say!(
            context,
            "As of {as_of}, with {forecast}. What a price does is known of {known} products by their own weeks, of {unknown} not.",
            "Stand {as_of}, mit {forecast}. Was ein Preis bewirkt, ist bei {known} Artikeln aus den eigenen Wochen bekannt, bei {unknown} nicht."
        ),
        _ => say!(
            context,
            "As of {as_of}, with {forecast}. What a price does is known of {known} products by their own weeks, of {pooled} by their category, of {unknown} not.",
            "Stand {as_of}, mit {forecast}. Was ein Preis bewirkt, ist bei {known} Artikeln aus den eigenen Wochen bekannt, bei {pooled} aus der Warengruppe, bei {unknown} nicht."
        ),
    };
    let error = priced.fit.elasticities.as_ref().map(|all| all.overall.sd);
    if let Some((Opinion { effect, told }, sd)) = priced.second().zip(error) {
        let number = |value: f64| locale.number(value, 1);
        let (mean, found) = (number(told), number(effect.estimate));
        let (error, check_error) = (number(2.0 * sd), number(2.0 * effect.standard_error));
        basis += &say!(
            context,
            " Of the products that sell nearly every week the elasticity is {mean} ± {error} in the mean; as a check, double machine learning finds {found} ± {check_error} over the same ones.",
            " Bei den Artikeln, die sich fast jede Woche verkaufen, ist die Elastizität im Mittel {mean} ± {error}; zur Kontrolle findet Double Machine Learning über dieselben {found} ± {check_error}."
        );
        if (told - effect.estimate).abs() > 2.0 * sd.hypot(effect.standard_error) {
            basis += context.say(
                " The two differ by more than their ranges: something that no file says may move both prices and sales. Try a price test before large changes.",
                " Beide liegen weiter auseinander als ihre Spannen: Etwas, das in keiner Datei steht, bewegt vielleicht Preise und Absatz. Machen Sie vor großen Änderungen einen Preistest.",
            );
        }
    }
    if let Some(codes) = codes(&priced.facts.unknown, locale) {
        basis += &say!(
            context,
            " Competitors' prices are of no product here, and count for nothing: {codes}.",
            " Preise der Mitbewerber gehören zu keinem Artikel und zählen nicht: {codes}."
        );
    }
    if priced.facts.foreign > 0 {
        let foreign = count(priced.facts.foreign);
        basis += &say!(
            context,
            " Competitors' prices in another currency count for nothing: {foreign}.",
            " Preise der Mitbewerber in anderer Währung zählen nicht: {foreign}."
        );
    }
    if let Some(codes) = codes(&priced.unknown_minimums, locale) {
        basis += &say!(
            context,
            " Makers' lowest prices are of no product here, and hold nothing: {codes}.",
            " Mindestpreise der Hersteller gehören zu keinem Artikel und halten nichts: {codes}."
        );
    }
    basis
}

/// The first few codes, and how many there are if there are more.
fn codes(all: &[String], locale: Locale) -> Option<String> {
    let shown = all.get(..SHOWN_CODES.min(all.len()))?.join(", ");
    match all.len() {
        0 => None,
        count if count > SHOWN_CODES => Some(format!("{shown} … ({})", locale.count(count as i64))),
        _ => Some(shown),
    }
}
