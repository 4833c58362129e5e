//! The tests of an application, one of each kind. The page `documentation::testing` shows this file.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use cronofy_hooks::inbox::{SqliteInbox, WorkerHandle};
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::{Change, EventStart};
use cronofy_hooks::request::{
    CreateChannel, Offset, Subscription, TransitionName, TransitionSubscription, UpsertEvent,
};
use cronofy_hooks::route::Route;
use cronofy_hooks::testing::{TestClock, TestRequest, TestTx};
use cronofy_hooks::{BoxError, Hooks, Occurrence, Path, Reason, Secrets, StartError, State, Tx, Unhandled};
use cronofy_hooks::{cronofy_handler, handlers};
use cronofy_hooks_client::{AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, MemoryTokenStore};
use cronofy_hooks_sandbox::Sandbox;
use serde_json::json;
use sqlx::{Sqlite, SqlitePool};
use tokio::sync::Mutex;

type TestResult = Result<(), BoxError>;

// ---- The application. In your test file it is `use my_app::*;` instead.

#[derive(Clone, Default)]
struct App {
    synced: Arc<Mutex<Vec<String>>>,
    seen: Arc<Mutex<Vec<String>>>,
    is_offline: Arc<AtomicBool>,
}

/// Pulls what changed, and tries again after a minute.
#[cronofy_handler(notification = "change", backoff = "1m")]
async fn sync(change: Change, Path(user): Path<String>, State(app): State<App>) -> Result<(), &'static str> {
    if app.is_offline.load(Ordering::Relaxed) {
        return Err("the network is down");
    }
    app.synced.lock().await.push(format!("{user}: {}", change.channel.channel_id));
    Ok(())
}

/// Notes who has to be reminded, exactly once.
#[cronofy_handler(transition = "event_start")]
async fn remind(start: EventStart, mut tx: Tx<Sqlite>) -> Result<(), sqlx::Error> {
    let event = start.event.event_id.unwrap_or_default();
    sqlx::query("INSERT INTO reminder (event) VALUES (?)").bind(event).execute(&mut tx).await?;
    Ok(())
}

/// Everything else.
#[cronofy_handler(fallback)]
async fn rest(unhandled: Unhandled, State(app): State<App>) {
    app.seen.lock().await.push(unhandled.occurrence().to_string());
}

fn start(app: App, secrets: Secrets, inbox: SqliteInbox) -> Result<(Router, WorkerHandle), StartError> {
    let hooks = Hooks::new(secrets).handlers(handlers![sync, remind, rest]).state(app).inbox(inbox);
    hooks.path("/users/{user}").into_router_and_worker()
}

// ---- A handler is a function: call it. Every argument can be made by hand.

#[tokio::test]
async fn a_change_is_synced() -> TestResult {
    let app = App::default();
    let change: Change = TestRequest::sample("change")?.set("channel.channel_id", "chn_1").into_payload();
    sync(change, Path("ada".to_owned()), State(app.clone())).await?;
    assert_eq!(*app.synced.lock().await, ["ada: chn_1"]);
    Ok(())
}

