//! WooCommerce's exports: orders with their lines spread sideways, as the usual export plugin
//! writes them, and products with their variations.

use super::{
    Amount, COMMA, ClockTime, Export, FileCard, Open, OrderMoney, Planted, Sheet, card,
    costs_at_the_end, country_of, handle, last_day, planted_today, variant_title,
};
use crate::{
    at,
    market::Variant,
    people::person,
    shop::{Day, Ending, Order},
    stores::Settings,
};
use kontor_domain::{Currency, Money};
use std::io;

/// How many lines an order has room for.
const SLOTS: usize = 24;

const ORDERS: &str = "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,payment_method,payment_method_title,transaction_id,customer_ip_address,customer_user_agent,shipping_method,customer_id,customer_user,customer_email,billing_first_name,billing_last_name,billing_company,billing_email,billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,shipping_first_name,shipping_last_name,shipping_company,shipping_phone,shipping_address_1,shipping_address_2,shipping_postcode,shipping_city,shipping_state,shipping_country,customer_note,wt_import_key,shipping_items,fee_items,tax_items,coupon_items,refund_items,order_notes,download_permissions,meta:wpml_language";

const PRODUCTS: &str = "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,Date sale price starts,Date sale price ends,Tax status,Tax class,In stock?,Stock,Backorders allowed?,Sold individually?,Weight (kg),Length (cm),Width (cm),Height (cm),Allow customer reviews?,Purchase note,Sale price,Regular price,Categories,Tags,Shipping class,Images,Download limit,Download expiry days,Parent,Grouped products,Upsells,Cross-sells,External URL,Button text,Position,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global,Attribute 2 name,Attribute 2 value(s),Attribute 2 visible,Attribute 2 global,meta:_wc_cog_cost";

/// WordPress numbers everything it holds in one row; products begin here.
const FIRST_ID: usize = 2100;

pub(super) struct WooCommerce<'s> {
    settings: &'s Settings,
    /// The orders of the year, as one exports them in parts.
    orders: Sheet,
    year: i16,
    header: String,
    files: Vec<String>,
    /// The names of the columns of lines.
    slots: Vec<String>,
    planted: Vec<Planted>,
}

