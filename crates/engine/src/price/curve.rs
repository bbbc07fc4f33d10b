//! Units a week by price, drawn.

use super::gather::Priced;
use crate::{error::Result, jobs::Context};
use kontor_api::{chart::Chart, domain::Locale, price::PriceTerms};
use kontor_charts::{Curve, CurvePoint, curve};
use kontor_pricing::what_if;

/// Prices at which the curve is worked out.
const POINTS: usize = 25;
/// It reaches by so much beyond the prices seen and allowed.
const BEYOND: f64 = 0.05;
/// Past weeks that are drawn.
const PAST: usize = 52;
const WIDTH: u32 = 620;
const HEIGHT: u32 = 240;

/// The curve of a product, with a price marked; `None` where nobody can tell.
pub fn chart(
    priced: &Priced,
    place: usize,
    chosen: Option<i64>,
    terms: &PriceTerms,
    context: &Context,
) -> Result<Option<Chart>> {
    let home = priced.made.gathered.home;
    let Some((product, shelf)) =
        priced.products.get(place).and_then(|product| Some((product, product.shelf.as_ref()?)))
    else {
        return Ok(None);
    };
    let Some(mut futures) = priced.futures(place, shelf.price, usize::from(terms.weeks)) else {
        return Ok(None);
    };
    let scale = home.minor_per_major() as f64;
    let moves = product.guards.largest_move;
    let lowest = product.seen.0.min(shelf.price * (1.0 - moves));
    let highest = product.seen.1.max(shelf.price * (1.0 + moves));
    let chosen = chosen.map(|price| price as f64);
    let lowest = chosen.unwrap_or(lowest).min(lowest) * (1.0 - BEYOND);
    let highest = chosen.unwrap_or(highest).max(highest) * (1.0 + BEYOND);
    let points = (0..POINTS).map(|point| {
        let price = lowest + (highest - lowest) * point as f64 / (POINTS - 1) as f64;
        priced.respread(place, &mut futures, price);
        let units = what_if::curve(shelf, &futures, &[price], usize::from(terms.weeks));
        let units = units.first().copied().unwrap_or_default();
        CurvePoint {
            price: price / scale,
            units: units.mean,
            low: units.low80,
            high: units.high80,
            low95: units.low95,
            high95: units.high95,
        }
    });
    let points = points.collect();
    let past = priced.fit.past.get(place).map_or(&[][..], Vec::as_slice);
    let past = past.iter().skip(past.len().saturating_sub(PAST));
    let dots = past.map(|past| (product.as_seen(past.price) / scale, past.units)).collect();
    let drawn = curve(&Curve {
        title: context.say("Units a week by price", "Stück je Woche nach Preis").to_owned(),
        points,
        dots,
        now: shelf.price / scale,
        chosen: chosen.map(|price| price / scale),
        currency: home,
        locale: Locale { language: context.language, home: Some(home) },
        width: WIDTH,
        height: HEIGHT,
    })?;
    Ok(Some(drawn))
}
