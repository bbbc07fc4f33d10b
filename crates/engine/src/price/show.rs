//! What is shown of prices: the list by money at stake, and all about one product.

use super::{
    agent, check, curve,
    fit::monday_of,
    gather::Priced,
    no_forecast, no_product, propose,
    suggest::{Judged, Suggested, Why, choices},
    words,
};
use crate::{Engine, Handle, clock, error::Result, jobs::Context, workspace::Workspace};
use kontor_api::{
    domain::{Currency, Date, Money, Quantity},
    price::{
        CompetitorPrice, Elasticity, GetPrice, GetPriceCalendar, GetPrices, Knowledge, MoneyRange,
        NumberRange, Price, PriceBasis, PriceCalendar, PriceChoice, PriceEvent, PricePart,
        PriceRow, PriceSort, PriceStep, PriceWeek, Prices, Rival,
    },
};
use kontor_features::{date_of, day_number};
use kontor_pricing::{
    cross::Kind,
    elasticity::Verdict,
    guards::{allowed, was_price},
    what_if::Range,
};
use std::cmp::Reverse;

/// Weeks of history that are shown.
const HISTORY: usize = 52;
/// Days of the calendar, if nothing else is asked for.
const CALENDAR_DAYS: i32 = 91;
/// The probability of an elasticity's range.
const RANGE: f64 = 0.9;

/// A range of amounts in minor units.
pub fn money_range(range: &Range, currency: Currency) -> MoneyRange {
    let money = |minor: f64| Money::new(minor.round() as i64, currency);
    MoneyRange {
        mean: money(range.mean),
        low: money(range.low80),
        high: money(range.high80),
        low95: money(range.low95),
        high95: money(range.high95),
    }
}

/// A range of numbers.
pub fn number_range(range: &Range) -> NumberRange {
    NumberRange {
        mean: range.mean,
        low: range.low80,
        high: range.high80,
        low95: range.low95,
        high95: range.high95,
    }
}

impl Handle<GetPrices> for Engine {
    fn handle(&self, request: GetPrices, context: &Context) -> Result<Prices> {
        let workspace = self.workspace()?;
        let terms = check(request.terms.clone())?;
        let home = workspace.settings().currency;
        let definition = words::definition(context).to_owned();
        let Some(priced) = self.priced(&workspace, context)? else {
            return Ok(Prices {
                basis: None,
                gain: money_range(&Range::default(), home),
                counts: vec![0; PricePart::ALL.len()],
                categories: Vec::new(),
                total: 0,
                rows: Vec::new(),
                definition,
            });
        };
        let terms = priced.judge(terms)?;
        let suggested = self.suggested(&workspace, &priced, &terms, context)?;
        let search = request.search.as_deref().map(str::trim).unwrap_or_default().to_lowercase();
        let mut counts = vec![0; PricePart::ALL.len()];
        let mut places = Vec::new();
        for (place, one) in suggested.of.iter().enumerate() {
            for (part, count) in PricePart::ALL.into_iter().zip(&mut counts) {
                *count += u64::from(is_in(part, one));
            }
            if is_in(request.part, one) && is_asked(&priced, place, &request, &search) {
                places.push(place);
            }
        }
        sort(&mut places, &priced, &suggested, request.sort);
        let total = places.len() as u64;
        let offset = usize::try_from(request.offset).unwrap_or(usize::MAX);
        let asked = places.into_iter().skip(offset).take(request.limit as usize);
        let of = |verdict: fn(&Verdict) -> bool| {
            let known = priced.fit.elasticities.iter().flat_map(|all| &all.products);
            known.filter(|known| verdict(&known.verdict)).count() as u64
        };
        let known = of(|verdict| matches!(verdict, Verdict::Known));
        let pooled = of(|verdict| matches!(verdict, Verdict::Pooled));
        let unknown = priced.products.len() as u64 - known - pooled;
        let mut categories: Vec<String> =
            priced.categories.iter().filter(|name| !name.is_empty()).cloned().collect();
        categories.sort();
        Ok(Prices {
            basis: Some(PriceBasis {
                as_of: priced.made.gathered.as_of,
                forecast: priced.made.outlook.card().id.clone(),
                known,
                pooled,
                unknown,
                says: words::basis(&priced, (known, pooled, unknown), context),
            }),
            gain: money_range(&suggested.gain, home),
            counts,
            categories,
            total,
            rows: asked
                .filter_map(|place| row(&priced, place, suggested.of.get(place)?, context))
                .collect(),
            definition,
        })
    }
}

