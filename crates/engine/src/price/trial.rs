//! Price tests: weeks at the price of now and weeks at another, by lot, and what they found.

use super::{
    check,
    gather::Priced,
    no_forecast, no_product,
    propose::{Pricing, PricingLine, hold_to_guards, lines},
    show::money_range,
    what_if::{Says, Scenario},
};
use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    forecast, history,
    jobs::Context,
    reorder::say,
    workspace::Workspace,
};
use kontor_api::{
    Code, Command,
    domain::{Currency, Date, Locale, Money},
    price::{
        GetPriceTest, MoneyRange, PlanPriceTest, PriceEvent, PriceStep, PriceTerms, PriceTest,
        PriceTestFound, PriceTestWeek,
    },
    proposals::{Effect, PRICE_TEST, ProposalState, ProposedChange, ProposedRow},
};
use kontor_features::{date_of, day_number, monday, week_of};
use kontor_ledger::NewProposal;
use kontor_pricing::{
    elasticity::{LEAST_IN_STOCK, USUAL, alone},
    switchback::{FEWEST_WEEKS, Plan, TestWeek, measure, power, weeks_for},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// Weeks that a test lasts at most.
const LONGEST: u16 = 52;
/// How far the noise of products tested together is one and the same.
const SHARED: f64 = 0.2;
/// How far a week's noise is like that of the week before.
const SERIAL: f64 = 0.3;
/// The probability of finding the effect that is aimed for.
const AIM: f64 = 0.8;

/// A planned price test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// Each code, variants of a product too, with the price of now and the other.
    #[serde(default)]
    pub lines: Vec<PricingLine>,
    /// The number of the product that each is a variant of.
    #[serde(default)]
    pub products: Vec<usize>,
    /// Each week.
    pub weeks: Vec<PriceTestWeek>,
    /// The probability that it finds the effect.
    pub power: f64,
    /// What it costs or brings while it lasts.
    pub effect: Option<Effect>,
}

impl Trial {
    /// “Test 3 prices for 8 weeks”.
    pub fn title(&self, locale: Locale, context: &Context) -> String {
        let (products, weeks) = (self.count(), self.weeks.len());
        match self.lines.first().filter(|_| products == 1) {
            Some(one) => {
                let (title, price) = (&one.title, locale.money(one.new));
                say!(
                    context,
                    "Test {title} at {price} for {weeks} weeks",
                    "{title} {weeks} Wochen lang zu {price} testen"
                )
            }
            None => say!(
                context,
                "Test {products} prices for {weeks} weeks",
                "{products} Preise {weeks} Wochen lang testen"
            ),
        }
    }

    /// Products, variants counted once.
    fn count(&self) -> usize {
        self.products.iter().max().map_or(0, |last| last + 1)
    }

    /// The days on which prices change, and whether to the other one; they end as they were.
    fn changes(&self) -> Vec<(Date, bool)> {
        let after = self.weeks.last().map(|week| date_of(day_number(week.week) + 7));
        let weeks = self.weeks.iter().map(|week| (week.week, week.is_new));
        let mut changes = Vec::new();
        let mut is_new = false;
        for (day, next) in weeks.chain(after.map(|day| (day, false))) {
            if next != is_new {
                changes.push((day, next));
            }
            is_new = next;
        }
        changes
    }

    /// The same as prices that change from day to day, in the shop's currency.
    pub fn pricing(&self, home: Currency) -> Pricing {
        let changes = self.changes();
        let line = |line: &PricingLine| {
            let step = |(day, is_new): &(Date, bool)| PriceStep {
                from: *day,
                price: if *is_new { line.new } else { line.old },
            };
            PricingLine { new: line.old, later: changes.iter().map(step).collect(), ..line.clone() }
        };
        Pricing {
            name: String::new(),
            currency: home,
            lines: self.lines.iter().map(line).collect(),
            products: self.count() as u64,
            effect: self.effect,
            terms: PriceTerms::default(),
            source: None,
            as_of: self.weeks.first().map(|week| week.week).unwrap_or_default(),
            forecast: String::new(),
            held: 0,
        }
    }

