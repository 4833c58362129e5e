//! The phases of lowering, and the types that stand in no delivery.

use std::collections::BTreeMap;

use crate::error::Errors;
use crate::load::SchemaSet;
use crate::model::{DeliveryKind, Model, Module, OpenEnum, Variant};
use crate::{dialect, names};

use super::documents::{Document, Documents, Folder};
use super::operation::operations;
use super::types::Types;
use super::{across, delivery, documents, samples, value};

/// Checks the schemas. Returns the documents and their model.
///
/// Three phases: each relies on the one before, and finds every mistake of its own.
pub(crate) fn lower(set: &SchemaSet) -> Result<(Documents, Model), Errors> {
    let mut errors = Errors::default();

    let documents = documents::parse(set, &mut errors);
    for document in documents.iter() {
        dialect::check(&document.root(), &mut errors);
    }
    errors.barrier()?;

    let mut model = lower_documents(&documents, &mut errors);
    errors.barrier()?;

    across::check(&mut model, &documents, &mut errors);
    model.samples = samples::lower(set, &model, &mut errors);
    errors.barrier()?;
    Ok((documents, model))
}

fn lower_documents(documents: &Documents, errors: &mut Errors) -> Model {
    let mut model = Model {
        payloads: Vec::new(),
        shared: Vec::new(),
        requests: Vec::new(),
        responses: Vec::new(),
        fields: Vec::new(),
        names: BTreeMap::new(),
        samples: Vec::new(),
    };
    for document in documents.iter() {
        let mut types = Types::new(documents, document, errors);
        match document.folder {
            Folder::Delivery(kind) => {
                let payload = delivery::lower(document, kind, &mut types);
                model.payloads.extend(payload);
            }
            Folder::Shared => model.shared.extend(lower_module(document, &mut types)),
            Folder::Request => model.requests.extend(lower_module(document, &mut types)),
            Folder::Response => model.responses.extend(lower_module(document, &mut types)),
        }
        for kind in types.names_used {
            model.names.entry(kind).or_insert_with(|| documents.names(kind));
        }
    }
    model
}

/// An object, list or enumeration that deliveries, requests or responses are made of.
fn lower_module(document: &Document, types: &mut Types<'_>) -> Option<Module> {
    let root = document.root();
    if root.has("x-rust-type") {
        return None;
    }
    types.root(&root)?;
    let operations = match document.folder {
        Folder::Response => types.checked(operations(&root))?,
        // A mistake of a request is reported with its type.
        Folder::Request => operations(&root).unwrap_or_default(),
        _ => Vec::new(),
    };
    let defined = std::mem::take(&mut types.defined);
    // A file that is a text or a number makes no type.
    (!defined.is_empty()).then(|| Module {
        name: document.stem.clone(),
        module: document.module.clone(),
        description: root.text("description").map(str::to_owned),
        types: defined,
        operations,
    })
}

impl Documents {
    /// The enumeration of everything in one folder of deliveries.
    fn names(&self, kind: DeliveryKind) -> OpenEnum {
        let variants = self.iter().filter(|document| document.folder == Folder::Delivery(kind));
        let variants = variants.filter_map(|document| {
            Some(Variant {
                ident: names::variant_name(&document.stem)?,
                value: document.stem.clone(),
                description: document.root().text("description").map(|text| names::first_sentence(text).to_owned()),
            })
        });
        OpenEnum {
            title: value::names_title(kind),
            description: Some(format!(
                "The name of {} {kind}.",
                if kind == DeliveryKind::Interaction { "an" } else { "a" }
            )),
            variants: variants.collect(),
        }
    }
}