/// Whether a product belongs to a part of the list.
fn is_in(part: PricePart, one: &std::result::Result<Judged, Why>) -> bool {
    match part {
        PricePart::All => true,
        PricePart::Suggested => one.is_ok(),
        PricePart::Kept => matches!(one, Err(Why::Best | Why::Unsure | Why::Held(_))),
        PricePart::Unknown => one.is_err() && !is_in(PricePart::Kept, one),
    }
}

fn is_asked(priced: &Priced, place: usize, request: &GetPrices, search: &str) -> bool {
    let Some(product) = priced.products.get(place) else { return false };
    let category = priced.categories.get(product.category).map_or("", String::as_str);
    let found = |text: &str| text.to_lowercase().contains(search);
    request.category.as_deref().is_none_or(|asked| asked == category)
        && (search.is_empty()
            || product.skus.iter().any(|sku| found(sku))
            || found(&product.title)
            || found(category))
}

fn sort(places: &mut [usize], priced: &Priced, suggested: &Suggested, by: PriceSort) {
    let product = |place: usize| priced.products.get(place);
    match by {
        PriceSort::Gain => places.sort_by_key(|place| {
            let gain = suggested.of.get(*place).and_then(|one| one.as_ref().ok());
            let gain = gain.map_or(i64::MIN, |one| one.gain.mean.round() as i64);
            let revenue = product(*place).map_or(0, |product| product.revenue.round() as i64);
            (Reverse(gain), Reverse(revenue))
        }),
        PriceSort::Title => {
            places.sort_by_key(|place| product(*place).map(|p| p.title.to_lowercase()));
        }
        PriceSort::Sku => places.sort_by_key(|place| product(*place).map(|p| p.sku.clone())),
        PriceSort::Elasticity => places.sort_by(|a, b| {
            let of = |place: usize| {
                let known = priced.elasticity(place).filter(|_| priced.is_told(place));
                known.map_or(f64::INFINITY, |known| known.posterior.mean)
            };
            of(*a).total_cmp(&of(*b))
        }),
    }
}

/// A product's row.
pub fn row(
    priced: &Priced,
    place: usize,
    one: &std::result::Result<Judged, Why>,
    context: &Context,
) -> Option<PriceRow> {
    let product = priced.products.get(place)?;
    let home = priced.made.gathered.home;
    let category = priced.categories.get(product.category).filter(|name| !name.is_empty());
    let stock: Option<i64> = product
        .items
        .iter()
        .map(|place| {
            priced.made.gathered.items.get(*place)?.product.on_hand.map(|stock| stock.milli)
        })
        .sum();
    Some(PriceRow {
        sku: product.sku.clone(),
        skus: product.skus.clone(),
        title: product.title.clone(),
        category: category.cloned(),
        price: product.price.map(|price| Money::new(price, home)),
        net: product
            .shelf
            .as_ref()
            .map(|shelf| Money::new(shelf.net(shelf.price).round() as i64, home)),
        cost: product.cost.map(|cost| Money::new(cost.round() as i64, home)),
        on_hand: stock.map(|milli| Quantity { milli }),
        elasticity: elasticity(priced, place, context),
        suggestion: one.as_ref().ok().map(|one| choice(priced, place, one, context)),
        kept: one.as_ref().err().map(|why| words::kept(*why, product, context)),
    })
}

