//! The endpoints of the API, put together from what requests and answers say about them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::export::components::{Components, described};
use crate::lower::{Document, Folder};
use crate::model::{Authorization, Endpoint, Model, Module, Operation, Target};

/// One endpoint, with the files that describe it.
#[derive(Default)]
struct Described<'m> {
    requests: Vec<(&'m Module, &'m Operation)>,
    answers: Vec<(&'m Module, &'m Operation)>,
}

/// `paths`, by path and then by method.
pub(super) fn paths(components: &Components<'_>, model: &Model) -> Value {
    let mut endpoints: BTreeMap<&Endpoint, Described<'_>> = BTreeMap::new();
    let mut common = Vec::new();
    let requests = model.requests.iter().map(|module| (module, true));
    for (module, is_request) in requests.chain(model.responses.iter().map(|module| (module, false))) {
        for operation in &module.operations {
            match (&operation.target, is_request) {
                (Target::Endpoint(endpoint), true) => {
                    endpoints.entry(endpoint).or_default().requests.push((module, operation));
                }
                (Target::Endpoint(endpoint), false) => {
                    endpoints.entry(endpoint).or_default().answers.push((module, operation));
                }
                (Target::Below(path), _) => common.push((path.as_str(), module, operation)),
            }
        }
    }
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (endpoint, mut described) in endpoints {
        let below = common.iter().filter(|(path, ..)| endpoint.path.starts_with(path));
        described.answers.extend(below.map(|(_, module, operation)| (*module, *operation)));
        let method = endpoint.method.to_ascii_lowercase();
        paths.entry(&endpoint.path).or_default().insert(method, described.operation(endpoint, components));
    }
    json!(paths)
}

impl Described<'_> {
    fn operation(&self, endpoint: &Endpoint, components: &Components<'_>) -> Value {
        let all = || self.requests.iter().chain(&self.answers);
        let mut shown = Map::new();
        shown.insert("operationId".to_owned(), self.id(endpoint).into());
        shown.extend(self.document(components).map(described).unwrap_or_default());
        let mut parameters = path_parameters(&endpoint.path);
        for (module, operation) in &self.answers {
            let document = document(components, Folder::Response, module);
            let query = document.zip(operation.query.as_ref());
            parameters.extend(
                query.into_iter().flat_map(|(document, query)| query_parameters(&components.schema(document, query))),
            );
        }
        if !parameters.is_empty() {
            shown.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(body) = self.body(components) {
            shown.insert("requestBody".to_owned(), body);
        }
        let authorization = all().find_map(|(_, operation)| operation.authorization);
        shown.insert("security".to_owned(), security(authorization));
        shown.insert("responses".to_owned(), self.responses(authorization, components));
        Value::Object(shown)
    }

    /// The name of the only request, or else the method and the path.
    fn id(&self, endpoint: &Endpoint) -> String {
        if let [(request, _)] = &self.requests[..] {
            return request.module.clone();
        }
        let parts = endpoint.path.split('/').filter(|part| !matches!(*part, "" | "v1"));
        let parts = parts.map(|part| part.strip_prefix('{').map_or(part.to_owned(), |name| format!("by_{name}")));
        let parts: Vec<_> = parts.map(|part| part.trim_end_matches('}').to_owned()).collect();
        format!("{}_{}", endpoint.method.to_ascii_lowercase(), parts.join("_"))
    }

    /// The file whose description is about the endpoint.
    fn document<'c>(&self, components: &Components<'c>) -> Option<&'c Document> {
        match (&self.requests[..], self.answers.first()) {
            ([(request, _), ..], _) => document(components, Folder::Request, request),
            ([], Some((answer, _))) => document(components, Folder::Response, answer),
            ([], None) => None,
        }
    }

    /// A request without fields has no body.
    fn body(&self, components: &Components<'_>) -> Option<Value> {
        let has_fields = |module: &&(&Module, &Operation)| {
            let document = document(components, Folder::Request, module.0);
            document.is_some_and(|document| !document.root().properties().is_empty())
        };
        let schemas = self.requests.iter().filter(has_fields);
        let schemas = schemas.map(|(module, _)| components.reference(Folder::Request, &module.name)).collect();
        Some(json!({ "required": true, "content": json_content(&one_of(schemas)?) }))
    }

    fn responses(&self, authorization: Option<Authorization>, components: &Components<'_>) -> Value {
        let mut schemas: BTreeMap<u16, Vec<Value>> = BTreeMap::new();
        for (module, operation) in &self.answers {
            let ok = [200];
            let statuses = if operation.statuses.is_empty() { &ok[..] } else { &operation.statuses };
            for status in statuses {
                let schema = components.reference(Folder::Response, &module.name);
                schemas.entry(*status).or_default().push(schema);
            }
        }
        for status in self.requests.iter().flat_map(|(_, operation)| &operation.statuses) {
            schemas.entry(*status).or_default();
        }
        if authorization != Some(Authorization::Nothing) {
            schemas.entry(401).or_default();
        }
        let mut responses: BTreeMap<String, Value> = BTreeMap::new();
        if !schemas.keys().any(|status| *status < 400) {
            responses.insert("2XX".to_owned(), json!({ "description": "The service accepted the request." }));
        }
        for (status, schemas) in schemas {
            let mut response = json!({ "description": meaning(status) });
            if status == 302 {
                response["headers"] =
                    json!({ "Location": { "required": true, "schema": { "type": "string", "format": "uri" } } });
            }
            if let Some(schema) = one_of(schemas) {
                response["content"] = json_content(&schema);
            }
            responses.insert(status.to_string(), response);
        }
        json!(responses)
    }
}

