//! Texts of what has run out although it sold.

super::define_texts! {
    run_out: "Run out", "Ausverkauft";
    run_out_title: "What has run out and sold well", "Was ausverkauft ist und gut lief";
    have_run_out(n): "1 product that sold lately has run out", "{n} products that sold lately have run out", "1 Artikel, der zuletzt verkauft wurde, ist ausverkauft", "{n} Artikel, die zuletzt verkauft wurden, sind ausverkauft";
    worth_a_week(amount): "worth {amount} a week by what they last sold", "zuletzt {amount} Umsatz je Woche wert";
    run_out_soon(n): "1 runs out before more can come", "{n} run out before more can come", "1 ist ausverkauft, bevor Nachschub kommen kann", "{n} sind ausverkauft, bevor Nachschub kommen kann";
    nothing_run_out: "Nothing that sells has run out", "Nichts, was sich verkauft, ist ausverkauft";
    nothing_run_out_text(n): "Of 1 product with known stock none that sold lately is short.", "Of {n} products with known stock none that sold lately is short.", "Von 1 Artikel mit bekanntem Bestand ist keiner knapp, der zuletzt verkauft wurde.", "Von {n} Artikeln mit bekanntem Bestand ist keiner knapp, der zuletzt verkauft wurde.";
    nothing_so_short: "Nothing is short in this way", "Auf diese Weise ist nichts knapp";
    nothing_so_short_text: "Choose another view to see the others.", "Eine andere Ansicht zeigt die übrigen.";
    no_stock: "No stock is known yet", "Noch ist kein Bestand bekannt";
    no_stock_text: "Import the stock export of your platform (Shopify: Inventory, WooCommerce: Products), or any table with a product code and units on hand. Then what has run out and sold well stands here, by the money it is worth.", "Importieren Sie den Bestandsexport Ihrer Plattform (Shopify: Inventar, WooCommerce: Produkte) oder irgendeine Tabelle mit Artikelnummer und Bestand. Dann steht hier, was ausverkauft ist und gut lief, nach dem Geld, das es wert ist.";
    import_stock: "Import stock…", "Bestand importieren …";
    sales_until(day): "Sales to {day}", "Umsatz bis {day}";
    stock_counted(day): "stock counted on {day}", "Bestand gezählt am {day}";
    stock_imported(day): "stock as imported on {day}, the file does not say when it was counted", "Bestand wie am {day} importiert; die Datei sagt nicht, wann gezählt wurde";
    stock_by_hand: "stock as entered by hand", "Bestand von Hand eingetragen";
    stock_is_older(n): "the stock is 1 day older than the newest sales", "the stock is {n} days older than the newest sales", "der Bestand ist 1 Tag älter als der neueste Umsatz", "der Bestand ist {n} Tage älter als der neueste Umsatz";
    stock_unknown_of(n): "1 product that sold is left out, as its stock is not known", "{n} products that sold are left out, as their stock is not known", "1 verkaufter Artikel fehlt, da sein Bestand nicht bekannt ist", "{n} verkaufte Artikel fehlen, da ihr Bestand nicht bekannt ist";
    shortage: "State", "Stand";
    which_are_shown: "Which are shown", "Welche gezeigt werden";
    all_short: "All", "Alle";
    lasts_days(n): "lasts 1 day", "lasts {n} days", "reicht 1 Tag", "reicht {n} Tage";
    a_week: "A week", "Je Woche";
    sold_in_days(n, units): "sold {units} in 1 day", "sold {units} in {n} days", "{units} an 1 Tag verkauft", "{units} in {n} Tagen verkauft";
    sold_last_day: "last sold on the last day", "zuletzt am letzten Tag verkauft";
    days_without_sale(n): "last sold 1 day before the end of the data", "last sold {n} days before the end of the data", "zuletzt 1 Tag vor dem Ende der Daten verkauft", "zuletzt {n} Tage vor dem Ende der Daten verkauft";
    supplier_needs(n, supplier): "{supplier} needs 1 day", "{supplier} needs {n} days", "{supplier} braucht 1 Tag", "{supplier} braucht {n} Tage";
    supplied_by(supplier): "from {supplier}", "von {supplier}";
    on_the_way(units): "{units} on the way", "{units} unterwegs";
    on_the_way_for(units, day): "{units} on the way, expected {day}", "{units} unterwegs, erwartet {day}";
    nothing_on_the_way: "none on the way", "nichts unterwegs";
    see_all_short(n): "See all {n}", "See all {n}", "Alle {n} ansehen", "Alle {n} ansehen";
    look: "Look", "Ansehen";
    stock_left: "Stock", "Bestand";
    units_sold: "Units", "Stück";
    incoming: "Incoming", "Zulauf";
    supplier: "Supplier", "Lieferant";
    days_short(n): "1 day", "{n} days", "1 Tag", "{n} Tage";
}
