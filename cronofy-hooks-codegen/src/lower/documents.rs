//! The schema files by their path, and what their path says about them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::{Diagnostic, Errors};
use crate::load::SchemaSet;
use crate::model::DeliveryKind;
use crate::node::Node;
use crate::{json, names};

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
    /// The stem as the name of a module.
    pub(crate) module: String,
    schema: Map<String, Value>,
}

impl Document {
    pub(crate) fn root(&self) -> Node<'_> {
        Node::root(&self.label, &self.schema)
    }

    /// What its type is called without a title.
    pub(crate) fn fallback(&self) -> String {
        names::pascal_case(&self.stem).unwrap_or_default()
    }

    /// The URI under which other schemas know it.
    fn id(&self) -> Option<&str> {
        let id = ["$id", "id"].into_iter().find_map(|keyword| self.root().text(keyword))?;
        Some(id.trim_end_matches('#'))
    }
}

/// All schema files.
#[derive(Debug)]
pub(crate) struct Documents(BTreeMap<(usize, String), Document>);

impl Documents {
    /// The document of this name in a folder.
    pub(crate) fn at(&self, folder: Folder, stem: &str) -> Option<&Document> {
        self.0.get(&(folder.rank(), stem.to_owned()))
    }

    /// The documents, by folder and then by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.0.values()
    }

    /// The document that a reference in another one means: by its path, or by its `$id`.
    ///
    /// # Errors
    /// What is wrong, when there is none, or when the two ways lead to different files.
    pub(crate) fn resolve(&self, from: &Document, reference: &str) -> Result<&Document, String> {
        let reference = reference.trim_end_matches('#');
        let uri = match from.id() {
            Some(base) if !is_absolute(reference) => join(base, reference),
            _ => reference.to_owned(),
        };
        let by_id = self.iter().find(|document| document.id() == Some(uri.as_str()));
        match (self.by_path(from, reference), by_id) {
            (Some(by_path), Some(by_id)) if !std::ptr::eq(by_path, by_id) => {
                Err(format!("`{reference}` is the path of {} and the `$id` of {}", by_path.label, by_id.label))
            }
            (Some(by_path), None) if from.id().is_some() && by_path.id().is_some() => Err(format!(
                "`{reference}` is the path of {}, but not its `$id`, which is relative to the `$id` here",
                by_path.label
            )),
            (by_path, by_id) => by_path.or(by_id).ok_or_else(|| format!("`{reference}` is no schema of this set")),
        }
    }

    fn by_path(&self, from: &Document, reference: &str) -> Option<&Document> {
        let mut parts = vec![from.folder.as_str()];
        for part in reference.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let [folder, file] = parts[..] else { return None };
        self.at(Folder::from_text(folder)?, file.strip_suffix(".json")?)
    }
}

fn is_absolute(reference: &str) -> bool {
    reference.contains("://") || reference.starts_with("urn:")
}

/// The URI of a reference that is relative to another one.
fn join(base: &str, reference: &str) -> String {
    let (origin, path) = match base.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            (format!("{scheme}://{host}/"), path)
        }
        None => (String::new(), base),
    };
    let mut parts: Vec<&str> = if reference.starts_with('/') { Vec::new() } else { path.split('/').collect() };
    parts.pop();
    for part in reference.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("{origin}{}", parts.join("/"))
}

pub(crate) fn parse(set: &SchemaSet, errors: &mut Errors) -> Documents {
    let mut documents: BTreeMap<(usize, String), Document> = BTreeMap::new();
    let mut files: Vec<_> = set.schemas.iter().collect();
    files.sort();
    for file in files {
        let Some(document) = parse_file(set, &file.path, &file.text, errors) else { continue };
        let same = |other: &&Document| other.folder == document.folder && other.module == document.module;
        if let Some(other) = documents.values().find(same) {
            let what = format!("`{}` and `{}` would be one module", other.stem, document.stem);
            errors.push(Diagnostic::new(document.label, None, what, "rename one of the two files"));
            continue;
        }
        documents.insert((document.folder.rank(), document.stem.clone()), document);
    }
    Documents(documents)
}

/// `None` when a mistake was reported.
fn parse_file(set: &SchemaSet, path: &str, text: &str, errors: &mut Errors) -> Option<Document> {
    let label = format!("{}/{path}", set.folder);
    let mut refuse = |pointer: Option<String>, what: String, help: &str| {
        errors.push(Diagnostic::new(label.clone(), pointer, what, help));
    };
    let place = path.split_once('/').and_then(|(folder, file)| {
        let stem = file.strip_suffix(".json").filter(|stem| !stem.contains('/'))?;
        Some((Folder::from_text(folder)?, stem))
    });
    let Some((folder, stem)) = place else {
        refuse(
            None,
            "the file is in no folder for schemas".to_owned(),
            "move it to `notification/`, `interaction/`, `transition/`, `callback/`, `shared/`, `request/` or `response/`",
        );
        return None;
    };
    let Some(module) = names::module_name(stem) else {
        refuse(
            None,
            format!("`{stem}` cannot name a module"),
            "begin the name with a letter, and choose none of `mod`, `names`, `fields`, `documented` or Rust's keywords",
        );
        return None;
    };
    match json::parse(text) {
        Ok((Value::Object(schema), twice)) => {
            for pointer in twice {
                refuse(
                    Some(pointer),
                    "the key stands twice".to_owned(),
                    "delete one of the two: a parser may read either",
                );
            }
            Some(Document { label, folder, stem: stem.to_owned(), module, schema })
        }
        Ok(_) => {
            refuse(None, "a schema must be an object".to_owned(), "write `{\"title\": …, \"type\": \"object\"}`");
            None
        }
        Err(problem) => {
            refuse(None, format!("the file is not JSON: {problem}"), "correct the JSON at this place");
            None
        }
    }
}
