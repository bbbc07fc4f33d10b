//! Names of models and of what moves a forecast, and what the numbers mean.

use crate::jobs::Context;
use kontor_api::{domain::Language, forecast::Forecastable};

/// Picks a pair's text.
pub fn said((en, de): (&str, &str), language: Language) -> String {
    match language {
        Language::En => en.to_owned(),
        Language::De => de.to_owned(),
    }
}

/// A model's name in English and German.
pub fn model(name: &str) -> (&str, &str) {
    match name {
        "naive2" => ("Last week, seasonally adjusted", "Letzte Woche, saisonbereinigt"),
        "seasonal_naive" => ("Same week last year", "Gleiche Woche im Vorjahr"),
        "mean_of_4" => ("Mean of 4 weeks", "Mittel aus 4 Wochen"),
        "moving_average" => ("Mean of 8 weeks", "Mittel aus 8 Wochen"),
        "top_down" => ("Share of the category", "Anteil am Sortiment"),
        "ets" => ("Exponential smoothing", "Exponentielle Glättung"),
        "theta" => ("Theta method", "Theta-Methode"),
        "croston" => ("Croston's method", "Croston-Verfahren"),
        "sba" => ("Croston's method, corrected", "Croston-Verfahren, korrigiert"),
        "tsb" => ("Chance and size of a sale", "Wahrscheinlichkeit und Größe eines Verkaufs"),
        "adida" => ("Sums of several weeks", "Summen mehrerer Wochen"),
        "imapa" => ("Sums of many lengths", "Summen vieler Längen"),
        "ses" => ("Smoothed level", "Geglättetes Niveau"),
        "boosted_mean" => ("Trees over all products, mean", "Bäume über alle Artikel, Mittel"),
        "boosted_tweedie" => {
            ("Trees over all products, rare sales", "Bäume über alle Artikel, seltene Verkäufe")
        }
        "boosted_direct" => ("Trees over all products, median", "Bäume über alle Artikel, Median"),
        "boosted_recursive" => {
            ("Trees over all products, week by week", "Bäume über alle Artikel, Woche für Woche")
        }
        "decomposition" => {
            ("Trend, season, price and holidays", "Trend, Saison, Preis und Feiertage")
        }
        "tide" => ("Network (TiDE)", "Netz (TiDE)"),
        "lstm_attention" => ("Network (LSTM with attention)", "Netz (LSTM mit Attention)"),
        other => (other, other),
    }
}

/// What moves a forecast, in English and German.
pub fn driver(name: &str) -> (&str, &str) {
    match name {
        "trend" => ("Trend", "Trend"),
        "season" => ("Season", "Saison"),
        "price" => ("Price", "Preis"),
        "promotion" => ("Promotion", "Aktion"),
        "holidays" => ("Public holidays", "Feiertage"),
        "events" => ("Occasions", "Anlässe"),
        "before_holidays" => ("Week before", "Woche davor"),
        "after_holidays" => ("Week after", "Woche danach"),
        other => (other, other),
    }
}

/// Why a product has no forecast.
pub fn remark(why: Forecastable, weeks: usize, context: &Context) -> Option<String> {
    let fewest = kontor_features::weekly::FEWEST_WEEKS;
    let text = match why {
        Forecastable::Yes => return None,
        Forecastable::TooNew => context
            .say(
                &format!("Too new: {weeks} of {fewest} weeks"),
                &format!("Zu neu: {weeks} von {fewest} Wochen"),
            )
            .to_owned(),
        Forecastable::Ended => {
            context.say("Not sold for a year", "Seit einem Jahr nicht verkauft").to_owned()
        }
        Forecastable::Archived => {
            context.say("No longer in the catalogue", "Nicht mehr im Sortiment").to_owned()
        }
    };
    Some(text)
}

/// What the numbers of lists and pages mean.
pub fn definition(context: &Context) -> String {
    context
        .say(
            "Units that are likely to be wanted in each week from Monday to Sunday: weeks that were probably out of stock do not count as weeks without demand, bulk orders are taken out, what came back was wanted, too. In the range lie 95 of 100 weeks. The error is what the forecast was off by when it was tested on the past, from three moments without what came after: the sum of all misses as a share of what was sold (WAPE); beside it that of the best simple rule. Drivers say by how much trend, season, price, promotions and holidays lift or lower a week against an ordinary one; they explain one of the models, not the exact sum.",
            "Stück, die in jeder Woche von Montag bis Sonntag voraussichtlich gewünscht werden: Wochen, in denen der Artikel wahrscheinlich ausverkauft war, zählen nicht als Wochen ohne Nachfrage, Großbestellungen sind herausgenommen, Zurückgegebenes war ebenfalls gewünscht. In der Spanne liegen 95 von 100 Wochen. Der Fehler ist, worum die Prognose danebenlag, als sie an der Vergangenheit geprüft wurde, von drei Zeitpunkten aus ohne das Spätere: die Summe aller Abweichungen als Anteil des Verkauften (WAPE); daneben der der besten einfachen Regel. Treiber sagen, um wie viel Trend, Saison, Preis, Aktionen und Feiertage eine Woche gegenüber einer gewöhnlichen heben oder senken; sie erklären eines der Modelle, nicht die genaue Summe.",
        )
        .to_owned()
}
