//! What handlers can take as arguments, through a router.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::extract::FromRef;
use cronofy_hooks::extract::{FromDelivery, Needs, Parts, ProvidedBy, Rejection};
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{
    Attempt, Delivery, Handlers, Hooks, NotificationId, Occurrence, Path, Query, State, Unhandled, cronofy_handler,
    handlers,
};
use cronofy_hooks_tests::{Log, Recorder, secrets};
use jiff::Timestamp;
use serde::Deserialize;

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_6f1a"}}"#;

#[cronofy_handler(fallback)]
async fn fallback(unhandled: Unhandled, recorder: Recorder) {
    recorder.ran_with("fallback", unhandled.reason().to_string());
}

fn app<N: ProvidedBy<Log>>(handlers: Handlers<N>, path: &str) -> (Router, Log) {
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers).state(log.clone()).path(path);
    (Router::new().nest("/tenant/{tenant}", hooks.into_router().unwrap()), log)
}

/// Sends a change for each path, and compares the note of its handler, or the reason of the fallback.
async fn check<N: ProvidedBy<Log>>(handlers: Handlers<N>, path: &str, cases: &[(&str, &str, &str)]) {
    let (router, log) = app(handlers, path);
    for (target, handler, note) in cases {
        let answer = TestRequest::body(CHANGE).path(target).signed_with(&secrets()).send_to(router.clone()).await;
        assert_eq!(answer.status, 204, "{target}: {}", answer.text);
        let notes = log.notes();
        assert_eq!(notes.len(), 1, "{target}: {notes:?}");
        assert_eq!(notes[0].0, *handler, "{target}: {notes:?}");
        assert!(notes[0].1.contains(note), "{target}: {:?} does not say {note:?}", notes[0].1);
    }
}

#[derive(Debug, Deserialize)]
struct TenantAndUser {
    tenant: String,
    user_id: u64,
}

#[tokio::test]
async fn paths_give_a_value_a_tuple_or_a_struct() {
    #[cronofy_handler(notification = "change")]
    async fn place(Path(place): Path<TenantAndUser>, recorder: Recorder) {
        recorder.ran_with("place", format!("{} {}", place.tenant, place.user_id));
    }
    check(
        handlers![place, fallback],
        "/user/{user_id}",
        &[
            ("/tenant/acme/user/42", "place", "acme 42"),
            ("/tenant/a%20b%2Fc/user/42", "place", "a b/c 42"),
            ("/tenant/acme/user/forty", "fallback", "path"),
        ],
    )
    .await;

    #[cronofy_handler(notification = "change")]
    async fn pair(Path((tenant, user)): Path<(String, u8)>, recorder: Recorder) {
        recorder.ran_with("pair", format!("{tenant} {user}"));
    }
    check(
        handlers![pair, fallback],
        "/user/{user_id}",
        &[("/tenant/acme/user/42", "pair", "acme 42"), ("/tenant/acme/user/420", "fallback", "path")],
    )
    .await;

    #[cronofy_handler(notification = "change")]
    async fn value(Path(tenant): Path<String>, recorder: Recorder) {
        recorder.ran_with("value", tenant);
    }
    check(handlers![value, fallback], "/", &[("/tenant/acme", "value", "acme")]).await;
    check(handlers![value, fallback], "/{user_id}", &[("/tenant/acme/42", "fallback", "2 parameters")]).await;
    // Bytes that are no text are not a route without parameters.
    check(handlers![value, fallback], "/", &[("/tenant/%FF", "fallback", "not UTF-8")]).await;

    #[cronofy_handler(notification = "change")]
    async fn optional(place: Option<Path<TenantAndUser>>, recorder: Recorder) {
        recorder.ran_with("optional", place.is_some().to_string());
    }
    check(
        handlers![optional, fallback],
        "/{user_id}",
        &[
            ("/tenant/acme/42", "optional", "true"),
            ("/tenant/acme/forty", "fallback", "path"),
            ("/tenant/acme/%FF", "fallback", "not UTF-8"),
        ],
    )
    .await;
    let log = Log::default();
    let router: Router =
        Hooks::new(secrets()).handlers(handlers![optional, fallback]).state(log.clone()).into_router().unwrap();
    assert_eq!(TestRequest::body(CHANGE).signed_with(&secrets()).send_to(router).await.status, 204);
    assert_eq!(log.notes(), [("optional", "false".to_owned())]);
}

