//! What is asked for comes from the handlers, and what is written into a callback URL is what they read.

use axum::Router;
use cronofy_hooks::payload::{ConferencingFailing, EventEnd, EventStart};
use cronofy_hooks::request::{Offset, TransitionName};
use cronofy_hooks::testing::{TestRequest, samples};
use cronofy_hooks::{Delivery, Hooks, Path, Trigger, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_tests::{Log, Recorder, SchemaSet, secrets};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const URL: &str = "https://example.com/cronofy";

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]
async fn profile_missing(_failing: ConferencingFailing) {}

#[cronofy_handler(interaction = "conferencing_failing")]
async fn failing(_failing: ConferencingFailing) {}

#[cronofy_handler(interaction = "brand_new", unlisted)]
async fn brand_new(_delivery: Delivery) {}

#[cronofy_handler(transition = "event_start")]
async fn event_start(_start: EventStart) {}

#[cronofy_handler(transition = "event_end")]
async fn event_end(_end: EventEnd) {}

#[cronofy_handler(notification = "scheduling_conversation_joined")]
async fn joined(_delivery: Delivery) {}

#[cronofy_handler(notification = "smart_invite")]
async fn smart_invite() {}

#[cronofy_handler(fallback)]
async fn rest(_unhandled: Unhandled) {}

