//! OpenAPI 3.1: the API under `paths`, the deliveries under `webhooks`, and all schemas.

use serde_json::{Map, Value, json};

use crate::export::components::{Components, described};
use crate::export::delivery::{SIGNATURE, deadlines, example, signature};
use crate::export::paths::paths;
use crate::export::text::{GENERATED, text};
use crate::lower::{Documents, Folder};
use crate::model::{Model, PayloadModel};

const ABOUT: &str = "What the Cronofy calendar service sends to an application, what it is asked for, and what it \
    answers. An unofficial description. The schemas list what is documented. The service may add fields, and values \
    of enumerations, at any time: a receiver accepts them.";

/// The description as JSON.
pub(crate) fn openapi(documents: &Documents, model: &Model) -> String {
    let components = Components { documents };
    let webhooks: Map<_, _> =
        model.payloads.iter().map(|payload| (payload.name.clone(), webhook(payload, &components, model))).collect();
    text(&json!({
        "openapi": "3.1.0",
        "x-generated": GENERATED,
        "info": { "title": "Cronofy", "version": "v1", "description": ABOUT },
        "servers": [
            {
                "url": "https://api{data_center}.cronofy.com",
                "description": "The service, in the data center of the application.",
                "variables": { "data_center": { "default": "", "enum": ["", "-au", "-ca", "-de", "-sg", "-uk"] } }
            },
            { "url": "http://127.0.0.1:4040", "description": "The sandbox of cronofy-hooks." }
        ],
        "paths": paths(&components, model),
        "webhooks": webhooks,
        "components": {
            "schemas": components.all(),
            "securitySchemes": {
                "access_token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The access token of an account, from `POST /oauth/token`."
                },
                "client_secret": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A client secret of the application."
                }
            }
        }
    }))
}

fn webhook(payload: &PayloadModel, components: &Components<'_>, model: &Model) -> Value {
    let folder = Folder::Delivery(payload.kind);
    let schema = components.reference(folder, &payload.name);
    let mut content = json!({ "schema": schema });
    if let Some((case, body)) = example(payload, model) {
        content["examples"] = json!({ case: { "value": body } });
    }
    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), format!("receive_{}", payload.module).into());
    operation.insert("tags".to_owned(), json!([payload.kind.as_str()]));
    let document = components.documents.at(folder, &payload.name);
    operation.extend(document.map(described).unwrap_or_default());
    operation.insert(
        "parameters".to_owned(),
        json!([{ "name": SIGNATURE, "in": "header", "required": true, "schema": signature() }]),
    );
    operation.insert("requestBody".to_owned(), json!({ "required": true, "content": { "application/json": content } }));
    operation.insert("security".to_owned(), json!([]));
    operation.insert(
        "responses".to_owned(),
        json!({
            "2XX": { "description": "The delivery is accepted. The service does not read the body of the answer." },
            "4XX": { "description": "The delivery is not accepted, as for a signature that does not match. The service sends it again." },
            "5XX": { "description": "The delivery could not be handled. The service sends it again." }
        }),
    );
    operation.extend(deadlines(payload.kind));
    json!({ "post": operation })
}
