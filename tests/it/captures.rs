//! What the real service sends, with the headers that it sends.

use std::collections::BTreeSet;

use cronofy_hooks::testing::TestRequest;
use cronofy_hooks_tests::{SampleFile, SchemaSet, router, secrets};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use serde_json::Value;

/// The samples with the shape of captured notifications; their ids are our own.
fn captured() -> Vec<SampleFile> {
    let mut samples = SchemaSet::samples("valid");
    samples.retain(|sample| sample.kind() == "notification" && sample.name.ends_with("/captured"));
    samples
}

#[tokio::test]
async fn captured_notifications_reach_their_handlers() {
    let (router, log) = router();
    for sample in captured() {
        // Captured bodies have no spaces.
        let body = sample.content.to_string();
        let request = TestRequest::body(body.clone())
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header(USER_AGENT, "Cronofy (https://www.cronofy.com/support/)")
            .header(CONTENT_LENGTH, &body.len().to_string())
            .signed_with(&secrets());
        let answer = request.send_to(router.clone()).await;
        assert_eq!(answer.status, 204, "{}: {}", sample.name, answer.text);

        let (_, name) = sample.schema.split_once('/').unwrap();
        let [seen] = &log.take()[..] else { panic!("{}: one handler", sample.name) };
        assert_eq!(seen.handler, name);
        assert_eq!(seen.occurrence.name(), Some(name));
        assert_eq!(seen.body, body);
        // The service sends neither header with these.
        assert_eq!((seen.notification_id.as_deref(), seen.attempt), (None, None));
    }
}

#[test]
fn every_captured_shape_is_there() {
    let expected = BTreeSet::from([
        "notification/change",
        "notification/conferencing_profile_disconnected",
        "notification/profile_disconnected",
        "notification/profile_initial_sync_completed",
        "notification/verification",
    ]);
    let captured = captured();
    let found: BTreeSet<_> = captured.iter().map(|sample| sample.schema.as_str()).collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    assert!(missing.is_empty(), "no captured.json for {missing:?}");
    for sample in &captured {
        // Undocumented, and in every captured notification.
        assert_eq!(
            sample.content["channel"]["scheduling_conversations"],
            Value::Object(Default::default()),
            "{}",
            sample.name
        );
    }
}
