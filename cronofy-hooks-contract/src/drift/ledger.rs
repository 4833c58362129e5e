//! [`NoveltyLedger`]: what was seen, in bounded memory.

use std::collections::{BTreeMap, BTreeSet};

use super::novelty::{Novelty, NoveltyKind, Sightings};

/// Novelties and how often they were seen, in bounded memory.
///
/// It keeps at most [`MOST`](Self::MOST) of them, and at most [`MOST_NAMES`](Self::MOST_NAMES) names at one place: where
/// there are more, they are data after all, and the others are one novelty without a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoveltyLedger {
    seen: BTreeMap<Novelty, Sightings>,
    overflow: u64,
}

impl NoveltyLedger {
    /// The most novelties of a ledger.
    pub const MOST: usize = 2048;
    /// The most names of one kind at one place of a schema.
    pub const MOST_NAMES: usize = 64;

    /// Adds sightings of a novelty.
    pub fn note(&mut self, novelty: Novelty, sightings: Sightings) {
        let novelty = self.admitted(novelty);
        if let Some(present) = self.seen.get_mut(&novelty) {
            *present = present.union(sightings);
        } else if self.seen.len() < Self::MOST {
            self.seen.insert(novelty, sightings);
        } else {
            self.overflow = self.overflow.saturating_add(sightings.count);
        }
    }

    /// Adds what one delivery has, which counts once, however often the body has it.
    pub(super) fn note_delivery(&mut self, delivery: Self) {
        let mut unnamed = BTreeSet::new();
        for (novelty, sightings) in delivery.seen {
            let novelty = self.admitted(novelty);
            if novelty.name.is_some() || unnamed.insert(novelty.clone()) {
                self.note(novelty, Sightings { count: 1, ..sightings });
            }
        }
    }

    /// The novelty, without its name if there are too many beside it.
    fn admitted(&self, mut novelty: Novelty) -> Novelty {
        if !self.seen.contains_key(&novelty) && self.names_beside(&novelty) >= Self::MOST_NAMES {
            novelty.name = None;
        }
        novelty
    }

    fn names_beside(&self, novelty: &Novelty) -> usize {
        let first = Novelty { name: None, ..novelty.clone() };
        let is_here = |one: &Novelty| (&one.schema, &one.place, one.kind) == (&first.schema, &first.place, first.kind);
        let here = self.seen.range(&first..).take_while(|(one, _)| is_here(one));
        here.filter(|(one, _)| one.name.is_some()).count()
    }

    /// Whether noting this novelty would add an entry: it is not known, and there is room for it.
    #[must_use]
    pub fn is_new(&self, novelty: &Novelty) -> bool {
        self.seen.len() < Self::MOST && !self.seen.contains_key(&self.admitted(novelty.clone()))
    }

    /// The novelties, by schema, place and name.
    pub fn iter(&self) -> impl Iterator<Item = (&Novelty, &Sightings)> {
        self.seen.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// How often something was seen that the ledger had no more room for.
    #[must_use]
    pub fn overflow(&self) -> u64 {
        self.overflow
    }

    /// The sightings of a novelty.
    #[must_use]
    pub fn get(&self, novelty: &Novelty) -> Option<&Sightings> {
        self.seen.get(novelty)
    }

    /// The sightings of a type that has no schema: `notification/poll_closed`.
    pub(super) fn of_type(&self, schema: &str) -> Option<&Sightings> {
        let (folder, name) = schema.split_once('/')?;
        self.get(&Novelty {
            schema: folder.to_owned(),
            place: String::new(),
            kind: NoveltyKind::Type,
            name: Some(name.to_owned()),
        })
    }

    /// Adds everything that another ledger has.
    pub fn merge(&mut self, other: Self) {
        self.overflow = self.overflow.saturating_add(other.overflow);
        for (novelty, sightings) in other.seen {
            self.note(novelty, sightings);
        }
    }
}
