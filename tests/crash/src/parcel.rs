//! [`Parcel`]: a delivery that the harness sends, all of which follows from its number.

use bytes::Bytes;
use cronofy_hooks::Secrets;
use cronofy_hooks::testing::TestRequest;
use fastrand::Rng;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The secret that everything is signed with.
const SECRET: &str = "CRN_a_secret_of_the_crash_tests_AAAAAAAAAAAA";
/// Things that several deliveries are about.
const EVENTS: u32 = 12;
const CHANNELS: u32 = 4;
/// 2026-01-01, before everything that is `changes_since`.
const NEW_YEAR: i64 = 1_767_225_600;

/// What a job asks of the handlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// To be noted in the journal.
    Note,
    /// To be written into the database, in the handler's transaction.
    Effect,
    /// To be noted, together with others of the same channel.
    Change {
        /// From when on, in seconds.
        since: i64,
    },
}

/// A delivery.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// Its number.
    pub marker: u64,
    /// The notification id, where it has one: what is sent again is then recognised.
    pub id: Option<String>,
    /// What its jobs run one at a time with.
    pub key: Option<String>,
    /// One for each job.
    pub tasks: Vec<Task>,
    /// What is sent.
    pub body: Bytes,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Mix {
    /// From which everything follows.
    pub seed: u64,
    /// Every delivery has an id, so that each of its jobs exists once.
    pub always_id: bool,
    /// Some do not fit into a page of the database.
    pub large: bool,
}

impl Mix {
    /// The delivery of a number.
    #[must_use]
    pub fn parcel(self, marker: u64) -> Parcel {
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

fn change(marker: u64, id: Option<String>, padding: &str, rng: &mut Rng) -> Parcel {
    let channel = format!("chn_{}", rng.u32(0..CHANNELS));
    // Not in the order of arrival: the earliest must be kept, not the first.
    let since = NEW_YEAR + rng.i64(0..1_000_000);
    let time = Timestamp::from_second(since).unwrap();
    let body = format!(
        r#"{{"notification":{{"type":"change","changes_since":"{time}"}},"channel":{{"channel_id":"{channel}"}},"marker":{marker},"padding":"{padding}"}}"#
    );
    Parcel {
        marker,
        id,
        key: Some(format!("channel:{channel}")),
        tasks: vec![Task::Change { since }],
        body: body.into(),
    }
}

fn interactions(marker: u64, id: Option<String>, padding: &str, rng: &mut Rng) -> Parcel {
    let event = rng.bool().then(|| format!("evt_{}", rng.u32(0..EVENTS)));
    let count = if rng.f64() < 0.6 { 1 } else { rng.usize(2..5) };
    let tasks: Vec<Task> =
        std::iter::repeat_with(|| if rng.bool() { Task::Note } else { Task::Effect }).take(count).collect();
    let told: Vec<&str> = tasks
        .iter()
        .map(|task| match task {
            Task::Effect => r#"{"type":"conferencing_assigned"}"#,
            _ => r#"{"type":"conferencing_failing","subtype":"profile_missing"}"#,
        })
        .collect();
    let told = told.join(",");
    let about = event.as_ref().map_or_else(String::new, |event| format!(r#""event_id":"{event}""#));
    let body = format!(
        r#"{{"notification":{{"type":"event_subscription","interactions":[{told}]}},"event":{{{about}}},"marker":{marker},"padding":"{padding}"}}"#
    );
    Parcel { marker, id, key: event.map(|event| format!("event:{event}")), tasks, body: body.into() }
}

impl Parcel {
    /// The request, signed.
    #[must_use]
    pub fn request(&self) -> TestRequest {
        let request = TestRequest::body(self.body.clone());
        let request = match &self.id {
            Some(id) => request.notification_id(id),
            None => request,
        };
        request.signed_with(&secrets())
    }
}

/// What the victims accept.
///
/// # Panics
/// Never: it is a good secret.
#[must_use]
pub fn secrets() -> Secrets {
    Secrets::new([SECRET]).unwrap()
}

/// The number of the delivery with this body.
#[must_use]
pub fn marker_of(body: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Marked {
        marker: u64,
    }
    serde_json::from_slice(body).ok().map(|Marked { marker }| marker)
}
