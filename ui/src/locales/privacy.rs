//! Texts of Privacy.

super::define_texts! {
    privacy: "Privacy", "Datenschutz";
    privacy_says: "Names, addresses and e-mails are kept apart from the numbers. Look somebody up, and forget them if they ask for it.", "Namen, Adressen und E-Mails liegen getrennt von den Zahlen. Suchen Sie jemanden heraus, und vergessen Sie ihn, wenn er darum bittet.";
    search_people: "Name, e-mail, phone or customer number", "Name, E-Mail, Telefon oder Kundennummer";
    people: "People", "Personen";
    people_counted(n): "1 person", "{n} people", "1 Person", "{n} Personen";
    whom_to_find: "Whom do you look for?", "Wen suchen Sie?";
    whom_to_find_text: "Nobody is listed until you look for somebody. Whoever you find can be forgotten: from the tables, from the original files, and from every import to come.", "Niemand wird aufgeführt, bevor Sie jemanden suchen. Wen Sie finden, den können Sie vergessen: in den Tabellen, den Originaldateien und jedem künftigen Import.";
    nobody_found: "Nobody of that name", "Niemand mit diesem Namen";
    nobody_found_text: "No import tells of such a person. Try a part of the name, the e-mail address or the customer number.", "Kein Import kennt eine solche Person. Versuchen Sie einen Teil des Namens, die E-Mail-Adresse oder die Kundennummer.";
    more_people(shown): "The first {shown}; search more closely to see others.", "Die ersten {shown}; suchen Sie genauer, um andere zu sehen.";
    email: "E-mail", "E-Mail";
    town: "Town", "Ort";
    forget_this: "Forget…", "Vergessen …";
    forget_person: "Forget a person", "Person vergessen";
    forgetting_means: "Who this is will be removed for good, from the original files too, and stays out when a file with them is imported again. This cannot be undone.", "Wer das ist, wird endgültig entfernt, auch aus den Originaldateien, und bleibt entfernt, wenn eine Datei mit dieser Person erneut importiert wird. Das lässt sich nicht rückgängig machen.";
    orders_stay(n): "Their order stays as an order of nobody, so no total changes.", "Their {n} orders stay as orders of nobody, so no total changes.", "Ihre Bestellung bleibt als Bestellung von niemandem, keine Summe ändert sich.", "Ihre {n} Bestellungen bleiben als Bestellungen von niemandem, keine Summe ändert sich.";
    forget_named(name): "Forget {name}", "{name} vergessen";
    forgotten(name): "{name} was forgotten", "{name} wurde vergessen";
    rows_removed(n): "1 row removed", "{n} rows removed", "1 Zeile entfernt", "{n} Zeilen entfernt";
    orders_of_nobody(n): "1 order names nobody now", "{n} orders name nobody now", "1 Bestellung nennt nun niemanden", "{n} Bestellungen nennen nun niemanden";
    originals_rewritten(n): "1 original file rewritten", "{n} original files rewritten", "1 Originaldatei neu geschrieben", "{n} Originaldateien neu geschrieben";
}
