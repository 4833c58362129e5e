//! [`DriftPatch`]: what has to be added to the schemas, so that they lack nothing any more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::envelope::LISTS;
use super::ledger::NoveltyLedger;
use super::novelty::{Novelty, NoveltyKind, Sightings};
use super::place::SchemaPlace;
use super::schemas::DriftSchemas;
use super::shapes::Shapes;

const WORD: &str = "Seen in deliveries; the documentation does not list it.";

/// One addition to one file, as the operation `add` of a JSON Patch (RFC 6902).
#[derive(Clone, Debug, PartialEq)]
pub struct PatchOperation {
    /// The file below the folder of the schemas: `shared/event.json`.
    pub file: String,
    /// Where to add: a JSON pointer. Empty for the whole file, `/-` at its end for the end of a list.
    pub pointer: String,
    /// What to add.
    pub value: Value,
    /// What the schemas do not lack after it.
    pub novelties: Vec<Novelty>,
}

/// A novelty that cannot be added by a patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpatched {
    /// The novelty.
    pub novelty: Novelty,
    /// Why not.
    pub reason: String,
}

/// What has to be added to the schemas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DriftPatch {
    /// The additions.
    pub operations: Vec<PatchOperation>,
    /// What is not among them.
    pub left_out: Vec<Unpatched>,
}

impl DriftPatch {
    /// The additions as JSON: for each file a list of operations.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for PatchOperation { file, pointer, value, .. } in &self.operations {
            files.entry(file).or_default().push(json!({ "op": "add", "path": pointer, "value": value }));
        }
        json!(files)
    }
}

impl DriftSchemas {
    /// What has to be added to these schemas for the novelties of a ledger.
    ///
    /// A type that has no schema gets a file, with the fields that it was seen with: those that every delivery had are
    /// required. A field gets the type of its values; an object that no schema describes is free-form JSON.
    #[must_use]
    pub fn patch(&self, ledger: &NoveltyLedger) -> DriftPatch {
        let mut patch = DriftPatch::default();
        let builder = PatchBuilder { schemas: self, ledger };
        let mut titles = self.titles();
        let mut given: BTreeSet<Novelty> = BTreeSet::new();
        for (novelty, sightings) in ledger.iter().filter(|(novelty, _)| self.lacks(novelty)) {
            if given.contains(novelty) {
                continue;
            }
            let added = builder.add(novelty, sightings, &mut titles);
            match added {
                Ok(operation) => {
                    given.extend(operation.novelties.iter().cloned());
                    patch.operations.push(operation);
                }
                // The file of its type has it.
                Err(None) => {}
                Err(Some(reason)) => {
                    patch.left_out.push(Unpatched { novelty: novelty.clone(), reason: reason.to_owned() })
                }
            }
        }
        patch
    }

    /// The names of all Rust types that have one.
    fn titles(&self) -> BTreeSet<String> {
        fn collect(node: &Value, titles: &mut BTreeSet<String>) {
            match node {
                Value::Object(fields) => {
                    titles.extend(fields.get("title").and_then(Value::as_str).map(str::to_owned));
                    fields.values().for_each(|field| collect(field, titles));
                }
                Value::Array(elements) => elements.iter().for_each(|element| collect(element, titles)),
                _ => {}
            }
        }
        let mut titles = BTreeSet::new();
        self.documents().for_each(|(_, document)| collect(document, &mut titles));
        titles
    }
}

struct PatchBuilder<'p> {
    schemas: &'p DriftSchemas,
    ledger: &'p NoveltyLedger,
}

/// An addition; or why there is none: `None` if the addition of its type has it.
type Added = Result<PatchOperation, Option<&'static str>>;

