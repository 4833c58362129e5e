//! Files of a set: where they lie, what their text is, and how they refer to one another.

use cronofy_hooks_codegen::SourceFile;
use serde_json::{Value, json};

use crate::support::{messages, object, set};

#[test]
fn files_at_the_wrong_place() {
    let schema = || object("Thing", &json!({ "type": "string" }));
    for path in ["thing.json", "other/thing.json", "shared/deep/thing.json"] {
        let messages = messages(&set([(path, schema())]));
        assert_eq!(messages.len(), 1);
        assert!(messages[0].starts_with(&format!("schemas/{path}: the file is in no folder for schemas\n")));
    }
    for stem in ["mod", "type", "2nd", "☕"] {
        let messages = messages(&set([(&format!("shared/{stem}.json"), schema())]));
        assert!(messages[0].contains(&format!("`{stem}` cannot name a module")), "{messages:?}");
    }
}

#[test]
fn two_files_of_one_module() {
    let thing = |title: &str| object(title, &json!({ "type": "string" }));
    let set = set([("shared/a-b.json", thing("One")), ("shared/a_b.json", thing("Two"))]);
    assert_eq!(
        messages(&set),
        ["schemas/shared/a_b.json: `a-b` and `a_b` would be one module\n  help: rename one of the two files"]
    );
}

#[test]
fn text_that_is_no_schema() {
    for (text, expected) in [("{", "the file is not JSON: EOF"), ("[]", "a schema must be an object")] {
        let mut set = set([]);
        set.schemas.push(SourceFile { path: "shared/a.json".to_owned(), text: text.to_owned() });
        assert!(messages(&set)[0].contains(expected));
    }
}

#[test]
fn keys_that_stand_twice() {
    let text = r#"{ "title": "Thing", "type": "object", "properties": { "a/b": { "type": "string" }, "a/b": { "type": "integer" } } }"#;
    let mut set = set([]);
    set.schemas.push(SourceFile { path: "shared/thing.json".to_owned(), text: text.to_owned() });
    assert_eq!(
        messages(&set),
        [
            "schemas/shared/thing.json: `#/properties/a~1b`: the key stands twice\n  help: delete one of the two: a parser may read either"
        ]
    );
    set.schemas[0].text = text.replace("integer", "string");
    assert_eq!(messages(&set).len(), 1, "also when both say the same");
}

#[test]
fn references_by_id() {
    let with_id = |title: &str, id: &str| {
        let mut schema = object(title, &json!({ "type": "string" }));
        schema["$id"] = id.into();
        schema
    };
    let about = |reference: &str, from: &str, schemas: [(&str, Value); 2]| {
        let mut schema = object("Thing", &json!({ "$ref": reference }));
        if !from.is_empty() {
            schema["$id"] = from.into();
        }
        let [one, two] = schemas;
        messages(&set([("shared/thing.json", schema), one, two]))
    };
    let others =
        |one: &str, two: &str| [("shared/one.json", with_id("One", one)), ("shared/two.json", with_id("Two", two))];
    let (base, one, two) =
        ("https://example.com/v1/thing", "https://example.com/v1/one.json", "https://example.com/v2/two");
    for (reference, from) in [(one, ""), ("one.json", ""), ("one.json", base), ("../v2/two", base), ("/v2/two#", base)]
    {
        assert!(about(reference, from, others(one, two)).is_empty(), "{reference} in {from}");
    }
    let crossed = about("one.json", base, others("https://example.com/v1/other", one));
    assert!(crossed[0].contains("is the path of schemas/shared/one.json and the `$id` of schemas/shared/two.json"));
    let elsewhere = about("one.json", base, others("https://example.com/v2/one.json", two));
    assert!(
        elsewhere[0].contains("`one.json` is the path of schemas/shared/one.json, but not its `$id`"),
        "{elsewhere:?}"
    );
}
