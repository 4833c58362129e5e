//! [`Shapes`]: which JSON types the values of a field had.

use serde_json::Value;

/// The types of JSON, each with its bit.
const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
const WIDTH: u32 = TYPES.len() as u32;

/// The JSON types that the values of a field had, and those of the elements of its lists. No value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shapes(u16);

impl Shapes {
    /// The shape of one value.
    pub(super) fn of(value: &Value) -> Self {
        let elements = value.as_array().into_iter().flatten().fold(0, |bits, element| bits | bit(element));
        Self(bit(value) | (elements << WIDTH))
    }

    /// The shapes of a number that [`bits`](Self::bits) gave.
    #[must_use]
    pub fn from_bits(bits: i64) -> Self {
        Self(u16::try_from(bits).unwrap_or_default())
    }

    /// A number for a store. Two of them are united with a bitwise or.
    #[must_use]
    pub fn bits(self) -> i64 {
        self.0.into()
    }

    /// Both shapes.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The JSON types of the values.
    #[must_use]
    pub fn types(self) -> Vec<&'static str> {
        named(self.0)
    }

    /// The JSON types of the elements of its lists.
    #[must_use]
    pub fn elements(self) -> Vec<&'static str> {
        named(self.0 >> WIDTH)
    }
}

fn named(bits: u16) -> Vec<&'static str> {
    TYPES.into_iter().zip(0..).filter(|(_, place)| bits & (1 << place) != 0).map(|(name, _)| name).collect()
}

fn bit(value: &Value) -> u16 {
    1 << match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(number) if number.is_f64() => 3,
        Value::Number(_) => 2,
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
    }
}
