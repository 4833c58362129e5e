//! [`SandboxArgs`]: how the sandbox begins.

use std::path::PathBuf;

use clap::Args;

use super::pace::Pace;
use super::rule::Rule;
use crate::time::When;
use crate::url::plain_http;

/// How the sandbox begins.
#[derive(Clone, Debug, Args)]
#[command(
    about = "Runs a Cronofy on this machine: its API, its notifications, and a console to watch and steer it",
    long_about = None,
    after_long_help = AFTER
)]
pub(crate) struct SandboxArgs {
    /// The port of 127.0.0.1 for the API and the console; 0 for one that is free
    #[arg(long, default_value_t = 4040)]
    pub(super) port: u16,
    /// Creates a channel that sends to this URL, such as `http://127.0.0.1:3000/cronofy`
    #[arg(long, value_name = "URL", value_parser = plain_http)]
    pub(super) forward_to: Option<String>,
    /// The environment variable with the client secrets, separated by commas; a public one unless given
    #[arg(long, value_name = "VARIABLE", conflicts_with = "secret_file")]
    pub(super) secret_env: Option<String>,
    /// A file with the client secrets instead, one on each line
    #[arg(long, value_name = "FILE")]
    pub(super) secret_file: Option<PathBuf>,
    /// How time passes: `real`, `paused`, or a speed such as `60` for an hour in a minute
    #[arg(long, value_name = "CLOCK", default_value = "real")]
    pub(super) clock: Pace,
    /// When its clock begins; now unless given
    #[arg(long, value_name = "TIME")]
    pub(super) start: Option<When>,
    /// What everything that is left to chance comes from: the same seed repeats a run
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(super) seed: u64,
    /// What goes wrong on purpose, such as `drop=5%` or `cut=100%,only=change,times=3`; may be repeated
    #[arg(long, value_name = "FAULT")]
    pub(super) fault: Vec<Rule>,
    /// Answers any number of requests, where the service refuses more than 50 in a second or 500 in a minute
    #[arg(long)]
    pub(super) no_rate_limit: bool,
    /// Keeps everything but the client secrets in this file, and goes on from it where it is there
    #[arg(long, value_name = "FILE")]
    pub(super) state: Option<PathBuf>,
    /// Prints JSON: an object per line, first where it listens, then each attempt
    #[arg(long)]
    pub(super) json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks sandbox --forward-to http://127.0.0.1:3000/cronofy
  cronofy-hooks sandbox --clock 60 --fault drop=5% --fault cut=5% --seed 7
  cronofy-hooks sandbox --state sandbox.json
  cronofy-hooks sandbox --port 0 --clock paused --start 2026-03-02 --json

It listens on 127.0.0.1 alone. The browser finds the console at the address of the API. Ctrl-C ends it.

A FAULT is one of drop, duplicate, reorder, delay, truncate, wrong_key, unknown_type, unknown_subtype,
slow_body and cut, with how often it happens: `drop=5%`, or always without that. `only=NAME` keeps it to
notifications of one name, and `times=N` ends it.

A state file holds the time, the seed and the faults as well: the faults are others if some are given,
and --start and --seed do nothing once it is there. It holds tokens, so only its owner can read it.

A TIME is a date (its first moment, in UTC), RFC 3339, or so long ago, such as 2h.

JSON of the first line:
  url           of the API and the console
  client_id     of the application
  access_token  of the account that is there from the beginning
  account_id    that account
  calendar_ids  its calendars that can be written to, the primary one first
  channel_id    the channel of --forward-to, or null
JSON of an attempt:
  delivery      its number, the same for all attempts at it
  attempt       counts up from 1
  at            when, by the clock of the sandbox
  name          what was told, such as change
  subtype       or null
  url           where to
  outcome       answered, timed_out, failed or lost
  status        of the answer, or null
  reason        why there was no connection, or null
  took_ms       how long the answer took
  fault         what went wrong on purpose, or null
  accepted      whether it counts as delivered

Exit codes: 0 it was ended, 1 it could not begin, 2 wrong usage.";
