//! The text of every diagnostic about the values of these options.

use super::check::MOST_RETRIES;
use super::text::Mistake;
use super::time::UNITS;
use crate::messages::{option_with_value, quoted};
use crate::suggest::nearest;

const KEYS: [&str; 4] = ["channel", "event", "meeting_agent", "none"];

/// The function that a key is made with.
const KEY_FUNCTION: &str = "fn by_user(delivery: &Delivery) -> Option<String>";

pub(super) fn value_missing(key: &str) -> String {
    let what = match key {
        "retries" => "a number",
        "backoff" => "the first and the longest delay",
        "timeout" => "a time",
        "window" => "a time, or `off`",
        _ => return format!("`key` needs a name\nhelp: write `{}`\n{}", option_with_value(key), keys_note()),
    };
    format!("`{key}` needs {what}\nhelp: write `{}`", option_with_value(key))
}

pub(super) fn retries_not_a_number() -> String {
    format!("the value of `retries` is not a whole number\nhelp: write `{}`", option_with_value("retries"))
}

pub(super) fn retries_in_quotes(number: &str) -> String {
    format!("the value of `retries` is a number, and stands without quotes\nhelp: write `retries = {number}`")
}

pub(super) fn retries_negative() -> String {
    "`retries` cannot be negative\nhelp: write `retries = 0` for a handler that runs once".to_owned()
}

pub(super) fn retries_too_many() -> String {
    format!("`retries` is at most {MOST_RETRIES}\nhelp: write `retries = {MOST_RETRIES}`, or fewer")
}

/// A value that would be right in quotes.
pub(super) fn not_in_quotes(key: &str, text: &str) -> String {
    format!("the value of `{key}` is not in quotes\nhelp: write `{key} = \"{text}\"`")
}

pub(super) fn not_a_time_in_quotes(key: &str, meant: Option<&str>) -> String {
    format!("the value of `{key}` is not a time in quotes\n{}\n{}", help(key, meant), units_note())
}

/// A value in quotes.
pub(super) fn refused(key: &str, mistake: &Mistake, meant: Option<&str>) -> String {
    let mut help = help(key, meant);
    let mut note = None;
    let what = match mistake {
        Mistake::Empty => format!("the value of `{key}` is empty"),
        Mistake::Spaces(text) => format!("`{text}` has spaces in it"),
        Mistake::Negative(time) => format!("`{time}` is negative, and a time is not"),
        Mistake::UnitMissing(number) => {
            note = Some(units_note());
            format!("`{number}` has no unit")
        }
        Mistake::UnknownUnit(unit) => {
            note = Some(units_note());
            format!("`{unit}` is not a unit of time")
        }
        Mistake::NotWhole(time) => format!("`{time}` is not a whole number and a unit"),
        Mistake::SeveralUnits(time) => format!("`{time}` has more than one unit"),
        Mistake::NotATime(text) if key == "window" => {
            note = Some(units_note());
            format!("`{text}` is neither a time nor `off`")
        }
        Mistake::NotATime(text) => {
            note = Some(units_note());
            format!("`{text}` is not a time")
        }
        Mistake::TooLong(time) => {
            help.push_str(", or less");
            format!("`{time}` is longer than 366 days")
        }
        Mistake::Zero => match key {
            "window" => {
                help = "help: write `window = \"off\"` for a run of each notification, or remove `window` to join what waits".to_owned();
                "a `window` of zero joins nothing".to_owned()
            }
            "backoff" => "with a first delay of zero, a handler that failed runs again at once".to_owned(),
            _ => format!("a `{key}` of zero leaves no time to run"),
        },
        Mistake::Range(text) => format!("`{key}` is one time, and `{text}` is two"),
        Mistake::EndMissing(text) => {
            note = Some("note: the first delay stands before `..`, and the longest after it".to_owned());
            format!("`{text}` has only one of the two delays")
        }
        Mistake::NotTwoDots => "two dots stand between the first and the longest delay".to_owned(),
        Mistake::Reversed { first, longest } => {
            format!("the first delay, `{first}`, is longer than the longest, `{longest}`")
        }
    };
    let note = note.map(|note| format!("\n{note}")).unwrap_or_default();
    format!("{what}\n{help}{note}")
}

fn help(key: &str, meant: Option<&str>) -> String {
    match meant {
        Some(meant) => format!("help: write `{key} = \"{meant}\"`"),
        None => format!("help: write `{}`", option_with_value(key)),
    }
}

fn units_note() -> String {
    format!("note: a time is a whole number and one of {}", quoted(UNITS.map(|(unit, _)| unit)))
}

pub(super) fn window_of_another_route() -> String {
    "only `change` notifications join, so `window` has no meaning here\nhelp: remove `window`".to_owned()
}

pub(super) fn unknown_key(name: &str) -> String {
    let what = match name.trim() {
        "" => "the value of `key` is empty".to_owned(),
        _ => format!("no key is called `{name}`"),
    };
    let help = match (key_meant(name), syn::parse_str::<syn::Path>(name)) {
        (Some(key), _) => format!("did you mean `{key}`?"),
        (None, Ok(_)) => format!("if it is a function, write `key = {name}`, without quotes"),
        (None, Err(_)) => format!("write `{}`", option_with_value("key")),
    };
    format!("{what}\nhelp: {help}\n{}", keys_note())
}

fn key_meant(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    match name.as_str() {
        "off" | "no" | "false" => Some("none"),
        "agent" | "meeting" => Some("meeting_agent"),
        name => nearest(name.strip_suffix("_id").unwrap_or(name), KEYS),
    }
}

pub(super) fn key_not_in_quotes(name: &str) -> String {
    format!(
        "the value of `key` is not in quotes\nhelp: write `key = \"{name}\"`\n\
         note: a function of yours with this name is written `key = self::{name}`"
    )
}

pub(super) fn key_called(name: &str) -> String {
    format!("`key` names a function; it does not call it\nhelp: write `key = {name}`, without parentheses")
}

pub(super) fn key_neither() -> String {
    format!(
        "the value of `key` is neither a name in quotes nor the name of a function\n\
         help: write `{}`, or `key = by_user` beside a function `{KEY_FUNCTION}`\n{}",
        option_with_value("key"),
        keys_note()
    )
}

fn keys_note() -> String {
    let names = KEYS.map(|name| format!("\"{name}\""));
    format!("note: `key` takes {}, or the name of a function without quotes", quoted(names))
}
