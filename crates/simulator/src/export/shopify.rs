//! Shopify's exports: the 79 columns of orders, products in the classic and the new layout,
//! customers, inventory with a row for each location.

use super::{
    Amount, COMMA, Dialect, Export, FileCard, Open, OrderMoney, Planted, Sheet, Stamp, buyers,
    card, converted, costs_at_the_end, country_of, handle, last_day, planted_today, variant_title,
};
use crate::{
    at,
    market::{Country, Variant},
    people::{Person, person},
    shop::{Day, Ending, Order},
    stores::{Settings, Store},
};
use std::io;

const ORDERS: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References";

const NEW_PRODUCTS: &str = "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Option1 Linked To,Option2 name,Option2 value,Option2 Linked To,Option3 name,Option3 value,Option3 Linked To,Price,Compare-at price,Cost per item,Charge tax,Tax code,Unit price total measure,Unit price total measure unit,Unit price base measure,Unit price base measure unit,Inventory tracker,Inventory quantity,Continue selling when out of stock,Weight value (grams),Weight unit for display,Requires shipping,Fulfillment service,Product image URL,Image position,Image alt text,Variant image URL,Gift card,SEO title,SEO description,Color (product.metafields.shopify.color-pattern),Google Shopping / Google product category,Google Shopping / Gender,Google Shopping / Age group,Google Shopping / Manufacturer part number (MPN),Google Shopping / Ad group name,Google Shopping / Ads labels,Google Shopping / Condition,Google Shopping / Custom product,Google Shopping / Custom label 0,Google Shopping / Custom label 1,Google Shopping / Custom label 2,Google Shopping / Custom label 3,Google Shopping / Custom label 4";

/// The classic layout of a shop with several locations, which has no `Variant Inventory Qty`.
const CLASSIC_PRODUCTS: &str = "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Variant Weight Unit,Variant Tax Code,Cost per item,Included / United Kingdom,Price / United Kingdom,Compare At Price / United Kingdom,Status";

const CUSTOMERS: &str = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags";

const INVENTORY: &str = "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)";

/// The number by which the order is known inside of Shopify is this and more.
const FIRST_ID: u64 = 5_470_000_000_000;

/// The same for customers.
const FIRST_CUSTOMER: u64 = 7_210_000_000_000;

pub(super) struct Shopify<'s> {
    settings: &'s Settings,
    orders: Sheet,
    planted: Vec<Planted>,
}

impl<'s> Shopify<'s> {
    pub(super) fn new(settings: &'s Settings, open: &mut Open) -> io::Result<Shopify<'s>> {
        let orders = Sheet::new(open("orders.csv")?, ORDERS, COMMA)?;
        Ok(Shopify { settings, orders, planted: Vec::new() })
    }

    fn stamp(&self, day: u32, second: u32) -> Stamp {
        let date = self.settings.market.date(day);
        Stamp { date, second, offset_hours: self.settings.clock.offset_hours(date) }
    }

    fn country(&self, customer: u32) -> Option<&'s Country> {
        country_of(self.settings, customer)
    }

    fn order(&mut self, day: &Day, order: &Order) -> io::Result<()> {
        let country = self.country(order.customer);
        let rate = country.map_or(1.0, |country| country.rate);
        let code = country.map_or("", |country| &country.code);
        let is_business =
            day.market.segments.get(order.segment).is_some_and(|segment| segment.is_business);
        let who = person(self.settings.seed, order.customer, code, is_business);
        let money = OrderMoney::of(order, rate, last_day(self.settings));
        let mut is_first = true;
        for line in &order.lines {
            if is_first {
                self.first_row(day, order, &who, country, &money);
                is_first = false;
            }
            let sheet = &mut self.orders;
            sheet.put("Name", format_args!("#{}", order.number));
            sheet.put("Email", &who.email);
            let stamp = Stamp {
                date: day.date,
                second: order.second,
                offset_hours: self.settings.clock.offset_hours(day.date),
            };
            sheet.put("Created at", &stamp);
            sheet.put("Phone", "");
            sheet.put("Lineitem quantity", line.quantity);
            sheet.put("Lineitem name", variant_title(self.settings, line.variant));
            sheet.put("Lineitem price", Amount(converted(line.price, rate)));
            if line.regular > line.price {
                sheet.put("Lineitem compare at price", Amount(converted(line.regular, rate)));
            }
            let variant = day.market.variants.get(line.variant);
            sheet.put("Lineitem sku", variant.map_or("", |variant| &variant.sku));
            sheet.put("Lineitem requires shipping", true);
            sheet.put("Lineitem taxable", true);
            let is_sent = is_sent(self.settings, day.day, order);
            sheet.put("Lineitem fulfillment status", if is_sent { "fulfilled" } else { "pending" });
            sheet.put("Lineitem discount", "0.00");
            let product = variant.and_then(|variant| day.market.products.get(variant.product));
            sheet.put("Vendor", product.map_or("", |product| &product.vendor));
            sheet.end_row()?;
        }
        Ok(())
    }

