//! [`CallSearch`]: finds API calls.

use std::time::Duration;

use regex::Regex;

use super::words::{WordSearch, duration, pattern, statuses};
use crate::world::model::{ApiCaller, EffectSubject, HttpMessage, LoggedCall, World};

/// Which calls to show.
pub(crate) type CallSearch = WordSearch<CallMatcher>;

#[derive(Clone, Debug)]
pub(crate) enum CallMatcher {
    /// `status:4xx`, as the smallest and the largest status.
    Status(u16, u16),
    /// `method:post`
    Method(String),
    /// `path:events`: a part of the path or the query.
    Path(String),
    /// `account:ada@`: a part of the id, the address or the name; or `application`, or `unknown`.
    Account(Regex),
    /// `took:500ms`: it took this long or longer.
    Took(Duration),
    /// In the method, the path, the headers, the bodies, or in what it wrote.
    Text(Regex),
}

impl CallSearch {
    pub(crate) fn parse(text: &str) -> Self {
        Self::of(text, matcher)
    }

    pub(crate) fn matches(&self, world: &World, call: &LoggedCall) -> bool {
        self.all(|matcher| matcher.matches(world, call))
    }
}

fn matcher(word: &str) -> Result<CallMatcher, String> {
    let lower = word.to_lowercase();
    match lower.split_once(':') {
        Some(("status", value)) => statuses(value)
            .map(|(low, high)| CallMatcher::Status(low, high))
            .ok_or_else(|| format!("“{word}” is no status: write one such as status:422 or status:4xx.")),
        Some(("method", value)) => Ok(CallMatcher::Method(value.to_owned())),
        Some(("path", value)) => Ok(CallMatcher::Path(value.to_owned())),
        Some(("account", value)) => pattern(value).map(CallMatcher::Account),
        Some(("took", value)) => duration(word, value).map(CallMatcher::Took),
        // Any other colon belongs to the text, as that of a URL does.
        _ => pattern(word).map(CallMatcher::Text),
    }
}

impl CallMatcher {
    fn matches(&self, world: &World, call: &LoggedCall) -> bool {
        match self {
            Self::Status(low, high) => (low..=high).contains(&&call.status),
            Self::Method(method) => call.method.eq_ignore_ascii_case(method),
            Self::Path(part) => call.target.to_lowercase().contains(part),
            Self::Account(pattern) => callers(world, call).any(|text| pattern.is_match(text)),
            Self::Took(least) => call.took >= *least,
            Self::Text(pattern) => {
                let own = [call.method.as_str(), &call.target].into_iter().chain(callers(world, call));
                let effects = call.effects.iter().flat_map(|it| subject_texts(world, &it.subject));
                let messages = [&call.request, &call.answer].into_iter().flatten().flat_map(message_texts);
                own.chain(effects).chain(messages).any(|text| pattern.is_match(text))
            }
        }
    }
}

/// The names of the caller.
fn callers<'c>(world: &'c World, call: &'c LoggedCall) -> impl Iterator<Item = &'c str> {
    let names = match &call.caller {
        ApiCaller::Application => [Some("application"), None, None],
        ApiCaller::Unknown => [Some("unknown"), None, None],
        ApiCaller::Account(account_id) => {
            let account = world.accounts.get(account_id);
            let [email, name] = [account.map(|it| it.email.as_str()), account.map(|it| it.name.as_str())];
            [Some(account_id.as_str()), email, name]
        }
    };
    names.into_iter().flatten()
}

fn subject_texts<'c>(world: &'c World, subject: &'c EffectSubject) -> impl Iterator<Item = &'c str> {
    let id = subject.id();
    let summary = id.and_then(|id| world.events.get(id)).map(|event| event.summary.as_str());
    id.into_iter().chain(summary)
}

fn message_texts(message: &HttpMessage) -> impl Iterator<Item = &str> {
    message.headers.iter().map(|(_, value)| value.as_str()).chain([message.body.as_str()])
}