#[tokio::test]
async fn several_paths_serve_the_same_handlers() {
    #[cronofy_handler(notification = "change")]
    async fn whose(path: Option<Path<String>>, recorder: Recorder) {
        recorder.ran_with("whose", path.map_or_else(|| "no user".to_owned(), |Path(user)| user));
    }
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![whose, fallback]).state(log.clone());
    let router = hooks.path("/").path("/channel/{user_id}").path("/deep/{*rest}").into_router().unwrap();
    let app: Router = Router::new().nest("/cronofy", router);
    for (target, status, whose) in [
        ("/cronofy", 204, Some("no user")),
        ("/cronofy/channel/42", 204, Some("42")),
        ("/cronofy/deep/a/b", 204, Some("a/b")),
        ("/cronofy/elsewhere", 404, None),
        ("/", 404, None),
    ] {
        let answer = TestRequest::body(CHANGE).path(target).signed_with(&secrets()).send_to(app.clone()).await;
        assert_eq!(answer.status, status, "{target}");
        let expected: Vec<_> = whose.map(|whose| ("whose", whose.to_owned())).into_iter().collect();
        assert_eq!(log.notes(), expected, "{target}");
    }
}

#[derive(Debug, Deserialize)]
struct TriggerQuery {
    minutes: u32,
    user: Option<String>,
}