    /// What stands only on the first row of an order.
    fn first_row(
        &mut self,
        day: &Day,
        order: &Order,
        who: &Person,
        country: Option<&Country>,
        money: &OrderMoney,
    ) {
        let created = self.stamp(day.day, order.second);
        let is_pending = !order.is_cancelled
            && day.day + 2 > last_day(self.settings)
            && order.number.is_multiple_of(19);
        let status = match (order.is_cancelled, is_pending, money.refunded) {
            (true, ..) => "voided",
            (_, true, _) => "pending",
            (_, _, 0) => "paid",
            _ if money.all_back => "refunded",
            _ => "partially_refunded",
        };
        let channel = day.market.channels.get(order.channel);
        let is_till = channel.is_some_and(|channel| channel.is_till);
        let is_sent = is_sent(self.settings, day.day, order);
        let sent = self.stamp(day.day + 1, 36_000 + (order.number % 7000) as u32);
        let location = channel.and_then(|channel| day.market.locations.get(channel.location));
        let sheet = &mut self.orders;
        sheet.put("Financial Status", status);
        if !matches!(status, "pending" | "voided") {
            sheet.put("Paid at", &created);
        }
        sheet.put("Fulfillment Status", if is_sent { "fulfilled" } else { "unfulfilled" });
        if is_sent {
            sheet.put("Fulfilled at", if is_till { &created } else { &sent });
        }
        sheet.put("Accepts Marketing", if order.customer.is_multiple_of(3) { "yes" } else { "no" });
        sheet.put(
            "Currency",
            country.map_or(self.settings.currency, |country| country.currency.as_str()),
        );
        sheet.put("Subtotal", Amount(money.goods - money.discount));
        sheet.put("Shipping", Amount(money.shipping));
        let total = money.goods - money.discount + money.shipping;
        // European prices hold the tax; coffee is untaxed in Oregon.
        let tax = country.and_then(|country| vat(&country.code));
        let taxes =
            tax.map_or(0, |(_, percent)| (total * percent + 50 + percent / 2) / (100 + percent));
        sheet.put("Taxes", Amount(taxes));
        sheet.put("Total", Amount(total));
        if order.code_percent > 0 {
            sheet.put("Discount Code", if order.is_repeat { "THANKYOU10" } else { "WELCOME10" });
        }
        sheet.put("Discount Amount", Amount(money.discount));
        if !is_till {
            sheet.put(
                "Shipping Method",
                if money.shipping == 0 { "Free shipping" } else { "Standard" },
            );
        }
        for side in ["Billing", "Shipping"] {
            if is_till && side == "Shipping" {
                continue;
            }
            let column = |name: &str| format!("{side} {name}");
            sheet.put(&column("Name"), format_args!("{} {}", who.first_name, who.last_name));
            sheet.put(&column("Street"), &who.street);
            sheet.put(&column("Address1"), &who.street);
            sheet.put(&column("Company"), &who.company);
            sheet.put(&column("City"), who.city);
            sheet.put(&column("Zip"), format_args!("'{}", who.zip));
            sheet.put(&column("Province"), who.province_code);
            sheet.put(&column("Country"), country.map_or("", |country| &country.code));
            sheet.put(&column("Phone"), format_args!("'{}", who.phone));
            sheet.put(&column("Province Name"), who.province);
        }
        if order.number.is_multiple_of(53) {
            sheet.put("Notes", "Please leave it with the neighbour,\nthe bell does not work.");
        }
        if order.is_cancelled {
            let cancelled = self.stamp(day.day, order.second + 120);
            self.orders.put("Cancelled at", &cancelled);
        }
        let sheet = &mut self.orders;
        let cards = ["Shopify Payments", "Shopify Payments", "PayPal Express Checkout"];
        let method = if is_till { "Card" } else { at(&cards, (order.number % 3) as usize) };
        sheet.put("Payment Method", method);
        sheet.put("Payment Reference", format_args!("#{}.1", order.number));
        sheet.put("Refunded Amount", Amount(money.refunded));
        sheet.put("Outstanding Balance", Amount(if status == "pending" { total } else { 0 }));
        if status == "pending" {
            sheet.put("Payment Terms Name", "Net 7");
        }
        if is_till {
            sheet.put("Employee", "Staff Member");
            sheet.put("Location", location.map_or("", |location| &location.name));
        }
        sheet.put("Id", FIRST_ID + order.number * 32_768);
        sheet.put("Risk Level", "Low");
        sheet.put("Source", if is_till { "pos" } else { "web" });
        if let Some((name, _)) = tax {
            sheet.put("Tax 1 Name", name);
            sheet.put("Tax 1 Value", Amount(taxes));
        }
    }

