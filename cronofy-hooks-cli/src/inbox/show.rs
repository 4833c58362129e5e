//! `inbox show`.

use std::borrow::Cow;
use std::io;
use std::str::FromStr;

use clap::Args;
use cronofy_hooks::inbox::{JobId, JobRecord, ParseJobIdError, RequestHead, StoredDelivery};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

use super::desk::{Desk, Failure};
use super::help::below;
use super::record::JobJson;
use crate::body;
use crate::exit::Exit;
use crate::io::Io;
use crate::plain::{lines, one_line};
use crate::time::{for_people, in_words};

/// Shows a delivery as it came, and its jobs
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
JSON; times are RFC 3339:
  delivery     17
  received_at  when it arrived
  target       path and query, as the service asked for them, or null
  params       the parameters of the path, each with `name` and `value`
  headers      the headers, each with `name` and `value`
  head_error   why target, params and headers cannot be read, or null
  body         the body; where it is not JSON, a string that holds its text
  body_bytes   how long it is
  body_json    whether it is JSON
  jobs         its jobs, as in `list`"))]
pub(super) struct Show {
    /// A delivery, such as `17`, or one job of it, such as `17.0`
    #[arg(value_name = "JOB|DELIVERY")]
    which: Which,
}

/// A delivery, or one job of it.
#[derive(Clone, Copy, Debug)]
struct Which {
    delivery: i64,
    job: Option<JobId>,
}

impl FromStr for Which {
    type Err = ParseJobIdError;

    fn from_str(text: &str) -> Result<Self, ParseJobIdError> {
        let job: JobId = text.parse()?;
        Ok(Self { delivery: job.delivery(), job: text.contains('.').then_some(job) })
    }
}

#[derive(Serialize)]
struct DeliveryRecord<'s> {
    delivery: i64,
    received_at: Timestamp,
    target: Option<&'s str>,
    params: Vec<Field<'s>>,
    headers: Vec<Field<'s>>,
    head_error: Option<String>,
    body: Body<'s>,
    body_bytes: usize,
    body_json: bool,
    jobs: Vec<JobJson<'s>>,
}

#[derive(Serialize)]
struct Field<'s> {
    name: &'s str,
    value: Cow<'s, str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'s> {
    Json(Box<RawValue>),
    Text(Cow<'s, str>),
}

impl Show {
    pub(super) async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        let mut stored = desk.inbox.show(self.which.delivery).await?;
        if let (Some(stored), Some(job)) = (&mut stored, self.which.job) {
            stored.jobs.retain(|entry| entry.job == job);
        }
        let Some(stored) = stored.filter(|stored| self.which.job.is_none() || !stored.jobs.is_empty()) else {
            let Which { delivery, job } = self.which;
            let what = job.map_or_else(|| format!("delivery {delivery}"), |job| format!("job {job}"));
            desk.io.say(format_args!("nothing matched: there is no {what}; see `list`"));
            return Ok(Exit::NothingMatched);
        };
        let head = RequestHead::decode(&stored.head);
        let head_error = head.as_ref().err().map(ToString::to_string);
        let head = head.unwrap_or_default();
        let record = DeliveryRecord::new(&stored, &head, head_error);
        if desk.json {
            desk.io.json(&record)?;
        } else {
            record.tell(&stored, desk.io)?;
        }
        Ok(Exit::Done)
    }
}

impl<'s> DeliveryRecord<'s> {
    fn new(stored: &'s StoredDelivery, head: &'s RequestHead, head_error: Option<String>) -> Self {
        let params = head.params.iter().map(|(name, value)| Field { name, value: Cow::Borrowed(value) });
        let headers = head
            .headers
            .iter()
            .map(|(name, value)| Field { name: name.as_str(), value: String::from_utf8_lossy(value.as_bytes()) });
        let json = body::json(&stored.body).and_then(|json| RawValue::from_string(body::compact(json)).ok());
        Self {
            delivery: stored.delivery,
            received_at: stored.received_at,
            target: head_error.is_none().then_some(&head.target),
            params: params.collect(),
            headers: headers.collect(),
            head_error,
            body_bytes: stored.body.len(),
            body_json: json.is_some(),
            body: json.map_or_else(|| Body::Text(String::from_utf8_lossy(&stored.body)), Body::Json),
            jobs: stored.jobs.iter().map(JobJson::new).collect(),
        }
    }

    fn tell(&self, stored: &StoredDelivery, io: &mut Io<'_>) -> io::Result<()> {
        let now = io.time();
        io.line(format_args!("delivery  {}", self.delivery))?;
        io.line(format_args!("received  {}", both(self.received_at, now)))?;
        match &self.head_error {
            Some(error) => io.line(format_args!("head      {}", one_line(error)))?,
            None => io.line(format_args!("target    {}", one_line(self.target.unwrap_or_default())))?,
        }
        for (title, fields, between) in [("params", &self.params, " = "), ("headers", &self.headers, ": ")] {
            if !fields.is_empty() {
                io.line(title)?;
            }
            for Field { name, value } in fields {
                io.line(format_args!("  {}{between}{}", one_line(name), one_line(value)))?;
            }
        }
        let what = if self.body_json { "" } else { ", not JSON" };
        io.line(format_args!("body      {} bytes{what}", self.body_bytes))?;
        match &self.body {
            Body::Json(json) => {
                body::pretty(json.get()).lines().try_for_each(|line| io.line(format_args!("  {line}")))?
            }
            Body::Text(text) => lines(text).try_for_each(|line| io.line(format_args!("  {line}")))?,
        }
        stored.jobs.iter().try_for_each(|entry| print_job(entry, now, io))
    }
}

fn print_job(entry: &JobRecord, now: Timestamp, io: &mut Io<'_>) -> io::Result<()> {
    io.line(format_args!("\njob {}  {}", entry.job, one_line(&entry.name)))?;
    io.line(format_args!("  state     {}", entry.state))?;
    io.line(format_args!("  attempts  {}", entry.attempts))?;
    if entry.lost > 0 {
        io.line(format_args!("  lost      {} leases, {} while it ran alone", entry.lost, entry.crashes))?;
    }
    io.line(format_args!("  replays   {}", entry.replays))?;
    if let Some(key) = &entry.key {
        io.line(format_args!("  key       {}", one_line(key)))?;
    }
    if let Some(since) = entry.since {
        io.line(format_args!("  since     {}", both(since, now)))?;
    }
    if let Some(job) = entry.joined {
        io.line(format_args!("  joined    {job}"))?;
    }
    match entry.finished_at {
        Some(finished) => io.line(format_args!("  finished  {}", both(finished, now)))?,
        None => io.line(format_args!("  due       {}", both(entry.due_at, now)))?,
    }
    if let Some(error) = &entry.error {
        let title = ["error     ", "          "].into_iter().chain(std::iter::repeat("          "));
        lines(error).zip(title).try_for_each(|(line, title)| io.line(format_args!("  {title}{line}")))?;
    }
    Ok(())
}

/// A time, and how long ago.
fn both(time: Timestamp, now: Timestamp) -> String {
    format!("{}  {}", for_people(time), in_words(time, now))
}
