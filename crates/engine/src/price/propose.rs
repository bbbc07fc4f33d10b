//! Proposals to change prices: made of suggestions or of what a person tried. Approving one says that
//! it is to be done; its files carry it to the shop, with the prices of before as the way back.

use super::{
    check,
    gather::Priced,
    no_forecast, show,
    suggest::Judged,
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
    proposals::{Effect, PRICE, ProposalState, Proposals, ProposedChange, ProposedRow},
};
use kontor_ledger::{NewProposal, Standing};
use kontor_pricing::{guards::broken, what_if::Range};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

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
    /// The price before.
    pub old: Money,
    /// The price from then on.
    pub new: Money,
    /// Later prices, where it is a path of them.
    #[serde(default)]
    pub later: Vec<PriceStep>,
    /// The highest price that may stand beside a discount: the lowest of the 30 days before.
    pub was: Option<Money>,
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
        say!(
            context,
            "Judged as of {as_of} with {forecast}, over {weeks} weeks on 256 drawn futures. Guards hold.",
            "Beurteilt mit Stand {as_of} nach {forecast}, über {weeks} Wochen in 256 gezogenen Zukünften. Die Leitplanken halten."
        )
    }
}

/// Changes of prices that were decided, with the day of the decision.
///
/// # Errors
/// When the ledger cannot be read.
pub fn decided(workspace: &Workspace, _: &Context) -> Result<Vec<PriceEvent>> {
    let mut events = Vec::new();
    for stored in workspace.ledger().proposals()? {
        let is_done =
            matches!(stored.standing.state, ProposalState::Approved | ProposalState::Exported);
        if stored.proposed.kind != PRICE || !is_done {
            continue;
        }
        let pricing: Pricing =
            serde_json::from_value(stored.proposed.body).map_err(std::io::Error::other)?;
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
        let (chosen, source): (Vec<(usize, Chosen)>, _) = match request.changes.is_empty() {
            true => {
                let suggested = self.suggested(&workspace, &priced, &terms, context)?;
                let is_meant = |place: &usize| {
                    let product = priced.products.get(*place);
                    request.skus.is_empty()
                        || product.is_some_and(|product| {
                            product.skus.iter().any(|sku| request.skus.contains(sku))
                        })
                };
                let all = suggested.of.iter().enumerate();
                let all = all.filter_map(|(place, one)| Some((place, one.as_ref().ok()?)));
                let meant: Vec<_> = all.filter(|(place, _)| is_meant(place)).collect();
                let source = meant.first().map(|(_, one)| one.source);
                (meant.into_iter().map(|(place, one)| (place, Chosen::of(one))).collect(), source)
            }
            false => {
                let prices = moved(&priced, &request.changes)?.0.into_iter();
                (prices.map(|(place, price)| (place, Chosen::at(price))).collect(), None)
            }
        };
        let chosen: BTreeMap<usize, Chosen> = chosen
            .into_iter()
            .filter(|(place, one)| {
                let now = priced.products.get(*place).map(|product| product.price);
                now.is_some_and(|now| now != Some(one.price) || !one.later.is_empty())
            })
            .collect();
        if chosen.is_empty() {
            return Err(nothing_to_change());
        }
        if !request.keep {
            let all = |(place, one): (&usize, &Chosen)| {
                let place = *place;
                one.prices().map(move |price| (place, price)).collect::<Vec<_>>()
            };
            hold_to_guards(&priced, chosen.iter().flat_map(all))?;
        }
        let pricing = pricing(&priced, &chosen, (request.name.trim(), source), &terms, context);
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

/// What a product is to be asked for.
struct Chosen {
    price: i64,
    /// Later prices, by days from now.
    later: Vec<(f64, i64)>,
    /// What it gains, where a path was suggested.
    gain: Option<Range>,
}

impl Chosen {
    fn at(price: i64) -> Chosen {
        Chosen { price, later: Vec::new(), gain: None }
    }

    fn of(one: &Judged) -> Chosen {
        Chosen { price: one.price, later: one.later.clone(), gain: Some(one.gain) }
    }

    fn prices(&self) -> impl Iterator<Item = i64> {
        std::iter::once(self.price).chain(self.later.iter().map(|(_, price)| *price))
    }
}

impl Engine {
    /// That a proposal's prices break no guard, as things stand now.
    ///
    /// # Errors
    /// As [`hold_to_guards`], and when there is no forecast to judge by.
    pub(crate) fn check_guards(
        &self,
        workspace: &Workspace,
        pricing: &Pricing,
        context: &Context,
    ) -> Result<()> {
        let priced = self.priced(workspace, context)?.ok_or_else(no_forecast)?;
        let prices = pricing.lines.iter().flat_map(|line| {
            let later = line.later.iter().map(|step| step.price);
            let all = std::iter::once(line.new).chain(later);
            let place = priced.place(&line.sku);
            all.filter_map(move |price| Some((place?, price.minor)))
        });
        hold_to_guards(&priced, prices)
    }
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
            let home = priced.made.gathered.home;
            let of = |language| words::broken(first, product, home, language);
            return Err(Failure::new(
                Code::Conflict,
                format!("The price of {} breaks a guard. {}", product.title, of(Language::En)),
                format!("Der Preis von {} bricht eine Leitplanke. {}", product.title, of(Language::De)),
            )
            .hint(
                "Choose another price, or change the guards in the settings.",
                "Wählen Sie einen anderen Preis, oder ändern Sie die Leitplanken in den Einstellungen.",
            )
            .field("changes"));
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
        true => Some(of_paths(chosen.values().filter_map(|one| one.gain), home)),
        false => (figures.moved > 0).then_some(Effect {
            margin: figures.gain.mean,
            low: figures.gain.low,
            high: figures.gain.high,
        }),
    };
    let mut lines = Vec::new();
    for (place, one) in chosen {
        let Some(product) = priced.products.get(*place) else { continue };
        for item in product.items.iter().filter_map(|item| priced.made.gathered.items.get(*item)) {
            let item = &item.product;
            lines.push(PricingLine {
                sku: item.sku.clone(),
                title: item.title.clone(),
                handle: item.handle.clone(),
                variant: item.variant.clone(),
                old: Money::new(product.price.unwrap_or_default(), home),
                new: Money::new(one.price, home),
                later: one
                    .later
                    .iter()
                    .map(|(day, price)| PriceStep {
                        from: priced.day(*day),
                        price: Money::new(*price, home),
                    })
                    .collect(),
                was: show::was(priced, &item.sku).map(|was| Money::new(was, home)),
            });
        }
    }
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
    }
}

/// What paths of prices gain together: their ranges add up as those of independent products do.
fn of_paths(gains: impl Iterator<Item = Range>, home: Currency) -> Effect {
    let (mut mean, mut below, mut above) = (0.0, 0.0, 0.0);
    for gain in gains {
        mean += gain.mean;
        below += (gain.mean - gain.low80).max(0.0).powi(2);
        above += (gain.high80 - gain.mean).max(0.0).powi(2);
    }
    let money = |minor: f64| Money::new(minor.round() as i64, home);
    Effect {
        margin: money(mean),
        low: money(mean - below.sqrt()),
        high: money(mean + above.sqrt()),
    }
}

fn nothing_to_change() -> Failure {
    Failure::new(Code::Conflict, "No price would change.", "Kein Preis würde sich ändern.").hint(
        "Choose products with another price, or loosen the guards in the settings.",
        "Wählen Sie Artikel mit einem anderen Preis, oder lockern Sie die Leitplanken in den Einstellungen.",
    )
}
