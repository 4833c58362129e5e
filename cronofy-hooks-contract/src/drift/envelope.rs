//! From a body to the schemas that describe it: its notification, its interactions and transitions, or a callback.

use serde_json::{Map, Value};

use super::name::is_name;
use super::novelty::{Novelty, NoveltyKind};
use super::place::{PlaceStep, SchemaPlace};
use super::schemas::DriftSchemas;
use super::shapes::Shapes;
use super::walk::{NoveltySink, note_field, note_word, novelty};

/// The type of a notification whose interactions and transitions have the names.
const EVENT_SUBSCRIPTION: &str = "event_subscription";
/// The lists of such a notification, each with the folder of its schemas.
pub(super) const LISTS: [(&str, &str); 2] = [("interactions", "interaction"), ("transitions", "transition")];
/// Between the keys that an unknown callback is called after.
const AND: &str = "_and_";
/// The longest name of an unknown callback: it becomes the name of a file.
const LONGEST_CALLBACK: usize = 120;

/// What a body is about: the file of a schema, and whether there is one.
struct Subject<'s> {
    schema: String,
    root: Option<SchemaPlace<'s>>,
}

impl DriftSchemas {
    pub(super) fn walk_body(&self, body: &Map<String, Value>, note: &mut NoveltySink<'_>) {
        let notification = body.get("notification");
        let subjects = match notification {
            Some(Value::Object(notification)) => self.subjects_of(notification, note),
            Some(_) => return note(unnamed("notification"), Shapes::default()),
            None => self.callback(body, note).into_iter().collect(),
        };
        for (key, value) in body {
            match value.as_object() {
                Some(fields) if key == "notification" => self.walk_notification(fields, &subjects, note),
                _ => self.walk_field("", key, value, &subjects, note),
            }
        }
    }

    /// The files that describe a body.
    pub(crate) fn known(&self, body: &Map<String, Value>) -> Vec<&str> {
        let ignore: &mut NoveltySink<'_> = &mut |_, _| {};
        let subjects = match body.get("notification") {
            Some(Value::Object(notification)) => self.subjects_of(notification, ignore),
            Some(_) => Vec::new(),
            None => self.callback(body, ignore).into_iter().collect(),
        };
        subjects.into_iter().filter_map(|subject| Some(subject.root?.schema)).collect()
    }

