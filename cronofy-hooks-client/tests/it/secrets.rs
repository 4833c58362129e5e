//! Tokens and secrets never appear: not in the log, not in errors, not in `Debug`.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use cronofy_hooks_client::{ClientError, EventsQuery, RetryPolicy};
use serde_json::json;
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::calls::{event, request};
use crate::support::{ACCOUNT, RecordingStore, Reply, START, ScriptedServer, TestEnvironment, client_at, tokens};

const SECRETS: [&str; 6] =
    ["CRN_sandbox_secret", "s3cret-access", "s3cret-refresh", "s3cret-code", "s3cret-signature", "private-summary"];

/// Everything that is logged.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

fn check(shown: &str) {
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} is shown: {shown}");
    }
}

/// The error with all its sources, as programs print it.
fn shown(error: &ClientError) -> String {
    let mut text = format!("{error} {error:#} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    // A hostile service sends everything back, in each way that fails.
    let way = Arc::new(AtomicUsize::new(0));
    let chosen = Arc::clone(&way);
    let server = ScriptedServer::start(move |_, sent| {
        let echo = format!("{} {:?} {}", sent.target, sent.headers, sent.body);
        match chosen.load(Ordering::Relaxed) {
            0 => {
                Reply::json(422, json!({ "errors": { "summary": [{ "key": "errors.invalid", "description": echo }] } }))
            }
            1 => Reply::json(200, json!({ "calendars": echo, "channels": echo, "events": echo, "access_token": 1 })),
            2 => Reply::json(400, json!({ "error": "invalid_request", "error_description": echo })),
            3 => Reply::status(401),
            4 => Reply::json(500, echo),
            5 => Reply::Raw(echo.into_bytes()),
            _ => Reply::Answer(302, vec![("Location", "http://127.0.0.1:9/?s3cret-signature".to_owned())], Vec::new()),
        }
    })
    .await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let store = RecordingStore::with(ACCOUNT, tokens("s3cret-access", "s3cret-refresh"));
    let client = client_at(&server.url, &environment, store).retry(RetryPolicy::default().attempts(2)).build().unwrap();
    let account = client.account(ACCOUNT);
    let mut private = event("1");
    private["summary"] = json!("private-summary");
    let write = request(private);
    let url = format!("{}/resource?s3cret-signature", server.url);

    // While there is one subscriber, `tracing` asks the thread that comes to a line first whether it is on, and that may be
    // one of another test. With two it asks both.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let work = async {
        let mut errors = Vec::new();
        for number in 0..7 {
            way.store(number, Ordering::Relaxed);
            errors.extend(account.calendars().await.err());
            errors.extend(account.upsert_event("cal_1", &write).await.err());
            errors.extend(account.events(&EventsQuery::new()).next().await.and_then(Result::err));
            errors.extend(client.exchange_code("s3cret-code", "http://127.0.0.1/").await.err());
            errors.extend(client.download(&url).await.err());
            errors.extend(client.transcript(&url).await.err());
        }
        errors.extend(account.revoke().await.err());
        errors
    };
    let errors = work.with_subscriber(subscriber).await;
    let mut kinds: Vec<String> = errors.iter().map(|error| format!("{:?}", error.kind())).collect();
    kinds.sort();
    kinds.dedup();
    assert!(kinds.len() >= 6, "the failures differ: {kinds:?}");
    errors.iter().for_each(|error| check(&shown(error)));

    check(&format!(
        "{client:?} {account:?} {:?} {:?}",
        account.events(&EventsQuery::new()),
        tokens("s3cret-access", "s3cret-refresh")
    ));
    let logged = log.text();
    for expected in ["cronofy_call", "/v1/calendars/{calendar_id}/events", "attempts=2", "status=422", "error="] {
        assert!(logged.contains(expected), "{expected} is not logged: {logged}");
    }
    // What the connection itself logs at TRACE is that of hyper, and is looked at as well.
    check(&logged);
}
