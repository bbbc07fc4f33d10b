//! Proposals to change prices: made of suggestions or of what a person tried. Approving one says that
//! it is to be done; its files carry it to the shop, with the prices of before as the way back.

use super::{
    agent, bad, check,
    gather::{FUTURES, Priced, Product},
    no_forecast, no_product, show,
    suggest::{Judged, choices, gains_of},
    trial::Trial,
    what_if::{Says, Scenario, moved},
    words,
};
use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history,
    jobs::Context,
    reorder::say,
    workspace::Workspace,
};
use kontor_api::{
    Code, Command,
    domain::{Currency, Date, Language, Locale, Money},
    price::{PriceEvent, PriceSource, PriceStep, PriceTerms, ProposePrices},
    proposals::{Effect, PRICE, PRICE_TEST, ProposalState, Proposals, ProposedChange, ProposedRow},
};
use kontor_features::day_number;
use kontor_ledger::{NewProposal, Standing};
use kontor_pricing::{
    guards::{Broken, broken},
    what_if::range,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Prices that a proposal changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pricing {
    /// What the person calls it; may be empty.
    pub name: String,
    /// Their currency.
    pub currency: Currency,
    /// Each code, variants of a product too.
    pub lines: Vec<PricingLine>,
    /// Products, variants of one price counted once.
    pub products: u64,
    /// What it is expected to gain over the weeks.
    pub effect: Option<Effect>,
    /// What it is judged for.
    pub terms: PriceTerms,
    /// What made it, where it was suggested.
    pub source: Option<PriceSource>,
    /// The day that it was made as of.
    pub as_of: Date,
    /// The training that it rested on.
    pub forecast: String,
    /// Products of a category whose prices stay, since they would break a guard.
    #[serde(default)]
    pub held: u64,
}

/// A price that a proposal changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricingLine {
    /// The code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// What the platform knows the product by, and the variant of it.
    pub handle: Option<String>,
    /// Size, colour and the like.
    pub variant: Option<String>,
    /// Its name and its code as the platform has them; a product may have none.
    #[serde(default)]
    pub listed_as: Option<String>,
    /// See `listed_as`.
    #[serde(default)]
    pub code: Option<String>,
    /// The price before.
    pub old: Money,
    /// The price from then on.
    pub new: Money,
    /// Later prices, where it is a path of them.
    #[serde(default)]
    pub later: Vec<PriceStep>,
    /// The highest price that may stand beside a discount: the lowest of the 30 days before.
    pub was: Option<Money>,
    /// The higher price that stands beside the one before.
    #[serde(default)]
    pub compare_at: Option<Money>,
}

impl Pricing {
    /// “Oak tray 40 cm: £28.00 → £29.50”.
    pub fn title(&self, locale: Locale, context: &Context) -> String {
        let what = match self.lines.first().filter(|_| self.products == 1) {
            Some(line) => {
                let new = (line.new != line.old).then_some(line.new);
                let later = line.later.iter().map(|step| step.price);
                let prices = std::iter::once(line.old).chain(new).chain(later);
                let prices: Vec<String> = prices.map(|price| locale.money(price)).collect();
                format!("{}: {}", line.title, prices.join(" → "))
            }
            None => {
                let products = locale.count(self.products as i64);
                say!(context, "Change {products} prices", "{products} Preise ändern")
            }
        };
        if self.name.is_empty() { what } else { format!("{} ({what})", self.name) }
    }

    /// What it changes.
    pub fn rows(&self, locale: Locale, context: &Context) -> Vec<ProposedRow> {
        let row = |line: &PricingLine| {
            let percent = locale.change(line.new.minor as f64 / line.old.minor.max(1) as f64 - 1.0);
            let mut changes = vec![
                ProposedChange {
                    what: context.say("Price", "Preis").to_owned(),
                    old: Some(locale.money(line.old)),
                    new: locale.money(line.new),
                },
                ProposedChange {
                    what: context.say("Change", "Änderung").to_owned(),
                    old: None,
                    new: percent,
                },
            ];
            changes.extend(line.later.iter().map(|step| ProposedChange {
                what: format!("{} {}", context.say("From", "Ab"), locale.date(step.from)),
                old: None,
                new: locale.money(step.price),
            }));
            ProposedRow { key: line.sku.clone(), title: line.title.clone(), changes }
        };
        self.lines.iter().map(row).collect()
    }