    /// What a notification is about.
    fn subjects_of(&self, notification: &Map<String, Value>, note: &mut NoveltySink<'_>) -> Vec<Subject<'_>> {
        let name = notification.get("type").and_then(Value::as_str);
        let mut subjects: Vec<Subject<'_>> = Vec::new();
        let items = items(notification);
        let has_items = name == Some(EVENT_SUBSCRIPTION) && !items.is_empty();
        let named: Vec<_> = match has_items {
            true => items.iter().map(|(_, folder, item)| (*folder, item.get("type").and_then(Value::as_str))).collect(),
            false => vec![("notification", name)],
        };
        for (folder, name) in named {
            let subject = self.subject(folder, name, note);
            subjects.extend(subject.filter(|one| !subjects.iter().any(|other| other.schema == one.schema)));
        }
        subjects
    }

    /// One subject of this name; notes it if there is no schema. `None` if the name cannot be kept.
    fn subject(&self, folder: &str, name: Option<&str>, note: &mut NoveltySink<'_>) -> Option<Subject<'_>> {
        let Some(name) = name else {
            note(unnamed(folder), Shapes::default());
            return None;
        };
        let schema = format!("{folder}/{name}");
        let root = self.root(&schema);
        if root.is_none() {
            note(novelty(folder, String::new(), NoveltyKind::Type, name), Shapes::default());
        }
        (root.is_some() || is_name(name)).then_some(Subject { schema, root })
    }

    /// The callback whose required keys the body has, the one with most of them; or else one called after its keys.
    fn callback(&self, body: &Map<String, Value>, note: &mut NoveltySink<'_>) -> Option<Subject<'_>> {
        let required = |document: &Value| {
            let keys: Vec<_> = document["required"].as_array()?.iter().filter_map(Value::as_str).collect();
            keys.iter().all(|key| body.contains_key(*key)).then_some(keys.len())
        };
        let callbacks = self.documents().filter(|(path, _)| path.starts_with("callback/"));
        let known = callbacks.filter_map(|(path, document)| Some((required(document)?, path)));
        if let Some((_, path)) = known.max_by_key(|(keys, _)| *keys) {
            return Some(Subject { schema: path.to_owned(), root: self.root(path) });
        }
        let mut keys: Vec<_> = body.keys().map(String::as_str).collect();
        keys.sort_unstable();
        let name = keys.join(AND);
        if name.is_empty() || name.len() > LONGEST_CALLBACK || !keys.iter().all(|key| is_name(key)) {
            note(unnamed("callback"), Shapes::default());
            return None;
        }
        let found = Novelty { name: Some(name.clone()), ..unnamed("callback") };
        note(found, Shapes::default());
        Some(Subject { schema: format!("callback/{name}"), root: None })
    }

    fn walk_notification(
        &self,
        notification: &Map<String, Value>,
        subjects: &[Subject<'_>],
        note: &mut NoveltySink<'_>,
    ) {
        let is_subscription = notification.get("type").is_some_and(|name| name == EVENT_SUBSCRIPTION);
        for (key, value) in notification {
            let is_list = LISTS.iter().any(|(list, _)| list == key) && value.is_array();
            if key != "type" && !(is_list && is_subscription) {
                self.walk_field("notification", key, value, subjects, note);
            }
        }
        if is_subscription {
            for (list, folder, item) in items(notification) {
                self.walk_item(list, folder, item, note);
            }
        }
    }

    /// One interaction or transition, which its own schema describes.
    fn walk_item(&self, list: &str, folder: &str, item: &Map<String, Value>, note: &mut NoveltySink<'_>) {
        let Some(name) = item.get("type").and_then(Value::as_str) else { return };
        let schema = format!("{folder}/{name}");
        if !self.has(&schema) && !is_name(name) {
            return;
        }
        let place = format!("notification.{list}[]");
        let here = self.at(&schema, &place);
        for (key, value) in item {
            let described = self.below(&here, PlaceStep::Key(key));
            match value {
                _ if key == "type" => {}
                Value::String(subtype) if key == "subtype" && described.is_empty() => {
                    let place = format!("{place}.subtype");
                    note(novelty(&schema, place, NoveltyKind::Subtype, subtype), Shapes::default());
                }
                Value::String(subtype) if key == "subtype" => {
                    note_word(subtype, &described, NoveltyKind::Subtype, note);
                }
                _ if described.is_empty() => {
                    note(novelty(&schema, place.clone(), NoveltyKind::Field, key), Shapes::of(value));
                }
                _ => self.walk(value, &described, note),
            }
        }
    }

    /// A field of the body or of `notification`, which the schema of any subject may describe.
    fn walk_field(&self, place: &str, key: &str, value: &Value, subjects: &[Subject<'_>], note: &mut NoveltySink<'_>) {
        let known = subjects.iter().filter(|subject| subject.root.is_some());
        let here: Vec<_> = known.flat_map(|subject| self.at(&subject.schema, place)).collect();
        let mut described = self.below(&here, PlaceStep::Key(key));
        // A subject without a schema gets every field; what others have in common describes the value.
        let unknown: Vec<_> = subjects.iter().filter(|subject| subject.root.is_none()).collect();
        for subject in &unknown {
            note(novelty(&subject.schema, place.to_owned(), NoveltyKind::Field, key), Shapes::of(value));
        }
        if described.is_empty() && !unknown.is_empty() {
            let common = self.common(place, key).and_then(|shared| self.root(shared));
            described = common.map(|root| self.resolved(root)).unwrap_or_default();
        } else if let Some(object) = here.first().filter(|_| described.is_empty()) {
            return note_field(object, key, value, note);
        }
        self.walk(value, &described, note);
    }

    /// The file by which all deliveries that have a field describe it.
    pub(crate) fn common(&self, place: &str, key: &str) -> Option<&str> {
        let deliveries = ["notification/", "interaction/", "transition/", "callback/"];
        let mut common = None;
        for (path, _) in self.documents().filter(|(path, _)| deliveries.iter().any(|folder| path.starts_with(folder))) {
            let Some(field) = self.at(path, place).iter().find_map(|object| object.properties()?.get(key)) else {
                continue;
            };
            let target = field.get("$ref").and_then(|reference| self.target(path, reference.as_str()?));
            let target = target.map(|target| target.schema);
            if target.is_none() || common.is_some_and(|known| Some(known) != target) {
                return None;
            }
            common = target;
        }
        common
    }
}

/// The elements of the lists, each with its list and the folder of its schemas.
fn items(notification: &Map<String, Value>) -> Vec<(&'static str, &'static str, &Map<String, Value>)> {
    let elements = |list: &str| notification.get(list).and_then(Value::as_array).into_iter().flatten();
    let of_list = |(list, folder)| elements(list).filter_map(Value::as_object).map(move |item| (list, folder, item));
    LISTS.into_iter().flat_map(of_list).collect()
}

/// A type whose name is missing.
fn unnamed(folder: &str) -> Novelty {
    Novelty { schema: folder.to_owned(), place: String::new(), kind: NoveltyKind::Type, name: None }
}
