//! Made-up people and addresses. A person follows from a number alone, so that nobody has to be
//! remembered. Names, streets and towns are common ones put together at random.

use crate::Random;

/// Streams from this number on are people's.
const FIRST_STREAM: u64 = 1 << 40;

/// A made-up person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// First name.
    pub first_name: &'static str,
    /// Last name.
    pub last_name: &'static str,
    /// An address in a domain that is kept for examples.
    pub email: String,
    /// Street and house number.
    pub street: String,
    /// Town.
    pub city: &'static str,
    /// Postcode.
    pub zip: String,
    /// Code of the state or province; empty where addresses have none.
    pub province_code: &'static str,
    /// Its name.
    pub province: &'static str,
    /// With the country's prefix.
    pub phone: String,
    /// A company; empty for private people.
    pub company: String,
}

struct Place {
    country: &'static str,
    phone: &'static str,
    first: &'static [&'static str],
    last: &'static [&'static str],
    streets: &'static [&'static str],
    /// Whether the number stands after the street.
    number_last: bool,
    /// Town, code and name of its state, and its postcodes: # a digit, @ a letter.
    towns: &'static [(&'static str, &'static str, &'static str, &'static str)],
    companies: &'static [&'static str],
}

/// The person with this number in a shop with this seed. An unknown country counts as the first.
pub fn person(seed: u64, number: u32, country: &str, is_business: bool) -> Person {
    let random = &mut Random::new(seed, FIRST_STREAM + u64::from(number));
    let place = PLACES.iter().find(|place| place.country == country).unwrap_or(&US);
    let first_name = random.pick(place.first).copied().unwrap_or_default();
    let last_name = random.pick(place.last).copied().unwrap_or_default();
    let street = random.pick(place.streets).copied().unwrap_or_default();
    let house = 1 + random.below(180);
    let (city, province_code, province, pattern) =
        random.pick(place.towns).copied().unwrap_or_default();
    let zip = filled(random, pattern);
    let phone = format!("{}{}", place.phone, filled(random, "########"));
    let company = match is_business {
        true => {
            let kind = random.pick(place.companies).copied().unwrap_or_default();
            kind.replace('%', last_name)
        }
        false => String::new(),
    };
    let email = format!("{}.{}{number}@example.com", ascii(first_name), ascii(last_name));
    let street = match place.number_last {
        true => format!("{street} {house}"),
        false => format!("{house} {street}"),
    };
    Person {
        first_name,
        last_name,
        email,
        street,
        city,
        zip,
        province_code,
        province,
        phone,
        company,
    }
}

fn filled(random: &mut Random, pattern: &str) -> String {
    let fill = |character| match character {
        '#' => char::from(b'0' + random.below(10) as u8),
        '@' => char::from(b'A' + random.below(26) as u8),
        other => other,
    };
    pattern.chars().map(fill).collect()
}

fn ascii(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'é' | 'è' | 'ë' | 'ê' => plain.push('e'),
            'ç' => plain.push('c'),
            'ï' => plain.push('i'),
            'a'..='z' => plain.push(letter),
            _ => {}
        }
    }
    plain
}

const ENGLISH_FIRST: &[&str] = &[
    "Amelia", "Olivia", "Isla", "Grace", "Freya", "Emily", "Sophie", "Alice", "Hannah", "Megan",
    "Lucy", "Ruth", "Naomi", "Priya", "Leila", "Zoe", "Martha", "Clara", "Eleanor", "Joan",
    "Oliver", "Jack", "Harry", "Noah", "Leo", "Theo", "Arthur", "Samuel", "Daniel", "Adam", "Ravi",
    "Omar", "Callum", "Ewan", "Rhys", "Dylan", "Marcus", "Peter", "Simon", "Tom", "Neil", "Gareth",
    "Holly", "Beth", "Tessa", "Imogen", "Nina", "Farah",
];

const ENGLISH_LAST: &[&str] = &[
    "Ashdown",
    "Barker",
    "Bellamy",
    "Brook",
    "Calder",
    "Chadwick",
    "Clough",
    "Cole",
    "Dawson",
    "Ellis",
    "Fairley",
    "Farrow",
    "Garner",
    "Hale",
    "Harding",
    "Hartley",
    "Hobbs",
    "Holt",
    "Ingram",
    "Jarvis",
    "Keane",
    "Kirby",
    "Lowry",
    "Marsh",
    "Mercer",
    "Moss",
    "Nash",
    "Newton",
    "Oakley",
    "Osman",
    "Patel",
    "Pike",
    "Quinn",
    "Rahman",
    "Reed",
    "Rowe",
    "Sandford",
    "Sharma",
    "Shaw",
    "Slater",
    "Stone",
    "Sutton",
    "Tate",
    "Thorne",
    "Underhill",
    "Vance",
    "Wade",
    "Webb",
    "Whitlock",
    "Winter",
    "Wood",
    "Yates",
];

