//! The products of a shop with all that their prices are decided by, kept until something changes.

use super::fit::{Fit, Group, Past};
use crate::{
    Engine, clock,
    error::Result,
    forecast,
    jobs::Context,
    reorder::{Expected, Made},
    workspace::Workspace,
};
use kontor_api::{
    domain::{Currency, Date, Decimal},
    price::PriceTerms,
    reorder::ReorderTerms,
    settings::{PriceEnding, Settings},
};
use kontor_features::{calendar::country_of, date_of, day_number};
use kontor_planning::demand::{Luck, Paths};
use kontor_pricing::{
    Random,
    cross::{Cross, cross},
    elasticity::{Elasticity, Verdict},
    guards::{Ending, Guards, Standing},
    what_if::{self, Future},
};
use kontor_warehouse::{PriceFact, PriceFacts};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// Drawn futures of a product.
pub const FUTURES: usize = 256;
/// Weeks of a future.
pub const WEEKS: usize = 13;
/// How strongly the luck of a week hangs together with that of the next.
const CORRELATION: f64 = 0.2;
/// What customers pay may be so much less than what is asked, at most: beyond it, prices asked and paid
/// are not of the same thing.
const LEAST_REALISED: f64 = 0.5;
/// Products of a category whose prices are tried as rivals, those that bring in most.
const RIVALS: usize = 6;

/// What was made last.
#[derive(Default)]
pub struct Cache {
    made: Mutex<Option<(String, Arc<Priced>)>>,
    /// What was suggested last, with what it was suggested for.
    pub suggested: Mutex<Option<(String, Arc<super::suggest::Suggested>)>>,
}

/// A shop's products with their prices.
pub struct Priced {
    /// What distinguishes it from another.
    pub key: String,
    /// The reorder plan, with stock and forecast.
    pub made: Arc<Made>,
    /// Each product, by its first code.
    pub products: Vec<Product>,
    /// What their weeks say.
    pub fit: Fit,
    /// The names of categories.
    pub categories: Vec<String>,
    /// Each category's median markup on the cost, as a share.
    pub markups: Vec<Option<f64>>,
    /// Facts by code.
    pub facts: PriceFacts,
    /// What futures are drawn with.
    dice: Dice,
    places: HashMap<String, usize>,
    /// What rivals do, of products that were asked for.
    rivals: Mutex<HashMap<usize, Arc<Vec<(usize, Cross)>>>>,
}

/// What futures are drawn with: the same for every product and every price, so that two prices differ
/// by what they do and not by luck.
pub struct Dice {
    luck: Luck,
    /// For each product an elasticity in each future; empty where nobody knows.
    draws: Vec<Vec<f32>>,
}

/// A product, or its variants at one price.
#[derive(Debug, Clone)]
pub struct Product {
    /// Places in the plan.
    pub items: Vec<usize>,
    /// Its code; of several the first.
    pub sku: String,
    /// All codes.
    pub skus: Vec<String>,
    /// Its name.
    pub title: String,
    /// The number of its category.
    pub category: usize,
    /// What is asked, in minor units; `None` where nobody knows.
    pub price: Option<i64>,
    /// Tax within a price, as a share of the rest.
    pub tax: f64,
    /// What a unit costs.
    pub cost: Option<f64>,
    /// What a what-if takes; `None` without price and cost.
    pub shelf: Option<what_if::Product>,
    /// What is on its way in, by days from now.
    pub under_way: Vec<(f64, f64)>,
    /// What may be wanted.
    pub expected: Option<Expected>,
    /// What a new price must keep to.
    pub guards: Guards,
    /// Where the price stands.
    pub standing: Option<Standing>,
    /// The lowest and highest price seen, as customers see it.
    pub seen: (f64, f64),
    /// What it brought in over a year, net.
    pub revenue: f64,
    /// Why it has no forecast, in words.
    pub remark: Option<String>,
}

impl Product {
    /// The price that customers see, of a net one.
    pub fn as_seen(&self, net: f64) -> f64 {
        net * (1.0 + self.tax)
    }
}

