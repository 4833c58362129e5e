//! `open_enum!`: enumerations that keep text they do not know.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// Writes an open enumeration from its documented values.
///
/// Generated code lists the variants and nothing else, so that what an open enumeration can do is
/// read, and changed, here.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $text:literal),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::hash::Hash,
        )]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$variant_attribute])* $variant,)+
            /// A value that was added to the service later, as it was sent.
            Unknown(::std::string::String),
        }

        impl $name {
            /// The value, as it is sent.
            #[must_use]
            $visibility fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                }
            }

            fn known(text: &str) -> ::core::option::Option<Self> {
                match text {
                    $($text => ::core::option::Option::Some(Self::$variant),)+
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::Unknown(::std::string::String::new())
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::known(text).unwrap_or_else(|| Self::Unknown(::std::string::String::from(text)))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::known(&text).unwrap_or(Self::Unknown(text))
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Formatter::pad(f, self.as_str())
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::serde::Serializer::serialize_str(serializer, self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize_open_enum(deserializer)
            }
        }
    };
}

/// Reads an open enumeration; a documented value takes no allocation.
///
/// # Errors
/// When the value is no string.
pub fn deserialize_open_enum<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str> + From<String>,
    D: Deserializer<'de>,
{
    struct OpenEnum<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str> + From<String>> Visitor<'_> for OpenEnum<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            Ok(T::from(text))
        }

        fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
            Ok(T::from(text))
        }
    }

    deserializer.deserialize_str(OpenEnum(PhantomData))
}

#[cfg(test)]
mod tests {
    __open_enum! {
        /// A test's enumeration.
        pub(super) enum Weather {
            /// Dry.
            Sunny = "sunny",
            /// Wet.
            LightRain = "light_rain",
        }
    }

    #[test]
    fn known_and_unknown_values_keep_their_text() -> Result<(), serde_json::Error> {
        for (text, value) in [
            ("sunny", Weather::Sunny),
            ("light_rain", Weather::LightRain),
            ("haïl", Weather::Unknown("haïl".to_owned())),
        ] {
            let json = serde_json::to_string(text)?;
            assert_eq!(serde_json::from_str::<Weather>(&json)?, value);
            assert_eq!(serde_json::to_string(&value)?, json);
            assert_eq!(Weather::from(text), value);
            assert_eq!(Weather::from(text.to_owned()), value);
            assert_eq!(value.to_string(), text);
        }
        assert_eq!(serde_json::from_str::<Weather>(r#""s\u0075nny""#)?, Weather::Sunny);
        Ok(())
    }

    #[test]
    fn other_types_are_refused() {
        for json in ["1", "null", "{}", "[\"sunny\"]"] {
            assert!(serde_json::from_str::<Weather>(json).is_err());
        }
    }
}
