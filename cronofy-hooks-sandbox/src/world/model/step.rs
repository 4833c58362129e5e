//! [`Step`]: one thing that the application, the user or the environment does, as data.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::account::ConferencingBehaviour;
use super::fault_rule::FaultRule;
use crate::clock::ClockMode;

/// One thing that happens to a sandbox, or that is expected of it: a line of a [`Scenario`](crate::Scenario), and what
/// `POST /sandbox/steps` takes.
///
/// It is written as an object with one field, whose name is that of the variant: `{"advance": "2h"}`. An account is
/// named by its id or its e-mail address, and a calendar by its id or its name; without one, the first account and its
/// primary calendar are meant.
///
/// What goes to the service as it is, in `event`, `request` and `reply`, is written beside the other fields, without that
/// name:
///
/// ```
/// use cronofy_hooks_sandbox::Step;
/// use serde_json::{Value, from_value, json};
///
/// let step: Step = from_value(json!({ "trigger": { "sample": "change", "to": "http://127.0.0.1:3000/cronofy" } }))?;
/// assert!(matches!(step, Step::Trigger(_)));
///
/// let steps: Vec<Step> = from_value(json!([
///     { "create_channel": { "account": "ada@example.com", "callback_url": "http://127.0.0.1:3000/cronofy" } },
///     { "upsert_event": {
///         "by": "user",
///         "summary": "Lunch",
///         "start": "2026-06-01T12:00:00Z",
///         "end": "2026-06-01T13:00:00Z",
///     } },
///     { "reply_to_smart_invite": { "smart_invite_id": "invite-1", "email": "bob@example.com", "status": "accepted" } },
/// ]))?;
/// let [_, Step::UpsertEvent(lunch), _] = &*steps else { panic!("{steps:?}") };
/// assert_eq!(lunch.event["summary"], "Lunch");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// Moves the clock forward by a length of time, such as `2h 30m`, and waits for every answer on the way.
    Advance(SignedDuration),
    /// Moves the clock forward to a time.
    AdvanceTo(Timestamp),
    /// Moves the clock to the next planned action.
    Next,
    /// Sets how the clock runs: `paused`, `real`, or its seconds in each real second.
    #[serde(with = "speed")]
    Clock(ClockMode),
    /// Replaces the faults to inject; an empty list turns them off.
    Faults(Vec<FaultRule>),
    /// Sets the seed of every random decision from now on.
    Seed(u64),
    /// Adds an account, and issues tokens for it.
    AddAccount {
        /// The e-mail address of its user.
        email: String,
        /// The name of its user; the address unless set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Creates a channel as the application does.
    CreateChannel {
        /// The account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
        /// The fields of `POST /v1/channels`; in JSON beside the others, without `request`.
        #[serde(flatten, deserialize_with = "written_beside")]
        request: Map<String, Value>,
    },
    /// Closes a channel, by its id.
    CloseChannel(String),
    /// Sends a notification through a channel.
    NotifyChannel {
        /// The id of the channel.
        channel_id: String,
        /// The type of the notification: `change`, `verification`.
        name: String,
    },
    /// Creates an event, or changes one.
    UpsertEvent(EventStep),
    /// Deletes an event.
    DeleteEvent(EventStep),
    /// Sends a signed notification by hand.
    Trigger(TriggerStep),
    /// Sends a delivery again, by its number.
    Replay(u64),
    /// Disconnects a profile, by its id.
    DisconnectProfile(String),
    /// Reconnects a profile, by its id.
    ReconnectProfile(String),
    /// Completes the first synchronisation of a profile, by its id.
    FinishInitialSync(String),
    /// Sets how a conferencing provider responds from now on.
    ConferencingBehaviour {
        /// The profile.
        profile_id: String,
        /// How it responds.
        behaviour: ConferencingBehaviour,
    },
    /// The user of an account asks to be forgotten.
    RequestGdpr(String),
    /// Sets how the meeting agent of an event will fail.
    AgentFailure {
        /// The `event_uid` of the event.
        event_uid: String,
        /// A subtype of `meeting_agent_failed`; without one it does not fail.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subtype: Option<String>,
    },
    /// Replies to a smart invite, as a recipient does.
    ReplyToSmartInvite {
        /// The `smart_invite_id` of the invite.
        smart_invite_id: String,
        /// The fields of the reply: `email`, `status`, and perhaps `comment` and `proposal`; in JSON beside the others, without `reply`.
        #[serde(flatten, deserialize_with = "written_beside")]
        reply: Map<String, Value>,
    },
    /// Chooses a time on a page of real-time scheduling, as a person does.
    ChooseTime {
        /// The page; the newest one that is open unless set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        real_time_scheduling_id: Option<String>,
        /// When what is chosen starts; the first time that the page offers unless set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<Timestamp>,
    },
    /// Waits until the deliveries are as they should be.
    Expect(Expectation),
    /// Waits until a channel is as it should be.
    ExpectChannel(ChannelExpectation),
}

