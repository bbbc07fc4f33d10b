//! What a page counts: a period and filters. They stand in the address, so that a view can be
//! kept, sent and gone back to.

use js_sys::encode_uri_component;
use kontor_api::{import::LineKind, sales::Filter};
use kontor_domain::{Date, Period, PeriodChoice};
use leptos_router::params::ParamsMap;

/// A period and filters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// The period.
    pub period: PeriodChoice,
    /// The filters.
    pub filter: Filter,
}

impl Selection {
    /// What an address says; a part that makes no sense counts as not said.
    pub fn from_params(params: &ParamsMap) -> Selection {
        Selection::read(&|key| params.get(key))
    }

    /// What parameters say, each asked for by its name.
    pub fn read(param: &dyn Fn(&str) -> Option<String>) -> Selection {
        let text = |key: &str| param(key).filter(|text| !text.is_empty());
        Selection {
            period: text("period").and_then(|text| text.parse().ok()).unwrap_or_default(),
            filter: Filter {
                country: text("country"),
                sku: text("sku"),
                search: text("q"),
                kind: text("kind")
                    .and_then(|name| LineKind::ALL.into_iter().find(|kind| kind.name() == name)),
                order: text("order"),
                converted: text("converted").is_some(),
            },
        }
    }

    /// One product, over all time.
    pub fn of_product(sku: &str) -> Selection {
        Selection {
            period: PeriodChoice::All,
            filter: Filter { sku: Some(sku.to_owned()), ..Filter::default() },
        }
    }

    /// One order, on its day where that is known: numbers may start anew each morning.
    pub fn of_order(order: &str, day: Option<Date>) -> Selection {
        Selection {
            period: day.map_or(PeriodChoice::All, |day| {
                PeriodChoice::Custom(Period { from: day, to: day })
            }),
            filter: Filter { order: Some(order.to_owned()), ..Filter::default() },
        }
    }

    /// The parameters that say it, without those that say nothing.
    pub fn to_params(&self) -> Vec<(&'static str, String)> {
        let filter = &self.filter;
        let period = (self.period != PeriodChoice::default()).then(|| self.period.to_string());
        [
            ("period", period),
            ("country", filter.country.clone()),
            ("sku", filter.sku.clone()),
            ("q", filter.search.clone()),
            ("kind", filter.kind.map(|kind| kind.name().to_owned())),
            ("order", filter.order.clone()),
            ("converted", filter.converted.then(|| "yes".to_owned())),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
    }

    /// The address of a page with this selection.
    pub fn address(&self, path: &str) -> String {
        address(path, self.to_params())
    }
}

/// A path with parameters.
pub fn address(path: &str, params: Vec<(&'static str, String)>) -> String {
    let pairs: Vec<String> = params
        .into_iter()
        .map(|(key, value)| format!("{key}={}", String::from(encode_uri_component(&value))))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_survives_its_address() {
        let selection = Selection {
            period: "2011-01-01..2011-01-31".parse().unwrap(),
            filter: Filter {
                country: Some("United Kingdom".to_owned()),
                kind: Some(LineKind::Returned),
                order: Some("#1001 & more".to_owned()),
                converted: true,
                ..Filter::default()
            },
        };
        let pairs = selection.to_params();
        let param = |key: &str| pairs.iter().find(|pair| pair.0 == key).map(|pair| pair.1.clone());
        assert_eq!(Selection::read(&param), selection);
    }

    #[test]
    fn nonsense_counts_as_not_said() {
        let selection = Selection::read(&|key| {
            let text = match key {
                "period" => "soon",
                "kind" => "x",
                _ => "",
            };
            Some(text.to_owned())
        });
        assert_eq!(selection, Selection::default());
        assert!(selection.to_params().is_empty());
    }
}
