//! What the outcome of an attempt means, with the faults and the secret of the sandbox.

use std::borrow::Cow;

use cronofy_hooks_contract::PersonalTexts;
use cronofy_hooks_contract::text::{Diagnosis, RequestEnd, SignedWith};

use crate::world::model::{Attempt, AttemptOutcome, Delivery, Fault, World};

impl World {
    /// What the outcome of an attempt means; `None` while it is in flight.
    pub(crate) fn diagnose(&self, delivery: &Delivery, attempt: &Attempt) -> Option<Diagnosis> {
        let outcome = attempt.outcome.as_ref()?;
        if let Some(diagnosis) = attempt.fault.and_then(|fault| injected(fault, outcome)) {
            return Some(diagnosis);
        }
        let answer = attempt.answer.as_ref();
        // The words of an answer are in lists and logs, and may repeat what was sent.
        let without_personal = |text| match text {
            "" => Cow::Borrowed(text),
            text => PersonalTexts::of(&serde_json::from_str(&delivery.body).unwrap_or_default()).mask(text),
        };
        let signatures = attempt.signature.split(',').count();
        let signed = SignedWith { public_secret: self.public_secret(), signatures };
        let end = match outcome {
            AttemptOutcome::Answered(status) => {
                let header = |name| answer.and_then(|it| it.header(name)).map(without_personal);
                let (location, challenge) = (header("location"), header("www-authenticate"));
                let body = answer.map_or(Cow::Borrowed(""), |it| without_personal(&it.body));
                let (location, challenge) = (location.as_deref(), challenge.as_deref());
                let end = RequestEnd::Answered { status: *status, location, challenge, body: &body };
                return Some(Diagnosis::of(end, signed));
            }
            AttemptOutcome::TimedOut => RequestEnd::TimedOut(delivery.deadline),
            AttemptOutcome::Refused => RequestEnd::Refused,
            AttemptOutcome::BrokenOff => RequestEnd::BrokenOff,
            AttemptOutcome::Failed(reason) => RequestEnd::NotSent(reason),
            AttemptOutcome::Lost => return Some(Diagnosis::new("the sandbox ended before the answer came", None)),
        };
        Some(Diagnosis::of(end, signed))
    }

    /// The public client secret of the sandbox, if it signs.
    pub(crate) fn public_secret(&self) -> Option<&str> {
        self.application.client_secrets.iter().map(String::as_str).find(|it| *it == super::CLIENT_SECRET)
    }
}

/// What an outcome means that an injected fault caused.
fn injected(fault: Fault, outcome: &AttemptOutcome) -> Option<Diagnosis> {
    match (fault, outcome) {
        (Fault::Drop | Fault::Cut, AttemptOutcome::Lost) | (Fault::SlowBody, AttemptOutcome::TimedOut) => {
            Some(Diagnosis::new(fault.explanation(), None))
        }
        (Fault::WrongKey | Fault::Truncate, AttemptOutcome::Answered(400..=499)) => {
            Some(Diagnosis::new(format!("rightly refused, because of {}", fault.explanation()), None))
        }
        (Fault::WrongKey | Fault::Truncate, outcome) if outcome.succeeded() => Some(Diagnosis::new(
            "accepted although the signature does not match the body",
            Some("Verify the signature of every request before you use it."),
        )),
        _ => None,
    }
}
