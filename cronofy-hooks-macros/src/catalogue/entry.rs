//! The types of the table.

/// The kinds of route that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RouteKind {
    Notification,
    Interaction,
    Transition,
    Callback,
}

impl RouteKind {
    pub(crate) const ALL: [Self; 4] = [Self::Notification, Self::Interaction, Self::Transition, Self::Callback];

    /// The option of the attribute, and the word in messages.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Notification => "notification",
            Self::Interaction => "interaction",
            Self::Transition => "transition",
            Self::Callback => "callback",
        }
    }

    /// The word with its article.
    pub(crate) fn with_article(self) -> String {
        let article = if self == Self::Interaction { "an" } else { "a" };
        format!("{article} {}", self.as_str())
    }
}

/// One documented name.
#[derive(Debug)]
pub(crate) struct DocumentedName {
    pub(crate) kind: RouteKind,
    pub(crate) name: &'static str,
    /// The payload type in `cronofy_hooks::payload`.
    pub(crate) payload: &'static str,
    pub(crate) subtypes: &'static [&'static str],
}
