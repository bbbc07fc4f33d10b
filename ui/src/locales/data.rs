//! Texts of Data: imports, the SQL console, history.

super::define_texts! {
    imports: "Imports", "Importe";
    imports_counted(n): "1 import", "{n} imports", "1 Import", "{n} Importe";
    no_imports: "No imports yet", "Noch keine Importe";
    no_imports_text: "Every file you import is listed here with what was kept, what was refused and why, and can be taken back.", "Hier steht jede importierte Datei: was übernommen und was abgelehnt wurde, und warum. Jeder Import lässt sich zurücknehmen.";
    file: "File", "Datei";
    imported: "Imported", "Importiert";
    days_it_covers: "Days it covers", "Zeitraum";
    kept: "Rows kept", "Übernommen";
    refused: "Rows refused", "Abgelehnt";
    take_back: "Take back", "Zurücknehmen";
    take_back_of(name): ": {name}", ": {name}";
    taken_back(name): "{name} was taken back", "{name} wurde zurückgenommen";

    import_number(batch): "Import {batch}", "Import {batch}";
    imported_on(time): "Imported {time}", "Importiert am {time}";
    all_imports: "All imports", "Alle Importe";
    see_sales: "See sales", "Umsatz ansehen";
    rows_read: "Rows read", "Gelesene Zeilen";
    orders: "Orders", "Bestellungen";
    good_to_know: "Good to know", "Gut zu wissen";
    refused_rows: "Refused rows", "Abgelehnte Zeilen";
    download_refused: "Download refused rows", "Abgelehnte Zeilen herunterladen";
    refused_text(kept): "{kept} rows were kept. These stand in no number: correct them in a copy of the file and import it.", "{kept} Zeilen wurden übernommen. Diese stehen in keiner Zahl: berichtigen Sie sie in einer Kopie der Datei und importieren Sie diese.";
    rows(n): "1 row", "{n} rows", "1 Zeile", "{n} Zeilen";
    reason: "Reason", "Grund";
    column: "Column", "Spalte";
    value: "Value", "Wert";
    row_text: "The row as it stands", "Die Zeile, wie sie dasteht";
    how_it_was_read: "How it was read", "Wie sie gelesen wurde";

    import_title: "Import sales", "Umsätze importieren";
    choose_file: "Choose file…", "Datei wählen …";
    drop_here: "Drop a file here", "Datei hierher ziehen";
    another_file: "Another file…", "Andere Datei …";
    import_file(name): "Import {name}", "{name} importieren";
    importing_text: "You can go on working; the bar above shows how far it is. Cancelling leaves everything as before.", "Sie können weiterarbeiten; die Leiste oben zeigt den Stand. Abbrechen lässt alles, wie es war.";
    imported_before(batch): "Exactly this file is in already, as import {batch}. Importing it again would change nothing.", "Genau diese Datei ist schon da, als Import {batch}. Sie noch einmal zu importieren würde nichts ändern.";
    see_that_import: "See that import", "Diesen Import ansehen";
    obstacle_hint: "Correct it below; nothing has been imported yet.", "Berichtigen Sie es unten; noch wurde nichts importiert.";
    remembered: "Read as the last file with these columns was.", "Gelesen wie die letzte Datei mit diesen Spalten.";
    guess_again: "Back to what Kontor guessed", "Zurück zu Kontors Vorschlag";
    nothing_new(name): "{name} was in already; nothing changed", "{name} war schon da; nichts wurde geändert";
    lines_imported(n): "1 order line imported", "{n} order lines imported", "1 Bestellzeile importiert", "{n} Bestellzeilen importiert";
    shop_name: "Your shop's name", "Name Ihres Ladens";
    first_file_says: "The first file also says in which currency and time zone the shop counts: as chosen below.", "Die erste Datei sagt auch, in welcher Währung und Zeitzone der Laden zählt: wie unten gewählt.";

    columns_mean: "What the columns mean", "Was die Spalten bedeuten";
    meaning_of(column): "Meaning of column {column}", "Bedeutung der Spalte {column}";
    left_out: "Left out", "Weggelassen";
    first_rows: "The first rows of the file", "Die ersten Zeilen der Datei";
    how_to_read: "How it is read", "Wie sie gelesen wird";
    dates_are: "Dates", "Datumsangaben";
    day_first: "9.12.2025 – day first", "9.12.2025 – Tag zuerst";
    month_first: "12/9/2025 – month first", "12/9/2025 – Monat zuerst";
    serial_dates: "45,999.53 – spreadsheet's day number", "45.999,53 – Tagesnummer einer Tabelle";
    unix_seconds: "1765283400 – seconds since 1970", "1765283400 – Sekunden seit 1970";
    numbers_are: "Numbers", "Zahlen";
    currency: "Currency", "Währung";
    time_zone: "Time zone", "Zeitzone";
    delimiter: "Between cells", "Zwischen Zellen";
    comma: "Comma ,", "Komma ,";
    semicolon: "Semicolon ;", "Semikolon ;";
    tab: "Tab", "Tabulator";
    pipe: "Bar |", "Strich |";
    encoding: "Encoding", "Zeichenkodierung";
    skip_lines: "Lines before the headings", "Zeilen vor den Überschriften";
    prices_include_tax: "Prices include tax", "Preise enthalten Steuer";
    yes: "Yes", "Ja";
    no: "No", "Nein";

    sql_says: "Ask your own question with one SELECT. Nothing can be changed here.", "Stellen Sie eigene Fragen mit einem SELECT. Hier kann nichts verändert werden.";
    statement: "SQL statement", "SQL-Anweisung";
    run: "Run", "Ausführen";
    running: "Running", "Läuft";
    run_keys: "Ctrl Enter or ⌘ Enter runs it; it may take up to a minute.", "Strg Enter oder ⌘ Enter führt sie aus; sie darf eine Minute dauern.";
    recent_statements: "Recent", "Zuletzt";
    result: "Result", "Ergebnis";
    first_of_more(rows): "The first {rows} rows; export has all", "Die ersten {rows} Zeilen; der Export hat alle";
    no_rows_returned: "The statement is right, but no row fits it.", "Die Anweisung ist richtig, aber keine Zeile passt dazu.";
    tables: "Tables", "Tabellen";
    click_inserts: "A click inserts the name.", "Ein Klick fügt den Namen ein.";

    history: "History", "Verlauf";
    history_says: "What was done in this shop. The last thing that stands can be undone.", "Was in diesem Laden getan wurde. Das Letzte, was gilt, lässt sich rückgängig machen.";
    no_history: "Nothing was done yet", "Noch wurde nichts getan";
    no_history_text: "Imports and changed settings are listed here, and can be undone.", "Hier stehen Importe und geänderte Einstellungen, und sie lassen sich rückgängig machen.";
    what: "What", "Was";
    standing: "State", "Stand";
    stands: "Stands", "Gilt";
    was_undone: "Undone", "Rückgängig gemacht";
}