    /// What it changes.
    pub fn rows(&self, locale: Locale, context: &Context) -> Vec<ProposedRow> {
        let tried: Vec<String> = self
            .weeks
            .iter()
            .filter(|week| week.is_new)
            .map(|week| locale.date(week.week))
            .collect();
        let row = |line: &PricingLine| ProposedRow {
            key: line.sku.clone(),
            title: line.title.clone(),
            changes: vec![
                ProposedChange {
                    what: context.say("Price in test weeks", "Preis in Testwochen").to_owned(),
                    old: Some(locale.money(line.old)),
                    new: locale.money(line.new),
                },
                ProposedChange {
                    what: context.say("Weeks from", "Wochen ab").to_owned(),
                    old: None,
                    new: tried.join(", "),
                },
            ],
        };
        self.lines.iter().map(row).collect()
    }

    /// How sure it is to find something.
    pub fn basis(&self, locale: Locale, context: &Context) -> String {
        let power = locale.percent(self.power);
        say!(
            context,
            "It tells the expected effect apart from none with a probability of {power}.",
            "Mit einer Wahrscheinlichkeit von {power} unterscheidet er die erwartete Wirkung von keiner."
        )
    }
}

impl Handle<PlanPriceTest> for Engine {
    fn handle(&self, request: PlanPriceTest, context: &Context) -> Result<PriceTest> {
        let workspace = self.workspace()?;
        let by = 1.0 + request.percent.ten_thousandths as f64 / 1e6;
        if request.percent.ten_thousandths == 0 || !(0.5..=2.0).contains(&by) {
            return Err(super::bad(
                "percent",
                "A test moves prices by up to 50 percent down or 100 percent up, and not by nothing.",
                "Ein Test ändert Preise um bis zu 50 Prozent nach unten oder 100 Prozent nach oben, und nicht um nichts.",
            ));
        }
        let _alone = workspace.alone()?;
        let priced = self.priced(&workspace, context)?.ok_or_else(no_forecast)?;
        // A price stands for as long as the guards ask.
        let stands = workspace.settings().price.least_days.div_ceil(7);
        let block = request.block_weeks.clamp(1, 4).max(stands);
        let shortest = (2 * block).max(FEWEST_WEEKS as u16);
        if request.weeks.is_some_and(|weeks| !(shortest..=LONGEST).contains(&weeks)) {
            return Err(super::bad(
                "weeks",
                format!(
                    "With prices that stand for {block} weeks a test lasts from {shortest} weeks to a year."
                ),
                format!(
                    "Mit Preisen, die {block} Wochen stehen, dauert ein Test von {shortest} Wochen bis zu einem Jahr."
                ),
            ));
        }
        let mut prices = BTreeMap::new();
        for sku in &request.skus {
            let place = priced.place(sku).ok_or_else(|| no_product(sku))?;
            let now = priced.products.get(place).and_then(|product| product.price);
            prices.insert(place, (now.ok_or_else(|| no_product(sku))? as f64 * by).round() as i64);
        }
        if prices.is_empty() {
            return Err(super::bad(
                "skus",
                "Name a product to test.",
                "Nennen Sie einen Artikel für den Test.",
            ));
        }
        hold_to_guards(&priced, prices.iter().map(|(place, price)| (*place, *price)))?;
        let noise = Noise::of(&priced, prices.keys().copied());
        let plan = |weeks: u16| Plan { weeks: usize::from(weeks), block_weeks: usize::from(block) };
        let serial = plan(LONGEST).serial(SERIAL);
        let needed = weeks_for(noise.sd, serial, SHARED, prices.len(), noise.elasticity, by, AIM);
        let needed = needed.and_then(|weeks| u16::try_from(weeks).ok());
        let whole = |weeks: u16| weeks.div_ceil(2 * block) * 2 * block;
        let weeks = request.weeks.or(needed.map(whole)).unwrap_or(LONGEST).min(LONGEST);
        let first = week_of(day_number(clock::now().date())) + 1;
        let plan = plan(weeks);
        let lot = plan.schedule(request.seed);
        let weeks: Vec<PriceTestWeek> = (first..)
            .zip(lot)
            .map(|(week, is_new)| PriceTestWeek { week: date_of(monday(week)), is_new })
            .collect();
        let tested = weeks.iter().filter(|week| week.is_new).count();
        let judged = tested.clamp(1, 13);
        let terms = check(PriceTerms { weeks: judged as u16, ..PriceTerms::default() })?;
        let figures =
            Says { priced: &priced, terms: &terms, context }.figures(&Scenario::of("", &prices));
        let gain = times(figures.gain, tested as f64 / judged as f64);
        let lines = prices.iter().enumerate().flat_map(|(number, (place, price))| {
            let lines = lines(&priced, *place, *price, &[]);
            lines.into_iter().map(move |line| (line, number))
        });
        let (lines, products) = lines.unzip();
        let mut trial = Trial {
            lines,
            products,
            power: noise.power(prices.len(), &plan, by),
            effect: (figures.moved > 0).then_some(Effect {
                margin: gain.mean,
                low: gain.low,
                high: gain.high,
            }),
            weeks,
        };
        let proposal = match request.propose {
            true => Some(propose(self, &workspace, &mut trial)?),
            false => None,
        };
        let locale = Locale { language: context.language, home: Some(priced.made.gathered.home) };
        let mut says = trial.basis(locale, context);
        match needed {
            None => says += context.say(
                " Even a year is too short for 80 %: test more products together, or a larger move.",
                " Selbst ein Jahr ist für 80 % zu kurz: Testen Sie mehr Artikel zusammen oder eine größere Änderung.",
            ),
            Some(needed) => says += &say!(context, " For 80 % it takes {needed} weeks.", " Für 80 % braucht es {needed} Wochen."),
        }
        if stands > request.block_weeks {
            says += &say!(
                context,
                " Your guards let a price stand for {stands} weeks, so it does here.",
                " Nach Ihren Leitplanken steht ein Preis {stands} Wochen, also auch hier."
            );
        }
        let first = trial.weeks.first().map(|week| week.week).unwrap_or_default();
        let event = |line: &PricingLine| PriceEvent {
            day: first,
            sku: line.sku.clone(),
            title: line.title.clone(),
            old: Some(line.old),
            new: line.new,
            proposal: None,
        };
        Ok(PriceTest {
            products: trial.lines.iter().map(event).collect(),
            weeks: trial.weeks,
            power: trial.power,
            weeks_needed: needed,
            gain: if figures.moved > 0 {
                gain
            } else {
                money_range(&Default::default(), priced.made.gathered.home)
            },
            says,
            proposal,
        })
    }
}

