//! x
pub mod calendar;
pub mod daily;
pub mod demand;
pub mod market;
mod people;
mod random;
pub mod response;
pub mod shop;
pub use random::{Random, count_quantile, normal_quantile};

/// The value at a place; nothing (0) where there is none.
fn at<T: Copy + Default>(values: &[T], place: usize) -> T {
    values.get(place).copied().unwrap_or_default()
}
