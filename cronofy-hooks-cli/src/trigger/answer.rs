//! [`AnswerReport`]: the answer of the receiver, and what it means.

use std::io;
use std::time::Duration;

use cronofy_hooks::send::DeliveryAnswer;
use cronofy_hooks_contract::text::latency;
use serde::Serialize;

use super::request::TriggerRequest;
use crate::io::Io;
use crate::text::{lines, milliseconds, status_meaning, timeout_meaning};

/// The answer of the receiver.
#[derive(Debug, Serialize)]
pub(super) struct AnswerReport<'n> {
    name: &'n str,
    url: &'n str,
    id: Option<&'n str>,
    attempt: Option<u32>,
    bytes: usize,
    status: Option<u16>,
    took_ms: f64,
    pub(super) accepted: bool,
    meaning: String,
    text: String,
    #[serde(skip)]
    took: Duration,
}

impl<'n> AnswerReport<'n> {
    /// `answer` is `None` if there was none before the deadline.
    pub(super) fn new(sent: &'n TriggerRequest, url: &'n str, took: Duration, answer: Option<DeliveryAnswer>) -> Self {
        let (status, text) = answer.map(|answer| (answer.status.as_u16(), answer.text)).unzip();
        Self {
            name: sent.name,
            url,
            id: sent.id.as_deref(),
            attempt: sent.attempt,
            bytes: sent.body.len(),
            status,
            took_ms: milliseconds(took),
            accepted: matches!(status, Some(200..300)),
            meaning: status.map_or_else(|| timeout_meaning(sent.deadline), |status| status_meaning(status).to_owned()),
            text: text.unwrap_or_default(),
            took,
        }
    }

    pub(super) fn print(&self, io: &mut Io<'_>) -> io::Result<()> {
        io.line(format_args!("sent      {}, {} bytes, to {}", self.name, self.bytes, self.url))?;
        if let Some(id) = self.id {
            io.line(format_args!("id        {id}, attempt {}", self.attempt.unwrap_or(1)))?;
        }
        match self.status {
            Some(status) => io.line(format_args!("answered  {status} in {}", latency(self.took)))?,
            None => io.line(format_args!("answered  nothing in {}", latency(self.took)))?,
        }
        io.line(format_args!("meaning   {}", self.meaning))?;
        lines(&self.text).try_for_each(|line| io.line(format_args!("  {line}")))
    }
}
