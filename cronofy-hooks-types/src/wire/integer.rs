//! Integers as JSON Schema defines them: `1620.0` is one.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A value that is made of integers.
pub trait Integers<'de>: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When a number has a fraction, or the wrong sign.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads a field of integers.
///
/// # Errors
/// See [`Integers::read`].
pub fn read_integers<'de, T: Integers<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Reads a value of integers where a type is asked for.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OfIntegers<T>(pub T);

impl<'de, T: Integers<'de>> Deserialize<'de> for OfIntegers<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

macro_rules! integers {
    ($($integer:ident $deserialize:ident $is_in_range:expr;)+) => {$(
        impl<'de> Integers<'de> for $integer {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct IntegerVisitor;

                impl Visitor<'_> for IntegerVisitor {
                    type Value = $integer;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(stringify!($integer))
                    }

                    fn visit_u64<E: Error>(self, number: u64) -> Result<$integer, E> {
                        // A number that the type cannot hold is the nearest that it can.
                        Ok($integer::try_from(number).unwrap_or($integer::MAX))
                    }

                    fn visit_i64<E: Error>(self, number: i64) -> Result<$integer, E> {
                        number.try_into().map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
                    }

                    fn visit_f64<E: Error>(self, number: f64) -> Result<$integer, E> {
                        let is_in_range: fn(f64) -> bool = $is_in_range;
                        match number.fract() == 0.0 && is_in_range(number) {
                            // The conversion goes to the nearest, too.
                            true => Ok(number as $integer),
                            false => Err(E::invalid_type(Unexpected::Float(number), &self)),
                        }
                    }
                }

                deserializer.$deserialize(IntegerVisitor)
            }
        }
    )+};
}

integers! {
    u64 deserialize_u64 |number| number >= 0.0;
    i64 deserialize_i64 |_| true;
}

impl<'de, T: Integers<'de>> Integers<'de> for Option<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map(|OfIntegers(value)| value))
    }
}

impl<'de, T: Integers<'de>> Integers<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::deserialize(deserializer)?.into_iter().map(|OfIntegers(value)| value).collect())
    }
}

impl<'de, T: Integers<'de>> Integers<'de> for BTreeMap<String, T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::deserialize(deserializer)?.into_iter().map(|(key, OfIntegers(value))| (key, value)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_a_fraction_are_integers() {
        for (json, signed, unsigned) in [
            ("1620", Some(1620), Some(1620)),
            ("1620.0", Some(1620), Some(1620)),
            ("1.62e3", Some(1620), Some(1620)),
            ("-0.0", Some(0), Some(0)),
            ("-7.0", Some(-7), None),
            ("-7", Some(-7), None),
            ("1620.5", None, None),
            ("1e30", Some(i64::MAX), Some(u64::MAX)),
            ("18446744073709551615", Some(i64::MAX), Some(u64::MAX)),
            ("18446744073709551616", Some(i64::MAX), Some(u64::MAX)),
            (r#""7""#, None, None),
        ] {
            assert_eq!(serde_json::from_str(json).ok().map(|OfIntegers::<i64>(number)| number), signed, "{json}");
            assert_eq!(serde_json::from_str(json).ok().map(|OfIntegers::<u64>(number)| number), unsigned, "{json}");
        }
        let json = r#"{"a":[1.0,null]}"#;
        let numbers: Option<OfIntegers<BTreeMap<String, Vec<Option<u64>>>>> = serde_json::from_str(json).ok();
        assert_eq!(numbers, Some(OfIntegers(BTreeMap::from([("a".to_owned(), vec![Some(1), None])]))));
    }
}
