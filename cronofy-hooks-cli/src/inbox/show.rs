//! `inbox show`.

use std::borrow::Cow;
use std::io;
use std::str::FromStr;

use clap::Args;
use cronofy_hooks::__private::without_user;
use cronofy_hooks::inbox::{JobId, JobRecord, ParseJobIdError, RequestHead, StoredDelivery};
use cronofy_hooks_contract::mask_personal;
use cronofy_hooks_contract::text::{compact, indented, json_text};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::context::Context;
use super::help::below;
use super::job_json::job_json;
use crate::text::{escaped, lines, one_line, time_and_age};
use crate::{CommandError, Exit, Io};

/// Shows a delivery and its jobs, without personal data unless asked for it
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
JSON; times are RFC 3339:
  delivery     17
  received_at  the time at which it arrived
  target       the path and query of the request, or null
  params       the parameters of the path, each with `name` and `value`
  headers      the headers, each with `name` and `value`
  head_error   why target, params and headers cannot be read, or null
  body         the body; its text as a string if it is not JSON. Without --personal, everything in it is
               \"(personal)\" that the schemas mark as personal or do not describe, and a text is null
  body_bytes   the length of the body
  body_json    whether it is JSON
  jobs         its jobs, as in `list`"))]
pub(super) struct ShowArgs {
    /// A delivery, such as `17`, or one job of it, such as `17.0`
    #[arg(value_name = "JOB|DELIVERY")]
    target: ShowTarget,
    /// Shows the body as it arrived, with names, addresses and texts
    #[arg(long)]
    personal: bool,
}

#[derive(Clone, Copy, Debug)]
struct ShowTarget {
    delivery: i64,
    job: Option<JobId>,
}

impl FromStr for ShowTarget {
    type Err = ParseJobIdError;

    fn from_str(text: &str) -> Result<Self, ParseJobIdError> {
        let job: JobId = text.parse()?;
        Ok(Self { delivery: job.delivery(), job: text.contains('.').then_some(job) })
    }
}

#[derive(Serialize)]
struct DeliveryJson<'s> {
    delivery: i64,
    received_at: Timestamp,
    target: Option<&'s str>,
    params: Vec<FieldJson<'s>>,
    headers: Vec<FieldJson<'s>>,
    head_error: Option<String>,
    body: BodyJson<'s>,
    body_bytes: usize,
    body_json: bool,
    jobs: Vec<Value>,
}

