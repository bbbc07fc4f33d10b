//! The products of a shop with all that their prices are decided by, kept until something changes.

use super::{
    fit::{Fit, Group, Past, last_asked},
    propose::decided,
    second::{self, Opinion},
    suggest::Suggested,
};
use crate::{
    Engine, clock,
    error::Result,
    forecast,
    jobs::Context,
    reorder::{Expected, Item, Made},
    workspace::Workspace,
};
use kontor_api::{
    domain::{Currency, Date, Decimal},
    price::{PriceGoal, PriceTerms},
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
    suggest::SWITCHED,
    what_if::{self, Future},
};
use kontor_warehouse::{PriceFact, PriceFacts};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Drawn futures of a product.
pub const FUTURES: usize = 256;
/// What a competitor asked longer ago holds no price.
const COMPETITOR_DAYS: i32 = 90;
/// Weeks of a future.
pub const WEEKS: usize = 13;
/// How strongly the luck of a week hangs together with that of the next.
const CORRELATION: f64 = 0.2;
/// What customers pay may be so much less than what is asked, at most: beyond it, prices asked and paid
/// are not of the same thing.
const LEAST_REALISED: f64 = 0.5;
/// Products of a category whose prices are tried as rivals, those that bring in most.
const RIVALS: usize = 6;
/// A category of fewer products tells no season.
const FEWEST_OF_SEASON: usize = 5;

/// What was made last.
#[derive(Default)]
pub struct Cache {
    made: Mutex<Option<Arc<Priced>>>,
    /// What was suggested last.
    pub suggested: Mutex<Option<Answered>>,
}

/// What was suggested, of what and for what.
pub struct Answered {
    /// The shop's products.
    pub of: Arc<Priced>,
    /// What prices are judged for.
    pub terms: PriceTerms,
    /// What was suggested.
    pub suggested: Arc<Suggested>,
}

/// What rivals do to products, by their places.
type Rivals = HashMap<usize, Arc<Vec<(usize, Cross)>>>;

/// A shop's products with their prices.
#[derive(Clone)]
pub struct Priced {
    /// What distinguishes it from another, but for decisions.
    pub key: String,
    /// The last day on which a decision moves each code's price.
    decided: HashMap<String, Date>,
    /// The reorder plan, with stock and forecast.
    pub made: Arc<Made>,
    /// Each product, by its first code.
    pub products: Vec<Product>,
    /// What their weeks say.
    pub fit: Arc<Fit>,
    /// The names of categories.
    pub categories: Vec<String>,
    /// The names of what products lean to: categories, and vendors of products without one.
    pub parents: Vec<String>,
    /// Each category's median markup on the cost, as a share.
    pub markups: Vec<Option<f64>>,
    /// What each category sold in a week over what it sells in a usual one; nothing of small ones.
    pub seasons: Arc<Vec<HashMap<i64, f64>>>,
    /// The elasticity of all products together by another method, once it was asked for.
    second: Arc<OnceLock<Option<Opinion>>>,
    /// Facts by code.
    pub facts: Arc<PriceFacts>,
    /// Codes for which a maker's lowest price is set and that no product has.
    pub unknown_minimums: Vec<String>,
    /// Of each category the products of which it can be told what a price does, those first that bring
    /// in most.
    largest: Vec<Vec<usize>>,
    /// What futures are drawn with.
    dice: Arc<Dice>,
    places: Arc<HashMap<String, usize>>,
    /// What rivals do, of products that were asked for.
    rivals: Arc<Mutex<Rivals>>,
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
    /// The number of what it leans to: its category, or where it has none its vendor.
    pub parent: usize,
    /// What is asked, in minor units; `None` where nobody knows.
    pub price: Option<i64>,
    /// Tax within a price, as a share of the rest.
    pub tax: f64,
    /// What a unit costs; of variants in the mean of what they sold.
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
    /// The day on which it moved last, as files tell.
    moved: Option<Date>,
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
        let decided = last_decided(workspace)?;
        let priced = match cache.as_ref().filter(|known| known.key == key) {
            Some(known) if known.decided == decided => return Ok(Some(known.clone())),
            Some(known) => Priced::clone(known),
            None => {
                let started = clock::start();
                let priced = gather(key, workspace, made, &settings, context)?;
                let (products, seconds) = (priced.products.len(), started.elapsed().as_secs_f64());
                tracing::info!(products, seconds, "prices gathered");
                priced
            }
        };
        let priced = Arc::new(priced.decided(decided));
        *cache = Some(priced.clone());
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
    let shop = Shop { made: &made, facts: &facts, settings };
    let (mut products, categories, vendors) = shop.group();
    switch(&mut products, &categories);
    let parents = lean(&mut products, categories.iter().chain(&vendors));
    let groups: Vec<Group> = products
        .iter()
        .map(|product| Group {
            articles: product
                .skus
                .iter()
                .filter_map(|sku| articles.get(sku.as_str()).copied())
                .collect(),
            parent: product.parent,
            received: product
                .skus
                .iter()
                .filter_map(|sku| facts.products.get(sku)?.received)
                .min()
                .map(day_number),
            asked: asked_of_all(product.skus.iter().filter_map(|sku| facts.products.get(sku)).map(
                |fact| fact.history.iter().map(|(day, price)| (day_number(*day), *price)).collect(),
            )),
        })
        .collect();
    let weekly = forecast::weekly_of(&demand)?;
    let country = country_of(&settings.time_zone);
    let fit = Fit::new(&weekly, &groups, parents.len(), country)?;
    for (product, past) in products.iter_mut().zip(&fit.past) {
        product.seen = seen(product, past);
    }
    let markups = markups(&products, categories.len());
    let seasons = seasons(&products, &fit, categories.len());
    let seed = made.outlook.card().seed;
    let dice =
        Dice { luck: Luck::new(seed, FUTURES, CORRELATION), draws: draws(&fit, seed, FUTURES) };
    let largest = largest(&products, &dice, categories.len());
    let places = products.iter().enumerate();
    let places = places
        .flat_map(|(place, product)| product.skus.iter().map(move |sku| (sku.clone(), place)))
        .collect();
    let minimums = settings.price.minimum.keys();
    let unknown_minimums =
        minimums.filter(|sku| !facts.products.contains_key(*sku)).cloned().collect();
    Ok(Priced {
        key,
        decided: HashMap::new(),
        made,
        products,
        fit: Arc::new(fit),
        categories,
        parents,
        markups,
        seasons: Arc::new(seasons),
        second: Arc::default(),
        facts: Arc::new(facts),
        unknown_minimums,
        largest,
        dice: Arc::new(dice),
        places: Arc::new(places),
        rivals: Arc::default(),
    })
}

