//! Deliveries with something new, from the hooks to types.

use std::collections::{BTreeMap, BTreeSet};

use cronofy_hooks::drift::{DriftRecorder, SqliteDrift};
use cronofy_hooks::inbox::sqlite::SqliteInbox;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Secrets, handlers};
use serde_json::{Map, Value, json};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

use crate::support::{TempFolder, run};

/// In every value of the stream, and nowhere else.
const PLANTED: &str = "planted";

/// Deliveries, each with what is new in it.
#[derive(Default)]
struct Stream {
    bodies: Vec<Value>,
    expected: BTreeSet<String>,
    values: usize,
}

impl Stream {
    fn value(&mut self) -> Value {
        self.values += 1;
        json!(format!("{PLANTED}-{}@example.com", self.values))
    }

    fn push(&mut self, body: Value, expected: &[String]) {
        self.bodies.push(body);
        self.expected.extend(expected.iter().cloned());
    }

    /// A body of an interaction or a transition, whose event has a planted value.
    fn subscription(&mut self, list: &str, item: &Value, event: Value) -> Value {
        let mut event = match event {
            Value::Object(event) => event,
            _ => Map::new(),
        };
        event.insert("summary".to_owned(), self.value());
        event.insert("metadata".to_owned(), json!({ (format!("{PLANTED}_key")): self.value() }));
        json!({ "notification": { "type": "event_subscription", list: [item] }, "event": event })
    }

    fn start(&mut self, event: Value) -> Value {
        self.subscription("transitions", &json!({ "type": "event_start" }), event)
    }

    /// More than 50 kinds of novelty.
    fn new() -> Self {
        let mut stream = Self::default();
        for name in ["poll_opened", "poll_closed", "poll_archived", "room_booked", "desk_booked", "quota_reached"] {
            let channel = json!({ "channel_id": "chn_1", "callback_url": stream.value(), "filters": {} });
            let body = json!({ "notification": { "type": name, "reason": stream.value() }, "channel": channel });
            let type_ = format!("notification/{name}");
            let fields = [format!("{type_}: channel"), format!("{type_}: notification.reason"), type_];
            stream.push(body, &fields);
        }
        for (list, folder, names) in [
            ("interactions", "interaction", ["attachment_added", "host_changed", "room_released"]),
            ("transitions", "transition", ["event_reminder", "event_overrun", "event_cleanup"]),
        ] {
            for name in names {
                let item = json!({ "type": name, "subtype": "by_host" });
                let body = stream.subscription(list, &item, json!({}));
                let type_ = format!("{folder}/{name}");
                let subtype = format!("{type_}: notification.{list}[].subtype = by_host");
                stream.push(body, &[format!("{type_}: event"), subtype, type_]);
            }
        }
        for (interaction, subtypes) in [
            ("conferencing_failing", &["host_missing", "quota_exceeded", "region_blocked"][..]),
            ("conferencing_assigned", &["moved", "renewed"]),
        ] {
            for subtype in subtypes {
                let body =
                    stream.subscription("interactions", &json!({ "type": interaction, "subtype": subtype }), json!({}));
                let at = "notification.interactions[].subtype";
                stream.push(body, &[format!("interaction/{interaction}: {at} = {subtype}")]);
            }
        }
        for (key, schema, values) in [
            ("status", "event: status", ["postponed", "on_hold", "rescheduled"]),
            ("transparency", "event: transparency", ["focus", "travel", "lunch"]),
            ("participation_status", "participation_status", ["maybe", "delegated", "proxied"]),
        ] {
            for value in values {
                let body = stream.start(json!({ (key): value }));
                stream.push(body, &[format!("shared/{schema} = {value}")]);
            }
        }
        for name in ["colour", "travel_time", "checkInUrl", "rsvp_limit", "is_draft", "office365_id"] {
            let value = stream.value();
            let body = stream.start(json!({ (name): value }));
            stream.push(body, &[format!("shared/event: {name}")]);
            let (email, value) = (stream.value(), stream.value());
            let body = stream.start(json!({ "attendees": [{ "email": email, (name): [value] }] }));
            stream.push(body, &[format!("shared/attendee: {name}")]);
            let value = stream.value();
            let body = stream.start(json!({ "location": { (name): { (format!("{PLANTED}_key")): value } } }));
            stream.push(body, &[format!("shared/location: {name}")]);
        }
        for keys in [["ballot", "voter"], ["badge", "visitor"]] {
            let type_ = format!("callback/{}_and_{}", keys[0], keys[1]);
            let body = json!({ (keys[0]): stream.value(), (keys[1]): stream.value() });
            stream.push(body, &[format!("{type_}: {}", keys[0]), format!("{type_}: {}", keys[1]), type_]);
        }
        let (value, other) = (stream.value(), stream.value());
        let body =
            stream.start(json!({ "status": value, "is_draft": true, (format!("{PLANTED}@example.com")): other }));
        stream.push(body, &["shared/event: status = (not kept)".to_owned(), "shared/event: (not kept)".to_owned()]);
        stream
    }
}

