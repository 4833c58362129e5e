//! What is refused, and the words it is refused with.

use cronofy_hooks_codegen::{SourceFile, generate};
use serde_json::{Value, json};

use crate::support::{interaction, messages, notification, object, set};

#[test]
fn objects_that_make_no_type() {
    let cases = [
        (json!({ "title": "☕", "type": "object", "properties": {} }), "`☕` cannot name a Rust type"),
        (
            json!({ "title": "Option", "type": "object", "properties": {} }),
            "the name `Option` is used by the generated code",
        ),
        (json!({ "title": "Thing", "type": "object" }), "a whole file must describe an object"),
        (
            json!({ "$ref": "#/$defs/a", "$defs": { "a": { "type": "string" } } }),
            "a whole file must describe an object",
        ),
        (
            json!({ "title": "Thing", "type": "object", "required": ["a"], "properties": {} }),
            "`a` is required, but not one of the properties",
        ),
        (
            json!({ "title": "Thing", "type": "object", "oneOf": [{ "required": ["a"] }], "properties": {} }),
            "`a` is required, but not one of the properties",
        ),
        (
            json!({ "title": "Thing", "type": "object", "properties": { "a-b": { "type": "string" }, "a_b": { "type": "string" } } }),
            "the properties `a-b` and `a_b` would be one field",
        ),
        (
            json!({ "title": "Thing", "type": "object", "properties": { "☕": { "type": "string" } } }),
            "`☕` cannot be made into the name of a field",
        ),
    ];
    for (schema, expected) in cases {
        let messages = messages(&set([("shared/thing.json", schema)]));
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert!(messages[0].contains(expected), "{}", messages[0]);
    }
}

#[test]
fn one_title_twice_names_both_files() {
    let set = set([
        ("notification/change.json", notification("change", "Change")),
        ("shared/change.json", object("Change", &json!({ "type": "string" }))),
    ]);
    assert_eq!(
        messages(&set),
        ["schemas/shared/change.json: the type `Change` is already defined in schemas/notification/change.json\n  \
          help: give one of them another `title`, or move it to `shared/` and refer to it from both"]
    );
}

#[test]
fn a_derived_name_counts_as_a_title() {
    let set = set([
        ("shared/a.json", object("Thing", &json!({ "enum": ["a"] }))),
        ("shared/b.json", object("ThingX", &json!({ "type": "string" }))),
    ]);
    assert!(messages(&set)[0].contains("the type `ThingX` is already defined in schemas/shared/a.json"));
}

/// Changes one place of an interaction and gives the messages.
fn envelope(path: &str, value: Value) -> Vec<String> {
    let mut schema = interaction("assigned", "Assigned");
    if let Some(place) = schema.pointer_mut(path) {
        *place = value;
    }
    messages(&set([("interaction/assigned.json", schema)]))
}

const NOTIFICATION: &str = "/properties/notification";
const ITEM: &str = "/properties/notification/properties/interactions/items";

#[test]
fn envelopes_that_do_not_fit_their_place() {
    let cases = [
        ("/properties".to_owned(), json!({}), "the property `notification` is missing"),
        ("/required".to_owned(), json!([]), "`notification` must be required"),
        (format!("{NOTIFICATION}/required"), json!(["type"]), "`interactions` must be required"),
        (
            format!("{NOTIFICATION}/properties/type/const"),
            json!("change"),
            "`change` is not what the place of the file says",
        ),
        (format!("{NOTIFICATION}/properties/type"), json!({ "type": "string" }), "the `type` must be a constant"),
        (
            format!("{NOTIFICATION}/properties/interactions"),
            json!({ "type": "string" }),
            "`interactions` must be a list of objects",
        ),
        (ITEM.to_owned(), json!({ "type": "string" }), "this part of the envelope must be an object"),
        (format!("{ITEM}/required"), json!([]), "`type` must be required"),
        (
            format!("{ITEM}/properties/type/const"),
            json!("assigend"),
            "`assigend` is not what the place of the file says",
        ),
        (
            format!("{ITEM}/properties"),
            json!({ "type": { "const": "assigned" }, "level": { "type": "string" } }),
            "`level` is not supported in an element of `interactions`",
        ),
        (
            format!("{ITEM}/properties"),
            json!({ "type": { "const": "assigned" }, "subtype": { "type": "string" } }),
            "a subtype must be an enumeration",
        ),
    ];
    for (path, value, expected) in cases {
        let messages = envelope(&path, value);
        assert!(messages.iter().any(|message| message.contains(expected)), "{expected}: {messages:#?}");
    }
}

#[test]
fn a_transition_in_the_folder_of_interactions() {
    let mut schema = interaction("start", "Start");
    schema["properties"]["notification"]["properties"]["transitions"] = json!({ "type": "array" });
    let messages = messages(&set([("interaction/start.json", schema)]));
    assert!(messages[0].contains("`transitions` does not belong to a schema of the folder `interaction`"));
}

#[test]
fn fields_of_notifications_have_one_type() {
    let with = |name: &str, title: &str, field: Value| {
        let mut schema = notification(name, title);
        schema["properties"]["notification"]["properties"]["since"] = field;
        schema
    };
    let set = set([
        ("notification/a.json", with("a", "A", json!({ "type": "string" }))),
        ("notification/b.json", with("b", "B", json!({ "type": "string", "format": "date-time" }))),
        ("notification/c.json", with("c", "C", json!({ "type": ["string", "null"] }))),
    ]);
    let first = messages(&set);
    assert!(first[0].contains("notification/c.json") && first[0].contains("a field of `notification` cannot be null"));
    let mut set = set;
    set.schemas.pop();
    assert!(messages(&set)[0].contains("`since` has another type than in `a`"));
}

