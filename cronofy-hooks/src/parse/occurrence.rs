//! [`Occurrence`]: one thing that a delivery reports.

use std::borrow::Cow;
use std::fmt;

use cronofy_hooks_types::route::{Kind, Route};
use cronofy_hooks_types::wire::{CowStr, Item, MOST_ITEMS};

use crate::documented::Name;
use crate::text::short;

/// One thing that a delivery reports: an interaction, a transition, the notification itself, or a
/// callback.
///
/// Most deliveries have one occurrence. If there are more than [`Occurrence::MOST`], those beyond are one
/// occurrence together, without a name, for the fallback. Take it as an argument in a fallback, or in a
/// handler of an interaction with all its subtypes, to see which of them came:
///
/// ```
/// use cronofy_hooks::{Occurrence, cronofy_handler};
///
/// #[cronofy_handler(fallback)]
/// async fn anything_else(occurrence: Occurrence) {
///     println!("not handled: {occurrence}");
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    kind: Option<Kind>,
    name: Cow<'static, str>,
    subtype: Option<Cow<'static, str>>,
    /// At most [`Occurrence::MOST`].
    index: u8,
}

/// The name of all occurrences after the first [`Occurrence::MOST`].
const REST: &str = "the rest of a long list";

impl Occurrence {
    /// The most occurrences of one delivery that are handled one by one. Those after them are one
    /// occurrence together, which goes to the fallback with
    /// [`Reason::TooMany`](crate::extract::Reason::TooMany). Without a fallback it is a dead letter of the
    /// inbox; without an inbox it is acknowledged and counted.
    ///
    /// All documented interactions, transitions and subtypes together are fewer.
    pub const MOST: usize = MOST_ITEMS;

    /// By hand, for tests of a handler: the first occurrence of its delivery, under the name of a route. A fallback
    /// has no name, so that of `Route::fallback()` is a body without one.
    ///
    /// ```
    /// use cronofy_hooks::Occurrence;
    /// use cronofy_hooks::route::Route;
    ///
    /// let failing = Occurrence::of(Route::interaction("conferencing_failing").with_subtype("profile_missing"));
    /// assert_eq!((failing.name(), failing.subtype()), (Some("conferencing_failing"), Some("profile_missing")));
    /// ```
    #[must_use]
    pub fn of(route: Route) -> Self {
        if route.kind() == Kind::Fallback {
            return Self::unnamed(0);
        }
        let subtype = route.subtype().map(Cow::Borrowed);
        Self { kind: Some(route.kind()), name: Cow::Borrowed(route.name()), subtype, index: 0 }
    }

    /// Its kind, or `None` where the body holds nothing that the documentation
    /// describes: no `notification` and no known callback, an element without a `type`, or the rest
    /// of more than [`Occurrence::MOST`] elements.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// Its `type` as it was sent: of the interaction or transition, else of the notification. The
    /// name of the schema for a callback.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.kind.map(|_| &*self.name)
    }

    /// The `subtype` of an interaction, as it was sent.
    #[must_use]
    pub fn subtype(&self) -> Option<&str> {
        self.subtype.as_deref()
    }

    /// Its place among the occurrences of the delivery, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index.into()
    }

    /// A notification, or an element of one, with the names that it was sent with.
    pub(crate) fn named(kind: Kind, known: Option<Name>, item: &Item<'_>, name: &CowStr<'_>, index: usize) -> Self {
        let (name, subtype) = match known {
            // Names that are documented need no allocation.
            Some(known) => (Cow::Borrowed(known.route().name()), subtype_of(known, item)),
            None => (Cow::Owned((**name).to_owned()), sent_subtype(item)),
        };
        Self { kind: Some(kind), name, subtype, index: place(index) }
    }

    pub(crate) fn callback(name: Name) -> Self {
        Self { kind: Some(Kind::Callback), name: Cow::Borrowed(name.route().name()), subtype: None, index: 0 }
    }

    pub(crate) fn unnamed(index: usize) -> Self {
        Self { kind: None, name: Cow::Borrowed(""), subtype: None, index: place(index) }
    }

    /// All occurrences after the first [`Occurrence::MOST`].
    pub(crate) fn rest() -> Self {
        Self { kind: None, name: Cow::Borrowed(REST), subtype: None, index: place(Self::MOST) }
    }

    /// Whether a route is about this, with any subtype.
    pub(crate) fn is(&self, route: Route) -> bool {
        self.kind == Some(route.kind()) && self.name == route.name()
    }
}

/// A place among the occurrences, as small as it is: the future of every call has room for one.
fn place(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

fn subtype_of(known: Name, item: &Item<'_>) -> Option<Cow<'static, str>> {
    let sent = item.subtype.as_deref()?;
    match known.subtypes().iter().find(|subtype| **subtype == sent) {
        Some(subtype) => Some(Cow::Borrowed(subtype)),
        None => sent_subtype(item),
    }
}

fn sent_subtype(item: &Item<'_>) -> Option<Cow<'static, str>> {
    item.subtype.as_deref().map(|subtype| Cow::Owned(subtype.to_owned()))
}

impl fmt::Display for Occurrence {
    /// As the attribute of a handler spells it: `interaction "conferencing_failing"`. A name or a
    /// subtype of more than 256 bytes is cut: it would fill the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = short(&self.name);
        match (self.kind, &self.subtype) {
            (None, _) if name.is_empty() => f.write_str("a body without a name"),
            (None, _) => f.write_str(name),
            (Some(kind), None) => write!(f, "{kind} {name:?}"),
            (Some(kind), Some(subtype)) => write!(f, "{kind} {name:?}, subtype {:?}", short(subtype)),
        }
    }
}
