//! What an application asks a guardian for.

use cronofy_hooks_sync::{GuardianError, MemoryChannels};

use super::support::TestGuard;
use crate::support::ACCOUNT;

#[tokio::test]
async fn a_channel_that_cannot_be_created_is_created_later() {
    let app = TestGuard::start(MemoryChannels::default()).await;
    let refused = app.guardian.guard("acc_that_never_logged_in", app.request()).await;
    assert!(matches!(&refused, Err(GuardianError::Client(error)) if error.needs_login()), "{refused:?}");
    let channel = app.channel().await;
    assert!(channel.channel_id.is_none() && channel.claimed_at.is_none(), "{channel:?}");
    // It tries when the account may have logged in, and not every minute.
    assert_eq!(channel.due_at, app.test.sandbox.now() + jiff::SignedDuration::from_hours(1));
    app.minutes(61).await;
    assert!(app.channel().await.due_at > app.test.sandbox.now());

    let app = TestGuard::start(MemoryChannels::default()).await;
    let no_url = app.guardian.guard(ACCOUNT, cronofy_hooks::request::CreateChannel::new("no URL")).await;
    assert!(matches!(no_url, Err(GuardianError::Client(_))), "{no_url:?}");
}

#[tokio::test]
async fn a_released_channel_is_closed_and_stays_closed() {
    let app = TestGuard::start(MemoryChannels::default()).await;
    app.guard().await;
    app.minutes(1).await;
    app.guardian.release(ACCOUNT, &app.url).await.unwrap();
    assert_eq!((app.open().len(), app.guardian.channels().await.unwrap()), (0, vec![]));
    app.minutes(61).await;
    assert_eq!(app.open().len(), 0);
    app.guardian.release(ACCOUNT, &app.url).await.unwrap();
    app.guard().await;
    app.close();
    app.guardian.release(ACCOUNT, &app.url).await.unwrap();
    assert_eq!((app.open().len(), app.guardian.channels().await.unwrap()), (0, vec![]));
}

#[tokio::test]
async fn what_is_shown_has_no_url() {
    let app = TestGuard::start(MemoryChannels::default()).await;
    let shown = format!("{:?} {:?}", app.guard().await, app.guardian);
    assert!(shown.contains(ACCOUNT) && !shown.contains("http"), "{shown}");
}
