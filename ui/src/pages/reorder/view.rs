//! What the address of the plan says: which rows, for what budget and service, and whose “why” is
//! open.

use crate::{
    kit::Chip,
    locales::Texts,
    pages::{numbers::typed, selection::address},
};
use kontor_api::reorder::{GetReorder, ReorderEdit, ReorderPart, ReorderSort, ReorderTerms};
use kontor_domain::{Decimal, Locale};
use leptos::prelude::*;

/// The view.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// Which rows.
    pub part: ReorderPart,
    /// In which order.
    pub sort: ReorderSort,
    /// Only of this supplier; an empty text is nobody.
    pub supplier: Option<String>,
    /// Only what holds this.
    pub search: Option<String>,
    /// The most that all may cost.
    pub budget: Option<Decimal>,
    /// The service, in percent, instead of the settings'.
    pub service: Option<Decimal>,
    /// The product whose arithmetic is shown.
    pub why: Option<String>,
}

impl View {
    /// What parameters say, each asked for by its name; what makes no sense counts as not said.
    pub fn read(param: &dyn Fn(&str) -> Option<String>) -> View {
        let text = |key: &str| param(key).filter(|text| !text.trim().is_empty());
        let number = |key: &str| text(key)?.parse().ok();
        let (part, sort) = (text("part"), text("sort"));
        let of_name = |each: &ReorderPart| Some(each.name()) == part.as_deref();
        let by_name = |each: &ReorderSort| Some(each.name()) == sort.as_deref();
        View {
            part: ReorderPart::ALL.into_iter().find(of_name).unwrap_or_default(),
            sort: ReorderSort::ALL.into_iter().find(by_name).unwrap_or_default(),
            supplier: param("supplier"),
            search: text("search"),
            budget: number("budget"),
            service: number("service"),
            why: text("why"),
        }
    }

    /// The address that says it.
    pub fn address(&self) -> String {
        let part = (self.part != ReorderPart::default()).then(|| self.part.name().to_owned());
        let sort = (self.sort != ReorderSort::default()).then(|| self.sort.name().to_owned());
        let params = [
            ("part", part),
            ("sort", sort),
            ("supplier", self.supplier.clone()),
            ("search", self.search.clone()),
            ("budget", self.budget.map(|budget| budget.to_string())),
            ("service", self.service.map(|service| service.to_string())),
            ("why", self.why.clone()),
        ];
        let said = params.into_iter().filter_map(|(key, value)| Some((key, value?)));
        address("/reorder", said.collect())
    }

    /// What the plan is made for.
    pub fn terms(&self, edits: Vec<ReorderEdit>) -> ReorderTerms {
        ReorderTerms {
            budget: self.budget,
            service_percent: self.service,
            review_days: None,
            edits,
        }
    }

    /// Asks for the first rows.
    pub fn request(&self, edits: Vec<ReorderEdit>, limit: u32) -> GetReorder {
        GetReorder {
            terms: self.terms(edits),
            part: self.part,
            search: self.search.clone(),
            supplier: self.supplier.clone(),
            sort: self.sort,
            offset: 0,
            limit,
        }
    }

    /// Whether it differs at most in whose “why” is open.
    pub fn asks_the_same(&self, other: &View) -> bool {
        *self == View { why: self.why.clone(), ..other.clone() }
    }

    /// The filters that are on, as chips.
    pub fn chips(&self, t: Texts, locale: Locale, show: Callback<View>) -> Vec<Chip> {
        let without = |change: fn(&mut View)| {
            let mut rest = self.clone();
            change(&mut rest);
            Callback::new(move |()| show.run(rest.clone()))
        };
        let supplier = self.supplier.clone().map(|supplier| match supplier.is_empty() {
            true => t.nobody().to_owned(),
            false => supplier,
        });
        let number = |number: Option<Decimal>| Some(typed(locale, number?));
        let service = number(self.service).map(|percent| format!("{percent}\u{a0}%"));
        [
            (t.supplier(), supplier, without(|view| view.supplier = None)),
            (t.search(), self.search.clone(), without(|view| view.search = None)),
            (t.budget(), number(self.budget), without(|view| view.budget = None)),
            (t.service_short(), service, without(|view| view.service = None)),
        ]
        .into_iter()
        .filter_map(|(name, value, remove)| {
            Some(Chip { label: format!("{name}: {}", value?), remove })
        })
        .collect()
    }

    /// Without any filter.
    pub fn cleared(&self) -> View {
        View { part: self.part, sort: self.sort, ..View::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_from_its_parameters_and_nonsense_is_not() {
        let param = |key: &str| {
            let text = match key {
                "part" => "too_much",
                "sort" => "urgency",
                "supplier" => "Loom & Sons",
                "budget" => "2500",
                "service" => "very good",
                _ => return None,
            };
            Some(text.to_owned())
        };
        let view = View {
            part: ReorderPart::TooMuch,
            sort: ReorderSort::Urgency,
            supplier: Some("Loom & Sons".to_owned()),
            budget: Some(Decimal { ten_thousandths: 25_000_000 }),
            ..View::default()
        };
        assert_eq!(View::read(&param), view);
        let asked = View { why: Some("LN-SAGE-45".to_owned()), ..view.clone() };
        assert!(view.asks_the_same(&asked) && !view.asks_the_same(&view.cleared()));
        assert_eq!(view.cleared().supplier, None);
        assert_eq!(View::read(&|_| None), View::default());
    }
}
