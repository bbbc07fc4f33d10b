//! What the address of the list says: which products, in which order, judged for what.

use super::{key, terms};
use crate::{kit::Chip, locales::Texts, pages::selection::address};
use kontor_api::price::{GetPrices, PricePart, PriceSort, PriceTerms};
use leptos::prelude::*;

/// The view.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// What prices are judged for.
    pub terms: PriceTerms,
    /// Which products.
    pub part: PricePart,
    /// In which order.
    pub sort: PriceSort,
    /// Only what holds this.
    pub search: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
}

impl View {
    /// What parameters say, each asked for by its name; what makes no sense counts as not said.
    pub fn read(param: &dyn Fn(&str) -> Option<String>) -> View {
        let text = |key: &str| param(key).filter(|text| !text.trim().is_empty());
        let (part, sort) = (text("part"), text("sort"));
        View {
            terms: terms::read(param),
            part: PricePart::ALL
                .into_iter()
                .find(|each| Some(key(each)) == part)
                .unwrap_or_default(),
            sort: PriceSort::ALL
                .into_iter()
                .find(|each| Some(key(each)) == sort)
                .unwrap_or_default(),
            search: text("search"),
            category: text("category"),
        }
    }

    /// The address that says it.
    pub fn address(&self) -> String {
        let mut params = terms::params(&self.terms);
        let others = [
            ("part", (self.part != PricePart::default()).then(|| key(&self.part))),
            ("sort", (self.sort != PriceSort::default()).then(|| key(&self.sort))),
            ("search", self.search.clone()),
            ("category", self.category.clone()),
        ];
        params.extend(others.into_iter().filter_map(|(key, value)| Some((key, value?))));
        address("/prices", params)
    }

    /// Asks for the first rows.
    pub fn request(&self, limit: u32) -> GetPrices {
        GetPrices {
            terms: self.terms.clone(),
            part: self.part,
            search: self.search.clone(),
            category: self.category.clone(),
            sort: self.sort,
            offset: 0,
            limit,
        }
    }

    /// Whether all products can be in it.
    pub fn is_whole(&self) -> bool {
        self.search.is_none() && self.category.is_none()
    }

    /// The filters that are on, as chips.
    pub fn chips(&self, t: Texts, show: Callback<View>) -> Vec<Chip> {
        let without = |change: fn(&mut View)| {
            let mut rest = self.clone();
            change(&mut rest);
            Callback::new(move |()| show.run(rest.clone()))
        };
        [
            (t.search(), self.search.clone(), without(|view| view.search = None)),
            (t.category(), self.category.clone(), without(|view| view.category = None)),
        ]
        .into_iter()
        .filter_map(|(name, value, remove)| {
            Some(Chip { label: format!("{name}: {}", value?), remove })
        })
        .collect()
    }

    /// Without any filter.
    pub fn cleared(&self) -> View {
        View { search: None, category: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_from_its_parameters_and_nonsense_is_not() {
        let param = |key: &str| {
            let text = match key {
                "part" => "unknown",
                "sort" => "elasticity",
                "category" => "Table & kitchen",
                "weeks" => "8",
                "goal" => "fame",
                _ => return None,
            };
            Some(text.to_owned())
        };
        let view = View {
            terms: PriceTerms { weeks: 8, ..PriceTerms::default() },
            part: PricePart::Unknown,
            sort: PriceSort::Elasticity,
            category: Some("Table & kitchen".to_owned()),
            ..View::default()
        };
        assert_eq!(View::read(&param), view);
        assert!(!view.is_whole() && view.cleared().is_whole());
        assert_eq!(View::read(&|_| None), View::default());
    }
}
