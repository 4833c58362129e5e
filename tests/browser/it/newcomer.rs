//! What a developer who has never seen the API wants to do first, with the pages alone: how many clicks each takes.

use std::cell::Cell;

use cronofy_hooks_browser::Browser;
use cronofy_hooks_sandbox::Sandbox;
use cronofy_hooks_tests::SECRET;

use crate::scene::BrowserScene;

/// A browser that counts clicks.
struct Newcomer<'b> {
    browser: &'b Browser,
    clicks: Cell<u32>,
}

impl Newcomer<'_> {
    async fn follow(&self, text: &str) {
        self.clicks.set(self.clicks.get() + 1);
        self.browser.follow(text).await;
    }

    async fn press(&self, label: &str) {
        self.clicks.set(self.clicks.get() + 1);
        self.browser.press_button(label).await;
    }

    /// Ends a task that may take this many clicks.
    fn took(&self, task: &str, most: u32) {
        let clicks = self.clicks.replace(0);
        assert!(clicks <= most, "{task} takes {clicks} clicks");
    }
}

#[tokio::test]
async fn the_first_tasks_take_few_clicks() {
    let mut scene = BrowserScene::start().await;
    let browser = &scene.browser;
    let newcomer = Newcomer { browser, clicks: Cell::new(0) };
    let url = scene.example.url.clone();

    // Connect an application: the page with which the console opens has what it needs, and sends the first notification.
    browser.open("/").await;
    for value in ["sandbox_access_token", "Client secret", "curl", "Python"] {
        browser.wait_for(value).await;
    }
    browser.write("#url", &url).await;
    newcomer.press("Check that it answers").await;
    browser.wait_for("204 No Content").await;
    newcomer.took("connecting an application", 1);
    assert_eq!(scene.example.line().await["handler"], "verification");

    // Find why it answers 401.
    let browser = &scene.browser;
    let newcomer = Newcomer { browser, clicks: Cell::new(0) };
    scene.sandbox.set_client_secrets([Sandbox::CLIENT_SECRET]).unwrap();
    let number = scene.sandbox.trigger(&url, serde_json::json!({ "notification": { "type": "change" } })).unwrap();
    scene.sandbox.deliver_due().await;
    browser.open("/").await;
    browser.wait_for("401 Unauthorized").await;
    newcomer.follow("change").await;
    browser.wait_for("Refused: probably another client secret, or one of 3 other causes.").await;
    browser.wait_for("CRONOFY_CLIENT_SECRET=CRN_sandbox_secret").await;
    newcomer.took("finding why it answers 401", 1);

    // See what it has to compute, and what it does wrong: here it writes hexadecimal digits.
    newcomer.follow("Verify this request").await;
    browser.wait_for("Your application must get").await;
    let hexadecimal = "[...atob(document.getElementById('expected-1').innerText)].map((it) => \
                       it.charCodeAt(0).toString(16).padStart(2, '0')).join('')";
    let computed = browser.run(&format!("return {hexadecimal}"), &serde_json::json!([])).await;
    browser.write("#computed", computed.as_str().expect("a text")).await;
    newcomer.press("Find the difference").await;
    browser.wait_for("This is hexadecimal; the service writes base64.").await;
    // The answer to a form has no updates, so nothing to pause lies over it.
    browser.wait("document.getElementById('live').hidden").await;
    newcomer.took("finding what it computes", 2);
    browser.follow(&format!("delivery {number}")).await;
    scene.sandbox.set_client_secrets([SECRET]).unwrap();

    // Resend it with a changed field.
    newcomer.follow("Edit and resend").await;
    let body = r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:00:00Z"}}"#;
    browser.write("#body", body).await;
    newcomer.press("Send").await;
    browser.wait_for("204 No Content").await;
    browser.wait_for("changes_since").await;
    newcomer.took("resending with a changed field", 2);

    // Reproduce a closed channel.
    newcomer.follow("Faults").await;
    newcomer.press("Add the rule").await;
    browser.wait_for("Added the fault: drop.").await;
    newcomer.follow("Channels").await;
    browser.write("#callback_url", &url).await;
    newcomer.press("Create the channel").await;
    browser.wait_for("Created channel").await;
    browser.wait("document.getElementById('warnings').innerText.includes('closes')").await;
    newcomer.follow("Clock").await;
    newcomer.press("1 day").await;
    browser.wait_for("In 24 h: 2 deliveries, 2 failed; channel").await;
    browser.press("#moved a[href^='/channels#']").await;
    browser.wait_for("nothing succeeded for 24 hours").await;
    browser.wait_for("Create it again").await;
    browser.wait_for("because of the fault drop").await;
    browser.wait_for("The fault rule drop is on, so the deliveries of a new channel fail as well.").await;
    newcomer.took("reproducing a closed channel", 7);

    // Turn it into a file.
    newcomer.follow("Scenario").await;
    browser.wait_for("sandbox play scenario.yaml --port 0").await;
    newcomer.took("making a scenario of it", 1);
    scene.browser.close().await;
}
