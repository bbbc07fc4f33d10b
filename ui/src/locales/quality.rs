//! Texts of Quality, Reconciliation and Measures.

super::define_texts! {
    quality: "Quality", "Qualität";
    quality_says: "What is doubtful in the data, by the money that depends on it.", "Was an den Daten zweifelhaft ist, nach dem Geld, das davon abhängt.";
    how_many: "How many", "Anzahl";
    money_at_stake: "Money", "Betrag";
    look_at_them: "Look", "Ansehen";
    nothing_doubtful: "Nothing is doubtful", "Nichts ist zweifelhaft";
    nothing_doubtful_text: "Missing costs and codes, gaps in days, orders that do not add up and the like appear here when there are any.", "Fehlende Kosten und Nummern, Lücken in den Tagen, Bestellungen, die nicht aufgehen, und Ähnliches erscheinen hier, wenn es sie gibt.";
    all_findings: "All findings", "Alle Befunde";
    nothing_left: "Nothing of this is left", "Davon ist nichts mehr da";
    nothing_left_text: "Whatever it was is settled, or was never there.", "Was es auch war, es ist erledigt oder war nie da.";
    things(n): "1 thing", "{n} things", "1 Fall", "{n} Fälle";
    unit_cost: "Unit cost", "Einkaufspreis";
    cost_of(sku): "Unit cost of {sku}", "Einkaufspreis von {sku}";
    costs_hold_from(day): "A cost entered here holds from {day}, the first day of sales. Costs that changed since are entered under Prices and costs.", "Ein hier eingetragener Einkaufspreis gilt ab {day}, dem ersten Umsatztag. Spätere Änderungen tragen Sie unter Preise und Kosten ein.";
    cost_entered(sku): "Cost of {sku} entered", "Einkaufspreis von {sku} eingetragen";
    enter: "Enter", "Eintragen";
    enter_costs: "Enter costs", "Kosten eintragen";
    enter_counts: "Enter counts", "Bestände eintragen";
    enter_count: "Enter count", "Bestand eintragen";
    enter_rates: "Enter rates", "Kurse eintragen";
    enter_rate: "Enter rate", "Kurs eintragen";
    import_missing_days: "Import missing days…", "Fehlende Tage importieren …";
    reconcile: "Reconcile", "Abgleichen";
    see_order: "See order", "Bestellung ansehen";
    open_products: "Open products", "Artikel öffnen";
    see_renamed: "See renamed codes", "Umbenannte Nummern ansehen";
    same_product: "Same product", "Derselbe Artikel";
    now_goes_by(old, new): "{old} now goes by {new}", "{old} läuft jetzt unter {new}";
    see_product: "See product", "Artikel ansehen";

    reconciliation: "Reconciliation", "Abgleich";
    reconciliation_says: "From what the files add up to, step by step, to net sales.", "Von der Summe der Dateien Schritt für Schritt zum Nettoumsatz.";
    no_reconciliation_text: "Here every step from the sum of the files to net sales is shown, as soon as there are order lines.", "Hier steht jeder Schritt von der Summe der Dateien zum Nettoumsatz, sobald Bestellzeilen da sind.";
    from_lines_to_sales: "From all lines to net sales", "Von allen Zeilen zum Nettoumsatz";
    step_taken: "Step", "Schritt";
    paid_back: "What came back", "Was zurückkam";
    paid_back_on_its_day: "On the day it was paid back", "Am Tag der Erstattung";
    paid_back_without_date: "Refunds without a date, on the day of the order", "Erstattungen ohne Datum, am Tag der Bestellung";
    paid_back_says: "Where a file does not say when money was paid back, it is taken off on the day of the order: this is why days may differ from the shop's own reports.", "Wo eine Datei nicht sagt, wann Geld erstattet wurde, wird es am Tag der Bestellung abgezogen: Deshalb können Tage von den eigenen Berichten des Ladens abweichen.";
    stated_against_counted: "Totals of the files against ours", "Summen der Dateien und unsere im Vergleich";
    no_totals_stated: "No file states totals of its orders, so there is nothing to compare with. Exports with a total for each order are compared here.", "Keine Datei nennt Summen ihrer Bestellungen, also gibt es nichts zu vergleichen. Exporte mit einer Summe je Bestellung werden hier verglichen.";
    orders_with_total: "Orders with a total", "Bestellungen mit Summe";
    stated_by_files: "Stated by the files", "Von den Dateien genannt";
    counted_by_us: "Counted from their lines", "Aus ihren Zeilen errechnet";
    difference: "Difference", "Unterschied";
    all_orders_agree: "Every order with a total agrees with its lines.", "Jede Bestellung mit Summe stimmt mit ihren Zeilen überein.";
    orders_off(n): "Look at 1 order that does not add up", "Look at {n} orders that do not add up", "1 Bestellung ansehen, die nicht aufgeht", "{n} Bestellungen ansehen, die nicht aufgehen";

    measures_tab: "Measures", "Kennzahlen";
    measures_says: "Every number that Kontor shows has one definition, and this is it.", "Jede Zahl, die Kontor zeigt, hat genau eine Definition: diese.";
}