fn propose(engine: &Engine, workspace: &Workspace, trial: &mut Trial) -> Result<i64> {
    let before = history::state(workspace)?;
    let subject = trial.lines.first().map(|line| line.sku.clone()).unwrap_or_default();
    let id = workspace.ledger().propose(
        &NewProposal {
            kind: PRICE_TEST.to_owned(),
            subject,
            made_by: engine.person(),
            body: serde_json::to_value(&*trial).map_err(std::io::Error::other)?,
        },
        clock::now(),
    )?;
    let params = json!({ "products": trial.count() });
    history::record(workspace, Command::PriceTest, "price_test", params, &before)?;
    Ok(id)
}

/// A range so many times as large.
fn times(range: MoneyRange, by: f64) -> MoneyRange {
    let money = |money: Money| Money::new((money.minor as f64 * by).round() as i64, money.currency);
    MoneyRange {
        mean: money(range.mean),
        low: money(range.low),
        high: money(range.high),
        low95: money(range.low95),
        high95: money(range.high95),
    }
}

/// How much a week's sales vary by chance, and what a price is expected to do.
struct Noise {
    sd: f64,
    elasticity: f64,
}

impl Noise {
    /// In the mean of products; by their own regressions where they have one.
    fn of(priced: &Priced, places: impl Iterator<Item = usize>) -> Noise {
        let (mut variance, mut elasticity, mut count) = (0.0, 0.0, 0.0);
        for place in places {
            let fit = priced.fit.series.get(place).map(alone);
            // Half of the sales more or less where nothing is known.
            variance += fit.and_then(|fit| fit.variance).unwrap_or(0.25);
            // Where nobody knows what a price does, a test looks for what is usual.
            let known = priced.elasticity(place).filter(|_| priced.is_told(place));
            elasticity += known.map_or(USUAL.mean, |known| known.posterior.mean);
            count += 1.0;
        }
        let count = f64::max(count, 1.0);
        Noise { sd: (variance / count).sqrt(), elasticity: elasticity / count }
    }

