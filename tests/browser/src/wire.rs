//! Commands of WebDriver: a method, a path, and JSON both ways.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// Where commands go.
#[derive(Debug)]
pub(crate) struct Wire {
    client: Client<HttpConnector, Full<Bytes>>,
    /// `http://127.0.0.1:12345`, later with the session.
    pub(crate) base: String,
}

impl Wire {
    pub(crate) fn new(base: String) -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http(), base }
    }

    /// The value of the answer, or what chromedriver says is wrong.
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