/// What a price does to a product's demand.
fn elasticity(priced: &Priced, place: usize, context: &Context) -> Option<Elasticity> {
    let known = priced.elasticity(place)?;
    let product = priced.products.get(place)?;
    let (low, high) = known.posterior.interval(RANGE);
    let changes = priced.fit.changes.get(place).copied().unwrap_or_default();
    let parent = priced.parents.get(product.parent).map_or("", String::as_str);
    Some(Elasticity {
        mean: known.posterior.mean,
        low,
        high,
        own: known.own.map(|own| own.value),
        verdict: match known.verdict {
            Verdict::Known => Knowledge::Known,
            Verdict::Pooled => Knowledge::Pooled,
            Verdict::NotIdentifiable { .. } => Knowledge::NotIdentifiable,
        },
        weeks: priced.fit.series.get(place).map_or(0, |series| series.weeks() as u32),
        changes,
        says: words::verdict(known, changes, parent, context),
    })
}

/// A price that may be asked.
pub fn choice(priced: &Priced, place: usize, one: &Judged, context: &Context) -> PriceChoice {
    let home = priced.made.gathered.home;
    let now = priced.products.get(place).and_then(|product| product.price).unwrap_or(one.price);
    PriceChoice {
        source: one.source,
        price: Money::new(one.price, home),
        percent: (one.price as f64 / now as f64 - 1.0) * 100.0,
        margin: money_range(&one.margin, home),
        gain: money_range(&one.gain, home),
        units: number_range(&one.units),
        better: one.better,
        later: one
            .later
            .iter()
            .map(|(day, price)| PriceStep {
                from: priced.day_ahead(*day),
                price: Money::new(*price, home),
            })
            .collect(),
        says: words::choice(priced, place, one, context),
    }
}

impl Handle<GetPrice> for Engine {
    fn handle(&self, request: GetPrice, context: &Context) -> Result<Price> {
        let workspace = self.workspace()?;
        let terms = check(request.terms)?;
        let priced = self.priced(&workspace, context)?.ok_or_else(no_forecast)?;
        let terms = priced.judge(terms)?;
        let place = priced.place(&request.sku).ok_or_else(|| no_product(&request.sku))?;
        let product = priced.products.get(place).ok_or_else(|| no_product(&request.sku))?;
        let home = priced.made.gathered.home;
        let learnt = agent::learnt(&priced, place, agent::proven(&workspace).as_ref());
        let judged = choices(&priced, place, &terms, &learnt);
        let suggested = self.suggested(&workspace, &priced, &terms, context)?;
        let one = suggested.of.get(place).ok_or_else(|| no_product(&request.sku))?;
        let row = row(&priced, place, one, context).ok_or_else(|| no_product(&request.sku))?;
        let allowed = product.standing.as_ref().and_then(|s| allowed(s, &product.guards).ok());
        let money = |minor: i64| Money::new(minor, home);
        Ok(Price {
            row,
            choices: judged
                .iter()
                .flatten()
                .map(|one| choice(&priced, place, one, context))
                .collect(),
            lowest: allowed.map(|(low, _)| money(low)),
            highest: allowed.map(|(_, high)| money(high)),
            guards: words::guards(product, home, context),
            was: was(&priced, &product.sku).map(money),
            competitors: competitors(&priced, &product.sku),
            rivals: rivals(&priced, place),
            calendar: calendar_of(&workspace, &priced, place)?,
            history: history(&priced, place),
            chart: curve::chart(&priced, place, None, &terms, context)?,
            definition: words::definition(context).to_owned(),
        })
    }
}

/// The highest price that may stand beside a discount that begins now, in minor units: the lowest of the
/// last 30 days, of what was asked and, since promotions lower that, of what a day's customers paid.
pub fn was(priced: &Priced, sku: &str) -> Option<i64> {
    let fact = priced.facts.products.get(sku)?;
    let today = day_number(priced.made.gathered.as_of);
    // What stood in the first catalogue was asked from its import on, as far as anybody knows.
    let known = fact.catalogued.map_or(i32::MIN, day_number);
    let history: Vec<(i32, i64)> = fact
        .history
        .iter()
        .map(|(day, price)| (day_number(*day), price.round() as i64))
        .map(|(day, price)| (if day > 0 { day } else { day.max(known) }, price))
        .collect();
    let asked = was_price(&history, today)?;
    Some(fact.lowest.map_or(asked, |lowest| asked.min(lowest.round() as i64)))
}