    /// Models and data behind it.
    pub fn basis(&self, locale: Locale, context: &Context) -> String {
        let (as_of, forecast, weeks) = (locale.date(self.as_of), &self.forecast, self.terms.weeks);
        let mut basis = say!(
            context,
            "Judged as of {as_of} with {forecast}, over {weeks} weeks on 256 drawn futures. Guards are checked when it is approved.",
            "Beurteilt mit Stand {as_of} nach {forecast}, über {weeks} Wochen in 256 gezogenen Zukünften. Die Leitplanken werden bei der Freigabe geprüft."
        );
        if self.held > 0 {
            let held = locale.count(self.held as i64);
            basis += &say!(
                context,
                " Left out, since they would break a guard: {held}.",
                " Ausgelassen, da sie eine Leitplanke brächen: {held}."
            );
        }
        basis
    }
}

/// Changes of prices that were decided, tests among them, with the days from which on they hold.
///
/// # Errors
/// When the ledger cannot be read.
pub fn decided(workspace: &Workspace) -> Result<Vec<PriceEvent>> {
    let home = workspace.settings().currency;
    let mut events = Vec::new();
    for stored in workspace.ledger().proposals()? {
        let is_done =
            matches!(stored.standing.state, ProposalState::Approved | ProposalState::Exported);
        let body = stored.proposed.body;
        let pricing: Pricing = match stored.proposed.kind.as_str() {
            PRICE if is_done => serde_json::from_value(body).map_err(std::io::Error::other)?,
            PRICE_TEST if is_done => {
                let trial: Trial = serde_json::from_value(body).map_err(std::io::Error::other)?;
                trial.pricing(home)
            }
            _ => continue,
        };
        let day = stored.standing.decided_at.unwrap_or(stored.made_at).date();
        for line in pricing.lines {
            let now = (line.new != line.old).then_some((day, line.new));
            let mut old = line.old;
            for (day, new) in now.into_iter().chain(line.later.iter().map(|s| (s.from, s.price))) {
                events.push(PriceEvent {
                    day,
                    sku: line.sku.clone(),
                    title: line.title.clone(),
                    old: Some(old),
                    new,
                    proposal: Some(stored.standing.id),
                });
                old = new;
            }
        }
    }
    Ok(events)
}

impl Handle<ProposePrices> for Engine {
    fn handle(&self, request: ProposePrices, context: &Context) -> Result<Proposals> {
        let workspace = self.workspace()?;
        let terms = check(request.terms.clone())?;
        let _alone = workspace.alone()?;
        let priced = self.priced(&workspace, context)?.ok_or_else(no_forecast)?;
        let terms = priced.judge(terms)?;
        let Asked { chosen, source, by_category } =
            self.asked(&workspace, &priced, &request, &terms, context)?;
        let mut chosen: BTreeMap<usize, Chosen> = chosen
            .into_iter()
            .filter(|(place, one)| {
                let now = priced.products.get(*place).map(|product| product.price);
                now.is_some_and(|now| now != Some(one.price) || !one.later.is_empty())
            })
            .collect();
        let mut held = 0;
        if !request.keep {
            let check = |(place, one): (&usize, &Chosen)| {
                hold_to_guards(&priced, one.prices().map(|price| (*place, price)))
            };
            let before = chosen.len();
            let mut first = None;
            // Of a category those move that may.
            chosen.retain(|place, one| match check((place, one)) {
                Err(failure) if by_category.contains(place) => {
                    first.get_or_insert(failure);
                    false
                }
                _ => true,
            });
            held = (before - chosen.len()) as u64;
            match first.filter(|_| chosen.is_empty()) {
                Some(failure) => return Err(failure),
                None => chosen.iter().try_for_each(check)?,
            }
        }
        if chosen.is_empty() {
            return Err(nothing_to_change());
        }
        let pricing = pricing(&priced, &chosen, (request.name.trim(), source), &terms, context);
        let pricing = Pricing { held, ..pricing };
        let before = history::state(&workspace)?;
        let subject = match pricing.lines.first().filter(|_| pricing.products == 1) {
            Some(line) => line.sku.clone(),
            None => pricing.name.clone(),
        };
        let id = workspace.ledger().propose(
            &NewProposal {
                kind: PRICE.to_owned(),
                subject,
                made_by: self.person(),
                body: serde_json::to_value(&pricing).map_err(std::io::Error::other)?,
            },
            clock::now(),
        )?;
        let key = if request.keep {
            let stored = workspace.ledger().proposal(id)?;
            if let Some(stored) = stored {
                let kept = Standing { state: ProposalState::Kept, ..stored.standing };
                workspace.ledger().stand(&kept)?;
            }
            "price_keep"
        } else if request.approve {
            self.approve(&workspace, id, "", context)?;
            "price_approve"
        } else {
            "price_propose"
        };
        let params = json!({ "products": pricing.products, "name": pricing.name });
        history::record(&workspace, Command::PricePropose, key, params, &before)?;
        self.proposals(&workspace, |proposal| proposal.standing.id == id, context)
    }
}

