//! The report as JSON.

use serde_json::{Map, Value, json};

use super::super::check::{CheckOutcome, CheckReport};
use super::super::probe::SentProbe;
use super::ConformReport;
use crate::text::milliseconds;

impl ConformReport<'_> {
    pub(in crate::conform) fn json(&self) -> Value {
        let mut json = Map::from_iter([("url".to_owned(), self.url.into())]);
        for outcome in CheckOutcome::ALL {
            json.insert(outcome.key(), self.count(outcome).into());
        }
        json.insert("took_ms".to_owned(), milliseconds(self.took).into());
        json.insert("checks".to_owned(), self.checks.iter().map(CheckReport::json).collect());
        Value::Object(json)
    }
}

impl CheckReport {
    fn json(&self) -> Value {
        let Self { group, check, verdict } = self;
        json!({
            "name": check.texts.name,
            "group": group,
            "outcome": verdict.outcome.key(),
            "sends": check.texts.sends,
            "why": check.texts.why,
            "change": check.texts.change,
            "note": verdict.note,
            "requests": verdict.probes.iter().map(SentProbe::json).collect::<Value>(),
        })
    }
}

impl SentProbe {
    fn json(&self) -> Value {
        json!({
            "sent": self.sent,
            "expected": self.expected.to_string(),
            "came_back": self.reply.to_string(),
            "status": self.reply.status(),
            "took_ms": milliseconds(self.reply.took),
            "as_expected": self.is_right(),
        })
    }
}
