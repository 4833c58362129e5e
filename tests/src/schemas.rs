//! [`SchemaSet`]: the schemas and their samples, as files.

use std::collections::BTreeMap;
use std::path::Path;

use jsonschema::{Registry, Validator};
use serde_json::Value;

use crate::workspace::{files, read_json, root};

/// The folders of `schemas/`.
pub const KINDS: [&str; 7] = ["notification", "interaction", "transition", "callback", "request", "response", "shared"];
/// Those whose schemas are whole bodies of deliveries.
pub const DELIVERY_KINDS: [&str; 4] = ["notification", "interaction", "transition", "callback"];

/// Stands before the path of a schema, so that relative references resolve. Nothing is fetched.
const BASE: &str = "schemas:///";

/// All schemas, by `kind/name`.
#[derive(Debug)]
pub struct SchemaSet {
    documents: BTreeMap<String, Value>,
    registry: Registry<'static>,
}

/// One file of `samples/valid` or `samples/invalid`.
#[derive(Clone, Debug)]
pub struct SampleFile {
    /// `kind/name` of the schema.
    pub schema: String,
    /// `kind/name/case`.
    pub name: String,
    /// The whole file.
    pub content: Value,
}

/// Why a schema refuses a value: the pointer to the instance, and the keyword.
pub type SchemaFailure = String;

impl SchemaSet {
    /// Reads all files.
    ///
    /// # Panics
    /// When one is no JSON, or a reference leads nowhere.
    #[must_use]
    pub fn load() -> Self {
        let schemas = root().join("schemas");
        let mut documents = BTreeMap::new();
        let mut registry = Registry::new();
        for kind in KINDS {
            for path in files(&schemas.join(kind), "json") {
                let name = name_of(&path, &schemas);
                let document = read_json(&path);
                registry = registry.add(format!("{BASE}{name}.json"), document.clone()).unwrap();
                documents.insert(name, document);
            }
        }
        Self { documents, registry: registry.prepare().unwrap() }
    }

    /// Names and documents.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.documents.iter().map(|(name, document)| (name.as_str(), document))
    }

    /// The document at `kind/name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.documents.get(name)
    }

    /// The document that a `$ref` in the schema `kind/name` leads to, and its name.
    ///
    /// # Panics
    /// When it leads nowhere.
    #[must_use]
    pub fn follow(&self, from: &str, reference: &str) -> (String, &Value) {
        let (kind, _) = from.split_once('/').unwrap();
        let target = reference.strip_suffix(".json").unwrap();
        let name = target.strip_prefix("../").map_or_else(|| format!("{kind}/{target}"), str::to_owned);
        let document = self.get(&name).unwrap_or_else(|| panic!("{from}: {reference} leads nowhere"));
        (name, document)
    }

    /// A validator that checks formats, too.
    ///
    /// # Panics
    /// When there is no such schema, or it is none.
    #[must_use]
    pub fn validator(&self, name: &str) -> Validator {
        let document = self.get(name).unwrap_or_else(|| panic!("there is no schemas/{name}.json"));
        let options = jsonschema::options().with_registry(&self.registry).with_base_uri(format!("{BASE}{name}.json"));
        let options = options.should_validate_formats(true).should_ignore_unknown_formats(false);
        options.build(document).unwrap_or_else(|error| panic!("schemas/{name}.json: {error}"))
    }

    /// The samples in `samples/valid` or `samples/invalid`, in the order of their names.
    #[must_use]
    pub fn samples(validity: &str) -> Vec<SampleFile> {
        let folder = root().join("schemas/samples").join(validity);
        let samples = files(&folder, "json").into_iter().map(|path| {
            let name = name_of(&path, &folder);
            let schema = name.rsplit_once('/').map_or_else(|| name.clone(), |(schema, _)| schema.to_owned());
            SampleFile { schema, name, content: read_json(&path) }
        });
        samples.collect()
    }
}

impl SampleFile {
    /// The folder of its schema.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.schema.split('/').next().unwrap_or_default()
    }

    /// Whether it is the body of a delivery.
    #[must_use]
    pub fn is_delivery(&self) -> bool {
        DELIVERY_KINDS.contains(&self.kind())
    }
}

fn name_of(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap().with_extension("").to_str().unwrap().replace('\\', "/")
}
