//! Channels that are found closed, missing, or twice.

use cronofy_hooks::payload::ChannelFilters;
use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_sync::{ChannelState, MemoryChannels};

use super::support::TestGuard;
use crate::support::{ACCOUNT, WORK};

#[tokio::test]
async fn a_channel_that_was_closed_unseen_is_found_and_its_gap_filled_through_the_inbox() {
    let app = TestGuard::with_inbox(MemoryChannels::default()).await;
    let first = app.guard().await;
    app.write("before");
    app.minutes(1).await;
    app.worker.as_ref().unwrap().idle().await;
    assert_eq!(app.take_runs(), [["before"]]);
    app.close();
    app.write("in the gap");
    app.minutes(58).await;
    assert!(app.calls().is_empty(), "it asks every hour");
    app.minutes(2).await;
    assert_eq!(app.calls(), ["closed"]);
    app.worker.as_ref().unwrap().idle().await;
    assert_eq!(app.take_runs(), [["before", "in the gap"]]);
    let channel = app.channel().await;
    assert!(channel.state == ChannelState::Open && !channel.has_gap && channel.channel_id != first.channel_id);
    // What the guardian handed to the router is no delivery of the service.
    let before = channel.last_success.unwrap();
    assert!(before < app.test.sandbox.now() - jiff::SignedDuration::from_mins(30), "{channel:?}");
    app.minutes(16).await;
    assert!(app.channel().await.last_success.unwrap() > before, "the verification of the new channel");
}

#[tokio::test]
async fn two_guardians_create_one_channel_and_call_once() {
    let channels = MemoryChannels::default();
    let app = TestGuard::start(channels.clone()).await;
    let other = app.another(channels);
    app.guard().await;
    app.minutes(1).await;
    for round in 1..=5 {
        app.close();
        app.write("an event");
        app.wait(61).await;
        tokio::join!(app.guardian.check(&app.router), other.check(&app.router), other.check(&app.router));
        assert_eq!((app.calls(), app.open().len()), (vec!["closed"; round], 1));
        assert_eq!(app.test.sandbox.channels().len(), 1 + round);
        assert_eq!(app.take_runs().len(), 1, "the gap was handed over once");
    }
}

#[tokio::test]
async fn the_filters_stay_and_other_channels_of_the_url_are_closed() {
    let app = TestGuard::start(MemoryChannels::default()).await;
    let mut filters = ChannelFilters::default();
    filters.calendar_ids = Some(vec![WORK.to_owned()]);
    let filtered = || app.request().filters(filters.clone());
    let guarded = app.guardian.guard(ACCOUNT, filtered()).await.unwrap();
    let again = app.guardian.guard(ACCOUNT, filtered()).await.unwrap();
    assert_eq!((again.channel_id, app.test.sandbox.channels().len()), (guarded.channel_id, 1), "it is cheap to repeat");
    app.close();
    app.minutes(61).await;
    // As if a process had ended after it created a channel with other filters. One of another URL is left alone.
    app.test.sandbox.create_channel(ACCOUNT, app.request()).unwrap();
    app.test.sandbox.create_channel(ACCOUNT, CreateChannel::new(format!("{}/other", app.url))).unwrap();
    app.minutes(61).await;
    let [open] = &app.open()[..] else { panic!("one channel") };
    assert_eq!(Some(&open.channel_id), app.channel().await.channel_id.as_ref());
    let listed = app.test.client.account(ACCOUNT).channels().await.unwrap();
    let listed: Vec<_> =
        listed.iter().map(|channel| (channel.callback_url.clone().unwrap(), channel.filters.clone())).collect();
    assert_eq!(listed.len(), 2);
    assert!(listed.contains(&(app.url.clone(), Some(filters.clone()))), "{listed:?}");

    // A new release wants everything: the channel takes the place of the one before, and nothing was closed.
    let all = app.guard().await;
    assert_ne!(all.channel_id, app.test.sandbox.channels().first().map(|it| it.channel_id.clone()));
    assert_eq!((app.open().len(), app.calls()), (1, vec!["closed"]));
    assert_eq!(Some(&app.open()[0].channel_id), all.channel_id.as_ref());
}

#[tokio::test]
async fn without_creating_again_the_application_decides() {
    let app = TestGuard::with(MemoryChannels::default(), |guardian| guardian.without_creating_again()).await;
    app.guard().await;
    app.minutes(1).await;
    app.close();
    for _ in 0..3 {
        app.minutes(61).await;
        assert_eq!((app.calls(), app.open().len()), (vec!["closed"], 0));
        assert_eq!(app.channel().await.state, ChannelState::Closed);
    }
    app.write("in the gap");
    assert_eq!(app.guard().await.state, ChannelState::Open);
    app.minutes(1).await;
    assert_eq!((app.open().len(), app.take_runs().concat()), (1, vec!["in the gap".to_owned()]));
}
