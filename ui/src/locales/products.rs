//! Texts of Products.

super::define_texts! {
    product_code: "Code", "Nummer";
    average_price: "Average price", "Ø Preis";
    last_sold: "Last sold", "Zuletzt verkauft";
    products_counted(n): "1 product", "{n} products", "1 Artikel", "{n} Artikel";
    new_in_period: "new", "neu";
    before_it_was(amount): "{amount} in the period before", "{amount} im Zeitraum davor";
    leaves(amount): "leaves {amount} of gross profit", "lässt {amount} Rohertrag";
    no_products: "No products yet", "Noch keine Artikel";
    no_products_text: "This table lists every product with its sales, units, price and change, as soon as there are order lines.", "Diese Tabelle zeigt jeden Artikel mit Umsatz, Stück, Preis und Änderung, sobald Bestellzeilen da sind.";
    no_products_found: "No product fits the filters", "Kein Artikel passt zu den Filtern";
    no_products_found_text: "Take off a filter, or choose a longer period.", "Nehmen Sie einen Filter weg oder wählen Sie einen längeren Zeitraum.";
    until_as(day, sku): "until {day} as {sku}", "bis {day} als {sku}";
    also_as(sku): "also as {sku}", "auch als {sku}";
    in_stock: "In stock", "Bestand";
    in_stock_says: "As counted; between counts and after them less what was sold and with what was received.", "Wie gezählt; dazwischen und danach abzüglich der Verkäufe und zuzüglich der Wareneingänge.";
    this_product: "This product", "Dieser Artikel";
    rename_or_merge: "Renamed or merged…", "Umbenannt oder zusammengelegt …";
    clear_filters: "Clear filters", "Filter entfernen";
}
