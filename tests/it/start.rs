//! Starting: the order of the calls, and the errors.

use std::time::Duration;

use axum::Router;
use cronofy_hooks::extract::{FromDelivery, Needs, Parts, Rejection};
use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, Hooks, Path, Secrets, StartError, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_tests::{Log, OTHER_SECRET, Recorder, SECRET, secrets, signed};
use tower::ServiceExt as _;

use crate::tracing::capture::{CapturedEntry, capture};

#[cronofy_handler(notification = "change")]
async fn stateless(_delivery: Delivery) {}

#[cronofy_handler(notification = "change")]
async fn stateful(recorder: Recorder) {
    recorder.ran("stateful");
}

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_6f1a"}}"#;

#[tokio::test]
async fn a_state_can_be_left_out_where_no_handler_takes_one() {
    let routers: [Router; 2] = [
        Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap(),
        Hooks::new(secrets()).handlers(handlers![stateless, ..]).into_router().unwrap(),
    ];
    for router in routers {
        assert_eq!(signed(CHANGE).send_to(router).await.status, 204);
    }
}

#[tokio::test]
async fn a_state_can_be_given_before_and_after_the_handlers() {
    let log = Log::default();
    let routers: [Router; 3] = [
        Hooks::new(secrets()).handlers(handlers![stateful, ..]).state(log.clone()).into_router().unwrap(),
        Hooks::new(secrets()).state(log.clone()).handlers(handlers![stateful, ..]).into_router().unwrap(),
        Hooks::new(secrets())
            .path("/")
            .state(log.clone())
            .body_limit(9000)
            .handlers(handlers![stateful, ..])
            .into_router()
            .unwrap(),
    ];
    for router in routers {
        assert_eq!(signed(CHANGE).send_to(router).await.status, 204);
        assert_eq!(log.handlers(), ["stateful"]);
    }
}

#[cronofy_handler(
    notification = "change",
    retries = 3,
    backoff = "1s..1m",
    timeout = "5s",
    window = "5s",
    key = "channel"
)]
async fn with_every_option() {}

#[cronofy_handler(transition = "event_start", retries = 0)]
async fn with_retries() {}

#[tokio::test]
async fn options_that_only_an_inbox_reads_are_warned_of_once() {
    let warnings = |start: &dyn Fn()| {
        let (captured, _guard) = capture();
        start();
        let warned = captured.events().into_iter().filter(|event| event.level == tracing::Level::WARN);
        let fields = |event: CapturedEntry| (event.fields["handler"].clone(), event.fields["options"].clone());
        warned.map(fields).collect::<Vec<_>>()
    };
    let handlers = || handlers![with_every_option, with_retries, ..];
    let expected = [("with_every_option", "retries, backoff, timeout, window, key"), ("with_retries", "retries")];
    let expected = expected.map(|(handler, options)| (handler.to_owned(), options.to_owned()));
    assert_eq!(warnings(&|| drop(Hooks::new(secrets()).handlers(handlers()).into_router().unwrap())), expected);
    assert_eq!(warnings(&|| drop(Hooks::new(secrets()).handlers(handlers()).into_service().unwrap())), expected);

    let folder = tempfile::tempdir().unwrap();
    let inbox = cronofy_hooks::inbox::SqliteInbox::open(folder.path().join("inbox.sqlite")).await.unwrap();
    let hooks = || Hooks::new(secrets()).handlers(handlers()).inbox(inbox.clone());
    assert_eq!(warnings(&|| drop(hooks().into_router().unwrap())), []);
    assert_eq!(warnings(&|| drop(hooks().worker_elsewhere().into_router().unwrap())), []);
    assert_eq!(warnings(&|| drop(hooks().into_worker().unwrap())), []);
}

#[tokio::test]
async fn a_router_of_hooks_fits_into_one_with_a_state_of_its_own() {
    let hooks = Hooks::new(secrets()).handlers(handlers![stateless, ..]).into_router().unwrap().with_state::<u8>(());
    let router: Router = Router::new().nest("/cronofy", hooks).with_state(7);
    assert_eq!(signed(CHANGE).path("/cronofy").send_to(router).await.status, 204);
}