/// What was asked for variants, by the days since 1970-01-01 from which on it was: the longest record, if no
/// other says another price of any day on which one moved; else none.
fn asked_of_all(records: impl Iterator<Item = Vec<(i32, f64)>>) -> Vec<(i32, f64)> {
    let records: Vec<Vec<(i32, f64)>> = records.filter(|record| !record.is_empty()).collect();
    let days: BTreeSet<i32> = records.iter().flatten().map(|(day, _)| *day).collect();
    let agree = |day: &i32| {
        let mut asked = records.iter().filter_map(|record| last_asked(record, *day));
        let first = asked.next();
        asked.all(|price| Some(price) == first)
    };
    let agree = days.iter().all(agree);
    let longest = records.into_iter().filter(|_| agree).max_by_key(Vec::len);
    longest.unwrap_or_default()
}

/// The words with which the names of two variants begin: “Tee - S” and “Tee - M” are a “Tee”. The first
/// name where they have none in common.
fn in_common(first: &str, second: &str) -> String {
    let words = first.split(' ').zip(second.split(' '));
    let same = words.take_while(|(a, b)| a == b).map(|(word, _)| word);
    let is_joint = |letter: char| "-–—/|,:(".contains(letter) || letter == ' ';
    let common = same.collect::<Vec<_>>().join(" ");
    match common.trim_end_matches(is_joint) {
        "" => first.to_owned(),
        common => common.to_owned(),
    }
}

/// Numbers what products lean to anew, without what none does; its names.
fn lean<'a>(products: &mut [Product], names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut used: Vec<usize> = products.iter().map(|product| product.parent).collect();
    used.sort_unstable();
    used.dedup();
    for product in products {
        product.parent = used.binary_search(&product.parent).unwrap_or_default();
    }
    let names = names.enumerate().filter(|(number, _)| used.binary_search(number).is_ok());
    names.map(|(_, name)| name.clone()).collect()
}

