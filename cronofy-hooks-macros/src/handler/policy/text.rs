//! What stands in quotes: a time, a range of times, or `off`. And what was meant, where that is
//! not what stands there.

use super::model::{Backoff, Window};
use super::time::{parse, unit_of};

/// What keeps a text from being the value of an option.
#[derive(Debug)]
pub(super) enum Mistake {
    Empty,
    Spaces(String),
    Negative(String),
    UnitMissing(String),
    UnknownUnit(String),
    NotWhole(String),
    SeveralUnits(String),
    NotATime(String),
    TooLong(String),
    Zero,
    /// A range where one time is taken.
    Range(String),
    /// A range of which an end is missing.
    EndMissing(String),
    /// A range that is not written with two dots.
    NotTwoDots,
    Reversed {
        first: String,
        longest: String,
    },
}

/// A mistake, and what was probably meant, which may be a mistake in its turn.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) mistake: Mistake,
    pub(super) meant: Option<String>,
}

impl Refused {
    pub(super) fn new(mistake: Mistake, meant: Option<String>) -> Self {
        Self { mistake, meant }
    }
}

pub(super) fn timeout_of(text: &str) -> Result<u64, Refused> {
    without_spaces(text, |text| not_zero(one_time(text)?))
}

pub(super) fn window_of(text: &str) -> Result<Window, Refused> {
    without_spaces(text, |text| match text {
        "off" => Ok(Window::Off),
        "Off" | "OFF" | "no" | "none" | "None" | "false" | "never" => {
            Err(Refused::new(Mistake::NotATime(text.to_owned()), Some("off".to_owned())))
        }
        text => Ok(Window::Of(not_zero(one_time(text)?)?)),
    })
}

pub(super) fn backoff_of(text: &str) -> Result<Backoff, Refused> {
    without_spaces(text, |text| match range(text) {
        Some((first, dots, longest)) => check_range(first, dots, longest),
        None => {
            let always = not_zero(parse(text)?)?;
            Ok(Backoff { first: always, longest: always })
        }
    })
}

fn check_range(first: &str, dots: &str, longest: &str) -> Result<Backoff, Refused> {
    let ends = (parse(first), parse(longest));
    let meant = end_meant(first, &ends.0, longest).zip(end_meant(longest, &ends.1, first));
    let meant = meant.map(|(first, longest)| format!("{first}..{longest}"));
    let written = || format!("{first}{dots}{longest}");
    let refused = match ends {
        (Err(Refused { mistake: Mistake::Empty, .. }), _) | (_, Err(Refused { mistake: Mistake::Empty, .. })) => {
            Refused::new(Mistake::EndMissing(written()), meant)
        }
        (Err(refused), _) | (_, Err(refused)) => Refused { meant, ..refused },
        (Ok(_), Ok(_)) if dots != ".." => Refused::new(Mistake::NotTwoDots, meant),
        (Ok(0), Ok(_)) => Refused::new(Mistake::Zero, Some(format!("1s..{longest}"))),
        (Ok(shorter), Ok(longer)) if shorter <= longer => return Ok(Backoff { first: shorter, longest: longer }),
        (Ok(_), Ok(_)) => Refused::new(
            Mistake::Reversed { first: first.to_owned(), longest: longest.to_owned() },
            Some(format!("{longest}..{first}")),
        ),
    };
    Err(refused)
}

/// What one end of a range was meant to be. `1..60s` has its unit at the other end.
fn end_meant(text: &str, parsed: &Result<u64, Refused>, other: &str) -> Option<String> {
    match parsed {
        Ok(_) => Some(text.to_owned()),
        Err(Refused { mistake: Mistake::UnitMissing(number), .. }) => {
            Some(format!("{number}{}", unit_of(other).unwrap_or("s")))
        }
        Err(refused) => refused.meant.clone(),
    }
}

/// The two ends, and what stands between them.
fn range(text: &str) -> Option<(&str, &str, &str)> {
    let dots = ["..=", "...", "..", "…"].into_iter().find(|dots| text.contains(dots));
    if let Some(dots) = dots {
        return text.split_once(dots).map(|(first, longest)| (first, dots, longest));
    }
    let begins = |text: &str| text.starts_with(|letter: char| letter.is_ascii_digit());
    ["-", "–", ",", "to"].into_iter().find_map(|between| {
        let (first, longest) = text.split_once(between)?;
        (begins(first) && begins(longest)).then_some((first, between, longest))
    })
}

fn one_time(text: &str) -> Result<u64, Refused> {
    match range(text) {
        Some((_, _, longest)) => Err(Refused::new(Mistake::Range(text.to_owned()), Some(longest.to_owned()))),
        None => parse(text),
    }
}

fn not_zero(time: u64) -> Result<u64, Refused> {
    match time {
        0 => Err(Refused::new(Mistake::Zero, None)),
        time => Ok(time),
    }
}

/// Reads a text as if no spaces stood in it, and then refuses them.
fn without_spaces<T>(text: &str, read: impl Fn(&str) -> Result<T, Refused>) -> Result<T, Refused> {
    let compact: String = text.split_whitespace().collect();
    let value = read(&compact)?;
    if compact == text { Ok(value) } else { Err(Refused::new(Mistake::Spaces(text.to_owned()), Some(compact))) }
}
