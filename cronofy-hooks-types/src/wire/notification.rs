//! The `notification` object: what a body is about.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::cow_str::CowStr;
use super::skip::{accept_and_forget, skip_map, skip_seq};
use crate::route::{Kind, Route};

/// The most elements of one list that are kept. A short body can hold a million of them.
///
/// All documented interactions, transitions and subtypes together are fewer.
pub const MOST_ITEMS: usize = 64;

/// A name: `None` when the value is no string, because an undocumented shape must not fail a
/// delivery.
struct LenientName<'de>(Option<CowStr<'de>>);

impl<'de> Deserialize<'de> for LenientName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LenientNameVisitor;

        impl<'de> Visitor<'de> for LenientNameVisitor {
            type Value = Option<CowStr<'de>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Some(CowStr(Cow::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Some(CowStr(Cow::Owned(text.to_owned()))))
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

        deserializer.deserialize_any(LenientNameVisitor).map(LenientName)
    }
}

/// One element of `notification.interactions` or `notification.transitions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item<'de> {
    /// `type`, unless it is missing or no string.
    pub name: Option<CowStr<'de>>,
    /// `subtype`, likewise.
    pub subtype: Option<CowStr<'de>>,
}

impl Item<'_> {
    fn into_owned(self) -> Item<'static> {
        let owned = |text: CowStr<'_>| CowStr(Cow::Owned(text.into_owned()));
        Item { name: self.name.map(owned), subtype: self.subtype.map(owned) }
    }
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
                while let Some(key) = map.next_key::<CowStr<'de>>()? {
                    match &*key {
                        "type" => item.name = map.next_value::<LenientName<'de>>()?.0,
                        "subtype" => item.subtype = map.next_value::<LenientName<'de>>()?.0,
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
        /// The first ones: at most [`MOST_ITEMS`].
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

    fn into_owned(self) -> Items<'static> {
        match self {
            Self::None => Items::None,
            Self::One(item) => Items::One(item.into_owned()),
            Self::Many { kept, count } => Items::Many { kept: kept.into_iter().map(Item::into_owned).collect(), count },
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
                while kept.len() < MOST_ITEMS {
                    let Some(item) = seq.next_element()? else { break };
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
pub trait NotificationFields: Default {
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
    pub name: Option<CowStr<'de>>,
    /// `interactions`.
    pub interactions: Items<'de>,
    /// `transitions`.
    pub transitions: Items<'de>,
    /// The further documented fields.
    pub fields: F,
}

/// The keys of `notification` that say what it is about.
pub const NAME_KEYS: [&str; 3] = ["type", "interactions", "transitions"];

impl<'de, F: NotificationFields> Deserialize<'de> for Notification<'de, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NotificationVisitor<F>(PhantomData<F>);

        impl<'de, F: NotificationFields> Visitor<'de> for NotificationVisitor<F> {
            type Value = Notification<'de, F>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a notification")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut notification = Notification::<'de, F>::default();
                while let Some(key) = map.next_key::<CowStr<'de>>()? {
                    match &*key {
                        "type" => notification.name = map.next_value::<LenientName<'de>>()?.0,
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
    /// The notification without its borrow.
    pub fn into_owned(self) -> Notification<'static, F> {
        Notification {
            name: self.name.map(|name| CowStr(Cow::Owned(name.into_owned()))),
            interactions: self.interactions.into_owned(),
            transitions: self.transitions.into_owned(),
            fields: self.fields,
        }
    }

    /// The first element that a route of this kind and name is about.
    pub(super) fn item(&self, route: Route) -> Result<Item<'de>, String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_list_only_the_first_elements_are_kept() {
        for (count, kept) in [(0, 0), (1, 1), (2, 2), (64, 64), (65, 64), (1000, 64)] {
            let list = format!("[{}]", vec![r#"{"type":"n"}"#; count].join(","));
            let items: Items<'_> = serde_json::from_str(&list).expect("it is a list");
            assert_eq!((items.as_slice().len(), items.count()), (kept, count));
        }
    }
}
