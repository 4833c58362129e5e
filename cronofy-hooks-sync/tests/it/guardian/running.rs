//! A guardian that runs as a task, with time that passes as soon as every task waits.

use std::time::Duration;

use cronofy_hooks::testing::TestRequest;
use cronofy_hooks_sync::{GuardedChannel, MemoryChannels};
use tokio::time::{Instant, sleep};

use super::support::TestGuard;

/// Looks each second of the paused clock until the channel is as it should be.
async fn until(app: &TestGuard, is_so: impl Fn(&GuardedChannel) -> bool) -> Duration {
    let begun = Instant::now();
    while !is_so(&app.channel().await) {
        assert!(begun.elapsed() < Duration::from_secs(600), "{:?}", app.channel().await);
        sleep(Duration::from_secs(1)).await;
    }
    begun.elapsed()
}

#[tokio::test]
async fn it_writes_changes_at_once_and_looks_each_minute() {
    let app = TestGuard::start(MemoryChannels::default()).await;
    app.guard().await;
    app.minutes(1).await;
    let channel_id = app.channel().await.channel_id.unwrap();
    tokio::time::pause();
    let run = tokio::spawn(app.guardian.clone().run(app.router.clone()));
    for is_failing in [true, false] {
        app.is_down(is_failing);
        let change = TestRequest::sample("change").unwrap().path(&format!("/{}", crate::support::ACCOUNT));
        let change =
            change.set("channel.channel_id", channel_id.as_str()).set("channel.callback_url", app.url.as_str());
        let answer = change.signed_with(&TestGuard::secrets()).send_to(app.router.clone()).await;
        assert_eq!(answer.status, if is_failing { 500 } else { 204 });
        let took = until(&app, |channel| channel.failing_since.is_some() == is_failing).await;
        assert!(took <= Duration::from_secs(3), "{took:?}");
    }
    // The clock of the application passes an hour: the channel is due, and found to be closed.
    app.close();
    app.wait(61).await;
    let took = until(&app, |channel| channel.channel_id.as_ref() != Some(&channel_id)).await;
    assert!(took <= Duration::from_secs(62), "{took:?}");
    until(&app, |channel| !channel.has_gap).await;
    run.abort();
}
