//! The stores of guarded channels.

use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_sync::{ChannelQuery, ChannelState, ChannelStore, GuardedChannel, MemoryChannels, SqliteChannels};
use jiff::Timestamp;
use sqlx::sqlite::SqlitePoolOptions;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn channel(account_id: &str, second: i64) -> GuardedChannel {
    let callback_url = format!("https://example.com/{account_id}");
    GuardedChannel {
        account_id: account_id.to_owned(),
        request: CreateChannel::new(&callback_url),
        callback_url,
        channel_id: None,
        is_pending: true,
        state: ChannelState::Open,
        last_success: None,
        failing_since: None,
        failures: 0,
        has_gap: false,
        claimed_at: None,
        fence: 0,
        due_at: at(second),
        version: 1,
    }
}

pub(crate) async fn channels_come_back(store: impl ChannelStore, again: impl ChannelStore) {
    let ids = async |query: ChannelQuery<'_>| {
        let channels = again.select(query).await.unwrap();
        channels.into_iter().map(|channel| channel.account_id).collect::<Vec<_>>().join(" ")
    };
    let url = |channel: &GuardedChannel| (channel.account_id.clone(), channel.callback_url.clone());
    let (a, b, c) = (channel("a", 3), channel("b", 2), channel("c", 1));
    for channel in [&a, &b, &c] {
        assert!(store.replace(channel).await.unwrap());
        assert!(!again.replace(channel).await.unwrap(), "it is there");
        let (account_id, callback_url) = url(channel);
        let query = ChannelQuery::Url { account_id: &account_id, callback_url: &callback_url };
        assert_eq!(again.select(query).await.unwrap(), std::slice::from_ref(channel));
    }
    assert_eq!(ids(ChannelQuery::Due(at(2))).await, "c b");
    assert_eq!(ids(ChannelQuery::InTrouble).await, "");

    let full = GuardedChannel {
        request: a.request.clone().filters(cronofy_hooks::payload::ChannelFilters::default()),
        channel_id: Some("chn_1".to_owned()),
        is_pending: false,
        state: ChannelState::AtRisk,
        last_success: Some(at(4)),
        failing_since: Some(at(5)),
        failures: 6,
        has_gap: true,
        claimed_at: Some(at(7)),
        fence: 8,
        due_at: at(9),
        version: 2,
        ..a.clone()
    };
    assert!(again.replace(&full).await.unwrap());
    assert_eq!(store.select(ChannelQuery::Id("chn_1")).await.unwrap(), std::slice::from_ref(&full));
    assert_eq!(ids(ChannelQuery::Id("chn_2")).await, "");
    for version in [1, 2, 4] {
        let other = GuardedChannel { version, ..full.clone() };
        assert!(!store.replace(&other).await.unwrap(), "{version} does not follow 2");
    }
    let closed = GuardedChannel { state: ChannelState::Closed, version: 2, ..b.clone() };
    assert!(store.replace(&closed).await.unwrap());
    let failing = GuardedChannel { failing_since: Some(at(5)), version: 2, ..c.clone() };
    assert!(store.replace(&failing).await.unwrap());
    let mut in_trouble: Vec<_> = again.select(ChannelQuery::InTrouble).await.unwrap();
    in_trouble.sort_by_key(|channel| channel.account_id.clone());
    assert_eq!(in_trouble, [full.clone(), closed.clone(), failing]);

    assert!(!store.remove(&a).await.unwrap(), "it has another version");
    assert!(store.remove(&full).await.unwrap());
    assert!(!again.remove(&full).await.unwrap());
    let late = GuardedChannel { version: 3, ..full };
    assert!(!store.replace(&late).await.unwrap(), "what was removed does not come back");
    let mut left: Vec<_> = again.select(ChannelQuery::All).await.unwrap();
    left.sort_by_key(|channel| channel.account_id.clone());
    assert_eq!(left.iter().map(|channel| &*channel.account_id).collect::<Vec<_>>(), ["b", "c"]);
}

#[tokio::test]
async fn memory_keeps_channels() {
    let store = MemoryChannels::default();
    channels_come_back(store.clone(), store).await;
}

#[tokio::test]
async fn sqlite_keeps_channels() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let store = async || SqliteChannels::new(pool.clone()).await.unwrap();
    channels_come_back(store().await, store().await).await;
}
