//! [`Scene`]: a sandbox that listens, the example, and a browser.

use std::net::SocketAddr;

use cronofy_hooks_browser::Browser;
use cronofy_hooks_sandbox::{Sandbox, Serving};
use cronofy_hooks_tests::{Quickstart, SECRET};
use serde_json::json;

pub(crate) struct Scene {
    pub(crate) sandbox: Sandbox,
    pub(crate) serving: Serving,
    pub(crate) example: Quickstart,
    pub(crate) browser: Browser,
}

impl Scene {
    /// On free ports, on a Saturday in January, with the clock at rest.
    pub(crate) async fn set() -> Self {
        let sandbox = Sandbox::builder()
            .client_secrets([SECRET])
            .starts_at("2026-01-17T09:24:16Z".parse().unwrap())
            .seed(1)
            .start()
            .unwrap();
        let serving = sandbox.serve(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let example = Quickstart::start(SECRET, "memory:").await;
        let browser = Browser::start(&serving.url()).await;
        Self { sandbox, serving, example, browser }
    }

    /// Sends a form of the console, as another window would: this page stays.
    pub(crate) async fn elsewhere(&self, path: &str, fields: &[(&str, &str)]) {
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
}
