//! The payloads, with the fields and the types that the library's have.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::event_time::EventTime;

#[derive(Deserialize)]
pub(super) struct ConferencingAssigned {
    pub(super) event: Event,
}

#[derive(Deserialize)]
pub(super) struct MeetingAgentComplete {
    pub(super) event: Option<Event>,
    pub(super) meeting_agent: MeetingAgent,
}

/// Writes structs whose fields are all optional. The attribute is for the test that compares both
/// sides: only it writes JSON.
macro_rules! optional {
    ($($(#[$attribute:meta])* struct $name:ident { $($(#[$field_attribute:meta])* $field:ident: $ty:ty,)+ })+) => {$(
        $(#[$attribute])*
        #[derive(Deserialize, Serialize)]
        pub(super) struct $name {
            $(
                $(#[$field_attribute])*
                #[serde(skip_serializing_if = "Option::is_none")]
                $field: Option<$ty>,
            )+
        }
    )+};
}

optional! {
    /// Every field of the documentation's Read Events.
    struct Event {
        calendar_id: String,
        event_id: String,
        event_uid: String,
        google_event_id: String,
        summary: String,
        description: String,
        start: EventTime,
        end: EventTime,
        tzid: String,
        deleted: bool,
        created: Timestamp,
        updated: Timestamp,
        location: Location,
        participation_status: ParticipationStatus,
        attendees: Vec<Attendee>,
        organizer: Person,
        transparency: Transparency,
        extended_transparency: ExtendedTransparency,
        status: EventStatus,
        categories: Vec<String>,
        recurring: bool,
        series_identifier: String,
        event_private: bool,
        options: EventOptions,
        meeting_url: String,
        conferencing: Conferencing,
        meeting_agent: EventMeetingAgent,
        metadata: Value,
    }

    struct Location {
        description: String,
        lat: String,
        long: String,
    }

    struct Attendee {
        email: String,
        display_name: String,
        status: ParticipationStatus,
    }

    struct Person {
        email: String,
        display_name: String,
    }

    struct EventOptions {
        delete: bool,
        update: bool,
        change_participation_status: bool,
    }

    struct Conferencing {
        pending: bool,
        provider_name: ConferencingProvider,
        join_url: String,
        profile_id: String,
        provider_description: String,
    }

    struct EventMeetingAgent {
        profile_id: String,
        display_name: String,
    }

    struct Details {
        recording: Recording,
    }

    struct Recording {
        duration_seconds: u64,
    }

    struct Resource {
        category: ResourceCategory,
        r#type: ResourceType,
        url: String,
    }
}

#[derive(Deserialize, Serialize)]
pub(super) struct MeetingAgent {
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<MeetingAgentState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<Vec<Resource>>,
}

/// Writes enumerations that keep values they do not know; those they know take no allocation.
macro_rules! open {
    ($(enum $name:ident { $($variant:ident = $text:literal,)+ })+) => {$(
        pub(super) enum $name {
            $($variant,)+
            Unknown(String),
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct TextVisitor;

                impl serde::de::Visitor<'_> for TextVisitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("a string")
                    }

                    fn visit_str<E>(self, text: &str) -> Result<$name, E> {
                        Ok(match text {
                            $($text => $name::$variant,)+
                            _ => $name::Unknown(text.to_owned()),
                        })
                    }
                }

                deserializer.deserialize_str(TextVisitor)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                })
            }
        }
    )+};
}

open! {
    enum ParticipationStatus {
        Accepted = "accepted",
        Declined = "declined",
        NeedsAction = "needs_action",
        Tentative = "tentative",
        ExplicitlyUnknown = "unknown",
    }

    enum Transparency {
        Opaque = "opaque",
        Transparent = "transparent",
        ExplicitlyUnknown = "unknown",
    }

    enum ExtendedTransparency {
        Opaque = "opaque",
        Transparent = "transparent",
        WorkingElsewhere = "working_elsewhere",
        Tentative = "tentative",
        OutOfOffice = "out_of_office",
        ExplicitlyUnknown = "unknown",
    }

    enum EventStatus {
        Confirmed = "confirmed",
        Tentative = "tentative",
        Cancelled = "cancelled",
        ExplicitlyUnknown = "unknown",
    }

    enum ConferencingProvider {
        GoTo = "go_to",
        Zoom = "zoom",
        MsTeams = "ms_teams",
    }

    enum MeetingAgentState {
        Created = "created",
        Complete = "complete",
    }

    enum ResourceCategory {
        Cronofy = "cronofy",
        Transcript = "transcript",
        Audio = "audio",
        Video = "video",
    }

    enum ResourceType {
        Dashboard = "dashboard",
        Cronofy = "cronofy",
        Voice = "voice",
        Conference = "conference",
    }
}
