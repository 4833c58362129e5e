//! For tests: the samples with a text in every personal field, so that it can be looked for in what is shown or saved.

use std::collections::BTreeSet;

use cronofy_hooks_contract::{samples, schemas};
use serde_json::Value;

/// In every personal value.
pub(crate) const PLANTED: &str = "Zaphod";

/// All samples, with planted texts that fit where they are.
pub(crate) fn planted_samples() -> Vec<Value> {
    let mut names = BTreeSet::new();
    let of_deliveries = schemas().iter().filter(|it| it.is_delivery() || it.kind == "shared");
    of_deliveries.for_each(|it| marked(&it.document, &mut names));
    assert!(["email", "summary", "metadata"].iter().all(|name| names.contains(*name)), "{names:?}");
    let planted = |body: &str| {
        let mut body = serde_json::from_str(body).expect("JSON");
        plant(&mut body, &names, false);
        body
    };
    samples().iter().map(|it| planted(it.body)).collect()
}

/// The names of all fields that a schema marks.
fn marked(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            for (name, field) in fields {
                if field["x-personal"] == true {
                    names.insert(name.clone());
                }
                marked(field, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| marked(it, names)),
        _ => {}
    }
}

/// Plants the text in every field of these names, and in what is below.
fn plant(value: &mut Value, names: &BTreeSet<String>, is_personal: bool) {
    match value {
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, it)| plant(it, names, is_personal || names.contains(name)));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| plant(it, names, is_personal)),
        Value::String(text) if is_personal && text.contains("://") => *text = format!("{text}/{PLANTED}"),
        Value::String(text) if is_personal && text.contains('@') => *text = format!("{PLANTED}.{text}"),
        Value::String(text) if is_personal => *text = format!("{PLANTED} {text}"),
        _ => {}
    }
}
