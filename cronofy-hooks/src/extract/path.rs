//! [`Path`]: the parameters of the route.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::{de, forward_to_deserialize_any};

use super::{FromDelivery, FromParameters, OptionalFromDelivery, Parts, Rejection};

/// The parameters of the path, as in axum: one value, a tuple of all in order, or a struct with
/// their names.
///
/// They come from [`Hooks::path`](crate::Hooks::path), and from the prefix under which the router
/// is nested. A delivery whose path does not fit `T` is unhandled: it goes to the fallback.
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
///
/// ```
/// use cronofy_hooks::{Hooks, Path, Secrets, cronofy_handler, handlers, payload::Change};
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, Path(user_id): Path<u64>) {
///     println!("the calendar of user {user_id} changed");
/// }
///
/// let router = Hooks::new(Secrets::new(["CRN_secret"])?)
///     .handlers(handlers![change, ..])
///     .path("/channel/{user_id}")
///     .into_router()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Path<T>(pub T);

fn path<T: DeserializeOwned>(params: &[(String, String)]) -> Result<Path<T>, Rejection> {
    match T::deserialize(Params(params)) {
        Ok(value) => Ok(Path(value)),
        Err(error) => Err(Rejection::unhandled(format!("the path of the request does not fit: {error}"))),
    }
}

impl<R, T: FromParameters + Send + 'static> FromDelivery<R> for Path<T> {
    #[expect(refining_impl_trait, reason = "rustc reports a mistake in `T` a second time where the future is opaque")]
    fn from_delivery(parts: &mut Parts) -> Extraction<'_, Self> {
        extraction(parts)
    }
}

/// In a box: next to the names and values of the parameters it is one allocation more.
type Extraction<'p, T> = Pin<Box<dyn Future<Output = Result<T, Rejection>> + Send + 'p>>;

fn extraction<T: FromParameters + Send + 'static>(parts: &Parts) -> Extraction<'_, Path<T>> {
    Box::pin(async { path(&parts.delivery().path_params().await) })
}

impl<R, T: FromParameters + Send> OptionalFromDelivery<R> for Path<T> {
    /// `None` where the route has no parameters; ones that do not fit are unhandled all the same.
    async fn from_delivery(parts: &mut Parts) -> Result<Option<Self>, Rejection> {
        let params = parts.delivery().path_params().await;
        if params.is_empty() { Ok(None) } else { path(&params).map(Some) }
    }
}

/// All parameters. Read from plain pairs, because axum's own extractor reads nothing but a request
/// that its router has just routed.
#[derive(Clone, Copy)]
struct Params<'a>(&'a [(String, String)]);

impl<'a> Params<'a> {
    fn only(self) -> Result<Param<'a>, PathError> {
        match self.0 {
            [(name, value)] => Ok(Param { name, value }),
            [] => Err(PathError::custom("the route has no parameters; give it some with `Hooks::path`")),
            several => Err(PathError::custom(format_args!(
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

/// Shapes that hold one value take the only parameter.
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
            return Err(PathError::custom(format_args!(
                "the route has {} parameters and {len} are taken",
                self.0.len()
            )));
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

/// One parameter: text, parsed into what is asked for. Messages name it and do not repeat its value.
#[derive(Clone, Copy)]
struct Param<'a> {
    name: &'a str,
    value: &'a str,
}

macro_rules! parsed {
    ($($method:ident $visit:ident $what:literal)+) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, PathError> {
            match self.value.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(PathError::custom(format_args!("`{}` is not {}", self.name, $what))),
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
        visitor.visit_str(self.value)
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
        visitor.visit_enum(de::value::StrDeserializer::new(self.value))
    }

    forward_to_deserialize_any! {
        <W: Visitor<'a>>
        str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'a> IntoDeserializer<'a, PathError> for Param<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[derive(Debug)]
struct PathError(String);

impl de::Error for PathError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PathError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

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
}