impl Engine {
    /// The shop's products with their prices; `None` without a forecast or without sales.
    pub(super) fn priced(
        &self,
        workspace: &Workspace,
        context: &Context,
    ) -> Result<Option<Arc<Priced>>> {
        let Some(made) = self.made(workspace, &ReorderTerms::default(), context)? else {
            return Ok(None);
        };
        let settings = workspace.settings();
        let key = format!(
            "{} {} {:?} {settings:?}",
            workspace.changes(),
            made.outlook.key(),
            context.language
        );
        // Who asks meanwhile waits for the same.
        let mut cache = workspace.prices.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, priced)) = cache.as_ref()
            && *known == key
        {
            return Ok(Some(priced.clone()));
        }
        let started = clock::start();
        let priced = Arc::new(gather(key.clone(), workspace, made, &settings, context)?);
        let products = priced.products.len();
        tracing::info!(products, seconds = started.elapsed().as_secs_f64(), "prices gathered");
        *cache = Some((key, priced.clone()));
        Ok(Some(priced))
    }
}

fn gather(
    key: String,
    workspace: &Workspace,
    made: Arc<Made>,
    settings: &Settings,
    context: &Context,
) -> Result<Priced> {
    let (home, as_of) = (made.gathered.home, made.gathered.as_of);
    let facts = kontor_warehouse::prices(&workspace.warehouse, home, as_of, &context.cancel)?;
    let demand = kontor_warehouse::demand(&workspace.warehouse, home, as_of, &context.cancel)?;
    context.cancel.check()?;
    let articles: HashMap<&str, u32> =
        demand.articles.iter().map(|article| (article.sku.as_str(), article.number)).collect();
    let (mut products, categories) = group(&made, &facts, as_of, settings);
    let groups: Vec<Group> = products
        .iter()
        .map(|product| Group {
            articles: product
                .skus
                .iter()
                .filter_map(|sku| articles.get(sku.as_str()).copied())
                .collect(),
            category: product.category,
            asked: facts.products.get(&product.sku).map_or_else(Vec::new, |fact| {
                fact.history.iter().map(|(day, price)| (day_number(*day), *price)).collect()
            }),
        })
        .collect();
    let weekly = forecast::weekly_of(&demand)?;
    let country = country_of(&settings.time_zone);
    let fit = Fit::new(&weekly, &groups, categories.len(), country)?;
    for (product, past) in products.iter_mut().zip(&fit.past) {
        product.seen = seen(product, past);
    }
    let markups = markups(&products, categories.len());
    let seed = made.outlook.card().seed;
    let dice =
        Dice { luck: Luck::new(seed, FUTURES, CORRELATION), draws: draws(&fit, seed, FUTURES) };
    let places = products.iter().enumerate();
    let places = places
        .flat_map(|(place, product)| product.skus.iter().map(move |sku| (sku.clone(), place)))
        .collect();
    Ok(Priced {
        key,
        made,
        products,
        fit,
        categories,
        markups,
        facts,
        dice,
        places,
        rivals: Mutex::default(),
    })
}

/// Products, variants at one price together, and the names of their categories.
fn group(
    made: &Made,
    facts: &PriceFacts,
    as_of: Date,
    settings: &Settings,
) -> (Vec<Product>, Vec<String>) {
    let none = PriceFact::default();
    let mut numbers = BTreeMap::<String, usize>::new();
    for fact in facts.products.values() {
        numbers.insert(fact.category.clone().unwrap_or_default(), 0);
    }
    numbers.entry(String::new()).or_default();
    for (number, place) in numbers.values_mut().enumerate() {
        *place = number;
    }
    let mut together = HashMap::<(&str, i64), usize>::new();
    let mut products: Vec<Product> = Vec::new();
    for (place, item) in made.gathered.items.iter().enumerate() {
        if item.product.is_archived {
            continue;
        }
        let sku = &item.product.sku;
        let fact = facts.products.get(sku).unwrap_or(&none);
        // What was paid is what is asked where no file says another price of the same thing.
        let asked =
            fact.asked.or(fact.paid).map(|price| price.round() as i64).filter(|price| *price > 0);
        if let (Some(handle), Some(price)) = (&fact.handle, asked) {
            let first = *together.entry((handle.as_str(), price)).or_insert(products.len());
            if let Some(product) = products.get_mut(first) {
                product.items.push(place);
                product.skus.push(sku.clone());
                product.guards.tighten(&guards(settings, made.gathered.home, sku, fact));
                continue;
            }
        }
        let category = fact.category.clone().unwrap_or_default();
        products.push(Product {
            items: vec![place],
            sku: sku.clone(),
            skus: vec![sku.clone()],
            title: item.product.title.clone(),
            category: numbers.get(&category).copied().unwrap_or_default(),
            price: asked,
            tax: fact.tax,
            cost: None,
            shelf: None,
            under_way: Vec::new(),
            expected: None,
            guards: guards(settings, made.gathered.home, sku, fact),
            standing: None,
            seen: (0.0, 0.0),
            revenue: 0.0,
            remark: None,
        });
    }
    for product in &mut products {
        complete(product, made, facts, as_of, settings);
    }
    (products, numbers.into_keys().collect())
}

