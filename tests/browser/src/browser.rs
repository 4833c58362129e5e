//! [`Browser`]: a headless Chromium with an empty profile that can reach this machine only.

use std::path::Path;
use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::chromedriver::Chromedriver;
use crate::webdriver::WebDriver;

const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--window-size=1280,900",
];

/// Ends a test that hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A browser with one page. It ends when this is dropped, so that a test that fails leaves no process.
#[derive(Debug)]
pub struct Browser {
    webdriver: WebDriver,
    /// Its pages may only request URLs with this prefix.
    site: String,
    // Dropped in this order: the browser writes into its profile as long as it runs.
    _driver: Chromedriver,
    profile: TempDir,
}

impl Browser {
    /// Starts one for the pages of a site, such as `http://127.0.0.1:4040`.
    ///
    /// # Panics
    /// When Chromium or its driver is not installed, with what to install.
    pub async fn start(site: &str) -> Self {
        let driver = Chromedriver::start().await;
        let profile = tempfile::tempdir().unwrap();
        let mut flags: Vec<_> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "timeouts": { "script": 120_000, "pageLoad": 120_000 },
        } } });
        let mut webdriver = WebDriver::new(format!("http://127.0.0.1:{}", driver.port));
        let session = webdriver.command(Method::POST, "/session", &capabilities).await;
        let session = session.unwrap_or_else(|error| {
            panic!("Chromium does not start; on Debian, apt-get install chromium chromium-driver: {error}")
        });
        let id = session["sessionId"].as_str().expect("a session has an id");
        webdriver.base = format!("{}/session/{id}", webdriver.base);
        let browser = Self { webdriver, site: site.to_owned(), _driver: driver, profile };
        // The start page of the browser does not belong to the site.
        browser.post("/url", &json!({ "url": "about:blank" })).await;
        browser.log("performance").await;
        browser
    }

    /// The folder of its profile, which is among the arguments of its process.
    #[must_use]
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }

    /// Goes to a path of the site.
    ///
    /// # Panics
    /// When the page does not load.
    pub async fn open(&self, path: &str) {
        self.post("/url", &json!({ "url": format!("{}{path}", self.site) })).await;
    }

    /// Runs a script in the page: its `return` value.
    ///
    /// # Panics
    /// When it throws.
    pub async fn run(&self, script: &str, arguments: &Value) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments })).await
    }

    /// Waits until an expression of the page is true. Evaluates it now and after each change of the page.
    ///
    /// # Panics
    /// When it is not true within two minutes. The message has the text of the page.
    pub async fn wait(&self, expression: &str) {
        let script = format!(
            "const done = arguments[0];
             const check = () => {{ if ({expression}) {{ observer.disconnect(); done(true); }} }};
             const observer = new MutationObserver(check);
             observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
             check();"
        );
        // A script in a page that is then left never ends, so it is started again.
        self.post("/timeouts", &json!({ "script": 2_000 })).await;
        let begun = Instant::now();
        while let Err(error) = self.try_post("/execute/async", &json!({ "script": script, "args": [] })).await {
            if begun.elapsed() > PATIENCE {
                let page = self.run("return document.body.innerText", &json!([])).await;
                panic!("never came true: {expression}\n{error}\n{}", page.as_str().unwrap_or_default());
            }
        }
        self.post("/timeouts", &json!({ "script": 120_000 })).await;
    }

    /// Waits until the content of the page has this text.
    ///
    /// # Panics
    /// When it does not have it within two minutes.
    pub async fn wait_for(&self, text: &str) {
        let text = Value::from(text);
        self.wait(&format!("document.getElementById('main').innerText.includes({text})")).await;
    }

    /// Waits until a selector finds an element; also while pages run no scripts.
    ///
    /// # Panics
    /// When it finds none within two minutes.
    pub async fn wait_for_element(&self, css: &str) {
        let begun = Instant::now();
        while let Err(error) = self.try_post("/element", &json!({ "using": "css selector", "value": css })).await {
            assert!(begun.elapsed() < PATIENCE, "never found: {css}\n{error}");
        }
    }

    /// Checks that the browser logged no warning or error, and requested nothing outside of the site.
    ///
    /// # Panics
    /// Otherwise, with the log entries or the URL.
    pub async fn expect_no_complaints(&self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
    }

    /// The warnings and errors that the browser logged. Checks that it requested nothing outside of the site.
    ///
    /// # Panics
    /// When it did, with the URL.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.log("browser").await;
        let complaints = entries.iter().filter(|it| matches!(it["level"].as_str(), Some("WARNING" | "SEVERE")));
        let complaints = complaints.map(|it| it["message"].as_str().unwrap_or_default().to_owned()).collect();
        let mut requests = 0;
        for entry in self.log("performance").await {
            let entry: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default()).unwrap();
            let message = &entry["message"];
            let url = match message["method"].as_str() {
                Some("Network.requestWillBeSent") => message["params"]["request"]["url"].as_str().unwrap_or_default(),
                Some("Network.webSocketCreated") => message["params"]["url"].as_str().unwrap_or_default(),
                _ => continue,
            };
            let ours = url.strip_prefix(&self.site).is_some_and(|rest| rest.starts_with('/'));
            // The browser's own images in form fields have data URLs, which cause no request.
            assert!(ours || url.starts_with("data:"), "the page requests {url}");
            requests += 1;
        }
        assert!(requests > 0, "the requests of the pages are logged");
        complaints
    }

    /// Lets pages run their scripts, or not.
    ///
    /// # Panics
    /// When the browser rejects it.
    pub async fn enable_scripts(&self, enabled: bool) {
        self.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": !enabled })).await;
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        self.post("/se/log", &json!({ "type": kind })).await.as_array().cloned().unwrap_or_default()
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: &Value) {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await;
    }

    pub(crate) async fn try_get(&self, path: &str) -> Result<Value, String> {
        self.webdriver.command(Method::GET, path, &Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) async fn try_post(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.webdriver.command(Method::POST, path, body).await
    }

    /// Ends it as a person does. Otherwise it is killed when it is dropped.
    ///
    /// # Panics
    /// When it has already ended.
    pub async fn close(self) {
        self.webdriver.command(Method::DELETE, "", &Value::Null).await.unwrap_or_else(|error| panic!("{error}"));
    }
}
