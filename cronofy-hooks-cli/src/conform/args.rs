//! [`ConformArgs`]: the receiver, and what is known about it.

use std::path::PathBuf;

use clap::Args;

use crate::args::{SecretArgs, plain_http};

/// Examines a receiver in any language: what it accepts, what it refuses, and how it bears load
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(crate) struct ConformArgs {
    /// The URL of the receiver: `http://127.0.0.1:3000/cronofy`
    #[arg(value_name = "URL", required_unless_present = "list", value_parser = plain_http)]
    pub(super) url: Option<String>,
    #[command(flatten)]
    pub(super) secret: SecretArgs,
    /// Leaves out a check; may be repeated; see `--list`
    #[arg(long, value_name = "CHECK")]
    pub(super) skip: Vec<String>,
    /// A channel that the receiver knows; notifications come from it. By default, that of the documentation
    #[arg(long, value_name = "ID")]
    pub(super) channel: Option<String>,
    /// The URL for a user that the receiver does not know, if its URLs name users
    #[arg(long, value_name = "URL", value_parser = plain_http)]
    pub(super) unknown_user_url: Option<String>,
    /// A URL that answers `GET` with the number of occurrences that the receiver has handled
    #[arg(long, value_name = "URL", value_parser = plain_http)]
    pub(super) observe: Option<String>,
    /// Allows URLs of other machines than this one
    #[arg(long)]
    pub(super) allow_remote: bool,
    /// Writes the report as JUnit XML to a file as well
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,
    /// Lists the checks
    #[arg(long)]
    pub(super) list: bool,
    /// Prints JSON: one object, or an object per line with `--list`
    #[arg(long)]
    pub(super) json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks conform http://127.0.0.1:3000/cronofy
  cronofy-hooks conform 3000 --skip large-body --junit conform.xml
  cronofy-hooks conform 3000 --observe http://127.0.0.1:3000/handled
  cronofy-hooks conform --list

The receiver runs with the client secret that signs here. Use an installation for tests: it gets about
250 notifications that its users never caused. Requests go to URL, to the URL of --unknown-user-url and
to that of --observe, and to no other: no redirect is followed. If the receiver has several secrets, give all:
most checks sign with the first.

An answer shows whether a delivery was accepted, not what was done with it. Where a check is about the
effect, the receiver has to show it with --observe; otherwise the check is `not observable`.

JSON:
  url             the URL of the receiver
  passed, failed, not_observable, not_examined, left_out
                  how many checks ended in each way
  took_ms         the time of the examination, in milliseconds
  checks          an object for each check:
    name, group   its name, and that of its group
    outcome       passed, failed, not_observable, not_examined or left_out
    sends         what it sends, and what should come back
    why           why it matters
    change        what to change in a receiver that fails
    note          more about the outcome, or null
    requests      an object for each request: sent, expected and came_back in words; status, or null without
                  an answer; took_ms; as_expected
With --list: name, group, sends, why, change, needs.

Exit codes: 0 no check failed, 1 nothing listens at URL or a file cannot be written, 2 wrong usage,
3 there is no such check, 4 a check failed.";
