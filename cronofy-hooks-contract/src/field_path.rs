//! [`FieldPath`]: a field of a body, as `event.attendees[0].email`.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::schema::JsonSchema;
use crate::suggest::did_you_mean;

/// An error lists at most this many keys of an object.
const LISTED: usize = 12;

/// The way from a body to one of its fields: keys with dots between them and the indices of elements in brackets,
/// as `event.attendees[0].email`; or a JSON pointer, as `/event/attendees/0/email`.
///
/// ```
/// use cronofy_hooks_contract::FieldPath;
/// use serde_json::json;
///
/// let mut body = json!({ "event": { "summary": "Lunch" } });
/// "event.summary".parse::<FieldPath>()?.set(&mut body, json!("Dinner"))?;
/// assert_eq!(body, json!({ "event": { "summary": "Dinner" } }));
/// # Ok::<(), cronofy_hooks_contract::FieldPathError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath(Vec<PathStep>);

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum PathStep {
    /// A key of an object, or the index of an element.
    Key(String),
    /// `[3]`: the index of an element.
    Index(usize),
}

/// A path that cannot be read, or that does not go with a body. The text says what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPathError(String);

impl FromStr for FieldPath {
    type Err = FieldPathError;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        let steps: Vec<PathStep> = match path.strip_prefix('/') {
            // In a JSON pointer, dots and brackets are part of a key.
            Some(pointer) => {
                pointer.split('/').map(|part| PathStep::Key(part.replace("~1", "/").replace("~0", "~"))).collect()
            }
            None => path.split('.').map(steps).collect::<Result<Vec<_>, _>>()?.concat(),
        };
        if steps.iter().any(|step| matches!(step, PathStep::Key(key) if key.is_empty())) {
            return Err(FieldPathError("a key of the path is empty; write one such as `event.summary`".to_owned()));
        }
        Ok(Self(steps))
    }
}

/// The steps of `attendees[0][1]`.
fn steps(text: &str) -> Result<Vec<PathStep>, FieldPathError> {
    let brackets = || {
        FieldPathError(
            "write the index of an element in brackets, such as `event.attendees[0].email`; write a key that has \
             brackets or dots as a JSON pointer, such as `/event/a[b].c`"
                .to_owned(),
        )
    };
    let (key, mut rest) = text.split_at(text.find(['[', ']']).unwrap_or(text.len()));
    let mut steps = vec![PathStep::Key(key.to_owned())];
    while !rest.is_empty() {
        let (index, after) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or_else(brackets)?;
        steps.push(PathStep::Index(index.parse().map_err(|_| brackets())?));
        rest = after;
    }
    Ok(steps)
}

impl FieldPath {
    /// Sets the field, and creates the objects and lists on the way to it; the index after the last element of a
    /// list appends one.
    ///
    /// # Errors
    /// When the path goes through a value without fields, or beyond the end of a list.
    pub fn set(&self, body: &mut Value, value: Value) -> Result<(), FieldPathError> {
        let mut place = body;
        for (depth, step) in self.0.iter().enumerate() {
            let here = || place_name(&self.0[..depth]);
            if place.is_null() {
                *place = match step {
                    PathStep::Key(_) => Value::Object(Map::new()),
                    PathStep::Index(_) => Value::Array(Vec::new()),
                };
            }
            place = match (place, step) {
                (Value::Object(fields), PathStep::Key(key)) => fields.entry(key.as_str()).or_insert(Value::Null),
                (Value::Object(fields), PathStep::Index(_)) => {
                    return Err(FieldPathError(format!("{} is not a list; it has {}", here(), keys(fields.keys()))));
                }
                (Value::Array(items), step) => {
                    let count = items.len();
                    let Some(index) = step.index().filter(|index| *index <= count) else {
                        let text = format!("{} is a list of {count}; write an index from 0 to {count}", here());
                        return Err(FieldPathError(text));
                    };
                    if index == count {
                        items.push(Value::Null);
                    }
                    &mut items[index]
                }
                _ => {
                    let text = format!("{} has no fields; set its value, or choose another path", here());
                    return Err(FieldPathError(text));
                }
            };
        }
        *place = value;
        Ok(())
    }

