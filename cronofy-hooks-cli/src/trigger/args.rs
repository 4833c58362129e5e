//! [`TriggerArgs`]: what to send, where, and what to change about it.

use clap::Args;

use super::edit::Edit;
use crate::secret::SecretArgs;
use crate::url::plain_http;

/// What to send, where, and what to change about it.
#[derive(Clone, Debug, Args)]
#[command(
    about = "Sends one signed notification, made from a sample, and shows what is answered",
    long_about = None,
    after_long_help = AFTER
)]
pub(crate) struct TriggerArgs {
    /// What to send: `change`, `conferencing_failing:profile_missing`, or a sample; `--list` lists them
    #[arg(value_name = "NAME", required_unless_present = "list")]
    pub(super) name: Option<String>,
    /// Where to: `http://127.0.0.1:3000/cronofy`
    #[arg(long, value_name = "URL", required_unless_present_any = ["list", "dry_run"], value_parser = plain_http)]
    pub(super) to: Option<String>,
    /// Sets a field of the body: `event.summary=Lunch`, `event.attendees[0].email=a@b.c`; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<Edit>,
    /// Adds a header, such as `X-Request-Id: 1`, or replaces one that is sent anyway; may be repeated
    #[arg(long, value_name = "NAME: VALUE")]
    pub(super) header: Vec<String>,
    /// Cronofy-Notification-ID; a new one for each event trigger, and none for others, unless given
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    /// Cronofy-Notification-Attempt; 1 where there is an id
    #[arg(long, value_name = "N")]
    pub(super) attempt: Option<u32>,
    #[command(flatten)]
    pub(super) secret: SecretArgs,
    /// Prints the request, and sends nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Lists what can be sent
    #[arg(long)]
    pub(super) list: bool,
    /// Prints JSON: one object, or an object per line with `--list`
    #[arg(long)]
    pub(super) json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks trigger change --to http://127.0.0.1:3000/cronofy
  cronofy-hooks trigger event_start --to http://127.0.0.1:3000/cronofy --set event.summary=Lunch
  cronofy-hooks trigger conferencing_failing:profile_missing --dry-run > request.http

A VALUE is JSON where it can be read as such, and text otherwise: `event.deleted=true` sets a truth
value, `event.deleted='\"true\"'` a text. Objects and lists that are missing on the way are made; the
number behind the last element of a list adds one. A key that has dots or brackets is written in a JSON
pointer: `/event/a.b[0]=1`.

The answer is waited for as long as the service does: 5 seconds, 7 for event triggers.

JSON:
  name      what was sent
  url       where to
  id        Cronofy-Notification-ID, or null
  attempt   Cronofy-Notification-Attempt, or null
  bytes     how long the body is
  status    the status of the answer, or null where there was none
  took_ms   how long the answer took, in milliseconds
  accepted  whether the service would take it for delivered
  meaning   what the answer means
  text      the body of the answer
With --dry-run: method, target, headers, each with `name` and `value`, and body.
With --list: name, samples.

Exit codes: 0 accepted, 1 it could not be sent, 2 wrong usage, 3 there is no such name, 4 it was not
accepted in time.";
