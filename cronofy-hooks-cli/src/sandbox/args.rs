//! [`SandboxArgs`]: how the sandbox starts.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use cronofy_hooks_sandbox::{ClockMode, FaultRule};

use super::fault::{self, FaultArgs, parse_fault};
use super::play::PlayArgs;
use super::serving::ServingArgs;
use super::step::StepArgs;
use crate::args::{When, plain_http, suggested};

/// Runs a Cronofy on this machine: its API, its notifications, and a console to watch and control it
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(crate) struct SandboxArgs {
    #[command(subcommand)]
    pub(super) action: Option<SandboxAction>,
    #[command(flatten)]
    pub(super) serving: ServingArgs,
    /// Creates a channel that sends to this URL, such as `http://127.0.0.1:3000/cronofy`
    #[arg(long, value_name = "URL", value_parser = plain_http)]
    pub(super) forward_to: Option<String>,
    /// Adds an account with this e-mail address beside the first one; may be repeated
    #[arg(long, value_name = "EMAIL")]
    pub(super) account: Vec<String>,
    /// The speed of the clock: `real`, `paused`, or a factor such as `60`; by default `real`, or as in the state file
    #[arg(
        long, value_name = "CLOCK", hide_possible_values = true,
        value_parser = suggested(parse_clock, || ["real", "paused"].map(str::to_owned).into())
    )]
    pub(super) clock: Option<ClockMode>,
    /// The time at which the clock starts; now by default
    #[arg(long, value_name = "TIME")]
    pub(super) start: Option<When>,
    /// The seed of all random choices: the same seed repeats a run
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(super) seed: u64,
    /// A fault to inject, such as `drop=5%` or `cut=100%,only=change,times=3`; may be repeated
    #[arg(long, value_name = "FAULT", value_parser = suggested(parse_fault, fault::names), hide_possible_values = true)]
    pub(super) fault: Vec<FaultRule>,
    /// Turns off the rate limit of the service: 50 requests in a second, 500 in a minute
    #[arg(long)]
    pub(super) no_rate_limit: bool,
    /// Keeps everything but the client secrets in this file, and continues from it if it exists
    #[arg(long, value_name = "FILE")]
    pub(super) state: Option<PathBuf>,
    /// How many API calls and ended deliveries the console keeps; a state file has at most 500 and 2000
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000)]
    pub(super) history: usize,
    /// Shows personal data in the console from the start: names, addresses and texts, which it hides otherwise
    #[arg(long)]
    pub(super) personal: bool,
    /// Opens the console in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Prints JSON: an object per line, first the address, then each API call and attempt
    #[arg(long)]
    pub(super) json: bool,
}

/// What else the command does.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum SandboxAction {
    Play(PlayArgs),
    Step(StepArgs),
    Fault(FaultArgs),
}

const AFTER: &str = "\
Examples:
  cronofy-hooks sandbox --forward-to http://127.0.0.1:3000/cronofy
  cronofy-hooks sandbox --open
  cronofy-hooks sandbox --clock 60 --fault drop=5% --fault cut=5% --seed 7
  cronofy-hooks sandbox --state sandbox.json
  cronofy-hooks sandbox --account bob@example.com --account eve@example.com
  cronofy-hooks sandbox --port 0 --clock paused --start 2026-03-02 --json
  cronofy-hooks sandbox play day.yaml --application http://127.0.0.1:3000/cronofy
  cronofy-hooks sandbox step 1h
  cronofy-hooks sandbox fault drop=5%

The sandbox listens on 127.0.0.1 only. The console has the address of the API. Ctrl-C stops the sandbox.

The console hides personal data until its switch shows it, for each browser. What is printed here has none: of an
answer, what it repeats of the notification is (personal). --state keeps everything.

On a terminal it takes keys: p pauses the clock and lets it run again, + moves it to what is planned next, r sends
the last delivery again, o opens the console, q stops the sandbox.

A FAULT is drop, duplicate, reorder, delay, truncate, wrong_key, unknown_type, unknown_subtype, slow_body
or cut, with its probability: `drop=5%`; it always happens without one. `only=NAME` limits it to
notifications of one name, `times=N` to N occurrences. Faults of API calls are rate_limited, unavailable,
unauthorized and answer_lost: `'unavailable,only=POST /v1/calendars/*/events,times=1'`.

A state file also contains the time, the speed of the clock, the seed and the faults. --clock and --fault
replace theirs; --start and --seed have no effect once the file exists. It contains tokens, so only its
owner can read it.

The times in what is sent are those of the clock of the sandbox. An application that runs by itself has the time of
its machine: with a factor, or a --start in the past, comparing a time of a body with the time of arrival misjudges.

A TIME is a date (midnight UTC), RFC 3339, or a length of time before now, such as 2h.

JSON of the first line:
  url           the address of the API and the console
  client_id     the client id of the application
  access_token  the access token of the first account
  refresh_token the refresh token of the first account
  account_id    the first account
  calendar_ids  its writable calendars, the primary one first
  channel_id    the channel of --forward-to, or null
  accounts      the accounts of --account: account_id, email, access_token, refresh_token and
                calendar_ids of each
JSON of an API call:
  call          the number of the call
  at            the time of the call, by the clock of the sandbox
  method        its method
  target        its path and query, in which tokens and addresses are hidden
  account       the account of its access token, or null
  status        the status of the answer
  took_ms       the time until the answer, in milliseconds
  errors        what was wrong with it
JSON of an attempt:
  delivery      the number of the delivery, the same for all its attempts
  attempt       the number of the attempt, from 1
  at            the time of the attempt, by the clock of the sandbox
  name          the name of the notification, such as change
  subtype       its subtype, or null
  url           the URL of the receiver
  outcome       answered, timed_out, failed or lost
  status        the status of the answer, or null
  reason        why there was no connection, or null
  took_ms       the time until the answer, in milliseconds
  fault         the injected fault, or null
  accepted      whether it counts as delivered
  meaning       what the outcome means
  help          what to do about it, or null
  other_causes  what may be wrong instead, the most likely first, each with `cause` and `help`

Exit codes: 0 stopped, 1 the sandbox could not start, 2 wrong usage.";

/// At a higher speed, all timers run out at once.
const FASTEST: f64 = 1_000_000.0;

fn parse_clock(text: &str) -> Result<ClockMode, &'static str> {
    let speed = match text {
        "real" => Some(1.0),
        "paused" => return Ok(ClockMode::Paused),
        speed => speed.strip_suffix('x').unwrap_or(speed).parse().ok(),
    };
    let speed = speed.filter(|speed| *speed > 0.0 && *speed <= FASTEST);
    speed.map(ClockMode::Running).ok_or("not a speed; write `real`, `paused`, or a factor up to 1000000, such as `60`")
}