    /// Takes the field out of a body, or the element out of a list.
    ///
    /// ```
    /// use cronofy_hooks_contract::FieldPath;
    /// use serde_json::json;
    ///
    /// let mut body = json!({ "event": { "summary": "Lunch", "attendees": [{}, 1] } });
    /// "event.summary".parse::<FieldPath>()?.remove(&mut body)?;
    /// "event.attendees[0]".parse::<FieldPath>()?.remove(&mut body)?;
    /// assert_eq!(body, json!({ "event": { "attendees": [1] } }));
    /// assert!("event.summary".parse::<FieldPath>()?.remove(&mut body).is_err());
    /// # Ok::<(), cronofy_hooks_contract::FieldPathError>(())
    /// ```
    ///
    /// # Errors
    /// When the body has no such field.
    pub fn remove(&self, body: &mut Value) -> Result<(), FieldPathError> {
        let missing = |depth| {
            FieldPathError(format!(
                "the body has no {}, so there is nothing to remove; write the path of a field that it has",
                place_name(&self.0[..=depth])
            ))
        };
        let Some((last, before)) = self.0.split_last() else { return Ok(()) };
        let mut place = body;
        for (depth, step) in before.iter().enumerate() {
            place = step.of(place).ok_or_else(|| missing(depth))?;
        }
        let removed = match (place, last) {
            (Value::Object(fields), PathStep::Key(key)) => {
                let found = fields.get(key).cloned();
                // The other fields keep their order, which `Map::remove` changes.
                *fields = std::mem::take(fields).into_iter().filter(|(other, _)| other != key).collect();
                found
            }
            (Value::Array(items), step) => {
                step.index().filter(|index| *index < items.len()).map(|index| items.remove(index))
            }
            _ => None,
        };
        removed.map(drop).ok_or_else(|| missing(before.len()))
    }

    /// Whether the body has the field, or the schema lists it at this place. If neither does, it is probably
    /// misspelt.
    ///
    /// # Errors
    /// When it is in neither. The error names the nearest field, or those that the object can have.
    pub fn check(&self, body: &Value, schema: &'static JsonSchema) -> Result<(), FieldPathError> {
        let mut place = Some(body);
        for (depth, step) in self.0.iter().enumerate() {
            let (key, known) = match step {
                PathStep::Key(key) if !place.is_some_and(Value::is_array) => {
                    (key, place.and_then(|place| place.get(key)))
                }
                PathStep::Key(key) => {
                    place = key.parse().ok().and_then(|index: usize| place?.get(index));
                    continue;
                }
                PathStep::Index(index) => {
                    place = place.and_then(|place| place.get(index));
                    continue;
                }
            };
            // Whether a value that is there has fields at all is for `set` to say.
            let ends_here = place.is_some_and(|place| !place.is_object() && !place.is_null());
            let there = place.and_then(Value::as_object).into_iter().flat_map(Map::keys).map(String::as_str);
            place = known;
            if known.is_some() || ends_here {
                continue;
            }
            let steps: Vec<_> = self.0[..depth].iter().map(PathStep::text).collect();
            let Some(listed) = schema.fields_at(steps.iter().map(String::as_str)) else { continue };
            if !listed.contains(&key.as_str()) {
                let mut names: Vec<_> = there.chain(listed).collect();
                names.sort_unstable();
                names.dedup();
                let here = place_name(&self.0[..depth]);
                let hint = did_you_mean(key, names.iter().copied(), &format!("; it can have {}", keys(names.clone())));
                return Err(FieldPathError(format!("{here} has no field `{key}`{hint}")));
            }
        }
        Ok(())
    }
}

impl PathStep {
    /// What it leads to in a value.
    fn of<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        match (value, self) {
            (Value::Object(fields), Self::Key(key)) => fields.get_mut(key),
            (Value::Array(items), step) => items.get_mut(step.index()?),
            _ => None,
        }
    }

    /// The index of an element, if it can be one.
    fn index(&self) -> Option<usize> {
        match self {
            Self::Key(key) => key.parse().ok(),
            Self::Index(index) => Some(*index),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Key(key) => key.clone(),
            Self::Index(index) => index.to_string(),
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format_path(&self.0))
    }
}

/// A place for a message: `event.attendees[0]` in backticks, or the body.
fn place_name(path: &[PathStep]) -> String {
    match path {
        [] => "the body".to_owned(),
        path => format!("`{}`", format_path(path)),
    }
}

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
    text
}

