//! [`WebDriver`]: a client of the WebDriver protocol.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// Sends commands.
#[derive(Debug)]
pub(crate) struct WebDriver {
    client: Client<HttpConnector, Full<Bytes>>,
    /// `http://127.0.0.1:12345`, later with the path of the session.
    pub(crate) base: String,
}

impl WebDriver {
    pub(crate) fn new(base: String) -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http(), base }
    }

    /// Sends a command. Returns the value of the answer, or the error of chromedriver.
    pub(crate) async fn command(&self, method: Method, path: &str, body: &Value) -> Result<Value, String> {
        let content = if method == Method::POST { body.to_string() } else { String::new() };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(Full::new(Bytes::from(content)))
            .unwrap();
        let response = self.client.request(request).await.map_err(|error| format!("chromedriver: {error}"))?;
        let failed = !response.status().is_success();
        let bytes = response.into_body().collect().await.map_err(|error| format!("chromedriver: {error}"))?.to_bytes();
        let mut answer: Value = serde_json::from_slice(&bytes).map_err(|error| format!("chromedriver: {error}"))?;
        let value = answer["value"].take();
        if failed {
            let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            return Err(format!("{path}: {}: {}", text("error"), text("message")));
        }
        Ok(value)
    }
}
