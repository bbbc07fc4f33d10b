//! Texts of the shell: rail, bar, palette, help, jobs.

use crate::locales::Texts;

super::define_texts! {
    skip: "Skip to content", "Zum Inhalt";
    navigation: "Pages", "Seiten";
    decisions_wait(n): "1 to decide", "{n} to decide", "1 zu entscheiden", "{n} zu entscheiden";
    home: "Home", "Start";
    sales: "Sales", "Umsatz";
    products: "Products", "Artikel";
    data: "Data", "Daten";
    sql_console: "SQL console", "SQL-Konsole";
    settings: "Settings", "Einstellungen";
    sales_to(time): "Sales to {time}", "Umsatz bis {time}";

    search_or_act: "Search or act", "Suche und Befehle";
    palette_hint: "A page, an act or a product", "Seite, Befehl oder Artikel";
    nothing_found: "Nothing of that name", "Nichts unter diesem Namen";
    go: "Go to", "Gehe zu";
    redo: "Redo", "Wiederholen";
    redone(what): "Done again: {what}", "Wiederholt: {what}";
    redone_something: "Done again", "Wiederholt";
    theme_light: "Light colours", "Helle Farben";
    theme_dark: "Dark colours", "Dunkle Farben";
    theme_system: "Colours as the system", "Farben wie das System";
    open_shop(name): "Open {name}", "{name} öffnen";

    help: "Help", "Hilfe";
    measures: "What the numbers mean", "Was die Zahlen bedeuten";
    keys: "Keys", "Tasten";
    over_chart: "Move over a chart's values", "Durch die Werte eines Diagramms gehen";

    jobs: "Jobs", "Vorgänge";
    job_done: "Done", "Fertig";
    cancel: "Cancel", "Abbrechen";
    seconds_left(n): "about 1 second left", "about {n} seconds left", "noch etwa 1 Sekunde", "noch etwa {n} Sekunden";
    minutes_left(n): "about 1 minute left", "about {n} minutes left", "noch etwa 1 Minute", "noch etwa {n} Minuten";
    job_import: "Import", "Import";
    job_import_undo: "Undo import", "Import rückgängig machen";
    job_backup: "Back up", "Sichern";
    job_restore: "Restore", "Wiederherstellen";
    job_sample: "Open sample store", "Beispielladen öffnen";
    job_rebuild: "Rebuild", "Neu aufbauen";
    job_forget: "Forget a person", "Person vergessen";
    job_time_zone: "Change time zone", "Zeitzone ändern";
    job_export: "Export", "Export";
    job_other: "Work", "Vorgang";
}

impl Texts {
    /// What a job does, by its command's name on the wire.
    pub fn job(self, command: &str) -> &'static str {
        match command {
            "import_run" | "import_many" => self.job_import(),
            "workspace_rebuild" => self.job_rebuild(),
            "privacy_forget" => self.job_forget(),
            "import_undo" => self.job_import_undo(),
            "workspace_backup" => self.job_backup(),
            "workspace_restore" => self.job_restore(),
            "sample_open" => self.job_sample(),
            "time_zone_change" => self.job_time_zone(),
            "undo_last" => self.undo(),
            "redo_last" => self.redo(),
            "export" => self.job_export(),
            "reorder_replay" => self.replay(),
            "price_replay" => self.price_replay_now(),
            "price_train" => self.train_agent(),
            _ => self.job_other(),
        }
    }

    /// How long something will take, in whole seconds or minutes.
    pub fn time_left(self, seconds: f64) -> String {
        let seconds = seconds.max(1.0).ceil() as i64;
        if seconds < 90 {
            self.seconds_left(seconds)
        } else {
            self.minutes_left((seconds + 30) / 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    #[test]
    fn time_left_is_told_in_the_unit_one_thinks_in() {
        assert_eq!(Texts(Language::En).time_left(0.2), "about 1 second left");
        assert_eq!(Texts(Language::De).time_left(42.0), "noch etwa 42 Sekunden");
        assert_eq!(Texts(Language::En).time_left(150.0), "about 3 minutes left");
    }
}
