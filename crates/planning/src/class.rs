//! ABC and XYZ classes: how much a product brings in, and how evenly it sells, which a shop may set
//! its targets by.

use serde::{Deserialize, Serialize};

/// How much a product brings in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Abc {
    /// One of those that together bring in the first 80 %.
    A,
    /// One of the next 15 %.
    B,
    /// One of the others.
    C,
}

/// How evenly a product sells, by the standard deviation of its weeks as a share of their mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Xyz {
    /// At most one half.
    X,
    /// At most 1.
    Y,
    /// More, or nothing was sold.
    Z,
}

/// The class of each product by what it brings in (Dickie, 1951); what brings in nothing is C.
pub fn abc(values: &[f64]) -> Vec<Abc> {
    let mut order: Vec<(usize, f64)> =
        values.iter().map(|value| value.max(0.0)).enumerate().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let total: f64 = order.iter().map(|(_, value)| value).sum();
    let mut classes = vec![Abc::C; values.len()];
    let mut before = 0.0;
    for (product, value) in order {
        let class = match before / total {
            _ if value <= 0.0 => Abc::C,
            share if share < 0.8 => Abc::A,
            share if share < 0.95 => Abc::B,
            _ => Abc::C,
        };
        if let Some(slot) = classes.get_mut(product) {
            *slot = class;
        }
        before += value;
    }
    classes
}

/// The class of a product by its weeks; weeks that are not known (NaN) do not count.
pub fn xyz(weeks: &[f64]) -> Xyz {
    let known = || weeks.iter().copied().filter(|units| !units.is_nan());
    let count = known().count() as f64;
    let mean = known().sum::<f64>() / count;
    let variance = known().map(|units| (units - mean) * (units - mean)).sum::<f64>() / count;
    match libm::sqrt(variance) / mean {
        spread if mean > 0.0 && spread <= 0.5 => Xyz::X,
        spread if mean > 0.0 && spread <= 1.0 => Xyz::Y,
        _ => Xyz::Z,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_curve() {
        let values = [5.0, 60.0, 0.0, 10.0, 25.0, f64::NAN];
        assert_eq!(abc(&values), [Abc::C, Abc::A, Abc::C, Abc::B, Abc::A, Abc::C]);
        assert_eq!(abc(&[0.0]), [Abc::C]);
        assert_eq!(xyz(&[9.0, 11.0, f64::NAN, 10.0]), Xyz::X);
        assert_eq!(xyz(&[0.0, 10.0, 10.0]), Xyz::Y);
        assert_eq!(xyz(&[0.0, 0.0, 0.0, 7.0]), Xyz::Z);
        assert_eq!(xyz(&[]), Xyz::Z);
    }
}