/// The next number of a seeded sequence.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).expect("31 bits")
}

/// Each kind a few times, in an order that the seed decides, by two processes.
async fn record(stream: &Stream, mut seed: u64, pool: &SqlitePool) {
    let secrets = Secrets::new(["CRN_secret"]).expect("a secret");
    let mut processes = Vec::new();
    for _ in 0..2 {
        let drift = DriftRecorder::new(SqliteDrift::new(pool.clone()).await.expect("a table"));
        let hooks = Hooks::new(secrets.clone()).handlers(handlers![..]).drift(drift.clone());
        processes.push((drift, hooks.into_router().expect("it starts")));
    }
    let mut deliveries: Vec<_> =
        stream.bodies.iter().flat_map(|body| std::iter::repeat_n(body, 1 + next(&mut seed) % 3)).collect();
    for index in (1..deliveries.len()).rev() {
        deliveries.swap(index, next(&mut seed) % (index + 1));
    }
    for body in deliveries {
        let (_, router) = &processes[next(&mut seed) % 2];
        let request = TestRequest::body(body.to_string()).signed_with(&secrets);
        assert_eq!(request.send_to(router.clone()).await.status, 204);
    }
    for (drift, _) in &processes {
        drift.flush().await.expect("it is written");
        assert_eq!(drift.dropped(), 0);
    }
}

/// What the lines of `--json` name, each as it is shown.
fn shown(out: &str) -> Vec<(String, Value)> {
    let shown = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("it is JSON");
        let text = |key: &str| line[key].as_str().unwrap_or("(not kept)").to_owned();
        let (schema, place, name) = (text("schema"), text("place"), text("name"));
        let what = match (line["kind"].as_str().unwrap_or_default(), place.as_str()) {
            ("type", _) => format!("{schema}/{name}"),
            ("field", "") => format!("{schema}: {name}"),
            ("field", _) => format!("{schema}: {place}.{name}"),
            (_, "") => format!("{schema} = {name}"),
            _ => format!("{schema}: {place} = {name}"),
        };
        (what, line)
    };
    out.lines().map(shown).collect()
}

#[tokio::test]
async fn what_is_new_is_found_once_without_a_value_and_becomes_typed() {
    for seed in [1, 2] {
        let (stream, folder) = (Stream::new(), TempFolder::new());
        assert!(stream.expected.len() >= 50, "{}", stream.expected.len());
        let file = folder.path().join("inbox.sqlite");
        let _inbox = SqliteInbox::open(&file).await.expect("it opens");
        let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&file)).await.expect("it opens");
        record(&stream, seed, &pool).await;

        let url = format!("sqlite:{}", file.display());
        let patch = folder.path().join("drift.json").display().to_string();
        let listed = run(&["schemas", "diff", "--url", &url], b"").await;
        let diff = run(&["schemas", "diff", "--url", &url, "--json"], b"").await;
        assert_eq!((listed.code, diff.code), (4, 4), "{diff:?}");
        let found = shown(&diff.out);
        let names: BTreeSet<_> = found.iter().map(|(what, _)| what.clone()).collect();
        assert_eq!(names, stream.expected);
        assert_eq!(names.len(), found.len(), "none twice");
        let counts: BTreeMap<_, _> = found.iter().map(|(what, line)| (what.as_str(), line["count"].as_u64())).collect();
        assert_eq!(counts["notification/poll_closed"], counts["notification/poll_closed: channel"]);

        let written = run(&["schemas", "diff", "--url", &url, "--patch", &patch], b"").await;
        assert_eq!(written.code, 0, "{written:?}");
        let left_out: Vec<_> = written.out.lines().filter(|line| line.starts_with("not in the patch")).collect();
        assert_eq!(
            left_out,
            [
                "not in the patch: shared/event: (not kept): the name was not kept; look at a delivery",
                "not in the patch: shared/event: status = (not kept): the name was not kept; look at a delivery",
            ]
        );
        let mut texts = vec![listed.out, diff.out, written.out, written.err];
        texts.push(std::fs::read_to_string(&patch).expect("it is written"));
        for file in std::fs::read_dir(folder.path()).expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_file() {
                texts.push(String::from_utf8_lossy(&std::fs::read(path).expect("it can be read")).into_owned());
            }
        }
        assert!(texts.iter().all(|text| !text.contains(PLANTED)), "a value was kept");

        typed(&stream, &folder, &patch).await;
    }
}

