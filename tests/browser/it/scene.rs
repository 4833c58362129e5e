//! [`BrowserScene`]: a served sandbox, the quickstart, and a browser.

use std::net::SocketAddr;

use cronofy_hooks_browser::Browser;
use cronofy_hooks_sandbox::{Sandbox, SandboxServer};
use cronofy_hooks_tests::{Quickstart, SECRET};
use serde_json::{Value, json};

pub(crate) struct BrowserScene {
    pub(crate) sandbox: Sandbox,
    pub(crate) serving: SandboxServer,
    pub(crate) example: Quickstart,
    pub(crate) browser: Browser,
}

impl BrowserScene {
    /// Starts everything on free ports, with a paused clock.
    pub(crate) async fn start() -> Self {
        let sandbox = Sandbox::builder()
            .client_secrets([SECRET])
            .starts_at("2026-01-17T09:24:16Z".parse().unwrap())
            .seed(1)
            .with_personal_data()
            .start()
            .unwrap();
        let serving = sandbox.serve(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let example = Quickstart::start(SECRET, "memory:").await;
        let browser = Browser::start(&serving.url()).await;
        Self { sandbox, serving, example, browser }
    }

    /// Posts a form of the console as another window would. The page stays.
    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, &str)]) {
        let script = "
            const [path, fields] = arguments;
            const page = new DOMParser().parseFromString(await (await fetch('/faults')).text(), 'text/html');
            const body = new URLSearchParams(fields);
            body.set('token', page.querySelector('[name=token]').value);
            return (await fetch(path, { method: 'POST', body })).status;
        ";
        let status = self.browser.run(script, &json!([path, fields])).await;
        assert_eq!(status, 200, "{path}");
    }

    /// Calls the API with the token of the first account. Returns the status of the answer.
    pub(crate) async fn call(&self, method: &str, path: &str, body: &Value) -> u64 {
        let script = "
            const [method, path, token, body] = arguments;
            const headers = { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' };
            const sent = method === 'GET' ? { method, headers } : { method, headers, body: JSON.stringify(body) };
            return (await fetch(path, sent)).status;
        ";
        let status = self.browser.run(script, &json!([method, path, Sandbox::ACCESS_TOKEN, body])).await;
        status.as_u64().unwrap()
    }
}