/// Different names, in order, and that of what has none.
fn names<'a>(all: impl Iterator<Item = Option<&'a str>>) -> Vec<String> {
    let names: BTreeSet<&str> = all.map(Option::unwrap_or_default).chain([""]).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The last day on which a decision moves each code's price.
fn last_decided(workspace: &Workspace) -> Result<HashMap<String, Date>> {
    let mut last = HashMap::new();
    for event in decided(workspace)? {
        let day = last.entry(event.sku).or_insert(event.day);
        *day = event.day.max(*day);
    }
    Ok(last)
}

/// What products are put together from.
struct Shop<'a> {
    made: &'a Made,
    facts: &'a PriceFacts,
    settings: &'a Settings,
}

impl Shop<'_> {
    /// Products, variants at one price together, and the names of their categories and vendors.
    fn group(&self) -> (Vec<Product>, Vec<String>, Vec<String>) {
        let Shop { made, facts, settings, .. } = *self;
        let none = PriceFact::default();
        let all = facts.products.values();
        let categories = names(all.clone().map(|fact| fact.category.as_deref()));
        let vendors = names(all.map(|fact| fact.vendor.as_deref()));
        let number = |names: &[String], name: &Option<String>| {
            names.binary_search_by(|known| known.as_str().cmp(name.as_deref().unwrap_or_default()))
        };
        // Some platforms have a code for a product whose variants alone are sold.
        let wholes: HashSet<&str> =
            facts.products.values().filter_map(|fact| fact.handle.as_deref()).collect();
        let mut together = HashMap::<(&str, i64), usize>::new();
        let mut products: Vec<Product> = Vec::new();
        for (place, item) in made.gathered.items.iter().enumerate() {
            if item.product.is_archived {
                continue;
            }
            let sku = &item.product.sku;
            let fact = facts.products.get(sku).unwrap_or(&none);
            if fact.asked.or(fact.paid).is_none() && wholes.contains(sku.as_str()) {
                continue;
            }
            // What was paid is what is asked where no file says another price of the same thing.
            let asked = fact
                .asked
                .or(fact.paid)
                .map(|price| price.round() as i64)
                .filter(|price| *price > 0);
            if let (Some(handle), Some(price)) = (&fact.handle, asked) {
                let first = *together.entry((handle.as_str(), price)).or_insert(products.len());
                if let Some(product) = products.get_mut(first) {
                    product.items.push(place);
                    product.skus.push(sku.clone());
                    product.title = in_common(&product.title, &item.product.title);
                    product.guards.tighten(&guards(
                        settings,
                        made.gathered.home,
                        made.gathered.as_of,
                        sku,
                        fact,
                    ));
                    continue;
                }
            }
            let category = number(&categories, &fact.category).unwrap_or_default();
            let vendor = number(&vendors, &fact.vendor).unwrap_or_default();
            let has_category = categories.get(category).is_some_and(|name| !name.is_empty());
            products.push(Product {
                items: vec![place],
                sku: sku.clone(),
                skus: vec![sku.clone()],
                title: item.product.title.clone(),
                category,
                parent: if has_category { category } else { categories.len() + vendor },
                price: asked,
                tax: fact.tax,
                cost: None,
                shelf: None,
                under_way: Vec::new(),
                expected: None,
                guards: guards(settings, made.gathered.home, made.gathered.as_of, sku, fact),
                standing: None,
                moved: None,
                seen: (0.0, 0.0),
                revenue: 0.0,
                remark: None,
            });
        }
        for product in &mut products {
            self.complete(product);
        }
        (products, categories, vendors)
    }

    /// Adds up what is known of a product's variants.
    fn complete(&self, product: &mut Product) {
        let Shop { made, facts, settings, .. } = *self;
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
        let sold = items.iter().map(|(_, item)| item.product.revenue.max(0.0));
        let costs: Option<Vec<f64>> = items.iter().map(|(_, item)| item.cost).collect();
        let dearest = costs.iter().flatten().copied().fold(0.0, f64::max);
        product.cost = costs.and_then(|costs| in_the_mean(&costs, &sold.collect::<Vec<f64>>()));
        let (Some(price), Some(cost)) = (product.price, product.cost) else { return };
        let each = product.skus.iter().filter_map(|sku| facts.products.get(sku));
        let sold: Vec<&PriceFact> = each.clone().filter(|fact| fact.turnover > 0.0).collect();
        let turnover: f64 = sold.iter().map(|fact| fact.turnover).sum();
        let over_sum = |of: &dyn Fn(&PriceFact) -> Option<f64>| {
            let known = sold.iter().filter_map(|fact| Some((fact.turnover, of(fact)?)));
            let (all, parts) = known.fold((0.0, 0.0), |(all, parts), (turnover, share)| {
                (all + turnover, parts + turnover / share)
            });
            if parts > 0.0 { all / parts } else { 1.0 }
        };
        let with_tax = match turnover > 0.0 {
            true => over_sum(&|fact| Some(1.0 + fact.tax)),
            false => 1.0 + product.tax,
        };
        // Discounts are a part of the price that the shop does not get.
        let realised = over_sum(&|fact| fact.realised);
        let realised = if realised >= LEAST_REALISED { realised.min(1.0) } else { 1.0 };
        let tax = with_tax / realised - 1.0;
        product.tax = with_tax - 1.0;
        product.under_way = items.iter().flat_map(|(_, item)| under_way(item)).collect();
        product.under_way.sort_by(|a, b| a.0.total_cmp(&b.0));
        let stocks = items.iter().map(|(place, item)| {
            let on_hand = item.product.on_hand?.units();
            // What the plan would order now comes, too.
            let planned = made.planned.get(*place).filter(|planned| planned.order.milli > 0);
            let planned =
                planned.map(|planned| (f64::from(planned.line.arrival_day), planned.order.units()));
            let mut arrivals: Vec<(f64, f64)> = under_way(item).chain(planned).collect();
            arrivals.sort_by(|a, b| a.0.total_cmp(&b.0));
            let wanted = item.expected.as_ref().map_or(0.0, Expected::units);
            let stock = (on_hand - item.product.committed.units()).max(0.0);
            Some(what_if::Variant { share: wanted, stock, arrivals })
        });
        let stocks: Option<Vec<what_if::Variant>> = stocks.collect();
        let stock = stocks.as_ref().map(|all| all.iter().map(|each| each.stock).sum());
        let mut arrivals: Vec<(f64, f64)> =
            stocks.iter().flatten().flat_map(|each| each.arrivals.iter().copied()).collect();
        arrivals.sort_by(|a, b| a.0.total_cmp(&b.0));
        let variants = stocks.map(parted).unwrap_or_default();
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
            stock,
            arrivals,
            along: match turnover > 0.0 {
                true => sold.iter().map(|fact| fact.turnover * fact.along).sum::<f64>() / turnover,
                false => fact.along,
            },
            instead: 0.0,
            variants,
        });
        let moved = |fact: &PriceFact| {
            fact.history.last().filter(|_| fact.history.len() > 1).map(|(day, _)| *day)
        };
        product.moved = each.filter_map(moved).max();
        product.standing = Some(Standing {
            price,
            tax,
            // No variant is sold below its floor.
            cost: Some(dearest),
            days_since_move: None,
            minor_per_major: made.gathered.home.minor_per_major(),
        });
    }
}

