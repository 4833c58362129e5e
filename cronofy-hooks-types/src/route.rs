//! What a handler takes: a [`Route`].

use std::fmt;

use crate::fnv1a::{FNV1A, fnv1a};

/// The kinds of route, in the words of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The whole notification: `notification.type`.
    Notification,
    /// One of `notification.interactions`.
    Interaction,
    /// One of `notification.transitions`.
    Transition,
    /// A body without a `notification` object.
    Callback,
    /// Everything that no other handler takes.
    Fallback,
}

impl Kind {
    /// The key that `#[cronofy_handler]` uses for this kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notification => "notification",
            Self::Interaction => "interaction",
            Self::Transition => "transition",
            Self::Callback => "callback",
            Self::Fallback => "fallback",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a handler takes: a notification, an interaction with or without a subtype, a transition, a
/// callback, or everything that no other handler takes.
///
/// A route prints as the attribute spells it: `interaction "conferencing_failing"`.
///
/// ```
/// use cronofy_hooks::route::Route;
///
/// let route = Route::interaction("conferencing_failing").with_subtype("profile_missing");
/// assert_eq!(route.to_string(), r#"interaction "conferencing_failing", subtype "profile_missing""#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    kind: Kind,
    name: &'static str,
    subtype: Option<&'static str>,
}

impl Route {
    const fn new(kind: Kind, name: &'static str) -> Self {
        Self::of(kind, name, None)
    }

    /// Called by the macro, in one step for each handler.
    #[doc(hidden)]
    #[must_use]
    pub const fn of(kind: Kind, name: &'static str, subtype: Option<&'static str>) -> Self {
        Self { kind, name, subtype }
    }

    /// The notification whose `notification.type` is `name`.
    #[must_use]
    pub const fn notification(name: &'static str) -> Self {
        Self::new(Kind::Notification, name)
    }

    /// The interaction whose `type` is `name`, with any subtype.
    #[must_use]
    pub const fn interaction(name: &'static str) -> Self {
        Self::new(Kind::Interaction, name)
    }

    /// The transition whose `type` is `name`.
    #[must_use]
    pub const fn transition(name: &'static str) -> Self {
        Self::new(Kind::Transition, name)
    }

    /// The callback `name`, whose body has no `notification`.
    #[must_use]
    pub const fn callback(name: &'static str) -> Self {
        Self::new(Kind::Callback, name)
    }

    /// Everything that no other route takes.
    #[must_use]
    pub const fn fallback() -> Self {
        Self::new(Kind::Fallback, "")
    }

    /// The same route, narrowed to one subtype.
    #[must_use]
    pub const fn with_subtype(self, subtype: &'static str) -> Self {
        Self { subtype: Some(subtype), ..self }
    }

    /// A number that is the same for equal routes, and hardly ever for others. The compiler compares two
    /// numbers in one step, and two texts in one step for each letter.
    #[doc(hidden)]
    #[must_use]
    pub const fn fingerprint(self) -> u64 {
        // With a byte between the texts that no name holds.
        let mut hash = fnv1a(FNV1A ^ self.kind as u64, self.name.as_bytes());
        if let Some(subtype) = self.subtype {
            hash = fnv1a(fnv1a(hash, &[0xff]), subtype.as_bytes());
        }
        hash
    }

    /// The kind of route.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.kind
    }

    /// The documented name, or `""` for a fallback.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The subtype, where the route has one.
    #[must_use]
    pub const fn subtype(self) -> Option<&'static str> {
        self.subtype
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.subtype) {
            (Kind::Fallback, _) => f.write_str("fallback"),
            (kind, None) => write!(f, "{kind} {:?}", self.name),
            (kind, Some(subtype)) => write!(f, "{kind} {:?}, subtype {subtype:?}", self.name),
        }
    }
}