fn keys(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut names = names.into_iter();
    let mut keys: Vec<_> = names.by_ref().take(LISTED).map(|key| format!("`{}`", key.as_ref())).collect();
    if names.next().is_some() {
        keys.push("others".to_owned());
    }
    if keys.is_empty() { "no fields".to_owned() } else { keys.join(", ") }
}

impl fmt::Display for FieldPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FieldPathError {}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{FieldPath, FieldPathError};
    use crate::schema;

    fn path(text: &str) -> FieldPath {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn fields_are_set_added_and_rejected() {
        let body = json!({ "a": { "b": [1, { "c": 2 }] }, "d": "x" });
        for (field, value, expected) in [
            ("d", json!("y"), Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "y" }))),
            ("a.b.1.c", Value::Null, Ok(json!({ "a": { "b": [1, { "c": null }] }, "d": "x" }))),
            ("a.b[1].c", Value::Null, Ok(json!({ "a": { "b": [1, { "c": null }] }, "d": "x" }))),
            ("a.b[0]", json!(3), Ok(json!({ "a": { "b": [3, { "c": 2 }] }, "d": "x" }))),
            ("a.b[2].c[0][0]", json!(3), Ok(json!({ "a": { "b": [1, { "c": 2 }, { "c": [[3]] }] }, "d": "x" }))),
            ("/a/b/2", json!("a=b"), Ok(json!({ "a": { "b": [1, { "c": 2 }, "a=b"] }, "d": "x" }))),
            ("/a[0].b", json!(1), Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "x", "a[0].b": 1 }))),
            ("e.f", json!(true), Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "x", "e": { "f": true } }))),
            ("a.b.3", json!(1), Err("`a.b` is a list of 2; write an index from 0 to 2")),
            ("a.b[3].c", json!(1), Err("`a.b` is a list of 2; write an index from 0 to 2")),
            ("a.b[1][0]", json!(1), Err("`a.b[1]` is not a list; it has `c`")),
            ("a[0]", json!(1), Err("`a` is not a list; it has `b`")),
            ("d[0]", json!(1), Err("`d` has no fields; set its value, or choose another path")),
            ("d.e", json!(1), Err("`d` has no fields; set its value, or choose another path")),
        ] {
            let mut edited = body.clone();
            let set = path(field).set(&mut edited, value);
            assert_eq!(
                set.map(|_| edited).map_err(|FieldPathError(text)| text),
                expected.map_err(str::to_owned),
                "{field}"
            );
        }
        for wrong in ["", "a..b", "[0]"] {
            assert!(wrong.parse::<FieldPath>().is_err(), "{wrong:?}");
        }
        for wrong in ["a[", "a]", "a[]", "a[b]", "a[-1]", "a[0]b", "a[0", "a[0.b]"] {
            assert!(wrong.parse::<FieldPath>().is_err_and(|error| error.0.contains("JSON pointer")), "{wrong:?}");
        }
    }

    #[test]
    fn a_field_is_in_the_body_or_in_the_schema_at_its_place() {
        let body = json!({ "event": { "event_id": "x", "extra": {}, "attendees": [{ "email": "a" }] } });
        let start = schema("transition/event_start").unwrap_or_else(|| panic!("it is documented"));
        for (field, expected) in [
            ("event.event_id", Ok(())),
            ("event.location.description", Ok(())),
            ("event.attendees[0].email", Ok(())),
            ("event.attendees[1].email", Ok(())),
            ("event.extra", Ok(())),
            ("event.evnt_id", Err("`event` has no field `evnt_id`; did you mean `event_id`")),
            ("evnt.event_id", Err("the body has no field `evnt`; did you mean `event`")),
            ("event.attendees[0].emial", Err("`event.attendees[0]` has no field `emial`; did you mean `email`")),
            ("event.attendees[1].emial", Err("`event.attendees[1]` has no field `emial`; did you mean `email`")),
            ("event.location.zzz", Err("`event.location` has no field `zzz`; it can have `")),
        ] {
            match (path(field).check(&body, start), expected) {
                (Ok(()), Ok(())) => {}
                (Err(error), Err(expected)) => assert!(error.0.starts_with(expected), "{field}: {error}"),
                (checked, _) => panic!("{field}: {checked:?}"),
            }
        }
    }
}
