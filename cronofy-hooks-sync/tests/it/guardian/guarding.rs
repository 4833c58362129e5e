//! What an application asks a guardian for.

use cronofy_hooks_client::ClientErrorKind as Kind;
use cronofy_hooks_sync::{ChannelState, GuardianError, MemoryChannels};

use super::support::TestGuard;
use crate::support::{ACCOUNT, WORK};

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

/// At a start without the service, and at one soon after it.
#[tokio::test]
async fn guard_does_not_wait_for_what_failed_before() {
    let channels = MemoryChannels::default();
    let app = TestGuard::with(channels.clone(), |guardian| guardian.without_creating_again()).await;
    let cut_off = app.cut_off(channels);
    let refused = cut_off.guard(ACCOUNT, app.request()).await;
    assert!(matches!(&refused, Err(GuardianError::Client(error)) if error.kind() == Kind::Connect), "{refused:?}");
    let shown = format!("{:#}", refused.unwrap_err());
    assert!(
        shown.starts_with("the channels of the account could not be read or changed: GET /v1/channels: "),
        "{shown}"
    );
    assert!(shown.contains("check the network and the base URL: ") && shown.contains("(os error "), "{shown}");
    let stored = app.channel().await;
    assert!(stored.is_pending && stored.due_at > app.test.sandbox.now(), "{stored:?}");
    let created = app.guard().await;
    assert_eq!((created.is_pending, created.channel_id.as_ref()), (false, Some(&app.open()[0].channel_id)));

    // Another release wants other filters, and then the first ones again.
    let filtered = || app.request().calendar(WORK);
    assert!(cut_off.guard(ACCOUNT, filtered()).await.is_err());
    let stored = app.channel().await;
    assert!(stored.is_pending && stored.channel_id == created.channel_id, "{stored:?}");
    let replaced = app.guardian.guard(ACCOUNT, filtered()).await.unwrap();
    assert_eq!((replaced.is_pending, replaced.channel_id.as_ref()), (false, Some(&app.open()[0].channel_id)));
    assert_ne!(replaced.channel_id, created.channel_id);
    assert!(cut_off.guard(ACCOUNT, app.request()).await.is_err());
    let kept = app.guardian.guard(ACCOUNT, filtered()).await.unwrap();
    assert_eq!((kept.is_pending, kept.channel_id), (false, replaced.channel_id));

    // The service closes it, and cannot be asked to create it again.
    app.minutes(1).await;
    app.close();
    app.minutes(61).await;
    assert!(cut_off.guard(ACCOUNT, filtered()).await.is_err());
    assert_eq!((app.open().len(), app.channel().await.state), (0, ChannelState::Closed));
    let again = app.guardian.guard(ACCOUNT, filtered()).await.unwrap();
    assert_eq!((again.state, again.channel_id.as_ref()), (ChannelState::Open, Some(&app.open()[0].channel_id)));
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
async fn an_account_without_access_is_reported_at_risk_and_can_be_released() {
    let app = TestGuard::start(MemoryChannels::default()).await;
    app.guard().await;
    app.minutes(1).await;
    app.test.client.account(ACCOUNT).revoke().await.unwrap();
    app.is_down(true);
    assert_eq!(app.deliver_change().await, 500);
    for _ in 0..2 {
        app.minutes(6 * 60 + 1).await;
        assert_eq!(app.calls(), ["at risk"]);
    }
    app.guardian.release(ACCOUNT, &app.url).await.unwrap();
    assert_eq!(app.guardian.channels().await.unwrap(), []);
}

#[tokio::test]
async fn what_is_shown_has_no_url() {
    let app = TestGuard::start(MemoryChannels::default()).await;
    let shown = format!("{:?} {:?}", app.guard().await, app.guardian);
    assert!(shown.contains(ACCOUNT) && !shown.contains("http"), "{shown}");
}
