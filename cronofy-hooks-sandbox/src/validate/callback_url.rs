//! Callback URLs that name a user or a password: lists, logs and files would show both, so the sandbox takes none.

use cronofy_hooks::__private::names_user;
use http::Uri;
use serde_json::Value;

/// The fields with URLs that are called, or that a browser is sent to.
const FIELDS: [&str; 8] = [
    "callback_url",
    "completed_url",
    "no_times_displayed_url",
    "no_times_suitable_url",
    "redirect_uri",
    "redirect_uris",
    "to",
    "uri",
];

/// Whether a text is a URL that names a user or a password.
pub(crate) fn url_names_user(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|url| url.scheme().is_some() && names_user(&url))
}

/// The fields of a body whose URLs name a user or a password: `subscriptions.0.uri`.
pub(crate) fn callback_urls_with_user(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(body, "", false, &mut found);
    found
}

fn collect(value: &Value, path: &str, is_url: bool, found: &mut Vec<String>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::String(text) if is_url && url_names_user(text) => found.push(path.to_owned()),
        Value::Object(fields) => {
            fields.iter().for_each(|(key, it)| collect(it, &below(key), FIELDS.contains(&key.as_str()), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, it)| collect(it, &below(&at.to_string()), is_url, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use cronofy_hooks_contract::schemas;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_url_with_a_user_is_found_wherever_it_is() {
        let body = json!({
            "summary": "http://user:word@h/", "url": "http://user:word@h/", "callback_url": "http://h/@a?b=c@d",
            "subscriptions": [{ "uri": "http://h/" }, { "uri": "https://user@h/" }],
            "redirect_uris": ["http://h/", "http://:word@h/"],
        });
        // In the order of the body, or sorted: a feature of serde_json decides.
        let mut found = callback_urls_with_user(&body);
        found.sort();
        assert_eq!(found, ["redirect_uris.1", "subscriptions.1.uri"]);
        assert_eq!(callback_urls_with_user(&json!("http://user:word@h/")), Vec::<String>::new());
    }

    /// The names of the fields whose URLs a schema of a request restricts to HTTP.
    fn restricted(schema: &Value, name: &str, found: &mut Vec<String>) {
        match schema {
            Value::Object(fields) => {
                if fields.get("pattern").is_some_and(|it| it == "^https?://") {
                    found.push(name.to_owned());
                }
                let name_of = |key: &str| if key == "items" { name.to_owned() } else { key.to_owned() };
                fields.iter().for_each(|(key, it)| restricted(it, &name_of(key), found));
            }
            Value::Array(items) => items.iter().for_each(|it| restricted(it, name, found)),
            _ => {}
        }
    }

    #[test]
    fn every_url_of_the_documented_requests_is_looked_at() {
        let mut fields = Vec::new();
        schemas().iter().filter(|it| it.kind == "request").for_each(|it| restricted(&it.document, "", &mut fields));
        // A meeting agent joins there, and a join URL may have anything in it.
        fields.retain(|it| it != "join_url");
        assert!(fields.len() > 10, "{fields:?}");
        assert!(fields.iter().all(|it| FIELDS.contains(&it.as_str())), "{fields:?}");
    }
}
