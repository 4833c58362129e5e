//! The examples of the documentation's pages, as whole requests.

use std::fs;

use cronofy_hooks_tests::{SchemaSet, files, root};
use serde_json::Value;

/// A request, taken apart.
struct SampleRequest {
    line: String,
    headers: Vec<(String, String)>,
    body: Value,
}

impl SampleRequest {
    fn parse(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\n\n")?;
        let (line, headers) = head.split_once('\n')?;
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        let headers = headers.lines().map(header).collect::<Option<_>>()?;
        Some(Self { line: line.to_owned(), headers, body: serde_json::from_str(body).ok()? })
    }

    fn header(&self, wanted: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.next().map(|(_, value)| value.as_str())
    }

    /// The schema that the content names, and the part of the body that it describes.
    fn schema(&self) -> (String, &Value) {
        if let Some(subscriptions) = self.body.get("subscriptions") {
            return ("request/subscriptions".to_owned(), subscriptions);
        }
        let notification = &self.body["notification"];
        let named = |kind: &str, name: &Value| (format!("{kind}/{}", name.as_str().unwrap_or_default()), &self.body);
        match (&notification["interactions"][0]["type"], &notification["transitions"][0]["type"]) {
            (Value::Null, Value::Null) => named("notification", &notification["type"]),
            (interaction, Value::Null) => named("interaction", interaction),
            (_, transition) => named("transition", transition),
        }
    }
}

#[test]
fn http_samples_parse_and_validate() {
    let set = SchemaSet::load();
    let folder = root().join("schemas/samples/http");
    let (mut deliveries, mut requests) = (0, 0);
    for path in files(&folder, "http") {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        let text = fs::read_to_string(&path).unwrap();
        let request = SampleRequest::parse(&text).unwrap_or_else(|| panic!("{name} is no request"));
        let (schema, part) = request.schema();
        assert!(set.get(&schema).is_some(), "{name}: there is no schema {schema}");
        assert_eq!(super::failures(&set.validator(&schema), part), Vec::<String>::new(), "{name} as {schema}");

        let line: Vec<_> = request.line.split(' ').collect();
        assert!(matches!(line[..], ["POST", path, "HTTP/1.1"] if path.starts_with('/')), "{name}: {}", request.line);
        assert!(request.header("Host").is_some(), "{name}: no host");
        let content_type = request.header("Content-Type");
        assert_eq!(content_type, Some("application/json; charset=utf-8"), "{name}");
        if schema.starts_with("request/") {
            assert_eq!(request.header("Authorization"), Some("Bearer {ACCESS_TOKEN}"), "{name}");
            requests += 1;
        } else {
            assert_eq!(request.header("Cronofy-HMAC-SHA256"), Some("{signature}"), "{name}");
            deliveries += 1;
        }
    }
    assert!(deliveries > 0 && requests > 0, "{deliveries} deliveries and {requests} requests");
}
