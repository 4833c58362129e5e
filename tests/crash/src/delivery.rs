//! [`PlannedDelivery`]: a delivery that the harness sends. Everything in it follows from its number.

use bytes::Bytes;
use cronofy_hooks::testing::TestRequest;
use fastrand::Rng;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::marked::secrets;

/// Things that several deliveries are about.
const EVENTS: u32 = 12;
const CHANNELS: u32 = 4;
/// 2026-01-01, before everything that is `changes_since`.
const NEW_YEAR: i64 = 1_767_225_600;

/// What the handler of a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedTask {
    /// Notes the job in the journal.
    Note,
    /// Writes a row into the database, in the handler's transaction.
    Effect,
    /// Notes the job together with others of the same channel.
    Change {
        /// From when on, in seconds.
        since: i64,
    },
}

/// A delivery.
#[derive(Clone, Debug)]
pub struct PlannedDelivery {
    /// Its number.
    pub marker: u64,
    /// The notification id. With one, a repeat is recognised.
    pub id: Option<String>,
    /// The key: of all jobs with the same key one runs at a time.
    pub key: Option<String>,
    /// One for each job.
    pub tasks: Vec<PlannedTask>,
    /// What is sent.
    pub body: Bytes,
}

/// Which deliveries are sent.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DeliveryMix {
    /// The seed of everything random.
    pub seed: u64,
    /// Every delivery has an id, so that each of its jobs exists once.
    pub always_id: bool,
    /// Some do not fit into a page of the database.
    pub large: bool,
}

impl DeliveryMix {
    /// The delivery of a number.
    #[must_use]
    pub fn delivery(self, marker: u64) -> PlannedDelivery {
        let mut rng = Rng::with_seed(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(marker));
        let id = (self.always_id || rng.f64() < 0.7).then(|| format!("ntf_{}_{marker}", self.seed));
        let padding = if self.large && rng.f64() < 0.15 { rng.usize(10_000..120_000) } else { rng.usize(0..2_000) };
        let padding: String = std::iter::repeat_with(|| rng.alphanumeric()).take(padding).collect();
        if rng.f64() < 0.25 {
            change(marker, id, &padding, &mut rng)
        } else {
            interactions(marker, id, &padding, &mut rng)
        }
    }
}

fn change(marker: u64, id: Option<String>, padding: &str, rng: &mut Rng) -> PlannedDelivery {
    let channel = format!("chn_{}", rng.u32(0..CHANNELS));
    // Not in the order of arrival: the earliest must be kept, not the first.
    let since = NEW_YEAR + rng.i64(0..1_000_000);
    let time = Timestamp::from_second(since).unwrap();
    let body = format!(
        r#"{{"notification":{{"type":"change","changes_since":"{time}"}},"channel":{{"channel_id":"{channel}"}},"marker":{marker},"padding":"{padding}"}}"#
    );
    PlannedDelivery {
        marker,
        id,
        key: Some(format!("channel:{channel}")),
        tasks: vec![PlannedTask::Change { since }],
        body: body.into(),
    }
}

fn interactions(marker: u64, id: Option<String>, padding: &str, rng: &mut Rng) -> PlannedDelivery {
    let event = rng.bool().then(|| format!("evt_{}", rng.u32(0..EVENTS)));
    let count = if rng.f64() < 0.6 { 1 } else { rng.usize(2..5) };
    let tasks: Vec<PlannedTask> =
        std::iter::repeat_with(|| if rng.bool() { PlannedTask::Note } else { PlannedTask::Effect })
            .take(count)
            .collect();
    let interactions: Vec<&str> = tasks
        .iter()
        .map(|task| match task {
            PlannedTask::Effect => r#"{"type":"conferencing_assigned"}"#,
            _ => r#"{"type":"conferencing_failing","subtype":"profile_missing"}"#,
        })
        .collect();
    let interactions = interactions.join(",");
    let about = event.as_ref().map_or_else(String::new, |event| format!(r#""event_id":"{event}""#));
    let body = format!(
        r#"{{"notification":{{"type":"event_subscription","interactions":[{interactions}]}},"event":{{{about}}},"marker":{marker},"padding":"{padding}"}}"#
    );
    PlannedDelivery { marker, id, key: event.map(|event| format!("event:{event}")), tasks, body: body.into() }
}

impl PlannedDelivery {
    /// The request, signed.
    pub fn request(&self) -> TestRequest {
        let request = TestRequest::body(self.body.clone());
        let request = match &self.id {
            Some(id) => request.notification_id(id),
            None => request,
        };
        request.signed_with(&secrets())
    }
}