fn competitors(priced: &Priced, sku: &str) -> Vec<CompetitorPrice> {
    let home = priced.made.gathered.home;
    let of = priced.facts.products.get(sku).map_or(&[][..], |fact| fact.competitors.as_slice());
    of.iter()
        .map(|(name, price, day)| CompetitorPrice {
            name: name.clone(),
            price: Money::new(price.round() as i64, home),
            day: *day,
        })
        .collect()
}

fn rivals(priced: &Priced, place: usize) -> Vec<Rival> {
    let found = priced.rivals(place);
    let clear =
        found.iter().filter(|(_, cross)| matches!(cross.kind, Kind::Substitute | Kind::Complement));
    let each = clear.filter_map(|(rival, cross)| {
        let product = priced.products.get(*rival)?;
        let (low, high) = cross.posterior.interval(RANGE);
        Some(Rival {
            sku: product.sku.clone(),
            title: product.title.clone(),
            elasticity: cross.posterior.mean,
            low,
            high,
            is_substitute: cross.kind == Kind::Substitute,
        })
    });
    each.collect()
}

fn history(priced: &Priced, place: usize) -> Vec<PriceWeek> {
    let home = priced.made.gathered.home;
    let Some(product) = priced.products.get(place) else { return Vec::new() };
    let past = priced.fit.past.get(place).map_or(&[][..], Vec::as_slice);
    let past = past.iter().skip(past.len().saturating_sub(HISTORY));
    past.map(|past| PriceWeek {
        week: monday_of(past.week),
        price: Money::new(product.as_seen(past.price).round() as i64, home),
        units: past.units,
    })
    .collect()
}

/// Changes of a product's price: past ones, and those decided.
fn calendar_of(workspace: &Workspace, priced: &Priced, place: usize) -> Result<Vec<PriceEvent>> {
    let Some(product) = priced.products.get(place) else { return Ok(Vec::new()) };
    let home = priced.made.gathered.home;
    let history = priced.facts.products.get(&product.sku).map_or(&[][..], |fact| &fact.history);
    let mut events = past_events(&product.sku, &product.title, history, home);
    let decided = propose::decided(workspace)?;
    events.extend(decided.into_iter().filter(|event| product.skus.contains(&event.sku)));
    events.sort_by_key(|event| Reverse(event.day));
    Ok(events)
}

fn past_events(sku: &str, title: &str, history: &[(Date, f64)], home: Currency) -> Vec<PriceEvent> {
    let before = std::iter::once(None).chain(history.iter().map(|(_, price)| Some(*price)));
    let changes = history.iter().zip(before).filter(|((_, now), before)| Some(*now) != *before);
    let money = |minor: f64| Money::new(minor.round() as i64, home);
    let each = changes.filter(|((day, _), _)| day.year() > 1970);
    each.map(|((day, now), before)| PriceEvent {
        day: *day,
        sku: sku.to_owned(),
        title: title.to_owned(),
        old: before.map(money),
        new: money(*now),
        proposal: None,
    })
    .collect()
}

impl Handle<GetPriceCalendar> for Engine {
    fn handle(&self, request: GetPriceCalendar, context: &Context) -> Result<PriceCalendar> {
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let last = workspace.facts()?.data.map(|period| period.to);
        let today = last.unwrap_or_else(|| clock::now().date());
        let from = request.from.unwrap_or_else(|| date_of(day_number(today) - CALENDAR_DAYS));
        let facts = kontor_warehouse::prices(&workspace.warehouse, home, today, &context.cancel)?;
        let mut rows = propose::decided(&workspace)?;
        for (sku, fact) in &facts.products {
            rows.extend(past_events(sku, &fact.title, &fact.history, home));
        }
        rows.retain(|event| event.day >= from);
        rows.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.sku.cmp(&b.sku)));
        Ok(PriceCalendar { rows })
    }
}
