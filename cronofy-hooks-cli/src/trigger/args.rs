//! [`TriggerArgs`]: what to send, where to, and what to change in it.

use std::path::PathBuf;

use clap::Args;
use clap::builder::StringValueParser;
use cronofy_hooks_contract::{FieldPath, samples, short_names};

use super::body_edit::BodyEdit;
use crate::args::{SecretArgs, plain_http, suggested};

/// Sends one signed notification, made from a sample, and explains the answer
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER, override_usage = USAGE)]
pub(crate) struct TriggerArgs {
    /// The notification: `change`, `conferencing_failing:profile_missing`, or a sample; see `--list`
    #[arg(
        value_name = "NAME", required_unless_present_any = ["list", "body"], conflicts_with = "body",
        value_parser = suggested(StringValueParser::new(), names), hide_possible_values = true
    )]
    pub(super) name: Option<String>,
    /// Sends the bytes of this file in place of a sample; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    pub(super) body: Option<PathBuf>,
    /// The URL of the receiver: `http://127.0.0.1:3000/cronofy`
    #[arg(long, value_name = "URL", required_unless_present_any = ["list", "dry_run"], value_parser = plain_http)]
    pub(super) to: Option<String>,
    /// Sets a field of the body: `event.summary=Lunch`, `event.attendees[0].email=a@b.c`; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<BodyEdit>,
    /// Takes a field out of the body, after `--set`: `event.summary`; may be repeated
    #[arg(long, value_name = "PATH")]
    pub(super) unset: Vec<FieldPath>,
    /// Adds a header, such as `X-Request-Id: 1`, or replaces a default one; may be repeated
    #[arg(long, value_name = "NAME: VALUE")]
    pub(super) header: Vec<String>,
    /// Cronofy-Notification-ID; by default, a new one for an event trigger, and none for others
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    /// Cronofy-Notification-Attempt; by default, 1 if there is an id
    #[arg(long, value_name = "N")]
    pub(super) attempt: Option<u32>,
    #[command(flatten)]
    pub(super) secret: SecretArgs,
    /// Sends it through the sandbox at this URL, or at port 4040: its console then shows it
    #[cfg(feature = "sandbox")]
    #[arg(
        long, value_name = "URL", num_args = 0..=1, require_equals = true,
        default_missing_value = "http://127.0.0.1:4040", value_parser = plain_http,
        requires = "to", conflicts_with_all = ["dry_run", "header", "id", "attempt"]
    )]
    pub(super) via_sandbox: Option<String>,
    /// Prints the request without sending it
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Lists the notifications
    #[arg(long)]
    pub(super) list: bool,
    /// Prints JSON: one object, or an object per line with `--list`
    #[arg(long)]
    pub(super) json: bool,
}

const USAGE: &str = "\
cronofy-hooks trigger <NAME> --to <URL> [OPTIONS]
       cronofy-hooks trigger --body <FILE> --to <URL> [OPTIONS]
       cronofy-hooks trigger <NAME> --dry-run [OPTIONS]
       cronofy-hooks trigger --list";

fn names() -> Vec<String> {
    short_names().into_keys().chain(samples().iter().map(|sample| sample.name.to_owned())).collect()
}

const AFTER: &str = "\
It needs a NAME or a body, the URL that your application listens on, and the client secret that your application
has, in CRONOFY_CLIENT_SECRET. With `--via-sandbox` the sandbox has the secret. `--list` needs nothing.

Examples:
  cronofy-hooks trigger change --to http://127.0.0.1:3000/cronofy
  cronofy-hooks trigger event_start --to http://127.0.0.1:3000/cronofy --set event.summary=Lunch
  cronofy-hooks trigger conferencing_failing:profile_missing --dry-run > request.http
  cronofy-hooks trigger --body body.json --to 3000
  cronofy-hooks trigger change --to http://127.0.0.1:3000/cronofy --via-sandbox

A body from a file is sent byte for byte, unless `--set` or `--unset` changes it, also if it is no JSON.

A VALUE is parsed as JSON if possible, and is text otherwise: `event.deleted=true` sets a boolean,
`event.deleted='\"true\"'` a string. Missing objects and lists are created; the index after the last
element of a list appends one. Write a key with dots or brackets as a JSON pointer: `/event/a.b[0]=1`.

The deadline for the answer is that of the service: 5 seconds, 7 for event triggers.

JSON:
  name          the sample, or the file of the body
  url           the URL of the receiver
  id            Cronofy-Notification-ID, or null
  attempt       Cronofy-Notification-Attempt, or null
  bytes         the length of the body
  status        the status of the answer, or null if there was none
  took_ms       the time until the answer, in milliseconds
  accepted      whether the service would count it as delivered
  meaning       what the answer means
  help          what to do about it, or null
  other_causes  what may be wrong instead, the most likely first, each with `cause` and `help`
  text          the body of the answer
With --via-sandbox: name, url, delivery, its number, and page, that of the console.
With --dry-run: method, target, headers, each with `name` and `value`, and body.
With --list: name, samples.

Exit codes: 0 accepted, 1 the request failed, 2 wrong usage, 3 there is no such notification, 4 not
accepted in time.";
