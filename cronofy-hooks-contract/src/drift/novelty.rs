//! [`Novelty`]: one thing that the schemas lack.

use std::fmt;

use jiff::Timestamp;

use super::shapes::Shapes;

/// What a novelty is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoveltyKind {
    /// A notification, an interaction, a transition or a callback without a schema.
    Type,
    /// A subtype of an interaction.
    Subtype,
    /// A field of an object.
    Field,
    /// A value of an enumeration.
    Value,
}

impl NoveltyKind {
    const ALL: [Self; 4] = [Self::Type, Self::Subtype, Self::Field, Self::Value];

    /// Its name, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Subtype => "subtype",
            Self::Field => "field",
            Self::Value => "value",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One thing that deliveries have and the schemas lack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Novelty {
    /// The schema that lacks it, as `shared/event`; for a [`Type`](NoveltyKind::Type), its folder. A type that has no
    /// schema has fields and subtypes all the same: `notification/poll_closed`.
    pub schema: String,
    /// Where in the schema: for a field the object that has it, otherwise the value. Keys with dots between them; `[]`
    /// stands for the elements of a list and `{}` for the values of a map: `attendees[].status`. Empty for the whole.
    pub place: String,
    /// What it is.
    pub kind: NoveltyKind,
    /// Its name. `None` for what could be data, and for those beyond the number that is kept for one place.
    pub name: Option<String>,
}

impl fmt::Display for Novelty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { schema, place, kind, name } = self;
        let name = name.as_deref().unwrap_or("(not kept)");
        match kind {
            NoveltyKind::Type => write!(f, "{schema}/{name}"),
            NoveltyKind::Field if place.is_empty() => write!(f, "{schema}: {name}"),
            NoveltyKind::Field => write!(f, "{schema}: {place}.{name}"),
            NoveltyKind::Subtype | NoveltyKind::Value if place.is_empty() => write!(f, "{schema} = {name}"),
            NoveltyKind::Subtype | NoveltyKind::Value => write!(f, "{schema}: {place} = {name}"),
        }
    }
}

/// How often and when a novelty was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sightings {
    /// The JSON types that a field had; nothing for anything else.
    pub shapes: Shapes,
    /// In how many deliveries.
    pub count: u64,
    /// When first: when the delivery arrived.
    pub first: Timestamp,
    /// When last.
    pub last: Timestamp,
}

impl Sightings {
    /// Both together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            shapes: self.shapes.union(other.shapes),
            count: self.count.saturating_add(other.count),
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}
