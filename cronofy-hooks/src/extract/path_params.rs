//! The parameters of a route as a serde deserializer.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::{de, forward_to_deserialize_any};

use crate::parse::mismatch;

/// All parameters, read from plain pairs: axum's own extractor reads only a request that its router has
/// just routed.
#[derive(Clone, Copy)]
pub(super) struct Params<'a>(pub(super) &'a [(String, String)]);

impl<'a> Params<'a> {
    fn only(self) -> Result<Param<'a>, PathError> {
        match self.0 {
            [(name, value)] => Ok(Param { name, value }),
            [] => Err(PathError::own("the route has no parameters; give it some with `Hooks::path`")),
            several => Err(PathError::own(format_args!(
                "the route has {} parameters and one is taken; take a tuple or a struct",
                several.len()
            ))),
        }
    }

    fn values(self) -> impl Iterator<Item = Param<'a>> {
        self.0.iter().map(|(name, value)| Param { name, value })
    }

    fn entries(self) -> impl Iterator<Item = (&'a str, Param<'a>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), Param { name, value }))
    }
}

/// A type that holds one value takes the only parameter.
macro_rules! the_only_one {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
            self.only()?.$method(visitor)
        }
    )+};
}

impl<'a> Deserializer<'a> for Params<'a> {
    type Error = PathError;

    the_only_one! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_option deserialize_identifier
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_seq(SeqDeserializer::new(self.values()))
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, PathError> {
        if len != self.0.len() {
            return Err(PathError::own(format_args!("the route has {} parameters and {len} are taken", self.0.len())));
        }
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_map(MapDeserializer::new(self.entries()))
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_unit()
    }
}

/// One parameter: its text, parsed into the wanted type, or the pair of name and text. Messages name the
/// parameter and do not repeat its value.
#[derive(Clone, Copy)]
struct Param<'a> {
    name: &'a str,
    value: &'a str,
}

macro_rules! parsed {
    ($($method:ident $visit:ident $what:literal)+) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
            match self.value.parse() {
                Ok(value) => visitor.$visit(value).map_err(|error: PathError| error.of(self.name)),
                Err(_) => Err(PathError::own(format_args!("`{}` is not {}", self.name, $what))),
            }
        }
    )+};
}

impl<'a> Deserializer<'a> for Param<'a> {
    type Error = PathError;

    parsed! {
        deserialize_bool visit_bool "true or false"
        deserialize_i8 visit_i8 "a whole number"
        deserialize_i16 visit_i16 "a whole number"
        deserialize_i32 visit_i32 "a whole number"
        deserialize_i64 visit_i64 "a whole number"
        deserialize_i128 visit_i128 "a whole number"
        deserialize_u8 visit_u8 "a whole number"
        deserialize_u16 visit_u16 "a whole number"
        deserialize_u32 visit_u32 "a whole number"
        deserialize_u64 visit_u64 "a whole number"
        deserialize_u128 visit_u128 "a whole number"
        deserialize_f32 visit_f32 "a number"
        deserialize_f64 visit_f64 "a number"
        deserialize_char visit_char "one character"
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_str(self.value).map_err(|error: PathError| error.of(self.name))
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, PathError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PathError> {
        let value = de::value::StrDeserializer::new(self.value);
        visitor.visit_enum(value).map_err(|error: PathError| error.of(self.name))
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, PathError> {
        if len != 2 {
            return self.deserialize_any(visitor);
        }
        let name = Self { name: self.name, value: self.name };
        visitor.visit_seq(SeqDeserializer::new([name, self].into_iter()))
    }

    forward_to_deserialize_any! {
        <W: Visitor<'a>>
        str string bytes byte_buf unit unit_struct seq tuple_struct map struct identifier ignored_any
    }
}

impl<'a> IntoDeserializer<'a, PathError> for Param<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Why the parameters do not fit. It is logged, and a callback URL may hold a token.
#[derive(Debug)]
pub(super) enum PathError {
    /// A message without a value.
    Own(String),
    /// The part of a message of serde, or of a type, that does not repeat the value.
    Kept(String),
}

impl PathError {
    fn own(message: impl fmt::Display) -> Self {
        Self::Own(message.to_string())
    }

    /// Names the parameter, unless the message does already.
    fn of(self, param: &str) -> Self {
        match self {
            Self::Own(_) => self,
            Self::Kept(message) => Self::Own(format!("`{param}`: {message}")),
        }
    }
}

impl de::Error for PathError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Kept(mismatch::reason("", &message))
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Own(message) | Self::Kept(message)) = self;
        f.write_str(message)
    }
}