/// Adds up what is known of a product's variants.
fn complete(
    product: &mut Product,
    made: &Made,
    facts: &PriceFacts,
    as_of: Date,
    settings: &Settings,
) {
    let none = PriceFact::default();
    let items: Vec<_> = product
        .items
        .iter()
        .filter_map(|place| Some((*place, made.gathered.items.get(*place)?)))
        .collect();
    let fact = facts.products.get(&product.sku).unwrap_or(&none);
    product.revenue = items.iter().map(|(_, item)| item.product.revenue).sum();
    product.remark = items.iter().find_map(|(_, item)| item.remark.clone());
    for (_, item) in &items {
        match (&mut product.expected, &item.expected) {
            (Some(sum), Some(other)) => sum.add(other, 1.0),
            (none @ None, Some(other)) => *none = Some(other.clone()),
            (_, None) => {}
        }
    }
    let costs: Vec<f64> = items.iter().filter_map(|(_, item)| item.cost).collect();
    // What the dearest costs, so that no variant is sold below its floor.
    product.cost = (costs.len() == items.len()).then(|| costs.iter().copied().fold(0.0, f64::max));
    let (Some(price), Some(cost)) = (product.price, product.cost) else { return };
    // Discounts are a part of the price that the shop does not get.
    let realised = fact.paid.map_or(1.0, |paid| paid / price as f64);
    let realised = if realised >= LEAST_REALISED { realised.min(1.0) } else { 1.0 };
    let tax = (1.0 + fact.tax) / realised - 1.0;
    let stock = items.iter().map(|(_, item)| {
        item.product.on_hand.map(|stock| (stock.units() - item.product.committed.units()).max(0.0))
    });
    let under_way = items.iter().flat_map(|(_, item)| &item.incoming);
    product.under_way = under_way
        .map(|on_order| (f64::from(on_order.day.max(0)), on_order.quantity.units()))
        .collect();
    // What the plan would order now comes, too.
    let planned = items.iter().filter_map(|(place, _)| made.planned.get(*place));
    let planned = planned.filter(|planned| planned.order.milli > 0);
    let mut arrivals = product.under_way.clone();
    arrivals.extend(
        planned.map(|planned| (f64::from(planned.line.arrival_day), planned.order.units())),
    );
    arrivals.sort_by(|a, b| a.0.total_cmp(&b.0));
    product.under_way.sort_by(|a, b| a.0.total_cmp(&b.0));
    let minor = |amount: Decimal| amount.minor(made.gathered.home.minor_digits()) as f64;
    let per_order = minor(settings.payment_fee_fixed)
        + minor(settings.fulfilment_cost)
        + minor(settings.shipping_cost);
    product.shelf = Some(what_if::Product {
        price: price as f64,
        tax,
        cost,
        fee_share: share(settings.payment_fee_percent) * realised,
        unit_fees: per_order / facts.units_per_order.max(1.0),
        stock: stock.sum(),
        arrivals,
    });
    let moved = fact.history.last().filter(|_| fact.history.len() > 1).map(|(day, _)| *day);
    product.standing = Some(Standing {
        price,
        tax,
        cost: Some(cost),
        days_since_move: moved
            .map(|day| (day_number(as_of) - day_number(day)).max(0).unsigned_abs()),
        minor_per_major: made.gathered.home.minor_per_major(),
    });
}

