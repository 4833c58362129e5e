//! What `trigger` does.

use std::time::Instant;

use serde::Serialize;
use tokio::time::timeout;

use super::answer::Answer;
use super::args::TriggerArgs;
use super::list::list;
use super::names::find;
use super::notification::Notification;
use crate::exit::Exit;
use crate::failure::{Failure, end};
use crate::io::Io;

/// Where to, for a request that only is shown.
const NOWHERE: &str = "http://127.0.0.1:3000/cronofy";

/// A request that only is shown.
#[derive(Serialize)]
struct Dry<'r> {
    method: &'static str,
    target: String,
    headers: Vec<Field<'r>>,
    body: &'r serde_json::value::RawValue,
}

#[derive(Serialize)]
struct Field<'r> {
    name: &'r str,
    value: &'r str,
}

impl TriggerArgs {
    pub(crate) async fn run(&self, io: &mut Io<'_>) -> Exit {
        let result = self.trigger(io).await;
        end(result, io)
    }

    async fn trigger(&self, io: &mut Io<'_>) -> Result<Exit, Failure> {
        let Some(name) = self.name.as_deref().filter(|_| !self.list) else {
            list(self.json, io)?;
            return Ok(Exit::Done);
        };
        let mut notification = Notification::new(find(name)?, self, io.time())?;
        notification.sign(&self.secret.secrets()?);
        notification.notes.iter().for_each(|note| io.say(note));
        let url = self.to.as_deref().unwrap_or(NOWHERE);
        if self.dry_run {
            self.show(&notification, url, io)?;
            return Ok(Exit::Done);
        }
        let begun = Instant::now();
        let answer = timeout(notification.deadline, notification.request().post_to(url)).await.ok();
        let answer = Answer::new(&notification, url, begun.elapsed(), answer)?;
        if self.json {
            io.json(&answer)?;
        } else {
            answer.tell(io)?;
        }
        Ok(answer.exit())
    }

    /// As text that `verify` reads.
    fn show(&self, notification: &Notification, url: &str, io: &mut Io<'_>) -> Result<(), Failure> {
        let url: http::Uri =
            url.parse().map_err(|_| Failure::usage("`--to` takes a URL such as `http://127.0.0.1:3000/cronofy`"))?;
        let target = url.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        let named = |(name, value): (&'_ http::HeaderName, &'_ http::HeaderValue)| {
            (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
        };
        let mut headers =
            vec![("host".to_owned(), url.authority().map_or("127.0.0.1", |host| host.as_str()).to_owned())];
        headers.extend(notification.headers.iter().map(named));
        headers.push(("content-length".to_owned(), notification.body.len().to_string()));
        let body = String::from_utf8_lossy(&notification.body);
        if self.json {
            let body = serde_json::from_str(&body).map_err(Failure::failed)?;
            let headers = headers.iter().map(|(name, value)| Field { name, value }).collect();
            io.json(&Dry { method: "POST", target, headers, body })?;
            return Ok(());
        }
        io.line(format_args!("POST {target} HTTP/1.1"))?;
        for (name, value) in headers {
            io.line(format_args!("{name}: {value}"))?;
        }
        io.line("")?;
        io.line(body)?;
        Ok(())
    }
}