const DUTCH_FIRST: &[&str] = &[
    "Anouk", "Bram", "Carlijn", "Daan", "Eva", "Femke", "Floor", "Gijs", "Hanneke", "Ilse",
    "Jasper", "Joris", "Lieke", "Lotte", "Maarten", "Marloes", "Nienke", "Pim", "Roos", "Ruben",
    "Sanne", "Sven", "Teun", "Thijs", "Tess", "Wouter", "Yara", "Youssef",
];

const DUTCH_LAST: &[&str] = &[
    "Aerts",
    "Bakker",
    "Bos",
    "Brouwer",
    "Claes",
    "de Boer",
    "de Graaf",
    "Dekker",
    "Dijkstra",
    "Hendriks",
    "Hoekstra",
    "Jansen",
    "Kok",
    "Kuiper",
    "Leclercq",
    "Maes",
    "Meijer",
    "Mulder",
    "Peeters",
    "Postma",
    "Prins",
    "Smit",
    "Stevens",
    "Timmermans",
    "van Dam",
    "van den Berg",
    "Verhoeven",
    "Visser",
    "Vos",
    "Willems",
    "Wouters",
];

const GERMAN_FIRST: &[&str] = &[
    "Anja", "Annika", "Bernd", "Birgit", "Carsten", "Claudia", "Dirk", "Elke", "Erik", "Frank",
    "Greta", "Hannes", "Heike", "Ines", "Jana", "Jens", "Jonas", "Jörg", "Katrin", "Lars", "Lena",
    "Lukas", "Marie", "Martin", "Mona", "Nils", "Paula", "Ralf", "Sabine", "Sören", "Stefan",
    "Svenja", "Tanja", "Tim", "Ulrike", "Uwe", "Yusuf",
];

const GERMAN_LAST: &[&str] = &[
    "Albrecht",
    "Bauer",
    "Becker",
    "Brandt",
    "Busch",
    "Dietrich",
    "Ebert",
    "Engel",
    "Fink",
    "Franke",
    "Friedrich",
    "Graf",
    "Groß",
    "Günther",
    "Haas",
    "Hahn",
    "Heinrich",
    "Horn",
    "Jäger",
    "Keller",
    "Köhler",
    "Krämer",
    "Kuhn",
    "Lang",
    "Lorenz",
    "Ludwig",
    "Maier",
    "Möller",
    "Nowak",
    "Otto",
    "Pohl",
    "Roth",
    "Sauer",
    "Schäfer",
    "Schreiber",
    "Schubert",
    "Seidel",
    "Simon",
    "Sommer",
    "Stein",
    "Thomas",
    "Vogel",
    "Voigt",
    "Wagner",
    "Weiß",
    "Winkler",
    "Wolff",
    "Yilmaz",
    "Ziegler",
];

const FRENCH_FIRST: &[&str] = &[
    "Adèle", "Alain", "Amélie", "Baptiste", "Camille", "Chloé", "Clément", "Élise", "Fabien",
    "Gaëlle", "Hugo", "Inès", "Jérôme", "Juliette", "Karim", "Laure", "Lucas", "Maëlle", "Margaux",
    "Nadia", "Noé", "Pauline", "Rémi", "Sacha", "Thibault", "Valérie", "Yann",
];

const FRENCH_LAST: &[&str] = &[
    "Arnaud",
    "Barbier",
    "Benali",
    "Blanc",
    "Boyer",
    "Carpentier",
    "Chevalier",
    "Colin",
    "Durand",
    "Fabre",
    "Faure",
    "Fontaine",
    "Garnier",
    "Girard",
    "Guérin",
    "Lambert",
    "Lefort",
    "Lemoine",
    "Marchand",
    "Mercier",
    "Morel",
    "Noël",
    "Perrin",
    "Renard",
    "Rousseau",
    "Roy",
    "Vidal",
];