/// What a request asks for.
struct Asked {
    /// Prices by the products' places.
    chosen: Vec<(usize, Chosen)>,
    /// What made them, where they were suggested.
    source: Option<PriceSource>,
    /// Those that are meant only as a part of their category.
    by_category: BTreeSet<usize>,
}

impl Asked {
    /// Suggested prices.
    fn of<'a>(suggested: impl Iterator<Item = (usize, &'a Judged)>) -> Asked {
        let suggested: Vec<(usize, &Judged)> = suggested.collect();
        Asked {
            source: suggested.first().map(|(_, one)| one.source),
            chosen: suggested.into_iter().map(|(place, one)| (place, Chosen::of(one))).collect(),
            by_category: BTreeSet::new(),
        }
    }
}

impl Engine {
    fn asked(
        &self,
        workspace: &Workspace,
        priced: &Arc<Priced>,
        request: &ProposePrices,
        terms: &PriceTerms,
        context: &Context,
    ) -> Result<Asked> {
        if !request.changes.is_empty() {
            let moved = moved(priced, &request.changes)?;
            let prices = moved.prices.into_iter();
            return Ok(Asked {
                chosen: prices.map(|(place, price)| (place, Chosen::at(price))).collect(),
                source: None,
                by_category: moved.by_category,
            });
        }
        let places =
            request.skus.iter().map(|sku| priced.place(sku).ok_or_else(|| no_product(sku)));
        let places: BTreeSet<usize> = places.collect::<Result<_>>()?;
        let Some(source) = request.source else {
            let suggested = self.suggested(workspace, priced, terms, context)?;
            let all = suggested.of.iter().enumerate();
            let meant = all.filter(|(place, _)| places.is_empty() || places.contains(place));
            return Ok(Asked::of(
                meant.filter_map(|(place, one)| Some((place, one.as_ref().ok()?))),
            ));
        };
        if places.is_empty() {
            return Err(bad(
                "skus",
                "Name the products that it is to ask prices for.",
                "Nennen Sie die Artikel, für die es Preise fordern soll.",
            ));
        }
        let proven = agent::proven(workspace);
        let judged = places.into_iter().filter_map(|place| {
            let learnt = agent::learnt(priced, place, proven.as_ref());
            let all = choices(priced, place, terms, &learnt).ok()?;
            Some((place, all.into_iter().find(|one| one.source == source)?))
        });
        let judged: Vec<(usize, Judged)> = judged.collect();
        Ok(Asked::of(judged.iter().map(|(place, one)| (*place, one))))
    }
}

/// What a product is to be asked for.
struct Chosen {
    price: i64,
    /// Later prices, by days from now.
    later: Vec<(f64, i64)>,
    /// The suggestion that it is.
    suggested: Option<Judged>,
}

impl Chosen {
    fn at(price: i64) -> Chosen {
        Chosen { price, later: Vec::new(), suggested: None }
    }

    fn of(one: &Judged) -> Chosen {
        Chosen { price: one.price, later: one.later.clone(), suggested: Some(one.clone()) }
    }

    fn prices(&self) -> impl Iterator<Item = i64> {
        std::iter::once(self.price).chain(self.later.iter().map(|(_, price)| *price))
    }
}

