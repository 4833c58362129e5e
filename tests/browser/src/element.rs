//! Uses a page as a person does: clicks, types, chooses.

use serde_json::{Value, json};

use crate::browser::Browser;

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

impl Browser {
    /// Clicks the first element that a selector finds.
    ///
    /// # Panics
    /// When there is none, or another element covers it.
    pub async fn press(&self, css: &str) {
        self.act("css selector", css, &[("click", json!({}))]).await;
    }

    /// Clicks the button with this label.
    ///
    /// # Panics
    /// When there is none.
    pub async fn press_button(&self, label: &str) {
        let xpath = format!("//button[normalize-space()={}]", Value::from(label));
        self.act("xpath", &xpath, &[("click", json!({}))]).await;
    }

    /// Follows the link with this text.
    ///
    /// # Panics
    /// When there is none.
    pub async fn follow(&self, text: &str) {
        let xpath = format!("//a[.//text()[normalize-space()={}]]", Value::from(text));
        self.act("xpath", &xpath, &[("click", json!({}))]).await;
    }

    /// Replaces the text of a field.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn write(&self, css: &str, text: &str) {
        self.act("css selector", css, &[("clear", json!({})), ("value", json!({ "text": text }))]).await;
    }

    /// Chooses an option of a list by its value.
    ///
    /// # Panics
    /// When there is no such list or option.
    pub async fn choose(&self, css: &str, value: &str) {
        self.press(&format!("{css} option[value={}]", Value::from(value))).await;
    }

    /// Presses keys in the focused element.
    ///
    /// # Panics
    /// When no element has the focus.
    pub async fn keys(&self, keys: &str) {
        let actions: Vec<_> = keys
            .chars()
            .flat_map(|key| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })])
            .collect();
        let keyboard = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.post("/actions", &keyboard).await;
    }

    /// Sends commands to the element that a selector finds.
    ///
    /// A live page may replace an element between two commands. The driver then calls it stale and does nothing,
    /// so this starts again with the element that took its place.
    async fn act(&self, using: &str, value: &str, commands: &[(&str, Value)]) {
        'retry: loop {
            let id = self.find(using, value).await;
            for (command, body) in commands {
                match self.try_post(&format!("/element/{id}/{command}"), body).await {
                    Ok(_) => {}
                    Err(error) if error.contains("stale element reference") => continue 'retry,
                    Err(error) => panic!("{error}"),
                }
            }
            return;
        }
    }

    async fn find(&self, using: &str, value: &str) -> String {
        let found = self.try_post("/element", &json!({ "using": using, "value": value })).await;
        let Ok(found) = found else {
            let page = self.run("return document.body.innerText", &json!([])).await;
            panic!("{value:?} is not in the page:\n{}", page.as_str().unwrap_or_default());
        };
        found[ELEMENT].as_str().expect("an element has an id").to_owned()
    }
}
