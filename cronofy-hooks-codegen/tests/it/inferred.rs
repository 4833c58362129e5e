//! The page of what is inferred has every mark, with its place.

use cronofy_hooks_codegen::{Errors, SchemaSet, generate};
use serde_json::json;

use crate::support::{object, set, text, workspace};

const PAGE: &str = "schemas/INFERRED.md";

#[test]
fn every_mark_is_a_row_with_its_place() -> Result<(), Errors> {
    let mut thing = object("Thing", &json!({ "type": "string", "x-inferred": "a field" }));
    thing["x-inferred"] = "a | whole".into();
    thing["properties"]["list"] = json!({ "type": "array", "items": { "title": "ThingPart", "type": "object", "properties": {
        "deep": { "x-rust-type": "json", "x-inferred": "in a list" },
    } } });
    thing["properties"]["map"] = json!({ "type": "object", "additionalProperties": {
        "type": "string", "x-inferred": "in a map",
    } });
    thing["properties"]["word"] = json!({ "title": "ThingWord", "oneOf": [
        { "const": "yes", "description": "Yes." }, { "const": "no", "description": "No.", "x-inferred": "a word" },
    ] });
    thing["x-endpoint"] = json!({ "GET /v1/things": { "query": { "type": "object", "properties": {
        "all": { "type": "boolean", "x-inferred": "in a query" },
    } } } });
    let files = generate(&set([
        ("response/thing.json", thing),
        ("shared/known.json", object("Known", &json!({ "type": "string" }))),
    ]))?;
    let row = |place: &str, reason: &str| format!("| [response/thing](response/thing.json) | {place} | {reason} |\n");
    // The order of the properties is that of the file, or of their names, as serde_json is built.
    let mut rows = [
        row("the whole", "A \\| whole."),
        row("`list[].deep`", "In a list."),
        row("`map{}`", "In a map."),
        row("`word no`", "A word."),
        row("`x`", "A field."),
        row("`GET /v1/things?all`", "In a query."),
    ];
    let page = text(&files, PAGE);
    let (head, table) = page.split_once("| --- | --- | --- |\n").unwrap_or_default();
    let mut table: Vec<_> = table.split_inclusive('\n').collect();
    rows.sort();
    table.sort_unstable();
    assert_eq!(table, rows);
    assert!(head.contains("6 marks in 1 schemas."), "{head}");
    Ok(())
}

#[test]
fn no_mark_of_the_schemas_is_missing() -> Result<(), Box<dyn std::error::Error>> {
    let schemas = SchemaSet::read(&workspace().join("schemas"))?;
    let written: usize = schemas.schemas.iter().map(|schema| schema.text.matches("\"x-inferred\":").count()).sum();
    let files = generate(&schemas)?;
    let rows = text(&files, PAGE).lines().filter(|line| line.starts_with("| [")).count();
    assert_eq!(rows, written);
    Ok(())
}
