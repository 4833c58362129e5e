//! From the bytes of a delivery to its occurrences and their payloads, in one pass.
//!
//! The pass reads `notification` first, which says what the rest is, and then reads the rest
//! straight into the payload type. When `notification` is not first, the keys before it are kept as
//! raw text until it comes. Only a body that does not fit is read again, to say where.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use crate::extract::PayloadSlot;
use crate::occurrence::Occurrence;
use crate::payload::Payload;
use crate::payload::generated::documented::{Documented, Name};
use crate::payload::generated::fields::Fields;
use crate::payload::wire::{self, Item, Text};
use crate::route::Kind;

type Notification<'de> = wire::Notification<'de, Fields>;

/// The type of a notification that holds interactions or transitions.
const EVENT_SUBSCRIPTION: &str = "event_subscription";

/// One occurrence, the documented name it has if it has one, and its payload.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) name: Option<Name>,
    pub(crate) occurrence: Occurrence,
    pub(crate) payload: PayloadSlot,
}

/// What a delivery tells. Nearly every delivery tells one thing.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "the large variant is the usual one")]
pub(crate) enum Told {
    One(Found),
    Several(Vec<Found>),
}

/// The body is not JSON.
#[derive(Debug)]
pub(crate) struct NotJson(String);

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body is not JSON: {}", self.0)
    }
}

/// Reads a body.
pub(crate) fn read(body: &[u8]) -> Result<Told, NotJson> {
    // One check of all bytes lets serde_json skip the check of each string.
    let text = std::str::from_utf8(body).map_err(|error| NotJson(error.to_string()))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let told = json.deserialize_map(Body).and_then(|told| json.end().map(|()| told));
    match told {
        Ok(told) => Ok(told),
        Err(_) => read_misfit(text),
    }
}

/// The payload of an occurrence that was found before, as a type that this crate does not know.
pub(crate) fn payload<P: Payload>(body: &[u8], told: &Occurrence) -> Result<P, String> {
    if !told.is(P::ROUTE) {
        return Err(format!("`{}` is the payload of {}", std::any::type_name::<P>(), P::ROUTE));
    }
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let Entries(entries) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let notification: wire::Notification<'_, P::Fields> = match find_notification(&entries) {
        Some(raw) => tracked(raw).map_err(|reason| format!("notification.{reason}"))?,
        None => wire::Notification::default(),
    };
    let lists = [notification.interactions.as_slice(), notification.transitions.as_slice()];
    let item = lists.into_iter().flatten().nth(told.index()).unwrap_or(&NO_ITEM);
    assemble(&OfType::<P>(&notification, item), &entries)
}

/// Reads a body that is not JSON, or JSON that does not fit: tells which, and of the latter as much
/// as can be told.
fn read_misfit(text: &str) -> Result<Told, NotJson> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| NotJson(error.to_string()))?;
    let Ok(Entries(entries)) = serde_json::from_str(raw.get()) else {
        let payload = PayloadSlot::Misfit("the body is no JSON object".to_owned());
        return Ok(Told::One(Found { name: None, occurrence: Occurrence::unnamed(0), payload }));
    };
    let Some(raw) = find_notification(&entries) else {
        return Ok(Told::One(callback(&entries)));
    };
    let reason = match tracked::<Notification<'_>>(raw) {
        Ok(notification) => return Ok(several(&notification, &entries)),
        Err(reason) => format!("notification.{reason}"),
    };
    // The names are read even so: they say which handler is not called, and why.
    let names: wire::Notification<'_, Undocumented> = serde_json::from_str(raw.get()).unwrap_or_default();
    let notification = Notification {
        name: names.name,
        interactions: names.interactions,
        transitions: names.transitions,
        fields: Fields::default(),
    };
    let misfit = |found: Found| Found { payload: PayloadSlot::Misfit(reason.clone()), ..found };
    Ok(match several(&notification, &[]) {
        Told::One(found) => Told::One(misfit(found)),
        Told::Several(found) => Told::Several(found.into_iter().map(misfit).collect()),
    })
}

fn find_notification<'de>(entries: &[Entry<'de>]) -> Option<&'de RawValue> {
    entries.iter().find(|(key, _)| &**key == "notification").map(|(_, raw)| *raw)
}

/// Reads nothing beside the names.
#[derive(Default)]
struct Undocumented;

impl wire::Fields for Undocumented {
    fn read<'de, A: MapAccess<'de>>(&mut self, _: &str, _: &mut A) -> Result<bool, A::Error> {
        Ok(false)
    }
}

