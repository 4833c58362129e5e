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
        let violations = self.violations(axe).await;
        assert_eq!(violations, json!([]), "{name}: {violations:#}");
    }

    /// What axe finds in the page.
    ///
    /// # Panics
    /// When it cannot run.
    pub async fn violations(&self, axe: &str) -> Value {
        let loaded = self.run("return Boolean(window.axe)", &json!([])).await;
        if loaded != Value::Bool(true) {
            self.run(axe, &json!([])).await;
        }
        self.post("/execute/async", &json!({ "script": VIOLATIONS, "args": [] })).await
    }
}