impl PatchBuilder<'_> {
    fn add(&self, novelty: &Novelty, sightings: &Sightings, titles: &mut BTreeSet<String>) -> Added {
        let Some(name) = &novelty.name else {
            return Err(Some("the name was not kept; look at a delivery"));
        };
        if novelty.kind == NoveltyKind::Type {
            return Ok(self.new_file(&novelty.schema, name, sightings, titles));
        }
        if !self.schemas.has(&novelty.schema) {
            // Its type has a file of its own, unless there was no room for the type.
            let is_element = novelty.kind == NoveltyKind::Field && novelty.place.ends_with("[]");
            return Err(match self.ledger.of_type(&novelty.schema) {
                Some(_) if !is_element => None,
                Some(_) => Some(ELEMENT),
                None => Some("its type was not kept"),
            });
        }
        let here = self.schemas.at(&novelty.schema, &novelty.place);
        match novelty.kind {
            NoveltyKind::Field => self.field(novelty, name, sightings, &here),
            _ => self.word(novelty, name, &here, titles),
        }
    }

    /// A property of an object.
    fn field(&self, novelty: &Novelty, name: &str, sightings: &Sightings, here: &[SchemaPlace<'_>]) -> Added {
        if novelty.place.starts_with("notification.") {
            return Err(Some(ELEMENT));
        }
        let object = here.iter().find(|place| place.properties().is_some()).ok_or(GONE)?;
        if object.by_hand.is_some() || object.node.get("x-rust-type").is_some() {
            return Err(Some("the type of the object is written by hand"));
        }
        let value = match novelty.place.as_str() {
            "" if novelty.schema.split_once('/').is_some_and(|(folder, _)| is_delivery(folder)) => {
                self.body_field(name, sightings)
            }
            "notification" => self.notification_field(name, sightings),
            _ => of_shapes(sightings.shapes, &inferred(sightings)),
        };
        Ok(operation(object, &format!("/properties/{name}"), value, vec![novelty.clone()]))
    }

    /// A word of an enumeration, or the first subtypes of an interaction.
    fn word(&self, novelty: &Novelty, name: &str, here: &[SchemaPlace<'_>], titles: &mut BTreeSet<String>) -> Added {
        let described = json!({ "const": name, "description": WORD });
        let Some(list) = here.iter().find(|place| place.words().is_some()) else {
            let item = novelty.place.strip_suffix(".subtype").filter(|_| here.is_empty()).ok_or(GONE)?;
            let item = self.schemas.at(&novelty.schema, item).into_iter().next().ok_or(GONE)?;
            let title = self.schemas.root(&novelty.schema).and_then(|root| root.node.get("title")?.as_str());
            let (subtype, novelties) = self.subtypes(&novelty.schema, title.unwrap_or_default(), titles);
            return Ok(operation(&item, "/properties/subtype", subtype.ok_or(GONE)?, novelties));
        };
        if list.by_hand.is_some() {
            return Err(Some("the type of the value is written by hand"));
        }
        let (below, value) = match list.alternatives() {
            Some((keyword, _)) => (format!("/{keyword}/-"), described),
            None if list.node.get("enum").is_some() => ("/enum/-".to_owned(), json!(name)),
            None => return Err(Some("the schema lists a single value; write `oneOf` instead of `const`")),
        };
        Ok(operation(list, &below, value, vec![novelty.clone()]))
    }

    /// All subtypes of an interaction that has none in its schema.
    fn subtypes(&self, schema: &str, title: &str, titles: &mut BTreeSet<String>) -> (Option<Value>, Vec<Novelty>) {
        let of_it = |one: &Novelty| one.schema == schema && one.kind == NoveltyKind::Subtype && one.name.is_some();
        let found: Vec<_> =
            self.ledger.iter().map(|(novelty, _)| novelty).filter(|novelty| of_it(novelty)).cloned().collect();
        let names = found.iter().filter_map(|novelty| novelty.name.as_ref());
        let words: Vec<_> = names.map(|name| json!({ "const": name, "description": WORD })).collect();
        let title = free_title(&format!("{title}Subtype"), "OfInteraction", titles);
        let subtype = json!({ "title": title, "description": "What happened in more detail.", "oneOf": words });
        ((!words.is_empty()).then_some(subtype), found)
    }

    /// The schema of a type that has none.
    fn new_file(
        &self,
        folder: &str,
        name: &str,
        sightings: &Sightings,
        titles: &mut BTreeSet<String>,
    ) -> PatchOperation {
        let schema = format!("{folder}/{name}");
        let title = free_title(&pascal_case(name), &pascal_case(folder), titles);
        let list = LISTS.iter().find(|(_, of)| *of == folder).map(|(list, _)| *list);
        let mut novelties: Vec<_> =
            self.ledger.iter().map(|(novelty, _)| novelty.clone()).filter(|one| one.schema == schema).collect();
        novelties.retain(|one| one.name.is_some() && (one.kind != NoveltyKind::Field || !one.place.ends_with("[]")));
        let (mut properties, mut required) = (Map::new(), Vec::new());
        if folder != "callback" {
            let (fields, mut keys) = self.fields(&schema, "notification", sightings);
            let mut notification = Map::new();
            let own = if list.is_some() { "event_subscription" } else { name };
            notification.insert("type".to_owned(), json!({ "const": own }));
            if let Some(list) = list {
                let (subtype, _) = self.subtypes(&schema, &title, titles);
                let mut item = Map::new();
                item.insert("type".to_owned(), json!({ "const": name }));
                item.extend(subtype.map(|one| ("subtype".to_owned(), one)));
                let item = json!({ "type": "object", "required": ["type"], "properties": item });
                notification.insert(list.to_owned(), json!({ "type": "array", "minItems": 1, "items": item }));
                keys.insert(0, list.to_owned());
            }
            notification.extend(fields);
            keys.insert(0, "type".to_owned());
            let notification = json!({ "type": "object", "required": keys, "properties": notification });
            properties.insert("notification".to_owned(), notification);
            required.push("notification".to_owned());
        }
        let (fields, keys) = self.fields(&schema, "", sightings);
        properties.extend(fields);
        required.extend(keys);
        let value = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "description": format!("The {folder} `{name}`, which the documentation does not describe."),
            "x-inferred": inferred(sightings),
            "type": "object",
            "required": required,
            "properties": properties,
        });
        let itself = Novelty {
            schema: folder.to_owned(),
            place: String::new(),
            kind: NoveltyKind::Type,
            name: Some(name.to_owned()),
        };
        novelties.push(itself);
        PatchOperation { file: format!("{schema}.json"), pointer: String::new(), value, novelties }
    }

    /// The fields that a type without a schema was seen with, and those that every delivery had.
    fn fields(&self, schema: &str, place: &str, of_type: &Sightings) -> (Map<String, Value>, Vec<String>) {
        let (mut fields, mut required) = (Map::new(), Vec::new());
        for (novelty, sightings) in self.ledger.iter() {
            let is_here = novelty.schema == schema && novelty.place == place && novelty.kind == NoveltyKind::Field;
            let Some(name) = novelty.name.as_ref().filter(|_| is_here) else { continue };
            let value = if place.is_empty() {
                self.body_field(name, sightings)
            } else {
                self.notification_field(name, sightings)
            };
            if sightings.count == of_type.count && !sightings.shapes.types().contains(&"null") {
                required.push(name.clone());
            }
            fields.insert(name.clone(), value);
        }
        (fields, required)
    }

    /// A field of a body: what other deliveries have by this name is the same thing.
    fn body_field(&self, name: &str, sightings: &Sightings) -> Value {
        let inferred = inferred(sightings);
        match self.schemas.common("", name) {
            Some(file) => json!({ "$ref": format!("../{file}.json"), "x-inferred": inferred }),
            None => of_shapes(sightings.shapes, &inferred),
        }
    }

    /// A field of `notification` is read before the type is known: it is the same in all schemas, and never null.
    fn notification_field(&self, name: &str, sightings: &Sightings) -> Value {
        let mut documents = self.schemas.documents();
        if let Some(known) =
            documents.find_map(|(_, document)| document["properties"]["notification"]["properties"].get(name))
        {
            return known.clone();
        }
        let same = |novelty: &Novelty| {
            (novelty.kind, novelty.place.as_str(), novelty.name.as_deref())
                == (NoveltyKind::Field, "notification", Some(name))
        };
        let all = self.ledger.iter().filter(|(novelty, _)| same(novelty));
        let shapes = all.fold(sightings.shapes, |shapes, (_, other)| shapes.union(other.shapes));
        let inferred = inferred(sightings);
        match shapes.types().contains(&"null") {
            true => json!({ "x-rust-type": "json", "x-inferred": inferred }),
            false => of_shapes(shapes, &inferred),
        }
    }
}

