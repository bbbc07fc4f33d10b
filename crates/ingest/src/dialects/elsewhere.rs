//! Known exports that hold nothing Kontor counts from, and what to export instead.

use kontor_api::import::Content;

use crate::dialect::Elsewhere;

pub(crate) const ELSEWHERE: &[Elsewhere] = &[
    Elsewhere {
        platform: "Shopify",
        content: Content::OrderTotals,
        signature: &["Transaction Date", "Payout Status", "Amount", "Fee", "Net"],
        en: "This is Shopify's list of payments: amounts and fees by transaction, without articles. Export “Orders” (Orders, Export) instead.",
        de: "Das ist Shopifys Liste der Zahlungen: Beträge und Gebühren je Transaktion, ohne Artikel. Exportieren Sie stattdessen „Bestellungen“ (Bestellungen, Exportieren).",
    },
    Elsewhere {
        platform: "Shopify",
        content: Content::OrderTotals,
        signature: &["Payout Date", "Charges", "Refunds", "Adjustments"],
        en: "This is Shopify's list of payouts to your bank. Export “Orders” (Orders, Export) instead.",
        de: "Das ist Shopifys Liste der Auszahlungen an Ihre Bank. Exportieren Sie stattdessen „Bestellungen“ (Bestellungen, Exportieren).",
    },
    Elsewhere {
        platform: "Shopify",
        content: Content::Orders,
        signature: &["Day", "Orders", "Gross sales", "Net sales", "Total sales"],
        en: "This is a Shopify report with sums by day, without orders or articles. Export “Orders” (Orders, Export) instead.",
        de: "Das ist ein Shopify-Bericht mit Summen je Tag, ohne Bestellungen und Artikel. Exportieren Sie stattdessen „Bestellungen“ (Bestellungen, Exportieren).",
    },
    Elsewhere {
        platform: "Etsy",
        content: Content::OrderTotals,
        signature: &["Date", "Type", "Title", "Info", "Amount", "Fees & Taxes", "Net"],
        en: "This is Etsy's monthly statement of fees and payouts. Download “Order Items” and “Orders” (Settings, Options, Download Data) instead.",
        de: "Das ist Etsys Monatsabrechnung mit Gebühren und Auszahlungen. Laden Sie stattdessen „Order Items“ und „Orders“ herunter (Einstellungen, Optionen, Daten herunterladen).",
    },
    Elsewhere {
        platform: "Etsy",
        content: Content::Products,
        signature: &["TITLE", "CURRENCY_CODE", "MATERIALS", "VARIATION 1 TYPE"],
        en: "This is Etsy's list of listings: all variants of a listing in one row, without a price or number of their own. Download “Order Items” for what was sold; products come with it.",
        de: "Das ist Etsys Liste der Angebote: alle Varianten eines Angebots in einer Zeile, ohne eigenen Preis und eigene Nummer. Laden Sie „Order Items“ für das Verkaufte herunter; die Artikel kommen damit.",
    },
    Elsewhere {
        platform: "eBay",
        content: Content::OrderTotals,
        signature: &["Transaction creation date", "Type", "Net amount", "Payout ID"],
        en: "This is eBay's transaction report: payouts and fees. Download the orders report (Seller Hub, Orders, Download report) instead.",
        de: "Das ist eBays Transaktionsbericht: Auszahlungen und Gebühren. Laden Sie stattdessen den Bestellbericht herunter (Verkäufer-Cockpit, Bestellungen, Bericht herunterladen).",
    },
    Elsewhere {
        platform: "TikTok Shop",
        content: Content::OrderTotals,
        signature: &["Order/adjustment ID", "Total settlement amount"],
        en: "This is TikTok Shop's settlement report: payouts and fees. Export “All orders” (Orders, Manage orders, Export) instead.",
        de: "Das ist TikTok Shops Abrechnungsbericht: Auszahlungen und Gebühren. Exportieren Sie stattdessen „Alle Bestellungen“ (Bestellungen, Bestellungen verwalten, Exportieren).",
    },
    Elsewhere {
        platform: "WooCommerce",
        content: Content::Orders,
        signature: &["SKU", "Items sold", "Net sales", "Orders"],
        en: "This is a WooCommerce report with sums by product, without orders or days. Export the orders with an order export plugin instead.",
        de: "Das ist ein WooCommerce-Bericht mit Summen je Artikel, ohne Bestellungen und Tage. Exportieren Sie stattdessen die Bestellungen mit einem Export-Plugin.",
    },
];
