//! Texts of Sales and of the lines behind its numbers.

super::define_texts! {
    period: "Period", "Zeitraum";
    days(n): "1 day", "{n} days", "1 Tag", "{n} Tage";
    all_time: "All", "Alles";
    custom_period: "Custom…", "Eigener …";
    first_day: "First day", "Erster Tag";
    last_day: "Last day", "Letzter Tag";
    ends_before_it_starts(to, from): "Ends on {to}, before it starts on {from}: choose a later last day", "Endet am {to}, bevor er am {from} beginnt: Wählen Sie einen späteren letzten Tag";
    this_fiscal_year: "Fiscal year", "Geschäftsjahr";
    country: "Country", "Land";
    all_countries: "All countries", "Alle Länder";
    kind: "Kind of line", "Zeilenart";
    all_kinds: "All kinds of lines", "Alle Zeilenarten";
    product: "Product", "Artikel";
    search: "Search", "Suche";
    search_products: "Product code or name", "Artikelnummer oder Name";

    all_in(currency): "All in {currency}, at the rate of each day", "Alles in {currency}, zum Kurs des jeweiligen Tages";
    converted_at(rates): "Converted at {rates}", "Umgerechnet zu {rates}";
    without_rate(n, amount): "1 line with {amount} of net sales is not counted, as no rate is known on its day or before.", "{n} lines with {amount} of net sales are not counted, as no rate is known on their day or before.", "1 Zeile mit {amount} Nettoumsatz zählt nicht, da für ihren Tag oder davor kein Kurs bekannt ist.", "{n} Zeilen mit {amount} Nettoumsatz zählen nicht, da für ihren Tag oder davor kein Kurs bekannt ist.";
    in_another_currency(n, amount): "1 line with {amount} of net sales is in another currency and does not count.", "{n} lines with {amount} of net sales are in another currency and do not count.", "1 Zeile mit {amount} Nettoumsatz ist in anderer Währung und zählt nicht.", "{n} Zeilen mit {amount} Nettoumsatz sind in anderer Währung und zählen nicht.";

    vs_previous_days(n): "vs the day before", "vs {n} days before", "ggü. dem Tag davor", "ggü. {n} Tagen davor";
    no_previous_days: "no earlier data", "keine früheren Daten";
    vs_year_before: "vs a year before", "ggü. dem Jahr davor";
    no_year_before: "no data a year before", "keine Daten vom Jahr davor";

    costs_missing(n, amount): "The cost of 1 product with {amount} of net sales is not known, so profit leaves it out.", "The cost of {n} products with {amount} of net sales is not known, so profit leaves them out.", "Der Einkaufspreis von 1 Artikel mit {amount} Nettoumsatz ist nicht bekannt; im Ertrag fehlt er.", "Der Einkaufspreis von {n} Artikeln mit {amount} Nettoumsatz ist nicht bekannt; im Ertrag fehlen sie.";
    no_order_costs: "Contribution is gross profit and the shipping charged, less what an order costs you. Nothing of that is set yet, so only fees that a file states are taken off, and it can exceed gross profit.", "Der Deckungsbeitrag ist Rohertrag und berechneter Versand abzüglich dessen, was eine Bestellung Sie kostet. Davon ist noch nichts festgelegt, daher gehen nur Gebühren ab, die eine Datei nennt, und er kann über dem Rohertrag liegen.";
    set_order_costs: "Set what an order costs", "Kosten je Bestellung festlegen";
    key_figures: "Key figures", "Kennzahlen";
    legend: "green: these days · grey: the days before", "grün: diese Tage · grau: die Tage davor";
    step: "Step", "Schritt";
    day: "Day", "Tag";
    week: "Week", "Woche";
    month: "Month", "Monat";
    by_day: "by day", "je Tag";
    by_week: "by week", "je Woche";
    by_month: "by month", "je Monat";
    by_product: "By product", "Nach Artikel";
    by_country: "By country", "Nach Land";
    by_kind: "By kind of line", "Nach Zeilenart";
    by_hour: "By weekday and hour", "Nach Wochentag und Stunde";
    share: "Share", "Anteil";
    change: "Change", "Änderung";
    total: "Total", "Gesamt";
    others(n): "1 other", "{n} others", "1 weiterer", "{n} weitere";
    not_of_orders: "An order holds several products and kinds of lines, so orders are not broken down like this. Choose net sales or units above.", "Eine Bestellung enthält mehrere Artikel und Zeilenarten, daher werden Bestellungen nicht so aufgeteilt. Wählen Sie oben Nettoumsatz oder Stück.";
    nothing_counts: "No line counts here: take off a filter, or choose a longer period.", "Hier zählt keine Zeile: Nehmen Sie einen Filter weg oder wählen Sie einen längeren Zeitraum.";

    lines_behind(measure): "Lines behind {measure}", "Zeilen hinter {measure}";
    all_lines: "Order lines", "Bestellzeilen";
    lines(n): "1 line", "{n} lines", "1 Zeile", "{n} Zeilen";
    back_to_sales: "Back to Sales", "Zurück zum Umsatz";
    no_figures_text: "Key figures, how they went over time and what they are made of stand here as soon as there are order lines.", "Kennzahlen, ihr Verlauf und woraus sie bestehen, stehen hier, sobald Bestellzeilen da sind.";
    no_lines: "No lines", "Keine Zeilen";
    no_lines_text: "No order line counts here. Take off a filter, or choose a longer period.", "Hier zählt keine Bestellzeile. Nehmen Sie einen Filter weg oder wählen Sie einen längeren Zeitraum.";
    when: "When", "Wann";
    order: "Order", "Bestellung";
    quantity: "Quantity", "Menge";
    unit_price: "Unit price", "Stückpreis";
    amount: "Amount", "Betrag";
    customer: "Customer", "Kunde";
    file_row: "Row in file", "Zeile in Datei";
    of_import(batch): "of import {batch}", "des Imports {batch}";
}