impl<'s> WooCommerce<'s> {
    pub(super) fn new(settings: &'s Settings, open: &mut Open) -> io::Result<WooCommerce<'s>> {
        let slots: Vec<String> = (1..=SLOTS).map(|slot| format!("line_item_{slot}")).collect();
        let header = format!("{ORDERS},{}", slots.join(","));
        let year = settings.market.start.year();
        let file = format!("orders-{year}.csv");
        let orders = Sheet::new(open(&file)?, &header, COMMA)?;
        let (files, planted) = (vec![file], Vec::new());
        Ok(WooCommerce { settings, orders, year, header, files, slots, planted })
    }

    fn order(&mut self, day: &Day, order: &Order) -> io::Result<()> {
        if order.lines.len() > SLOTS {
            return Err(io::Error::other("an order has more lines than its file has columns for"));
        }
        let country = country_of(self.settings, order.customer);
        let code = country.map_or("", |country| &country.code);
        let segment = day.market.segments.get(order.segment);
        let is_business = segment.is_some_and(|segment| segment.is_business);
        let who = person(self.settings.seed, order.customer, code, is_business);
        let money = OrderMoney::of(order, 1.0, last_day(self.settings));
        let is_waiting = day.day == last_day(self.settings);
        let status = match (order.is_cancelled, money.all_back) {
            (true, _) => "cancelled",
            (_, true) => "refunded",
            _ if is_waiting && order.number.is_multiple_of(9) => "on-hold",
            _ if is_waiting => "processing",
            _ => "completed",
        };
        self.head(day, order, status);
        let sheet = &mut self.orders;
        sheet.put("shipping_total", Amount(money.shipping));
        sheet.put("cart_discount", Amount(money.discount));
        sheet.put("order_discount", Amount(money.discount));
        sheet.put("discount_total", Amount(money.discount));
        sheet.put("order_total", Amount(money.goods - money.discount + money.shipping));
        sheet.put("order_subtotal", Amount(money.goods));
        if !order.is_cancelled {
            sheet.put("paid_date", format_args!("{} {}", day.date, ClockTime(order.second)));
        }
        let (method, title) = match order.number % 3 {
            0 => ("ppcp-gateway", "PayPal"),
            _ => ("stripe", "Credit / debit card"),
        };
        sheet.put("payment_method", method);
        sheet.put("payment_method_title", title);
        let post = if money.shipping == 0 { "Free delivery" } else { "Tracked delivery" };
        sheet.put("shipping_method", post);
        sheet.put(
            "shipping_items",
            format_args!(
                "method_id:flat_rate|method_title:{post}|total:{}",
                Amount(money.shipping)
            ),
        );
        sheet.put("customer_id", order.customer + 11);
        sheet.put("customer_user", order.customer + 11);
        sheet.put("customer_email", &who.email);
        sheet.put("billing_email", &who.email);
        for side in ["billing", "shipping"] {
            sheet.put(&format!("{side}_first_name"), who.first_name);
            sheet.put(&format!("{side}_last_name"), who.last_name);
            sheet.put(&format!("{side}_company"), &who.company);
            sheet.put(&format!("{side}_address_1"), &who.street);
            sheet.put(&format!("{side}_postcode"), &who.zip);
            sheet.put(&format!("{side}_city"), who.city);
            sheet.put(&format!("{side}_country"), code);
        }
        if order.number.is_multiple_of(61) {
            sheet
                .put("customer_note", "It is a present, please leave the invoice out.\nThank you!");
        }
        if order.code_percent > 0 {
            let coupon = if order.is_repeat { "thankyou10" } else { "welcome10" };
            sheet.put(
                "coupon_items",
                format_args!("code:{coupon}|amount:{}", Amount(money.discount)),
            );
        }
        if money.refunded > 0 {
            let last = last_day(self.settings);
            let back = order
                .lines
                .iter()
                .filter_map(|line| line.returned_on)
                .filter(|back| *back <= last)
                .max();
            let date = day.market.date(back.unwrap_or(day.day));
            sheet.put(
                "refund_items",
                format_args!(
                    "amount:{}|reason:Returned|date:{date} 11:20:00",
                    Amount(money.refunded)
                ),
            );
        }
        self.lines(order, &money)?;
        self.orders.end_row()
    }

    fn head(&mut self, day: &Day, order: &Order, status: &str) {
        let sheet = &mut self.orders;
        sheet.put("order_id", order.number);
        sheet.put("order_number", order.number);
        sheet.put("order_date", format_args!("{} {}", day.date, ClockTime(order.second)));
        sheet.put("status", status);
        for none in ["shipping_tax_total", "fee_total", "fee_tax_total", "tax_total"] {
            sheet.put(none, "0.00");
        }
        sheet.put("order_currency", self.settings.currency);
        sheet.put("wt_import_key", order.number);
        sheet.put("download_permissions", 0);
    }

    /// The lines in their slots; a coupon's discount is spread over them.
    fn lines(&mut self, order: &Order, money: &OrderMoney) -> io::Result<()> {
        let currency: Currency = self.settings.currency.parse().map_err(io::Error::other)?;
        let amounts: Vec<i64> =
            order.lines.iter().map(|line| line.price * i64::from(line.quantity)).collect();
        let weights: Vec<u64> = amounts.iter().map(|amount| amount.unsigned_abs()).collect();
        let discounts = Money::new(money.discount, currency).allocate(&weights);
        for ((line, slot), (amount, discount)) in
            order.lines.iter().zip(&self.slots).zip(amounts.iter().zip(discounts))
        {
            let title = variant_title(self.settings, line.variant);
            let code = self.settings.market.variants.get(line.variant).map_or("", |each| &each.sku);
            self.orders.put(
                slot,
                format_args!(
                    "name:{title}|product_id:{}|sku:{code}|quantity:{}|total:{}|sub_total:{}",
                    variation_id(self.settings, line.variant),
                    line.quantity,
                    Amount(amount - discount.minor),
                    Amount(*amount)
                ),
            );
        }
        Ok(())
    }

    fn plant(&mut self, day: &Day, sort: &str) -> io::Result<()> {
        let sheet = &mut self.orders;
        let number = 900_000 + day.day;
        sheet.put("order_id", number);
        sheet.put("order_number", number);
        match sort {
            "bad_date" => {
                sheet.put("order_date", format_args!("{}-02-30 10:00:00", day.date.year()));
            }
            _ => sheet.put("order_date", format_args!("{} 12:00:00", day.date)),
        }
        sheet.put("status", "completed");
        sheet.put(
            "order_currency",
            if sort == "bad_currency" { "Pounds" } else { self.settings.currency },
        );
        let quantity = if sort == "bad_quantity" { "a pair" } else { "1" };
        let total = if sort == "bad_amount" { "see note" } else { "10.00" };
        let title = variant_title(self.settings, 0);
        let code = self.settings.market.variants.first().map_or("", |each| &each.sku);
        let number = variation_id(self.settings, 0);
        sheet.put(
            "line_item_1",
            format_args!("name:{title}|product_id:{number}|sku:{code}|quantity:{quantity}|total:{total}|sub_total:{total}"),
        );
        sheet.end_row()?;
        let (file, reason) = (format!("orders-{}.csv", self.year), sort.to_owned());
        self.planted.push(Planted { file, row: self.orders.rows, reason });
        Ok(())
    }

    fn products(&self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        let costs = costs_at_the_end(self.settings);
        let market = &self.settings.market;
        let sheet = &mut Sheet::new(open("products.csv")?, PRODUCTS, COMMA)?;
        for (place, product) in market.products.iter().enumerate() {
            let parent = parent_code(self.settings, place);
            let variants: Vec<&Variant> =
                product.variants().filter_map(|variant| market.variants.get(variant)).collect();
            let stock =
                |variant| -> u32 { ending.stock.iter().map(|stock| at(stock, variant)).sum() };
            let is_over = product.end.is_some_and(|end| end < market.days);
            let common = |sheet: &mut Sheet| {
                sheet.put("Published", if is_over { -1 } else { 1 });
                sheet.put("Is featured?", 0);
                sheet.put("Visibility in catalog", "visible");
                sheet.put("Tax status", "taxable");
                sheet.put("Backorders allowed?", 0);
                sheet.put("Sold individually?", 0);
                sheet.put("Allow customer reviews?", 1);
            };
            common(sheet);
            sheet.put("ID", FIRST_ID + product.first_variant + place);
            sheet.put("Type", "variable");
            sheet.put("SKU", &parent);
            sheet.put("Name", &product.title);
            sheet.put("Short description", format_args!("{} for every day.", product.title));
            let total: u32 = product.variants().map(stock).sum();
            sheet.put("In stock?", u32::from(total > 0));
            sheet.put("Categories", format_args!("Home > {}", product.category));
            sheet.put(
                "Images",
                format_args!("https://cdn.example.com/{}.jpg", handle(&product.title)),
            );
            sheet.put("Position", 0);
            let names = variants.first().map_or(0, |variant| variant.options.len());
            for option in 0..names {
                let mut values: Vec<&str> = Vec::new();
                for (name, value) in variants.iter().filter_map(|each| each.options.get(option)) {
                    sheet.put(&format!("Attribute {} name", option + 1), name);
                    if !values.contains(&value.as_str()) {
                        values.push(value);
                    }
                }
                sheet.put(&format!("Attribute {} value(s)", option + 1), values.join(", "));
                sheet.put(&format!("Attribute {} visible", option + 1), 1);
                sheet.put(&format!("Attribute {} global", option + 1), 1);
            }
            sheet.end_row()?;
            for (position, variant) in (1..).zip(product.variants()) {
                let Some(each) = market.variants.get(variant) else { continue };
                common(sheet);
                sheet.put("ID", variation_id(self.settings, variant));
                sheet.put("Type", "variation");
                sheet.put("SKU", &each.sku);
                sheet.put("Name", variant_title(self.settings, variant));
                sheet.put("In stock?", u32::from(stock(variant) > 0));
                sheet.put("Stock", stock(variant));
                sheet.put("Weight (kg)", f64::from(each.grams) / 1000.0);
                let (price, regular) = (at(&ending.prices, variant), at(&ending.regular, variant));
                if price < regular {
                    sheet.put("Sale price", Amount(price));
                }
                sheet.put("Regular price", Amount(regular));
                sheet.put("Parent", &parent);
                sheet.put("Position", position);
                for (number, (name, value)) in (1..).zip(&each.options) {
                    sheet.put(&format!("Attribute {number} name"), name);
                    sheet.put(&format!("Attribute {number} value(s)"), value);
                    sheet.put(&format!("Attribute {number} global"), 1);
                }
                sheet.put("meta:_wc_cog_cost", Amount(at(&costs, variant)));
                sheet.end_row()?;
            }
        }
        sheet.finish()
    }
}

/// The code of a product with variations: what the codes of all of them begin with.
fn parent_code(settings: &Settings, product: usize) -> String {
    let first = settings.market.products.get(product).map_or(0, |product| product.first_variant);
    let sku = settings.market.variants.get(first).map_or("", |variant| variant.sku.as_str());
    let parts: Vec<&str> = sku.split('-').take(2).collect();
    parts.join("-")
}

/// The number of a variation; its product's stands before those of all its variations.
fn variation_id(settings: &Settings, variant: usize) -> usize {
    let product = settings.market.variants.get(variant).map_or(0, |variant| variant.product);
    FIRST_ID + variant + product + 1
}

impl Export for WooCommerce<'_> {
    fn day(&mut self, day: &Day, open: &mut Open) -> io::Result<()> {
        if day.date.year() != self.year {
            self.orders.finish()?;
            self.year = day.date.year();
            let file = format!("orders-{}.csv", self.year);
            self.orders = Sheet::new(open(&file)?, &self.header, COMMA)?;
            self.files.push(file);
        }
        for order in day.orders {
            self.order(day, order)?;
        }
        match planted_today(self.settings, day.day) {
            Some(sort) => self.plant(day, sort),
            None => Ok(()),
        }
    }

    fn finish(&mut self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        self.orders.finish()?;
        self.products(ending, open)
    }

    fn files(&self) -> Vec<FileCard> {
        let orders = self.files.iter().map(|file| card(file, "orders"));
        std::iter::once(card("products.csv", "products")).chain(orders).collect()
    }

    fn planted(&self) -> Vec<Planted> {
        self.planted.clone()
    }
}
