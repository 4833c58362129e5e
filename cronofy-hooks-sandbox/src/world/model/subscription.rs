//! Subscriptions to notifications about an event or a meeting agent.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Requests notifications about an event or a meeting agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) r#type: String,
    pub(crate) uri: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) interactions: Vec<InteractionSubscription>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) transitions: Vec<TransitionSubscription>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InteractionSubscription {
    pub(crate) r#type: String,
}

/// At an offset before or after the start or the end: exactly one of `before` and `after` is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TransitionSubscription {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<String>,
    pub(crate) offset: TriggerOffset,
}

impl Subscription {
    pub(crate) fn urls_for(subscriptions: &[Self], interaction: &str) -> Vec<String> {
        let requests = |it: &&Self| it.interactions.iter().any(|requested| requested.r#type == interaction);
        subscriptions.iter().filter(requests).map(|it| it.uri.clone()).collect()
    }
}

impl TransitionSubscription {
    /// `event_start` or `event_end`.
    pub(crate) fn name(&self) -> &str {
        self.before.as_deref().or(self.after.as_deref()).unwrap_or_default()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TriggerOffset {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hours: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) minutes: Option<u32>,
}

impl TriggerOffset {
    pub(crate) fn duration(self) -> SignedDuration {
        let minutes = i64::from(self.hours.unwrap_or_default()) * 60 + i64::from(self.minutes.unwrap_or_default());
        SignedDuration::from_mins(minutes)
    }
}
