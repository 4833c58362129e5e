//! [`BodyEdit`]: `--set PATH=VALUE`.

use std::fmt::Write as _;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::text::one_line;

/// An error lists at most this many keys of an object.
const LISTED: usize = 12;

/// Sets one field of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BodyEdit {
    path: Vec<PathStep>,
    value: Value,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum PathStep {
    /// A key of an object, or the index of an element.
    Key(String),
    /// `[3]`: the index of an element.
    Index(usize),
}

/// A key that an edit created, and the other keys of its object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NewKey {
    pub(super) key: String,
    pub(super) beside: Vec<String>,
}

impl FromStr for BodyEdit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "write a path, `=` and a value, such as `event.summary=Lunch`";
        let (path, value) = text.split_once('=').ok_or(FORM)?;
        let path: Vec<PathStep> = match path.strip_prefix('/') {
            // In a JSON pointer, dots and brackets are part of a key.
            Some(pointer) => {
                pointer.split('/').map(|part| PathStep::Key(part.replace("~1", "/").replace("~0", "~"))).collect()
            }
            None => path.split('.').map(steps).collect::<Result<Vec<_>, _>>()?.concat(),
        };
        if path.iter().any(|step| matches!(step, PathStep::Key(key) if key.is_empty())) {
            return Err(FORM);
        }
        Ok(Self { path, value: serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned())) })
    }
}

/// The steps of `attendees[0][1]`.
fn steps(text: &str) -> Result<Vec<PathStep>, &'static str> {
    const BRACKETS: &str = "write the index of an element in brackets, such as `event.attendees[0].email=a@b.c`; \
                            write a key that has brackets or dots as a JSON pointer, such as `/event/a[b].c=1`";
    let (key, mut rest) = text.split_at(text.find(['[', ']']).unwrap_or(text.len()));
    let mut steps = vec![PathStep::Key(key.to_owned())];
    while !rest.is_empty() {
        let (index, after) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or(BRACKETS)?;
        steps.push(PathStep::Index(index.parse().map_err(|_| BRACKETS)?));
        rest = after;
    }
    Ok(steps)
}

impl BodyEdit {
    /// Sets the field in a body. Returns the first key of the path that the body did not have.
    ///
    /// # Errors
    /// If the path goes through a value without fields, or beyond the end of a list.
    pub(super) fn apply(&self, body: &mut Value) -> Result<Option<NewKey>, String> {
        let mut new = None;
        let mut place = body;
        for (depth, step) in self.path.iter().enumerate() {
            let here = || format_path(&self.path[..depth]);
            if place.is_null() {
                *place = match step {
                    PathStep::Key(_) => Value::Object(Map::new()),
                    PathStep::Index(_) => Value::Array(Vec::new()),
                };
            }
            place = match (place, step) {
                (Value::Object(fields), PathStep::Key(key)) => {
                    if new.is_none() && !fields.contains_key(key) {
                        new = Some(NewKey { key: key.clone(), beside: fields.keys().cloned().collect() });
                    }
                    fields.entry(key.as_str()).or_insert(Value::Null)
                }
                (Value::Object(fields), PathStep::Index(_)) => {
                    return Err(format!("`{}` is not a list; it has {}", here(), keys(fields)));
                }
                (Value::Array(items), step) => {
                    let count = items.len();
                    let index = match step {
                        PathStep::Key(key) => key.parse::<usize>().ok(),
                        PathStep::Index(index) => Some(*index),
                    };
                    let Some(index) = index.filter(|index| *index <= count) else {
                        return Err(format!("`{}` is a list of {count}; write an index from 0 to {count}", here()));
                    };
                    if index == count {
                        items.push(Value::Null);
                    }
                    &mut items[index]
                }
                _ => return Err(format!("`{}` has no fields; set its value, or choose another path", here())),
            };
        }
        *place = self.value.clone();
        Ok(new)
    }
}