/// An event and the one who writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventStep {
    /// Who writes it; the application unless set. Channels are notified of what the user writes.
    #[serde(default)]
    pub by: StepAuthor,
    /// The account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// The fields of the event: for the application those of `POST /v1/calendars/{calendar_id}/events`, for the user
    /// the same and `event_uid`, which names the event to change. To delete an event, its `event_id` or `event_uid`.
    /// In JSON they stand beside the other fields, without `event`.
    #[serde(flatten, deserialize_with = "written_beside")]
    pub event: Map<String, Value>,
}

/// Who writes an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepAuthor {
    /// `application`: the application, over the API.
    #[default]
    Application,
    /// `user`: the user, in the calendar.
    User,
}

/// Which deliveries there should be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Expectation {
    /// A search, as in the console: `name:change is:delivered`.
    pub deliveries: String,
    /// How many deliveries match it, exactly; at least one unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// How long to wait until they do, in real time; 5 seconds unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<SignedDuration>,
}

/// Whether a channel should be closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ChannelExpectation {
    /// The id of the channel.
    pub channel_id: String,
    /// Whether it should be closed, by the application or by the service; otherwise open.
    pub closed: bool,
    /// How long to wait until it is, in real time; 5 seconds unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<SignedDuration>,
}

/// A notification that is sent by hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TriggerStep {
    /// The URL.
    pub to: String,
    /// The sample to send, by the names of `cronofy-hooks trigger`: `change`, `conferencing_failing:profile_missing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    /// The body to send in place of a sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Fields of the body to set, by their paths: `event.attendees[0].email`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, Value>,
    /// Whether it has an id, and 7 seconds for its answer. Unless set, a body with `notification.transitions` has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_trigger: Option<bool>,
}

/// The fields that the service takes beside those of the step. The name of the field that holds them here is none of them.
fn written_beside<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    let fields = Map::deserialize(deserializer)?;
    match ["event", "request", "reply"].into_iter().find(|name| fields.get(*name).is_some_and(Value::is_object)) {
        Some(name) => Err(D::Error::custom(format_args!(
            "there is no field `{name}`: write its fields directly into the step, beside the others"
        ))),
        None => Ok(fields),
    }
}

/// `paused`, `real` or a number.
mod speed {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
    use serde_json::Value;

    use crate::clock::ClockMode;

    pub(super) fn serialize<S: Serializer>(mode: &ClockMode, serializer: S) -> Result<S::Ok, S::Error> {
        match mode {
            ClockMode::Paused => "paused".serialize(serializer),
            ClockMode::Running(speed) => speed.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ClockMode, D::Error> {
        let value = Value::deserialize(deserializer)?;
        match (value.as_str(), value.as_f64()) {
            (Some("paused"), _) => Ok(ClockMode::Paused),
            (Some("real"), _) => Ok(ClockMode::Running(1.0)),
            (_, Some(speed)) if speed > 0.0 => Ok(ClockMode::Running(speed)),
            _ => Err(D::Error::custom("a clock is `paused`, `real`, or its seconds in each real second, above 0")),
        }
    }
}