fn share(percent: Decimal) -> f64 {
    percent.ten_thousandths as f64 / 1e6
}

fn guards(settings: &Settings, home: Currency, sku: &str, fact: &PriceFact) -> Guards {
    let price = &settings.price;
    let lowest = fact.competitors.iter().map(|(_, price, _)| price.round() as i64).min();
    Guards {
        floor_margin: share(price.floor_percent),
        minimum_price: price.minimum.get(sku).map(|price| price.minor(home.minor_digits())),
        maximum_price: None,
        largest_move: share(price.largest_move_percent),
        least_days: u32::from(price.least_days),
        ending: match price.ending {
            PriceEnding::Any => Ending::None,
            PriceEnding::Nines => Ending::Nines,
            PriceEnding::NinetyFive => Ending::NinetyFive,
            PriceEnding::Halves => Ending::Fifty,
            PriceEnding::Whole => Ending::Whole,
        },
        competitor: lowest.zip(price.above_competitor_percent.map(share)),
    }
}

/// The lowest and highest price that customers saw.
fn seen(product: &Product, past: &[Past]) -> (f64, f64) {
    let now = product.price.unwrap_or_default() as f64;
    past.iter()
        .map(|past| product.as_seen(past.price))
        .fold((now, now), |(low, high), price| (low.min(price), high.max(price)))
}

/// Each category's median markup: the price without tax over the cost, less one.
fn markups(products: &[Product], categories: usize) -> Vec<Option<f64>> {
    let mut all = vec![Vec::new(); categories];
    for product in products {
        let markup = product.shelf.as_ref().filter(|shelf| shelf.cost > 0.0);
        let markup = markup.map(|shelf| shelf.net(shelf.price) / shelf.cost - 1.0);
        if let Some((markup, of)) = markup.zip(all.get_mut(product.category)) {
            of.push(markup);
        }
    }
    let median = |mut markups: Vec<f64>| {
        markups.sort_by(f64::total_cmp);
        markups.get(markups.len() / 2).copied()
    };
    all.into_iter().map(median).collect()
}

/// Elasticities of every product in each future; products of a category err together as far as its
/// mean is not known.
fn draws(fit: &Fit, seed: u64, futures: usize) -> Vec<Vec<f32>> {
    let Some(elasticities) = &fit.elasticities else { return Vec::new() };
    let mut draws: Vec<Vec<f32>> = elasticities
        .products
        .iter()
        .map(|product| match product.verdict {
            Verdict::NotIdentifiable { .. } => Vec::new(),
            Verdict::Known | Verdict::Pooled => Vec::with_capacity(futures),
        })
        .collect();
    for future in 0..futures as u64 {
        let drawn = elasticities.draw(&mut Random::new(seed, future));
        for (draws, drawn) in draws.iter_mut().zip(drawn).filter(|(draws, _)| draws.capacity() > 0)
        {
            draws.push(drawn as f32);
        }
    }
    draws
}

impl Priced {
    /// The place of a product.
    pub fn place(&self, sku: &str) -> Option<usize> {
        self.places.get(sku).copied()
    }

    /// What is known of a product's elasticity.
    pub fn elasticity(&self, place: usize) -> Option<&Elasticity> {
        self.fit.elasticities.as_ref()?.products.get(place)
    }

    /// Whether what a price does to a product can be told.
    pub fn is_told(&self, place: usize) -> bool {
        self.dice.draws.get(place).is_some_and(|draws| !draws.is_empty())
    }

    /// Drawn futures of a product; `None` where nobody can tell, or without a forecast. `price` is the
    /// one that will be asked: beyond the prices seen, elasticities are known less.
    pub fn futures(&self, place: usize, price: f64) -> Option<Vec<Future>> {
        self.futures_by(&self.dice, place, price)
    }

    /// Dice of another seed, for who tries suggestions on futures that they were not made on.
    pub fn dice(&self, seed: u64, futures: usize) -> Dice {
        Dice { luck: Luck::new(seed, futures, CORRELATION), draws: draws(&self.fit, seed, futures) }
    }

