//! # kontor-domain: the words of a shop
//!
//! Currency, money, quantity, period and locale as validated values, shared by every crate and by
//! the WebAssembly UI.
//!
//! It must not do I/O, know a database, a clock or a time zone database, and it depends on nothing
//! that WebAssembly lacks. Start reading at [`Money`], then [`Locale`], which writes every number
//! a person sees.

mod currency;
mod decimal;
mod easter;
mod locale;
mod money;
mod period;
mod quantity;

pub use currency::{Currency, UnknownCurrency};
pub use decimal::{Decimal, NoDecimal};
pub use easter::easter;
pub use jiff::civil::{Date, DateTime};
pub use locale::{Language, Locale};
pub use money::{Money, MoneyError};
pub use period::{Grain, Period, PeriodChoice, PeriodError, Weekday};
pub use quantity::Quantity;