/// Applies the patch to all schemas: then they lack nothing, and the types have what was new.
async fn typed(stream: &Stream, folder: &TempFolder, patch: &str) {
    let schemas = folder.path().join("schemas").display().to_string();
    assert_eq!(run(&["schemas", "export", &schemas], b"").await.code, 0);
    let types = folder.path().join("notifications.rs").display().to_string();
    for _ in 0..2 {
        let generated = run(&["codegen", &schemas, "--output", &types, "--patch", patch], b"").await;
        assert_eq!(generated.code, 0, "{generated:?}");
    }
    let types = std::fs::read_to_string(types).expect("it is written");
    for text in [
        "pub struct PollClosed {",
        "pub struct EventReminder {",
        "pub enum HostChangedSubtype {",
        "pub struct BallotAndVoter {",
        "pub enum ConferencingAssignedSubtype {",
        "\"quota_exceeded\"",
        "\"postponed\"",
        "\"delegated\"",
        "pub check_in_url:",
        "pub rsvp_limit:",
        "pub reason:",
    ] {
        assert!(types.contains(text), "{text}");
    }
    std::fs::create_dir(folder.path().join("bodies")).expect("a folder");
    for (index, body) in stream.bodies.iter().enumerate() {
        let capture = json!({ "headers": {}, "body": body });
        folder
            .file(&format!("bodies/{index}.json"), if index % 2 == 0 { body.to_string() } else { capture.to_string() });
    }
    let bodies = folder.path().join("bodies").display().to_string();
    let left = run(&["schemas", "diff", &bodies, "--schemas", &schemas, "--json"], b"").await;
    let names: Vec<_> = shown(&left.out).into_iter().map(|(what, _)| what).collect();
    assert_eq!(names, ["shared/event: (not kept)", "shared/event: status = (not kept)"], "{left:?}");
    let comment = "\"description\": \"The title; may be empty.\"";
    let event = std::fs::read_to_string(format!("{schemas}/shared/event.json")).expect("it is there");
    let before = cronofy_hooks_contract::schema("shared/event").expect("it is documented").text;
    assert!(
        event.contains(comment)
            && before.lines().filter(|line| !event.contains(line.trim_end_matches(','))).count() == 0
    );
}

#[tokio::test]
async fn two_names_that_would_be_one_in_rust_are_not_both_in_the_patch() {
    let folder = TempFolder::new();
    let start = |event: Value| json!({ "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] }, "event": event });
    let body = start(
        json!({ "checkIn": 1, "check_in": 2, "start": { "time": "2026-01-01", "tzid": "Etc/UTC", "floating": true } }),
    );
    let (body, other) = (folder.file("body.json", body.to_string()), folder.file("list.json", "[]"));
    let patch = folder.path().join("drift.json").display().to_string();
    let output = run(&["schemas", "diff", &body, &other, "--patch", &patch], b"").await;
    assert_eq!(output.code, 0, "{output:?}");
    assert!(
        output.err.contains("list.json is left out: it is no JSON object") && output.err.contains("1 addition"),
        "{output:?}"
    );
    let left_out: Vec<_> = output.out.lines().filter(|line| line.starts_with("not in the patch")).collect();
    assert!(
        left_out[0].contains("shared/event: check_in: ") && left_out[0].contains("would be one field"),
        "{left_out:?}"
    );
    assert!(
        left_out[1].contains("shared/event_time: floating: the type of the object is written by hand"),
        "{left_out:?}"
    );

    assert_eq!(run(&["schemas", "diff"], b"").await.code, 2);
    assert_eq!(run(&["schemas", "diff", "--url", "mysql:x"], b"").await.code, 2);
    assert_eq!(run(&["schemas", "diff", "--url", "sqlite:/no/such/file"], b"").await.code, 1);
    let nothing = folder.file("change.json", r#"{"notification":{"type":"verification"},"channel":{}}"#);
    let output = run(&["schemas", "diff", &nothing], b"").await;
    assert_eq!((output.code, &*output.out), (0, "the schemas lack nothing\n"));
}
