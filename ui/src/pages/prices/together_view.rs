//! What the address of several prices says: which products, moved by how much, judged for what.

use super::{joined, parted, terms};
use crate::{
    locales::Texts,
    pages::{numbers::read_signed, selection::address},
};
use kontor_api::price::{PriceMove, PriceScenario, PriceTerms};
use kontor_domain::{Decimal, Locale};

/// Less and more than this is no sensible move, in percent.
const ENDS: (i64, i64) = (-90, 200);
/// What is tried first, in percent.
const FIRST: i64 = -5;

/// The view.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The products' codes.
    pub skus: Vec<String>,
    /// Or all of a category.
    pub category: Option<String>,
    /// By how many percent they are moved at first.
    pub percent: Decimal,
    /// What they are judged for.
    pub terms: PriceTerms,
}

impl View {
    /// What parameters say; what makes no sense counts as not said.
    pub fn read(param: &dyn Fn(&str) -> Option<String>) -> View {
        let percent = param("percent").and_then(|text| text.parse().ok());
        View {
            skus: param("skus").map(|text| parted(&text)).unwrap_or_default(),
            category: param("category").filter(|name| !name.is_empty()),
            percent: percent.filter(|percent| is_sensible(*percent)).unwrap_or(whole(FIRST)),
            terms: terms::read(param),
        }
    }

    /// The address that says it.
    pub fn address(&self) -> String {
        let skus = (!self.skus.is_empty()).then(|| joined(&self.skus));
        let percent = (self.percent != whole(FIRST)).then(|| self.percent.to_string());
        let said = [("skus", skus), ("category", self.category.clone()), ("percent", percent)];
        let mut params = terms::params(&self.terms);
        params.extend(said.into_iter().filter_map(|(key, value)| Some((key, value?))));
        address("/prices/together", params)
    }

    /// Whether there is anything to move.
    pub fn is_empty(&self) -> bool {
        self.skus.is_empty() && self.category.is_none()
    }

    /// All of it moved by a percentage.
    pub fn changes(&self, percent: Decimal) -> Vec<PriceMove> {
        let moved = PriceMove { percent: Some(percent), ..PriceMove::default() };
        match &self.category {
            Some(category) => vec![PriceMove { category: Some(category.clone()), ..moved }],
            None => {
                let one = |sku: &String| PriceMove { sku: Some(sku.clone()), ..moved.clone() };
                self.skus.iter().map(one).collect()
            }
        }
    }

    /// The same as a scenario under the percentage's name.
    pub fn scenario(&self, percent: Decimal) -> PriceScenario {
        PriceScenario { name: percent.to_string(), changes: self.changes(percent) }
    }
}

/// A whole number of percent.
pub fn whole(percent: i64) -> Decimal {
    Decimal { ten_thousandths: percent * 10_000 }
}

/// Whether prices can be moved by so much.
pub fn is_sensible(percent: Decimal) -> bool {
    (whole(ENDS.0)..=whole(ENDS.1)).contains(&percent)
}

/// A percentage that somebody typed, with its sign.
pub fn read_percent(locale: Locale, text: &str) -> Option<Decimal> {
    read_signed(locale, text).filter(|percent| is_sensible(*percent))
}

/// What is wrong with a percentage that is none, or not sensible.
pub fn percent_bad(locale: Locale) -> String {
    Texts(locale.language).number_between(locale.count(ENDS.0), locale.count(ENDS.1))
}

/// A percentage with its sign: `−10 %`.
pub fn percent_words(locale: Locale, percent: Decimal) -> String {
    let value = percent.ten_thousandths as f64 / 10_000.0;
    let digits = if percent.ten_thousandths % 10_000 == 0 { 0 } else { 1 };
    let plus = if value > 0.0 { "+" } else { "" };
    format!("{plus}{}\u{a0}%", locale.number(value, digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    #[test]
    fn a_view_is_read_from_its_parameters() {
        let param = |key: &str| {
            let text = match key {
                "skus" => "A-1,B%2C2",
                "percent" => "-10",
                "goal" => "revenue",
                _ => return None,
            };
            Some(text.to_owned())
        };
        let view = View::read(&param);
        assert_eq!(view.skus, ["A-1", "B,2"]);
        assert_eq!(view.percent, whole(-10));
        let changes = view.changes(view.percent);
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[1].sku.as_deref(), Some("B,2"));
        let of = |name: &str| View { category: Some(name.to_owned()), ..view.clone() };
        assert_eq!(of("Cups").changes(whole(5)).len(), 1);
        assert!(View::read(&|_| None).is_empty());
        assert_eq!(
            View::read(&|key| (key == "percent").then(|| "900".to_owned())).percent,
            whole(-5)
        );
    }

    #[test]
    fn percentages_are_read_as_people_type_them() {
        let german = Locale::of(Language::De);
        let read = |text: &str| read_percent(german, text).map(|percent| percent.to_string());
        assert_eq!(read("−7,5 %").as_deref(), Some("-7.5"));
        assert_eq!(read("+5").as_deref(), Some("5"));
        for bad in ["", "-", "viel", "-95", "300"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(percent_words(german, whole(-10)), "−10\u{a0}%");
        assert_eq!(percent_words(Locale::of(Language::En), whole(5)), "+5\u{a0}%");
    }
}