impl std::error::Error for PathError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::num::NonZeroU64;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct UserId(u64);

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Region {
        Uk,
        De,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Named {
        region: Region,
        user: UserId,
    }

    fn read<T: DeserializeOwned>(params: &[(&str, &str)]) -> Result<T, String> {
        let owned: Vec<_> = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        T::deserialize(Params(&owned)).map_err(|error| error.to_string())
    }

    #[test]
    fn shapes_that_fit() {
        let one = [("user", "42")];
        let two = [("region", "uk"), ("user", "42")];
        assert_eq!(read::<String>(&one), Ok("42".to_owned()));
        assert_eq!(read::<u64>(&one), Ok(42));
        assert_eq!(read::<UserId>(&one), Ok(UserId(42)));
        assert_eq!(read::<(String, UserId)>(&two), Ok(("uk".to_owned(), UserId(42))));
        assert_eq!(read::<Named>(&two), Ok(Named { region: Region::Uk, user: UserId(42) }));
        assert_eq!(read::<Region>(&[("region", "de")]), Ok(Region::De));
        assert_eq!(read::<Vec<String>>(&two), Ok(vec!["uk".to_owned(), "42".to_owned()]));
        assert_eq!(read::<Option<u8>>(&one), Ok(Some(42)));
        assert_eq!(read::<Vec<(String, UserId)>>(&one), Ok(vec![("user".to_owned(), UserId(42))]));
        let pairs = two.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read::<Vec<(String, String)>>(&two), Ok(pairs.to_vec()));
        assert_eq!(read::<[(String, String); 2]>(&two), Ok(pairs));
    }

    #[test]
    fn shapes_that_do_not_fit_say_why() {
        let one = [("user", "ada")];
        let two = [("region", "uk"), ("user", "42")];
        assert_eq!(read::<u64>(&one), Err("`user` is not a whole number".to_owned()));
        assert_eq!(read::<u64>(&[]), Err("the route has no parameters; give it some with `Hooks::path`".to_owned()));
        assert_eq!(
            read::<String>(&two),
            Err("the route has 2 parameters and one is taken; take a tuple or a struct".to_owned())
        );
        assert_eq!(read::<(String, String)>(&one), Err("the route has 1 parameters and 2 are taken".to_owned()));
        assert_eq!(read::<Named>(&[("region", "uk")]), Err("missing field `user`".to_owned()));
    }

    #[test]
    fn what_is_said_of_a_value_does_not_repeat_it() {
        fn refused<T: DeserializeOwned + fmt::Debug>(value: &str) -> String {
            read::<T>(&[("token", value)]).unwrap_err()
        }
        #[derive(Debug)]
        struct Picky;
        impl<'de> Deserialize<'de> for Picky {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Err(de::Error::custom(format_args!("`{text}` is unknown here")))
            }
        }

        let token = "tok_5f3a";
        assert_eq!(refused::<Region>(token), "`token`: expected `uk` or `de`");
        assert_eq!(refused::<Vec<Vec<String>>>(token), "`token`: expected a sequence");
        assert_eq!(refused::<Vec<(String, String, String)>>(token), "`token`: expected a tuple of size 3");
        assert_eq!(refused::<Vec<(String, u64)>>(token), "`token` is not a whole number");
        assert_eq!(refused::<Picky>(token), "the value does not fit");
        assert_eq!(refused::<NonZeroU64>("0"), "`token`: expected a nonzero u64");
    }
}