    /// A row as someone who edits the file by hand leaves it.
    fn plant(&mut self, day: &Day, sort: &str) -> io::Result<()> {
        let created = self.stamp(day.day, 43_200);
        let sku = day.market.variants.first().map_or("", |variant| &variant.sku);
        let title = variant_title(self.settings, 0);
        let sheet = &mut self.orders;
        sheet.put("Name", format_args!("#M{}", day.day));
        sheet.put("Email", "office@example.com");
        sheet.put("Financial Status", "paid");
        sheet.put("Currency", if sort == "bad_currency" { "EURO" } else { self.settings.currency });
        match sort {
            "bad_date" => {
                sheet.put("Created at", format_args!("{}-02-31 10:00:00 +0000", day.date.year()));
            }
            _ => sheet.put("Created at", &created),
        }
        sheet.put("Lineitem quantity", if sort == "bad_quantity" { "two" } else { "1" });
        sheet.put("Lineitem name", title);
        sheet.put("Lineitem price", if sort == "bad_amount" { "see note" } else { "10.00" });
        sheet.put("Lineitem sku", sku);
        sheet.end_row()?;
        let (file, reason) = ("orders.csv".to_owned(), sort.to_owned());
        self.planted.push(Planted { file, row: self.orders.rows, reason });
        Ok(())
    }

    fn new_products(&self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        let costs = costs_at_the_end(self.settings);
        let sheet = &mut Sheet::new(open("products.csv")?, NEW_PRODUCTS, COMMA)?;
        for product in &self.settings.market.products {
            let handle = handle(&product.title);
            for (place, variant) in product.variants().enumerate() {
                let Some(each) = self.settings.market.variants.get(variant) else { continue };
                if place == 0 {
                    sheet.put("Title", &product.title);
                    sheet.put("Vendor", &product.vendor);
                    sheet.put("Type", &product.category);
                    sheet.put("Tags", &product.category);
                    sheet.put("Published on online store", "TRUE");
                    sheet.put("Status", status(self.settings, product.end));
                    sheet.put(
                        "Product image URL",
                        format_args!("https://cdn.example.com/{handle}.jpg"),
                    );
                    sheet.put("Image position", 1);
                    sheet.put("Gift card", "FALSE");
                }
                sheet.put("URL handle", &handle);
                sheet.put("SKU", &each.sku);
                for (number, (name, value)) in options(each) {
                    if place == 0 {
                        sheet.put(&format!("Option{number} name"), name);
                    }
                    sheet.put(&format!("Option{number} value"), value);
                }
                let (price, regular) = (at(&ending.prices, variant), at(&ending.regular, variant));
                sheet.put("Price", Amount(price));
                if regular > price {
                    sheet.put("Compare-at price", Amount(regular));
                }
                sheet.put("Cost per item", Amount(at(&costs, variant)));
                sheet.put("Charge tax", "TRUE");
                sheet.put("Inventory tracker", "shopify");
                let stock: u32 = ending.stock.iter().map(|stock| at(stock, variant)).sum();
                sheet.put("Inventory quantity", stock);
                sheet.put("Continue selling when out of stock", "DENY");
                sheet.put("Weight value (grams)", each.grams);
                sheet.put("Weight unit for display", "oz");
                sheet.put("Requires shipping", "TRUE");
                sheet.put("Fulfillment service", "manual");
                sheet.end_row()?;
            }
        }
        sheet.finish()
    }