impl Engine {
    /// That a proposal's prices break no guard, as things stand now, and begin at today's.
    ///
    /// # Errors
    /// As [`hold_to_guards`]; when a price has changed since, or later ones do too soon; and when there is
    /// no forecast to judge by.
    pub(crate) fn check_guards(
        &self,
        workspace: &Workspace,
        pricing: &Pricing,
        context: &Context,
    ) -> Result<()> {
        let priced = self.priced(workspace, context)?.ok_or_else(no_forecast)?;
        for line in &pricing.lines {
            let place = priced.place(&line.sku).ok_or_else(|| no_product(&line.sku))?;
            let Some(product) = priced.products.get(place) else { continue };
            if let Some(now) = product.price.filter(|now| *now != line.old.minor) {
                return Err(has_changed(line, Money::new(now, pricing.currency)));
            }
            let later = line.later.iter().map(|step| step.price);
            let prices = std::iter::once(line.new).chain(later);
            hold_to_guards(&priced, prices.map(|price| (place, price.minor)))?;
            let today = pricing.as_of.max(clock::now().date());
            if line.later.iter().any(|step| step.from <= today) {
                return Err(is_past(line));
            }
            let now = (line.new != line.old).then_some(today);
            let days = now.into_iter().chain(line.later.iter().map(|step| step.from));
            let days: Vec<i32> = days.map(day_number).collect();
            let least = product.guards.least_days as i32;
            let is_short = |(before, after): (&i32, &i32)| after - before < least;
            if days.iter().zip(days.iter().skip(1)).any(is_short) {
                return Err(breaks(&priced, product, Broken::TooSoon));
            }
        }
        Ok(())
    }
}

fn has_changed(line: &PricingLine, now: Money) -> Failure {
    let of = |language| {
        let locale = Locale { language, home: Some(now.currency) };
        (locale.money(line.old), locale.money(now))
    };
    let ((old, now), (alt, neu)) = (of(Language::En), of(Language::De));
    Failure::new(
        Code::Conflict,
        format!(
            "The price of {} is {now} by now, and was {old} when this was proposed.",
            line.title
        ),
        format!("Der Preis von {} ist inzwischen {neu}; beim Vorschlag war er {alt}.", line.title),
    )
    .hint(
        "Refuse this proposal, and propose a price anew.",
        "Lehnen Sie diesen Vorschlag ab, und schlagen Sie einen Preis neu vor.",
    )
}

fn is_past(line: &PricingLine) -> Failure {
    Failure::new(
        Code::Conflict,
        format!("Prices of {} were to move on days that are over.", line.title),
        format!("Preise von {} sollten an Tagen wechseln, die vorbei sind.", line.title),
    )
    .hint(
        "Refuse this proposal, and propose the prices anew.",
        "Lehnen Sie diesen Vorschlag ab, und schlagen Sie die Preise neu vor.",
    )
}

fn breaks(priced: &Priced, product: &Product, guard: Broken) -> Failure {
    let home = priced.made.gathered.home;
    let of = |language| words::broken(guard, product, home, language);
    Failure::new(
        Code::Conflict,
        format!("The price of {} breaks a guard. {}", product.title, of(Language::En)),
        format!("Der Preis von {} bricht eine Leitplanke. {}", product.title, of(Language::De)),
    )
    .hint(
        "Choose another price, or change the guards in the settings.",
        "Wählen Sie einen anderen Preis, oder ändern Sie die Leitplanken in den Einstellungen.",
    )
    .field("changes")
}

/// That no price breaks a guard; today's may stand whatever they say.
///
/// # Errors
/// Which one, and of which product; or that nobody knows what it costs.
pub fn hold_to_guards(
    priced: &Priced,
    prices: impl IntoIterator<Item = (usize, i64)>,
) -> Result<()> {
    for (place, price) in prices {
        let product = priced.products.get(place).filter(|product| product.price != Some(price));
        let Some(product) = product else { continue };
        let Some(standing) = &product.standing else {
            return Err(Failure::new(
                Code::Conflict,
                format!("Nobody knows what {} costs, so its price is not proposed.", product.title),
                format!(
                    "Die Kosten von {} sind nicht bekannt; sein Preis wird nicht vorgeschlagen.",
                    product.title
                ),
            )
            .hint(
                "Import costs, or enter them by hand.",
                "Importieren Sie Kosten, oder tragen Sie sie ein.",
            ));
        };
        if let Some(first) = broken(price, standing, &product.guards).into_iter().next() {
            return Err(breaks(priced, product, first));
        }
    }
    Ok(())
}

