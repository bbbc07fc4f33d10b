//! One product.

use super::NOTHING;
use crate::session::pick;
use kontor_api::{
    domain::{Date, Locale},
    product::{EarlierCode, Product},
};

/// What is known of it, a line each.
pub fn product(product: &Product, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let day = |day: Option<Date>| day.map_or_else(|| NOTHING.to_owned(), |day| locale.date(day));
    let mut out = format!("{} · {}\n", product.sku, product.title);
    for EarlierCode { sku, until } in &product.earlier {
        out.push_str(&match until {
            Some(until) => {
                let until = locale.date(*until);
                say(&format!("Until {until} as {sku}\n"), &format!("Bis {until} als {sku}\n"))
            }
            None => say(&format!("Also as {sku}\n"), &format!("Auch als {sku}\n")),
        });
    }
    out.push_str(&format!(
        "{} {} – {}\n",
        say("Sold", "Verkauft"),
        day(product.first_sold),
        day(product.last_sold)
    ));
    out
}