    fn classic_products(&self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        let costs = costs_at_the_end(self.settings);
        let dialect = Dialect { crlf: true, ..COMMA };
        let sheet = &mut Sheet::new(open("products.csv")?, CLASSIC_PRODUCTS, dialect)?;
        let pound = self.settings.market.countries.iter().find(|country| country.code == "GB");
        for product in &self.settings.market.products {
            let handle = handle(&product.title);
            for (place, variant) in product.variants().enumerate() {
                let Some(each) = self.settings.market.variants.get(variant) else { continue };
                sheet.put("Handle", &handle);
                if place == 0 {
                    sheet.put("Title", &product.title);
                    sheet.put(
                        "Body (HTML)",
                        format_args!("<p>{}, made to be worn for years.</p>", product.title),
                    );
                    sheet.put("Vendor", &product.vendor);
                    sheet.put("Type", &product.category);
                    sheet.put("Tags", format_args!("{}, outdoor", product.category));
                    sheet.put("Published", "true");
                    sheet.put("Image Src", format_args!("https://cdn.example.com/{handle}.jpg"));
                    sheet.put("Image Position", 1);
                    sheet.put("Gift Card", "false");
                    sheet.put("Included / United Kingdom", "true");
                    sheet.put("Status", status(self.settings, product.end));
                }
                for (number, (name, value)) in options(each) {
                    sheet.put(&format!("Option{number} Name"), name);
                    sheet.put(&format!("Option{number} Value"), value);
                }
                sheet.put("Variant SKU", &each.sku);
                sheet.put("Variant Grams", each.grams);
                sheet.put("Variant Inventory Tracker", "shopify");
                sheet.put("Variant Inventory Policy", "deny");
                sheet.put("Variant Fulfillment Service", "manual");
                let (price, regular) = (at(&ending.prices, variant), at(&ending.regular, variant));
                sheet.put("Variant Price", Amount(price));
                if regular > price {
                    sheet.put("Variant Compare At Price", Amount(regular));
                }
                sheet.put("Variant Requires Shipping", "true");
                sheet.put("Variant Taxable", "true");
                sheet.put("Variant Weight Unit", "g");
                sheet.put("Cost per item", Amount(at(&costs, variant)));
                if let Some(country) = pound {
                    sheet.put("Price / United Kingdom", Amount(converted(price, country.rate)));
                }
                sheet.end_row()?;
            }
        }
        sheet.finish()
    }

    fn customers(&self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        let sheet = &mut Sheet::new(open("customers.csv")?, CUSTOMERS, COMMA)?;
        for (place, customer) in buyers(ending) {
            let segment = self.settings.market.segments.get(usize::from(customer.segment));
            let is_business = segment.is_some_and(|segment| segment.is_business);
            let code = self.country(place).map_or("", |country| &country.code);
            let who = person(self.settings.seed, place, code, is_business);
            sheet.put("Customer ID", format_args!("'{}", FIRST_CUSTOMER + u64::from(place) * 1024));
            sheet.put("First Name", who.first_name);
            sheet.put("Last Name", who.last_name);
            sheet.put("Email", &who.email);
            sheet
                .put("Accepts Email Marketing", if place.is_multiple_of(3) { "yes" } else { "no" });
            sheet.put("Default Address Company", &who.company);
            sheet.put("Default Address Address1", &who.street);
            sheet.put("Default Address City", who.city);
            sheet.put("Default Address Province Code", who.province_code);
            sheet.put("Default Address Country Code", code);
            sheet.put("Default Address Zip", format_args!("'{}", who.zip));
            sheet.put("Default Address Phone", format_args!("'{}", who.phone));
            sheet.put("Phone", format_args!("'{}", who.phone));
            sheet.put("Accepts SMS Marketing", "no");
            sheet.put("Total Spent", Amount(customer.spent));
            sheet.put("Total Orders", customer.orders);
            sheet.put("Tax Exempt", "no");
            sheet.put("Tags", if is_business { "wholesale, invoice" } else { "" });
            sheet.end_row()?;
        }
        sheet.finish()
    }