/// What a notification tells, before any payload is read.
enum Telling<'n, 'de> {
    One(Option<Kind>, Option<Name>, &'n Item<'de>, Option<&'n Text<'de>>),
    Several,
}

static NO_ITEM: Item<'static> = Item { name: None, subtype: None };

fn telling<'n, 'de>(notification: &'n Notification<'de>) -> Telling<'n, 'de> {
    let Some(name) = &notification.name else {
        return Telling::One(None, None, &NO_ITEM, None);
    };
    if &**name != EVENT_SUBSCRIPTION {
        return Telling::One(Some(Kind::Notification), Name::notification(name), &NO_ITEM, Some(name));
    }
    match (notification.interactions.as_slice(), notification.transitions.as_slice()) {
        ([], []) => Telling::One(Some(Kind::Notification), None, &NO_ITEM, Some(name)),
        ([item], []) => one_item(Kind::Interaction, item),
        ([], [item]) => one_item(Kind::Transition, item),
        _ => Telling::Several,
    }
}

fn one_item<'n, 'de>(kind: Kind, item: &'n Item<'de>) -> Telling<'n, 'de> {
    let Some(name) = &item.name else {
        return Telling::One(None, None, item, None);
    };
    Telling::One(Some(kind), documented(kind, name), item, Some(name))
}

fn documented(kind: Kind, name: &str) -> Option<Name> {
    match kind {
        Kind::Interaction => Name::interaction(name),
        Kind::Transition => Name::transition(name),
        _ => None,
    }
}

fn occurrence(
    kind: Option<Kind>,
    known: Option<Name>,
    item: &Item<'_>,
    name: Option<&Text<'_>>,
    index: usize,
) -> Occurrence {
    match (kind, name) {
        (Some(kind), Some(name)) => Occurrence::named(kind, known, item, name, index),
        _ => Occurrence::unnamed(index),
    }
}

/// A key of a body and its value, as they were sent.
type Entry<'de> = (Text<'de>, &'de RawValue);

/// Puts the payloads of a notification together from raw entries. Of each it says whether it fits.
fn several<'de>(notification: &Notification<'de>, entries: &[Entry<'de>]) -> Told {
    let found = |kind, name: Option<Name>, item: &Item<'de>, text, index| {
        let payload = match name {
            Some(name) => slot(name, notification, item, entries),
            None => PayloadSlot::None,
        };
        Found { name, occurrence: occurrence(kind, name, item, text, index), payload }
    };
    if let Telling::One(kind, name, item, text) = telling(notification) {
        return Told::One(found(kind, name, item, text, 0));
    }
    let interactions = notification.interactions.as_slice().iter().map(|item| (Kind::Interaction, item));
    let transitions = notification.transitions.as_slice().iter().map(|item| (Kind::Transition, item));
    let items = interactions.chain(transitions).enumerate().map(|(index, (kind, item))| {
        let name = item.name.as_deref().and_then(|name| documented(kind, name));
        found(Some(kind), name, item, item.name.as_ref(), index)
    });
    Told::Several(items.collect())
}

fn slot<'de>(name: Name, notification: &Notification<'de>, item: &Item<'de>, entries: &[Entry<'de>]) -> PayloadSlot {
    match assemble(&OfName(name, notification, item), entries) {
        Ok(payload) => PayloadSlot::Read(payload),
        Err(reason) => PayloadSlot::Misfit(reason),
    }
}

/// Puts one payload together from a map.
trait Assemble<'de> {
    type Payload;

    fn assemble<A: MapAccess<'de>>(&self, rest: A) -> Result<Self::Payload, A::Error>;
}

/// A payload of this crate, found by its name.
struct OfName<'n, 'de>(Name, &'n Notification<'de>, &'n Item<'de>);

impl<'de> Assemble<'de> for OfName<'_, 'de> {
    type Payload = Documented;

    fn assemble<A: MapAccess<'de>>(&self, rest: A) -> Result<Documented, A::Error> {
        Documented::assemble(self.0, self.1, self.2, rest)
    }
}

/// A payload of any crate, known by its type.
struct OfType<'n, 'de, P: Payload>(&'n wire::Notification<'de, P::Fields>, &'n Item<'de>);

impl<'de, P: Payload> Assemble<'de> for OfType<'_, 'de, P> {
    type Payload = P;

