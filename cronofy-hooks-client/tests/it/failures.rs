//! Servers that hang, cut and send garbage.

use cronofy_hooks_client::{ApplicationClient, ClientErrorKind as Kind, EventsQuery, RetryPolicy};
use serde_json::json;

use crate::support::{ACCOUNT, RecordingStore, Reply, START, ScriptedServer, TestEnvironment, client_at, tokens};

fn client(server: &ScriptedServer, environment: &TestEnvironment) -> ApplicationClient {
    let client = client_at(&server.url, environment, RecordingStore::with(ACCOUNT, tokens("a", "r")));
    client.retry(RetryPolicy::default().attempts(1)).build().unwrap()
}

async fn kind_of(reply: fn() -> Reply) -> Kind {
    let server = ScriptedServer::start(move |_, _| reply()).await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    client(&server, &environment).account(ACCOUNT).calendars().await.unwrap_err().kind()
}

#[tokio::test]
async fn garbage_is_an_error_and_no_panic() {
    let answers: [fn() -> Reply; 6] = [
        || Reply::json(200, "<html>"),
        || Reply::json(200, ""),
        || Reply::json(200, json!([])),
        || Reply::json(200, json!({ "calendars": [{ "calendar_id": 1 }] })),
        || Reply::Answer(200, Vec::new(), vec![0xff, 0xfe, 0]),
        || Reply::json(200, "[".repeat(100_000)),
    ];
    for answer in answers {
        assert_eq!(kind_of(answer).await, Kind::UnexpectedAnswer);
    }
    assert_eq!(kind_of(|| Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec())).await, Kind::Connection);
    assert_eq!(kind_of(|| Reply::json(422, "<html>")).await, Kind::Invalid);
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_located_without_its_value() {
    let server = ScriptedServer::start(|_, _| {
        Reply::json(200, json!({ "calendars": [{}, { "calendar_id": "a private value" }] }))
    });
    let server = server.await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let error = client(&server, &environment).account(ACCOUNT).calendars().await.unwrap_err();
    assert!(error.to_string().contains("(at calendars[0])"), "{error}");
    let server = ScriptedServer::start(|_, _| Reply::json(200, json!({ "channels": "a private value" }))).await;
    let error = client(&server, &environment).account(ACCOUNT).channels().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("(at channels)") && !shown.contains("private"), "{shown}");
}

#[tokio::test]
async fn a_connection_that_is_cut_or_refused_is_an_error() {
    let half = || Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"calendars\": [".to_vec());
    assert_eq!(kind_of(half).await, Kind::Connection);
    let server = ScriptedServer::start(|_, _| Reply::Hang).await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let client = client(&server, &environment);
    drop(server);
    // The listener ends with its task.
    let mut error = client.account(ACCOUNT).calendars().await.unwrap_err();
    while error.kind() == Kind::Connection {
        error = client.account(ACCOUNT).calendars().await.unwrap_err();
    }
    assert_eq!(error.kind(), Kind::Connect);
    let (message, with_causes) = (error.to_string(), format!("{error:#}"));
    assert!(message.ends_with("check the network and the base URL"), "{message}");
    let causes = with_causes.strip_prefix(&message).unwrap();
    assert!(causes.starts_with(": ") && causes.contains("(os error "), "{with_causes}");
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up() {
    // Before the head, and within the body.
    let hangs: [fn() -> Reply; 2] =
        [|| Reply::Hang, || Reply::HangAfter(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec())];
    for hang in hangs {
        let server = ScriptedServer::start(move |_, _| hang()).await;
        let environment = TestEnvironment::at(START.parse().unwrap());
        let account = client(&server, &environment).account(ACCOUNT);
        let (result, ()) = tokio::join!(account.calendars(), async {
            while server.requests().is_empty() {
                tokio::task::yield_now().await;
            }
            environment.end_timeouts();
        });
        assert_eq!(result.unwrap_err().kind(), Kind::Timeout);
    }
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let endless = || {
        let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
        Reply::Raw([&head[..], &vec![b' '; 33 * 1024 * 1024]].concat())
    };
    assert_eq!(kind_of(endless).await, Kind::TooLarge);
}

#[tokio::test]
async fn pages_lead_neither_elsewhere_nor_round_in_circles() {
    let elsewhere = ScriptedServer::start(|_, _| Reply::json(200, json!({}))).await;
    let foreign = format!("{}/v1/events/pages/1", elsewhere.url);
    let server = ScriptedServer::start(move |number, request| {
        let itself = format!("http://{}/v1/events/pages/1", request.header("host").unwrap_or_default());
        let next = if number == 0 { itself } else { foreign.clone() };
        Reply::json(200, json!({ "pages": { "current": 1, "total": 9, "next_page": next }, "events": [{}] }))
    })
    .await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let mut events = client(&server, &environment).account(ACCOUNT).events(&EventsQuery::new());
    assert!(events.next().await.unwrap().is_ok());
    assert_eq!(events.next().await.unwrap().unwrap_err().kind(), Kind::ForeignUrl);
    assert!(events.next().await.is_none(), "it has ended");
    assert_eq!(elsewhere.requests().len(), 0, "no token was sent there");

    let server = ScriptedServer::start(|_, request| {
        let host = request.header("host").unwrap_or_default();
        let next = format!("http://{host}/v1/events/pages/1");
        Reply::json(200, json!({ "pages": { "current": 1, "total": 9, "next_page": next }, "events": [] }))
    })
    .await;
    let mut events = client(&server, &environment).account(ACCOUNT).events(&EventsQuery::new());
    assert_eq!(events.next().await.unwrap().unwrap_err().kind(), Kind::UnexpectedAnswer);
    assert_eq!(server.requests().len(), 2);
}
