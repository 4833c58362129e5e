//! Keywords that are refused, and the schemas that their messages lead to.

use serde_json::{Value, json};

use crate::support::{messages, object, set};

/// The one message about a shared object whose property `x` is this schema.
fn about(property: &Value) -> String {
    let messages = messages(&set([("shared/thing.json", object("Thing", property))]));
    assert_eq!(messages.len(), 1, "{property}: {messages:#?}");
    messages[0].clone()
}

/// Each message with the schema that its help leads to, which is accepted.
fn check(cases: impl IntoIterator<Item = (Value, &'static str, &'static str, Value)>) {
    for (schema, what, help, repaired) in cases {
        let message = about(&schema);
        let (said, advice) = message.split_once("\n  help: ").unwrap_or_default();
        assert!(said.starts_with("schemas/shared/thing.json: `#/properties/x"), "{message}");
        assert!(said.contains(what) && advice.contains(help), "{message}");
        let left = messages(&set([("shared/thing.json", object("Thing", &repaired))]));
        assert!(left.is_empty(), "{schema}: the help does not lead to a schema that passes: {left:#?}");
    }
}

#[test]
fn unsupported_keywords() {
    let keywords = [
        "$anchor",
        "$dynamicRef",
        "$vocabulary",
        "contains",
        "dependentSchemas",
        "dependencies",
        "else",
        "if",
        "maxContains",
        "minContains",
        "nullable",
        "prefixItems",
        "then",
        "unevaluatedItems",
        "x-unknown",
        "Type",
    ];
    let text = || json!({ "type": "string" });
    check(keywords.map(|keyword| (json!({ "type": "string", keyword: {} }), "is not supported", "", text())));
}

#[test]
fn a_message_in_full() {
    assert_eq!(
        about(&json!({ "type": "object", "dependencies": {} })),
        "schemas/shared/thing.json: `#/properties/x`: keyword `dependencies` is not supported\n  \
         help: leave it out, and list the properties that it describes under `properties`"
    );
}

#[test]
fn unsupported_values_of_keywords() {
    let json = || json!({ "x-rust-type": "json" });
    let text = || json!({ "type": "string" });
    let free = "`\"x-rust-type\": \"json\"`";
    let two = json!([{ "type": "string" }, { "type": "integer" }]);
    check([
        (json!({ "type": ["string", "integer"] }), "`type`", free, json()),
        (
            json!({ "type": ["null", "null", "string"] }),
            "`type`",
            "a list of one type and",
            json!({ "type": ["null", "string"] }),
        ),
        (json!({ "type": "any" }), "`type`", free, json()),
        (json!({ "type": 1 }), "`type`", "write a type", text()),
        (
            json!({ "type": "array", "items": false }),
            "`items`",
            "write a schema object",
            json!({ "type": "array", "items": {} }),
        ),
        (json!({ "type": "array", "items": [{}] }), "`items`", free, json()),
        (
            json!({ "type": "object", "additionalProperties": 1 }),
            "`additionalProperties`",
            "`true` or `false`",
            json!({ "type": "object", "additionalProperties": true }),
        ),
        (
            json!({ "type": "object", "properties": { "a": false } }),
            "`properties`",
            "leave out what is `false`",
            json!({ "type": "object", "properties": {} }),
        ),
        (json!({ "type": "string", "enum": [1, "a"] }), "`enum`", "different strings", json!({ "enum": ["1", "a"] })),
        (json!({ "type": "string", "enum": ["a", "a"] }), "`enum`", "different strings", json!({ "enum": ["a"] })),
        (json!({ "enum": [] }), "`enum`", free, json()),
        (json!({ "enum": [{}] }), "`enum`", free, json()),
        (json!({ "const": [] }), "`const`", free, json()),
        (json!({ "oneOf": [{ "const": "a" }, { "required": ["b"] }] }), "`oneOf`", free, json()),
        (json!({ "oneOf": two }), "`oneOf`", free, json()),
        (json!({ "anyOf": two }), "`anyOf`", free, json()),
        (json!({ "anyOf": [true, { "type": "string" }] }), "`anyOf`", free, json()),
        (
            json!({ "allOf": [{ "type": "string" }, { "maxLength": 1 }] }),
            "`allOf`",
            "one shape",
            json!({ "allOf": [{ "type": "string", "maxLength": 1 }] }),
        ),
        (json!({ "allOf": [{ "type": "null" }] }), "`allOf`", "one shape", json!({ "type": "null" })),
        (json!({ "oneOf": [{ "type": "null" }] }), "`oneOf`", "one shape", json!({ "type": "null" })),
        (json!({ "oneOf": [] }), "`oneOf`", free, json()),
        (
            json!({ "type": "string", "minLength": "1" }),
            "`minLength`",
            "a number",
            json!({ "type": "string", "minLength": 1 }),
        ),
        (
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true }),
            "`exclusiveMinimum`",
            "a number",
            json!({ "type": "integer", "exclusiveMinimum": 0 }),
        ),
        (json!({ "type": "string", "uniqueItems": 1 }), "`uniqueItems`", "`true` or `false`", text()),
        (json!({ "$ref": 1 }), "`$ref`", "a string", text()),
        (json!({ "x-rust-type": 1 }), "`x-rust-type`", "a string", json()),
    ]);
}

