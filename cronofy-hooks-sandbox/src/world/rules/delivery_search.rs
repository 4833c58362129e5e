//! [`DeliverySearch`]: finds deliveries, for the console and the control API.

use std::time::Duration;

use regex::{Regex, RegexBuilder, escape};

use crate::world::model::{Attempt, AttemptOutcome, Delivery, DeliveryState, World};

/// Which deliveries to show. All of its words must match; one that begins with `-` must not.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeliverySearch {
    terms: Vec<Term>,
    /// What is wrong with the first word that cannot be understood, and what to write instead.
    pub(crate) error: Option<String>,
}

#[derive(Clone, Debug)]
struct Term {
    matcher: Matcher,
    excludes: bool,
}

#[derive(Clone, Debug)]
enum Matcher {
    /// `is:failing`
    Is(Standing),
    /// `status:5xx`, as the smallest and the largest status.
    Status(u16, u16),
    /// `status:timeout`
    End(AttemptOutcome),
    /// `name:change`: the beginning of the name or the subtype.
    Name(String),
    /// `fault:drop`, or `fault:any` as the empty name.
    Fault(String),
    /// `took:500ms`: the last answer took this long or longer.
    Took(Duration),
    /// In the name, the URL, an id, the summary of the event, or the body. `…` is any part of an id.
    Text(Regex),
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// No attempt has ended yet.
    Due,
    /// The last attempt failed, and another one comes.
    Failing,
    Delivered,
    GivenUp,
}

impl Standing {
    /// In the order in which the list offers them, each with its word in the search field and its title.
    pub(crate) const ALL: [(Self, &str, &str); 4] = [
        (Self::Failing, "failing", "Failing"),
        (Self::GivenUp, "given_up", "Given up"),
        (Self::Due, "due", "Due"),
        (Self::Delivered, "delivered", "Delivered"),
    ];

    pub(crate) fn of(delivery: &Delivery) -> Self {
        match delivery.state {
            DeliveryState::Delivered(_) => Self::Delivered,
            DeliveryState::GivenUp(_) => Self::GivenUp,
            DeliveryState::Waiting(_) | DeliveryState::Sending if last_outcome(delivery).is_some() => Self::Failing,
            DeliveryState::Waiting(_) | DeliveryState::Sending => Self::Due,
        }
    }

    /// Its word in the search field.
    pub(crate) fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(it, ..)| *it == self).map_or("", |(_, word, _)| word)
    }

    /// Whether a person should look at it.
    pub(crate) fn is_failure(self) -> bool {
        matches!(self, Self::Failing | Self::GivenUp)
    }
}

const ENDS: [(&str, AttemptOutcome); 4] = [
    ("timeout", AttemptOutcome::TimedOut),
    ("refused", AttemptOutcome::Refused),
    ("cut", AttemptOutcome::BrokenOff),
    ("lost", AttemptOutcome::Lost),
];