#[test]
fn the_error_of_a_mistake_says_what_to_do() {
    fn router(hooks: Hooks) -> Result<(), StartError> {
        hooks.handlers(handlers![..]).into_router().map(drop)
    }
    fn service(hooks: Hooks) -> Result<(), StartError> {
        hooks.handlers(handlers![..]).into_service().map(drop)
    }
    type Start = fn(Hooks) -> Result<(), StartError>;
    type SetUp = fn(Hooks) -> Hooks;
    let cases: [(Start, SetUp, &[&str]); 14] = [
        (|hooks| hooks.into_router().map(drop), |hooks| hooks, &["no handlers", "add `.handlers("]),
        (|hooks| hooks.into_service().map(drop), |hooks| hooks, &["no handlers", "add `.handlers("]),
        (router, |hooks| hooks.body_limit(0), &["body limit of 0", "set a larger one"]),
        (service, |hooks| hooks.body_limit(0), &["body limit of 0", "set a larger one"]),
        (router, |hooks| hooks.body_timeout(Duration::ZERO), &["body timeout of 0", "set a longer one"]),
        (router, |hooks| hooks.unverified_limit(1 << 19), &["1048576", "540672", "raise `.unverified_limit("]),
        (service, |hooks| hooks.body_limit(64 << 20), &["67108864", "33570816", "lower `.body_limit("]),
        (router, |hooks| hooks.path("channel"), &[r#""channel""#, r#"write "/channel""#]),
        (router, |hooks| hooks.path(""), &[r#""""#, r#"write "/""#]),
        (router, |hooks| hooks.path("/a").path("/b").path("/a"), &[r#""/a""#, "twice", "remove one"]),
        (router, |hooks| hooks.path("/channel/:user_id"), &["/channel/:user_id", "{user_id}"]),
        (router, |hooks| hooks.path("/channel/*rest"), &["/channel/*rest", "{*rest}"]),
        (service, |hooks| hooks.path("/channel"), &["/channel", "into_router", "remove"]),
        (router, |hooks| hooks.path("/").path("/"), &[r#""/""#, "twice"]),
    ];
    for (start, set_up, words) in cases {
        let error = start(set_up(Hooks::new(secrets()))).unwrap_err().to_string();
        for word in words {
            assert!(error.contains(word), "{error:?} does not say {word:?}");
        }
    }
}

#[test]
fn a_state_that_only_an_extractor_takes_is_missed_at_start() {
    #[derive(Clone)]
    struct App;
    let error = Hooks::new(secrets()).handlers(handlers![stateful, ..]).into_router().unwrap_err().to_string();
    assert!(error.contains("`stateful`") && error.contains("Log"), "{error}");
    let error =
        Hooks::new(secrets()).handlers(handlers![stateful, ..]).state(App).into_service().unwrap_err().to_string();
    assert!(error.contains("`stateful`") && error.contains("give it with `.state(...)`"), "{error}");
    assert!(error.contains("add `.substate::<"), "{error}");
}

#[test]
fn secrets_are_refused_by_number_and_never_shown() {
    let cases: [(&[&str], &[&str]); 9] = [
        (&[], &["no client secret"]),
        (&[""], &["number 1", "empty"]),
        (&[SECRET, "   "], &["number 2", "empty"]),
        (&[SECRET, "\n"], &["number 2", "empty"]),
        (&["CRN_pasted_with_its_line_break\n"], &["number 1", "white space"]),
        (&[" CRN_indented"], &["number 1", "white space"]),
        (&[SECRET, "CRN_tabbed\t"], &["number 2", "white space"]),
        (&["\u{a0}CRN_no_break_space"], &["number 1", "white space"]),
        (&["1", "2", "3", "4", "5", "6", "7", "8", "9"], &["more than 8"]),
    ];
    for (given, words) in cases {
        let error = Secrets::new(given.iter().copied()).unwrap_err();
        let shown = format!("{error} {error:?}");
        for word in words {
            assert!(error.to_string().contains(word), "{error} does not say {word:?}");
        }
        assert!(!shown.contains("CRN_"), "{shown}");
    }
    let hooks = Hooks::new(Secrets::new([SECRET, OTHER_SECRET]).unwrap()).handlers(handlers![stateless, ..]);
    let shown = format!("{hooks:?}");
    assert!(shown.contains("stateless") && !shown.contains("CRN_"), "{shown}");
    let service = hooks.into_service().unwrap();
    assert!(!format!("{service:?}").contains("CRN_"));
}

#[tokio::test]
async fn all_of_eight_secrets_are_accepted() {
    let eight = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];
    let service = Hooks::new(Secrets::new(eight).unwrap()).handlers(handlers![..]).into_service().unwrap();
    for secret in eight {
        let request = cronofy_hooks::testing::TestRequest::body(CHANGE).signed_with(&Secrets::new([secret]).unwrap());
        assert_eq!(service.clone().oneshot(request.into_request()).await.unwrap().status(), 204, "{secret}");
    }
}

#[cronofy_handler(notification = "change")]
async fn of_a_user(_user: Path<u64>) {}

#[cronofy_handler(transition = "event_start")]
async fn of_any_user(_user: Option<Path<u64>>, _all: Path<Vec<(String, String)>>) {}

/// What the start warns of.
fn warnings(start: impl FnOnce(Hooks)) -> Vec<String> {
    let (captured, _guard) = capture();
    start(Hooks::new(secrets()));
    captured.events().iter().map(CapturedEntry::text).collect()
}

#[test]
fn a_path_parameter_that_no_path_has_is_a_warning() {
    let router = |paths: &'static [&'static str]| {
        move |hooks: Hooks| {
            let hooks = paths.iter().fold(hooks, |hooks, path| hooks.path(*path));
            hooks.handlers(handlers![of_a_user, of_any_user, ..]).into_router().map(drop).unwrap();
        }
    };
    for paths in [&[][..], &["/"], &["/a", "/b/{{braces}}"]] {
        let [warning] = &warnings(router(paths))[..] else { panic!("{paths:?}: one warning") };
        for word in ["WARN", "handler=of_a_user", r#"`.path("/channel/{user_id}")`"#, "Option<Path", "nested"] {
            assert!(warning.contains(word), "{warning} does not say {word:?}");
        }
    }
    for paths in [&["/{user}"][..], &["/a", "/b/{*rest}"]] {
        assert_eq!(warnings(router(paths)), [""; 0], "{paths:?}");
    }
    let service = |hooks: Hooks| drop(hooks.handlers(handlers![of_a_user, of_any_user, ..]).into_service().unwrap());
    let [warning] = &warnings(service)[..] else { panic!("one warning") };
    assert!(warning.contains("handler=of_a_user") && warning.contains("a service has no path"), "{warning}");
    let without = |hooks: Hooks| drop(hooks.handlers(handlers![of_any_user, ..]).into_service().unwrap());
    assert_eq!(warnings(without), [""; 0]);
}

/// As an extractor of an application for one route, which names its need.
struct Since;

impl FromDelivery<Change> for Since {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let _: Change = parts.payload().await?;
        Ok(Self)
    }

    fn needs(needs: &mut Needs) {
        needs.payload();
    }
}

/// The same, which does not name it.
struct Unnamed;

impl FromDelivery<Change> for Unnamed {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let _: Change = parts.payload().await?;
        Ok(Self)
    }
}

#[cronofy_handler(notification = "change")]
async fn beside_its_extractor(_change: Change, _since: Since) {}

#[cronofy_handler(notification = "change")]
async fn beside_one_without_needs(_change: Change, _since: Unnamed) {}

#[cronofy_handler(notification = "change")]
async fn extractor_alone(_since: Since) {}

#[cronofy_handler(fallback)]
async fn rest(recorder: Recorder, unhandled: Unhandled) {
    recorder.ran_with("rest", unhandled.reason().to_string());
}

#[tokio::test]
async fn a_payload_beside_its_extractor_is_refused() {
    let error =
        Hooks::new(secrets()).handlers(handlers![beside_its_extractor, ..]).into_router().unwrap_err().to_string();
    assert!(error.starts_with("the handler `beside_its_extractor`: two of its arguments take the payload"), "{error}");
    assert!(error.ends_with("take either the payload or the extractor that takes it"), "{error}");
    drop(Hooks::new(secrets()).handlers(handlers![extractor_alone, ..]).into_router().unwrap());
}

/// The start cannot know it, so the fallback does.
#[tokio::test]
async fn a_payload_that_is_taken_twice_is_named() {
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![beside_one_without_needs, rest]).state(log.clone());
    assert_eq!(signed(CHANGE).send_to(hooks.into_router().unwrap()).await.status, 204);
    let (_, reason) = log.notes().remove(0);
    assert!(reason.contains("which another argument of the handler took before"), "{reason}");
}
