//! [`Answer`]: what came back, and what it means.

use std::io;
use std::time::Duration;

use cronofy_hooks::testing::{SendError, TestAnswer};
use serde::Serialize;

use super::notification::Notification;
use crate::exit::Exit;
use crate::failure::{Failure, chain};
use crate::io::Io;
use crate::plain::lines;

/// What came back.
#[derive(Debug, Serialize)]
pub(super) struct Answer<'n> {
    name: &'n str,
    url: &'n str,
    id: Option<&'n str>,
    attempt: Option<u32>,
    bytes: usize,
    status: Option<u16>,
    took_ms: f64,
    accepted: bool,
    meaning: String,
    text: String,
}

impl<'n> Answer<'n> {
    /// From what became of the request: an answer, none in time, or an error on the way.
    pub(super) fn new(
        sent: &'n Notification,
        url: &'n str,
        took: Duration,
        answer: Option<Result<TestAnswer, SendError>>,
    ) -> Result<Self, Failure> {
        let answer = answer.transpose().map_err(|error| {
            Failure::failed(format_args!(
                "{}; start the application, or give the URL that it listens on with `--to`",
                chain(&error)
            ))
        })?;
        let (status, text) = answer.map(|answer| (answer.status.as_u16(), answer.text)).unzip();
        Ok(Self {
            name: sent.name,
            url,
            id: sent.id.as_deref(),
            attempt: sent.attempt,
            bytes: sent.body.len(),
            status,
            took_ms: (took.as_secs_f64() * 1e6).round() / 1e3,
            accepted: matches!(status, Some(200..300)),
            meaning: status.map_or_else(|| too_late(sent.deadline), |status| meaning(status).to_owned()),
            text: text.unwrap_or_default(),
        })
    }

    pub(super) fn exit(&self) -> Exit {
        if self.accepted { Exit::Done } else { Exit::Unfit }
    }

    pub(super) fn tell(&self, io: &mut Io<'_>) -> io::Result<()> {
        io.line(format_args!("sent      {}, {} bytes, to {}", self.name, self.bytes, self.url))?;
        if let Some(id) = self.id {
            io.line(format_args!("id        {id}, attempt {}", self.attempt.unwrap_or(1)))?;
        }
        match self.status {
            Some(status) => io.line(format_args!("answered  {status} in {:.1} ms", self.took_ms))?,
            None => io.line(format_args!("answered  nothing in {:.1} s", self.took_ms / 1e3))?,
        }
        io.line(format_args!("meaning   {}", self.meaning))?;
        lines(&self.text).try_for_each(|line| io.line(format_args!("  {line}")))
    }
}

fn too_late(deadline: Duration) -> String {
    let seconds = deadline.as_secs();
    format!("no answer in the {seconds} seconds that the service waits: it takes it for failed, and sends it again")
}

const fn meaning(status: u16) -> &'static str {
    match status {
        200..300 => "accepted: the service takes it for delivered",
        300..400 => "a redirection: the service takes anything but 2xx for failed, and sends it again",
        400 => "the receiver cannot read the body as JSON",
        401 => "the signature does not match: the receiver has another client secret",
        404 => "nobody receives at this path: see the path of the URL",
        405 => "something else than a receiver of notifications is at this path",
        413 => "the body is larger than the receiver takes",
        415 => "the receiver takes JSON only: see the header Content-Type",
        503 => "the receiver cannot keep it now: the service sends it again",
        500..600 => "a handler failed: the service sends it again",
        _ => "not accepted: the service takes anything but 2xx for failed, and sends it again",
    }
}
