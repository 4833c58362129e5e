//! [`Edit`]: `--set PATH=VALUE`.

use std::str::FromStr;

use serde_json::{Map, Value};

/// Sets one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    path: Vec<String>,
    value: Value,
}

impl FromStr for Edit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "write a path, `=` and a value, such as `event.summary=Lunch`";
        let (path, value) = text.split_once('=').ok_or(FORM)?;
        let path: Vec<String> = match path.strip_prefix('/') {
            Some(pointer) => pointer.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect(),
            None => path.split('.').map(str::to_owned).collect(),
        };
        if path.iter().any(String::is_empty) {
            return Err(FORM);
        }
        Ok(Self { path, value: serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned())) })
    }
}

impl Edit {
    /// Sets it in a body.
    ///
    /// # Errors
    /// When the path leads through something that has no fields, or beyond the end of a list.
    pub(super) fn apply(&self, body: &mut Value) -> Result<(), String> {
        let mut place = body;
        for (depth, part) in self.path.iter().enumerate() {
            let here = || self.path[..depth].join(".");
            if place.is_null() {
                *place = Value::Object(Map::new());
            }
            place = match place {
                Value::Object(fields) => fields.entry(part.as_str()).or_insert(Value::Null),
                Value::Array(items) => {
                    let count = items.len();
                    let index = part.parse::<usize>().ok().filter(|index| *index <= count);
                    let Some(index) = index else {
                        return Err(format!(
                            "`{}` is a list of {count}; write a number from 0 to {count} after it",
                            here()
                        ));
                    };
                    if index == count {
                        items.push(Value::Null);
                    }
                    &mut items[index]
                }
                _ => return Err(format!("`{}` has no fields; set it whole, or choose another path", here())),
            };
        }
        *place = self.value.clone();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Edit;

    #[test]
    fn fields_are_set_added_and_refused() {
        let body = json!({ "a": { "b": [1, { "c": 2 }] }, "d": "x" });
        for (edit, expected) in [
            ("d=y", Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "y" }))),
            ("d=\"1\"", Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "1" }))),
            ("a.b.1.c=null", Ok(json!({ "a": { "b": [1, { "c": null }] }, "d": "x" }))),
            ("/a/b/2=a=b", Ok(json!({ "a": { "b": [1, { "c": 2 }, "a=b"] }, "d": "x" }))),
            ("e.f=true", Ok(json!({ "a": { "b": [1, { "c": 2 }] }, "d": "x", "e": { "f": true } }))),
            ("a.b.3=1", Err("`a.b` is a list of 2; write a number from 0 to 2 after it")),
            ("d.e=1", Err("`d` has no fields; set it whole, or choose another path")),
        ] {
            let mut edited = body.clone();
            let applied = edit.parse::<Edit>().expect("it is an edit").apply(&mut edited);
            assert_eq!(applied.map(|()| edited), expected.map_err(str::to_owned), "{edit}");
        }
        for wrong in ["", "a", "=1", "a..b=1"] {
            assert!(wrong.parse::<Edit>().is_err(), "{wrong:?}");
        }
    }
}
