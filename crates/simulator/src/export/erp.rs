//! A German trade program's exports: semicolons, decimal commas, days before months, Windows-1252;
//! order lines with credit notes, articles, stock, customers.

use super::{
    ClockTime, Dialect, Export, FileCard, GermanAmount, Open, Planted, Sheet, buyers, card,
    costs_at_the_end, country_of, last_day, planted_today,
};
use crate::{
    at,
    people::person,
    shop::{Day, Ending, Line},
    stores::Settings,
};
use kontor_domain::Date;
use std::{
    fmt::{self, Display},
    io,
};

const LINES: &str = "Belegnummer,Belegart,Belegdatum,Uhrzeit,Position,Kundennummer,Kunde,Lieferland,Artikelnummer,Bezeichnung,Menge,Einheit,Einzelpreis,Positionsbetrag,Währung,Status";
const ARTICLES: &str = "Artikelnummer,Bezeichnung,Warengruppe,Hersteller,Einheit,Verkaufspreis,Einkaufspreis,Währung,Gewicht kg,Gesperrt";
const STOCK: &str =
    "Artikelnummer,Bezeichnung,Lager,Bestand,Reserviert,Verfügbar,Bestellt,Stichtag";
const CUSTOMERS: &str = "Kundennummer,Firma,Ansprechpartner,E-Mail,Telefon,Straße,PLZ,Ort,Land,Kundengruppe,Gesamtumsatz,Anzahl Bestellungen,Letzter Auftrag";

const GERMAN: Dialect = Dialect { delimiter: b';', crlf: true, mark: false, windows_1252: true };

/// Customers are numbered from here.
const FIRST_CUSTOMER: u32 = 10_001;

/// A date with the day first.
struct GermanDate(Date);

impl Display for GermanDate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:02}.{:02}.{:04}", self.0.day(), self.0.month(), self.0.year())
    }
}

pub(super) struct Erp<'s> {
    settings: &'s Settings,
    lines: Sheet,
    /// Credit notes so far.
    credits: u32,
    planted: Vec<Planted>,
}

/// What the lines of one document have in common.
struct Document<'a> {
    number: String,
    sort: &'a str,
    second: u32,
    customer: u32,
    status: &'a str,
    /// −1 on a credit note.
    sign: i64,
}