#[tokio::test]
async fn queries_give_a_struct() {
    #[cronofy_handler(notification = "change")]
    async fn query(Query(trigger): Query<TriggerQuery>, recorder: Recorder) {
        recorder.ran_with("query", format!("{} {:?}", trigger.minutes, trigger.user));
    }
    check(
        handlers![query, fallback],
        "/",
        &[
            ("/tenant/t?minutes=5", "query", "5 None"),
            ("/tenant/t?user=J%C3%B6rg+B&minutes=5&more=1", "query", r#"5 Some("Jörg B")"#),
            ("/tenant/t?minutes=soon", "fallback", "query"),
            ("/tenant/t?minutes=-1", "fallback", "query"),
            ("/tenant/t", "fallback", "query"),
        ],
    )
    .await;

    #[cronofy_handler(notification = "change")]
    async fn optional(trigger: Option<Query<TriggerQuery>>, recorder: Recorder) {
        recorder.ran_with("optional", format!("{:?}", trigger.map(|Query(trigger)| trigger.minutes)));
    }
    check(
        handlers![optional, fallback],
        "/",
        &[
            ("/tenant/t?minutes=5", "optional", "Some(5)"),
            ("/tenant/t", "optional", "None"),
            ("/tenant/t?", "optional", "None"),
            ("/tenant/t?minutes=soon", "fallback", "query"),
        ],
    )
    .await;
}

#[tokio::test]
async fn ids_are_there_or_not() {
    #[cronofy_handler(notification = "change")]
    async fn needed(NotificationId(id): NotificationId, Attempt(attempt): Attempt, recorder: Recorder) {
        recorder.ran_with("needed", format!("{id} {attempt}"));
    }
    #[cronofy_handler(notification = "verification")]
    async fn optional(id: Option<NotificationId>, attempt: Option<Attempt>, recorder: Recorder) {
        let id = id.map(|id| id.to_string());
        recorder.ran_with("optional", format!("{id:?} {:?}", attempt.map(|Attempt(attempt)| attempt)));
    }
    let cases = [
        (
            Some("60c210faf5aa93093b000022"),
            Some("3"),
            ("needed", "60c210faf5aa93093b000022 3"),
            r#"Some("60c210faf5aa93093b000022") Some(3)"#,
        ),
        (Some(" id "), Some(" 1 "), ("needed", "id 1"), r#"Some("id") Some(1)"#),
        (Some("id"), None, ("fallback", "Cronofy-Notification-Attempt"), r#"Some("id") None"#),
        (None, Some("1"), ("fallback", "Cronofy-Notification-ID"), "None Some(1)"),
        (None, None, ("fallback", "Cronofy-Notification-ID"), "None None"),
        (Some(""), Some(""), ("fallback", "Cronofy-Notification-ID"), "None None"),
        (Some("id"), Some("first"), ("fallback", "Cronofy-Notification-Attempt"), r#"Some("id") None"#),
        (Some("id"), Some("-1"), ("fallback", "Cronofy-Notification-Attempt"), r#"Some("id") None"#),
        (Some("id"), Some("4294967296"), ("fallback", "Cronofy-Notification-Attempt"), r#"Some("id") None"#),
    ];
    let log = Log::default();
    let router: Router =
        Hooks::new(secrets()).handlers(handlers![needed, optional, fallback]).state(log.clone()).into_router().unwrap();
    let verification = r#"{"notification":{"type":"verification"}}"#;
    for (id, attempt, (handler, note), optional) in cases {
        for body in [CHANGE, verification] {
            let mut request = TestRequest::body(body);
            if let Some(id) = id {
                request = request.header(cronofy_hooks::NOTIFICATION_ID_HEADER, id);
            }
            if let Some(attempt) = attempt {
                request = request.header(cronofy_hooks::ATTEMPT_HEADER, attempt);
            }
            let answer = request.signed_with(&secrets()).send_to(router.clone()).await;
            assert_eq!(answer.status, 204, "{id:?} {attempt:?}");
            let [(ran, said)] = &log.notes()[..] else { panic!("{id:?} {attempt:?}: one handler") };
            if body == CHANGE {
                assert_eq!(*ran, handler, "{id:?} {attempt:?}");
                assert!(said.contains(note), "{id:?} {attempt:?}: {said}");
            } else {
                assert_eq!((*ran, said.as_str()), ("optional", optional), "{id:?} {attempt:?}");
            }
        }
    }
}

#[tokio::test]
async fn deliveries_keep_bytes_headers_target_and_time() {
    #[cronofy_handler(fallback)]
    async fn whole(delivery: Delivery, occurrence: Occurrence, recorder: Recorder) {
        let agent = delivery.headers().get("user-agent").and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let body = std::str::from_utf8(delivery.body()).unwrap();
        recorder
            .ran_with("whole", format!("{}|{}|{agent}|{body}|{occurrence}", delivery.received_at(), delivery.uri()));
    }
    let log = Log::default();
    let seconds = Arc::new(AtomicI64::new(1_768_641_856));
    let hooks = Hooks::new(secrets()).handlers(handlers![whole]).state(log.clone()).path("/{user}").clock({
        let seconds = Arc::clone(&seconds);
        move || Timestamp::from_second(seconds.fetch_add(60, Ordering::Relaxed)).unwrap()
    });
    let inner = Router::new().nest("/inner", hooks.into_router().unwrap());
    let app: Router = Router::new().nest("/outer/{tenant}", inner);
    let body = "{ \"notification\" :\t{\"type\":\"caf\\u00e9\"},\n \"x\":1e400}";
    for time in ["2026-01-17T09:24:16Z", "2026-01-17T09:25:16Z"] {
        let request = TestRequest::body(body).path("/outer/acme/inner/42?a=b&c=%20").signed_with(&secrets());
        let request = request.header(http::header::USER_AGENT, "Cronofy (https://www.cronofy.com/support/)");
        assert_eq!(request.send_to(app.clone()).await.status, 204);
        let expected = format!(
            "{time}|/outer/acme/inner/42?a=b&c=%20|Cronofy (https://www.cronofy.com/support/)|{body}|notification \"café\""
        );
        assert_eq!(log.notes(), [("whole", expected)]);
    }
}

#[tokio::test]
async fn refused_requests_do_not_read_the_clock() {
    let asked = Arc::new(AtomicI64::new(0));
    let hooks = Hooks::new(secrets()).handlers(handlers![..]).clock({
        let asked = Arc::clone(&asked);
        move || {
            asked.fetch_add(1, Ordering::Relaxed);
            Timestamp::UNIX_EPOCH
        }
    });
    let router: Router = hooks.into_router().unwrap();
    assert_eq!(TestRequest::body(CHANGE).signed_with(&secrets()).send_to(router).await.status, 204);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

/// A state with parts.
#[derive(Clone, Default)]
struct AppState {
    log: Log,
    name: &'static str,
    users: Users,
}

#[derive(Clone, Copy, Default)]
struct Users(&'static [&'static str]);

#[derive(Clone)]
struct AppName(&'static str);

impl FromRef<AppState> for Log {
    fn from_ref(app: &AppState) -> Self {
        app.log.clone()
    }
}

impl FromRef<AppState> for Users {
    fn from_ref(app: &AppState) -> Self {
        app.users
    }
}

impl FromRef<AppState> for AppName {
    fn from_ref(app: &AppState) -> Self {
        Self(app.name)
    }
}

/// The user in the query: an extractor of the application that takes a state.
struct UserOfQuery(String);

impl<R> FromDelivery<R> for UserOfQuery {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let State(Users(users)): State<Users> = parts.extract().await?;
        tokio::task::yield_now().await;
        match parts.delivery().uri().query() {
            Some("down") => Err(Rejection::retry("the database is away")),
            Some(user) if users.contains(&user) => Ok(Self(user.to_owned())),
            user => Err(Rejection::unhandled(format!("there is no user {}", user.unwrap_or("at all")))),
        }
    }

    fn needs(needs: &mut Needs) {
        needs.state::<Users>();
    }
}

#[tokio::test]
async fn states_give_their_parts_to_handlers_and_to_own_extractors() {
    #[cronofy_handler(notification = "change")]
    async fn change(
        State(AppName(name)): State<AppName>,
        State(app): State<AppState>,
        State(log): State<Log>,
        UserOfQuery(user): UserOfQuery,
        recorder: Recorder,
    ) {
        drop(log);
        recorder.ran_with("change", format!("{name} {} {user}", app.users.0.len()));
    }
    let log = Log::default();
    let app = AppState { log: log.clone(), name: "planner", users: Users(&["ada", "grace"]) };
    let router: Router = Hooks::new(secrets())
        .handlers(handlers![change, fallback])
        .state(app)
        .substate::<Users>()
        .into_router()
        .unwrap();
    let cases = [
        ("/?ada", 204, vec![("change", "planner 2 ada")]),
        ("/?grace", 204, vec![("change", "planner 2 grace")]),
        ("/?eve", 204, vec![("fallback", "there is no user eve")]),
        ("/", 204, vec![("fallback", "there is no user at all")]),
        ("/?down", 500, vec![]),
    ];
    for (target, status, notes) in cases {
        let answer = TestRequest::body(CHANGE).path(target).signed_with(&secrets()).send_to(router.clone()).await;
        assert_eq!(answer.status, status, "{target}: {}", answer.text);
        assert!(!answer.text.contains("database"), "{:?}", answer.text);
        let notes: Vec<_> = notes.into_iter().map(|(handler, note)| (handler, note.to_owned())).collect();
        assert_eq!(log.notes(), notes, "{target}");
    }
}

#[tokio::test]
async fn an_occurrence_that_the_fallback_rejects_goes_to_the_last_resort() {
    #[cronofy_handler(fallback)]
    async fn picky(_id: NotificationId, recorder: Recorder) {
        recorder.ran("picky");
    }
    #[cronofy_handler(notification = "change")]
    async fn numbered(_attempt: Attempt, recorder: Recorder) {
        recorder.ran("numbered");
    }
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![numbered, picky]).state(log.clone());
    let counts = hooks.unhandled();
    let router: Router = hooks.into_router().unwrap();
    for (body, status) in [(CHANGE, 204), ("{}", 204), ("{}", 204)] {
        assert_eq!(TestRequest::body(body).signed_with(&secrets()).send_to(router.clone()).await.status, status);
        assert_eq!(log.handlers(), Vec::<&str>::new(), "{body}");
    }
    let expected = [(r#"notification "change""#, 1), ("a body without a name", 2)];
    assert_eq!(counts.counts(), expected.map(|(name, count)| (name.to_owned(), count)).into());
    let id = "the delivery has no Cronofy-Notification-ID; take `Option<NotificationId>`";
    let both = format!(
        "the delivery has no Cronofy-Notification-Attempt; take `Option<Attempt>`; nor does it fit the fallback: {id}"
    );
    let expected = [(r#"notification "change""#, both, 1), ("a body without a name", id.to_owned(), 2)];
    let expected = expected.map(|(name, reason, count)| (name.to_owned(), [(reason, count)].into()));
    assert_eq!(counts.mismatches(), expected.into());

    let request = TestRequest::body(CHANGE).notification_id("60c2").signed_with(&secrets());
    assert_eq!(request.send_to(router).await.status, 204);
    assert_eq!(log.handlers(), ["picky"]);
}
