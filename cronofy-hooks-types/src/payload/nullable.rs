//! [`Nullable`]: a field that may be left out or `null`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::{Integers, OfIntegers};

/// A field that the service leaves out in some deliveries and sends as `null` in others.
///
/// Most fields are an `Option`; this type stands where the documentation itself shows `null`, such
/// as the organizer of an event, so that a payload encodes back to what was received.
///
/// ```
/// use cronofy_hooks::payload::Nullable;
///
/// let organizer = Nullable::Value("ada@example.com");
/// if let Some(email) = organizer.as_option() {
///     assert_eq!(*email, "ada@example.com");
/// }
/// assert_eq!(Nullable::<&str>::Null.as_option(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// The field is left out.
    #[default]
    Absent,
    /// The field is `null`.
    Null,
    /// The field has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if there is one.
    pub const fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value by move, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the field is left out.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

impl<'de, T: Integers<'de>> Integers<'de> for Nullable<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map(|OfIntegers(value)| value).into())
    }
}
