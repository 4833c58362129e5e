//! AsyncAPI 3: the deliveries as messages that an application receives.

use serde_json::{Map, Value, json};

use crate::export::components::{Components, described};
use crate::export::delivery::{SIGNATURE, deadlines, example, signature};
use crate::export::text::{GENERATED, text};
use crate::lower::{Documents, Folder};
use crate::model::{DeliveryKind, Model, PayloadModel};

const ABOUT: &str = "What the Cronofy calendar service sends to an application. An unofficial description. The schemas \
    list what is documented. The service may add fields, and values of enumerations, at any time: a receiver accepts \
    them.";

/// The description as JSON.
pub(crate) fn asyncapi(documents: &Documents, model: &Model) -> String {
    let components = Components { documents };
    let messages: Map<_, _> =
        model.payloads.iter().map(|payload| (payload.name.clone(), message(payload, &components, model))).collect();
    let messages = Value::Object(messages);
    let (mut channels, mut operations) = (Map::new(), Map::new());
    for kind in DeliveryKind::ALL {
        let of_kind: Vec<_> = model.payloads.iter().filter(|payload| payload.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        channels.insert(kind.to_string(), channel(kind, &of_kind));
        operations.insert(format!("receive_{kind}"), operation(kind, &of_kind));
    }
    text(&json!({
        "asyncapi": "3.0.0",
        "x-generated": GENERATED,
        "info": { "title": "Cronofy", "version": "v1", "description": ABOUT },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": { "messages": messages, "schemas": components.used_by(&messages) }
    }))
}

fn message(payload: &PayloadModel, components: &Components<'_>, model: &Model) -> Value {
    let folder = Folder::Delivery(payload.kind);
    let mut message = Map::new();
    message.insert("name".to_owned(), payload.name.as_str().into());
    message.insert("title".to_owned(), payload.title.as_str().into());
    let document = components.documents.at(folder, &payload.name);
    message.extend(document.map(described).unwrap_or_default());
    message.insert("contentType".to_owned(), "application/json".into());
    message.insert(
        "headers".to_owned(),
        json!({ "type": "object", "required": [SIGNATURE], "properties": { SIGNATURE: signature() } }),
    );
    message.insert("payload".to_owned(), components.reference(folder, &payload.name));
    if let Some((case, body)) = example(payload, model) {
        message.insert("examples".to_owned(), json!([{ "name": case, "payload": body }]));
    }
    Value::Object(message)
}

fn channel(kind: DeliveryKind, payloads: &[&PayloadModel]) -> Value {
    let message = |payload: &&PayloadModel| {
        (payload.name.clone(), json!({ "$ref": format!("#/components/messages/{}", payload.name) }))
    };
    let messages: Map<_, _> = payloads.iter().map(message).collect();
    json!({
        "address": null,
        "description": format!("The URL that the application gave for each {kind}."),
        "messages": messages
    })
}

fn operation(kind: DeliveryKind, payloads: &[&PayloadModel]) -> Value {
    let message = |payload: &&PayloadModel| json!({ "$ref": format!("#/channels/{kind}/messages/{}", payload.name) });
    let mut operation = json!({
        "action": "receive",
        "channel": { "$ref": format!("#/channels/{kind}") },
        "description": "The answer is any status from 200 to 299. After another one, or none in time, the service sends \
            the delivery again.",
        "bindings": { "http": { "method": "POST", "bindingVersion": "0.3.0" } },
        "messages": payloads.iter().map(message).collect::<Vec<_>>()
    });
    if let Value::Object(operation) = &mut operation {
        operation.extend(deadlines(kind));
    }
    operation
}
