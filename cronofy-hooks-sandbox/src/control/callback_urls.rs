//! The URLs that the steps of a scenario call, and the application that they have in common.

use std::collections::BTreeMap;

use serde_json::Value;

/// What the URLs of one server have in common: of the server that the steps name most often.
pub(super) fn application_of<'s>(steps: impl IntoIterator<Item = &'s Value>) -> Option<String> {
    let mut urls = Vec::new();
    for step in steps {
        callback_urls(step, &mut urls);
    }
    let mut servers = BTreeMap::<&str, Vec<&str>>::new();
    for url in &urls {
        servers.entry(server(url)).or_default().push(url);
    }
    let urls = servers.into_values().max_by_key(Vec::len).unwrap_or_default();
    urls.into_iter().map(str::to_owned).reduce(|one, other| common(&one, &other))
}

/// The URLs that are called, without their queries.
fn callback_urls(step: &Value, urls: &mut Vec<String>) {
    match step {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().filter(|_| ["callback_url", "uri", "to"].contains(&key.as_str())) {
                    Some(url) => urls.push(url.split('?').next().unwrap_or_default().to_owned()),
                    None => callback_urls(value, urls),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| callback_urls(it, urls)),
        _ => {}
    }
}

/// `http://127.0.0.1:3000` of a URL.
pub(super) fn server(url: &str) -> &str {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    url[host..].find(['/', '?']).map_or(url, |path| &url[..host + path])
}

/// What both begin with, up to the end of a segment of the path.
fn common(one: &str, other: &str) -> String {
    let same = one.split('/').zip(other.split('/')).take_while(|(one, other)| one == other);
    same.map(|(segment, _)| segment).collect::<Vec<_>>().join("/")
}

/// Writes `{application}` where a text begins with the URL of the application.
pub(super) fn replace(value: &mut Value, url: &str) {
    match value {
        Value::String(text) => {
            // Not the beginning of another path.
            if let Some(rest) = text.strip_prefix(url).filter(|rest| rest.is_empty() || rest.starts_with(['?', '/'])) {
                *text = format!("{{application}}{rest}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, url)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, url)),
        _ => {}
    }
}