    fn power(&self, products: usize, plan: &Plan, ratio: f64) -> f64 {
        let serial = plan.serial(SERIAL);
        power(self.sd, serial, SHARED, products, plan.weeks, self.elasticity, ratio)
    }
}

impl Handle<GetPriceTest> for Engine {
    fn handle(&self, request: GetPriceTest, context: &Context) -> Result<PriceTestFound> {
        let workspace = self.workspace()?;
        let stored = workspace.ledger().proposal(request.proposal)?;
        let stored =
            stored.filter(|stored| stored.proposed.kind == PRICE_TEST).ok_or_else(|| {
                Failure::new(
                    Code::NotFound,
                    format!("There is no price test {}.", request.proposal),
                    format!("Es gibt keinen Preistest {}.", request.proposal),
                )
                .field("proposal")
            })?;
        let is_on =
            matches!(stored.standing.state, ProposalState::Approved | ProposalState::Exported);
        let trial: Trial =
            serde_json::from_value(stored.proposed.body).map_err(std::io::Error::other)?;
        let known = if is_on { known_weeks(&workspace, &trial, context)? } else { Vec::new() };
        let mut weeks: Vec<i64> = known.iter().map(|week| week.week).collect();
        weeks.sort_unstable();
        weeks.dedup();
        let found = measure(&known);
        let locale = Locale { language: context.language, home: None };
        let says = match (&found, is_on) {
            (_, false) => context
                .say(
                    "It has not been approved, so it has not begun.",
                    "Er ist nicht freigegeben und hat nicht begonnen.",
                )
                .to_owned(),
            (None, true) => {
                let (over, all) = (weeks.len(), trial.weeks.len());
                say!(
                    context,
                    "{over} of {all} weeks are over; too few to say anything.",
                    "{over} von {all} Wochen sind vorbei; zu wenige für eine Aussage."
                )
            }
            (Some(effect), true) => {
                let number = |value: f64| locale.number(value, 2);
                let (mean, low, high) =
                    (number(effect.elasticity), number(effect.low), number(effect.high));
                say!(
                    context,
                    "An elasticity of {mean}, with nine in ten between {low} and {high}.",
                    "Eine Elastizität von {mean}, in neun von zehn Fällen zwischen {low} und {high}."
                )
            }
        };
        Ok(PriceTestFound {
            weeks: weeks.len() as u32,
            elasticity: found.as_ref().map(|effect| effect.elasticity),
            low: found.as_ref().map(|effect| effect.low),
            high: found.as_ref().map(|effect| effect.high),
            says,
        })
    }
}

/// The weeks of a test that are over, as they were sold.
fn known_weeks(workspace: &Workspace, trial: &Trial, context: &Context) -> Result<Vec<TestWeek>> {
    let today = clock::now().date();
    let home = workspace.settings().currency;
    let demand = kontor_warehouse::demand(&workspace.warehouse, home, today, &context.cancel)?;
    let numbers: HashMap<u32, (usize, &PricingLine)> = demand
        .articles
        .iter()
        .filter_map(|article| {
            let place = trial.lines.iter().position(|line| line.sku == article.sku)?;
            let of = (*trial.products.get(place)?, trial.lines.get(place)?);
            Some((article.number, of))
        })
        .collect();
    let weekly = forecast::weekly_of(&demand)?;
    let mut sold = BTreeMap::<(usize, i64), Tested>::new();
    for series in &weekly.series {
        let Some((product, line)) = numbers.get(&series.article) else { continue };
        for week in &trial.weeks {
            let number = week_of(day_number(week.week));
            let Some(place) = usize::try_from(number - series.start).ok() else { continue };
            let of = |values: &[f64]| values.get(place).copied().unwrap_or(f64::NAN);
            let (units, in_stock) = (of(&series.sold), series.in_stock(place));
            if units.is_nan() || in_stock < LEAST_IN_STOCK {
                continue;
            }
            let asked = if week.is_new { line.new } else { line.old };
            let week = sold.entry((*product, number)).or_insert(Tested {
                units: 0.0,
                paid: 0.0,
                asked: asked.minor as f64,
                is_new: week.is_new,
            });
            week.units += units / in_stock;
            if units > 0.0 {
                week.paid += units / in_stock * of(&series.price);
            }
        }
    }
    Ok(tested(&sold))
}