impl DeliverySearch {
    pub(crate) fn parse(text: &str) -> Self {
        let mut search = Self::default();
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

    pub(crate) fn matches(&self, world: &World, delivery: &Delivery) -> bool {
        self.error.is_none() && self.terms.iter().all(|term| term.matcher.matches(world, delivery) != term.excludes)
    }
}

fn matcher(word: &str) -> Result<Matcher, String> {
    let lower = word.to_lowercase();
    match lower.split_once(':') {
        Some(("is", value)) => match Standing::ALL.into_iter().find(|(_, name, _)| *name == value) {
            Some((standing, ..)) => Ok(Matcher::Is(standing)),
            None => Err(format!("“{word}” is no state: write is:failing, is:given_up, is:due or is:delivered.")),
        },
        Some(("status", value)) => status(value).ok_or_else(|| {
            format!(
                "“{word}” is no outcome: write a status such as status:401 or status:5xx, or status:timeout, \
                 status:refused, status:cut or status:lost."
            )
        }),
        Some(("name", value)) => Ok(Matcher::Name(value.to_owned())),
        Some(("fault", "any")) => Ok(Matcher::Fault(String::new())),
        Some(("fault", value)) => Ok(Matcher::Fault(value.to_owned())),
        Some(("took", value)) => duration(value).map(Matcher::Took).ok_or_else(|| {
            format!("“{word}” is no length of time: write took:500ms or took:2s for answers that took longer.")
        }),
        // Any other colon belongs to the text, as that of a URL does.
        _ => {
            let parts: Vec<_> = word.split('…').map(escape).collect();
            let pattern = RegexBuilder::new(&parts.join(r"\w*")).case_insensitive(true).build();
            pattern.map(Matcher::Text).map_err(|_| "A word of the search is too long: write a part of it.".to_owned())
        }
    }
}

fn status(value: &str) -> Option<Matcher> {
    if let Some((_, end)) = ENDS.into_iter().find(|(name, _)| *name == value) {
        return Some(Matcher::End(end));
    }
    let class = value.strip_suffix("xx").and_then(|class| class.parse::<u16>().ok());
    let (low, high) = match class {
        Some(class) => (class.checked_mul(100)?, class.checked_mul(100)?.checked_add(99)?),
        None => value.parse().map(|status| (status, status)).ok()?,
    };
    (100..=599).contains(&low).then_some(Matcher::Status(low, high))
}

/// `500ms`, `2s`.
fn duration(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at(value.find(|char: char| !char.is_ascii_digit())?);
    let count = digits.parse().ok()?;
    match unit {
        "ms" => Some(Duration::from_millis(count)),
        "s" => Some(Duration::from_secs(count)),
        _ => None,
    }
}

impl Matcher {
    fn matches(&self, world: &World, delivery: &Delivery) -> bool {
        let outcome = last_outcome(delivery);
        match self {
            Self::Is(standing) => Standing::of(delivery) == *standing,
            Self::Status(low, high) => {
                matches!(outcome, Some(AttemptOutcome::Answered(status)) if (low..=high).contains(&status))
            }
            Self::End(end) => outcome == Some(end),
            Self::Name(name) => [Some(&delivery.name), delivery.subtype.as_ref()]
                .into_iter()
                .flatten()
                .any(|it| it.to_lowercase().starts_with(name)),
            Self::Fault(name) => {
                let mut faults = delivery.attempts.iter().filter_map(|it| it.fault);
                faults.any(|fault| name.is_empty() || fault.name() == name)
            }
            Self::Took(least) => {
                let answered = |it: &&Attempt| matches!(it.outcome, Some(AttemptOutcome::Answered(_)));
                delivery.attempts.iter().rev().find(answered).is_some_and(|it| it.took >= *least)
            }
            Self::Text(pattern) => texts(world, delivery).any(|text| pattern.is_match(text)),
        }
    }
}

/// The texts of a delivery that a word is looked for in, the short ones first.
fn texts<'d>(world: &'d World, delivery: &'d Delivery) -> impl Iterator<Item = &'d str> {
    let id = delivery.subject.id();
    let event = id.and_then(|id| {
        world.events.get(id).or_else(|| {
            let agent = world.agents.get(id)?;
            world.events.get(agent.event_uid.as_ref()?)
        })
    });
    let summary = event.map(|event| event.summary.as_str());
    let event_id = event.and_then(|event| event.event_id.as_deref());
    [id, summary, event_id].into_iter().flatten().chain(own_texts(delivery))
}

fn own_texts(delivery: &Delivery) -> impl Iterator<Item = &str> {
    let Delivery { name, subtype, url, notification_id, body, .. } = delivery;
    [Some(name), subtype.as_ref(), Some(url), notification_id.as_ref(), Some(body)]
        .into_iter()
        .flatten()
        .map(String::as_str)
}

fn last_outcome(delivery: &Delivery) -> Option<&AttemptOutcome> {
    delivery.attempts.iter().rev().find_map(|it| it.outcome.as_ref())
}
