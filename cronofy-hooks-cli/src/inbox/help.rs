//! What the help says in several places.

pub(super) const ABOUT: &str = "Looks into an inbox and changes what is in it";

/// Above the flags that every command takes.
pub(super) const EVERYWHERE: &str = "For every command";

/// Below the list of commands.
pub(super) const CONVENTIONS: &str = "\
A job is one occurrence of one stored delivery: 17.0 is the first of delivery 17, and 17 is short
for it. Its state is one of
  waiting    not yet handled: due now or later, or behind another of its key
  running    with a worker
  joined     another run does for it
  done       handled
  discarded  its handler said that it can never be handled
  dead       it failed for the last time, or was buried

An AGE is a number and s, m, h, d or w, or several of them: 90s, 2h, 1h30m.
A TIME is an AGE (so long ago), a date (its first moment, in UTC), or RFC 3339, such as
2026-01-05T10:00:00Z.

A URL of PostgreSQL takes `?schema=name` where the application chose one.

A table shortens what is very long; `show` and `--json` have all of it.

A change takes a thousand jobs at a time, so that an application that is running goes on meanwhile. It
is about what is there when it begins: what arrives or fails later is left alone. When it is interrupted,
repeat it for the others.

Exit codes:
  0  done
  1  the inbox did not do it; standard error says why, and what to do
  2  wrong usage
  3  nothing matched";

/// Below a command.
pub(super) fn below(json: &str) -> String {
    format!("{json}\n\nExit codes: 0 done, 1 the inbox did not do it, 2 wrong usage, 3 nothing matched.")
}
