//! [`BodyEdit`]: `--set PATH=VALUE`.

use std::str::FromStr;

use cronofy_hooks_contract::{FieldPath, FieldPathError, JsonSchema};
use serde_json::Value;

use crate::text::one_line;

/// Sets one field of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BodyEdit {
    path: FieldPath,
    value: Value,
}

impl FromStr for BodyEdit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || "write a path, `=` and a value, such as `event.summary=Lunch`".to_owned();
        let (path, value) = text.split_once('=').ok_or_else(form)?;
        let path = path.parse().map_err(|error: FieldPathError| error.to_string())?;
        Ok(Self { path, value: serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned())) })
    }
}

impl BodyEdit {
    /// Sets the field in a body.
    ///
    /// # Errors
    /// If the path goes through a value without fields, or beyond the end of a list.
    pub(super) fn apply(&self, body: &mut Value) -> Result<(), FieldPathError> {
        self.path.set(body, self.value.clone())
    }

    /// A note about a field that neither the body nor the schema has. It is sent all the same: an application must
    /// accept fields that the service adds.
    pub(super) fn note(&self, body: &Value, schema: &'static JsonSchema) -> Option<String> {
        let error = self.path.check(body, schema).err()?.to_string();
        let rest = if error.ends_with('?') { "" } else { "; it is sent all the same" };
        Some(format!("note: {}{rest}", one_line(&error)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::BodyEdit;

    #[test]
    fn a_value_is_json_or_else_text() {
        for (edit, expected) in [
            ("d=y", json!({ "d": "y" })),
            ("d=\"1\"", json!({ "d": "1" })),
            ("d=1", json!({ "d": 1 })),
            ("d=null", json!({ "d": null })),
            ("d=a=b", json!({ "d": "a=b" })),
        ] {
            let mut body = Value::Null;
            edit.parse::<BodyEdit>().expect("it is an edit").apply(&mut body).expect("it fits");
            assert_eq!(body, expected, "{edit}");
        }
        for wrong in ["", "a", "=1", "a..b=1", "[0]=1", "a[=1", "a[b]=1"] {
            assert!(wrong.parse::<BodyEdit>().is_err(), "{wrong:?}");
        }
    }
}
