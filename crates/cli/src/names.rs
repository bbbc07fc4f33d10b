//! The contract's own names as values on the command line, so that help never drifts from it.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::{
    Deserializer, Serialize, de,
    de::{DeserializeOwned, IntoDeserializer as _, value},
    forward_to_deserialize_any,
};
use std::fmt;

/// One of the names of a contract's enum, spelled with hyphens: `weekday-hour`.
pub fn named<T>() -> impl TypedValueParser<Value = T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let values =
        variants::<T>().iter().map(|name| PossibleValue::new(name.replace('_', "-")).alias(*name));
    PossibleValuesParser::new(values).try_map(|text| parse::<T>(&text))
}

/// The value of a name, with hyphens or underscores.
///
/// # Errors
/// When the enum has no such name; the error lists those it has.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, value::Error> {
    T::deserialize(text.replace('-', "_").into_deserializer())
}

/// The name of a value, with hyphens.
pub fn name_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name.replace('_', "-"),
        _ => String::new(),
    }
}

/// The names of an enum in the order of the contract. Serde tells them to whoever reads one:
/// [`Asker`] reads nothing and answers with them.
fn variants<T: DeserializeOwned>() -> &'static [&'static str] {
    match T::deserialize(Asker) {
        Err(Names(names)) => names,
        Ok(_) => &[],
    }
}

struct Asker;

impl<'de> Deserializer<'de> for Asker {
    type Error = Names;

    fn deserialize_enum<V: de::Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Names> {
        Err(Names(variants))
    }

    fn deserialize_any<V: de::Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Names> {
        Err(Names(&[]))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[derive(Debug)]
struct Names(&'static [&'static str]);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl std::error::Error for Names {}

impl de::Error for Names {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Names(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::{domain::Language, import::Field, sales::By};

    #[test]
    fn names_are_those_of_the_contract() {
        assert_eq!(variants::<By>(), ["product", "country", "weekday_hour", "kind"]);
        assert_eq!(variants::<Language>(), ["en", "de"]);
        assert_eq!(variants::<Field>().len(), Field::ALL.len());
        for text in ["weekday-hour", "weekday_hour"] {
            assert_eq!(parse::<By>(text).unwrap(), By::WeekdayHour);
        }
        assert!(parse::<By>("colour").unwrap_err().to_string().contains("product"));
        assert_eq!(name_of(&By::WeekdayHour), "weekday-hour");
    }
}
