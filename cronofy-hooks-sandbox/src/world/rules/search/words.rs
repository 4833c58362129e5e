//! [`WordSearch`]: the language of all searches. Each has its own words.

use std::time::Duration;

use regex::{Regex, RegexBuilder, escape};

/// What to find. All of its words must match; one that begins with `-` must not.
#[derive(Clone, Debug)]
pub(crate) struct WordSearch<M> {
    terms: Vec<Term<M>>,
    /// What is wrong with the first word that cannot be understood, and what to write instead.
    pub(crate) error: Option<String>,
}

#[derive(Clone, Debug)]
struct Term<M> {
    matcher: M,
    excludes: bool,
}

impl<M> WordSearch<M> {
    /// Reads each word with `matcher`.
    pub(super) fn of(text: &str, matcher: impl Fn(&str) -> Result<M, String>) -> Self {
        let mut search = Self { terms: Vec::new(), error: None };
        for word in text.split_whitespace() {
            let (excludes, rest) = match word.strip_prefix('-') {
                Some(rest) if !rest.is_empty() => (true, rest),
                _ => (false, word),
            };
            match matcher(rest) {
                Ok(matcher) => search.terms.push(Term { matcher, excludes }),
                Err(error) => search.error = search.error.or(Some(error)),
            }
        }
        search
    }

    /// Whether everything matches, when `matches` is asked about each word.
    pub(super) fn all(&self, matches: impl Fn(&M) -> bool) -> bool {
        self.error.is_none() && self.terms.iter().all(|term| matches(&term.matcher) != term.excludes)
    }
}

/// A text in any case; `…` is any part of an id.
pub(super) fn pattern(word: &str) -> Result<Regex, String> {
    let parts: Vec<_> = word.split('…').map(escape).collect();
    let pattern = RegexBuilder::new(&parts.join(r"\w*")).case_insensitive(true).build();
    pattern.map_err(|_| "A word of the search is too long: write a part of it.".to_owned())
}

/// `401`, or `5xx`, as the smallest and the largest status.
pub(super) fn statuses(value: &str) -> Option<(u16, u16)> {
    let class = value.strip_suffix("xx").and_then(|class| class.parse::<u16>().ok());
    let (low, high) = match class {
        Some(class) => (class.checked_mul(100)?, class.checked_mul(100)?.checked_add(99)?),
        None => value.parse().map(|status| (status, status)).ok()?,
    };
    (100..=599).contains(&low).then_some((low, high))
}

/// `500ms`, `2s`.
pub(super) fn duration(word: &str, value: &str) -> Result<Duration, String> {
    let parsed = || {
        let (digits, unit) = value.split_at(value.find(|char: char| !char.is_ascii_digit())?);
        let count = digits.parse().ok()?;
        match unit {
            "ms" => Some(Duration::from_millis(count)),
            "s" => Some(Duration::from_secs(count)),
            _ => None,
        }
    };
    parsed().ok_or_else(|| {
        format!("“{word}” is no length of time: write took:500ms or took:2s for answers that took longer.")
    })
}
