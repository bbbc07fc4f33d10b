//! Texts of Settings.

super::define_texts! {
    settings_says: "Every change takes effect at once. Those of the shop can be undone.", "Jede Änderung gilt sofort. Die des Ladens lassen sich rückgängig machen.";
    settings_changed: "Settings changed", "Einstellungen geändert";
    for_you: "For you, in every shop", "Für Sie, in jedem Laden";
    language: "Language", "Sprache";
    colours: "Colours", "Farben";
    as_the_system: "As the system", "Wie das System";
    light: "Light", "Hell";
    dark: "Dark", "Dunkel";
    your_name: "Your name", "Ihr Name";
    your_name_says: "Your decisions are signed with it under Approvals. Empty for the name that you are logged in with.", "Unter Freigaben sind Ihre Entscheidungen damit unterschrieben. Leer für den Namen, mit dem Sie angemeldet sind.";
    no_shop_settings: "Currency, time zone, costs, reordering and backups are set for each shop. Open one, or import sales to make one.", "Währung, Zeitzone, Kosten, Nachbestellung und Sicherung legen Sie für jeden Laden fest. Öffnen Sie einen, oder importieren Sie Umsätze, um einen anzulegen.";

    this_shop: "This shop", "Dieser Laden";
    name: "Name", "Name";
    needs_a_name: "A shop needs a name; the one before was kept.", "Ein Laden braucht einen Namen; der bisherige bleibt.";
    currency_says: "The currency the shop counts in. It is fixed once there are sales.", "Die Währung, in der der Laden zählt. Sie steht fest, sobald es Umsätze gibt.";
    currency_fixed: "Fixed, because there are sales: another currency would call the same numbers by another name.", "Fest, weil es Umsätze gibt: Eine andere Währung gäbe denselben Zahlen einen anderen Namen.";
    time_zone_says: "Decides which day a sale belongs to. Changing it computes the local time of every sale anew.", "Entscheidet, zu welchem Tag ein Umsatz zählt. Eine Änderung berechnet die Ortszeit jedes Umsatzes neu.";
    week_starts: "The week starts on", "Die Woche beginnt am";
    week_starts_says: "Weeks in charts start on this day.", "Wochen in Diagrammen beginnen an diesem Tag.";
    monday: "Monday", "Montag";
    sunday: "Sunday", "Sonntag";
    saturday: "Saturday", "Samstag";
    fiscal_year: "The fiscal year starts on", "Das Geschäftsjahr beginnt am";
    fiscal_year_says: "Sales and products can be shown for the fiscal year so far.", "Verkäufe und Artikel lassen sich für das bisherige Geschäftsjahr zeigen.";
    tax_says: "What imported prices hold unless the file says otherwise.", "Was importierte Preise enthalten, wenn die Datei nichts anderes sagt.";

    order_costs: "What an order costs", "Was eine Bestellung kostet";
    order_costs_say: "Profit is less by these from now on, for past orders too; nothing is imported anew. Amounts are in the shop's currency.", "Sie mindern den Ertrag ab sofort, auch bei früheren Bestellungen; nichts wird neu importiert. Beträge in der Währung des Ladens.";
    payment_fee_percent: "Payment fee in percent", "Zahlungsgebühr in Prozent";
    payment_fee_says: "Of what the customer pays. Where a file states an order's fee, that one counts.", "Von dem, was der Kunde zahlt. Nennt eine Datei die Gebühr der Bestellung, gilt diese.";
    payment_fee_fixed: "Payment fee for each order", "Zahlungsgebühr je Bestellung";
    payment_fee_fixed_says: "Taken besides the percentage.", "Zusätzlich zum Anteil.";
    fulfilment_cost: "Fulfilment for each order", "Verpackung je Bestellung";
    fulfilment_cost_says: "Picking, packing and material.", "Kommissionieren, Verpacken und Material.";
    shipping_cost: "Shipping for each order", "Versand je Bestellung";
    shipping_cost_says: "What the carrier charges you.", "Was der Versanddienst Ihnen berechnet.";
    number_between(low, high): "A number from {low} to {high}; the one before was kept.", "Eine Zahl von {low} bis {high}; die bisherige bleibt.";
    days_between(low, high): "Whole days from {low} to {high}; the number before was kept.", "Ganze Tage von {low} bis {high}; die bisherige Zahl bleibt.";
    not_a_cost: "This is no amount such as 2.9; the one before was kept.", "Das ist kein Betrag wie 2,9; der bisherige bleibt.";

    weekly_exports: "New exports", "Neue Exporte";
    watched_folder: "Watched folder", "Beobachteter Ordner";
    watched_folder_says: "New files in it are offered on Home and under Data. The full path on the computer that Kontor runs on; empty for none.", "Neue Dateien darin werden auf der Startseite und unter Daten angeboten. Der volle Pfad auf dem Computer, auf dem Kontor läuft; leer für keinen.";
    rebuild: "Rebuild from the originals", "Aus den Originalen neu aufbauen";
    rebuild_says: "Reads every imported file anew and makes the same numbers again, row for row. Imports, what was entered by hand and the history stay.", "Liest jede importierte Datei neu und macht dieselben Zahlen noch einmal, Zeile für Zeile. Importe, von Hand Eingetragenes und der Verlauf bleiben.";
    rebuild_now: "Rebuild", "Neu aufbauen";
    rebuilt: "Rebuilt from the original files", "Aus den Originaldateien neu aufgebaut";

    backup: "Folder and backup", "Ordner und Sicherung";
    lies_in: "Everything about this shop lies in", "Alles zu diesem Laden liegt in";
    backup_says: "A backup is one file with everything in it. Restoring it makes a new shop beside this one, here or on another computer.", "Eine Sicherung ist eine Datei mit allem darin. Wiederherstellen legt einen neuen Laden neben diesem an, hier oder auf einem anderen Computer.";
    back_up: "Back up to a file…", "In Datei sichern …";
    restore: "Restore from a file…", "Aus Datei wiederherstellen …";
    restored(name): "{name} was restored and is open", "{name} wurde wiederhergestellt und ist geöffnet";

    other_shops: "Other shops", "Andere Läden";
    forget: "Take off the list", "Aus der Liste nehmen";
    folder: "Folder of a shop", "Ordner eines Ladens";
    folder_says: "The full path on the computer that Kontor runs on.", "Der volle Pfad auf dem Computer, auf dem Kontor läuft.";
    open_shop_there: "Open shop", "Laden öffnen";
    needs_a_folder: "Write the folder of the shop to open.", "Nennen Sie den Ordner des Ladens, der zu öffnen ist.";
    new_shop: "Name of a new shop", "Name eines neuen Ladens";
    new_shop_says(folder): "It gets a folder of its own in {folder}.", "Er bekommt einen eigenen Ordner in {folder}.";
    needs_a_new_name: "Write a name for the new shop.", "Geben Sie dem neuen Laden einen Namen.";
    create_shop: "Create shop", "Laden anlegen";

    delete_shop: "Delete this shop", "Diesen Laden löschen";
    delete_says: "Removes the shop's folder with its sales, history and original files. This cannot be undone; a backup can be restored.", "Entfernt den Ordner des Ladens mit Umsätzen, Verlauf und Originaldateien. Das lässt sich nicht rückgängig machen; eine Sicherung lässt sich wiederherstellen.";
    delete_this_shop: "Delete this shop…", "Diesen Laden löschen …";
    delete_means(lines): "{lines}, every import's original file and the history are removed for good, in this folder:", "{lines}, die Originaldatei jedes Imports und der Verlauf werden endgültig entfernt, in diesem Ordner:";
    type_the_name(name): "Type the shop's name to confirm: {name}", "Zur Bestätigung den Namen des Ladens eingeben: {name}";
    delete_named(name): "Delete {name}", "{name} löschen";
    shop_deleted(name): "{name} was deleted", "{name} wurde gelöscht";

    about: "About", "Über";
    about_text: "Everything runs on this computer. Nothing leaves it but what you export.", "Alles läuft auf diesem Computer. Nichts verlässt ihn, außer was Sie exportieren.";
}