#[test]
fn callbacks_are_told_apart_by_their_keys() {
    let callback = |title: &str, required: Value| {
        json!({ "title": title, "type": "object", "required": required, "properties": {
            "a": { "type": "string" }, "b": { "type": "string" }
        } })
    };
    let same = set([
        ("callback/one.json", callback("One", json!(["a", "b"]))),
        ("callback/two.json", callback("Two", json!(["b", "a"]))),
    ]);
    assert!(messages(&same)[0].contains("the callback `one` requires the same keys"));

    let none = set([("callback/one.json", callback("One", json!([])))]);
    assert!(messages(&none)[0].contains("recognised by its required keys, and there are none"));

    let enveloped = set([("callback/change.json", notification("change", "Change"))]);
    assert!(messages(&enveloped)[0].contains("a callback has no `notification`"));
}

#[test]
fn samples_tell_what_their_place_says() {
    let body = json!({ "notification": { "type": "change" } }).to_string();
    let mut set = set([("notification/change.json", notification("change", "Change"))]);
    let mut about = |path: &str, text: &str| {
        set.samples = vec![SourceFile { path: path.to_owned(), text: text.to_owned() }];
        generate(&set).err().map(|errors| errors.to_string()).unwrap_or_default()
    };
    assert_eq!(about("samples/valid/notification/change/minimal.json", &body), "");
    assert_eq!(about("samples/valid/shared/channel/minimal.json", "no matter"), "");
    assert_eq!(about("samples/http/page/upsert.http", "POST / HTTP/1.1\n\n{}"), "");
    assert!(about("samples/valid/notification/verification/minimal.json", &body).contains("not where it lies"));
    assert!(about("samples/valid/notification/change/minimal.json", "{").contains("the body is not JSON"));
    let unknown = "POST / HTTP/1.1\ncronofy-hmac-sha256: x\n\n{\"notification\":{\"type\":\"new\"}}\n";
    assert!(about("samples/http/page/new.http", unknown).contains("nothing that a schema describes"));
}

#[test]
fn what_builds_a_request() {
    let request = |extra: &Value| {
        let mut schema = object("Thing", &json!({ "type": "array", "items": { "type": "string" } }));
        for (key, value) in extra.as_object().into_iter().flatten() {
            schema[key] = value.clone();
        }
        schema
    };
    let item = |item: &str| json!({ "type": "array", "x-item": item, "items": { "type": "string" } });
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let cases = [
        ("request/thing.json", request(&json!({ "x-endpoint": "FETCH /things" })), "`FETCH /things` is no method"),
        ("request/thing.json", request(&json!({ "x-endpoint": "GET things" })), "`GET things` is no method and path"),
        (
            "shared/thing.json",
            request(&json!({ "x-endpoint": "GET /a" })),
            "keyword `x-endpoint` is not supported here",
        ),
        ("shared/thing.json", request(&json!({ "x-constructor": "of" })), "keyword `x-constructor` is not supported"),
        ("request/thing.json", request(&json!({ "x-constructor": "Of" })), "`Of` cannot name a function"),
        ("request/thing.json", request(&json!({ "x-constructor": "x" })), "two methods of `Thing` would be called `x`"),
        ("request/thing.json", object("Thing", &item("new")), "two methods of `Thing` would be called `new`"),
        ("request/thing.json", object("Thing", &item("an item")), "`an item` cannot name a function"),
        (
            "request/thing.json",
            object("Thing", &json!({ "type": "string", "x-item": "y" })),
            "only a list of a request",
        ),
        ("shared/thing.json", object("Thing", &item("y")), "only a list of a request has elements to name"),
        (
            "request/thing.json",
            json!({
                "title": "Thing", "type": "object", "properties": { "x": list, "y": list },
                "oneOf": [{ "required": ["x"], "x-constructor": "of" }, { "required": ["y"], "x-constructor": "of" }],
            }),
            "two methods of `Thing` would be called `of`",
        ),
    ];
    let many: Vec<_> = ["a", "b", "c", "d", "e"].map(|key| json!({ "required": [key] })).into();
    let properties: serde_json::Map<_, _> =
        ["a", "b", "c", "d", "e"].map(|key| (key.to_owned(), json!({ "type": "string" }))).into_iter().collect();
    let many = json!({ "title": "Thing", "type": "object", "properties": properties, "oneOf": many });
    let cases = cases.into_iter().chain([("request/thing.json", many, "more than 4 ways to build this request")]);
    for (path, schema, expected) in cases {
        let messages = messages(&set([(path, schema)]));
        assert_eq!(messages.len(), 1, "{expected}: {messages:#?}");
        assert!(messages[0].contains(expected), "{expected}: {}", messages[0]);
    }
}

#[test]
fn requests_and_responses_share_only_what_is_shared() {
    let text = json!({ "type": "string" });
    for (from, to) in [("shared", "response"), ("request", "response"), ("response", "request")] {
        let target = format!("{to}/part.json");
        let reference = json!({ "$ref": format!("../{target}") });
        let path = format!("{from}/thing.json");
        let messages = messages(&set([(&*path, object("Thing", &reference)), (&*target, object("Part", &text))]));
        let expected =
            format!("schemas/{path}: `#/properties/x/$ref`: `../{target}` cannot be a part of another schema");
        assert!(messages.len() == 1 && messages[0].starts_with(&expected), "{messages:#?}");
    }
}
