//! Which calls are sent again, how often, and after which wait.

use std::time::Duration;

use cronofy_hooks_client::{AccountClient, ClientError, ClientErrorKind as Kind, RetryPolicy};
use cronofy_hooks_types::request::CreateChannel;
use serde_json::json;

use crate::calls::{event, request};
use crate::support::{ACCOUNT, RecordingStore, Reply, START, ScriptedServer, TestEnvironment, client_at, tokens};

async fn server(
    script: impl Fn(usize) -> Reply + Send + Sync + 'static,
) -> (ScriptedServer, TestEnvironment, AccountClient) {
    let server = ScriptedServer::start(move |number, _| script(number)).await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let client = client_at(&server.url, &environment, RecordingStore::with(ACCOUNT, tokens("a", "r")));
    let client = client.retry(RetryPolicy::default().attempts(3)).build().unwrap();
    (server, environment, client.account(ACCOUNT))
}

/// The calls, each with whether it is sent again after a failure that may have had an effect.
const CALLS: [(&str, bool); 9] = [
    ("GET /v1/calendars", true),
    ("POST /v1/calendars", false),
    ("POST /v1/channels", true),
    ("DELETE /v1/channels/chn_1", true),
    ("POST /v1/calendars/cal_1/events", true),
    ("POST /v1/calendars/cal_2/events", true),
    ("DELETE /v1/calendars/cal_1/events", true),
    ("DELETE /v1/events", true),
    ("POST /v1/batch", false),
];

async fn call(account: &AccountClient, target: &str) -> Result<(), ClientError> {
    match target {
        "GET /v1/calendars" => account.calendars().await.map(drop),
        "POST /v1/calendars" => {
            account.create_calendar(&request(json!({ "profile_id": "pro_1", "name": "Team" }))).await.map(drop)
        }
        "POST /v1/channels" => account.create_channel(&CreateChannel::new("https://example.com/")).await.map(drop),
        "DELETE /v1/channels/chn_1" => account.close_channel("chn_1").await,
        "POST /v1/calendars/cal_1/events" => account.upsert_event("cal_1", &request(event("1"))).await,
        "POST /v1/calendars/cal_2/events" => {
            let none = json!({ "event_id": "1", "meeting_agent": { "profile_id": "none" } });
            account.change_event_agent("cal_2", &request(none)).await
        }
        "DELETE /v1/calendars/cal_1/events" => {
            account.delete_event("cal_1", &request(json!({ "event_id": "1" }))).await
        }
        "DELETE /v1/events" => account.delete_events(&request(json!({ "delete_all": true }))).await,
        "POST /v1/batch" => {
            let entry = json!({ "method": "GET", "relative_url": "/v1/calendars" });
            account.batch(&request(json!({ "batch": [entry] }))).await.map(drop)
        }
        other => panic!("no call is {other}"),
    }
}

#[tokio::test]
async fn a_refused_rate_is_tried_again_by_every_call() {
    for (target, _) in CALLS {
        let (server, _, account) = server(|_| Reply::status(429)).await;
        let error = call(&account, target).await.unwrap_err();
        assert_eq!((error.kind(), server.targets()), (Kind::TooManyRequests, vec![target.to_owned(); 3]));
    }
}

#[tokio::test]
async fn a_failed_service_is_tried_again_where_that_changes_nothing() {
    let failures: [fn(usize) -> Reply; 3] =
        [|_| Reply::status(500), |_| Reply::status(503), |_| Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec())];
    for failure in failures {
        for (target, is_repeatable) in CALLS {
            let (server, _, account) = server(failure).await;
            let error = call(&account, target).await.unwrap_err();
            assert!(error.is_transient(), "{error}");
            let expected = if is_repeatable { 3 } else { 1 };
            assert_eq!(server.targets(), vec![target.to_owned(); expected], "{error}");
        }
    }
}

#[tokio::test]
async fn without_retries_every_call_is_sent_once() {
    let failures: [fn() -> Reply; 3] =
        [|| Reply::status(429), || Reply::status(503), || Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec())];
    for failure in failures {
        for (target, _) in CALLS {
            let server = ScriptedServer::start(move |_, _| failure()).await;
            let environment = TestEnvironment::at(START.parse().unwrap());
            let client = client_at(&server.url, &environment, RecordingStore::with(ACCOUNT, tokens("a", "r")));
            let client = client.retry(RetryPolicy::default().attempts(1)).build().unwrap();
            let error = call(&client.account(ACCOUNT), target).await.unwrap_err();
            assert!(error.is_transient(), "{error}");
            assert_eq!((server.targets(), environment.waits()), (vec![target.to_owned()], vec![]), "{error}");
        }
    }
}

#[tokio::test]
async fn other_refusals_are_final() {
    for status in [400, 402, 403, 404, 422, 423] {
        for (target, _) in CALLS {
            let (server, environment, account) = server(move |_| Reply::status(status)).await;
            assert_eq!(call(&account, target).await.unwrap_err().status(), Some(status));
            assert_eq!((server.targets().len(), environment.waits().len()), (1, 0), "{status} {target}");
        }
    }
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let after = |text: &'static str| {
        move |number| match number {
            0 => Reply::Answer(429, vec![("Retry-After", text.to_owned())], Vec::new()),
            _ => Reply::json(200, json!({ "calendars": [] })),
        }
    };
    // Half a second of jitter comes on top.
    for (text, millis) in [("7", 7_500), ("Mon, 05 Jan 2026 12:00:20 GMT", 20_500), ("soon", 500)] {
        let (_server, environment, account) = server(after(text)).await;
        account.calendars().await.unwrap();
        assert_eq!(environment.waits(), [Duration::from_millis(millis)], "{text}");
    }
    let (server, environment, account) = server(after("3600")).await;
    let error = account.calendars().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!((server.targets().len(), environment.waits().len()), (1, 0), "it is too long to wait");
}

#[tokio::test]
async fn a_refused_rate_holds_the_other_calls_too() {
    let (_server, environment, account) = server(|number| match number {
        0 => Reply::Answer(429, vec![("Retry-After", "5".to_owned())], Vec::new()),
        _ => Reply::json(200, json!({ "calendars": [] })),
    })
    .await;
    let other = account.clone();
    let (one, two) = tokio::join!(account.calendars(), async {
        while !environment.has_waited() {
            tokio::task::yield_now().await;
        }
        other.calendars().await
    });
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    assert_eq!(environment.waits(), [Duration::from_millis(5_500); 2]);
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_has_worked() {
    for lost in [500, 0] {
        let (server, _, account) = server(move |number| match (number, lost) {
            (0, 0) => Reply::Raw(Vec::new()),
            (0, status) => Reply::status(status),
            _ => Reply::status(404),
        })
        .await;
        account.close_channel("chn_1").await.unwrap();
        assert_eq!(server.targets().len(), 2);
    }
    let (_server, _, account) = server(|number| Reply::status(if number == 0 { 429 } else { 404 })).await;
    assert_eq!(account.close_channel("chn_1").await.unwrap_err().kind(), Kind::NotFound, "429 had no effect");
}
