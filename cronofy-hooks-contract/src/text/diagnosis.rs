//! [`Diagnosis`]: what the outcome of a request means, and what to do about it.

use std::time::Duration;

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

/// Which client secret the receiver must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedWith<'a> {
    /// A public one, which may be shown.
    Public(&'a str),
    /// One that only its owner knows.
    Own,
}

/// What the outcome of a request means, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// A clause without a full stop.
    pub meaning: String,
    /// What to do, in sentences; `None` if there is nothing to do.
    pub help: Option<String>,
}

impl Diagnosis {
    /// A diagnosis in these words.
    #[must_use]
    pub fn new(meaning: impl Into<String>, help: Option<&str>) -> Self {
        Self { meaning: meaning.into(), help: help.map(str::to_owned) }
    }

    /// Explains how a request ended.
    #[must_use]
    pub fn of(end: RequestEnd<'_>, secret: SignedWith<'_>) -> Self {
        let (meaning, help) = match end {
            RequestEnd::Answered { status, location, body } => {
                return Self { meaning: meaning(status, body), help: help(status, location, secret) };
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
        401 => "the signature does not match: the receiver has another client secret",
        403 => "the receiver forbids the request",
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

fn help(status: u16, location: Option<&str>, secret: SignedWith<'_>) -> Option<String> {
    let help = match (status, location, secret) {
        (200..=299, ..) => return None,
        (300..=399, Some(location), _) => return Some(format!("Send to the URL that it redirects to: {location}")),
        (300..=399, None, _) => "Check the path of the URL: a slash at its end may be missing, or one too many.",
        (401, _, SignedWith::Public(secret)) => {
            return Some(format!("Start the receiver with this one: CRONOFY_CLIENT_SECRET={secret}"));
        }
        (401, _, SignedWith::Own) => "Start the receiver with the client secret that signs here.",
        (403, ..) => "Exempt the path from logins and from the protection of forms (CSRF): the signature protects it.",
        (404 | 405, ..) => "Check the path of the URL.",
        (413, ..) => "Raise the limit of the receiver, or of the proxy before it.",
        (415, ..) => "Accept the content type application/json, also with a charset.",
        (500..=599, ..) => "Read the log of the receiver.",
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

    fn answered(status: u16, location: Option<&str>, body: &str) -> Diagnosis {
        Diagnosis::of(RequestEnd::Answered { status, location, body }, SignedWith::Public("CRN_public"))
    }

    #[test]
    fn a_refused_signature_names_the_public_secret_and_no_other() {
        let public = answered(401, None, "").help.unwrap_or_default();
        assert!(public.ends_with("CRONOFY_CLIENT_SECRET=CRN_public"), "{public}");
        let end = RequestEnd::Answered { status: 401, location: None, body: "" };
        let own = Diagnosis::of(end, SignedWith::Own);
        assert!(own.meaning.contains("another client secret") && own.help.is_some(), "{own:?}");
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
        let others = others.map(|end| Diagnosis::of(end, SignedWith::Own));
        for it in statuses.chain(others) {
            assert!(!it.meaning.is_empty() && it.help.is_some(), "{it:?}");
        }
        assert_eq!(answered(204, None, "").help, None);
        let moved = answered(308, Some("/cronofy/"), "").help;
        assert_eq!(moved.as_deref(), Some("Send to the URL that it redirects to: /cronofy/"));
    }
}
