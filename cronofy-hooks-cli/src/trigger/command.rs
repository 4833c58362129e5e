//! Runs `trigger`.

use std::time::Instant;

use http::Uri;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::answer::AnswerReport;
use super::args::TriggerArgs;
use super::body::TriggerBody;
use super::names::{find, list};
use super::request::TriggerRequest;
#[cfg(feature = "sandbox")]
use crate::sandbox::RemoteSandbox;
use crate::{CommandError, Exit, Io};

/// The URL of a dry run without `--to`.
const EXAMPLE_URL: &str = "http://127.0.0.1:3000/cronofy";

#[derive(Serialize)]
struct RequestJson<'r> {
    method: &'static str,
    target: &'r str,
    headers: Vec<Value>,
    /// The bytes that are signed.
    body: &'r RawValue,
}

impl TriggerArgs {
    pub(crate) async fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let url = self.to.as_deref().unwrap_or(EXAMPLE_URL);
        let mut body = match (&self.body, self.name.as_deref().filter(|_| !self.list)) {
            (Some(path), _) => TriggerBody::read(path, io)?,
            (None, Some(name)) => TriggerBody::of_sample(find(name)?, url)?,
            (None, None) => {
                list(self.json, io)?;
                return Ok(Exit::Done);
            }
        };
        body.set(&self.set)?.iter().for_each(|note| io.say(note));
        body.unset(&self.unset)?;
        let mut request = TriggerRequest::new(body, self, io.time())?;
        #[cfg(feature = "sandbox")]
        if let Some(sandbox) = &self.via_sandbox {
            return self.send_through(&RemoteSandbox::new(sandbox.clone()), &request, io).await;
        }
        request.sign(&self.secret.secrets()?);
        if self.dry_run {
            self.print_request(&request, url, io)?;
            return Ok(Exit::Done);
        }
        let begun = Instant::now();
        let answer = timeout(request.deadline, request.delivery_request().post_to(url)).await.ok();
        let answer = answer.transpose().map_err(|error| {
            CommandError::failed(format_args!(
                "{error:#}; start the application, or give the URL that it listens on with `--to`"
            ))
        })?;
        let report = AnswerReport { sent: &request, url, took: begun.elapsed(), answer };
        if self.json {
            io.json(&report.json())?
        } else {
            report.print(io)?
        }
        Ok(if report.accepted() { Exit::Done } else { Exit::Mismatch })
    }

    /// Lets a running sandbox send it, and names its page in the console.
    #[cfg(feature = "sandbox")]
    async fn send_through(
        &self,
        sandbox: &RemoteSandbox,
        request: &TriggerRequest,
        io: &mut Io<'_>,
    ) -> Result<Exit, CommandError> {
        let body: Value = serde_json::from_slice(&request.body).map_err(|error| {
            CommandError::failed(format_args!("a sandbox sends JSON only: {error}; leave `--via-sandbox` out"))
        })?;
        let results = sandbox.run(&json!({ "trigger": { "to": self.to, "body": body } })).await?;
        let delivery = results.first().map_or(&Value::Null, |result| &result["delivery"]);
        let page = sandbox.page_of(delivery);
        if self.json {
            io.json(&json!({ "name": request.name, "url": self.to, "delivery": delivery, "page": page }))?;
        } else {
            io.line(format_args!("delivery {delivery}: {}", io.style().link(page)))?;
        }
        Ok(Exit::Done)
    }

    /// Prints the request as text that `verify` reads.
    fn print_request(&self, request: &TriggerRequest, url: &str, io: &mut Io<'_>) -> Result<(), CommandError> {
        let url: Uri =
            url.parse().map_err(|_| CommandError::usage(format_args!("`--to` takes a URL such as `{EXAMPLE_URL}`")))?;
        let target = url.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let length = request.body.len().to_string();
        let mut headers = vec![("host", url.authority().map_or("127.0.0.1", |host| host.as_str()))];
        headers.extend(request.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default())));
        headers.push(("content-length", &length));
        let body = String::from_utf8_lossy(&request.body);
        if self.json {
            let body = serde_json::from_str(&body).map_err(|error| {
                CommandError::failed(format_args!("the body is not JSON: {error}; leave `--json` out"))
            })?;
            let headers = headers.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
            io.json(&RequestJson { method: "POST", target: &target, headers, body })?;
            return Ok(());
        }
        io.line(format_args!("POST {target} HTTP/1.1"))?;
        headers.iter().try_for_each(|(name, value)| io.line(format_args!("{name}: {value}")))?;
        io.line(format_args!("\n{body}"))?;
        Ok(())
    }
}
