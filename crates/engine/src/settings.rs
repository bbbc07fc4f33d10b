//! Settings: read, guessed, changed.

use crate::{
    Engine, Handle,
    error::{Failure, Result},
    history,
    jobs::Context,
};
use kontor_api::{
    Code, Command,
    domain::{Currency, Decimal, Language, Weekday},
    settings::{
        Change, ChangeTimeZone, GetOptions, GetSettings, Options, PriceSettings, ReorderSettings,
        Settings,
    },
};

/// Where a shop most likely is, by its time zone: the currency, and the day a week starts with.
const PLACES: &[(&str, &str, Weekday)] = &[
    ("Europe/London", "GBP", Weekday::Monday),
    ("Europe/Zurich", "CHF", Weekday::Monday),
    ("Europe/Stockholm", "SEK", Weekday::Monday),
    ("Europe/Copenhagen", "DKK", Weekday::Monday),
    ("Europe/Oslo", "NOK", Weekday::Monday),
    ("Europe/Warsaw", "PLN", Weekday::Monday),
    ("Europe/Prague", "CZK", Weekday::Monday),
    ("Europe/Budapest", "HUF", Weekday::Monday),
    ("Europe/Istanbul", "TRY", Weekday::Monday),
    ("Europe/", "EUR", Weekday::Monday),
    ("America/Toronto", "CAD", Weekday::Sunday),
    ("America/Vancouver", "CAD", Weekday::Sunday),
    ("America/Sao_Paulo", "BRL", Weekday::Sunday),
    ("America/Mexico_City", "MXN", Weekday::Sunday),
    ("America/", "USD", Weekday::Sunday),
    ("Australia/", "AUD", Weekday::Monday),
    ("Pacific/Auckland", "NZD", Weekday::Monday),
    ("Asia/Tokyo", "JPY", Weekday::Sunday),
    ("Asia/Kolkata", "INR", Weekday::Sunday),
    ("Asia/Dubai", "AED", Weekday::Saturday),
];

/// Whether the settings make sense.
///
/// # Errors
/// [`Code::BadRequest`] naming the field.
pub fn check(settings: &Settings) -> Result<()> {
    let bad = |field: &'static str, en: String, de: String| {
        Err(Failure::new(Code::BadRequest, en, de).field(field))
    };
    if settings.name.trim().is_empty() {
        return bad(
            "name",
            "The shop needs a name.".into(),
            "Der Laden braucht einen Namen.".into(),
        );
    }
    if !(1..=12).contains(&settings.fiscal_year_start) {
        return bad(
            "fiscal_year_start",
            "A fiscal year starts in a month from 1 to 12.".into(),
            "Ein Geschäftsjahr beginnt in einem Monat von 1 bis 12.".into(),
        );
    }
    let costs = [
        ("payment_fee_percent", settings.payment_fee_percent),
        ("payment_fee_fixed", settings.payment_fee_fixed),
        ("fulfilment_cost", settings.fulfilment_cost),
        ("shipping_cost", settings.shipping_cost),
    ];
    if let Some((field, _)) = costs.into_iter().find(|(_, cost)| *cost < Decimal::default()) {
        return bad(
            field,
            "What something costs is not less than nothing.".into(),
            "Was etwas kostet, ist nicht weniger als nichts.".into(),
        );
    }
    if settings.payment_fee_percent.ten_thousandths > 100 * 10_000 {
        return bad(
            "payment_fee_percent",
            "A payment service keeps at most 100 percent.".into(),
            "Ein Zahlungsdienst behält höchstens 100 Prozent.".into(),
        );
    }
    check_price(&settings.price)?;
    check_reorder(&settings.reorder)?;
    check_zone(&settings.time_zone)
}

