//! Currency and time zone of the countries that orders go to.

use kontor_domain::Currency;
use std::{collections::HashMap, sync::LazyLock};

/// A country, as far as a shop's home can be told from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Country {
    /// The names it has in exports, in lower case, its ISO code first.
    names: &'static str,
    currency: &'static str,
    /// Its time zone, where it has one only.
    pub(crate) time_zone: Option<&'static str>,
}

impl Country {
    /// The currency paid with there.
    pub(crate) fn currency(&self) -> Option<Currency> {
        self.currency.parse().ok()
    }
}

/// The country of a name or ISO code, in any case.
pub(crate) fn country(name: &str) -> Option<&'static Country> {
    BY_NAME.get(name.trim().to_lowercase().as_str()).copied()
}

/// Each name's country; where two share one, the first.
static BY_NAME: LazyLock<HashMap<&str, &Country>> = LazyLock::new(|| {
    let names =
        |country: &'static Country| country.names.split('|').map(move |name| (name, country));
    COUNTRIES.iter().rev().flat_map(names).collect()
});

const fn place(names: &'static str, currency: &'static str, zone: &'static str) -> Country {
    Country { names, currency, time_zone: Some(zone) }
}

const fn wide(names: &'static str, currency: &'static str) -> Country {
    Country { names, currency, time_zone: None }
}

static COUNTRIES: [Country; 44] = [
    place(
        "gb|uk|united kingdom|great britain|england|scotland|wales|großbritannien|vereinigtes königreich|royaume-uni|reino unido|regno unito|verenigd koninkrijk",
        "GBP",
        "Europe/London",
    ),
    place("ie|ireland|eire|irland|irlande|irlanda|ierland", "EUR", "Europe/Dublin"),
    place("de|germany|deutschland|allemagne|alemania|germania|duitsland", "EUR", "Europe/Berlin"),
    place("at|austria|österreich|autriche|oostenrijk", "EUR", "Europe/Vienna"),
    place("ch|switzerland|schweiz|suisse|svizzera|suiza|zwitserland", "CHF", "Europe/Zurich"),
    place("fr|france|frankreich|francia|frankrijk", "EUR", "Europe/Paris"),
    place("be|belgium|belgien|belgique|belgië|bélgica|belgio", "EUR", "Europe/Brussels"),
    place(
        "nl|netherlands|the netherlands|niederlande|nederland|pays-bas|países bajos|paesi bassi",
        "EUR",
        "Europe/Amsterdam",
    ),
    place("lu|luxembourg|luxemburg", "EUR", "Europe/Luxembourg"),
    place("it|italy|italien|italie|italia|italië", "EUR", "Europe/Rome"),
    place("es|spain|spanien|espagne|españa|spagna|spanje", "EUR", "Europe/Madrid"),
    place("pt|portugal|portogallo", "EUR", "Europe/Lisbon"),
    place("dk|denmark|dänemark|danemark|danmark", "DKK", "Europe/Copenhagen"),
    place("se|sweden|schweden|suède|sverige|suecia|svezia|zweden", "SEK", "Europe/Stockholm"),
    place("no|norway|norwegen|norvège|norge", "NOK", "Europe/Oslo"),
    place("fi|finland|finnland|finlande|suomi|finlandia", "EUR", "Europe/Helsinki"),
    place("is|iceland|island|islande", "ISK", "Atlantic/Reykjavik"),
    place("pl|poland|polen|pologne|polska|polonia", "PLN", "Europe/Warsaw"),
    place("cz|czech republic|czechia|tschechien|tchéquie|česko", "CZK", "Europe/Prague"),
    place("sk|slovakia|slowakei|slovaquie|slovensko", "EUR", "Europe/Bratislava"),
    place("si|slovenia|slowenien|slovénie|slovenija", "EUR", "Europe/Ljubljana"),
    place("hr|croatia|kroatien|croatie|hrvatska", "EUR", "Europe/Zagreb"),
    place("hu|hungary|ungarn|hongrie|magyarország", "HUF", "Europe/Budapest"),
    place("ro|romania|rumänien|roumanie|românia", "RON", "Europe/Bucharest"),
    place("bg|bulgaria|bulgarien|bulgarie", "BGN", "Europe/Sofia"),
    place("gr|greece|griechenland|grèce|ελλάδα", "EUR", "Europe/Athens"),
    place("ee|estonia|estland|estonie|eesti", "EUR", "Europe/Tallinn"),
    place("lv|latvia|lettland|lettonie|latvija", "EUR", "Europe/Riga"),
    place("lt|lithuania|litauen|lituanie|lietuva", "EUR", "Europe/Vilnius"),
    place("tr|turkey|türkei|turquie|türkiye", "TRY", "Europe/Istanbul"),
    place("ua|ukraine|україна", "UAH", "Europe/Kyiv"),
    place("il|israel|israël", "ILS", "Asia/Jerusalem"),
    place("ae|united arab emirates|vae|vereinigte arabische emirate", "AED", "Asia/Dubai"),
    place("in|india|indien|inde", "INR", "Asia/Kolkata"),
    place("jp|japan|japon|giappone|日本", "JPY", "Asia/Tokyo"),
    place("kr|south korea|korea|südkorea", "KRW", "Asia/Seoul"),
    place("sg|singapore|singapur|singapour", "SGD", "Asia/Singapore"),
    place("hk|hong kong|hongkong", "HKD", "Asia/Hong_Kong"),
    place("za|south africa|südafrika|afrique du sud|rsa", "ZAR", "Africa/Johannesburg"),
    wide(
        "us|usa|united states|united states of america|vereinigte staaten|états-unis|estados unidos|stati uniti",
        "USD",
    ),
    wide("ca|canada|kanada", "CAD"),
    wide("au|australia|australien|australie", "AUD"),
    place("nz|new zealand|neuseeland", "NZD", "Pacific/Auckland"),
    wide("br|brazil|brasilien|brésil|brasil", "BRL"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_name_and_code() {
        for each in &COUNTRIES {
            assert!(each.currency().is_some(), "{}", each.currency);
            let first = each.names.split('|').next().unwrap();
            assert_eq!(country(&first.to_uppercase()), Some(each));
            let zone = each.time_zone.is_none_or(|zone| zone.contains('/'));
            assert!(zone);
        }
        assert_eq!(country(" United Kingdom ").unwrap().currency().unwrap().code(), "GBP");
        assert!(country("EIRE").is_some() && country("Unspecified").is_none());
    }
}
