//! What platforms do not export: suppliers and what they ask, purchase orders with receipts,
//! promotions, ad spend, price history, rivals' prices.

use super::{
    Amount, COMMA, Export, FileCard, Open, Sheet, card, converted, costs_at_the_end, last_day,
};
use crate::{
    calendar,
    response::offer_ratio,
    shop::{Day, Ending},
    stores::Settings,
};
use std::io;

const SUPPLIERS: &str = "Supplier,Email,Currency,Lead time days,Minimum order value,Free freight from,Order weekdays,Payment days";
const SUPPLIER_PRODUCTS: &str =
    "Supplier,SKU,Supplier SKU,Unit cost,Currency,Minimum quantity,Pack size,Lead time days";
const PURCHASE_ORDERS: &str = "Purchase order,Supplier,Ordered at,Expected at,SKU,Quantity ordered,Unit cost,Currency,Received at,Quantity received,Location";
const PROMOTIONS: &str = "Promotion,Starts,Ends,SKU,Discount percent";
const AD_SPEND: &str = "Date,Channel,Campaign,Spend,Currency";
const PRICE_HISTORY: &str = "SKU,Valid from,Price,Cost,Currency";
const COMPETITOR_PRICES: &str = "Date,Competitor,SKU,Price,Currency";

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

pub(super) struct Plain<'s> {
    settings: &'s Settings,
    purchase_orders: Sheet,
    ad_spend: Sheet,
    competitor_prices: Sheet,
}

