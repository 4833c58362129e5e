//! Form bodies: `name[]=…` is a list and `name[key]=…` an object, nested as deep as the brackets are.

use serde_json::{Map, Value};

use super::response::{ApiResponse, ApiResult};

/// How deep brackets may nest. No request needs more than a few.
const DEEPEST: usize = 8;

/// The object that a form describes; all its values are text.
pub(super) fn form(body: &[u8]) -> ApiResult<Value> {
    let mut fields = Value::Object(Map::new());
    for (name, value) in form_urlencoded::parse(body) {
        let keys = keys(&name).ok_or_else(|| refused(&name, "write brackets in pairs after a name, such as a[b][]"))?;
        let conflict = || refused(&name, "another field uses the same name in another way");
        insert(&mut fields, &keys, value.into_owned()).ok_or_else(conflict)?;
    }
    Ok(fields)
}

fn refused(name: &str, reason: &str) -> ApiResponse {
    ApiResponse::invalid(name, "errors.invalid", format!("{name} cannot be read: {reason}"))
}

/// `a[b][]` is `a`, `b` and an empty key, which adds to a list.
fn keys(name: &str) -> Option<Vec<&str>> {
    let (first, mut rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let mut keys = vec![first];
    while !rest.is_empty() {
        let (key, after) = rest.strip_prefix('[')?.split_once(']')?;
        keys.push(key);
        rest = after;
    }
    (!first.is_empty() && !first.contains(']') && keys.len() <= DEEPEST).then_some(keys)
}

/// `None` when the place has a value of another kind.
fn insert(place: &mut Value, keys: &[&str], value: String) -> Option<()> {
    let Some((key, rest)) = keys.split_first() else {
        // Of a field that is repeated, the last value counts.
        let is_free = place.is_null() || place.is_string();
        *place = Value::from(value);
        return is_free.then_some(());
    };
    if key.is_empty() {
        if place.is_null() {
            *place = Value::Array(Vec::new());
        }
        let list = place.as_array_mut()?;
        // `a[][b]=1&a[][c]=2` is one element; a key that the last element has begins another.
        let continues = |last: &Value| matches!(rest, [next, ..] if last.get(*next).is_none() && last.is_object());
        if !list.last().is_some_and(continues) {
            list.push(Value::Null);
        }
        return insert(list.last_mut()?, rest, value);
    }
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    insert(place.as_object_mut()?.entry(*key).or_insert(Value::Null), rest, value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_are_lists_and_objects() {
        let cases = [
            ("a=1&b=%26&a=2", json!({ "a": "2", "b": "&" })),
            ("a[]=1&a[]=2", json!({ "a": ["1", "2"] })),
            ("a[b]=1&a[c][]=2&a[c][]=3", json!({ "a": { "b": "1", "c": ["2", "3"] } })),
            ("a[][b]=1&a[][c]=2&a[][b]=3", json!({ "a": [{ "b": "1", "c": "2" }, { "b": "3" }] })),
        ];
        for (text, expected) in cases {
            assert_eq!(form(text.as_bytes()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_by_name() {
        let deep = format!("a{}=1", "[b]".repeat(DEEPEST));
        for text in ["a[b=1", "a[b]c=1", "[b]=1", "a]=1", "a=1&a[b]=1", "a[]=1&a[b]=1", "a[b]=1&a=1", &deep] {
            let refused = form(text.as_bytes()).expect_err(text);
            assert_eq!(refused.status, 422, "{text}");
            let last = text.rsplit('&').next().unwrap_or_default().trim_end_matches("=1");
            assert!(refused.body.unwrap_or_default()["errors"][last].is_array(), "{text}");
        }
    }
}