fn sent(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn a_subscription_asks_for_what_the_handlers_take_and_not_more() {
    let hooks = Hooks::new(secrets()).handlers(handlers![profile_missing, failing, brand_new, event_start, rest]);
    let subscription = hooks.subscription(URL).before(TransitionName::EventStart, Offset::minutes(10));
    assert_eq!(subscription.unrequested().count(), 0);
    let subscription = sent(subscription.after("event_start", Offset::hours(1)).build().unwrap());
    assert_eq!(
        subscription,
        json!({
            "type": "webhook",
            "uri": URL,
            "interactions": [{ "type": "conferencing_failing" }, { "type": "brand_new" }],
            "transitions": [
                { "before": "event_start", "offset": { "minutes": 10 } },
                { "after": "event_start", "offset": { "hours": 1 } },
            ],
        })
    );

    let ends = hooks.subscription(URL).after(TransitionName::EventEnd, Offset::minutes(0));
    let error = ends.before(TransitionName::EventStart, Offset::minutes(0)).build().unwrap_err().to_string();
    assert!(error.contains(r#"no handler takes the transition "event_end""#), "{error}");
    assert!(hooks.subscription("example.com").build().is_err());

    let hooks = Hooks::new(secrets()).handlers(handlers![event_start, event_end, ..]);
    let asked = hooks.trigger(URL, 1).before(TransitionName::EventEnd, Offset::minutes(1));
    assert_eq!(asked.unrequested().collect::<Vec<_>>(), ["event_start"]);
    assert!(asked.build().is_ok());
    for (nothing, cure) in [
        (hooks.subscription(URL), "or list a handler for an interaction"),
        (hooks.trigger(URL, 1), "add a transition with `.before(...)` or `.after(...)`"),
    ] {
        let error = nothing.build().unwrap_err().to_string();
        assert!(error.contains("asks for nothing") && error.ends_with(cure), "{error}");
    }
}

#[test]
fn all_documented_names_are_asked_for_where_all_have_a_handler() {
    let hooks = Hooks::new(secrets()).handlers(cronofy_hooks_tests::everything());
    let subscription = hooks
        .subscription(URL)
        .after(TransitionName::EventStart, Offset::minutes(0))
        .after(TransitionName::EventEnd, Offset::minutes(0));
    assert_eq!(subscription.unrequested().count(), 0);
    let subscription = sent(subscription.build().unwrap());
    let asked = |list: &str, key: &str| -> std::collections::BTreeSet<String> {
        let list = subscription[list].as_array().unwrap().iter();
        list.map(|asked| asked[key].as_str().unwrap().to_owned()).collect()
    };
    let documented = |kind: &str| {
        let routes = samples().iter().map(|sample| sample.route).filter(|route| route.kind().as_str() == kind);
        routes.map(|route| route.name().to_owned()).collect()
    };
    assert_eq!(asked("interactions", "type"), documented("interaction"));
    assert_eq!(asked("transitions", "after"), documented("transition"));
    SchemaSet::load().validator("request/subscription").validate(&subscription).unwrap();
}

#[test]
fn a_channel_is_asked_for_where_something_takes_its_notifications() {
    let hooks = Hooks::new(secrets()).handlers(handlers![smart_invite, event_start, ..]);
    assert!(hooks.channel(URL).unwrap_err().to_string().contains("no handler takes a notification of a channel"));
    let hooks = Hooks::new(secrets()).handlers(handlers![rest]);
    assert_eq!(sent(hooks.channel(URL).unwrap()), json!({ "callback_url": URL }));
    assert!(hooks.channel("/cronofy").is_err());
    let hooks = Hooks::new(secrets()).handlers(handlers![joined, ..]);
    assert_eq!(
        sent(hooks.channel(URL).unwrap().calendar("cal_1")),
        json!({
            "callback_url": URL,
            "filters": { "calendar_ids": ["cal_1"] },
            "scheduling_conversations": { "enabled": true },
        })
    );
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reminder {
    TenMinutes,
    Started,
}

#[tokio::test]
async fn the_trigger_that_was_named_is_read() {
    #[cronofy_handler(transition = "event_start")]
    async fn start(Trigger(reminder): Trigger<Reminder>, recorder: Recorder) {
        recorder.ran_with("start", format!("{reminder:?}"));
    }
    #[cronofy_handler(transition = "event_end")]
    async fn end(trigger: Option<Trigger<String>>, recorder: Recorder) {
        recorder.ran_with("end", trigger.map_or_else(|| "none".to_owned(), |trigger| trigger.to_uppercase()));
    }
    #[cronofy_handler(fallback)]
    async fn fallback(unhandled: Unhandled, recorder: Recorder) {
        recorder.ran_with("fallback", unhandled.reason().to_string());
    }

    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![start, end, fallback]).state(log.clone());
    let uri = |trigger: Value| {
        let asked = hooks.trigger(format!("{URL}?user=7"), trigger).before("event_start", Offset::minutes(10));
        sent(asked.build().unwrap())["uri"].as_str().unwrap().to_owned()
    };
    let (soon, started, text) = (sent(Reminder::TenMinutes), sent(Reminder::Started), json!("a+b=é & c"));
    let named = [uri(soon), uri(started), uri(json!(7)), uri(text)];
    let unnamed = "/cronofy?user=7&triggers=1".to_owned();
    let router = Router::new().nest("/cronofy", hooks.into_router().unwrap());
    let number = "the trigger in the query of the request does not fit: `trigger`: expected `ten_minutes` or `started`";
    for (sample, url, handler, note) in [
        ("event_start", &named[0], "start", "TenMinutes"),
        ("event_start", &named[1], "start", "Started"),
        ("event_start", &named[2], "fallback", number),
        (
            "event_start",
            &unnamed,
            "fallback",
            "the query of the request has no parameter `trigger`; ask with `Hooks::trigger`",
        ),
        ("event_end", &named[3], "end", "A+B=É & C"),
        ("event_end", &unnamed, "end", "none"),
    ] {
        let target = url.strip_prefix("https://example.com").unwrap_or(url);
        let request = TestRequest::sample(sample).unwrap().path(target).signed_with(&secrets());
        assert_eq!(request.send_to(router.clone()).await.status, 204);
        let notes = log.notes();
        assert_eq!(notes[0].0, handler, "{url}: {notes:?}");
        assert!(notes[0].1.starts_with(note), "{url}: {notes:?}");
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    tenant: String,
    user_id: i64,
    reminder: Reminder,
    rest: String,
}

/// Any value that a path can have: not empty, and without segments that clients resolve.
fn value() -> impl Strategy<Value = String> {
    let special: Vec<char> = "/%.?#&=+{}*;:@\\ \0\u{7f}".chars().collect();
    let text = proptest::collection::vec(prop_oneof![any::<char>(), proptest::sample::select(special)], 1..9);
    let text = text.prop_map(|text| text.into_iter().collect::<String>());
    text.prop_filter("a dot segment", |value| !matches!(value.as_str(), "." | ".."))
}

fn tail() -> impl Strategy<Value = String> {
    value().prop_filter("a dot segment", |value| !value.split('/').any(|segment| matches!(segment, "." | "..")))
}

#[test]
fn what_path_reads_is_what_was_written() {
    #[cronofy_handler(notification = "change")]
    async fn change(Path(place): Path<Place>, recorder: Recorder) {
        recorder.ran_with("change", serde_json::to_string(&place).unwrap());
    }
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![change, ..]).state(log.clone()).path("/").path("/{x}");
    let hooks = hooks.path("/of-{user_id}/{reminder}/x/{*rest}");
    let subscriptions = hooks.subscriptions();
    let router = Router::new().nest("/tenants/{tenant}", hooks.into_router().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let body = TestRequest::sample("change").unwrap().signed_with(&secrets());

    let reminder = prop_oneof![Just(Reminder::TenMinutes), Just(Reminder::Started)];
    let places = (value(), any::<i64>(), reminder, tail()).prop_map(|(tenant, user_id, reminder, rest)| Place {
        tenant,
        user_id,
        reminder,
        rest,
    });
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_129),
        ..Config::with_cases(512)
    });
    runner
        .run(&places, |place| {
            let url = subscriptions.url("https://example.com/tenants/{tenant}", &place).unwrap();
            let target = url.strip_prefix("https://example.com").unwrap();
            let answer = runtime.block_on(body.clone().path(target).send_to(router.clone()));
            prop_assert_eq!(answer.status, 204, "{}", url);
            prop_assert_eq!(log.notes(), [("change", serde_json::to_string(&place).unwrap())], "{}", url);
            Ok(())
        })
        .unwrap();
}

/// Each value is routed to its own path, or refused.
#[test]
fn a_value_does_not_lead_to_another_path() {
    #[cronofy_handler(notification = "change")]
    async fn change(Path(params): Path<Vec<(String, String)>>, recorder: Recorder) {
        recorder.ran_with("change", format!("{params:?}"));
    }
    let log = Log::default();
    let paths = ["/me", "/m{e}", "/{id}", "/{kind}/me", "/{a}/{b}", "/x/{*rest}", "/{{y}}/{z}"];
    let hooks = Hooks::new(secrets()).handlers(handlers![change, ..]).state(log.clone());
    let hooks = paths.iter().fold(hooks, |hooks, path| hooks.path(*path));
    let subscriptions = hooks.subscriptions();
    let router = Router::new().nest("/c", hooks.into_router().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let body = TestRequest::sample("change").unwrap().signed_with(&secrets());

    let values = ["me", "e", "x", "m", "mex", "{y}", "a/b", "/", "//a", "é", "%2F", "a b"];
    let (mut written, mut refused) = (0, 0);
    let mut check = |params: &[(&str, &str)]| {
        let Ok(url) = subscriptions.url("https://example.com/c", params) else {
            refused += 1;
            return;
        };
        written += 1;
        let target = url.strip_prefix("https://example.com").unwrap();
        assert_eq!(runtime.block_on(body.clone().path(target).send_to(router.clone())).status, 204, "{url}");
        let params: Vec<_> = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(log.notes(), [("change", format!("{params:?}"))], "{url}");
    };
    check(&[]);
    for value in values {
        for name in ["e", "id", "kind", "rest", "z"] {
            check(&[(name, value)]);
        }
        for other in values {
            check(&[("a", value), ("b", other)]);
        }
    }
    assert!(written > 150 && refused > 10, "{written} written, {refused} refused");
    let error = subscriptions.url("https://example.com/c", [("id", "me")]).unwrap_err().to_string();
    assert!(error.contains(r#"of the path "/{id}" is one of the path "/me""#), "{error}");
    let error = subscriptions.url("https://example.com/c", "one").unwrap_err().to_string();
    assert!(error.contains(r#"fit the path "/m{e}" and the path "/{id}"; write the names with the values"#), "{error}");
    let hooks = |paths: [&str; 2]| {
        let hooks = Hooks::new(secrets()).handlers(handlers![change, ..]);
        paths.iter().fold(hooks, |hooks, path| hooks.path(*path)).subscriptions()
    };
    for (paths, values, cure) in [
        (["/a/{id}/{x}", "/b/{x}/{id}"], vec![("id", "1"), ("x", "2")], "; give their parameters different names"),
        (["/a", "/b"], vec![], "; neither has a parameter to select it, so write the URL"),
    ] {
        let error = hooks(paths).url("https://example.com/c", &values).unwrap_err().to_string();
        assert!(error.contains(cure), "{error}");
    }
    for base in ["example.com", "https://example.com?a=1", "https://{tenant}/c", "https://example.com/#a"] {
        assert!(subscriptions.url(base, ()).is_err(), "{base}");
    }
}
