//! [`TestDelivery`]: a delivery that the victim sends itself. Everything in it follows from its number.

use bytes::Bytes;
use cronofy_hooks::testing::TestRequest;

use crate::marked::secrets;

/// What the handler of a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestTask {
    /// Prints a line.
    Note,
    /// Writes a row in its transaction.
    Effect,
}

/// A delivery.
#[derive(Clone, Debug)]
pub struct TestDelivery {
    /// Its number.
    pub marker: u64,
    /// One for each job.
    pub tasks: Vec<TestTask>,
    /// What is sent.
    pub body: Bytes,
}

impl TestDelivery {
    /// The delivery of a number. Every third has several jobs, and every fifth more than one page.
    #[must_use]
    pub fn new(marker: u64) -> Self {
        let tasks = match marker % 3 {
            0 => vec![TestTask::Effect, TestTask::Note, TestTask::Effect],
            1 => vec![TestTask::Effect],
            _ => vec![TestTask::Note],
        };
        let interactions: Vec<&str> = tasks
            .iter()
            .map(|task| match task {
                TestTask::Effect => r#"{"type":"conferencing_assigned"}"#,
                TestTask::Note => r#"{"type":"conferencing_failing","subtype":"profile_missing"}"#,
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
    pub fn request(&self) -> TestRequest {
        let request = TestRequest::body(self.body.clone()).notification_id(&format!("ntf_{}", self.marker));
        request.signed_with(&secrets())
    }
}
