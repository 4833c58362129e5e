//! Objects that are read field by field.
//!
//! What serde derives is compiled for each type and each format, with a second way to read it from a list. Here
//! a type says which field a key is and where its value goes, and the rest is written once.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

/// An object that is read into its default, one field after the other.
pub trait Fields: Default {
    /// The keys that it cannot lack: those of its first fields, in order.
    const REQUIRED: &'static [&'static str];

    /// The number of the field with this key.
    fn field(key: &str) -> Option<usize>;

    /// Reads the value of a field. That of no field is read and forgotten.
    ///
    /// # Errors
    /// When the value does not fit.
    fn read<'de, A: MapAccess<'de>>(&mut self, field: Option<usize>, map: &mut A) -> Result<(), A::Error>;
}

/// Reads an object. A key that comes twice has its last value.
///
/// # Errors
/// When a value does not fit, or a required key is missing.
pub fn deserialize_fields<'de, T: Fields, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(FieldsVisitor(PhantomData))
}

struct FieldsVisitor<T>(PhantomData<T>);

impl<'de, T: Fields> Visitor<'de> for FieldsVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expecting(type_name::<T>(), f)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        const { assert!(T::REQUIRED.len() <= Seen::MOST, "an object can have 128 required keys") };
        let (mut value, mut seen) = (T::default(), Seen::default());
        while let Some(field) = map.next_key_seed(Key(T::field))? {
            value.read(field, &mut map)?;
            seen.add(field);
        }
        match seen.first_missing(T::REQUIRED) {
            Some(key) => Err(A::Error::missing_field(key)),
            None => Ok(value),
        }
    }
}

/// In the words of serde's derive.
fn expecting(type_name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "struct {}", type_name.rsplit("::").next().unwrap_or_default())
}

/// Which of the first fields have been read.
#[derive(Default)]
struct Seen(u128);

impl Seen {
    const MOST: usize = u128::BITS as usize;

    fn add(&mut self, field: Option<usize>) {
        if let Some(field) = field.filter(|field| *field < Self::MOST) {
            self.0 |= 1 << field;
        }
    }

    fn first_missing(&self, required: &[&'static str]) -> Option<&'static str> {
        required.get(self.0.trailing_ones() as usize).copied()
    }
}

/// Reads a key as the number of its field.
struct Key(fn(&str) -> Option<usize>);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok((self.0)(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Pair {
        left: u64,
        right: u64,
        note: Option<String>,
    }

    impl Fields for Pair {
        const REQUIRED: &'static [&'static str] = &["left", "right"];

        fn field(key: &str) -> Option<usize> {
            ["left", "right", "note"].iter().position(|field| *field == key)
        }

        fn read<'de, A: MapAccess<'de>>(&mut self, field: Option<usize>, map: &mut A) -> Result<(), A::Error> {
            match field {
                Some(0) => self.left = map.next_value()?,
                Some(1) => self.right = map.next_value()?,
                Some(_) => self.note = map.next_value()?,
                None => drop(map.next_value::<serde::de::IgnoredAny>()?),
            }
            Ok(())
        }
    }

    fn read(json: &str) -> Result<Pair, String> {
        let mut json = serde_json::Deserializer::from_str(json);
        deserialize_fields(&mut json).map_err(|error| error.to_string())
    }

    #[test]
    fn required_keys_come_in_any_order_and_cannot_be_missing() {
        let pair = |left, right, note: Option<&str>| Ok(Pair { left, right, note: note.map(str::to_owned) });
        assert_eq!(read(r#"{"other":[{}],"right":2,"left":1}"#), pair(1, 2, None));
        assert_eq!(read(r#"{"left":1,"note":"a","right":2,"left":3,"note":null}"#), pair(3, 2, None));
        for (json, why) in [
            (r#"{"right":2,"note":"a"}"#, "missing field `left`"),
            (r#"{"left":2}"#, "missing field `right`"),
            (r#"{"left":"a"}"#, "expected u64"),
            ("[1,2,null]", "invalid type: sequence, expected struct Pair"),
        ] {
            assert!(read(json).is_err_and(|error| error.contains(why)), "{json}: {:?}", read(json));
        }
    }
}
