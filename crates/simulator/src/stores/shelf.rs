//! Puts a market together: products from a catalogue, and all that is drawn at random about them.

use crate::{
    Random, at,
    market::{Companion, Competitor, Market, Offer, PriceChange, Product, Promotion, Variant},
};

/// What a catalogue says of a product.
pub(super) struct Draft {
    pub title: String,
    pub category: &'static str,
    pub vendor: &'static str,
    pub season: usize,
    /// How much it is bought, in proportion to the others.
    pub weight: f64,
    pub return_rate: f64,
    pub supplier: usize,
    pub variants: Vec<DraftVariant>,
}

/// What a catalogue says of a variant.
pub(super) struct DraftVariant {
    pub sku: String,
    pub options: Vec<(String, String)>,
    /// In proportion to the product's others.
    pub share: f64,
    pub price: i64,
    /// Cost as a share of the price.
    pub cost_share: f64,
    pub grams: u32,
    pub sold_in: u32,
    pub minimum_quantity: u32,
    pub pack: u32,
}

/// What is drawn at random about a shop's products.
pub(super) struct Habits {
    /// Mean and standard deviation of elasticities; none is above −0.7 or below −4.
    pub elasticity: (f64, f64),
    /// How steady days are, from and to.
    pub steadiness: (f64, f64),
    /// Share of products that come during the time, and that go.
    pub launched: f64,
    pub ended: f64,
    /// Changes of a regular price in a year, beside one for the yearly rise.
    pub price_changes_per_year: f64,
    /// The yearly rise of prices and costs.
    pub inflation: f64,
    /// Puts a price into the shop's style.
    pub ending: fn(f64) -> i64,
}

/// Adds products to a market.
pub(super) fn stock(market: &mut Market, drafts: Vec<Draft>, habits: &Habits, random: &mut Random) {
    for draft in drafts {
        let product = market.products.len();
        let shares: f64 = draft.variants.iter().map(|variant| variant.share).sum();
        let (mean, sd) = habits.elasticity;
        let days = f64::from(market.days);
        let mut launch = None;
        let mut end = None;
        if random.chance(habits.launched) {
            launch = Some((days * random.between(0.1, 0.75)) as u32);
        } else if random.chance(habits.ended) {
            end = Some((days * random.between(0.5, 0.97)) as u32);
        }
        market.products.push(Product {
            title: draft.title,
            category: draft.category.to_owned(),
            vendor: draft.vendor.to_owned(),
            attributes: std::array::from_fn(|_| random.normal()),
            weight: draft.weight,
            elasticity: (mean + sd * random.normal()).clamp(-4.0, -0.7),
            substitutes: Vec::new(),
            competitor_elasticity: 0.0,
            promotion_lift: random.between(0.1, 0.45),
            season: draft.season,
            trend_per_year: 0.1 * random.normal(),
            launch,
            end,
            steadiness: random.between(habits.steadiness.0, habits.steadiness.1),
            return_rate: draft.return_rate,
            first_variant: market.variants.len(),
            variants: draft.variants.len(),
        });
        for variant in draft.variants {
            market.variants.push(Variant {
                product,
                sku: variant.sku,
                options: variant.options,
                share: variant.share / shares,
                price: variant.price,
                cost: (variant.price as f64 * variant.cost_share).round() as i64,
                grams: variant.grams,
                sold_in: variant.sold_in,
                supplier: draft.supplier,
                minimum_quantity: variant.minimum_quantity,
                pack: variant.pack,
            });
        }
    }
    change_prices(market, habits, random);
    find_substitutes(market, random);
}

/// Weights as they are in shops: the n-th best sells n to the power of −`power` of the best, give or
/// take; in an order of no meaning.
pub(super) fn weights(count: usize, power: f64, random: &mut Random) -> Vec<f64> {
    let mut weights: Vec<(u64, f64)> = (1..=count)
        .map(|rank| {
            let weight = libm::pow(rank as f64, -power) * libm::exp(0.25 * random.normal());
            (random.bits(), weight)
        })
        .collect();
    weights.sort_by_key(|(order, _)| *order);
    weights.into_iter().map(|(_, weight)| weight).collect()
}

/// Plans regular prices and costs: each product has its days of change.
fn change_prices(market: &mut Market, habits: &Habits, random: &mut Random) {
    for product in &market.products {
        let mut level: f64 = 1.0;
        let mut day = 0.0;
        loop {
            day += random.exponential(365.25 / (habits.price_changes_per_year + 1.0)).max(21.0);
            if day >= f64::from(market.days) {
                break;
            }
            // The level comes back to where it was, so that prices do not wander off.
            level *= at(&[0.88, 0.92, 0.95, 1.05, 1.08, 1.12], random.below(6) as usize);
            level = level.clamp(0.8, 1.25);
            let risen = libm::exp(habits.inflation * day / 365.25);
            for variant in product.variants() {
                let Some(base) = market.variants.get(variant) else { continue };
                market.price_changes.push(PriceChange {
                    day: day as u32,
                    variant,
                    price: (habits.ending)(base.price as f64 * level * risen),
                    cost: (base.cost as f64 * risen).round() as i64,
                });
            }
        }
    }
    market.price_changes.sort_by_key(|change| (change.day, change.variant));
}

