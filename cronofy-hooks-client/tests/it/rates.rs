//! The rate limit is kept, by clones together.

use std::time::Duration;

use cronofy_hooks_client::{AccountClient, RateLimits};
use serde_json::json;

use crate::support::{ACCOUNT, RecordingStore, Reply, START, ScriptedServer, TestEnvironment, client_at, tokens};

async fn accounts(limits: Option<RateLimits>) -> (ScriptedServer, TestEnvironment, [AccountClient; 2]) {
    let server = ScriptedServer::start(|_, _| Reply::json(200, json!({ "calendars": [] }))).await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let store = RecordingStore::with(ACCOUNT, tokens("a", "r"));
    store.put("acc_other", tokens("b", "s"));
    let client = client_at(&server.url, &environment, store).rate_limits(limits).build().unwrap();
    let accounts = [client.account(ACCOUNT), client.clone().account("acc_other")];
    (server, environment, accounts)
}

#[tokio::test]
async fn clones_share_the_limits() {
    let (_server, environment, accounts) = accounts(Some(RateLimits::default())).await;
    for call in 0..50 {
        accounts[call % 2].calendars().await.unwrap();
    }
    assert_eq!(environment.waits(), []);
    accounts[0].calendars().await.unwrap();
    assert_eq!(environment.waits(), [Duration::from_secs(1)]);
    for call in 0..449 {
        accounts[call % 2].calendars().await.unwrap();
    }
    environment.waits();
    accounts[1].calendars().await.unwrap();
    // The first call was nine seconds ago.
    assert_eq!(environment.waits(), [Duration::from_secs(51)]);
}

#[tokio::test]
async fn without_limits_no_call_waits() {
    let (_server, environment, accounts) = accounts(None).await;
    for call in 0..120 {
        accounts[call % 2].calendars().await.unwrap();
    }
    assert_eq!(environment.waits(), []);
}