/// Says what a unit sold more takes from other goods of its category at most: a third of its price, of which they
/// leave what they usually do. Where there is no category nobody knows what would be bought instead.
fn switch(products: &mut [Product], categories: &[String]) {
    // Of each category what it brings in, and what that leaves.
    let mut sums = vec![(0.0, 0.0); categories.len()];
    let of = |product: &Product| {
        let shelf = product.shelf.as_ref()?;
        let revenue = product.revenue.max(0.0);
        Some((revenue, revenue * shelf.leaves(shelf.price) / shelf.net(shelf.price)))
    };
    for product in products.iter() {
        if let Some(((revenue, margin), sum)) = of(product).zip(sums.get_mut(product.category)) {
            *sum = (sum.0 + revenue, sum.1 + margin);
        }
    }
    for product in products {
        let Some((own, (revenue, margin))) = of(product).zip(sums.get(product.category).copied())
        else {
            continue;
        };
        let (revenue, margin) = (revenue - own.0, margin - own.1);
        let is_named = categories.get(product.category).is_some_and(|name| !name.is_empty());
        if let Some(shelf) = product.shelf.as_mut().filter(|_| is_named && revenue > 0.0) {
            shelf.instead = (SWITCHED * shelf.net(shelf.price) * margin / revenue).max(0.0);
        }
    }
}

