//! Tokens: one refresh at a time, and what happens when it fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cronofy_hooks_client::{AccountClient, ClientError, ClientErrorKind as Kind};
use cronofy_hooks_sandbox::Sandbox;
use futures_util::future::poll_immediate;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{
    ACCOUNT, RecordingStore, Reply, START, ScriptedServer, SentRequest, TestEnvironment, TestSandbox, client_at, tokens,
};

/// Calls at once, from tasks of their own.
async fn at_once(account: &AccountClient, count: usize) -> Vec<Result<(), ClientError>> {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let account = account.clone();
        calls.spawn(async move { account.calendars().await.map(drop) });
    }
    calls.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_calls_refresh_once_before_the_token_expires() {
    let test = TestSandbox::start(|builder| builder).await;
    test.environment.advance(Duration::from_secs(10_800 - 59));
    let results = at_once(&test.account(), 100).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(test.store.counts().1, 1, "one refresh");
    let fresh = test.store.get(ACCOUNT).unwrap();
    assert_ne!(fresh.access_token.expose(), Sandbox::ACCESS_TOKEN);
    assert_eq!(fresh.refresh_token.expose(), Sandbox::REFRESH_TOKEN);
    assert_eq!(fresh.expires_at, "2026-01-05T17:59:01Z".parse().unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_calls_refresh_once_after_a_401() {
    let test = TestSandbox::start(|builder| builder).await;
    // The client's clock says that it is good; the service does not know it.
    test.store.put(ACCOUNT, tokens("unknown", Sandbox::REFRESH_TOKEN));
    let results = at_once(&test.account(), 100).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(test.store.counts().1, 1, "one refresh");
}

/// A service that gives the token `fresh`, and knows no other.
fn service(refresh: impl Fn(usize) -> Reply + Send + Sync + 'static) -> impl Fn(usize, &SentRequest) -> Reply {
    move |number, request| match request.target.as_str() {
        "POST /oauth/token" => refresh(number),
        _ if request.header("authorization") == Some("Bearer fresh") => Reply::json(200, json!({ "calendars": [] })),
        _ => Reply::status(401),
    }
}

fn fresh() -> Reply {
    Reply::json(
        200,
        json!({ "access_token": "fresh", "refresh_token": "r2", "expires_in": 3600, "token_type": "bearer" }),
    )
}

fn refreshes(server: &ScriptedServer) -> usize {
    server.targets().iter().filter(|target| *target == "POST /oauth/token").count()
}

struct Test {
    server: ScriptedServer,
    environment: TestEnvironment,
    store: RecordingStore,
    account: AccountClient,
}

async fn start(script: impl Fn(usize, &SentRequest) -> Reply + Send + Sync + 'static) -> Test {
    start_with(script, RecordingStore::with(ACCOUNT, tokens("old", "r1"))).await
}

async fn start_with(
    script: impl Fn(usize, &SentRequest) -> Reply + Send + Sync + 'static,
    store: RecordingStore,
) -> Test {
    let server = ScriptedServer::start(script).await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let client = client_at(&server.url, &environment, store.clone()).rate_limits(None).build().unwrap();
    Test { server, environment, store, account: client.account(ACCOUNT) }
}

// On one thread, where all calls wait before the answer can arrive.
#[tokio::test]
async fn those_that_wait_share_the_failure() {
    let test = start(service(|_| Reply::json(400, json!({ "error": "invalid_grant" })))).await;
    test.environment.advance(Duration::from_secs(20_000));
    let results = at_once(&test.account, 100).await;
    assert!(results.iter().all(|it| it.as_ref().is_err_and(ClientError::needs_login)), "{results:?}");
    assert_eq!(refreshes(&test.server), 1);
}

#[tokio::test]
async fn a_call_that_is_dropped_loses_no_refresh() {
    let test = start(service(|_| fresh())).await;
    let mut call = Box::pin(test.account.calendars());
    // Up to the moment when the refresh has arrived, and no further.
    while refreshes(&test.server) == 0 {
        assert!(poll_immediate(&mut call).await.is_none(), "the token is refused first");
        tokio::task::yield_now().await;
    }
    drop(call);
    test.account.calendars().await.unwrap();
    assert_eq!(refreshes(&test.server), 1);
    assert_eq!(test.store.get(ACCOUNT).unwrap().refresh_token.expose(), "r2", "the new one was kept");
}

#[tokio::test]
async fn an_early_refresh_that_fails_does_no_harm_while_the_token_lasts() {
    let script = |_, request: &SentRequest| match request.target.as_str() {
        "POST /oauth/token" => Reply::status(503),
        _ => Reply::json(200, json!({ "calendars": [] })),
    };
    let test = start(script).await;
    test.environment.jump("2026-01-05T14:59:30Z".parse().unwrap());
    test.account.calendars().await.unwrap();
    let tried = refreshes(&test.server);
    test.account.calendars().await.unwrap();
    assert_eq!(refreshes(&test.server), tried, "it is not tried for each call");
    test.environment.jump("2026-01-05T15:00:00Z".parse().unwrap());
    assert_eq!(test.account.calendars().await.unwrap_err().kind(), Kind::Server);
}

#[tokio::test]
async fn tokens_that_another_process_refreshed_are_taken() {
    let test = start(service(|_| Reply::json(400, json!({ "error": "invalid_grant" })))).await;
    assert_eq!(test.account.calendars().await.unwrap_err().kind(), Kind::InvalidGrant);
    test.store.put(ACCOUNT, tokens("fresh", "r2"));
    let before = refreshes(&test.server);
    test.account.calendars().await.unwrap();
    assert_eq!(refreshes(&test.server), before);
}

#[tokio::test]
async fn a_refresh_token_that_another_process_used_is_no_failure() {
    let store = RecordingStore::with(ACCOUNT, tokens("old", "r1"));
    let other = store.clone();
    let script = service(move |_| {
        other.put(ACCOUNT, tokens("fresh", "r2"));
        Reply::json(400, json!({ "error": "invalid_grant" }))
    });
    let test = start_with(script, store).await;
    test.account.calendars().await.unwrap();
    assert_eq!(refreshes(&test.server), 1);
}

#[tokio::test]
async fn a_refresh_token_that_is_not_sent_again_stays() {
    let test = start(service(|_| Reply::json(200, json!({ "access_token": "fresh", "expires_in": 3600 })))).await;
    test.account.calendars().await.unwrap();
    let kept = test.store.get(ACCOUNT).unwrap();
    assert_eq!((kept.access_token.expose(), kept.refresh_token.expose()), ("fresh", "r1"));
}

#[tokio::test]
async fn tokens_that_were_not_saved_are_saved_before_the_next_call() {
    let test = start(service(|_| fresh())).await;
    test.store.fail_saves(2);
    for saved in [false, false, true] {
        test.account.calendars().await.unwrap();
        assert_eq!(test.store.get(ACCOUNT).unwrap().refresh_token.expose() == "r2", saved);
    }
    assert_eq!(refreshes(&test.server), 1);
}

#[tokio::test]
async fn a_refresh_that_fails_in_any_way_loses_no_token() {
    let garbage: [fn() -> Reply; 4] = [
        || Reply::json(200, "<html>"),
        || Reply::json(200, json!({ "access_token": "fresh" })),
        || Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{".to_vec()),
        || Reply::status(503),
    ];
    for answer in garbage {
        // Each way to fail lasts for one call with all its retries.
        let works = Arc::new(AtomicBool::new(false));
        let works_now = Arc::clone(&works);
        let test = start(service(move |_| if works_now.load(Ordering::Relaxed) { fresh() } else { answer() })).await;
        let error = test.account.calendars().await.unwrap_err();
        assert!(!error.needs_login(), "{error}");
        assert_eq!(test.store.get(ACCOUNT).unwrap(), tokens("old", "r1"));
        works.store(true, Ordering::Relaxed);
        test.account.calendars().await.unwrap();
        assert_eq!(test.store.get(ACCOUNT).unwrap().access_token.expose(), "fresh");
    }
}

#[tokio::test]
async fn a_refresh_that_hangs_is_given_up_by_all_that_wait() {
    let hangs = Arc::new(AtomicBool::new(true));
    let hangs_now = Arc::clone(&hangs);
    let test = start(service(move |_| if hangs_now.load(Ordering::Relaxed) { Reply::Hang } else { fresh() })).await;
    let calls = at_once(&test.account, 10);
    let end = async {
        // A repeated attempt hangs as well.
        for attempt in 1..=4 {
            while refreshes(&test.server) < attempt {
                tokio::task::yield_now().await;
            }
            test.environment.end_timeouts();
        }
    };
    let (results, ()) = tokio::join!(calls, end);
    assert!(results.iter().all(|it| it.as_ref().is_err_and(|error| error.kind() == Kind::Timeout)), "{results:?}");
    hangs.store(false, Ordering::Relaxed);
    test.account.calendars().await.unwrap();
}

#[tokio::test]
async fn a_clock_that_jumps_costs_a_refresh_at_most() {
    let test = start(service(|_| fresh())).await;
    test.account.calendars().await.unwrap();
    for (to, count) in [("2027-01-01T00:00:00Z", 2), ("1999-01-01T00:00:00Z", 2), ("2027-06-01T00:00:00Z", 3)] {
        test.environment.jump(to.parse().unwrap());
        test.account.calendars().await.unwrap();
        assert_eq!(refreshes(&test.server), count, "{to}");
    }
}

#[tokio::test]
async fn clients_of_one_account_share_its_tokens() {
    let test = TestSandbox::start(|builder| builder).await;
    let (one, other) = (test.client.account(ACCOUNT), test.client.clone().account(ACCOUNT));
    one.calendars().await.unwrap();
    other.calendars().await.unwrap();
    assert_eq!(test.store.counts(), (1, 0), "loaded once");
}