/// Units and money of a product's week: variants have one price.
#[derive(Debug)]
struct Tested {
    units: f64,
    paid: f64,
    /// The price that the test asks for.
    asked: f64,
    is_new: bool,
}

/// Weeks as the test is judged by. One without a sale counts as half a unit at the price that was asked, on
/// the scale of what was paid: left out, the higher price would look better than it is.
fn tested(sold: &BTreeMap<(usize, i64), Tested>) -> Vec<TestWeek> {
    let mut scales = HashMap::<usize, (f64, f64)>::new();
    for ((product, _), week) in sold {
        let (paid, asked) = scales.entry(*product).or_default();
        (*paid, *asked) = (*paid + week.paid, *asked + week.units * week.asked);
    }
    let known = sold.iter().filter_map(|((product, number), week)| {
        let (paid, asked) = scales.get(product).filter(|(paid, _)| *paid > 0.0)?;
        let price = match week.paid > 0.0 {
            true => week.paid / week.units,
            false => week.asked * paid / asked,
        };
        Some(TestWeek {
            product: *product,
            week: *number,
            is_new: week.is_new,
            log_units: libm::log(week.units.max(0.5)),
            log_price: libm::log(price),
        })
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_without_a_sale_counts_at_the_price_that_was_asked() {
        let week = |units: f64, paid, asked, is_new| Tested { units, paid, asked, is_new };
        // With 20 % of tax on top.
        let sold = BTreeMap::from([
            ((0, 1), week(4.0, 40.0, 12.0, false)),
            ((0, 2), week(0.0, 0.0, 14.4, true)),
            ((1, 1), week(0.0, 0.0, 5.0, false)),
        ]);
        let known = tested(&sold);
        assert_eq!(known.len(), 2, "what never sold says nothing");
        assert!((known[0].log_price - libm::log(10.0)).abs() < 1e-12);
        assert!((known[1].log_price - libm::log(12.0)).abs() < 1e-12 && known[1].is_new);
        assert_eq!((known[0].log_units, known[1].log_units), (libm::log(4.0), libm::log(0.5)));
    }

    #[test]
    fn a_test_is_prices_that_take_turns_and_end_as_they_were() {
        let money = |minor: i64| Money::new(minor, "EUR".parse::<Currency>().unwrap());
        let line = PricingLine {
            sku: "A".to_owned(),
            title: "A named".to_owned(),
            handle: None,
            variant: None,
            listed_as: None,
            code: None,
            old: money(1000),
            new: money(900),
            later: Vec::new(),
            was: None,
            compare_at: None,
        };
        let week = |week: &str, is_new| PriceTestWeek { week: week.parse().unwrap(), is_new };
        let trial = Trial {
            lines: vec![line.clone(), PricingLine { sku: "B".to_owned(), ..line }],
            products: vec![0, 0],
            weeks: vec![
                week("2026-12-07", false),
                week("2026-12-14", true),
                week("2026-12-21", true),
                week("2026-12-28", false),
                week("2027-01-04", false),
                week("2027-01-11", true),
            ],
            power: 0.5,
            effect: None,
        };
        assert_eq!(trial.count(), 1);
        let pricing = trial.pricing(money(0).currency);
        let steps: Vec<(String, i64)> = pricing.lines[1]
            .later
            .iter()
            .map(|step| (step.from.to_string(), step.price.minor))
            .collect();
        let told =
            [("2026-12-14", 900), ("2026-12-28", 1000), ("2027-01-11", 900), ("2027-01-18", 1000)];
        assert_eq!(steps, told.map(|(day, minor)| (day.to_owned(), minor)));
        assert_eq!(pricing.lines[1].new, pricing.lines[1].old);
    }
}