const GERMAN_COMPANIES: &[&str] = &[
    "% Maschinenbau GmbH",
    "% Landtechnik",
    "% & Sohn Metallbau",
    "Werkstatt %",
    "% Fördertechnik GmbH",
    "% Hydraulik GmbH",
    "Schlosserei %",
    "% Anlagenbau KG",
    "Mühlenbetrieb %",
    "% Werkzeugbau GmbH",
    "Gutsbetrieb %",
    "% Instandhaltung",
    "Sägewerk %",
    "% Pumpentechnik GmbH",
    "Brauereitechnik %",
    "% Verpackungsmaschinen",
];

const ENGLISH_COMPANIES: &[&str] = &[
    "% Interiors Ltd",
    "The % Arms",
    "% & Daughters",
    "% Lettings",
    "% House Hotel",
    "Studio %",
    "% Design Partners",
    "% Kitchens",
    "Café %",
    "% Property Styling",
];

const US: Place = Place {
    country: "US",
    phone: "+150",
    first: ENGLISH_FIRST,
    last: ENGLISH_LAST,
    streets: &[
        "Alder St",
        "Birch Ave",
        "Cedar Ln",
        "Division St",
        "Elm St",
        "Fremont Dr",
        "Garfield Ave",
        "Hawthorne Blvd",
        "Juniper Way",
        "Lincoln St",
        "Main St",
        "Maple Ave",
        "Mill Rd",
        "Oak St",
        "Park Pl",
        "Pine St",
        "Ridge Rd",
        "River Rd",
        "Spruce Ct",
        "Willow Ln",
    ],
    number_last: false,
    towns: &[
        ("Portland", "OR", "Oregon", "972##"),
        ("Portland", "OR", "Oregon", "972##"),
        ("Eugene", "OR", "Oregon", "974##"),
        ("Bend", "OR", "Oregon", "977##"),
        ("Seattle", "WA", "Washington", "981##"),
        ("Tacoma", "WA", "Washington", "984##"),
        ("Boise", "ID", "Idaho", "837##"),
        ("San Francisco", "CA", "California", "941##"),
        ("Sacramento", "CA", "California", "958##"),
        ("Denver", "CO", "Colorado", "802##"),
        ("Boston", "MA", "Massachusetts", "021##"),
        ("Brooklyn", "NY", "New York", "112##"),
    ],
    companies: ENGLISH_COMPANIES,
};

