//! Suggestions tried on futures that they were not made on: with all prices kept, and as each rule, the
//! fitted demand and those that learn would have them.

use super::{
    agent, check,
    gather::Priced,
    go_on, no_forecast,
    show::money_range,
    suggest::{Judged, choices},
    words,
};
use crate::{Engine, Handle, error::Result, jobs::Context};
use kontor_api::price::{PriceReplay, PriceReplayRow, PriceSource, ReplayPrices};
use kontor_pricing::{
    suggest::at_a_sale,
    what_if::{Outcome, Product, at_prices, gains, range},
};
use std::collections::BTreeMap;

/// Draws at most.
const MOST_PATHS: u32 = 2000;
/// What futures of the replay are drawn with: not the seed of the suggestions.
const SEED: u64 = 0x5eed_7e57;

impl Handle<ReplayPrices> for Engine {
    fn handle(&self, request: ReplayPrices, context: &Context) -> Result<PriceReplay> {
        let workspace = self.workspace()?;
        let terms = check(request.terms)?;
        if !(20..=MOST_PATHS).contains(&request.paths) {
            return Err(super::bad(
                "paths",
                "The weeks are drawn 20 to 2,000 times.",
                "Die Wochen werden 20- bis 2.000-mal gezogen.",
            ));
        }
        context.stage("Gathering prices", "Preise werden zusammengestellt", 0.0, 0.2);
        let priced = self.priced(&workspace, context)?.ok_or_else(no_forecast)?;
        let terms = priced.judge(terms)?;
        context.stage("Playing prices", "Preise werden gespielt", 0.2, 0.8);
        let paths = request.paths as usize;
        let dice = priced.dice(SEED, paths);
        let weeks = usize::from(terms.weeks);
        let mut sums = BTreeMap::<usize, Way>::new();
        let proven = agent::proven(&workspace);
        let mut products = 0;
        for place in 0..priced.products.len() {
            go_on(context)?;
            context.progress(place as f64 / priced.products.len().max(1) as f64);
            let learnt = agent::learnt(&priced, place, proven.as_ref());
            let Ok(judged) = choices(&priced, place, &terms, &learnt) else { continue };
            let Some(shelf) = priced.products.get(place).and_then(|product| product.shelf.as_ref())
            else {
                continue;
            };
            let Some(kept) = judged.iter().find(|one| one.source == PriceSource::Keep) else {
                continue;
            };
            products += 1;
            let now = play(&priced, &dice, place, shelf, kept, weeks);
            for (number, source) in PriceSource::ALL.into_iter().enumerate() {
                // Who has nothing to say keeps the price.
                let one = judged.iter().find(|one| one.source == source).unwrap_or(kept);
                let way = sums.entry(number).or_insert_with(|| Way::new(paths));
                way.add(
                    one.price != kept.price || !one.later.is_empty(),
                    &play(&priced, &dice, place, shelf, one, weeks),
                    &now,
                    shelf,
                );
            }
        }
        let home = priced.made.gathered.home;
        let rows = PriceSource::ALL.into_iter().enumerate().filter_map(|(number, source)| {
            // Of whoever never asks another price there is nothing to tell.
            let says = |way: &&Way| source == PriceSource::Keep || way.changed > 0;
            let way = sums.get(&number).filter(says)?;
            let above = way.gain.iter().filter(|gain| **gain > 0.0).count() as f64;
            Some(PriceReplayRow {
                source,
                changed: way.changed,
                margin: money_range(&range(way.margin.iter().copied()), home),
                gain: money_range(&range(way.gain.iter().copied()), home),
                better: above / paths as f64,
            })
        });
        Ok(PriceReplay {
            products,
            paths: request.paths,
            rows: rows.collect(),
            definition: words::definition(context).to_owned(),
        })
    }
}

/// What a way to ask prices came to, on each draw.
struct Way {
    changed: u64,
    margin: Vec<f64>,
    gain: Vec<f64>,
}

impl Way {
    fn new(paths: usize) -> Way {
        Way { changed: 0, margin: vec![0.0; paths], gain: vec![0.0; paths] }
    }

    fn add(&mut self, is_changed: bool, new: &[Outcome], now: &[Outcome], shelf: &Product) {
        self.changed += u64::from(is_changed);
        let sums = self.margin.iter_mut().zip(&mut self.gain);
        for ((margin, gain), (new, gained)) in sums.zip(new.iter().zip(gains(shelf, new, now))) {
            *margin += new.margin;
            *gain += gained;
        }
    }
}

fn play(
    priced: &Priced,
    dice: &super::gather::Dice,
    place: usize,
    shelf: &Product,
    one: &Judged,
    weeks: usize,
) -> Vec<Outcome> {
    let futures = priced.futures_by(dice, place, one.price as f64, weeks).unwrap_or_default();
    if one.source == PriceSource::FlashSale {
        return at_a_sale(shelf, &futures, one.price as f64, weeks);
    }
    let later = one.later.iter().map(|(day, price)| (*day, *price as f64));
    let steps: Vec<(f64, f64)> = std::iter::once((0.0, one.price as f64)).chain(later).collect();
    at_prices(shelf, &futures, &steps, weeks)
}
