//! The text of every diagnostic about the values of these options.

use super::duration::{DurationError, UNITS};
use super::model::MAX_RETRIES;
use crate::handler::messages::option_with_value;
use crate::messages::quoted;
use crate::suggest::nearest;

const KEYS: [&str; 4] = ["channel", "event", "meeting_agent", "none"];

pub(super) fn value_missing(option: &str) -> String {
    let what = match option {
        "retries" => "a number",
        "backoff" => "the first and the longest delay",
        "timeout" => "a time",
        "window" => "a time, or `off`",
        _ => return format!("`key` needs a name\nhelp: write `{}`\n{}", option_with_value(option), keys_note()),
    };
    format!("`{option}` needs {what}\nhelp: write `{}`", option_with_value(option))
}

pub(super) fn retries_not_a_number() -> String {
    format!("the value of `retries` is not a whole number\nhelp: write `{}`", option_with_value("retries"))
}

pub(super) fn retries_in_quotes(number: &str) -> String {
    format!("the value of `retries` is a number, without quotes\nhelp: write `retries = {number}`")
}

pub(super) fn retries_negative() -> String {
    "`retries` cannot be negative\nhelp: write `retries = 0` for a handler that runs once".to_owned()
}

pub(super) fn retries_too_many() -> String {
    format!("`retries` is at most {MAX_RETRIES}\nhelp: write `retries = {MAX_RETRIES}`, or fewer")
}

/// A value that is correct apart from the missing quotes.
pub(super) fn not_in_quotes(option: &str, text: &str) -> String {
    format!("the value of `{option}` is not in quotes\nhelp: write `{option} = \"{text}\"`")
}

/// A value that is not a text.
pub(super) fn not_a_text(option: &str) -> String {
    format!(
        "the value of `{option}` is not a time in quotes\nhelp: write `{}`\n{}",
        option_with_value(option),
        time_note()
    )
}

/// A text that is not a value of the option.
pub(super) fn not_a_duration(option: &str, error: &DurationError) -> String {
    let example = format!("write `{}`", option_with_value(option));
    match error {
        DurationError::Form(text) => {
            let what = match option {
                _ if text.trim().is_empty() => format!("the value of `{option}` is empty"),
                "window" => format!("`{text}` is neither a time nor `off`"),
                "backoff" => format!("`{text}` is neither a time nor two times with `..` between them"),
                _ => format!("`{text}` is not a time"),
            };
            format!("{what}\nhelp: {example}\n{}", time_note())
        }
        DurationError::TooLong(time) => format!("`{time}` is longer than 366 days\nhelp: write `366d`, or less"),
        DurationError::Zero if option == "window" => {
            "a `window` of zero joins nothing\n\
             help: write `window = \"off\"` for one job a notification, or remove `window` to join the waiting notifications"
                .to_owned()
        }
        DurationError::Zero if option == "backoff" => {
            format!("with a first delay of zero, a handler that failed runs again at once\nhelp: {example}")
        }
        DurationError::Zero => format!("a `{option}` of zero leaves no time to run\nhelp: {example}"),
        DurationError::Reversed { first, longest } => format!(
            "the first delay, `{first}`, is longer than the longest, `{longest}`\n\
             help: write `{option} = \"{longest}..{first}\"`"
        ),
    }
}

fn time_note() -> String {
    format!("note: a time is a whole number and one of {}, without a space", quoted(UNITS.map(|(unit, _)| unit)))
}

pub(super) fn window_of_another_route() -> String {
    "only `change` notifications join, so `window` has no effect here\nhelp: remove `window`".to_owned()
}

pub(super) fn unknown_key(name: &str) -> String {
    let what = match name.trim() {
        "" => "the value of `key` is empty".to_owned(),
        _ => format!("no key is called `{name}`"),
    };
    let help = match (similar_key(name), syn::parse_str::<syn::Path>(name)) {
        (Some(key), _) => format!("did you mean `{key}`?"),
        (None, Ok(_)) => format!("if it is a function, write `key = {name}`, without quotes"),
        (None, Err(_)) => format!("write `{}`", option_with_value("key")),
    };
    format!("{what}\nhelp: {help}\n{}", keys_note())
}

fn similar_key(name: &str) -> Option<&'static str> {
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
         note: to use a function of this name, write `key = self::{name}`"
    )
}

pub(super) fn key_called(name: &str) -> String {
    format!("`key` takes the name of a function and does not call it\nhelp: write `key = {name}`, without parentheses")
}

pub(super) fn key_neither() -> String {
    format!(
        "the value of `key` is neither a name in quotes nor the name of a function\n\
         help: write `{}`, or `key = by_user` with a function `fn by_user(delivery: &Delivery) -> Option<String>`\n{}",
        option_with_value("key"),
        keys_note()
    )
}

fn keys_note() -> String {
    let names = KEYS.map(|name| format!("\"{name}\""));
    format!("note: `key` takes {}, or the name of a function without quotes", quoted(names))
}
