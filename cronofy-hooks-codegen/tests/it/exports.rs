//! The descriptions for other languages.

use cronofy_hooks_codegen::{Errors, SchemaSet, generate};
use serde_json::{Value, json};

use crate::support::{messages, notification, object, set, text};

fn described(set: &SchemaSet, file: &str) -> Result<Value, Errors> {
    let files = generate(set)?;
    Ok(serde_json::from_str(text(&files, &format!("cronofy-hooks-contract/export/{file}"))).unwrap_or_default())
}

fn at(title: &str, endpoint: Value) -> Value {
    let mut schema = object(title, &json!({ "$ref": "../shared/id.json" }));
    schema["x-endpoint"] = endpoint;
    schema["description"] = format!("About {title}. More.").into();
    schema
}

fn poll_set() -> SchemaSet {
    let query = json!({ "required": ["tzid"], "properties": {
        "tzid": { "type": "string", "description": "The zone." },
        "id": { "$ref": "../shared/id.json" },
    }, "type": "object" });
    let secret = json!({ "authorization": "client_secret", "status": [200, 207] });
    let mut empty =
        at("ClosePoll", json!({ "DELETE /v1/polls/{poll_id}": { "authorization": "access_token", "status": 202 } }));
    empty["properties"] = json!({});
    set([
        ("notification/poll.closed.json", notification("poll.closed", "PollClosed")),
        ("request/close_poll.json", empty),
        ("request/create_poll.json", at("CreatePoll", json!("POST /v1/polls"))),
        ("request/by_code.json", at("ByCode", json!("POST /oauth/token"))),
        ("request/by_token.json", at("ByToken", json!("POST /oauth/token"))),
        ("response/polls.json", at("Polls", json!({ "GET /v1/polls": { "query": query }, "POST /v1/polls": secret }))),
        ("response/tokens.json", at("Tokens", json!({ "POST /oauth/token": { "authorization": "none" } }))),
        ("response/errors.json", at("Problem", json!({ "/v1/": { "status": [404, 422] } }))),
        ("shared/id.json", json!({ "title": "PollId", "type": "string", "x-page": "https://example.com" })),
    ])
}

#[test]
fn an_endpoint_is_put_together_from_its_requests_and_answers() -> Result<(), Errors> {
    let openapi = described(&poll_set(), "openapi.json")?;
    let path = |path: &str, method: &str| openapi["paths"][path][method].clone();
    let schema = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let content = |name: &str| json!({ "application/json": { "schema": schema(name) } });

    let create = path("/v1/polls", "post");
    assert_eq!((&create["operationId"], &create["summary"]), (&json!("create_poll"), &json!("About CreatePoll")));
    assert_eq!(create["requestBody"]["content"], content("CreatePoll"));
    assert_eq!(create["security"], json!([{ "client_secret": [] }]));
    for (status, body) in [("200", "Polls"), ("207", "Polls"), ("404", "Problem"), ("422", "Problem")] {
        assert_eq!(create["responses"][status]["content"], content(body), "{status}");
    }
    assert!(create["responses"]["401"]["content"].is_null() && create["responses"]["401"].is_object());
    assert!(create["responses"]["2XX"].is_null());

    let list = path("/v1/polls", "get");
    assert_eq!((&list["operationId"], &list["requestBody"]), (&json!("get_polls"), &Value::Null));
    assert_eq!(list["security"], json!([{ "access_token": [] }, { "client_secret": [] }]));
    assert_eq!(
        list["parameters"],
        json!([
            { "name": "tzid", "in": "query", "required": true, "description": "The zone.", "schema": { "type": "string" } },
            { "name": "id", "in": "query", "required": false, "schema": schema("PollId") },
        ])
    );

    let close = path("/v1/polls/{poll_id}", "delete");
    assert_eq!((&close["requestBody"], &close["parameters"][0]["name"]), (&Value::Null, &json!("poll_id")));
    assert!(close["responses"]["202"].is_object() && close["responses"]["2XX"].is_null());

    let token = path("/oauth/token", "post");
    let either = json!([schema("ByCode"), schema("ByToken")]);
    assert_eq!(token["requestBody"]["content"]["application/json"]["schema"]["oneOf"], either);
    assert_eq!((&token["operationId"], &token["security"]), (&json!("post_oauth_token"), &json!([])));
    assert_eq!(token["responses"].as_object().map(serde_json::Map::len), Some(1), "nothing is common to /oauth/");
    Ok(())
}

