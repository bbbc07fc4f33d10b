//! Amounts and currencies in SQL.

use kontor_domain::Currency;

/// Currencies have a fixed number in the warehouse: their place in the list of codes.
pub fn currency_index(currency: Currency) -> usize {
    Currency::all().position(|each| each == currency).unwrap_or_default()
}

/// An amount in minor units of a currency with so many digits; NULL beyond what an amount holds.
/// Half away from zero, so that a cancellation takes back exactly what the sale booked. Rounding
/// comes before scaling: a product of two numbers has no digits to spare.
pub fn minor_units(amount: &str, digits: u8) -> String {
    format!(
        "TRY_CAST(TRY_CAST(round({amount}, {digits}) AS DECIMAL(18,{digits})) * {} AS BIGINT)",
        10_u32.pow(u32::from(digits))
    )
}

/// An amount in minor units of the currency with the number that `currency_id` gives.
pub fn minor_units_of(amount: &str, currency_id: &str) -> String {
    format!(
        "CASE WHEN {currency_id} IN ({}) THEN {} WHEN {currency_id} IN ({}) THEN {} ELSE {} END",
        with_minor_digits(0),
        minor_units(amount, 0),
        with_minor_digits(3),
        minor_units(amount, 3),
        minor_units(amount, 2),
    )
}

/// Minor units in one major unit of the currency with the number that `currency_id` gives.
pub fn minor_per_major(currency_id: &str) -> String {
    format!(
        "CASE WHEN {currency_id} IN ({}) THEN 1 WHEN {currency_id} IN ({}) THEN 1000 ELSE 100 END",
        with_minor_digits(0),
        with_minor_digits(3),
    )
}

/// SQL for the number of the currency with this code; NULL for a text that is no code.
pub fn currency_id_sql(code: &str) -> String {
    let known: Vec<String> = Currency::all()
        .map(|currency| format!("WHEN '{}' THEN {}", currency.code(), currency_index(currency)))
        .collect();
    format!("(CASE upper({code}) {} END)::UTINYINT", known.join(" "))
}

/// Currency numbers with so many minor digits, for an IN.
fn with_minor_digits(digits: u8) -> String {
    let numbers: Vec<String> = Currency::all()
        .filter(|currency| currency.minor_digits() == digits)
        .map(|currency| currency_index(currency).to_string())
        .collect();
    numbers.join(", ")
}
