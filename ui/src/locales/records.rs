//! Texts of Records: what is known besides orders.

use crate::locales::Texts;
use kontor_api::import::Content;

super::define_texts! {
    records: "Catalogue & suppliers", "Stammdaten";
    records_says: "What is known besides orders. Correct it here: what you enter holds against every import, and can be taken back.", "Was außer Bestellungen bekannt ist. Berichtigen Sie es hier: Was Sie eintragen, hat Vorrang vor jedem Import und lässt sich zurücknehmen.";
    search_records: "Search these rows", "In diesen Zeilen suchen";
    every_column: "All columns", "Alle Spalten";
    came_from: "From", "Herkunft";
    by_hand: "by hand", "von Hand";
    edit: "Edit", "Bearbeiten";
    keep: "Keep", "Übernehmen";
    select_row(row): "Select {row}", "{row} auswählen";
    select_all: "Select all", "Alle auswählen";
    select_none: "Select none", "Keine auswählen";
    rows_selected(n): "1 row selected", "{n} rows selected", "1 Zeile ausgewählt", "{n} Zeilen ausgewählt";
    field_to_set: "Field to set", "Feld, das geändert wird";
    value_to_set: "Value to set; empty clears the field", "Neuer Wert; leer löscht den Inhalt";
    set_on_rows(n): "Set on 1 row", "Set on {n} rows", "In 1 Zeile eintragen", "In {n} Zeilen eintragen";
    take_back_rows(n): "Take back 1 by hand", "Take back {n} by hand", "1 Eintrag von Hand zurücknehmen", "{n} Einträge von Hand zurücknehmen";
    rows_entered(n): "1 row entered", "{n} rows entered", "1 Zeile eingetragen", "{n} Zeilen eingetragen";
    rows_taken_back(n): "1 row taken back", "{n} rows taken back", "1 Zeile zurückgenommen", "{n} Zeilen zurückgenommen";
    no_records(what): "{what}: none yet", "{what}: noch keine";
    must_be_there: "Needed", "Erforderlich";
    add_this: "Add", "Hinzufügen";

    add_product: "Add a product…", "Artikel hinzufügen …";
    add_successor: "Add a renamed code…", "Umbenannte Nummer hinzufügen …";
    add_cost: "Add a price or cost…", "Preis oder Kosten hinzufügen …";
    add_stock: "Add a count…", "Bestand hinzufügen …";
    add_supplier: "Add a supplier…", "Lieferanten hinzufügen …";
    add_supplier_product: "Add a supplier's product…", "Artikel eines Lieferanten hinzufügen …";
    add_purchase_order: "Add a purchase order…", "Bestellung beim Lieferanten hinzufügen …";
    add_promotion: "Add a promotion…", "Aktion hinzufügen …";
    add_holiday: "Add a holiday or event…", "Feiertag oder Ereignis hinzufügen …";
    add_spend: "Add advertising spend…", "Werbeausgaben hinzufügen …";
    add_competitor_price: "Add a competitor's price…", "Preis der Konkurrenz hinzufügen …";
    add_rate: "Add a rate…", "Kurs hinzufügen …";
    add_bundle: "Add a part…", "Bestandteil hinzufügen …";
    add_row: "Add a row…", "Zeile hinzufügen …";

    about_products: "The catalogue with codes, variants, prices and costs: sales are then known by their products, and margins by their costs.", "Der Katalog mit Nummern, Varianten, Preisen und Kosten: So gehören Umsätze zu Artikeln und Margen zu Kosten.";
    about_successors: "Codes that were renamed or merged into others: a product's history then stands under its newest code. Files keep the code as it was.", "Nummern, die umbenannt oder zusammengelegt wurden: Die Geschichte eines Artikels steht dann unter seiner neuesten Nummer. Dateien behalten die damalige.";
    about_costs: "Prices and costs with the day from which they hold: margins are then right for every day.", "Preise und Kosten mit dem Tag, ab dem sie gelten: So stimmen Margen an jedem Tag.";
    about_stock: "How much is where: what to reorder and what runs out depends on it.", "Wie viel wo liegt: Davon hängt ab, was nachzubestellen ist und was ausgeht.";
    about_suppliers: "Whom you buy from, with lead times and minimum orders: reorder plans keep to them.", "Bei wem Sie einkaufen, mit Lieferzeiten und Mindestbestellwerten: Daran halten sich Bestellpläne.";
    about_supplier_products: "What each supplier sells, for how much and in which packs.", "Was jeder Lieferant anbietet, zu welchem Preis und in welchen Packungen.";
    about_bundles: "Products that are sold together and ordered in parts: what the bundle sells is then needed of its parts.", "Artikel, die zusammen verkauft und in Teilen bestellt werden: Was vom Bündel verkauft wird, wird dann an seinen Teilen gebraucht.";
    about_purchase_orders: "What is ordered and on its way, so that it is not ordered twice.", "Was bestellt und unterwegs ist, damit es nicht doppelt bestellt wird.";
    about_promotions: "What was reduced when: sales during promotions are not taken for the usual.", "Was wann reduziert war: Verkäufe während einer Aktion gelten nicht als das Übliche.";
    about_holidays: "Days that change what is sold.", "Tage, die den Absatz verändern.";
    about_spend: "What advertising cost, by day and channel.", "Was Werbung gekostet hat, nach Tag und Kanal.";
    about_competitor_prices: "What others ask for the same product.", "Was andere für denselben Artikel verlangen.";
    about_rates: "Exchange rates with their day: amounts in other currencies can then be converted.", "Wechselkurse mit ihrem Tag: So lassen sich Beträge in anderen Währungen umrechnen.";
}

impl Texts {
    /// The act that adds a row to a content.
    pub fn add_record(self, content: Content) -> &'static str {
        match content {
            Content::Products => self.add_product(),
            Content::Successors => self.add_successor(),
            Content::Costs => self.add_cost(),
            Content::Stock => self.add_stock(),
            Content::Suppliers => self.add_supplier(),
            Content::SupplierProducts => self.add_supplier_product(),
            Content::Bundles => self.add_bundle(),
            Content::PurchaseOrders => self.add_purchase_order(),
            Content::Promotions => self.add_promotion(),
            Content::Holidays => self.add_holiday(),
            Content::Spend => self.add_spend(),
            Content::CompetitorPrices => self.add_competitor_price(),
            Content::Rates => self.add_rate(),
            Content::Orders | Content::OrderTotals | Content::Customers => self.add_row(),
        }
    }

    /// What rows of a content are good for.
    pub fn records_about(self, content: Content) -> &'static str {
        match content {
            Content::Products => self.about_products(),
            Content::Successors => self.about_successors(),
            Content::Costs => self.about_costs(),
            Content::Stock => self.about_stock(),
            Content::Suppliers => self.about_suppliers(),
            Content::SupplierProducts => self.about_supplier_products(),
            Content::Bundles => self.about_bundles(),
            Content::PurchaseOrders => self.about_purchase_orders(),
            Content::Promotions => self.about_promotions(),
            Content::Holidays => self.about_holidays(),
            Content::Spend => self.about_spend(),
            Content::CompetitorPrices => self.about_competitor_prices(),
            Content::Rates => self.about_rates(),
            Content::Orders | Content::OrderTotals | Content::Customers => "",
        }
    }
}