const ELEMENT: &str = "an element of `interactions` or `transitions` has a type and a subtype only";
const GONE: Option<&str> = Some("the schema has no such place any more");

fn is_delivery(folder: &str) -> bool {
    matches!(folder, "notification" | "interaction" | "transition" | "callback")
}

fn operation(at: &SchemaPlace<'_>, below: &str, value: Value, novelties: Vec<Novelty>) -> PatchOperation {
    PatchOperation { file: format!("{}.json", at.schema), pointer: format!("{}{below}", at.pointer), value, novelties }
}

fn inferred(sightings: &Sightings) -> String {
    format!("seen in deliveries since {}; the documentation does not list it", sightings.first.strftime("%F"))
}

/// The schema of values of these shapes. It is no stricter than a later value may be: texts and numbers have no limits.
/// All but numbers and booleans are personal until a person has looked at them.
fn of_shapes(shapes: Shapes, inferred: &str) -> Value {
    let mut schema = described_by(shapes, inferred);
    let is_harmless = |name: &&str| matches!(*name, "boolean" | "integer" | "number" | "null");
    if let Some(schema) = schema.as_object_mut().filter(|_| !shapes.types().iter().all(is_harmless)) {
        schema.insert("x-personal".to_owned(), json!(true));
    }
    schema
}

