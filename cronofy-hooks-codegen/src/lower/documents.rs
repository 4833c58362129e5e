//! The schema files by their path, and what their path says about them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::{Diagnostic, Errors};
use crate::load::SchemaSet;
use crate::model::DeliveryKind;
use crate::names;
use crate::node::Node;

/// What a schema is for: the folder that it lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folder {
    Delivery(DeliveryKind),
    Shared,
    Request,
    Response,
}

impl Folder {
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "shared" => Some(Self::Shared),
            "request" => Some(Self::Request),
            "response" => Some(Self::Response),
            _ => DeliveryKind::from_text(text).map(Self::Delivery),
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Delivery(kind) => kind.as_str(),
            Self::Shared => "shared",
            Self::Request => "request",
            Self::Response => "response",
        }
    }

    /// Kinds first, in their own order: this is the order of everything that is generated.
    const fn rank(self) -> usize {
        match self {
            Self::Delivery(kind) => kind as usize,
            Self::Shared => 4,
            Self::Request => 5,
            Self::Response => 6,
        }
    }
}

/// One schema file that is valid JSON.
#[derive(Debug)]
pub(crate) struct Document {
    /// How messages call the file.
    pub(crate) label: String,
    pub(crate) folder: Folder,
    pub(crate) stem: String,
    schema: Map<String, Value>,
}

impl Document {
    pub(crate) fn root(&self) -> Node<'_> {
        Node::root(&self.label, &self.schema)
    }
}

/// All schema files.
#[derive(Debug)]
pub(crate) struct Documents(BTreeMap<(usize, String), Document>);

impl Documents {
    /// The documents, by folder and then by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.0.values()
    }

    /// The document that a reference in another one means.
    pub(crate) fn resolve(&self, from: &Document, reference: &str) -> Option<&Document> {
        let mut parts = vec![from.folder.as_str()];
        for part in reference.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let [folder, file] = parts[..] else { return None };
        let key = (Folder::from_text(folder)?.rank(), file.strip_suffix(".json")?.to_owned());
        self.0.get(&key)
    }
}

pub(crate) fn parse(set: &SchemaSet, errors: &mut Errors) -> Documents {
    let mut documents = BTreeMap::new();
    for file in &set.schemas {
        match parse_file(set, &file.path, &file.text) {
            Ok(document) => {
                documents.insert((document.folder.rank(), document.stem.clone()), document);
            }
            Err(diagnostic) => errors.push(diagnostic),
        }
    }
    Documents(documents)
}

fn parse_file(set: &SchemaSet, path: &str, text: &str) -> Result<Document, Diagnostic> {
    let label = format!("{}/{path}", set.folder);
    let error = |what: String, help: &str| Diagnostic::new(label.clone(), None, what, help);

    let place = path.split_once('/').and_then(|(folder, file)| {
        let stem = file.strip_suffix(".json").filter(|stem| !stem.contains('/'))?;
        Some((Folder::from_text(folder)?, stem))
    });
    let Some((folder, stem)) = place else {
        return Err(error(
            "the file is in no folder for schemas".to_owned(),
            "move it to `notification/`, `interaction/`, `transition/`, `callback/`, `shared/`, `request/` or `response/`",
        ));
    };
    if !names::is_module_name(stem) {
        return Err(error(
            format!("`{stem}` cannot name a module"),
            "use small letters, digits and `_`, and none of `mod`, `names`, `fields`, `documented` or Rust's keywords",
        ));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(schema)) => Ok(Document { label, folder, stem: stem.to_owned(), schema }),
        Ok(_) => Err(error("a schema must be an object".to_owned(), "write `{\"title\": …, \"type\": \"object\"}`")),
        Err(problem) => Err(error(format!("the file is not JSON: {problem}"), "correct the JSON at this place")),
    }
}