    fn assemble<A: MapAccess<'de>>(&self, rest: A) -> Result<P, A::Error> {
        P::assemble(self.0, self.1, rest)
    }
}

/// Puts a payload together from raw entries. When it does not fit, reads it once more to say at
/// which field: keeping track of that costs two thirds on top of the reading.
fn assemble<'de, T: Assemble<'de>>(assembler: &T, entries: &[Entry<'de>]) -> Result<T::Payload, String> {
    struct Tracked<'a, T>(&'a T);

    impl<'de, T: Assemble<'de>> Visitor<'de> for Tracked<'_, T> {
        type Value = T::Payload;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the body of a delivery")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T::Payload, A::Error> {
            self.0.assemble(map)
        }
    }

    if let Ok(payload) = assembler.assemble(Buffered::new(entries)) {
        return Ok(payload);
    }
    let mut track = serde_path_to_error::Track::new();
    let buffered = MapAccessDeserializer::new(Buffered::new(entries));
    let read = serde_path_to_error::Deserializer::new(buffered, &mut track).deserialize_map(Tracked(assembler));
    read.map_err(|error| at(&track.path(), &error))
}

fn tracked<'de, T: Deserialize<'de>>(raw: &'de RawValue) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_str(raw.get());
    serde_path_to_error::deserialize(&mut json).map_err(|error| at(error.path(), error.inner()))
}

/// `event.start: expected …`, without the line and column, which are those of a fragment.
fn at(path: &serde_path_to_error::Path, error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    match path.iter().next() {
        None => message.to_owned(),
        Some(_) => format!("{path}: {message}"),
    }
}

/// A body without `notification`: one of the callbacks, if its keys say so.
fn callback(entries: &[(Text<'_>, &RawValue)]) -> Found {
    match Name::callback_with(|key| entries.iter().any(|(name, _)| &**name == key)) {
        Some(name) => {
            let payload = slot(name, &Notification::default(), &NO_ITEM, entries);
            Found { name: Some(name), occurrence: Occurrence::callback(name), payload }
        }
        None => Found { name: None, occurrence: Occurrence::unnamed(0), payload: PayloadSlot::None },
    }
}

/// Reads a whole body in one pass.
struct Body;

impl<'de> Visitor<'de> for Body {
    type Value = Told;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Told, A::Error> {
        let mut before = Vec::<Entry<'de>>::new();
        let notification: Notification<'de> = loop {
            match map.next_key::<Text<'de>>()? {
                Some(key) if &*key == "notification" => break map.next_value()?,
                Some(key) => before.push((key, map.next_value()?)),
                None => return Ok(Told::One(callback(&before))),
            }
        };
        let Telling::One(kind, name, item, text) = telling(&notification) else {
            while let Some(entry) = map.next_entry()? {
                before.push(entry);
            }
            return Ok(several(&notification, &before));
        };
        let occurrence = occurrence(kind, name, item, text, 0);
        let payload = match name {
            None => {
                wire::skip_map(&mut map)?;
                PayloadSlot::None
            }
            Some(name) if before.is_empty() => PayloadSlot::Read(Documented::assemble(name, &notification, item, map)?),
            Some(name) => {
                let rest = Chain { before: Buffered::new(&before), rest: map };
                PayloadSlot::Read(Documented::assemble(name, &notification, item, rest)?)
            }
        };
        Ok(Told::One(Found { name, occurrence, payload }))
    }
}

/// All keys of an object, their values as raw text.
struct Entries<'de>(Vec<Entry<'de>>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(EntriesVisitor)
    }
}

/// Raw entries as a map. What was `notification` is passed over: payloads take it apart.
struct Buffered<'b, 'de> {
    entries: std::slice::Iter<'b, Entry<'de>>,
    value: Option<&'de RawValue>,
}

impl<'b, 'de> Buffered<'b, 'de> {
    fn new(entries: &'b [Entry<'de>]) -> Self {
        Self { entries: entries.iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Buffered<'_, 'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(de::value::StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(Self::Error::custom("a value was read before its key")),
        }
    }
}

/// The keys that came before `notification`, then those after it.
struct Chain<'b, 'de, A> {
    before: Buffered<'b, 'de>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Chain<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        if self.before.entries.len() > 0 {
            return self.before.next_key_seed(seed).map_err(A::Error::custom);
        }
        self.rest.next_key_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        if self.before.value.is_some() {
            return self.before.next_value_seed(seed).map_err(A::Error::custom);
        }
        self.rest.next_value_seed(seed)
    }
}