fn described_by(shapes: Shapes, inferred: &str) -> Value {
    let mut types = shapes.types();
    let seen = types.len();
    types.retain(|name| *name != "null");
    let is_nullable = types.len() < seen;
    let with_null = |name: &str| if is_nullable { json!([name, "null"]) } else { json!(name) };
    match one_type(&types) {
        Some("array") => {
            json!({ "type": with_null("array"), "x-inferred": inferred, "items": of_elements(shapes) })
        }
        Some("object") => json!({ "type": with_null("object"), "x-rust-type": "json", "x-inferred": inferred }),
        Some(one) => json!({ "type": with_null(one), "x-inferred": inferred }),
        None if is_nullable => json!({ "x-inferred": inferred }),
        None => json!({ "x-rust-type": "json", "x-inferred": inferred }),
    }
}

/// An element of a list is never null, unless it is any JSON.
fn of_elements(shapes: Shapes) -> Value {
    match one_type(&shapes.elements()) {
        Some(scalar @ ("boolean" | "integer" | "number" | "string")) => json!({ "type": scalar }),
        _ => json!({ "x-rust-type": "json" }),
    }
}

/// The one type, where integers are numbers.
fn one_type<'t>(types: &[&'t str]) -> Option<&'t str> {
    match types {
        [one] | ["integer", one @ "number"] => Some(one),
        _ => None,
    }
}

/// A title that no type has, and takes it.
fn free_title(wanted: &str, otherwise: &str, titles: &mut BTreeSet<String>) -> String {
    let mut title = wanted.to_owned();
    while !titles.insert(title.clone()) {
        title.push_str(otherwise);
    }
    title
}

fn pascal_case(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(|word| word.split_at_checked(1));
    words.map(|(first, rest)| first.to_ascii_uppercase() + rest).collect()
}