#[test]
fn forms_that_do_not_fit() {
    let json = || json!({ "x-rust-type": "json" });
    let text = || json!({ "type": "string" });
    let free = "`\"x-rust-type\": \"json\"`";
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let with = |key: &str, value: Value| {
        let mut schema = object.clone();
        schema[key] = value;
        schema
    };
    let patterns = |others: Value| json!({ "type": "object", "patternProperties": others });
    check([
        (json!({ "minLength": 1 }), "the type is missing", "write `type`", text()),
        (
            json!({ "properties": {} }),
            "`properties` needs the type `object`",
            "`\"type\": \"object\"`",
            json!({ "type": "object", "properties": {} }),
        ),
        (
            json!({ "type": "object", "additionalProperties": false }),
            "an object needs `properties`",
            "leave `additionalProperties` out",
            json!({ "type": "object" }),
        ),
        (
            with("additionalProperties", text()),
            "`properties` and `additionalProperties` cannot stand together",
            free,
            json(),
        ),
        (
            with("patternProperties", json!({ "a": {} })),
            "`properties` and `patternProperties` cannot stand together",
            free,
            json(),
        ),
        (
            patterns(json!({ "a": {} })),
            "a map has one pattern",
            "`\"additionalProperties\": false`",
            json!({ "type": "object", "patternProperties": { "a": {} }, "additionalProperties": false }),
        ),
        (
            patterns(json!({ "a": {}, "b": {} })),
            "a map has one pattern",
            "under `additionalProperties`",
            json!({ "type": "object", "additionalProperties": {} }),
        ),
        (
            with("oneOf", json!([{ "type": "null" }, { "type": "string" }])),
            "`oneOf` and `properties` cannot stand together",
            free,
            json(),
        ),
        (
            json!({ "type": "integer", "enum": ["a"] }),
            "`enum` needs the type `string`",
            "`\"type\": \"string\"`",
            json!({ "type": "string", "enum": ["a"] }),
        ),
        (json!({ "enum": ["a"], "const": "a" }), "`const` and `enum` cannot stand together", free, json()),
        (
            json!({ "enum": ["a-b", "a_b"] }),
            "the values `a-b` and `a_b` would be one variant",
            "a string with a `pattern`",
            text(),
        ),
        (
            json!({ "enum": ["☕"] }),
            "`☕` cannot be made into the name of a variant",
            "a string with a `pattern`",
            text(),
        ),
        (
            json!({ "type": "string", "x-page": "https://example.com" }),
            "keyword `x-page` is not supported here",
            "at the top of the file",
            text(),
        ),
        (
            json!({ "type": "string", "$id": "x" }),
            "keyword `$id` is not supported here",
            "at the top of the file",
            text(),
        ),
        (
            json!({ "type": "string", "$defs": {} }),
            "keyword `$defs` is not supported here",
            "at the top of the file",
            text(),
        ),
        (
            json!({ "type": "string", "x-names": "interaction" }),
            "there is no schema in a folder `interaction`",
            "put schemas there",
            text(),
        ),
        (
            json!({ "type": "array", "items": { "type": ["string", "null"] } }),
            "an element cannot be null",
            "leave `null` out",
            json!({ "type": "array", "items": text() }),
        ),
        (
            json!({ "type": "array", "items": { "const": "a" } }),
            "a constant is not supported here",
            "use `enum`",
            json!({ "type": "array", "items": { "enum": ["a"] } }),
        ),
        (json!({ "x-rust-type": "a b" }), "`a b` is no Rust type", "write `json`", json()),
        (json!({ "$ref": "gone.json" }), "`gone.json` is no schema of this set", "relative path", text()),
        (
            json!({ "$ref": "thing.json#/properties" }),
            "`thing.json#/properties` is no schema of this set",
            "a whole other file",
            text(),
        ),
        (
            json!({ "$ref": "https://example.com/a.json" }),
            "`https://example.com/a.json` is no schema of this set",
            "relative path",
            text(),
        ),
        (
            json!({ "$ref": "thing.json", "type": "object" }),
            "keyword `type` is not supported beside `$ref`",
            "move it into the schema",
            text(),
        ),
        (
            json!({ "$ref": "#/properties/x" }),
            "`#/properties/x` is no schema that can be referred to",
            "under `$defs`",
            text(),
        ),
        (json!({ "$ref": "#/$defs/gone" }), "there is no `#/$defs/gone`", "describe `gone` under `$defs`", text()),
    ]);
    let inside = |schema: &Value| messages(&set([("shared/thing.json", schema.clone())]));
    let itself = inside(&crate::support::object("Thing", &json!({ "$ref": "thing.json" })));
    assert!(itself[0].contains("the type `Thing` would hold itself") && itself[0].contains("put it into a list"));
    let mut endless = crate::support::object("Thing", &json!({ "$ref": "#/$defs/a" }));
    endless["$defs"] = json!({ "a": { "type": "array", "items": { "$ref": "#/$defs/a" } } });
    assert!(inside(&endless)[0].contains("the value of `#/$defs/a` would hold itself"), "{:?}", inside(&endless));
}