const PLACES: [Place; 7] = [
    US,
    Place {
        country: "GB",
        phone: "+447",
        first: ENGLISH_FIRST,
        last: ENGLISH_LAST,
        streets: &[
            "Abbey Road",
            "Back Lane",
            "Bridge Street",
            "Castle Street",
            "Chapel Lane",
            "Church Road",
            "Clarence Road",
            "Cross Street",
            "Elm Grove",
            "Green Lane",
            "High Street",
            "Hill Rise",
            "King Street",
            "Manor Close",
            "Market Place",
            "Mill Lane",
            "Orchard Way",
            "Priory Road",
            "School Lane",
            "Station Road",
            "Vicarage Lane",
            "Victoria Terrace",
            "West Street",
            "Windmill Hill",
        ],
        number_last: false,
        towns: &[
            ("London", "", "", "N## #@@"),
            ("London", "", "", "SE## #@@"),
            ("Bristol", "", "", "BS# #@@"),
            ("Leeds", "", "", "LS# #@@"),
            ("Norwich", "", "", "NR# #@@"),
            ("York", "", "", "YO## #@@"),
            ("Exeter", "", "", "EX# #@@"),
            ("Edinburgh", "", "", "EH# #@@"),
            ("Cardiff", "", "", "CF## #@@"),
            ("Lewes", "", "", "BN# #@@"),
            ("Ludlow", "", "", "SY# #@@"),
            ("Harrogate", "", "", "HG# #@@"),
        ],
        companies: ENGLISH_COMPANIES,
    },
    Place {
        country: "IE",
        phone: "+3538",
        first: ENGLISH_FIRST,
        last: ENGLISH_LAST,
        streets: &[
            "Bridge Street",
            "Church Road",
            "Main Street",
            "Mill Road",
            "Quay Street",
            "Strand Road",
        ],
        number_last: false,
        towns: &[
            ("Dublin", "D", "Dublin", "D0# @#@#"),
            ("Cork", "CO", "Cork", "T12 @#@#"),
            ("Galway", "G", "Galway", "H91 @#@#"),
        ],
        companies: ENGLISH_COMPANIES,
    },
    Place {
        country: "NL",
        phone: "+316",
        first: DUTCH_FIRST,
        last: DUTCH_LAST,
        streets: &[
            "Achterweg",
            "Beukenlaan",
            "Dorpsstraat",
            "Eikenlaan",
            "Havenstraat",
            "Kerkstraat",
            "Koningsweg",
            "Lange Nieuwstraat",
            "Meidoornlaan",
            "Molenweg",
            "Nieuwegracht",
            "Oudegracht",
            "Parkweg",
            "Schoolstraat",
            "Singel",
            "Stationsweg",
            "Veerkade",
            "Wilgenstraat",
        ],
        number_last: true,
        towns: &[
            ("Amsterdam", "", "", "10## @@"),
            ("Rotterdam", "", "", "30## @@"),
            ("Utrecht", "", "", "35## @@"),
            ("Groningen", "", "", "97## @@"),
            ("Eindhoven", "", "", "56## @@"),
            ("Arnhem", "", "", "68## @@"),
            ("Zwolle", "", "", "80## @@"),
            ("Haarlem", "", "", "20## @@"),
        ],
        companies: &["% Wandelreizen", "Scouting %", "% Buitensport"],
    },
    Place {
        country: "DE",
        phone: "+4917",
        first: GERMAN_FIRST,
        last: GERMAN_LAST,
        streets: &[
            "Ahornweg",
            "Am Anger",
            "An der Mühle",
            "Bahnhofstraße",
            "Bergstraße",
            "Birkenweg",
            "Dorfstraße",
            "Gartenstraße",
            "Gewerbering",
            "Goethestraße",
            "Hafenstraße",
            "Hauptstraße",
            "Industriestraße",
            "Kirchgasse",
            "Lindenallee",
            "Marktplatz",
            "Mühlenweg",
            "Poststraße",
            "Ringstraße",
            "Schulstraße",
            "Siemensweg",
            "Talstraße",
            "Werkstraße",
            "Wiesenweg",
        ],
        number_last: true,
        towns: &[
            ("Berlin", "", "", "10###"),
            ("Hamburg", "", "", "20###"),
            ("Leipzig", "", "", "04###"),
            ("Dresden", "", "", "01###"),
            ("Hannover", "", "", "30###"),
            ("Bielefeld", "", "", "33###"),
            ("Köln", "", "", "50###"),
            ("Kassel", "", "", "34###"),
            ("Würzburg", "", "", "97###"),
            ("Nürnberg", "", "", "90###"),
            ("Stuttgart", "", "", "70###"),
            ("München", "", "", "80###"),
            ("Görlitz", "", "", "02###"),
        ],
        companies: GERMAN_COMPANIES,
    },
    Place {
        country: "AT",
        phone: "+4366",
        first: GERMAN_FIRST,
        last: GERMAN_LAST,
        streets: &[
            "Bahnhofstraße",
            "Dorfstraße",
            "Hauptplatz",
            "Industriestraße",
            "Mühlgasse",
            "Wiener Straße",
        ],
        number_last: true,
        towns: &[
            ("Wien", "", "", "1##0"),
            ("Linz", "", "", "40##"),
            ("Graz", "", "", "80##"),
            ("Salzburg", "", "", "50##"),
        ],
        companies: GERMAN_COMPANIES,
    },
    Place {
        country: "FR",
        phone: "+336",
        first: FRENCH_FIRST,
        last: FRENCH_LAST,
        streets: &[
            "avenue de la Gare",
            "chemin du Moulin",
            "place de l'Église",
            "quai du Port",
            "rue de la Fontaine",
            "rue des Écoles",
            "rue des Lilas",
            "rue du Marché",
            "rue Haute",
            "rue Neuve",
        ],
        number_last: false,
        towns: &[
            ("Paris", "", "", "750##"),
            ("Lyon", "", "", "6900#"),
            ("Nantes", "", "", "44###"),
            ("Lille", "", "", "59###"),
            ("Grenoble", "", "", "38###"),
            ("Rennes", "", "", "35###"),
        ],
        companies: &["Maison %", "Atelier %", "% Maintenance SARL"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_always_the_same_person() {
        let one = person(1, 7, "DE", true);
        assert_eq!(one, person(1, 7, "DE", true));
        assert_ne!(one, person(1, 8, "DE", true));
        assert!(one.email.is_ascii() && one.email.contains(".") && !one.company.is_empty());
        assert!(one.zip.len() == 5 && one.zip.bytes().all(|byte| byte.is_ascii_digit()));
    }
}
