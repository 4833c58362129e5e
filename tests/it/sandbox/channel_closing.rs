//! A channel without a receiver.

use std::time::Instant;

use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_sandbox::ClosedBy;
use jiff::SignedDuration;
use serde_json::json;

use super::scenario::{HOUR, MINUTE, MONDAY, account, sandbox};

#[tokio::test]
async fn a_channel_without_success_for_24_hours_is_closed() {
    // Nothing listens on this port, and port 0 never chooses it.
    let closed = "127.0.0.1:9";
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    sandbox.create_channel(&account_id, CreateChannel::new(format!("http://{closed}/cronofy"))).unwrap();
    let channel = || sandbox.channels().remove(0);

    let begun = Instant::now();
    sandbox.deliver_due().await;
    let failing_since = channel().failing_since.unwrap();
    assert_eq!(
        channel().closes_at(),
        Some(failing_since + SignedDuration::from_hours(24)),
        "the closing time is known in advance"
    );
    sandbox.advance(24 * HOUR - MINUTE).await;
    assert_eq!(channel().closed, None, "not a minute early");
    sandbox.advance(MINUTE).await;
    let closed = channel();
    #[expect(clippy::print_stderr, reason = "the duration is for people")]
    {
        eprintln!("24 hours of failures took {:?}", begun.elapsed());
    }
    assert_eq!(closed.closed.map(|it| it.at), Some(failing_since + SignedDuration::from_hours(24)));
    assert!(closed.closed.is_some_and(|it| it.by == ClosedBy::Failures) && closed.last_success.is_none());

    let sent = |sandbox: &cronofy_hooks_sandbox::Sandbox| -> usize {
        sandbox.deliveries().iter().map(|it| it.attempts.len()).sum()
    };
    let before = sent(&sandbox);
    assert!(before > 20, "{before} attempts in a day");
    let event = json!({ "summary": "Lunch", "start": "2026-06-04T12:00:00Z", "end": "2026-06-04T13:00:00Z" });
    sandbox.write_event_as_user(&calendar_id, event).unwrap();
    sandbox.advance(48 * HOUR).await;
    assert_eq!(sent(&sandbox), before, "a closed channel gets no more notifications");
}
