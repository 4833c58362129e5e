//! [`ParameterValues`]: what serde writes of a value, as the text of parameters.
//!
//! The mirror of what [`Path`](crate::Path) and [`Trigger`](crate::Trigger) read: a type that serde
//! writes and reads comes back as it was.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::error::SubscriptionError;

/// The values of a path's parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ParameterValues {
    /// Of one value or a tuple. A struct without fields and `()` have none.
    InOrder(Vec<String>),
    /// Of a struct, a map, or a list of names and values. What is `None` is left out.
    ByName(Vec<(String, String)>),
}

impl ParameterValues {
    pub(super) fn of(params: &impl Serialize) -> Result<Self, SubscriptionError> {
        Ok(match to_json(params)? {
            Value::Null => Self::InOrder(Vec::new()),
            Value::Object(fields) => {
                let given = fields.into_iter().filter(|(_, value)| !value.is_null());
                Self::ByName(given.map(|(name, value)| named(name, &value)).collect::<Result<_, _>>()?)
            }
            Value::Array(list) if !list.is_empty() && list.iter().all(is_pair) => {
                Self::ByName(list.into_iter().map(pair).collect::<Result<_, _>>()?)
            }
            Value::Array(list) => {
                let text = |value| text(value).ok_or_else(|| not_one_value("a parameter of the path"));
                Self::InOrder(list.iter().map(text).collect::<Result<_, _>>()?)
            }
            one => Self::InOrder(text(&one).into_iter().collect()),
        })
    }
}

/// The text of a trigger's name.
pub(super) fn trigger_name(trigger: &impl Serialize) -> Result<String, SubscriptionError> {
    match text(&to_json(trigger)?) {
        Some(name) if name.is_empty() => Err(SubscriptionError::new("the name of the trigger is empty; give it one")),
        Some(name) => Ok(name),
        None => Err(not_one_value("the name of a trigger")),
    }
}

/// Percent-encodes all bytes but those that every URL may hold as they are, and `kept`.
pub(super) fn percent_encode(text: &str, kept: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let character = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-._~".contains(character) || (byte.is_ascii() && kept.contains(character)) {
            encoded.push(character);
        } else {
            // Writing into a `String` does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn to_json(value: &impl Serialize) -> Result<Value, SubscriptionError> {
    // serde's message may repeat a value.
    serde_json::to_value(value)
        .map_err(|_| SubscriptionError::new("a value cannot be written as text; use text, numbers or unit variants"))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_pair(value: &Value) -> bool {
    value.as_array().is_some_and(|pair| matches!(pair.as_slice(), [Value::String(_), _]))
}

fn pair(value: Value) -> Result<(String, String), SubscriptionError> {
    match value {
        Value::Array(mut pair) if pair.len() == 2 => {
            let (name, value) = (pair.swap_remove(0), pair.swap_remove(0));
            named(text(&name).unwrap_or_default(), &value)
        }
        _ => Err(not_one_value("a parameter of the path")),
    }
}

fn named(name: String, value: &Value) -> Result<(String, String), SubscriptionError> {
    match text(value) {
        Some(value) => Ok((name, value)),
        None => Err(not_one_value(&format!("`{name}`"))),
    }
}

fn not_one_value(what: &str) -> SubscriptionError {
    SubscriptionError::new(format!("{what} is not one value; give it text, a number, a bool or a unit variant"))
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::{ParameterValues, percent_encode, trigger_name};

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Reminder {
        TenMinutes,
        After(u32),
    }

    #[derive(Serialize)]
    struct Place {
        user_id: u64,
        tenant: Option<&'static str>,
    }

    fn in_order(params: impl Serialize) -> Vec<String> {
        match ParameterValues::of(&params) {
            Ok(ParameterValues::InOrder(values)) => values,
            other => panic!("{other:?}"),
        }
    }

    fn by_name(params: impl Serialize) -> Vec<(String, String)> {
        match ParameterValues::of(&params) {
            Ok(ParameterValues::ByName(values)) => values,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn values_are_given_as_path_reads_them() {
        assert_eq!(in_order(()), [""; 0]);
        assert_eq!(in_order(7), ["7"]);
        assert_eq!(in_order("ada"), ["ada"]);
        assert_eq!(in_order(("acme", -1, true, Reminder::TenMinutes)), ["acme", "-1", "true", "ten_minutes"]);
        let user = [("user_id".to_owned(), "7".to_owned())];
        assert_eq!(by_name(Place { user_id: 7, tenant: None }), user);
        assert_eq!(by_name([("user_id", 7)]), user);
        assert_eq!(by_name(Place { user_id: 7, tenant: Some("a") }).len(), 2);
        for refused in [
            ParameterValues::of(&(None::<u8>, 1)),
            ParameterValues::of(&[("user_id", [1])]),
            ParameterValues::of(&Reminder::After(1)).and_then(|_| ParameterValues::of(&[Reminder::After(1)])),
        ] {
            assert!(refused.is_err_and(|error| error.to_string().contains("is not one value")));
        }
    }

    #[test]
    fn a_trigger_is_one_value_that_is_not_empty() {
        assert_eq!(trigger_name(&Reminder::TenMinutes), Ok("ten_minutes".to_owned()));
        assert_eq!(trigger_name(&10), Ok("10".to_owned()));
        for (trigger, message) in [
            (trigger_name(&""), "is empty"),
            (trigger_name(&()), "not one value"),
            (trigger_name(&Reminder::After(1)), "not one value"),
            (trigger_name(&u128::MAX), "cannot be written"),
        ] {
            assert!(trigger.is_err_and(|error| error.to_string().contains(message)), "{message}");
        }
    }

    #[test]
    fn only_what_every_url_may_hold_stays() {
        assert_eq!(percent_encode("aZ9-._~", ""), "aZ9-._~");
        assert_eq!(percent_encode("a b/c+%&=?#é", "/"), "a%20b/c%2B%25%26%3D%3F%23%C3%A9");
        assert_eq!(percent_encode("/", ""), "%2F");
    }
}
