//! Texts of the kit, of transport and of files.

super::define_texts! {
    close: "Close", "Schließen";
    undo: "Undo", "Rückgängig";
    undone(what): "Undone: {what}", "Rückgängig gemacht: {what}";
    undone_something: "Undone", "Rückgängig gemacht";
    cancelled: "Cancelled; everything is as before", "Abgebrochen; alles ist wie zuvor";
    try_again: "Try again", "Erneut versuchen";
    copy_details: "Copy details", "Details kopieren";
    copied: "Copied", "Kopiert";
    not_copied: "The clipboard is locked: select the text and copy it by hand", "Die Zwischenablage ist gesperrt: Markieren Sie den Text, und kopieren Sie ihn von Hand";
    clear_all: "Clear all", "Alle entfernen";
    remove_filter(filter): "Remove filter {filter}", "Filter {filter} entfernen";
    export: "Export", "Exportieren";
    export_xlsx: "Spreadsheet (XLSX)", "Tabelle (XLSX)";
    export_csv: "Text (CSV)", "Text (CSV)";
    saved(name): "Saved as {name}", "Gespeichert als {name}";
    show_sql: "Show SQL", "SQL zeigen";
    copy_sql: "Copy SQL", "SQL kopieren";
    open_in_sql: "Open in the SQL console", "In der SQL-Konsole öffnen";
    view_as_table: "View as table", "Als Tabelle";
    chart_label(what): "Chart: {what}. Arrow keys move over its values.", "Diagramm: {what}. Mit den Pfeiltasten gehen Sie durch die Werte.";
    rows_cut(shown, total): "The first {shown} of {total} rows can be scrolled to. Filter to see others, or export all.", "Die ersten {shown} von {total} Zeilen sind hier erreichbar. Filtern zeigt andere, ein Export alle.";

    unreachable: "Kontor does not answer. Whether the last step was done is not known.", "Kontor antwortet nicht. Ob der letzte Schritt getan wurde, ist nicht bekannt.";
    unreachable_hint: "Check that Kontor still runs, then try again.", "Prüfen Sie, ob Kontor noch läuft, und versuchen Sie es erneut.";
    defect(why): "Kontor answered something that this window does not understand ({why}). Your data is untouched.", "Kontor hat etwas geantwortet, das dieses Fenster nicht versteht ({why}). Ihre Daten sind unberührt.";
    defect_hint: "Load the window again; if it stays so, copy the details and report them.", "Laden Sie das Fenster neu; bleibt es so, kopieren Sie die Details und melden Sie sie.";
}