#[derive(Serialize)]
struct FieldJson<'s> {
    name: &'s str,
    value: Cow<'s, str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum BodyJson<'s> {
    Json(Box<RawValue>),
    Text(Cow<'s, str>),
    Masked,
}

impl ShowArgs {
    pub(super) async fn run(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        let mut stored = context.inbox.show(self.target.delivery).await?;
        if let (Some(stored), Some(job)) = (&mut stored, self.target.job) {
            stored.jobs.retain(|record| record.job == job);
        }
        let Some(stored) = stored.filter(|stored| self.target.job.is_none() || !stored.jobs.is_empty()) else {
            let ShowTarget { delivery, job } = self.target;
            let what = job.map_or_else(|| format!("delivery {delivery}"), |job| format!("job {job}"));
            context.io.say(format_args!("nothing matched: there is no {what}; see `list`"));
            return Ok(Exit::NothingMatched);
        };
        let head = RequestHead::decode(&stored.head);
        let head_error = head.as_ref().err().map(ToString::to_string);
        let head = head.unwrap_or_default();
        let record = DeliveryJson::new(&stored, &head, head_error, self.personal);
        if context.json {
            context.io.json(&record)?;
        } else {
            record.print(&stored, context.io)?;
        }
        Ok(Exit::Done)
    }
}

impl<'s> DeliveryJson<'s> {
    fn new(stored: &'s StoredDelivery, head: &'s RequestHead, head_error: Option<String>, personal: bool) -> Self {
        let params = head.params.iter().map(|(name, value)| FieldJson { name, value: Cow::Borrowed(value) });
        let headers = head
            .headers
            .iter()
            .map(|(name, value)| FieldJson { name: name.as_str(), value: String::from_utf8_lossy(value.as_bytes()) });
        let json = json_text(&stored.body).and_then(|json| RawValue::from_string(compact(json)).ok());
        Self {
            delivery: stored.delivery,
            received_at: stored.received_at,
            target: head_error.is_none().then_some(&head.target),
            params: params.collect(),
            headers: headers.collect(),
            head_error,
            body_bytes: stored.body.len(),
            body_json: json.is_some(),
            body: match json {
                Some(json) if personal => BodyJson::Json(json),
                Some(json) => masked(&json),
                None if personal => BodyJson::Text(String::from_utf8_lossy(&stored.body)),
                None => BodyJson::Masked,
            },
            jobs: stored.jobs.iter().map(job_json).collect(),
        }
    }

    fn print(&self, stored: &StoredDelivery, io: &mut Io<'_>) -> io::Result<()> {
        let now = io.time();
        io.line(format_args!("delivery  {}", self.delivery))?;
        io.line(format_args!("received  {}", time_and_age(self.received_at, now)))?;
        match &self.head_error {
            Some(error) => io.line(format_args!("head      {}", one_line(error)))?,
            None => io.line(format_args!("target    {}", one_line(self.target.unwrap_or_default())))?,
        }
        for (title, fields, between) in [("params", &self.params, " = "), ("headers", &self.headers, ": ")] {
            if !fields.is_empty() {
                io.line(title)?;
            }
            for FieldJson { name, value } in fields {
                io.line(format_args!("  {}{between}{}", one_line(name), one_line(value)))?;
            }
        }
        let what = if self.body_json { "" } else { ", not JSON" };
        io.line(format_args!("body      {} bytes{what}", self.body_bytes))?;
        match &self.body {
            BodyJson::Json(json) => {
                indented(json.get()).lines().try_for_each(|line| io.line(format_args!("  {}", escaped(line))))?
            }
            BodyJson::Masked => io.line("  (personal); `--personal` shows it")?,
            BodyJson::Text(text) => lines(text).try_for_each(|line| io.line(format_args!("  {line}")))?,
        }
        stored.jobs.iter().try_for_each(|job| print_job(job, now, io))
    }
}

/// A body without personal data, and without the password of a callback URL, which the service repeats. Its numbers may
/// be written in another way.
fn masked(json: &RawValue) -> BodyJson<'static> {
    let masked = serde_json::from_str(json.get()).map(|body| {
        let mut body = mask_personal(&body);
        hide_users(&mut body);
        body.to_string()
    });
    masked.and_then(RawValue::from_string).map_or(BodyJson::Masked, BodyJson::Json)
}

fn hide_users(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(shown) = without_user(text) {
                *text = shown;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide_users),
        Value::Object(fields) => fields.values_mut().for_each(hide_users),
        _ => {}
    }
}

fn print_job(job: &JobRecord, now: Timestamp, io: &mut Io<'_>) -> io::Result<()> {
    io.line(format_args!("\njob {}  {}", job.job, one_line(&job.name)))?;
    let time = |time| time_and_age(time, now);
    let parts = [
        ("state", Some(job.state.to_string())),
        ("attempts", Some(job.attempts.to_string())),
        ("lost", (job.lost > 0).then(|| format!("{} leases, {} while it ran alone", job.lost, job.crashes))),
        ("replays", Some(job.replays.to_string())),
        ("key", job.key.as_deref().map(one_line)),
        ("since", job.since.map(time)),
        ("joined", job.joined.map(|other| other.to_string())),
        ("finished", job.finished_at.map(time)),
        ("due", job.finished_at.is_none().then(|| time(job.due_at))),
    ];
    for (title, part) in parts {
        part.map_or(Ok(()), |part| io.line(format_args!("  {title:<10}{part}")))?;
    }
    if let Some(error) = &job.error {
        let title = ["error     ", "          "].into_iter().chain(std::iter::repeat("          "));
        lines(error).zip(title).try_for_each(|(line, title)| io.line(format_args!("  {title}{line}")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_body_has_no_password() {
        let body = r#"{"notification":{"type":"change"},"channel":{"channel_id":"chn_1","callback_url":"https://user:s3cret@h/"}}"#;
        let BodyJson::Json(masked) = masked(&RawValue::from_string(body.to_owned()).expect("it is JSON")) else {
            panic!("it is JSON")
        };
        assert_eq!(masked.get(), body.replace("user:s3cret@", ""));
    }
}
