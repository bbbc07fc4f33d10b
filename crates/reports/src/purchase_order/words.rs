//! The words on a purchase order, in every language that it can be written in.

use kontor_domain::Language;

/// The words on a purchase order.
#[derive(Debug)]
pub(crate) struct Words {
    pub title: &'static str,
    pub number: &'static str,
    pub date: &'static str,
    pub expected: &'static str,
    pub currency: &'static str,
    pub supplier: &'static str,
    pub ship_to: &'static str,
    pub phone: &'static str,
    pub tax_id: &'static str,
    pub position: &'static str,
    /// The heading of the codes where the supplier's are not known.
    pub sku: &'static str,
    /// The supplier reads this, so his codes are “yours”.
    pub supplier_sku: &'static str,
    /// The shop's codes, where they stand beside the supplier's.
    pub own_sku: &'static str,
    pub article: &'static str,
    pub pack: &'static str,
    pub quantity: &'static str,
    pub unit_cost: &'static str,
    pub amount: &'static str,
    pub total: &'static str,
    pub terms: &'static str,
    pub notes: &'static str,
    page: &'static str,
    of: &'static str,
}

const EN: Words = Words {
    title: "Purchase order",
    number: "Order number",
    date: "Date",
    expected: "Expected",
    currency: "Currency",
    supplier: "Supplier",
    ship_to: "Deliver to",
    phone: "Tel.",
    tax_id: "Tax ID",
    position: "#",
    sku: "Item no.",
    supplier_sku: "Your item no.",
    own_sku: "Our item no.",
    article: "Item",
    pack: "Pack of",
    quantity: "Quantity",
    unit_cost: "Unit cost",
    amount: "Amount",
    total: "Total",
    terms: "Payment terms",
    notes: "Notes",
    page: "Page",
    of: "of",
};

const DE: Words = Words {
    title: "Bestellung",
    number: "Bestellnummer",
    date: "Datum",
    expected: "Liefertermin",
    currency: "Währung",
    supplier: "Lieferant",
    ship_to: "Lieferadresse",
    phone: "Tel.",
    tax_id: "USt-IdNr.",
    position: "Pos.",
    sku: "Artikelnr.",
    supplier_sku: "Ihre Artikelnr.",
    own_sku: "Unsere Artikelnr.",
    article: "Artikel",
    pack: "VPE",
    quantity: "Menge",
    unit_cost: "Einzelpreis",
    amount: "Betrag",
    total: "Gesamtbetrag",
    terms: "Zahlungsbedingungen",
    notes: "Anmerkungen",
    page: "Seite",
    of: "von",
};

impl Words {
    pub fn of(language: Language) -> &'static Words {
        match language {
            Language::En => &EN,
            Language::De => &DE,
        }
    }

    /// `Page 2 of 3`.
    pub fn page(&self, page: usize, of: usize) -> String {
        format!("{} {page} {} {of}", self.page, self.of)
    }
}