    fn inventory(&self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        let has_several = self.settings.market.locations.len() > 1;
        let dialect = Dialect { crlf: has_several, mark: has_several, ..COMMA };
        let sheet = &mut Sheet::new(open("inventory.csv")?, INVENTORY, dialect)?;
        let market = &self.settings.market;
        for (variant, each) in market.variants.iter().enumerate() {
            let Some(product) = market.products.get(each.product) else { continue };
            for (location, place) in market.locations.iter().enumerate() {
                let count =
                    |cells: &[Vec<u32>]| cells.get(location).map_or(0, |cells| at(cells, variant));
                sheet.put("Handle", handle(&product.title));
                sheet.put("Title", &product.title);
                for (number, (name, value)) in options(each) {
                    sheet.put(&format!("Option{number} Name"), name);
                    sheet.put(&format!("Option{number} Value"), value);
                }
                sheet.put("SKU", &each.sku);
                sheet.put("Location", &place.name);
                let (available, committed) = (count(&ending.stock), count(&ending.committed));
                // What is sold no more is taken off the shop's list, not off the warehouse's.
                if location > 0
                    && product.end.is_some_and(|end| end < market.days)
                    && available == 0
                {
                    for column in [
                        "Incoming (not editable)",
                        "Unavailable (not editable)",
                        "Committed (not editable)",
                        "Available (not editable)",
                        "On hand (current)",
                    ] {
                        sheet.put(column, "not stocked");
                    }
                } else {
                    sheet.put("Incoming (not editable)", count(&ending.incoming));
                    sheet.put("Unavailable (not editable)", 0);
                    sheet.put("Committed (not editable)", committed);
                    sheet.put("Available (not editable)", available);
                    sheet.put("On hand (current)", available + committed);
                }
                sheet.end_row()?;
            }
        }
        sheet.finish()
    }
}

impl Export for Shopify<'_> {
    fn day(&mut self, day: &Day, _: &mut Open) -> io::Result<()> {
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
        match self.settings.store {
            Store::CoffeeRoaster => self.new_products(ending, open)?,
            _ => self.classic_products(ending, open)?,
        }
        self.customers(ending, open)?;
        self.inventory(ending, open)
    }

    fn files(&self) -> Vec<FileCard> {
        vec![
            card("products.csv", "products"),
            card("orders.csv", "orders"),
            card("customers.csv", "customers"),
            card("inventory.csv", "inventory"),
        ]
    }

    fn planted(&self) -> Vec<Planted> {
        self.planted.clone()
    }
}

/// A variant's options with their numbers; one without any has Shopify's word for that.
fn options(variant: &Variant) -> Vec<(usize, (&str, &str))> {
    if variant.options.is_empty() {
        return vec![(1, ("Title", "Default Title"))];
    }
    (1..).zip(variant.options.iter().map(|(name, value)| (name.as_str(), value.as_str()))).collect()
}

fn status(settings: &Settings, end: Option<u32>) -> &'static str {
    let is_over = end.is_some_and(|end| end < settings.market.days);
    match (is_over, settings.store) {
        (true, Store::CoffeeRoaster) => "Archived",
        (false, Store::CoffeeRoaster) => "Active",
        (true, _) => "archived",
        _ => "active",
    }
}

/// Whether an order had left the house at the end of the log's last day.
fn is_sent(settings: &Settings, day: u32, order: &Order) -> bool {
    let is_till =
        settings.market.channels.get(order.channel).is_some_and(|channel| channel.is_till);
    !order.is_cancelled && (is_till || day < last_day(settings))
}

/// The name of the tax on goods for consumers, and its percentage.
fn vat(country: &str) -> Option<(&'static str, i64)> {
    match country {
        "NL" => Some(("NL btw 21%", 21)),
        "DE" => Some(("DE MwSt 19%", 19)),
        "GB" => Some(("GB VAT 20%", 20)),
        "FR" => Some(("FR TVA 20%", 20)),
        _ => None,
    }
}
