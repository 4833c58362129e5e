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
        let id = self.find("css selector", css).await;
        self.post(&format!("/element/{id}/click"), &json!({})).await;
    }

    /// Clicks the button with this label.
    ///
    /// # Panics
    /// When there is none.
    pub async fn press_button(&self, label: &str) {
        let id = self.find("xpath", &format!("//button[normalize-space()={}]", Value::from(label))).await;
        self.post(&format!("/element/{id}/click"), &json!({})).await;
    }

    /// Follows the link with this text.
    ///
    /// # Panics
    /// When there is none.
    pub async fn follow(&self, text: &str) {
        let id = self.find("xpath", &format!("//a[.//text()[normalize-space()={}]]", Value::from(text))).await;
        self.post(&format!("/element/{id}/click"), &json!({})).await;
    }

    /// Replaces the text of a field.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn write(&self, css: &str, text: &str) {
        let id = self.find("css selector", css).await;
        self.post(&format!("/element/{id}/clear"), &json!({})).await;
        self.post(&format!("/element/{id}/value"), &json!({ "text": text })).await;
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

    async fn find(&self, using: &str, value: &str) -> String {
        let found = self.try_post("/element", &json!({ "using": using, "value": value })).await;
        let Ok(found) = found else {
            let page = self.run("return document.body.innerText", &json!([])).await;
            panic!("{value:?} is not in the page:\n{}", page.as_str().unwrap_or_default());
        };
        found[ELEMENT].as_str().expect("an element has an id").to_owned()
    }
}