/// Formats a path for a message: `event.attendees[0]`.
fn format_path(path: &[PathStep]) -> String {
    let mut text = String::new();
    for step in path {
        // Writing to a string cannot fail.
        let _ = match step {
            PathStep::Key(key) if text.is_empty() => write!(text, "{key}"),
            PathStep::Key(key) => write!(text, ".{key}"),
            PathStep::Index(index) => write!(text, "[{index}]"),
        };
    }
    if text.is_empty() { "the body".to_owned() } else { one_line(&text) }
}

fn keys(fields: &Map<String, Value>) -> String {
    let mut keys: Vec<_> = fields.keys().take(LISTED).map(|key| format!("`{}`", one_line(key))).collect();
    if fields.len() > LISTED {
        keys.push("others".to_owned());
    }
    if keys.is_empty() { "no fields".to_owned() } else { keys.join(", ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{BodyEdit, NewKey};

    #[test]
    fn fields_are_set_added_and_rejected() {
        let body = json!({ "a": { "b": [1, { "c": 2 }] }, "d": "x" });
        for (edit, expected) in [
            ("d=y", Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "y" }))),
            ("d=\"1\"", Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "1" }))),
            ("a.b.1.c=null", Ok(json!({ "a": { "b": [1, { "c": null }] }, "d": "x" }))),
            ("a.b[1].c=null", Ok(json!({ "a": { "b": [1, { "c": null }] }, "d": "x" }))),
            ("a.b[0]=3", Ok(json!({ "a": { "b": [3, { "c": 2 }] }, "d": "x" }))),
            ("a.b[2].c[0][0]=3", Ok(json!({ "a": { "b": [1, { "c": 2 }, { "c": [[3]] }] }, "d": "x" }))),
            ("/a/b/2=a=b", Ok(json!({ "a": { "b": [1, { "c": 2 }, "a=b"] }, "d": "x" }))),
            ("/a[0].b=1", Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "x", "a[0].b": 1 }))),
            ("e.f=true", Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "x", "e": { "f": true } }))),
            ("a.b.3=1", Err("`a.b` is a list of 2; write an index from 0 to 2")),
            ("a.b[3].c=1", Err("`a.b` is a list of 2; write an index from 0 to 2")),
            ("a.b[1][0]=1", Err("`a.b[1]` is not a list; it has `c`")),
            ("a[0]=1", Err("`a` is not a list; it has `b`")),
            ("d[0]=1", Err("`d` has no fields; set its value, or choose another path")),
            ("d.e=1", Err("`d` has no fields; set its value, or choose another path")),
        ] {
            let mut edited = body.clone();
            let applied = edit.parse::<BodyEdit>().expect("it is an edit").apply(&mut edited);
            assert_eq!(applied.map(|_| edited), expected.map_err(str::to_owned), "{edit}");
        }
        for wrong in ["", "a", "=1", "a..b=1", "[0]=1"] {
            assert!(wrong.parse::<BodyEdit>().is_err(), "{wrong:?}");
        }
        for wrong in ["a[=1", "a]=1", "a[]=1", "a[b]=1", "a[-1]=1", "a[0]b=1", "a[0=1", "a[0.b]=1"] {
            assert!(wrong.parse::<BodyEdit>().is_err_and(|cure| cure.contains("JSON pointer")), "{wrong:?}");
        }
    }

    #[test]
    fn a_new_key_is_returned() {
        let mut body = json!({ "event": { "summary": "x", "start": 1 } });
        for (edit, expected) in [
            ("event.summary=y", None),
            ("event.sumary.a=y", Some(("sumary", vec!["summary", "start"]))),
            ("event.sumary.a=z", None),
        ] {
            let new = edit.parse::<BodyEdit>().expect("it is an edit").apply(&mut body).expect("it fits");
            let expected = expected.map(|(key, beside)| NewKey {
                key: key.to_owned(),
                beside: beside.into_iter().map(str::to_owned).collect(),
            });
            assert_eq!(new, expected, "{edit}");
        }
    }
}
