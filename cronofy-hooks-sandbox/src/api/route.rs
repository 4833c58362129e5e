//! [`Api`]: which request goes where.

use std::sync::{Arc, Mutex, PoisonError};

use super::answer::{Answer, Refused, Reply};
use super::ask::Asked;
use super::limit::RateLimit;
use super::{account, agents, batch, calendars, channels, events, free_busy, login, read_events, tokens};
use crate::shared::Shared;

/// The service, for whoever asks it.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) shared: Arc<Shared>,
    /// None for as many requests as anybody likes.
    pub(crate) limit: Option<Mutex<RateLimit>>,
}

impl Api {
    /// One request, counted.
    pub(crate) fn answer(&self, asked: &Asked) -> Answer {
        let admitted = self
            .limit
            .as_ref()
            .map_or(Ok(()), |limit| limit.lock().unwrap_or_else(PoisonError::into_inner).admit(self.shared.now()));
        admitted.and_then(|()| self.route(asked)).unwrap_or_else(Answer::from)
    }

    /// One request, or one of a batch.
    pub(super) fn route(&self, asked: &Asked) -> Reply {
        let path: Vec<&str> = asked.path.iter().map(String::as_str).collect();
        match (asked.method.as_str(), &path[..]) {
            ("GET", ["oauth", "authorize"]) => login::authorize(self, asked),
            ("POST", ["oauth", "token"]) => tokens::issue(self, asked),
            ("POST", ["oauth", "token", "revoke"]) => tokens::revoke(self, asked),
            ("GET", ["v1", "account"]) => account::account(self, asked),
            ("GET", ["v1", "userinfo"]) => account::userinfo(self, asked),
            ("GET", ["v1", "profiles"]) => account::profiles(self, asked),
            ("GET", ["v1", "calendars"]) => calendars::list(self, asked),
            ("POST", ["v1", "calendars"]) => calendars::create(self, asked),
            ("GET", ["v1", "channels"]) => channels::list(self, asked),
            ("POST", ["v1", "channels"]) => channels::create(self, asked),
            ("DELETE", ["v1", "channels", channel_id]) => channels::close(self, asked, channel_id),
            ("POST", ["v1", "calendars", calendar_id, "events"]) => events::upsert(self, asked, calendar_id),
            ("DELETE", ["v1", "calendars", calendar_id, "events"]) => events::delete(self, asked, calendar_id),
            ("DELETE", ["v1", "events"]) => events::delete_all(self, asked),
            ("GET", ["v1", "events"]) => read_events::first(self, asked),
            ("GET", ["v1", "events", "pages", token]) => read_events::next(self, asked, token),
            ("GET", ["v1", "free_busy"]) => free_busy::first(self, asked),
            ("GET", ["v1", "free_busy", "pages", token]) => free_busy::next(self, asked, token),
            ("POST", ["v1", "meeting_agents"]) => agents::create(self, asked),
            ("POST", ["v1", "batch"]) => batch::answer(self, asked),
            (method, path) => Err(not_here(method, path)),
        }
    }
}

/// What the service has beside what the sandbox has, from <https://docs.cronofy.com/developers/api/>.
const ELSEWHERE: [&str; 16] = [
    "attachments",
    "availability",
    "availability_rules",
    "available_periods",
    "bookable_events",
    "conferencing_services",
    "delegated_authorizations",
    "element_tokens",
    "links",
    "real_time_scheduling",
    "real_time_sequencing",
    "resources",
    "scheduling_conversations",
    "service_account_authorizations",
    "sequenced_availability",
    "smart_invites",
];

fn not_here(method: &str, path: &[&str]) -> Refused {
    let asked = path.join("/");
    let description = match path {
        ["v1", resource, ..] if ELSEWHERE.contains(resource) => {
            format!("the sandbox does not have {resource}: use the service itself for {method} /{asked}")
        }
        _ => format!("there is no {method} /{asked}: check the method and the path against the documentation"),
    };
    Refused::not_found("path", description)
}
