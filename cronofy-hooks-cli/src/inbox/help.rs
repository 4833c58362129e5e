//! Parts of the help of several commands.

pub(super) const ABOUT: &str = "Shows and changes the jobs of an inbox";

/// Heading of the options that every command takes.
pub(super) const GLOBAL_OPTIONS: &str = "Options of every command";

/// Follows the list of commands.
pub(super) const CONVENTIONS: &str = "\
A job is one occurrence of one stored delivery: 17.0 is the first of delivery 17, and 17 is short
for it. Its state is one of
  waiting    due now or later, or behind another job of its key
  running    leased by a worker
  joined     another job runs in its place
  done       handled
  discarded  its handler rejected it for good
  dead       it failed for the last time, or was buried

An AGE is a number with s, m, h, d or w, or a sum of them: 90s, 2h, 1h30m.
A TIME is an AGE before now, a date (midnight UTC), or RFC 3339, such as 2026-01-05T10:00:00Z.

Add `?schema=name` to a PostgreSQL URL if the application uses another schema than cronofy_hooks.

A table shortens long texts; `show` and `--json` do not.

A change takes a thousand jobs at a time, so that a running application can work between them. It does not
change jobs that arrive or fail after it has started. If it is interrupted, run it again for the others.

Exit codes:
  0  done
  1  failed; standard error says why, and what to do
  2  wrong usage
  3  nothing matched";

/// Follows the options of a command.
pub(super) fn below(json: &str) -> String {
    format!("{json}\n\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing matched.")
}
