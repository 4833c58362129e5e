//! Where a body can be changed without breaking a promise of its schema.

use cronofy_hooks_tests::SchemaSet;
use serde_json::Value;

/// JSON pointers into a body.
#[derive(Debug, Default)]
pub(super) struct Sites {
    /// Strings of a closed list of words.
    pub(super) words: Vec<String>,
    /// Fields that are not required.
    pub(super) optional: Vec<String>,
    /// Objects, the body itself among them.
    pub(super) objects: Vec<String>,
}

impl Sites {
    /// Walks a body along its schema.
    pub(super) fn of(set: &SchemaSet, schema: &str, body: &Value) -> Self {
        let mut sites = Self::default();
        sites.walk(set, schema, set.get(schema).unwrap(), body, "");
        sites.objects = objects(body, "");
        sites
    }

    fn walk(&mut self, set: &SchemaSet, file: &str, schema: &Value, value: &Value, at: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            let (file, schema) = set.follow(file, reference);
            return self.walk(set, &file, schema, value, at);
        }
        if value.is_string()
            && schema["oneOf"].as_array().is_some_and(|words| words.iter().all(|word| word["const"].is_string()))
        {
            self.words.push(at.to_owned());
        }
        for (key, schema_of_key) in schema["properties"].as_object().into_iter().flatten() {
            let Some(value) = value.get(key) else { continue };
            let at = format!("{at}/{key}");
            if !schema["required"].as_array().is_some_and(|required| required.iter().any(|required| required == key)) {
                self.optional.push(at.clone());
            }
            self.walk(set, file, schema_of_key, value, &at);
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            self.walk(set, file, &schema["items"], item, &format!("{at}/{index}"));
        }
    }
}

fn objects(value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(fields) = value.as_object() {
        found.push(at.to_owned());
        for (key, value) in fields {
            found.extend(objects(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))));
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(objects(item, &format!("{at}/{index}")));
    }
    found
}