fn check_price(price: &PriceSettings) -> Result<()> {
    let whole = |percent: Decimal| percent.ten_thousandths / 10_000;
    let bad = |field, en: &str, de: &str| Err(Failure::new(Code::BadRequest, en, de).field(field));
    if !(-90..=1000).contains(&whole(price.floor_percent)) {
        return bad(
            "floor_percent",
            "A price leaves from 90 percent less to tenfold more than the cost.",
            "Ein Preis lässt von 90 Prozent weniger bis zum Zehnfachen mehr als die Kosten.",
        );
    }
    if !(1..=50).contains(&whole(price.largest_move_percent)) {
        return bad(
            "largest_move_percent",
            "A price moves by 1 to 50 percent at once.",
            "Ein Preis ändert sich um 1 bis 50 Prozent auf einmal.",
        );
    }
    if price.least_days > 366 {
        return bad(
            "least_days",
            "A price stands for at most a year before it may move.",
            "Ein Preis steht höchstens ein Jahr, bevor er sich ändern darf.",
        );
    }
    let is_below =
        |percent: Option<Decimal>| percent.is_some_and(|p| !(-50..=500).contains(&whole(p)));
    if is_below(price.above_competitor_percent) {
        return bad(
            "above_competitor_percent",
            "A price lies from 50 percent below to 500 percent above the lowest competitor's.",
            "Ein Preis liegt von 50 Prozent unter bis 500 Prozent über dem niedrigsten der Mitbewerber.",
        );
    }
    if price.minimum.values().any(|minimum| *minimum < Decimal::default()) {
        return bad(
            "minimum",
            "The lowest price that a maker allows is not less than nothing.",
            "Der niedrigste Preis, den ein Hersteller erlaubt, ist nicht weniger als nichts.",
        );
    }
    Ok(())
}

/// That a service can be reached.
///
/// # Errors
/// From 100 % on none can; below 50 % nobody means it.
pub(crate) fn check_service(service: Decimal) -> Result<()> {
    if (500_000..1_000_000).contains(&service.ten_thousandths) {
        return Ok(());
    }
    let (en, de) = (
        "A service is from 50 % to below 100 %.",
        "Ein Servicegrad reicht von 50 % bis unter 100 %.",
    );
    Err(Failure::new(Code::BadRequest, en, de).field("service_percent"))
}

/// That orders can follow each other after so many days.
///
/// # Errors
/// When it is none, or half a year.
pub(crate) fn check_review(days: u16) -> Result<()> {
    if (1..=180).contains(&days) {
        return Ok(());
    }
    let (en, de) = (
        "From one order to the next it is 1 to 180 days.",
        "Von einer Bestellung zur nächsten sind es 1 bis 180 Tage.",
    );
    Err(Failure::new(Code::BadRequest, en, de).field("review_days"))
}

fn check_reorder(reorder: &ReorderSettings) -> Result<()> {
    let bad = |field, en: &str, de: &str| Err(Failure::new(Code::BadRequest, en, de).field(field));
    check_service(reorder.service_percent)?;
    reorder.class_percent.values().try_for_each(|service| check_service(*service))?;
    check_review(reorder.review_days)?;
    if !(1..=366).contains(&reorder.usual_lead_days) {
        return bad(
            "usual_lead_days",
            "A supplier needs from one day to a year.",
            "Ein Lieferant braucht einen Tag bis ein Jahr.",
        );
    }
    if !(0..=100 * 10_000).contains(&reorder.capital_percent.ten_thousandths) {
        return bad(
            "capital_percent",
            "A year of holding stock costs nothing to 100 percent of its value.",
            "Ein Jahr Lagerung kostet nichts bis 100 Prozent des Werts.",
        );
    }
    Ok(())
}

fn check_zone(zone: &str) -> Result<()> {
    if jiff::tz::TimeZone::get(zone).is_ok() {
        return Ok(());
    }
    Err(Failure::new(
        Code::BadRequest,
        format!("“{zone}” is not a time zone."),
        format!("„{zone}“ ist keine Zeitzone."),
    )
    .hint("Time zones are named like Europe/London.", "Zeitzonen heißen wie Europe/Berlin.")
    .field("time_zone"))
}

impl Engine {
    /// Settings for a new workspace, from the person's language and the system's zone.
    pub(crate) fn guess(&self) -> Settings {
        let config = &self.inner.config;
        let time_zone = config
            .time_zone
            .clone()
            .filter(|zone| check_zone(zone).is_ok())
            .unwrap_or_else(|| "UTC".to_owned());
        let place = PLACES.iter().find(|(prefix, ..)| time_zone.starts_with(prefix));
        let code = place.map_or("EUR", |(_, code, _)| *code);
        Settings {
            name: match self.preferences().language {
                Language::En => "My shop".to_owned(),
                Language::De => "Mein Laden".to_owned(),
            },
            currency: code.parse().unwrap_or(Currency::EUR),
            time_zone,
            week_start: place.map_or(Weekday::Monday, |(_, _, day)| *day),
            fiscal_year_start: 1,
            prices_include_tax: place.is_none_or(|(prefix, ..)| !prefix.starts_with("America/")),
            watched_folder: None,
            payment_fee_percent: Decimal::default(),
            payment_fee_fixed: Decimal::default(),
            fulfilment_cost: Decimal::default(),
            shipping_cost: Decimal::default(),
            train_nightly: true,
            reorder: ReorderSettings::default(),
            price: PriceSettings::default(),
        }
    }
}