/// Ties each product to up to three others of its category.
fn find_substitutes(market: &mut Market, random: &mut Random) {
    let categories: Vec<String> =
        market.products.iter().map(|product| product.category.clone()).collect();
    for (place, product) in market.products.iter_mut().enumerate() {
        let near: Vec<usize> = (place.saturating_sub(6)..(place + 7).min(categories.len()))
            .filter(|other| *other != place && categories.get(*other) == Some(&product.category))
            .collect();
        for _ in 0..random.below(4).min(near.len() as u32) {
            let other = random.pick(&near).copied().unwrap_or(place);
            if product.substitutes.iter().all(|(known, _)| *known != other) {
                product.substitutes.push((other, random.between(0.08, 0.4)));
            }
        }
    }
}

/// Gives rivals a share of the products, with prices that wander around the shop's.
pub(super) fn compete(market: &mut Market, rivals: &[&str], share: f64, random: &mut Random) {
    let weeks = market.days.div_ceil(7);
    let mut competitors: Vec<Competitor> = rivals
        .iter()
        .map(|name| Competitor { name: (*name).to_owned(), offers: Vec::new() })
        .collect();
    for (place, product) in market.products.iter_mut().enumerate() {
        if !random.chance(share) {
            continue;
        }
        product.competitor_elasticity = random.between(0.2, 0.8);
        let usual = 0.05 * random.normal();
        let mut away: f64 = 0.0;
        let ratio = (0..weeks)
            .map(|_| {
                // Rivals change their price about every two months.
                if random.chance(0.12) {
                    away = 0.07 * random.normal();
                }
                libm::exp(usual + away)
            })
            .collect();
        let rival = random.below(competitors.len() as u32) as usize;
        if let Some(competitor) = competitors.get_mut(rival) {
            competitor.offers.push(Offer { product: place, ratio });
        }
    }
    market.competitors = competitors;
}

/// Plans promotions one after another, each of some products at once.
pub(super) fn promote(
    market: &mut Market,
    names: &[(&str, u32)],
    every_days: f64,
    share: f64,
    random: &mut Random,
) {
    let mut day = every_days * random.between(0.3, 0.7);
    let mut number = 0;
    while day + 15.0 < f64::from(market.days) {
        let (name, discount_percent) = at(names, number % names.len().max(1));
        let products: Vec<usize> =
            (0..market.products.len()).filter(|_| random.chance(share)).collect();
        let starts = day as u32;
        let year = market.date(starts).year();
        market.promotions.push(Promotion {
            name: format!("{name} {year}"),
            starts,
            ends: starts + 6 + random.below(9),
            products,
            discount_percent,
        });
        number += 1;
        day += every_days * random.between(0.75, 1.25);
    }
    // A promotion's percentages come off the regular price; both are planned, so that they meet.
    market.promotions.retain(|promotion| !promotion.products.is_empty());
}

/// Ties products that are bought together, by words in their titles.
pub(super) fn accompany(market: &mut Market, pairs: &[(&str, &str, f64)]) {
    let find = |word: &str| market.products.iter().position(|product| product.title.contains(word));
    let found: Vec<Companion> = pairs
        .iter()
        .filter_map(|(hub, spoke, probability)| {
            let (hub, spoke) = (find(hub)?, find(spoke)?);
            (hub != spoke).then_some(Companion { hub, spoke, probability: *probability })
        })
        .collect();
    market.companions.extend(found);
}

/// Ties random products of the shop that are bought together.
pub(super) fn accompany_some(market: &mut Market, count: usize, random: &mut Random) {
    let mut by_weight: Vec<usize> = (0..market.products.len())
        .filter(|place| {
            market
                .products
                .get(*place)
                .is_some_and(|each| each.launch.is_none() && each.end.is_none())
        })
        .collect();
    by_weight.sort_by(|a, b| {
        let weight = |place: &usize| market.products.get(*place).map_or(0.0, |each| each.weight);
        weight(b).total_cmp(&weight(a))
    });
    let hubs: Vec<usize> = by_weight.iter().copied().take(count * 2).step_by(2).collect();
    for hub in hubs {
        let at_random = by_weight.get(random.below(by_weight.len() as u32) as usize).copied();
        let probability = random.between(0.12, 0.3);
        if let Some(spoke) = at_random.filter(|spoke| *spoke != hub) {
            market.companions.push(Companion { hub, spoke, probability });
        }
    }
}
