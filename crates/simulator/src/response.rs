//! What the day and the prices do to the demand for each variant: a multiplier that is 1 when
//! nothing moves it.

use crate::{
    at,
    market::{Market, reduced},
};

/// The multipliers, kept up to date as days pass and prices change.
#[derive(Debug, Clone)]
pub struct Response {
    /// Selling price of each variant.
    price: Vec<i64>,
    /// Own price's effect, by variant.
    own: Vec<f64>,
    /// Substitutes' prices' effect, by product.
    cross: Vec<f64>,
    /// For each product those whose demand its price moves, and by what power.
    moves: Vec<Vec<(usize, f64)>>,
    /// Which rival's offer counts for a product.
    offer: Vec<Option<(usize, usize)>>,
    /// Everything but the own price, by product, on the day last asked for.
    product: Vec<f64>,
}

impl Response {
    /// At base prices, before the first day.
    pub fn new(market: &Market) -> Response {
        let mut moves = vec![Vec::new(); market.products.len()];
        for (place, product) in market.products.iter().enumerate() {
            for (other, power) in &product.substitutes {
                if let Some(list) = moves.get_mut(*other) {
                    list.push((place, *power));
                }
            }
        }
        let mut offer = vec![None; market.products.len()];
        for (competitor, rival) in market.competitors.iter().enumerate() {
            for (place, each) in rival.offers.iter().enumerate() {
                if let Some(slot) = offer.get_mut(each.product) {
                    *slot = Some((competitor, place));
                }
            }
        }
        Response {
            price: market.variants.iter().map(|variant| variant.price).collect(),
            own: vec![1.0; market.variants.len()],
            cross: vec![1.0; market.products.len()],
            moves,
            offer,
            product: vec![1.0; market.products.len()],
        }
    }

    /// The selling price of a variant.
    pub fn price(&self, variant: usize) -> i64 {
        at(&self.price, variant)
    }

    /// The selling prices.
    pub fn prices(&self) -> &[i64] {
        &self.price
    }

    /// Sets a selling price; one below 1 counts as 1.
    pub fn set_price(&mut self, market: &Market, variant: usize, price: i64) {
        let price = price.max(1);
        let Some(slot) = self.price.get_mut(variant) else { return };
        if *slot == price {
            return;
        }
        *slot = price;
        let Some(of) = market.variants.get(variant) else { return };
        let Some(product) = market.products.get(of.product) else { return };
        let log_ratio = libm::log(price as f64 / of.price as f64);
        if let Some(own) = self.own.get_mut(variant) {
            *own = libm::exp(product.elasticity * log_ratio);
        }
        // The first variant stands for the product.
        if product.first_variant == variant {
            let moved: Vec<usize> =
                self.moves.get(of.product).into_iter().flatten().map(|(place, _)| *place).collect();
            for place in moved {
                self.settle_cross(market, place);
            }
        }
    }

    fn settle_cross(&mut self, market: &Market, place: usize) {
        let Some(product) = market.products.get(place) else { return };
        let mut log = 0.0;
        for (other, power) in &product.substitutes {
            let first = market.products.get(*other).map_or(0, |product| product.first_variant);
            let base = market.variants.get(first).map_or(1, |variant| variant.price);
            log += power * libm::log(self.price(first) as f64 / base as f64);
        }
        if let Some(cross) = self.cross.get_mut(place) {
            *cross = libm::exp(log);
        }
    }

    /// Goes to a day: regular prices and promotions as the market plans them.
    pub fn follow_plan(&mut self, market: &Market, regular: &mut [i64], day: u32) {
        let first = market.price_changes.partition_point(|change| change.day < day);
        for change in market.price_changes.iter().skip(first).take_while(|change| change.day == day)
        {
            if let Some(slot) = regular.get_mut(change.variant) {
                *slot = change.price;
            }
            let product = market.variants.get(change.variant).map_or(0, |variant| variant.product);
            let price = reduced(change.price, market.discount(product, day));
            self.set_price(market, change.variant, price);
        }
        for promotion in &market.promotions {
            if promotion.starts != day && promotion.ends != day {
                continue;
            }
            for product in &promotion.products {
                let discount = market.discount(*product, day);
                let variants =
                    market.products.get(*product).map_or(0..0, super::market::Product::variants);
                for variant in variants {
                    self.set_price(market, variant, reduced(at(regular, variant), discount));
                }
            }
        }
    }

    /// Goes to a day: season, trend, launch, promotions' lift, substitutes and rivals.
    pub fn set_day(&mut self, market: &Market, day: u32) {
        let of_year = usize::from(market.date(day).day_of_year().unsigned_abs()).saturating_sub(1);
        let years = f64::from(day) / 365.25;
        let seasons: Vec<f64> =
            market.seasons.iter().map(|season| at(&season.table, of_year)).collect();
        let effects = market.products.iter().zip(&self.cross).zip(&self.offer);
        for (effect, ((product, cross), offer)) in self.product.iter_mut().zip(effects) {
            *effect =
                at(&seasons, product.season) * cross * launched(product.launch, product.end, day);
            if product.trend_per_year != 0.0 && *effect > 0.0 {
                *effect *= libm::exp(product.trend_per_year * years);
            }
            if let Some((competitor, place)) = offer {
                let ratio = offer_ratio(market, *competitor, *place, day);
                *effect *= libm::exp(product.competitor_elasticity * libm::log(ratio));
            }
        }
        for promotion in &market.promotions {
            if (promotion.starts..promotion.ends).contains(&day) {
                for product in &promotion.products {
                    let lift =
                        market.products.get(*product).map_or(0.0, |each| each.promotion_lift);
                    if let Some(effect) = self.product.get_mut(*product) {
                        *effect *= libm::exp(lift);
                    }
                }
            }
        }
    }

    /// The multiplier of each variant.
    pub fn of_variants<'a>(&'a self, market: &'a Market) -> impl Iterator<Item = f64> + 'a {
        let variants = market.variants.iter().zip(&self.own);
        variants.map(|(variant, own)| at(&self.product, variant.product) * own)
    }
}

/// A rival's price on a day, as a multiple of the base price.
pub fn offer_ratio(market: &Market, competitor: usize, place: usize, day: u32) -> f64 {
    let offer = market.competitors.get(competitor).and_then(|rival| rival.offers.get(place));
    let ratio = offer.and_then(|offer| offer.ratio.get(day as usize / 7).or(offer.ratio.last()));
    ratio.copied().unwrap_or(1.0)
}

/// How far a product has become known: none before its launch or after its end, two thirds after
/// three weeks.
fn launched(launch: Option<u32>, end: Option<u32>, day: u32) -> f64 {
    if end.is_some_and(|end| day >= end) {
        return 0.0;
    }
    match launch {
        None => 1.0,
        Some(launch) if day < launch => 0.0,
        Some(launch) => 1.0 - libm::exp(-f64::from(day - launch + 1) / 21.0),
    }
}