impl Handle<GetSettings> for Engine {
    fn handle(&self, _: GetSettings, _: &Context) -> Result<Settings> {
        Ok(self.workspace()?.settings())
    }
}

impl Handle<GetOptions> for Engine {
    fn handle(&self, _: GetOptions, _: &Context) -> Result<Options> {
        let mut time_zones: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.to_string())
            .filter(|name| name.contains('/') || name == "UTC")
            .collect();
        time_zones.sort();
        Ok(Options { time_zones, guess: self.guess() })
    }
}

impl Handle<Change> for Engine {
    fn handle(&self, request: Change, _: &Context) -> Result<Settings> {
        let workspace = self.workspace()?;
        check(&request.settings)?;
        let (old, new) = (workspace.settings(), request.settings);
        if old == new {
            return Ok(new);
        }
        if old.time_zone != new.time_zone && workspace.facts()?.lines > 0 {
            return Err(Failure::new(
                Code::BadRequest,
                "Another time zone means new dates for every line; that is done as a job.",
                "Eine andere Zeitzone bedeutet neue Daten für jede Zeile; das läuft als Vorgang.",
            )
            .field("time_zone"));
        }
        if old.currency != new.currency && workspace.facts()?.lines > 0 {
            return Err(Failure::new(
                Code::BadRequest,
                format!("This shop's lines are counted in {}; another currency would call the same numbers by another name.", old.currency),
                format!("Die Zeilen dieses Ladens sind in {} gezählt; eine andere Währung gäbe denselben Zahlen einen anderen Namen.", old.currency),
            )
            .hint(
                "Take the imports back first, or make another shop for the other currency.",
                "Nehmen Sie zuerst die Importe zurück, oder legen Sie einen weiteren Laden an.",
            )
            .field("currency"));
        }
        let _alone = workspace.alone()?;
        let before = history::state(&workspace)?;
        workspace.put_settings(&new)?;
        history::record(
            &workspace,
            Command::SettingsChange,
            "settings_change",
            serde_json::json!({}),
            &before,
        )?;
        self.renamed(&workspace)?;
        Ok(new)
    }
}

impl Handle<ChangeTimeZone> for Engine {
    fn handle(&self, request: ChangeTimeZone, context: &Context) -> Result<Settings> {
        let workspace = self.workspace()?;
        check_zone(&request.time_zone)?;
        let _alone = workspace.alone()?;
        let before = history::state(&workspace)?;
        let new = Settings { time_zone: request.time_zone, ..workspace.settings() };
        context.stage("Computing local times", "Ortszeiten werden berechnet", 0.0, 1.0);
        workspace.ledger().put_unfinished(Some(&workspace.settings()))?;
        kontor_warehouse::change_zone(&workspace.warehouse, &new.time_zone, &context.cancel)?;
        workspace.put_settings(&new)?;
        workspace.ledger().put_unfinished(None)?;
        history::record(
            &workspace,
            Command::TimeZoneChange,
            "time_zone_change",
            serde_json::json!({ "zone": new.time_zone }),
            &before,
        )?;
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_order_can_be_planned_with_is_refused() {
        assert!(check_reorder(&ReorderSettings::default()).is_ok());
        let is_refused = |change: &dyn Fn(&mut ReorderSettings)| {
            let mut reorder = ReorderSettings::default();
            change(&mut reorder);
            check_reorder(&reorder).is_err()
        };
        let percent = |text: &str| text.parse::<Decimal>().unwrap();
        assert!(is_refused(&|reorder| reorder.service_percent = percent("100")));
        assert!(is_refused(&|reorder| {
            reorder.class_percent.insert("A".to_owned(), percent("49.9"));
        }));
        assert!(is_refused(&|reorder| reorder.review_days = 0));
        assert!(is_refused(&|reorder| reorder.usual_lead_days = 367));
        assert!(is_refused(&|reorder| reorder.capital_percent = percent("-1")));
    }
}
