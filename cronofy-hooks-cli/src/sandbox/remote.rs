//! [`RemoteSandbox`]: the control API of a running sandbox.

use bytes::Bytes;
use clap::Args;
use http::header::CONTENT_TYPE;
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::CommandError;
use crate::args::plain_http;

/// More than any answer to a few steps.
const MOST_BYTES: usize = 64 << 20;

/// Which sandbox to control.
#[derive(Clone, Debug, Args)]
pub(crate) struct RemoteSandbox {
    /// The address of the running sandbox
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:4040", value_parser = plain_http)]
    sandbox: String,
}

impl RemoteSandbox {
    pub(crate) const fn new(url: String) -> Self {
        Self { sandbox: url }
    }

    /// The state of the sandbox.
    pub(super) async fn state(&self) -> Result<Value, CommandError> {
        self.call(Method::GET, "/sandbox/state", None).await
    }

    /// Runs one step or several. Returns the result of each.
    pub(crate) async fn run(&self, steps: &Value) -> Result<Vec<Value>, CommandError> {
        let mut answer = self.call(Method::POST, "/sandbox/steps", Some(steps)).await?;
        match answer["results"].take() {
            Value::Array(results) => Ok(results),
            _ => Err(self.not_a_sandbox()),
        }
    }

    /// The page of the console about a delivery.
    pub(crate) fn page_of(&self, delivery: &Value) -> String {
        format!("{}/deliveries/{delivery}", self.base())
    }

    fn base(&self) -> &str {
        self.sandbox.trim_end_matches('/')
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, CommandError> {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.base()));
        let request = request.header(CONTENT_TYPE, "application/json");
        let body = Full::new(body.map_or_else(Bytes::new, |body| body.to_string().into()));
        let request = request.body(body).map_err(CommandError::failed)?;
        let answer = Client::builder(TokioExecutor::new()).build_http().request(request).await.map_err(|_| {
            CommandError::failed(format_args!(
                "no sandbox answers at {}; start one with `cronofy-hooks sandbox`, or give its address",
                self.sandbox
            ))
        })?;
        let succeeded = answer.status().is_success();
        let bytes = Limited::new(answer.into_body(), MOST_BYTES).collect().await.map_err(|_| self.not_a_sandbox())?;
        let answer: Value = serde_json::from_slice(&bytes.to_bytes()).map_err(|_| self.not_a_sandbox())?;
        match answer["error"].as_str() {
            Some(error) => Err(CommandError::failed(error)),
            None if succeeded => Ok(answer),
            None => Err(self.not_a_sandbox()),
        }
    }

    fn not_a_sandbox(&self) -> CommandError {
        CommandError::failed(format_args!(
            "what answers at {} is no sandbox of this version; give the address of one",
            self.sandbox
        ))
    }
}
