//! The `notification` object and the two ways in which a payload is put together from a body.
//!
//! Generated code names everything here; nobody else does, so it is reachable only through
//! `__private`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;

use super::Payload;
use crate::parse::Occurrence;
use crate::route::{Kind, Route};

/// A string that borrows from the body unless it holds an escape.
///
/// `Option<Cow<str>>` does not borrow with serde, whatever its attributes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'de>(Cow<'de, str>);

impl Text<'_> {
    /// The text without its borrow.
    pub fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

/// The rest of a visitor that takes whatever shape comes and keeps nothing of it.
macro_rules! accept_and_forget {
    ($value:ty: $($visit:ident($argument:ty)),+ $(,)?) => {
        $(fn $visit<E: de::Error>(self, _: $argument) -> Result<$value, E> {
            Ok(Default::default())
        })+

        fn visit_unit<E: de::Error>(self) -> Result<$value, E> {
            Ok(Default::default())
        }
    };
}

/// Reads every value that is left of a map, and keeps none.
pub(crate) fn skip_map<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

fn skip_seq<'de, A: SeqAccess<'de>>(seq: &mut A) -> Result<(), A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// A name: `None` when the value is no string, because a shape nobody documented must not fail a
/// delivery.
struct Name<'de>(Option<Text<'de>>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Option<Text<'de>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Some(Text(Cow::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Some(Text(Cow::Owned(text.to_owned()))))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                skip_map(&mut map)?;
                Ok(None)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                skip_seq(&mut seq)?;
                Ok(None)
            }

            accept_and_forget!(Self::Value: visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64));
        }

        deserializer.deserialize_any(NameVisitor).map(Name)
    }
}

/// One element of `notification.interactions` or `notification.transitions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item<'de> {
    /// `type`, unless it is missing or no string.
    pub name: Option<Text<'de>>,
    /// `subtype`, likewise.
    pub subtype: Option<Text<'de>>,
}

impl<'de> Deserialize<'de> for Item<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemVisitor;

        impl<'de> Visitor<'de> for ItemVisitor {
            type Value = Item<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an interaction or a transition")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item<'de>, A::Error> {
                let mut item = Item::default();
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    match &*key {
                        "type" => item.name = map.next_value::<Name<'de>>()?.0,
                        "subtype" => item.subtype = map.next_value::<Name<'de>>()?.0,
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(item)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Item<'de>, A::Error> {
                skip_seq(&mut seq)?;
                Ok(Item::default())
            }

            accept_and_forget!(Item<'de>: visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str));
        }

        deserializer.deserialize_any(ItemVisitor)
    }
}

/// The elements of one list. Nearly every delivery has exactly one, which needs no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Items<'de> {
    /// The list is missing, empty or no list.
    #[default]
    None,
    /// One element.
    One(Item<'de>),
    /// Two or more elements.
    Many {
        /// The first ones: at most [`Occurrence::MOST`]. A short body can hold a million elements.
        kept: Vec<Item<'de>>,
        /// How many the list has.
        count: usize,
    },
}

impl<'de> Items<'de> {
    /// The elements that are kept, in the order of the body.
    pub fn as_slice(&self) -> &[Item<'de>] {
        match self {
            Self::None => &[],
            Self::One(item) => std::slice::from_ref(item),
            Self::Many { kept, .. } => kept,
        }
    }

    /// How many elements the list has, kept or not.
    pub fn count(&self) -> usize {
        match self {
            Self::None => 0,
            Self::One(_) => 1,
            Self::Many { count, .. } => *count,
        }
    }
}

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemsVisitor;

        impl<'de> Visitor<'de> for ItemsVisitor {
            type Value = Items<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of interactions or transitions")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items<'de>, A::Error> {
                let Some(first) = seq.next_element()? else { return Ok(Items::None) };
                let Some(second) = seq.next_element()? else { return Ok(Items::One(first)) };
                let mut kept = vec![first, second];
                while kept.len() < Occurrence::MOST
                    && let Some(item) = seq.next_element()?
                {
                    kept.push(item);
                }
                let mut count = kept.len();
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Items::Many { kept, count })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Items<'de>, A::Error> {
                skip_map(&mut map)?;
                Ok(Items::None)
            }

            accept_and_forget!(Items<'de>: visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str));
        }

        deserializer.deserialize_any(ItemsVisitor)
    }
}

