//! [`DriftSchemas`]: the schemas that deliveries are compared with.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::Value;

use super::ledger::NoveltyLedger;
use super::novelty::{Novelty, NoveltyKind, Sightings};
use super::place::{PlaceStep, SchemaPlace, steps};
use crate::schema::schemas;

/// References lead from file to file at most this often; a chain that goes on is a circle.
const MOST_REFERENCES: usize = 16;

static DOCUMENTED: LazyLock<DriftSchemas> = LazyLock::new(|| {
    DriftSchemas::new(schemas().iter().map(|schema| (schema.path.to_owned(), schema.document.clone())))
});

/// The schemas that deliveries are compared with.
///
/// ```
/// use cronofy_hooks_contract::drift::{DriftSchemas, NoveltyLedger};
///
/// let body = br#"{ "notification": { "type": "change", "changes_since": "2026-01-17T09:24:16Z", "reason": "sync" } }"#;
/// let mut ledger = NoveltyLedger::default();
/// DriftSchemas::documented().observe(body, "2026-01-17T09:24:20Z".parse()?, &mut ledger);
/// let found: Vec<_> = ledger.iter().map(|(novelty, _)| novelty.to_string()).collect();
/// assert_eq!(found, ["notification/change: notification.reason"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct DriftSchemas(BTreeMap<String, Value>);

impl DriftSchemas {
    /// Those of this release.
    #[must_use]
    pub fn documented() -> &'static Self {
        &DOCUMENTED
    }

    /// These schemas, each with its path: `shared/event`.
    #[must_use]
    pub fn new(schemas: impl IntoIterator<Item = (String, Value)>) -> Self {
        Self(schemas.into_iter().collect())
    }

    /// Notes what a body has and the schemas lack. Returns whether it is a delivery at all: a JSON object.
    pub fn observe(&self, body: &[u8], at: Timestamp, ledger: &mut NoveltyLedger) -> bool {
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return false };
        let mut found = NoveltyLedger::default();
        self.walk_body(&body, &mut |novelty, shapes| {
            found.note(novelty, Sightings { shapes, count: 1, first: at, last: at });
        });
        ledger.note_delivery(found);
        true
    }

    /// Whether the schemas lack a novelty, which may come from the store of an earlier release.
    #[must_use]
    pub fn lacks(&self, novelty: &Novelty) -> bool {
        let Novelty { schema, place, kind, name } = novelty;
        let Some(name) = name else { return true };
        if *kind == NoveltyKind::Type {
            return !self.0.contains_key(&format!("{schema}/{name}"));
        }
        if !self.0.contains_key(schema) {
            return true;
        }
        let here = self.at(schema, place);
        match kind {
            NoveltyKind::Field => {
                let mut objects = here.iter().filter_map(SchemaPlace::properties).peekable();
                objects.peek().is_some() && objects.all(|fields| !fields.contains_key(name))
            }
            _ if here.is_empty() => *kind == NoveltyKind::Subtype,
            _ => here.iter().all(|place| place.words().is_some_and(|words| !words.contains(&name.as_str()))),
        }
    }

    pub(super) fn documents(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(path, document)| (path.as_str(), document))
    }

    pub(super) fn has(&self, schema: &str) -> bool {
        self.0.contains_key(schema)
    }

    pub(crate) fn root(&self, schema: &str) -> Option<SchemaPlace<'_>> {
        let (path, document) = self.0.get_key_value(schema)?;
        Some(SchemaPlace::root(path, document))
    }

    /// The schemas at a place of a file.
    pub(crate) fn at(&self, schema: &str, place: &str) -> Vec<SchemaPlace<'_>> {
        let here = self.root(schema).map(|root| self.resolved(root)).unwrap_or_default();
        steps(place).into_iter().fold(here, |here, step| self.below(&here, step))
    }

    /// The schemas that a step from some schemas leads to.
    pub(super) fn below<'s>(&'s self, here: &[SchemaPlace<'s>], step: PlaceStep<'_>) -> Vec<SchemaPlace<'s>> {
        here.iter().filter_map(|place| place.step(step)).flat_map(|place| self.resolved(place)).collect()
    }

    /// The schemas that a value here may fit: the file that `$ref` names, each one of several shapes, or the schema
    /// itself.
    pub(crate) fn resolved<'s>(&'s self, place: SchemaPlace<'s>) -> Vec<SchemaPlace<'s>> {
        self.resolve(place, MOST_REFERENCES)
    }

    fn resolve<'s>(&'s self, place: SchemaPlace<'s>, references: usize) -> Vec<SchemaPlace<'s>> {
        if let Some(reference) = place.node.get("$ref").and_then(Value::as_str) {
            let target = self.target(place.schema, reference).filter(|_| references > 0);
            return target.map_or_else(|| vec![place], |target| self.resolve(target, references - 1));
        }
        match place.alternatives() {
            Some((keyword, list)) if place.words().is_none() && !place.has_structure() => {
                let each = list.iter().enumerate().map(|(index, node)| place.alternative(keyword, index, node));
                each.flat_map(|one| self.resolve(one, references.saturating_sub(1))).collect()
            }
            _ => vec![place],
        }
    }

    /// The file that a reference names, by its path.
    pub(super) fn target(&self, from: &str, reference: &str) -> Option<SchemaPlace<'_>> {
        let folder = from.split_once('/').map(|(folder, _)| folder)?;
        let mut parts = vec![folder];
        for part in reference.strip_suffix(".json")?.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        self.root(&parts.join("/"))
    }
}
