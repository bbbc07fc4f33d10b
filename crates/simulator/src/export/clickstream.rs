//! What happens in the web shop: views, searches, carts, checkouts, purchases; one JSON object a
//! line. Nothing reads it yet.

use super::{Export, FileCard, Open, variant_title};
use crate::{
    Random,
    shop::{Day, Ending, Order},
    stores::Settings,
};
use serde::Serialize;
use std::io::{self, Write};

/// The stream that clicks are drawn from, so that writing them changes nothing else.
const STREAM: u64 = 101;

/// A click.
#[derive(Serialize)]
struct Event<'a> {
    time: String,
    session: &'a str,
    channel: &'a str,
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<u64>,
}

pub(super) struct Clickstream<'s> {
    settings: &'s Settings,
    from: u32,
    out: Box<dyn Write>,
    random: Random,
}

/// A session as it goes on.
struct Session<'a> {
    id: String,
    channel: &'a str,
    second: u32,
}

impl<'s> Clickstream<'s> {
    pub(super) fn new(
        settings: &'s Settings,
        from: u32,
        open: &mut Open,
    ) -> io::Result<Clickstream<'s>> {
        let random = Random::new(settings.seed, STREAM);
        Ok(Clickstream { settings, from, out: open("events.jsonl")?, random })
    }

    fn begin<'a>(&mut self, channel: &'a str, before: u32) -> Session<'a> {
        let id = format!("{:08x}", self.random.below(u32::MAX));
        let lead = 60 + self.random.below(900);
        Session { id, channel, second: before.saturating_sub(lead) }
    }

    fn write(
        &mut self,
        day: &Day,
        session: &mut Session,
        event: &str,
        with: impl FnOnce(&mut Event),
    ) -> io::Result<()> {
        session.second = (session.second + 2 + self.random.below(50)).min(86_399);
        let time = super::Stamp {
            date: day.date,
            second: session.second,
            offset_hours: self.settings.clock.offset_hours(day.date),
        };
        // Apart from the offset's blank it is ISO 8601.
        let time = time.to_string().replacen(' ', "T", 1).replace(' ', "");
        let mut event = Event {
            time,
            session: &session.id,
            channel: session.channel,
            event,
            sku: None,
            query: None,
            quantity: None,
            order: None,
        };
        with(&mut event);
        serde_json::to_writer(&mut self.out, &event)?;
        self.out.write_all(b"\n")
    }

    /// Looks at a product: finds it by a search now and then.
    fn look(&mut self, day: &Day, session: &mut Session, variant: usize) -> io::Result<()> {
        let sku = day.market.variants.get(variant).map_or("", |each| each.sku.as_str());
        if self.random.chance(0.2) {
            let title = variant_title(self.settings, variant).to_lowercase();
            let words: Vec<&str> =
                title.split([' ', '-', '/', ',']).filter(|word| word.len() > 2).collect();
            let query = self.random.pick(&words).copied().unwrap_or_default();
            self.write(day, session, "search", |event| event.query = Some(query.to_owned()))?;
        }
        self.write(day, session, "product_view", |event| event.sku = Some(sku.to_owned()))
    }

    /// A product as often as it is wanted.
    fn any(&mut self, day: &Day) -> usize {
        let lines = day.demand_model.lines.first();
        let total: f64 = lines.map_or(0.0, |lines| lines.iter().sum());
        let mut aim = self.random.uniform() * total;
        let reached = |lines: &Vec<f64>| {
            lines.iter().position(|line| {
                aim -= line;
                aim < 0.0
            })
        };
        lines.and_then(reached).unwrap_or(0)
    }

    fn buying(&mut self, day: &Day, order: &Order, channel: &str) -> io::Result<()> {
        let session = &mut self.begin(channel, order.second);
        self.write(day, session, "page_view", |_| ())?;
        for line in &order.lines {
            if self.random.chance(0.5) {
                let other = self.any(day);
                self.look(day, session, other)?;
            }
            self.look(day, session, line.variant)?;
            let sku = day.market.variants.get(line.variant).map_or("", |each| each.sku.as_str());
            self.write(day, session, "add_to_cart", |event| {
                event.sku = Some(sku.to_owned());
                event.quantity = Some(line.wanted);
            })?;
        }
        self.write(day, session, "checkout", |_| ())?;
        session.second = session.second.max(order.second.saturating_sub(1));
        self.write(day, session, "purchase", |event| event.order = Some(order.number))
    }

    /// A visit that buys nothing; with a filled cart it leaves it, half of the time at the checkout.
    fn leaving(&mut self, day: &Day, channel: &str, has_cart: bool) -> io::Result<()> {
        let at_second = 25_200 + self.random.below(57_600);
        let session = &mut self.begin(channel, at_second);
        self.write(day, session, "page_view", |_| ())?;
        let mut variant = 0;
        for _ in 0..1 + self.random.poisson(1.2) {
            variant = self.any(day);
            self.look(day, session, variant)?;
        }
        if has_cart {
            let sku = day.market.variants.get(variant).map_or("", |each| each.sku.as_str());
            self.write(day, session, "add_to_cart", |event| {
                event.sku = Some(sku.to_owned());
                event.quantity = Some(1);
            })?;
            if self.random.chance(0.5) {
                self.write(day, session, "checkout", |_| ())?;
            }
        }
        Ok(())
    }
}

impl Export for Clickstream<'_> {
    fn day(&mut self, day: &Day, _: &mut Open) -> io::Result<()> {
        if day.day < self.from {
            return Ok(());
        }
        let mut orders = vec![0.0; day.market.channels.len()];
        for order in day.orders.iter().filter(|order| !order.is_cancelled) {
            let Some(channel) = day.market.channels.get(order.channel) else { continue };
            if channel.is_till {
                continue;
            }
            if let Some(orders) = orders.get_mut(order.channel) {
                *orders += 1.0;
            }
            self.buying(day, order, &channel.name)?;
        }
        for (channel, orders) in day.market.channels.iter().zip(&orders) {
            for _ in 0..self.random.poisson(channel.browsing * orders) {
                self.leaving(day, &channel.name, false)?;
            }
            for _ in 0..self.random.poisson(channel.abandoning * orders) {
                self.leaving(day, &channel.name, true)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, _: &Ending, _: &mut Open) -> io::Result<()> {
        self.out.flush()
    }

    fn files(&self) -> Vec<FileCard> {
        vec![FileCard { file: "events.jsonl".to_owned(), kind: "events".to_owned(), used: false }]
    }
}