/// What a set of schemas documents inside `notification` beside `type` and the two lists, such as
/// `changes_since`.
pub trait Fields: Default {
    /// Reads the value if the key is known, and says whether it was.
    ///
    /// # Errors
    /// When the key is known and its value does not fit.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;
}

/// The `notification` object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notification<'de, F> {
    /// `type`, unless it is missing or no string.
    pub name: Option<Text<'de>>,
    /// `interactions`.
    pub interactions: Items<'de>,
    /// `transitions`.
    pub transitions: Items<'de>,
    /// The further documented fields.
    pub fields: F,
}

/// The keys of `notification` that say what it is about.
pub(crate) const NAMES: [&str; 3] = ["type", "interactions", "transitions"];

impl<'de, F: Fields> Deserialize<'de> for Notification<'de, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NotificationVisitor<F>(PhantomData<F>);

        impl<'de, F: Fields> Visitor<'de> for NotificationVisitor<F> {
            type Value = Notification<'de, F>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a notification")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut notification = Notification::<'de, F>::default();
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    match &*key {
                        "type" => notification.name = map.next_value::<Name<'de>>()?.0,
                        "interactions" => notification.interactions = map.next_value()?,
                        "transitions" => notification.transitions = map.next_value()?,
                        key => {
                            if !notification.fields.read(key, &mut map)? {
                                map.next_value::<IgnoredAny>()?;
                            }
                        }
                    }
                }
                Ok(notification)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                skip_seq(&mut seq)?;
                Ok(Notification::default())
            }

            accept_and_forget!(Self::Value: visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str));
        }

        deserializer.deserialize_any(NotificationVisitor(PhantomData))
    }
}

impl<'de, F> Notification<'de, F> {
    /// The first element that a route of this kind and name is about.
    fn item(&self, route: Route) -> Result<Item<'de>, String> {
        let items = match route.kind() {
            Kind::Interaction => &self.interactions,
            Kind::Transition => &self.transitions,
            Kind::Notification if self.name.as_deref() == Some(route.name()) => {
                return Ok(Item::default());
            }
            Kind::Callback => return Ok(Item::default()),
            _ => return Err(format!("the body is not of the {route}")),
        };
        let named = |item: &&Item<'de>| item.name.as_deref() == Some(route.name());
        match items.as_slice().iter().find(named) {
            Some(item) => Ok(item.clone()),
            None => Err(format!("the body holds no {route}")),
        }
    }
}

/// The `Deserialize` of every payload type: a whole body, in any self-describing format.
///
/// Not the way in which deliveries are read: that is one pass over the bytes.
///
/// # Errors
/// When the body does not tell what the payload type is about, or does not fit it.
pub fn deserialize<'de, P: Payload, D: Deserializer<'de>>(deserializer: D) -> Result<P, D::Error> {
    let mut body = serde_json::Map::<String, Value>::deserialize(deserializer)?;
    let notification = match body.remove("notification") {
        Some(mut value) => {
            // `Fields` knows those of other notifications too, and here nobody documented them.
            if let Value::Object(keys) = &mut value {
                keys.retain(|key, _| NAMES.contains(&&**key) || P::TOLD.contains(&&**key));
            }
            Notification::<P::Fields>::deserialize(value).map_err(D::Error::custom)?
        }
        None => Notification::default(),
    };
    let item = notification.item(P::ROUTE).map_err(D::Error::custom)?;
    P::assemble(&notification, &item, MapDeserializer::new(body.into_iter())).map_err(D::Error::custom)
}
