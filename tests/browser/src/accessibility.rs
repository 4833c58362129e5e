//! What axe finds in a page.

use serde_json::{Value, json};

use crate::browser::Browser;

/// Everything that is against a rule: the rule, what it asks for, and the elements.
const VIOLATIONS: &str = r#"
    const done = arguments[0];
    axe.run(document, { resultTypes: ["violations"] }).then((found) => done(found.violations.map((it) =>
        [it.id, it.help, ...it.nodes.map((node) => node.html.slice(0, 200) + " " + node.failureSummary)])));
"#;

impl Browser {
    /// Checks that axe finds nothing in the page. `axe` is its source.
    ///
    /// # Panics
    /// Otherwise, with what it finds.
    pub async fn expect_accessible(&self, name: &str, axe: &str) {
        let loaded = self.run("return Boolean(window.axe)", &json!([])).await;
        if loaded != Value::Bool(true) {
            self.run(axe, &json!([])).await;
        }
        let violations = self.post("/execute/async", &json!({ "script": VIOLATIONS, "args": [] })).await;
        assert_eq!(violations, json!([]), "{name}: {violations:#}");
    }
}
