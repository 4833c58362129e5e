//! The parameters of a path or a query as a serde deserializer.

use std::fmt;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{de, forward_to_deserialize_any};

use crate::parse::mismatch;
use crate::text::short;

/// Reads a type from the parameters of a path or a query, given as pairs of name and value. The error names the
/// parameter, and does not repeat its value.
///
/// axum's own extractor of a path reads only a request that its router has just routed, and the error of its extractor
/// of a query quotes values.
pub(super) fn read<T: DeserializeOwned>(of: ParamsOf, params: &[(String, String)]) -> Result<T, ParamsError> {
    T::deserialize(Params { of, params }).map_err(|error| match params {
        [(only, _)] => error.at(only),
        _ => error,
    })
}

/// Where parameters are from.
#[derive(Clone, Copy)]
pub(super) enum ParamsOf {
    Path,
    Query,
}

impl fmt::Display for ParamsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "route",
            Self::Query => "query",
        })
    }
}

#[derive(Clone, Copy)]
struct Params<'a> {
    of: ParamsOf,
    params: &'a [(String, String)],
}

impl<'a> Params<'a> {
    fn only(self) -> Result<Param<'a>, ParamsError> {
        let of = self.of;
        match (self.params, of) {
            ([(name, value)], _) => Ok(Param { name, value }),
            ([], ParamsOf::Path) => {
                Err(ParamsError::own("the route has no parameters; give it some with `Hooks::path`"))
            }
            ([], ParamsOf::Query) => Err(ParamsError::own("the query has no parameters")),
            (several, _) => Err(ParamsError::own(format_args!(
                "the {of} has {} parameters and one is taken; take a tuple or a struct",
                several.len()
            ))),
        }
    }

    fn entries(self) -> Entries<'a> {
        Entries { rest: self.params.iter(), value: None }
    }
}

/// The parameters one after the other. An error of a value names its parameter, also one of a type that reads the
/// value and then refuses it.
struct Entries<'a> {
    rest: std::slice::Iter<'a, (String, String)>,
    value: Option<Param<'a>>,
}

impl<'a> Entries<'a> {
    fn next(&mut self) -> Option<Param<'a>> {
        self.rest.next().map(|(name, value)| Param { name, value })
    }
}

impl<'a> SeqAccess<'a> for Entries<'a> {
    type Error = ParamsError;

    fn next_element_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<Option<S::Value>, ParamsError> {
        self.next().map(|param| seed.deserialize(param).map_err(|error| error.at(param.name))).transpose()
    }
}

impl<'a> MapAccess<'a> for Entries<'a> {
    type Error = ParamsError;

    fn next_key_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<Option<S::Value>, ParamsError> {
        self.value = self.next();
        self.value
            .map(|param| {
                seed.deserialize(StrDeserializer::new(param.name)).map_err(|error: ParamsError| error.at(param.name))
            })
            .transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value, ParamsError> {
        let param = self.value.take().ok_or_else(|| ParamsError::own("the value is read before its name"))?;
        seed.deserialize(param).map_err(|error| error.at(param.name))
    }
}

/// A type that holds one value takes the only parameter.
macro_rules! the_only_one {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
            self.only()?.$method(visitor)
        }
    )+};
}

impl<'a> Deserializer<'a> for Params<'a> {
    type Error = ParamsError;

    the_only_one! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_option deserialize_identifier
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, ParamsError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, ParamsError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
        visitor.visit_seq(self.entries())
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, ParamsError> {
        let (of, found) = (self.of, self.params.len());
        if len != found {
            return Err(ParamsError::own(format_args!("the {of} has {found} parameters and {len} are taken")));
        }
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, ParamsError> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
        visitor.visit_map(self.entries())
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamsError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamsError> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
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
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
            match self.value.parse() {
                Ok(value) => visitor.$visit(value).map_err(|error: ParamsError| error.at(self.name)),
                Err(_) => Err(ParamsError::own(format_args!("`{}` is not {}", self.name, $what))),
            }
        }
    )+};
}

impl<'a> Deserializer<'a> for Param<'a> {
    type Error = ParamsError;

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

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
        visitor.visit_str(self.value).map_err(|error: ParamsError| error.at(self.name))
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, ParamsError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, ParamsError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamsError> {
        visitor.visit_enum(StrDeserializer::new(self.value)).map_err(|error: ParamsError| error.at(self.name))
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, ParamsError> {
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

impl<'a> IntoDeserializer<'a, ParamsError> for Param<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Why the parameters do not fit. It is logged, and a callback URL may hold a token.
#[derive(Debug)]
pub(super) enum ParamsError {
    /// A message without a value.
    Own(String),
    /// The part of a message of serde, or of a type, that does not repeat the value.
    Kept(String),
}

impl ParamsError {
    fn own(message: impl fmt::Display) -> Self {
        Self::Own(message.to_string())
    }

    /// Names the parameter, unless the message does already. The sender chooses how long a name in a query is.
    fn at(self, param: &str) -> Self {
        match self {
            Self::Own(_) => self,
            Self::Kept(message) => Self::Own(format!("`{}`: {message}", short(param))),
        }
    }
}

impl de::Error for ParamsError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Kept(mismatch::reason("", &message))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::own(format_args!("the parameter `{field}` is missing"))
    }
}

impl fmt::Display for ParamsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Own(message) | Self::Kept(message)) = self;
        f.write_str(message)
    }
}

impl std::error::Error for ParamsError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::num::NonZeroU64;

    use serde::Deserialize;

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
        super::read(ParamsOf::Path, &owned).map_err(|error| error.to_string())
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
        assert_eq!(read::<Named>(&[("region", "uk")]), Err("the parameter `user` is missing".to_owned()));
        assert_eq!(read::<Named>(&[("region", "uk"), ("user", "")]), Err("`user` is not a whole number".to_owned()));
        assert_eq!(
            read::<Named>(&[("region", "us"), ("user", "1")]),
            Err("`region`: expected `uk` or `de`".to_owned())
        );
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
        assert_eq!(refused::<Picky>(token), "`token`: the value does not fit");
        assert_eq!(read::<(Picky, u8)>(&[("user", token), ("n", "1")]).unwrap_err(), "`user`: the value does not fit");
        #[derive(Debug, Deserialize)]
        struct OneField {
            #[expect(dead_code, reason = "it is refused")]
            user: Picky,
        }
        let several = [("n", "1"), ("user", token)];
        assert_eq!(read::<OneField>(&several).unwrap_err(), "`user`: the value does not fit");
        assert_eq!(refused::<NonZeroU64>("0"), "`token`: expected a nonzero u64");
    }
}
