//! [`TestDelivery`]: a delivery that the victim sends itself, all of which follows from its number.

use bytes::Bytes;
use cronofy_hooks::Secrets;
use cronofy_hooks::testing::TestRequest;
use serde::Deserialize;

const SECRET: &str = "CRN_a_secret_of_the_fault_tests_AAAAAAAAAAAA";

/// What a job asks of its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// To print a line.
    Note,
    /// To write a row in its transaction.
    Effect,
}

/// A delivery.
#[derive(Clone, Debug)]
pub struct TestDelivery {
    /// Its number.
    pub marker: u64,
    /// One for each job.
    pub tasks: Vec<Task>,
    /// What is sent.
    pub body: Bytes,
}

impl TestDelivery {
    /// The delivery of a number. Every third has several jobs, and every fifth more than one page.
    #[must_use]
    pub fn new(marker: u64) -> Self {
        let tasks = match marker % 3 {
            0 => vec![Task::Effect, Task::Note, Task::Effect],
            1 => vec![Task::Effect],
            _ => vec![Task::Note],
        };
        let interactions: Vec<&str> = tasks
            .iter()
            .map(|task| match task {
                Task::Effect => r#"{"type":"conferencing_assigned"}"#,
                Task::Note => r#"{"type":"conferencing_failing","subtype":"profile_missing"}"#,
            })
            .collect();
        let interactions = interactions.join(",");
        let mut random = fastrand::Rng::with_seed(marker);
        let length = if marker % 5 == 4 { 20_000 } else { 300 };
        let padding: String = std::iter::repeat_with(|| random.alphanumeric()).take(length).collect();
        let body = format!(
            r#"{{"notification":{{"type":"event_subscription","interactions":[{interactions}]}},"event":{{}},"marker":{marker},"padding":"{padding}"}}"#
        );
        Self { marker, tasks, body: body.into() }
    }

    /// The request, signed.
    ///
    /// # Panics
    /// Never: the secret is valid.
    #[must_use]
    pub fn request(&self) -> TestRequest {
        let request = TestRequest::body(self.body.clone()).notification_id(&format!("ntf_{}", self.marker));
        request.signed_with(&secrets())
    }
}

/// What the victims accept.
///
/// # Panics
/// Never: the secret is valid.
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
