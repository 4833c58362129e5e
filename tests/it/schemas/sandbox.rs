//! The sandbox uses every schema: it has each endpoint, refuses what the samples say is wrong, and sends each delivery.

use std::collections::BTreeSet;

use cronofy_hooks_sandbox::{ClockMode, Sandbox, SandboxServer, Step};
use cronofy_hooks_tests::{DELIVERY_KINDS, SampleFile, SchemaSet};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn served() -> (Sandbox, SandboxServer) {
    let sandbox = Sandbox::builder().clock(ClockMode::Paused).without_rate_limit().start().unwrap();
    let serving = sandbox.serve(([127, 0, 0, 1], 0).into()).await.unwrap();
    (sandbox, serving)
}

/// Methods and paths, as `x-endpoint` has them; none for a part of a request or of an answer.
fn endpoints(schema: &Value) -> Vec<&str> {
    let listed = schema["x-endpoint"].as_object().into_iter().flatten().map(|(endpoint, _)| endpoint.as_str());
    schema["x-endpoint"].as_str().into_iter().chain(listed).filter(|endpoint| endpoint.contains(' ')).collect()
}

/// Status and body of an answer.
async fn send(serving: &SandboxServer, endpoint: &str, bearer: &str, body: &Value) -> (u16, Value) {
    let body = body.to_string();
    let request = format!(
        "{endpoint} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {bearer}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        serving.address(),
        body.len()
    );
    let mut stream = TcpStream::connect(serving.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
}

#[tokio::test]
async fn the_sandbox_has_every_endpoint() {
    let schemas = SchemaSet::load();
    let all: BTreeSet<_> = schemas.iter().flat_map(|(_, schema)| endpoints(schema)).collect();
    let (_sandbox, serving) = served().await;
    for endpoint in &all {
        let target = endpoint.replace(['{', '}'], "");
        // It asks for a token before it looks for anything.
        let (status, answer) = send(&serving, &target, "none", &Value::Null).await;
        assert_ne!(status, 404, "{endpoint}: {answer}");
    }
    assert!(all.len() > 50, "they were found");
}

#[tokio::test]
async fn the_sandbox_sends_every_delivery_by_its_name() {
    let schemas = SchemaSet::load();
    let (sandbox, _serving) = served().await;
    let deliveries = schemas.iter().filter(|(path, _)| DELIVERY_KINDS.iter().any(|kind| path.starts_with(kind)));
    let names: BTreeSet<_> = deliveries.map(|(path, _)| path.split_once('/').unwrap().1.to_owned()).collect();
    for name in &names {
        let step = json!({ "trigger": { "sample": name, "to": "http://127.0.0.1:9/" } });
        sandbox.run(&serde_json::from_value::<Step>(step).unwrap()).await.unwrap();
    }
    let sent: BTreeSet<_> = sandbox.deliveries().into_iter().map(|delivery| delivery.name).collect();
    assert_eq!(sent, names);
}

#[tokio::test]
async fn the_sandbox_refuses_every_invalid_request_and_names_what_is_wrong() {
    let schemas = SchemaSet::load();
    let (sandbox, serving) = served().await;
    let calendar_id = &sandbox.accounts()[0].calendar_ids[0];
    let mut refused = 0;
    for SampleFile { schema, name, mut content } in SchemaSet::samples("invalid") {
        let Some(document) = schemas.get(&schema).filter(|_| schema.starts_with("request/")) else { continue };
        // The body of an endpoint that takes none is not read.
        let has_fields = document["properties"].as_object().is_some_and(|fields| !fields.is_empty());
        let Some(endpoint) = endpoints(document).first().copied().filter(|_| has_fields) else { continue };
        for (field, value) in [("client_id", Sandbox::CLIENT_ID), ("client_secret", Sandbox::CLIENT_SECRET)] {
            if content["body"].get(field).is_some() {
                content["body"][field] = value.into();
            }
        }
        let target = endpoint.replace("{calendar_id}", calendar_id).replace(['{', '}'], "");
        let mut answer = send(&serving, &target, Sandbox::ACCESS_TOKEN, &content["body"]).await;
        if answer.0 == 401 {
            answer = send(&serving, &target, Sandbox::CLIENT_SECRET, &content["body"]).await;
        }
        let named = match &answer {
            (400, error) => error["error"].as_str() != Some("invalid_client") || name.ends_with("/no_secret"),
            (422, errors) => {
                let (pointer, _) = content["reason"].as_str().unwrap().split_once(' ').unwrap();
                let field = pointer.trim_start_matches("(root)").trim_start_matches('/').replace('/', ".");
                errors["errors"].as_object().is_some_and(|errors| errors.keys().any(|key| key.starts_with(&field)))
            }
            _ => false,
        };
        assert!(named, "{name}: {}: {answer:?}", content["reason"]);
        refused += 1;
    }
    assert!(refused > 50, "they were found");
}
