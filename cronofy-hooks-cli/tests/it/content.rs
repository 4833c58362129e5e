//! The deliveries of the transcripts.

use bytes::Bytes;
use cronofy_hooks::inbox::{JobId, JobRecord, JobState, StoredDelivery};
use jiff::Timestamp;

/// The current time of the transcripts.
pub(crate) const NOW: &str = "2026-01-05T10:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a valid time")
}

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-05T08:00:00Z"},"channel":{"channel_id":"chn_1"}}"#;

const TWO: &str = r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_failing","subtype":"profile_missing"},{"type":"meeting_agent_activated"}]},"event":{"event_id":"evt_1","attendees":[],"location":{}},"more":[1.50,null]}"#;

/// A job in each state, a delivery of two, and one that cannot be read.
pub(crate) fn deliveries() -> Vec<StoredDelivery> {
    let change = r#"notification "change""#;
    vec![
        StoredDelivery {
            jobs: vec![JobRecord {
                replays: 1,
                finished_at: Some(at("2026-01-02T09:00:03.25Z")),
                ..job(14, 0, change, JobState::Done)
            }],
            ..delivery(14, "2026-01-02T09:00:00.123456Z", CHANGE)
        },
        StoredDelivery {
            jobs: vec![
                JobRecord {
                    attempts: 13,
                    error: Some("cannot join the meeting: connection refused: the address 10.0.0.7:443 does not answer\n  tried 3 times".to_owned()),
                    finished_at: Some(at("2026-01-05T09:40:00Z")),
                    ..job(15, 0, r#"interaction "conferencing_failing", subtype "profile_missing""#, JobState::Dead)
                },
                JobRecord {
                    error: Some("not ours".to_owned()),
                    finished_at: Some(at("2026-01-05T07:00:02Z")),
                    ..job(15, 1, r#"interaction "meeting_agent_activated""#, JobState::Discarded)
                },
            ],
            ..delivery(15, "2026-01-05T07:00:00Z", TWO)
        },
        StoredDelivery {
            jobs: vec![JobRecord {
                attempts: 2,
                key: Some("channel chn_1".to_owned()),
                since: Some(at("2026-01-05T08:00:00Z")),
                due_at: at("2026-01-05T10:00:20Z"),
                error: Some("503 \u{1b}[31mbusy".to_owned()),
                ..job(16, 0, change, JobState::Waiting)
            }],
            ..delivery(16, "2026-01-05T09:57:00Z", CHANGE)
        },
        StoredDelivery {
            jobs: vec![JobRecord {
                attempts: 0,
                joined: JobId::new(16, 0),
                finished_at: Some(at("2026-01-05T09:58:00Z")),
                ..job(17, 0, change, JobState::Joined)
            }],
            ..delivery(17, "2026-01-05T09:58:00Z", CHANGE)
        },
        StoredDelivery {
            jobs: vec![JobRecord {
                due_at: at("2026-01-05T10:00:25Z"),
                ..job(18, 0, r#"callback "authorization""#, JobState::Running)
            }],
            ..delivery(18, "2026-01-05T09:59:30Z", r#"{"authorization":{}}"#)
        },
        StoredDelivery {
            head: "{".to_owned(),
            jobs: vec![JobRecord { attempts: 0, ..job(19, 0, "\u{202e}odd\nname", JobState::Waiting) }],
            ..delivery(19, "2026-01-05T10:00:00Z", "not JSON\u{7}\n  second line\n")
        },
    ]
}

fn delivery(number: i64, received_at: &str, body: &'static str) -> StoredDelivery {
    let head = r#"{"format":1,"target":"/cronofy/42?minutes=5","params":[["user_id","42"]],"headers":[["content-type","application/json"],["cronofy-hmac-sha256","bm90IGEgc2VjcmV0"],["x-odd","caf\u00e9"]]}"#;
    StoredDelivery {
        delivery: number,
        received_at: at(received_at),
        head: head.to_owned(),
        body: Bytes::from_static(body.as_bytes()),
        jobs: Vec::new(),
    }
}

/// The times are those of its delivery unless set.
fn job(delivery: i64, index: u32, name: &str, state: JobState) -> JobRecord {
    JobRecord {
        job: JobId::new(delivery, index).expect("the numbers are small"),
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