impl<'s> Plain<'s> {
    pub(super) fn new(settings: &'s Settings, open: &mut Open) -> io::Result<Plain<'s>> {
        Ok(Plain {
            settings,
            purchase_orders: Sheet::new(open("purchase_orders.csv")?, PURCHASE_ORDERS, COMMA)?,
            ad_spend: Sheet::new(open("ad_spend.csv")?, AD_SPEND, COMMA)?,
            competitor_prices: Sheet::new(
                open("competitor_prices.csv")?,
                COMPETITOR_PRICES,
                COMMA,
            )?,
        })
    }

    fn purchases(&mut self, day: &Day) -> io::Result<()> {
        let last = last_day(self.settings);
        for order in day.purchase_orders {
            let Some(supplier) = day.market.suppliers.get(order.supplier) else { continue };
            for line in &order.lines {
                let variant = day.market.variants.get(line.variant);
                let location = day.market.locations.get(line.location);
                let mut received = line.receipts.iter().filter(|(on, _)| *on <= last).peekable();
                let is_open = received.peek().is_none();
                let rows: Vec<Option<(u32, u32)>> = match is_open {
                    true => vec![None],
                    false => received.copied().map(Some).collect(),
                };
                for receipt in rows {
                    let sheet = &mut self.purchase_orders;
                    sheet.put("Purchase order", format_args!("PO-{:05}", order.number));
                    sheet.put("Supplier", &supplier.name);
                    sheet.put("Ordered at", day.date);
                    sheet.put("Expected at", day.market.date(order.expected_on));
                    sheet.put("SKU", variant.map_or("", |variant| &variant.sku));
                    sheet.put("Quantity ordered", line.quantity);
                    sheet.put("Unit cost", Amount(converted(line.unit_cost, supplier.rate)));
                    sheet.put("Currency", &supplier.currency);
                    if let Some((on, quantity)) = receipt {
                        sheet.put("Received at", day.market.date(on));
                        sheet.put("Quantity received", quantity);
                    }
                    sheet.put("Location", location.map_or("", |location| &location.name));
                    sheet.end_row()?;
                }
            }
        }
        Ok(())
    }

    fn spend(&mut self, day: &Day) -> io::Result<()> {
        for campaign in &day.market.campaigns {
            if !(campaign.starts..campaign.ends).contains(&day.day) {
                continue;
            }
            let channel = day.market.channels.get(campaign.channel);
            let sheet = &mut self.ad_spend;
            sheet.put("Date", day.date);
            sheet.put("Channel", channel.map_or("", |channel| &channel.name));
            sheet.put("Campaign", &campaign.name);
            sheet.put("Spend", Amount(campaign.spend_per_day));
            sheet.put("Currency", self.settings.currency);
            sheet.end_row()?;
        }
        Ok(())
    }

    /// Rivals' prices as someone notes them on Mondays: those that changed.
    fn rivals(&mut self, day: &Day) -> io::Result<()> {
        if !day.day.is_multiple_of(7) {
            return Ok(());
        }
        for (competitor, rival) in day.market.competitors.iter().enumerate() {
            for (place, offer) in rival.offers.iter().enumerate() {
                let ratio = offer_ratio(day.market, competitor, place, day.day);
                let before = offer_ratio(day.market, competitor, place, day.day.saturating_sub(7));
                if day.day > 0 && ratio == before {
                    continue;
                }
                let product = day.market.products.get(offer.product);
                let first =
                    product.and_then(|product| day.market.variants.get(product.first_variant));
                let Some(variant) = first else { continue };
                let sheet = &mut self.competitor_prices;
                sheet.put("Date", day.date);
                sheet.put("Competitor", &rival.name);
                sheet.put("SKU", &variant.sku);
                sheet.put("Price", Amount(converted(variant.price, ratio)));
                sheet.put("Currency", self.settings.currency);
                sheet.end_row()?;
            }
        }
        Ok(())
    }

    fn suppliers(&self, open: &mut Open) -> io::Result<()> {
        let sheet = &mut Sheet::new(open("suppliers.csv")?, SUPPLIERS, COMMA)?;
        for supplier in &self.settings.market.suppliers {
            sheet.put("Supplier", &supplier.name);
            sheet.put("Email", &supplier.email);
            sheet.put("Currency", &supplier.currency);
            sheet.put("Lead time days", supplier.promised_days);
            sheet.put(
                "Minimum order value",
                Amount(converted(supplier.minimum_order, supplier.rate)),
            );
            sheet.put("Free freight from", Amount(converted(supplier.free_freight, supplier.rate)));
            let days: Vec<&str> = supplier
                .order_weekdays
                .iter()
                .filter_map(|day| WEEKDAYS.get(*day).copied())
                .collect();
            sheet.put("Order weekdays", days.join(" "));
            sheet.put("Payment days", supplier.payment_days);
            sheet.end_row()?;
        }
        sheet.finish()
    }

    fn supplier_products(&self, open: &mut Open) -> io::Result<()> {
        let costs = costs_at_the_end(self.settings);
        let sheet = &mut Sheet::new(open("supplier_products.csv")?, SUPPLIER_PRODUCTS, COMMA)?;
        for ((number, variant), cost) in (1..).zip(&self.settings.market.variants).zip(costs) {
            let Some(supplier) = self.settings.market.suppliers.get(variant.supplier) else {
                continue;
            };
            let initials: String = supplier
                .name
                .split(' ')
                .filter_map(|word| word.chars().next())
                .filter(char::is_ascii_uppercase)
                .collect();
            sheet.put("Supplier", &supplier.name);
            sheet.put("SKU", &variant.sku);
            sheet.put("Supplier SKU", format_args!("{initials}{:05}", 20_000 + number));
            sheet.put("Unit cost", Amount(converted(cost, supplier.rate)));
            sheet.put("Currency", &supplier.currency);
            sheet.put("Minimum quantity", variant.minimum_quantity);
            sheet.put("Pack size", variant.pack);
            sheet.put("Lead time days", supplier.promised_days);
            sheet.end_row()?;
        }
        sheet.finish()
    }

    fn promotions(&self, open: &mut Open) -> io::Result<()> {
        let market = &self.settings.market;
        let sheet = &mut Sheet::new(open("promotions.csv")?, PROMOTIONS, COMMA)?;
        for promotion in &market.promotions {
            for product in &promotion.products {
                let variants = market
                    .products
                    .get(*product)
                    .map_or(0..0, super::super::market::Product::variants);
                for variant in variants.filter_map(|variant| market.variants.get(variant)) {
                    sheet.put("Promotion", &promotion.name);
                    sheet.put("Starts", market.date(promotion.starts));
                    // Its last day, as one writes it.
                    sheet.put("Ends", market.date(promotion.ends.saturating_sub(1)));
                    sheet.put("SKU", &variant.sku);
                    sheet.put("Discount percent", promotion.discount_percent);
                    sheet.end_row()?;
                }
            }
        }
        sheet.finish()
    }

    fn price_history(&self, open: &mut Open) -> io::Result<()> {
        let market = &self.settings.market;
        let sheet = &mut Sheet::new(open("price_history.csv")?, PRICE_HISTORY, COMMA)?;
        for variant in &market.variants {
            sheet.put("SKU", &variant.sku);
            sheet.put("Valid from", market.start);
            sheet.put("Price", Amount(variant.price));
            sheet.put("Cost", Amount(variant.cost));
            sheet.put("Currency", self.settings.currency);
            sheet.end_row()?;
        }
        for change in &market.price_changes {
            let Some(variant) = market.variants.get(change.variant) else { continue };
            sheet.put("SKU", &variant.sku);
            sheet.put("Valid from", calendar::day_after(market.start, change.day));
            sheet.put("Price", Amount(change.price));
            sheet.put("Cost", Amount(change.cost));
            sheet.put("Currency", self.settings.currency);
            sheet.end_row()?;
        }
        sheet.finish()
    }
}

impl Export for Plain<'_> {
    fn day(&mut self, day: &Day, _: &mut Open) -> io::Result<()> {
        self.purchases(day)?;
        self.spend(day)?;
        self.rivals(day)
    }

    fn finish(&mut self, _: &Ending, open: &mut Open) -> io::Result<()> {
        self.purchase_orders.finish()?;
        self.ad_spend.finish()?;
        self.competitor_prices.finish()?;
        self.suppliers(open)?;
        self.supplier_products(open)?;
        self.promotions(open)?;
        self.price_history(open)
    }

    fn files(&self) -> Vec<FileCard> {
        vec![
            card("suppliers.csv", "suppliers"),
            card("supplier_products.csv", "supplier_products"),
            card("purchase_orders.csv", "purchase_orders"),
            card("promotions.csv", "promotions"),
            card("price_history.csv", "price_history"),
            card("competitor_prices.csv", "competitor_prices"),
            card("ad_spend.csv", "ad_spend"),
        ]
    }
}