impl<'s> Erp<'s> {
    pub(super) fn new(settings: &'s Settings, open: &mut Open) -> io::Result<Erp<'s>> {
        let lines = Sheet::new(open("auftragspositionen.csv")?, LINES, GERMAN)?;
        Ok(Erp { settings, lines, credits: 0, planted: Vec::new() })
    }

    fn document(&mut self, day: &Day, document: &Document, lines: &[Line]) -> io::Result<()> {
        let country =
            country_of(self.settings, document.customer).map_or("", |country| &country.code);
        let who = person(self.settings.seed, document.customer, country, true);
        for (position, line) in (1..).zip(lines) {
            let Some(variant) = day.market.variants.get(line.variant) else { continue };
            let Some(product) = day.market.products.get(variant.product) else { continue };
            let quantity = document.sign * i64::from(line.quantity);
            let sheet = &mut self.lines;
            sheet.put("Belegnummer", &document.number);
            sheet.put("Belegart", document.sort);
            sheet.put("Belegdatum", GermanDate(day.date));
            sheet.put("Uhrzeit", ClockTime(document.second));
            sheet.put("Position", position * 10);
            sheet.put("Kundennummer", FIRST_CUSTOMER + document.customer);
            sheet.put("Kunde", &who.company);
            sheet.put("Lieferland", country);
            sheet.put("Artikelnummer", &variant.sku);
            sheet.put("Bezeichnung", &product.title);
            sheet.put("Menge", quantity);
            sheet.put("Einheit", "Stk");
            sheet.put("Einzelpreis", GermanAmount(line.price));
            sheet.put("Positionsbetrag", GermanAmount(line.price * quantity));
            sheet.put("Währung", self.settings.currency);
            sheet.put("Status", document.status);
            sheet.end_row()?;
        }
        Ok(())
    }

    fn plant(&mut self, day: &Day, sort: &str) -> io::Result<()> {
        let variant = day.market.variants.first();
        let sheet = &mut self.lines;
        sheet.put("Belegnummer", format_args!("AB-M{}", day.day));
        sheet.put("Belegart", "Auftrag");
        match sort {
            "bad_date" => sheet.put("Belegdatum", format_args!("31.02.{}", day.date.year())),
            _ => sheet.put("Belegdatum", GermanDate(day.date)),
        }
        sheet.put("Uhrzeit", "12:00:00");
        sheet.put("Position", 10);
        sheet.put("Kundennummer", FIRST_CUSTOMER);
        sheet.put("Artikelnummer", variant.map_or("", |variant| &variant.sku));
        sheet.put("Bezeichnung", "Handeintrag");
        sheet.put("Menge", if sort == "bad_quantity" { "zwei" } else { "1" });
        sheet.put("Einheit", "Stk");
        let price = if sort == "bad_amount" { "siehe Notiz" } else { "10,00" };
        sheet.put("Einzelpreis", price);
        sheet.put("Positionsbetrag", price);
        sheet.put("Währung", if sort == "bad_currency" { "Taler" } else { self.settings.currency });
        sheet.put("Status", "erledigt");
        sheet.end_row()?;
        let (file, reason) = ("auftragspositionen.csv".to_owned(), sort.to_owned());
        self.planted.push(Planted { file, row: self.lines.rows, reason });
        Ok(())
    }

    fn articles(&self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        let costs = costs_at_the_end(self.settings);
        let market = &self.settings.market;
        let sheet = &mut Sheet::new(open("artikel.csv")?, ARTICLES, GERMAN)?;
        for (variant, each) in market.variants.iter().enumerate() {
            let Some(product) = market.products.get(each.product) else { continue };
            sheet.put("Artikelnummer", &each.sku);
            sheet.put("Bezeichnung", &product.title);
            sheet.put("Warengruppe", &product.category);
            sheet.put("Hersteller", &product.vendor);
            sheet.put("Einheit", "Stk");
            sheet.put("Verkaufspreis", GermanAmount(at(&ending.regular, variant)));
            sheet.put("Einkaufspreis", GermanAmount(at(&costs, variant)));
            sheet.put("Währung", self.settings.currency);
            sheet.put("Gewicht kg", format_args!("{},{:03}", each.grams / 1000, each.grams % 1000));
            let is_over = product.end.is_some_and(|end| end < market.days);
            sheet.put("Gesperrt", if is_over { "ja" } else { "nein" });
            sheet.end_row()?;
        }
        sheet.finish()
    }

    fn stock(&self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        let market = &self.settings.market;
        let on = market.date(last_day(self.settings));
        let sheet = &mut Sheet::new(open("lagerbestand.csv")?, STOCK, GERMAN)?;
        for (variant, each) in market.variants.iter().enumerate() {
            let title = market.products.get(each.product).map_or("", |product| &product.title);
            for (location, place) in market.locations.iter().enumerate() {
                let count =
                    |cells: &[Vec<u32>]| cells.get(location).map_or(0, |cells| at(cells, variant));
                let (free, reserved) = (count(&ending.stock), count(&ending.committed));
                sheet.put("Artikelnummer", &each.sku);
                sheet.put("Bezeichnung", title);
                sheet.put("Lager", &place.name);
                sheet.put("Bestand", free + reserved);
                sheet.put("Reserviert", reserved);
                sheet.put("Verfügbar", free);
                sheet.put("Bestellt", count(&ending.incoming));
                sheet.put("Stichtag", GermanDate(on));
                sheet.end_row()?;
            }
        }
        sheet.finish()
    }

    fn customers(&self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        let market = &self.settings.market;
        let sheet = &mut Sheet::new(open("kunden.csv")?, CUSTOMERS, GERMAN)?;
        for (place, customer) in buyers(ending) {
            let country = country_of(self.settings, place).map_or("", |country| &country.code);
            let who = person(self.settings.seed, place, country, true);
            sheet.put("Kundennummer", FIRST_CUSTOMER + place);
            sheet.put("Firma", &who.company);
            sheet.put("Ansprechpartner", format_args!("{} {}", who.first_name, who.last_name));
            sheet.put("E-Mail", &who.email);
            sheet.put("Telefon", &who.phone);
            sheet.put("Straße", &who.street);
            sheet.put("PLZ", &who.zip);
            sheet.put("Ort", who.city);
            sheet.put("Land", country);
            let group = market.segments.get(usize::from(customer.segment));
            sheet.put("Kundengruppe", group.map_or("", |segment| &segment.name));
            sheet.put("Gesamtumsatz", GermanAmount(customer.spent));
            sheet.put("Anzahl Bestellungen", customer.orders);
            sheet.put("Letzter Auftrag", GermanDate(market.date(customer.last_order)));
            sheet.end_row()?;
        }
        sheet.finish()
    }
}

impl Export for Erp<'_> {
    fn day(&mut self, day: &Day, _: &mut Open) -> io::Result<()> {
        for order in day.orders {
            let is_open = day.day == last_day(self.settings);
            let document = Document {
                number: format!("AB-{}", 100_000 + order.number),
                sort: "Auftrag",
                second: order.second,
                customer: order.customer,
                status: match (order.is_cancelled, is_open) {
                    (true, _) => "storniert",
                    (_, true) => "offen",
                    _ => "erledigt",
                },
                sign: 1,
            };
            self.document(day, &document, &order.lines)?;
        }
        let mut rest = day.returns;
        while let Some(first) = rest.first() {
            // Lines of one order that come back on one day are one credit note.
            let of_order = rest.iter().take_while(|each| each.order == first.order).count();
            let (now, later) = rest.split_at(of_order);
            let lines: Vec<Line> = now.iter().map(|each| each.line).collect();
            self.credits += 1;
            let document = Document {
                number: format!("GS-{}", 50_000 + self.credits),
                sort: "Gutschrift",
                second: 57_600,
                customer: first.customer,
                status: "erledigt",
                sign: -1,
            };
            self.document(day, &document, &lines)?;
            rest = later;
        }
        match planted_today(self.settings, day.day) {
            Some(sort) => self.plant(day, sort),
            None => Ok(()),
        }
    }

    fn finish(&mut self, ending: &Ending, open: &mut Open) -> io::Result<()> {
        self.lines.finish()?;
        self.articles(ending, open)?;
        self.stock(ending, open)?;
        self.customers(ending, open)
    }

    fn files(&self) -> Vec<FileCard> {
        vec![
            card("artikel.csv", "products"),
            card("auftragspositionen.csv", "orders"),
            card("kunden.csv", "customers"),
            card("lagerbestand.csv", "inventory"),
        ]
    }

    fn planted(&self) -> Vec<Planted> {
        self.planted.clone()
    }
}