#[test]
fn an_endpoint_without_a_described_answer_says_that_it_accepts() -> Result<(), Errors> {
    let openapi = described(&set([("request/a.json", object_at("POST /v1/a"))]), "openapi.json")?;
    let responses = &openapi["paths"]["/v1/a"]["post"]["responses"];
    assert!(responses["2XX"].is_object() && responses["401"].is_object(), "{responses}");
    Ok(())
}

fn object_at(endpoint: &str) -> Value {
    let mut schema = object("Thing", &json!({ "type": "string" }));
    schema["x-endpoint"] = endpoint.into();
    schema
}

#[test]
fn a_delivery_is_a_webhook_and_a_message() -> Result<(), Errors> {
    let set = poll_set();
    let (openapi, asyncapi) = (described(&set, "openapi.json")?, described(&set, "asyncapi.json")?);
    let webhook = &openapi["webhooks"]["poll.closed"]["post"];
    assert_eq!(webhook["operationId"], "receive_poll_closed");
    assert_eq!(webhook["parameters"][0]["name"], "Cronofy-HMAC-SHA256");
    let payload = json!({ "$ref": "#/components/schemas/PollClosed" });
    assert_eq!(webhook["requestBody"]["content"]["application/json"]["schema"], payload);
    assert_eq!(asyncapi["components"]["messages"]["poll.closed"]["payload"], payload);
    let used = asyncapi["components"]["schemas"].as_object();
    assert_eq!(
        used.map(|used| used.keys().map(String::as_str).collect()),
        Some(vec!["PollClosed"]),
        "only what is sent"
    );
    Ok(())
}

#[test]
fn schemas_lose_what_is_for_rust() -> Result<(), Errors> {
    let mut schema = object("Thing", &json!({ "type": "string", "x-rust-type": "Secret", "minLength": 1 }));
    schema["properties"]["x-item"] = json!({ "type": "string", "description": "A property of this name." });
    schema["x-page"] = "https://example.com/thing".into();
    let openapi = described(&set([("request/a.json", schema)]), "openapi.json")?;
    assert_eq!(
        openapi["components"]["schemas"]["Thing"],
        json!({
            "title": "Thing",
            "type": "object",
            "properties": {
                "x": { "type": "string", "minLength": 1 },
                "x-item": { "type": "string", "description": "A property of this name." },
            },
            "externalDocs": { "url": "https://example.com/thing" },
        })
    );
    Ok(())
}

#[test]
fn what_an_endpoint_cannot_say() {
    let cases = [
        (json!({ "POST /v1/a": { "statuses": 200 } }), "`statuses` is not supported like this"),
        (json!({ "POST /v1/a": { "status": "200" } }), "`status` is not supported like this"),
        (json!({ "POST /v1/a": { "status": 99 } }), "`status` is not supported like this"),
        (json!({ "POST /v1/a": { "status": [] } }), "`status` is not supported like this"),
        (json!({ "POST /v1/a": { "authorization": "basic" } }), "`authorization` is not supported like this"),
        (json!({ "POST /v1/a": { "query": { "if": {} } } }), "keyword `if` is not supported"),
        (json!({ "POST /v1/a": 1 }), "the value of keyword `x-endpoint` is not supported"),
        (json!({ "POST v1/a": {} }), "`POST v1/a` is no method and path"),
        (json!("/v1"), "`/v1` is no method and path"),
    ];
    for (endpoint, expected) in cases {
        for folder in ["request", "response"] {
            let mut schema = object("Thing", &json!({ "type": "string" }));
            schema["x-endpoint"] = endpoint.clone();
            let messages = messages(&set([(&format!("{folder}/thing.json"), schema)]));
            assert!(messages.len() == 1 && messages[0].contains(expected), "{endpoint}: {messages:#?}");
        }
    }
    let two = json!({ "GET /a": {}, "POST /a": {} });
    let mut schema = object("Thing", &json!({ "type": "string" }));
    schema["x-endpoint"] = two;
    let refused = messages(&set([("request/thing.json", schema)]));
    assert!(refused[0].contains("a request goes to one endpoint"), "{refused:#?}");
}
