//! [`AnswerReport`]: the answer of the receiver, and what it means.

use std::io;
use std::time::Duration;

use cronofy_hooks::SIGNATURE_HEADER;
use cronofy_hooks::send::DeliveryAnswer;
use cronofy_hooks_contract::text::{Diagnosis, RequestEnd, SignedWith, latency};
use http::header::WWW_AUTHENTICATE;
use serde_json::{Value, json};

use super::request::TriggerRequest;
use crate::io::Io;
use crate::text::{Tone, lines, milliseconds, one_line};

#[derive(Debug)]
pub(super) struct AnswerReport<'n> {
    pub(super) sent: &'n TriggerRequest,
    pub(super) url: &'n str,
    pub(super) took: Duration,
    /// `None` if there was none before the deadline.
    pub(super) answer: Option<DeliveryAnswer>,
}

impl AnswerReport<'_> {
    pub(super) fn accepted(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.status.is_success())
    }

    fn diagnosis(&self) -> Diagnosis {
        let end = match &self.answer {
            Some(answer) => RequestEnd::Answered {
                status: answer.status.as_u16(),
                location: None,
                challenge: answer.headers.get(WWW_AUTHENTICATE).and_then(|it| it.to_str().ok()),
                // A failure is not quoted: the report has the body itself.
                body: if answer.status.is_client_error() { &answer.text } else { "" },
            },
            None => RequestEnd::TimedOut(self.sent.deadline),
        };
        let signatures = self.sent.headers.get_all(SIGNATURE_HEADER).iter();
        let signatures = signatures.map(|line| line.as_bytes().split(|it| *it == b',').count()).sum();
        Diagnosis::of(end, SignedWith { public_secret: None, signatures })
    }

    pub(super) fn json(&self) -> Value {
        let answer = self.answer.as_ref();
        let diagnosis = self.diagnosis();
        json!({
            "name": self.sent.name,
            "url": self.url,
            "id": self.sent.id,
            "attempt": self.sent.attempt,
            "bytes": self.sent.body.len(),
            "status": answer.map(|answer| answer.status.as_u16()),
            "took_ms": milliseconds(self.took),
            "accepted": self.accepted(),
            "meaning": diagnosis.meaning,
            "help": diagnosis.help,
            "other_causes": diagnosis.other_causes_json(),
            "text": answer.map_or("", |answer| &answer.text),
        })
    }

    pub(super) fn print(&self, io: &mut Io<'_>) -> io::Result<()> {
        let Self { sent, url, took, answer } = self;
        io.line(format_args!("sent      {}, {} bytes, to {url}", one_line(&sent.name), sent.body.len()))?;
        if let Some(id) = &sent.id {
            io.line(format_args!("id        {id}, attempt {}", sent.attempt.unwrap_or(1)))?;
        }
        let status = answer.as_ref().map_or_else(|| "nothing".to_owned(), |answer| answer.status.as_str().to_owned());
        let status = io.style().paint(if self.accepted() { Tone::Good } else { Tone::Bad }, status);
        io.line(format_args!("answered  {status} in {}", latency(*took)))?;
        let Diagnosis { meaning, help, other_causes } = self.diagnosis();
        io.line(format_args!("meaning   {meaning}"))?;
        if let Some(help) = help {
            io.line(format_args!("help      {help}"))?;
        }
        other_causes.iter().try_for_each(|it| io.line(format_args!("or        {}. {}", it.cause, it.help)))?;
        let text = answer.as_ref().map_or("", |answer| &answer.text);
        lines(text).try_for_each(|line| io.line(format_args!("  {line}")))
    }
}