    /// Futures of a product by these dice.
    pub fn futures_by(&self, dice: &Dice, place: usize, price: f64) -> Option<Vec<Future>> {
        let product = self.products.get(place)?;
        let draws = dice.draws.get(place).filter(|draws| !draws.is_empty())?;
        let mean = self.elasticity(place)?.posterior.mean;
        let (low, high) = product.seen;
        let mut paths = Paths::new(&dice.luck);
        paths.draw(&product.expected.as_ref()?.as_demand(), (7 * WEEKS) as u32);
        let futures = paths.each().zip(draws).map(|(path, draw)| {
            let until: Vec<f64> = (0..=WEEKS).map(|week| path.until(7 * week as u32)).collect();
            let wanted = until.iter().zip(until.iter().skip(1));
            Future {
                wanted: wanted.map(|(from, to)| (to - from) as f32).collect(),
                elasticity: what_if::spread(f64::from(*draw), mean, price, low, high),
            }
        });
        Some(futures.collect())
    }

    /// The same futures at another price.
    pub fn respread(&self, place: usize, futures: &mut [Future], price: f64) {
        let Some((product, draws)) = self.products.get(place).zip(self.dice.draws.get(place))
        else {
            return;
        };
        let mean = self.elasticity(place).map_or(0.0, |known| known.posterior.mean);
        let (low, high) = product.seen;
        for (future, draw) in futures.iter_mut().zip(draws) {
            future.elasticity = what_if::spread(f64::from(*draw), mean, price, low, high);
        }
    }

    /// A day after so many.
    pub fn day(&self, days: f64) -> Date {
        date_of(day_number(self.made.gathered.as_of) + days.max(0.0) as i32)
    }

    /// Days until a day.
    pub fn days_to(&self, day: Date) -> f64 {
        f64::from(day_number(day) - day_number(self.made.gathered.as_of))
    }

    /// Days until the goods are to be sold: those asked for, or the end of the weeks.
    pub fn sold_by(&self, terms: &PriceTerms) -> f64 {
        let end = f64::from(terms.weeks) * 7.0;
        terms.by.map_or(end, |day| self.days_to(day))
    }

    /// What the prices of a product's largest rivals in its category do to it, by their places.
    pub fn rivals(&self, place: usize) -> Arc<Vec<(usize, Cross)>> {
        let mut known = self.rivals.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(place).or_insert_with(|| Arc::new(self.find_rivals(place))).clone()
    }

    fn find_rivals(&self, place: usize) -> Vec<(usize, Cross)> {
        let Some((product, series)) = self.products.get(place).zip(self.fit.series.get(place))
        else {
            return Vec::new();
        };
        let others = self.largest_of(product.category, place);
        let prices: Vec<Vec<f64>> =
            others.iter().map(|other| self.log_prices(*other, &series.week)).collect();
        let found = cross(series, &prices).unwrap_or_default();
        others.into_iter().zip(found).collect()
    }

    /// The products of a category that bring in most, but one; nothing where products have none.
    pub fn largest_of(&self, category: usize, but: usize) -> Vec<usize> {
        if self.categories.get(category).is_none_or(String::is_empty) {
            return Vec::new();
        }
        let of = self.products.iter().enumerate().filter(|(place, product)| {
            product.category == category && *place != but && self.is_told(*place)
        });
        let mut of: Vec<(usize, f64)> =
            of.map(|(place, product)| (place, product.revenue)).collect();
        of.sort_by(|a, b| b.1.total_cmp(&a.1));
        of.into_iter().take(RIVALS).map(|(place, _)| place).collect()
    }

    /// Logarithms of a product's price in these weeks; where it did not sell, its price before, or else
    /// its first.
    fn log_prices(&self, place: usize, weeks: &[i64]) -> Vec<f64> {
        let past = self.fit.past.get(place).map_or(&[][..], Vec::as_slice);
        let first = past.first().map_or(1.0, |past| past.price);
        let at = |week: &i64| {
            let until = past.partition_point(|past| past.week <= *week);
            let before = until.checked_sub(1).and_then(|last| past.get(last));
            libm::log(before.map_or(first, |past| past.price))
        };
        weeks.iter().map(at).collect()
    }
}
