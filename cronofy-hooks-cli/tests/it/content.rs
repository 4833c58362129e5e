//! What is in the inbox of the transcripts.

use bytes::Bytes;
use cronofy_hooks::inbox::{Entry, Stored, UnitId, UnitState};
use jiff::Timestamp;

/// What time it is.
pub(crate) const NOW: &str = "2026-01-05T10:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("the tests write times")
}

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-05T08:00:00Z"},"channel":{"channel_id":"chn_1"}}"#;

const TWO: &str = r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_failing","subtype":"profile_missing"},{"type":"meeting_agent_activated"}]},"event":{"event_id":"evt_1","attendees":[],"location":{}},"more":[1.50,null]}"#;

/// A unit in each state, a delivery of two, and one that cannot be read.
pub(crate) fn deliveries() -> Vec<Stored> {
    let change = r#"notification "change""#;
    vec![
        Stored {
            units: vec![Entry {
                replays: 1,
                finished_at: Some(at("2026-01-02T09:00:03.25Z")),
                ..unit(14, 0, change, UnitState::Done)
            }],
            ..delivery(14, "2026-01-02T09:00:00.123456Z", CHANGE)
        },
        Stored {
            units: vec![
                Entry {
                    attempts: 13,
                    error: Some("cannot join the meeting: connection refused: the address 10.0.0.7:443 does not answer\n  tried 3 times".to_owned()),
                    finished_at: Some(at("2026-01-05T09:40:00Z")),
                    ..unit(15, 0, r#"interaction "conferencing_failing", subtype "profile_missing""#, UnitState::Dead)
                },
                Entry {
                    error: Some("not ours".to_owned()),
                    finished_at: Some(at("2026-01-05T07:00:02Z")),
                    ..unit(15, 1, r#"interaction "meeting_agent_activated""#, UnitState::Discarded)
                },
            ],
            ..delivery(15, "2026-01-05T07:00:00Z", TWO)
        },
        Stored {
            units: vec![Entry {
                attempts: 2,
                key: Some("channel chn_1".to_owned()),
                since: Some(at("2026-01-05T08:00:00Z")),
                due_at: at("2026-01-05T10:00:20Z"),
                error: Some("503 \u{1b}[31mbusy".to_owned()),
                ..unit(16, 0, change, UnitState::Waiting)
            }],
            ..delivery(16, "2026-01-05T09:57:00Z", CHANGE)
        },
        Stored {
            units: vec![Entry {
                attempts: 0,
                joined: UnitId::new(16, 0),
                finished_at: Some(at("2026-01-05T09:58:00Z")),
                ..unit(17, 0, change, UnitState::Joined)
            }],
            ..delivery(17, "2026-01-05T09:58:00Z", CHANGE)
        },
        Stored {
            units: vec![Entry {
                due_at: at("2026-01-05T10:00:25Z"),
                ..unit(18, 0, r#"callback "authorization""#, UnitState::Running)
            }],
            ..delivery(18, "2026-01-05T09:59:30Z", r#"{"authorization":{}}"#)
        },
        Stored {
            head: "{".to_owned(),
            units: vec![Entry { attempts: 0, ..unit(19, 0, "\u{202e}odd\nname", UnitState::Waiting) }],
            ..delivery(19, "2026-01-05T10:00:00Z", "not JSON\u{7}\n  second line\n")
        },
    ]
}

fn delivery(number: i64, received_at: &str, body: &'static str) -> Stored {
    let head = r#"{"format":1,"target":"/cronofy/42?minutes=5","params":[["user_id","42"]],"headers":[["content-type","application/json"],["cronofy-hmac-sha256","bm90IGEgc2VjcmV0"],["x-odd","caf\u00e9"]]}"#;
    Stored {
        delivery: number,
        received_at: at(received_at),
        head: head.to_owned(),
        body: Bytes::from_static(body.as_bytes()),
        units: Vec::new(),
    }
}

/// The times are those of its delivery unless set.
fn unit(delivery: i64, index: u32, name: &str, state: UnitState) -> Entry {
    Entry {
        unit: UnitId::new(delivery, index).expect("the numbers are small"),
        name: name.to_owned(),
        state,
        attempts: 1,
        lost: 0,
        crashes: 0,
        replays: 0,
        key: None,
        since: None,
        joined: None,
        due_at: Timestamp::MIN,
        received_at: Timestamp::MIN,
        finished_at: None,
        error: None,
    }
}