#[tokio::test]
async fn the_unknown_is_seen() {
    let app = App::default();
    let delivery = TestRequest::body(r#"{"notification":{"type":"brand_new"}}"#).into_delivery();
    let occurrence = Occurrence::of(Route::notification("brand_new"));
    rest(Unhandled::new(occurrence, Reason::NoHandler, delivery), State(app.clone())).await;
    assert_eq!(*app.seen.lock().await, [r#"notification "brand_new""#]);
}

// ---- With a `Tx`: give the handler one on a pool, and commit. The pool is on a file: with `sqlite::memory:`, reading
// before the commit what the handler wrote fails or never ends.

#[tokio::test]
async fn a_reminder_is_noted() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("app.sqlite");
    let pool = SqlitePool::connect(&format!("sqlite:{}?mode=rwc", file.display())).await?;
    sqlx::query("CREATE TABLE reminder (event TEXT NOT NULL)").execute(&pool).await?;

    let transaction = TestTx::new(&pool);
    let start: EventStart = TestRequest::sample("event_start")?.set("event.event_id", "board").into_payload();
    remind(start, transaction.tx()).await?;
    let events = || sqlx::query_scalar::<_, String>("SELECT event FROM reminder").fetch_all(&pool);
    assert!(events().await?.is_empty(), "not committed yet");
    transaction.commit().await?;
    assert_eq!(events().await?, ["board"]);
    Ok(())
}

// ---- Through the router: what is refused, and which function takes what.

#[tokio::test]
async fn only_the_service_is_heard() -> TestResult {
    let folder = tempfile::tempdir()?;
    let inbox = SqliteInbox::open(folder.path().join("inbox.sqlite")).await?;
    let (router, worker) = start(App::default(), Secrets::new(["CRN_secret"])?, inbox)?;

    let forged = TestRequest::sample("change")?.path("/users/ada").signed_with(&Secrets::new(["CRN_other"])?);
    assert_eq!(forged.send_to(router).await.status, 401);
    worker.shutdown().await;
    Ok(())
}

// ---- Behind the inbox: `idle` waits until all that is due is handled.

#[tokio::test]
async fn a_delivery_is_handled_after_its_answer() -> TestResult {
    let folder = tempfile::tempdir()?;
    let inbox = SqliteInbox::open(folder.path().join("inbox.sqlite")).await?;
    let (app, secrets) = (App::default(), Secrets::new(["CRN_secret"])?);
    let (router, worker) = start(app.clone(), secrets.clone(), inbox)?;

    let request = TestRequest::sample("smart_invite")?.path("/users/ada").signed_with(&secrets);
    assert_eq!(request.send_to(router).await.status, 204);
    worker.idle().await;
    assert_eq!(*app.seen.lock().await, [r#"notification "smart_invite""#]);
    worker.shutdown().await;
    Ok(())
}

// ---- Later: one clock, which only the test moves. It is given to the inbox, and the hooks follow.

#[tokio::test]
async fn a_change_is_synced_when_the_network_is_back() -> TestResult {
    let folder = tempfile::tempdir()?;
    let clock = TestClock::new();
    let inbox = SqliteInbox::options(folder.path().join("inbox.sqlite")).clock(clock.reader()).open().await?;
    let (app, secrets) = (App::default(), Secrets::new(["CRN_secret"])?);
    let (router, worker) = start(app.clone(), secrets.clone(), inbox)?;

    app.is_offline.store(true, Ordering::Relaxed);
    let request = TestRequest::sample("change")?.set("channel.channel_id", "chn_1").path("/users/ada");
    assert_eq!(request.signed_with(&secrets).send_to(router).await.status, 204);
    worker.idle().await;
    assert!(app.synced.lock().await.is_empty());

    app.is_offline.store(false, Ordering::Relaxed);
    clock.advance(Duration::from_secs(60));
    worker.idle().await;
    assert_eq!(*app.synced.lock().await, ["ada: chn_1"]);
    worker.shutdown().await;
    Ok(())
}

// ---- A story: the sandbox plays the service, and its clock is the clock of all.

#[tokio::test]
async fn what_the_user_edits_is_synced() -> TestResult {
    let folder = tempfile::tempdir()?;
    let secrets = Secrets::new(["CRN_secret"])?;
    let sandbox =
        Sandbox::builder().client_secrets(["CRN_secret"]).starts_at("2026-06-01T08:00:00Z".parse()?).start()?;
    let inbox = SqliteInbox::options(folder.path().join("inbox.sqlite")).clock(sandbox.clock()).open().await?;
    let app = App::default();
    let (router, worker) = start(app.clone(), secrets, inbox)?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/users/ada", listener.local_addr()?);
    tokio::spawn(cronofy_hooks::serve(listener, router));

    let account = sandbox.accounts().remove(0);
    let channel = sandbox.create_channel(&account.account_id, CreateChannel::new(url.as_str()))?;
    let lunch = json!({ "summary": "Lunch", "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T13:00:00Z" });
    sandbox.write_event_as_user(&account.calendar_ids[0], lunch)?;
    sandbox.advance(Duration::from_secs(60)).await;
    worker.idle().await;
    assert_eq!(*app.synced.lock().await, [format!("ada: {}", channel.channel_id)]);
    worker.shutdown().await;
    Ok(())
}

// ---- The application calls the service: a client of the sandbox, with the tokens of one of its accounts.

#[tokio::test]
async fn what_the_application_books_is_reminded_of() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("inbox.sqlite");
    let sandbox =
        Sandbox::builder().client_secrets(["CRN_secret"]).starts_at("2026-06-01T08:00:00Z".parse()?).start()?;
    let service = sandbox.serve("127.0.0.1:0".parse()?).await?;
    let ada = sandbox.accounts().remove(0);
    let (access_token, refresh_token) = sandbox.issue_tokens(&ada.account_id)?;
    // Of the sandbox, as of the service, tokens live for three hours.
    let expires_at = sandbox.now() + Duration::from_secs(3 * 3600);
    let tokens = AccountTokens::new(access_token, refresh_token, expires_at);
    let credentials = ApplicationCredentials::new(Sandbox::CLIENT_ID, "CRN_secret");
    let store = MemoryTokenStore::with(&ada.account_id, tokens);
    // The client would keep the rate limit in real time, which is not the time of the sandbox.
    let client = ApplicationClient::builder(service.url().parse::<BaseUrl>()?, credentials, store).rate_limits(None);
    let client = client.build()?;

    let inbox = SqliteInbox::options(&file).clock(sandbox.clock()).open().await?;
    let pool = SqlitePool::connect(&format!("sqlite:{}", file.display())).await?;
    sqlx::query("CREATE TABLE reminder (event TEXT NOT NULL)").execute(&pool).await?;
    let (router, worker) = start(App::default(), Secrets::new(["CRN_secret"])?, inbox)?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/users/ada", listener.local_addr()?);
    tokio::spawn(cronofy_hooks::serve(listener, router));

    let (begin, end): (Timestamp, Timestamp) = ("2026-06-01T12:00:00Z".parse()?, "2026-06-01T13:00:00Z".parse()?);
    let soon = TransitionSubscription::before(TransitionName::EventStart, Offset::minutes(10));
    let board = UpsertEvent::new("board", "Board meeting", begin, end)
        .subscription(Subscription::webhook(url).transition(soon));
    client.account(&ada.account_id).upsert_event(&ada.calendar_ids[0], &board).await?;
    while sandbox.now() < begin {
        sandbox.advance(Duration::from_secs(60)).await;
        worker.idle().await;
    }

    let events: Vec<String> = sqlx::query_scalar("SELECT event FROM reminder").fetch_all(&pool).await?;
    assert_eq!(events, ["board"]);
    worker.shutdown().await;
    Ok(())
}
