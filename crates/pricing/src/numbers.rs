//! Little helpers for numbers in rows.

/// The value at a place; 0 past the end.
pub fn at(values: &[f64], place: usize) -> f64 {
    values.get(place).copied().unwrap_or_default()
}

/// The sum of products.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The sample's standard deviation; 0 of fewer than two.
pub fn sd(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    libm::sqrt(squares / values.len().saturating_sub(1).max(1) as f64)
}

/// The values less their mean.
pub fn centred(values: &[f64]) -> Vec<f64> {
    let mean = mean(values);
    values.iter().map(|value| value - mean).collect()
}