/// What a proposal says of these prices.
fn pricing(
    priced: &Priced,
    chosen: &BTreeMap<usize, Chosen>,
    (name, source): (&str, Option<PriceSource>),
    terms: &PriceTerms,
    context: &Context,
) -> Pricing {
    let home = priced.made.gathered.home;
    let says = Says { priced, terms, context };
    let prices = chosen.iter().map(|(place, one)| (*place, one.price)).collect();
    let figures = says.figures(&Scenario::of(name, &prices));
    let has_paths = chosen.values().any(|one| !one.later.is_empty());
    let effect = match has_paths {
        true => Some(of_paths(priced, chosen, terms)),
        false => (figures.moved > 0).then_some(Effect {
            margin: figures.gain.mean,
            low: figures.gain.low,
            high: figures.gain.high,
        }),
    };
    let step = |(day, price): &(f64, i64)| PriceStep {
        from: priced.day_ahead(*day),
        price: Money::new(*price, home),
    };
    let lines = chosen.iter().flat_map(|(place, one)| {
        lines(priced, *place, one.price, &one.later.iter().map(step).collect::<Vec<_>>())
    });
    let lines: Vec<PricingLine> = lines.collect();
    Pricing {
        name: name.to_owned(),
        currency: home,
        products: chosen.len() as u64,
        effect,
        lines,
        terms: terms.clone(),
        source,
        as_of: priced.made.gathered.as_of,
        forecast: priced.made.outlook.card().id.clone(),
        held: 0,
    }
}

/// The lines of a product's variants.
pub fn lines(priced: &Priced, place: usize, new: i64, later: &[PriceStep]) -> Vec<PricingLine> {
    let home = priced.made.gathered.home;
    let Some(product) = priced.products.get(place) else { return Vec::new() };
    let items = product.items.iter().filter_map(|item| priced.made.gathered.items.get(*item));
    let compare_at = |sku: &str| {
        let fact = priced.facts.products.get(sku)?;
        Some(Money::new(fact.compare_at?.round() as i64, home))
    };
    let each = items.map(|item| PricingLine {
        sku: item.product.sku.clone(),
        title: item.product.title.clone(),
        handle: item.product.handle.clone(),
        variant: item.product.variant.clone(),
        listed_as: item.product.listed_as.clone(),
        code: item.product.code.clone(),
        old: Money::new(product.price.unwrap_or_default(), home),
        new: Money::new(new, home),
        later: later.to_vec(),
        was: show::was(priced, &item.product.sku).map(|was| Money::new(was, home)),
        compare_at: compare_at(&item.product.sku),
    });
    each.collect()
}

/// What paths of prices gain together, future by future: what is not known of a category, or of the whole
/// shop, goes for or against all of them.
fn of_paths(priced: &Priced, chosen: &BTreeMap<usize, Chosen>, terms: &PriceTerms) -> Effect {
    let mut all = vec![0.0; FUTURES];
    for (place, one) in chosen {
        let gains = one.suggested.as_ref().and_then(|one| gains_of(priced, *place, terms, one));
        for (sum, gain) in all.iter_mut().zip(gains.unwrap_or_default()) {
            *sum += gain;
        }
    }
    let gain = range(all.into_iter());
    let home = priced.made.gathered.home;
    let money = |minor: f64| Money::new(minor.round() as i64, home);
    Effect { margin: money(gain.mean), low: money(gain.low80), high: money(gain.high80) }
}

fn nothing_to_change() -> Failure {
    Failure::new(Code::Conflict, "No price would change.", "Kein Preis würde sich ändern.").hint(
        "Choose products with another price, or loosen the guards in the settings.",
        "Wählen Sie Artikel mit einem anderen Preis, oder lockern Sie die Leitplanken in den Einstellungen.",
    )
}
