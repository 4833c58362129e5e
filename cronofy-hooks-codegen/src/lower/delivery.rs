//! The envelope of a delivery: which notification, interaction or transition the body is about.

use crate::lower::documents::Document;
use crate::lower::form::Form;
use crate::lower::types::{Types, find_twice};
use crate::model::{DeliveryKind, Field, PayloadModel, Presence, Subtype, TypeDef};
use crate::node::Node;

/// The payload of one delivery schema; `None` when a mistake was reported.
pub(crate) fn lower(document: &Document, kind: DeliveryKind, types: &mut Types<'_>) -> Option<PayloadModel> {
    let root = document.root();
    let title = types.title(&root, &document.fallback());
    match Form::of(&root) {
        Ok(Form::Object) => {}
        Ok(_) => {
            types.refuse(root.error("a delivery must be an object", "write `\"type\": \"object\"` and `properties`"));
            return None;
        }
        Err(diagnostic) => {
            types.refuse(diagnostic);
            return None;
        }
    }
    types.check_required(&root);
    let title = title?;

    let envelope = match kind {
        DeliveryKind::Callback => {
            check_callback(&root, types);
            None
        }
        _ => Some(notification(&root, types)?),
    };
    let mut notification_fields = Vec::new();
    let mut subtype = None;
    if let Some(envelope) = &envelope {
        let expected = if kind == DeliveryKind::Notification { &document.stem } else { "event_subscription" };
        check_name(envelope, expected, types);
        if let Some(list) = kind.list() {
            subtype = item(envelope, list, document, &title, types);
        }
        notification_fields = self::notification_fields(envelope, kind, &title, types);
    }

    let required = root.texts("required");
    let mut rest = Vec::new();
    for (name, property) in root.properties() {
        if name != "notification" || kind == DeliveryKind::Callback {
            rest.extend(types.field(&title, name, &property, required.contains(&name)));
        }
    }
    let idents = notification_fields.iter().chain(subtype.as_ref().map(|subtype| &subtype.field)).chain(&rest);
    types.check_twice(&root, find_twice(idents.map(|field| (field.wire.as_str(), field.ident.as_str()))));

    Some(PayloadModel {
        kind,
        name: document.stem.clone(),
        module: document.module.clone(),
        title,
        description: root.text("description").map(str::to_owned),
        page: root.text("x-page").map(str::to_owned),
        notification_fields,
        subtype,
        rest,
        required: required.into_iter().map(str::to_owned).collect(),
        types: std::mem::take(&mut types.defined),
        handler: root.text("x-handler").map(str::to_owned),
    })
}

fn check_callback(root: &Node<'_>, types: &mut Types<'_>) {
    if let Some(notification) = root.property("notification") {
        types.refuse(notification.error(
            "a callback has no `notification`",
            "move the file to `notification/`, `interaction/` or `transition/`",
        ));
    }
    if root.texts("required").is_empty() {
        types.refuse(root.error(
            "a callback is recognised by its required keys, and there are none",
            "list the keys that every such body has under `required`",
        ));
    }
}

fn notification<'a>(root: &Node<'a>, types: &mut Types<'_>) -> Option<Node<'a>> {
    let Some(notification) = root.property("notification") else {
        types.refuse(root.error_at(
            &["properties"],
            "the property `notification` is missing",
            "describe it, or move the file to `callback/`",
        ));
        return None;
    };
    check_requires(root, "notification", types);
    is_object(&notification, types).then_some(notification)
}

/// The parts of an envelope are objects that are written out, because the generator reads them.
fn is_object(node: &Node<'_>, types: &mut Types<'_>) -> bool {
    let is_object = matches!(Form::of(node), Ok(Form::Object)) && !node.types().1;
    if !is_object {
        types.refuse(node.error(
            "this part of the envelope must be an object with properties",
            "write it out here, with `\"type\": \"object\"`",
        ));
    }
    is_object
}

fn check_requires(node: &Node<'_>, name: &str, types: &mut Types<'_>) {
    if !node.texts("required").contains(&name) {
        types.refuse(node.error(format!("`{name}` must be required"), format!("add `\"{name}\"` to `required`")));
    }
}

/// The `type` says what the folder and the name of the file say.
fn check_name(node: &Node<'_>, expected: &str, types: &mut Types<'_>) {
    check_requires(node, "type", types);
    let Some(name) = node.property("type") else {
        types.refuse(node.error_at(
            &["properties"],
            "the property `type` is missing",
            format!("write `\"type\": {{ \"const\": \"{expected}\" }}`"),
        ));
        return;
    };
    match name.text("const") {
        Some(actual) if actual == expected => {}
        Some(actual) => types.refuse(name.error_at(
            &["const"],
            format!("`{actual}` is not what the place of the file says"),
            format!("write `\"{expected}\"`, or move or rename the file"),
        )),
        None => types
            .refuse(name.error("the `type` must be a constant", format!("write `{{ \"const\": \"{expected}\" }}`"))),
    }
}

/// The one element that this schema is about; gives its subtype.
fn item(envelope: &Node<'_>, list: &str, document: &Document, title: &str, types: &mut Types<'_>) -> Option<Subtype> {
    check_requires(envelope, list, types);
    let item = envelope.property(list).and_then(|list| {
        let is_list = matches!(Form::of(&list), Ok(Form::List)) && !list.types().1;
        list.child("items").filter(|_| is_list)
    });
    let Some(item) = item else {
        types.refuse(envelope.error_at(
            &["properties", list],
            format!("`{list}` must be a list of objects"),
            "write `\"type\": \"array\"` and the element under `items`",
        ));
        return None;
    };
    if !is_object(&item, types) {
        return None;
    }
    check_name(&item, &document.stem, types);
    for (name, property) in item.properties() {
        if !matches!(name, "type" | "subtype") {
            types.refuse(property.error(
                format!("`{name}` is not supported in an element of `{list}`"),
                "an element has a `type` and a `subtype`",
            ));
        }
    }
    let subtype = item.property("subtype")?;
    let required = item.texts("required").contains(&"subtype");
    let field = types.field(title, "subtype", &subtype, required)?;
    let values = types.defined.iter().find_map(|def| match def {
        TypeDef::OpenEnum(open) if field.ty.is_named(&open.title) => {
            Some(open.variants.iter().map(|variant| variant.value.clone()).collect())
        }
        _ => None,
    });
    let Some(values) = values.filter(|_| field.presence != Presence::Nullable) else {
        types.refuse(subtype.error(
            "a subtype must be an enumeration",
            "list the documented subtypes with `oneOf`, or leave the property out: a subtype that is sent is then ignored",
        ));
        return None;
    };
    Some(Subtype { field, values })
}

/// What `notification` holds beside its type and its list.
fn notification_fields(envelope: &Node<'_>, kind: DeliveryKind, title: &str, types: &mut Types<'_>) -> Vec<Field> {
    types.check_required(envelope);
    let required = envelope.texts("required");
    let mut fields = Vec::new();
    for (name, property) in envelope.properties() {
        if name == "type" || Some(name) == kind.list() {
            continue;
        }
        if matches!(name, "interactions" | "transitions") {
            types.refuse(property.error(
                format!("`{name}` does not belong to a schema of the folder `{kind}`"),
                "move the file to the folder of the list that it describes",
            ));
            continue;
        }
        let Some(field) = types.field(title, name, &property, required.contains(&name)) else { continue };
        if field.presence == Presence::Nullable {
            types.refuse(property.error(
                "a field of `notification` cannot be null",
                "leave `null` out of its type: null and missing are then the same",
            ));
        }
        fields.push(field);
    }
    fields
}
