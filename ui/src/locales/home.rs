//! Texts of Home, and of a window without a shop.

super::define_texts! {
    welcome: "Welcome to Kontor", "Willkommen bei Kontor";
    welcome_says: "Your shop's sales on your own computer: nothing leaves it, no account is needed.", "Die Umsätze Ihres Ladens auf Ihrem eigenen Computer: Nichts verlässt ihn, und Sie brauchen kein Konto.";
    import_sales: "Import sales…", "Umsätze importieren …";
    import_says: "The orders that your shop exports: CSV or XLSX, gzipped or zipped too. You can also drop the file anywhere on this window.", "Die Bestellungen, die Ihr Laden exportiert: CSV oder XLSX, auch gepackt (gzip, zip). Sie können die Datei auch irgendwo auf dieses Fenster ziehen.";
    or_a_sample: "Or look around in a sample store", "Oder sehen Sie sich in einem Beispielladen um";
    open_sample: "Open a sample store", "Beispielladen öffnen";
    recent_shops: "Shops opened before", "Zuletzt geöffnete Läden";
    open: "Open", "Öffnen";
    last_opened(time): "last opened {time}", "zuletzt geöffnet am {time}";
    folder_gone: "The folder is no longer there", "Der Ordner ist nicht mehr da";
    no_sales: "No sales yet", "Noch keine Umsätze";
    no_sales_text: "Home shows how the last 28 days went and what to do next, as soon as there are order lines.", "Hier steht, wie die letzten 28 Tage liefen und was als Nächstes zu tun ist, sobald Bestellzeilen da sind.";
    lines_of_days(n, days): "1 order line, {days}", "{n} order lines, {days}", "1 Bestellzeile, {days}", "{n} Bestellzeilen, {days}";
    look_at_sales: "Look at sales", "Umsatz ansehen";
    last_28_days: "The last 28 days", "Die letzten 28 Tage";
    what_next: "What to do next", "Was als Nächstes zu tun ist";
    nothing_to_do: "Nothing is waiting: the imports are complete and up to date.", "Es ist nichts zu tun: Die Importe sind vollständig und aktuell.";
    was_repaired: "Kontor repaired this shop's files", "Kontor hat die Dateien dieses Ladens repariert";
    look_at_imports: "Look at imports", "Importe ansehen";
    rows_refused(n): "1 row was refused", "{n} rows were refused", "1 Zeile wurde abgelehnt", "{n} Zeilen wurden abgelehnt";
    refused_why(n, name): "{name}: 1 row was kept; the others stand in no number until they are corrected and imported.", "{name}: {n} rows were kept; the others stand in no number until they are corrected and imported.", "{name}: 1 Zeile wurde übernommen; die anderen zählen nirgends mit, bis sie berichtigt und importiert sind.", "{name}: {n} Zeilen wurden übernommen; die anderen zählen nirgends mit, bis sie berichtigt und importiert sind.";
    look_at_rows: "Look at the rows", "Zeilen ansehen";
    days_old(n): "The sales are 1 day old", "The sales are {n} days old", "Die Umsätze sind 1 Tag alt", "Die Umsätze sind {n} Tage alt";
    sales_are_old: "The sales are old", "Die Umsätze sind alt";
    days_old_why(day): "They end on {day}. A newer export brings the numbers up to date.", "Sie enden am {day}. Ein neuerer Export bringt die Zahlen auf den neuesten Stand.";

    no_shop: "No shop", "Kein Laden";
    no_shop_title: "No shop is open", "Kein Laden ist geöffnet";
    no_shop_text: "This page shows a shop's numbers. Open one, or import sales to make one.", "Diese Seite zeigt die Zahlen eines Ladens. Öffnen Sie einen, oder importieren Sie Umsätze, um einen anzulegen.";
    open_a_shop: "Open a shop", "Laden öffnen";
    not_found: "There is no such page", "Diese Seite gibt es nicht";
    not_found_text: "The address leads nowhere. Your data is untouched.", "Die Adresse führt nirgendwohin. Ihre Daten sind unberührt.";
    back_home: "Go to Home", "Zum Start";
}