/// What is on its way in, by days from now.
fn under_way(item: &Item) -> impl Iterator<Item = (f64, f64)> {
    item.incoming.iter().map(|on_order| (f64::from(on_order.day.max(0)), on_order.quantity.units()))
}

/// Variants with what is wanted of each as a share; none where there is but one, or nothing is wanted.
fn parted(mut variants: Vec<what_if::Variant>) -> Vec<what_if::Variant> {
    let all: f64 = variants.iter().map(|variant| variant.share).sum();
    if variants.len() < 2 || all <= 0.0 {
        return Vec::new();
    }
    for variant in &mut variants {
        variant.share /= all;
    }
    variants
}

/// The mean cost of variants, by what they bring in at their one price; nothing of none.
fn in_the_mean(costs: &[f64], sold: &[f64]) -> Option<f64> {
    let all: f64 = sold.iter().sum();
    let weighted: f64 = costs.iter().zip(sold).map(|(cost, sold)| cost * sold).sum();
    let plain = costs.iter().sum::<f64>() / costs.len() as f64;
    let mean = if all > 0.0 { weighted / all } else { plain };
    (!costs.is_empty()).then_some(mean)
}

fn share(percent: Decimal) -> f64 {
    percent.ten_thousandths as f64 / 1e6
}

fn guards(settings: &Settings, home: Currency, as_of: Date, sku: &str, fact: &PriceFact) -> Guards {
    let price = &settings.price;
    let is_new = |day: &Option<Date>| {
        day.is_none_or(|day| day_number(as_of) - day_number(day) <= COMPETITOR_DAYS)
    };
    let lowest = fact.competitors.iter().filter(|(.., day)| is_new(day));
    let lowest = lowest.map(|(_, price, _)| price.round() as i64).min();
    Guards {
        floor_margin: share(price.floor_percent),
        minimum_price: price.minimum.get(sku).map(|price| price.minor(home.minor_digits())),
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

/// What each category sold in a week over its mean.
fn seasons(products: &[Product], fit: &Fit, categories: usize) -> Vec<HashMap<i64, f64>> {
    let mut all = vec![(0, HashMap::<i64, f64>::new()); categories];
    for (product, past) in products.iter().zip(&fit.past) {
        let Some((count, of)) = all.get_mut(product.category) else { continue };
        *count += 1;
        for past in past {
            *of.entry(past.week).or_default() += past.units;
        }
    }
    let over_mean = |(count, mut of): (usize, HashMap<i64, f64>)| {
        // Of few products one's own prices would look like a season.
        of.retain(|_, _| count >= FEWEST_OF_SEASON);
        let mean = of.values().sum::<f64>() / of.len().max(1) as f64;
        of.values_mut().for_each(|units| *units /= mean);
        of
    };
    all.into_iter().map(over_mean).collect()
}

/// Of each category those that bring in most, one more than a product has rivals.
fn largest(products: &[Product], dice: &Dice, categories: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new(); categories];
    for ((place, product), draws) in products.iter().enumerate().zip(&dice.draws) {
        if let Some(of) = all.get_mut(product.category).filter(|_| !draws.is_empty()) {
            of.push(place);
        }
    }
    let revenue = |place: &usize| products.get(*place).map_or(0.0, |product| product.revenue);
    for of in &mut all {
        of.sort_by(|a, b| revenue(b).total_cmp(&revenue(a)));
        of.truncate(RIVALS + 1);
    }
    all
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
    /// The same after other decisions.
    fn decided(mut self, decided: HashMap<String, Date>) -> Priced {
        let today = day_number(self.made.gathered.as_of);
        for product in &mut self.products {
            let by_decision = product.skus.iter().filter_map(|sku| decided.get(sku).copied());
            let moved = product.moved.into_iter().chain(by_decision).max();
            // What is decided for a later day moves then.
            let days = moved.map(|day| (today - day_number(day)).max(0).unsigned_abs());
            if let Some(standing) = &mut product.standing {
                standing.days_since_move = days;
            }
        }
        Priced { decided, ..self }
    }

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

    /// The elasticity of all products together by another method, as a check.
    pub fn second(&self) -> Option<Opinion> {
        *self.second.get_or_init(|| second::opinion(self))
    }

    /// Drawn futures of a product; `None` where nobody can tell, or without a forecast. `price` is the
    /// one that will be asked: beyond the prices seen, elasticities are known less.
    pub fn futures(&self, place: usize, price: f64, weeks: usize) -> Option<Vec<Future>> {
        self.futures_by(&self.dice, place, price, weeks)
    }

    /// Dice of another seed, for who tries suggestions on futures that they were not made on.
    pub fn dice(&self, seed: u64, futures: usize) -> Dice {
        Dice { luck: Luck::new(seed, futures, CORRELATION), draws: draws(&self.fit, seed, futures) }
    }

    /// Futures of a product by these dice.
    pub fn futures_by(
        &self,
        dice: &Dice,
        place: usize,
        price: f64,
        weeks: usize,
    ) -> Option<Vec<Future>> {
        let product = self.products.get(place)?;
        let draws = dice.draws.get(place).filter(|draws| !draws.is_empty())?;
        let mean = self.elasticity(place)?.posterior.mean;
        let (low, high) = product.seen;
        let weeks = weeks.min(WEEKS);
        let mut paths = Paths::new(&dice.luck);
        paths.draw(&product.expected.as_ref()?.as_demand(), (7 * weeks) as u32);
        let futures = paths.each().zip(draws).map(|(path, draw)| {
            let until: Vec<f64> = (0..=weeks).map(|week| path.until(7 * week as u32)).collect();
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

    /// A day after so many, counted from today where the data are older: what is proposed lies ahead.
    pub fn day_ahead(&self, days: f64) -> Date {
        let today = self.made.gathered.as_of.max(clock::now().date());
        date_of(day_number(today) + days.max(0.0) as i32)
    }

    /// Days until a day.
    pub fn days_to(&self, day: Date) -> f64 {
        f64::from(day_number(day) - day_number(self.made.gathered.as_of))
    }

    /// Terms whose day can be judged by; what is to be sold by a day is judged until then.
    ///
    /// # Errors
    /// When the day is over, or beyond the forecast.
    pub fn judge(&self, terms: PriceTerms) -> Result<PriceTerms> {
        match terms.by.filter(|_| terms.goal == PriceGoal::SellThrough) {
            Some(day) => {
                let weeks = (self.ahead("by", day)? / 7.0).ceil() as u16;
                Ok(PriceTerms { weeks, ..terms })
            }
            None => Ok(PriceTerms { by: None, ..terms }),
        }
    }

    /// Days until a day that the forecast reaches.
    ///
    /// # Errors
    /// When it is over, or beyond the forecast.
    pub fn ahead(&self, field: &'static str, day: Date) -> Result<f64> {
        let days = self.days_to(day);
        if (1.0..=(7 * WEEKS) as f64).contains(&days) {
            return Ok(days);
        }
        Err(super::bad(
            field,
            "Choose a day within the next 13 weeks of the forecast.",
            "Wählen Sie einen Tag in den nächsten 13 Wochen der Prognose.",
        ))
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
        let is_named = self.categories.get(category).is_some_and(|name| !name.is_empty());
        let of = self.largest.get(category).filter(|_| is_named);
        of.into_iter().flatten().copied().filter(|place| *place != but).take(RIVALS).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_cost_what_those_that_sell_do() {
        assert_eq!(in_the_mean(&[2.0, 4.0], &[300.0, 100.0]), Some(2.5));
        assert_eq!(in_the_mean(&[2.0, 4.0], &[0.0, 0.0]), Some(3.0));
        assert_eq!(in_the_mean(&[], &[]), None);
    }

    #[test]
    fn variants_were_asked_for_alike_or_nobody_knows() {
        let old = vec![(0, 10.0), (50, 12.0)];
        let new = vec![(40, 10.0), (50, 12.0)];
        let other = vec![(0, 10.0), (45, 11.0), (50, 12.0)];
        let of = |records: &[&Vec<(i32, f64)>]| {
            asked_of_all(records.iter().map(|record| (*record).clone()))
        };
        assert_eq!(of(&[&new, &Vec::new(), &old]).last(), Some(&(50, 12.0)));
        assert_eq!(of(&[&old, &other]), []);
        assert_eq!(of(&[]), []);
    }

    #[test]
    fn variants_have_the_name_that_they_share() {
        assert_eq!(in_common("Linen tee - S / white", "Linen tee - M / white"), "Linen tee");
        assert_eq!(in_common("Linen tee", "Linen tee - M"), "Linen tee");
        assert_eq!(in_common("Tray 10 cm", "Tray 12 cm"), "Tray");
        assert_eq!(in_common("Small", "Large"), "Small");
    }
}
