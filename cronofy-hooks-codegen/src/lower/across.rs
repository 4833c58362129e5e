//! What only shows when all schemas are looked at together.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Diagnostic, Errors};
use crate::lower::documents::{Document, Documents, Folder};
use crate::model::{DeliveryKind, Field, Member, Model, Presence, Ty, TypeDef};

/// Checks the whole model, and fills in what is a union over the schemas.
pub(crate) fn check(model: &mut Model, documents: &Documents, errors: &mut Errors) {
    check_titles(model, documents, errors);
    check_recursion(model, documents, errors);
    check_callbacks(model, documents, errors);
    model.fields = unite_fields(model, documents, errors);
    write_lists_out(model);
}

/// A setter takes one element, so a request has to know which of its types are lists.
fn write_lists_out(model: &mut Model) {
    let all = model.shared.iter().chain(&model.requests).flat_map(|module| &module.types);
    let lists: BTreeMap<_, _> = all
        .filter_map(|def| match def {
            TypeDef::List { title, item, .. } => Some((title.clone(), item.clone())),
            _ => None,
        })
        .collect();
    for def in model.requests.iter_mut().flat_map(|module| &mut module.types) {
        let TypeDef::Struct(object) = def else { continue };
        for member in &mut object.members {
            let Member::Field(Field { ty, .. }) = member else { continue };
            let item = if let Ty::Named { name, .. } = ty { lists.get(name) } else { None };
            if let Some(item) = item {
                *ty = Ty::List(Box::new(item.clone()));
            }
        }
    }
}

/// The names of Rust types, each with the file that defines it.
fn titles<'a>(model: &'a Model, documents: &'a Documents) -> Vec<(String, &'a Document)> {
    let mut titles = Vec::new();
    for document in documents.iter() {
        if let Folder::Delivery(kind) = document.folder {
            let payload = model.payloads.iter().find(|payload| payload.kind == kind && payload.name == document.stem);
            titles.extend(payload.map(|payload| (payload.title.clone(), document)));
        }
        for def in types(model, document) {
            titles.push((def.title().to_owned(), document));
            if let TypeDef::Struct(object) = def {
                for member in &object.members {
                    if let Member::Constant(constant) = member {
                        titles.push((constant.type_name.clone(), document));
                    }
                }
            }
        }
    }
    titles
}

fn types<'a>(model: &'a Model, document: &Document) -> &'a [TypeDef] {
    let module = |modules: &'a [crate::model::Module]| {
        modules.iter().find(|module| module.name == document.stem).map(|module| &module.types[..])
    };
    match document.folder {
        Folder::Shared => module(&model.shared),
        Folder::Request => module(&model.requests),
        Folder::Response => module(&model.responses),
        Folder::Delivery(kind) => {
            let payload = model.payloads.iter().find(|payload| payload.kind == kind && payload.name == document.stem);
            payload.map(|payload| &payload.types[..])
        }
    }
    .unwrap_or_default()
}

fn check_titles(model: &Model, documents: &Documents, errors: &mut Errors) {
    let mut seen: BTreeMap<String, &Document> = BTreeMap::new();
    for (title, document) in titles(model, documents) {
        if let Some(other) = seen.insert(title.clone(), document) {
            errors.push(Diagnostic::new(
                document.label.clone(),
                None,
                format!("the type `{title}` is already defined in {}", other.label),
                "give one of them another `title`, or move it to `shared/` and refer to it from both",
            ));
        }
    }
}

/// A type that holds itself, other than in a list or a map, would have no end.
fn check_recursion(model: &Model, documents: &Documents, errors: &mut Errors) {
    let mut holds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for def in documents.iter().flat_map(|document| types(model, document)) {
        let TypeDef::Struct(object) = def else { continue };
        let direct = object.members.iter().filter_map(|member| match member {
            Member::Field(Field { ty: Ty::Named { name, .. }, .. }) => Some(name.as_str()),
            _ => None,
        });
        holds.insert(&object.title, direct.collect());
    }
    for document in documents.iter() {
        for def in types(model, document) {
            let mut reached = BTreeSet::new();
            let mut next = vec![def.title()];
            while let Some(title) = next.pop() {
                next.extend(holds.get(title).into_iter().flatten().filter(|held| reached.insert(**held)));
            }
            if reached.contains(def.title()) {
                errors.push(Diagnostic::new(
                    document.label.clone(),
                    None,
                    format!("the type `{}` would hold itself", def.title()),
                    "put it into a list on the way, or mark the inner value with `\"x-rust-type\": \"json\"`",
                ));
            }
        }
    }
}

/// Callbacks differ in their keys only.
fn check_callbacks(model: &Model, documents: &Documents, errors: &mut Errors) {
    let mut seen: BTreeMap<BTreeSet<&str>, &str> = BTreeMap::new();
    for payload in model.payloads.iter().filter(|payload| payload.kind == DeliveryKind::Callback) {
        let keys = payload.required.iter().map(String::as_str).collect();
        if let Some(other) = seen.insert(keys, &payload.name) {
            errors.push(Diagnostic::new(
                label(documents, payload.kind, &payload.name),
                Some("#/required".to_owned()),
                format!("the callback `{other}` requires the same keys"),
                "require a key that only one of them has",
            ));
        }
    }
}

fn label(documents: &Documents, kind: DeliveryKind, name: &str) -> String {
    let mut all = documents.iter();
    let document = all.find(|document| document.folder == Folder::Delivery(kind) && document.stem == name);
    document.map(|document| document.label.clone()).unwrap_or_default()
}

/// The `notification` object is read before its type is known, so its fields are read for all.
fn unite_fields(model: &Model, documents: &Documents, errors: &mut Errors) -> Vec<Field> {
    let mut fields: BTreeMap<&str, (Field, &str)> = BTreeMap::new();
    for payload in &model.payloads {
        for field in &payload.notification_fields {
            match fields.get(field.ident.as_str()) {
                Some((known, first)) if known.ty != field.ty || known.wire != field.wire => {
                    errors.push(Diagnostic::new(
                        label(documents, payload.kind, &payload.name),
                        Some(format!("#/properties/notification/properties/{}", field.wire)),
                        format!("`{}` has another type than in `{first}`", field.wire),
                        "describe it in the same way everywhere: the field is read before the type of the notification is known",
                    ));
                }
                Some(_) => {}
                None => {
                    let optional = Field { presence: Presence::Optional, ..field.clone() };
                    fields.insert(&field.ident, (optional, &payload.name));
                }
            }
        }
    }
    fields.into_values().map(|(field, _)| field).collect()
}