fn document<'c>(components: &Components<'c>, folder: Folder, module: &Module) -> Option<&'c Document> {
    components.documents.at(folder, &module.name)
}

fn json_content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn one_of(mut schemas: Vec<Value>) -> Option<Value> {
    match schemas.len() {
        0 | 1 => schemas.pop(),
        _ => Some(json!({ "oneOf": schemas })),
    }
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameter = |name: &str| {
        let schema = json!({ "type": "string", "minLength": 1 });
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    };
    names.map(parameter).collect()
}

/// One parameter for each property.
fn query_parameters(query: &Value) -> Vec<Value> {
    let required = query["required"].as_array().cloned().unwrap_or_default();
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        let about = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        let mut parameter = json!({ "name": name, "in": "query", "required": required.contains(&json!(name)) });
        if let Some(about) = about {
            parameter["description"] = about;
        }
        parameter["schema"] = schema;
        parameter
    };
    query["properties"].as_object().into_iter().flatten().map(parameter).collect()
}

/// Where nothing is said, either proves who asks.
fn security(authorization: Option<Authorization>) -> Value {
    match authorization {
        Some(Authorization::AccessToken) => json!([{ "access_token": [] }]),
        Some(Authorization::ClientSecret) => json!([{ "client_secret": [] }]),
        Some(Authorization::Body | Authorization::Nothing) => json!([]),
        None => json!([{ "access_token": [] }, { "client_secret": [] }]),
    }
}

/// What a status says.
///
/// Documentation: <https://docs.cronofy.com/developers/api/error-codes/>
const fn meaning(status: u16) -> &'static str {
    match status {
        200 => "It is done.",
        202 => "It is accepted, and done soon.",
        207 => "Some of the requests failed.",
        302 => "It is at the URL of the header `Location`.",
        400 => "The request for tokens is refused.",
        401 => "The credentials are missing or unknown.",
        402 => "The plan of the application does not have this.",
        403 => "The credentials do not allow this.",
        404 => "There is no such thing.",
        422 => "Fields of the request are wrong.",
        423 => "The account or the profile is locked.",
        429 => "The application sent too many requests.",
        _ => "See the documentation.",
    }
}
