//! Exports whose headings mean something else than they say, or that hold no order lines.
//!
//! A platform is recognised by headings that only its export has together; its columns are then
//! taken from its list alone, and nothing is guessed.

use kontor_api::import::Field;

use crate::heading::plain;

/// What is known of a platform's export.
pub(crate) struct Platform {
    /// Headings, as [`plain`] makes them, that it has and others have not.
    signature: &'static [&'static str],
    /// What the export is good for.
    pub(crate) content: Content,
}

/// What an export holds.
pub(crate) enum Content {
    /// Order lines, in columns of these headings.
    OrderLines(&'static [(&'static str, Field)]),
    /// Something else: what it is and what to export instead, in English and German.
    Other([&'static str; 2]),
}

/// The platform whose export has this header.
pub(crate) fn recognise(header: &[String]) -> Option<&'static Platform> {
    let headings: Vec<String> = header.iter().map(|heading| plain(heading)).collect();
    let has = |known: &&str| headings.iter().any(|heading| heading == known);
    PLATFORMS.iter().find(|platform| platform.signature.iter().all(has))
}

const PLATFORMS: [Platform; 6] = [
    // Shopify calls the order's number "Name".
    Platform {
        signature: &["name", "financialstatus", "lineitemname", "lineitemprice"],
        content: Content::OrderLines(&[
            ("name", Field::OrderId),
            ("createdat", Field::OrderedAt),
            ("lineitemsku", Field::Sku),
            ("lineitemname", Field::Title),
            ("lineitemquantity", Field::Quantity),
            ("lineitemprice", Field::UnitPrice),
            ("lineitemdiscount", Field::Discount),
            ("currency", Field::Currency),
            ("email", Field::Customer),
            ("shippingcountry", Field::Country),
            ("financialstatus", Field::Status),
        ]),
    },
    // Squarespace took Shopify's columns over, but for the order's number. Its discount is of the
    // whole order.
    Platform {
        signature: &["orderid", "financialstatus", "lineitemname", "lineitemprice"],
        content: Content::OrderLines(&[
            ("orderid", Field::OrderId),
            ("createdat", Field::OrderedAt),
            ("lineitemsku", Field::Sku),
            ("lineitemname", Field::Title),
            ("lineitemquantity", Field::Quantity),
            ("lineitemprice", Field::UnitPrice),
            ("currency", Field::Currency),
            ("email", Field::Customer),
            ("shippingcountry", Field::Country),
            ("financialstatus", Field::Status),
        ]),
    },
    // Amazon's "item-price" is of all units of the line.
    Platform {
        signature: &["amazonorderid", "purchasedate", "itemprice"],
        content: Content::OrderLines(&[
            ("amazonorderid", Field::OrderId),
            ("purchasedate", Field::OrderedAt),
            ("sku", Field::Sku),
            ("productname", Field::Title),
            ("quantity", Field::Quantity),
            ("itemprice", Field::LineTotal),
            ("itempromotiondiscount", Field::Discount),
            ("currency", Field::Currency),
            ("shipcountry", Field::Country),
            ("itemstatus", Field::Status),
        ]),
    },
    Platform {
        signature: &["settlementid", "transactiontype", "amounttype"],
        content: Content::Other([
            "This is Amazon's settlement report: it lists fees and payments, several rows for one article. Export the report “All Orders” instead.",
            "Das ist Amazons Abrechnungsbericht: Er führt Gebühren und Zahlungen auf, mehrere Zeilen je Artikel. Exportieren Sie stattdessen den Bericht „Alle Bestellungen“.",
        ]),
    },
    Platform {
        signature: &["numberofitems", "ordervalue", "ordernet"],
        content: Content::Other([
            "This is Etsy's list of orders, one row for each order and none for its articles. Download “Order Items” instead.",
            "Das ist Etsys Liste der Bestellungen, eine Zeile je Bestellung und keine je Artikel. Laden Sie stattdessen „Order Items“ herunter.",
        ]),
    },
    Platform {
        signature: &["totalcollected", "grosssales", "cardentrymethods"],
        content: Content::Other([
            "This is Square's list of payments, one row for each and none for its articles. Export “Items Detail CSV” instead.",
            "Das ist Squares Liste der Zahlungen, eine Zeile je Zahlung und keine je Artikel. Exportieren Sie stattdessen „Items Detail CSV“.",
        ]),
    },
];
