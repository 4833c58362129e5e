//! [`Diagnosis`]: what the outcome of a request means, and what to do about it.

use std::time::Duration;

use serde_json::{Value, json};

use super::refusal::{PossibleCause, refusal};

/// How a request to a receiver ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestEnd<'a> {
    /// The receiver answered.
    Answered {
        /// The status.
        status: u16,
        /// The value of the header `Location`.
        location: Option<&'a str>,
        /// The value of the header `WWW-Authenticate`.
        challenge: Option<&'a str>,
        /// The body, or its beginning.
        body: &'a str,
    },
    /// No answer came before this deadline.
    TimedOut(Duration),
    /// Nothing listens at the address.
    Refused,
    /// The receiver closed the connection before it answered.
    BrokenOff,
    /// The request could not be sent, for this reason.
    NotSent(&'a str),
}

/// How a request was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedWith<'a> {
    /// The client secret, if it is a public one, which may be shown.
    pub public_secret: Option<&'a str>,
    /// How many values the signature header has: one for each client secret.
    pub signatures: usize,
}

/// What the outcome of a request means, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// A clause without a full stop.
    pub meaning: String,
    /// What to do, in sentences; `None` if there is nothing to do.
    pub help: Option<String>,
    /// Causes other than that of the meaning, the most likely first.
    pub other_causes: Vec<PossibleCause>,
}

impl Diagnosis {
    /// A diagnosis in these words.
    #[must_use]
    pub fn new(meaning: impl Into<String>, help: Option<&str>) -> Self {
        Self { meaning: meaning.into(), help: help.map(str::to_owned), other_causes: Vec::new() }
    }

    /// The other causes for programs: a list of objects with `cause` and `help`.
    #[must_use]
    pub fn other_causes_json(&self) -> Value {
        self.other_causes.iter().map(|it| json!({ "cause": it.cause, "help": it.help })).collect()
    }

    /// Explains how a request ended.
    #[must_use]
    pub fn of(end: RequestEnd<'_>, signed: SignedWith<'_>) -> Self {
        let (meaning, help) = match end {
            RequestEnd::Answered { status: status @ (401 | 403), challenge, body, .. } => {
                return refusal(status, challenge, body, signed);
            }
            RequestEnd::Answered { status, location, body, .. } => {
                return Self::new(meaning(status, body), help(status, location).as_deref());
            }
            RequestEnd::TimedOut(deadline) => (
                format!(
                    "no answer within {} seconds: the service counts it as a failure, and sends it again",
                    deadline.as_secs()
                ),
                "Answer first, and do the work afterwards.",
            ),
            RequestEnd::Refused => (
                "nothing listens at this address".to_owned(),
                "Start the receiver, and compare its port with that of the URL.",
            ),
            RequestEnd::BrokenOff => (
                "the receiver closed the connection before it answered".to_owned(),
                "Read its log: it may have crashed or restarted.",
            ),
            RequestEnd::NotSent(reason) => (
                format!("the request could not be sent: {reason}"),
                "Check the scheme, the host and the port of the URL.",
            ),
        };
        Self::new(meaning, Some(help))
    }
}

fn meaning(status: u16, body: &str) -> String {
    let meaning = match status {
        200..=299 => "accepted: the service counts it as delivered",
        300..=399 => "a redirect: the service counts every status but 2xx as a failure, and sends it again",
        400 => "the receiver cannot parse the body as JSON",
        404 => "no receiver at this path",
        405 => "the path takes no POST requests",
        413 => "the body is larger than the receiver accepts",
        415 => "the receiver does not accept JSON",
        503 => "the receiver cannot store it now: the service sends it again",
        500..=599 => "a handler failed: the service sends it again",
        _ => "not accepted: the service counts every status but 2xx as a failure, and sends it again",
    };
    match first_line(body).filter(|_| (500..600).contains(&status)) {
        Some(line) => format!("{meaning}. It answered: {line}"),
        None => meaning.to_owned(),
    }
}

fn help(status: u16, location: Option<&str>) -> Option<String> {
    let help = match (status, location) {
        (200..=299, _) => return None,
        (300..=399, Some(location)) => return Some(format!("Send to the URL that it redirects to: {location}")),
        (300..=399, None) => "Check the path of the URL: a slash at its end may be missing, or one too many.",
        (404 | 405, _) => "Check the path of the URL.",
        (413, _) => "Raise the limit of the receiver, or of the proxy before it.",
        (415, _) => "Accept the content type application/json, also with a charset.",
        (500..=599, _) => "Read the log of the receiver.",
        _ => "Read the answer, and the log of the receiver.",
    };
    Some(help.to_owned())
}

/// The first line with text, or the title of an HTML page. At most 200 characters.
fn first_line(body: &str) -> Option<String> {
    let line = body.lines().map(str::trim).find(|line| !line.is_empty())?;
    let line = if line.starts_with('<') {
        let (_, rest) = body.split_once("<title>")?;
        rest.split_once("</title>")?.0.trim()
    } else {
        line
    };
    Some(line.chars().take(200).collect()).filter(|line: &String| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: SignedWith<'_> = SignedWith { public_secret: None, signatures: 1 };

    fn answered(status: u16, location: Option<&str>, body: &str) -> Diagnosis {
        Diagnosis::of(RequestEnd::Answered { status, location, challenge: None, body }, SIGNED)
    }

    #[test]
    fn a_failure_quotes_the_first_line_of_its_body() {
        let long = "x".repeat(500);
        let page = "<!DOCTYPE html>\n<html><head><title> NoMethodError </title>";
        for (body, expected) in [
            ("\n  boom \nat main", "sends it again. It answered: boom"),
            (page, "It answered: NoMethodError"),
            (&long, &format!("It answered: {}", "x".repeat(200))),
            ("", "a handler failed: the service sends it again"),
            ("<html>", "a handler failed: the service sends it again"),
        ] {
            let meaning = answered(500, None, body).meaning;
            assert!(meaning.ends_with(expected), "{body:?}: {meaning}");
        }
        assert!(!answered(401, None, "boom").meaning.contains("boom"), "only a failure does");
    }

    #[test]
    fn every_failure_has_a_meaning_and_help() {
        let statuses = (300..600).map(|status| answered(status, None, ""));
        let others = [
            RequestEnd::TimedOut(Duration::from_secs(5)),
            RequestEnd::Refused,
            RequestEnd::BrokenOff,
            RequestEnd::NotSent("no such host"),
        ];
        let others = others.map(|end| Diagnosis::of(end, SIGNED));
        for it in statuses.chain(others) {
            assert!(!it.meaning.is_empty() && it.help.is_some(), "{it:?}");
        }
        assert_eq!(answered(204, None, "").help, None);
        let moved = answered(308, Some("/cronofy/"), "").help;
        assert_eq!(moved.as_deref(), Some("Send to the URL that it redirects to: /cronofy/"));
    }
}
