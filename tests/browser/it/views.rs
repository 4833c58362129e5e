//! Checks each view at five widths and in both colour schemes, also with axe, and saves screenshots in
//! `target/screenshots`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cronofy_hooks::Secrets;
use cronofy_hooks_browser::{ColourScheme, WindowSize};
use cronofy_hooks_clients::installed::{folder, install, npm};
use serde_json::json;

use crate::scene::BrowserScene;

/// Nothing listens on this port.
const CLOSED_PORT: &str = "http://127.0.0.1:9/cronofy";
const ACCOUNT: (&str, &str) = ("account", "acc_000000000000000000000001");
const EVENT: [(&str, &str); 9] = [
    ("by", "application"),
    ("summary", "Board meeting"),
    ("start", "2026-01-18T15:30"),
    ("minutes", "90"),
    ("calendar", "cal_sandbox_work"),
    ("before", "5"),
    ("after", "0"),
    ("conference", "on"),
    ("agent", "on"),
];

const OPEN_VIEW_IS_IN_SIGHT: &str = "(() => {
    const open = document.querySelector('.views [aria-current]')?.getBoundingClientRect();
    return !open || (open.left >= 0 && open.right <= innerWidth);
})()";

/// What leads to no page, or to a file.
const NO_PAGES: [&str; 5] = [
    "/assets/{name}",
    "/calls/{number}/{file}",
    "/deliveries/{number}/attempts/{attempt}/{file}",
    "/live",
    "/scenario/scenario.yaml",
];

#[tokio::test]
async fn every_view_is_readable() {
    let scene = BrowserScene::start().await;
    let axe = axe();
    scene.browser.open("/").await;
    scene.browser.run("document.documentElement.removeAttribute('lang')", &json!([])).await;
    let violations = scene.browser.violations(&axe).await;
    assert!(violations.to_string().contains("html-has-lang"), "axe finds what is wrong: {violations}");
    for (name, path) in [
        ("empty-deliveries", "/"),
        ("empty-calls", "/calls"),
        ("empty-channels", "/channels"),
        ("empty-calendar", "/calendar"),
        ("empty-scheduling", "/calendar/scheduling"),
        ("empty-faults", "/faults"),
        ("empty-requests", "/requests"),
    ] {
        check_view(&scene, name, path, &axe).await;
    }
    furnish(&scene).await;
    let event = link(&scene, "/calendar", "Board meeting").await;
    let delivery = link(&scene, "/?q=name:event_start", "event_start").await;
    let long = long_delivery(&scene).await;
    let failing = link(&scene, "/?q=is:failing", "verification").await;
    let verify = link(&scene, &failing, "Verify").await;
    let account = link(&scene, "/accounts", "Ada Example").await;
    let call = link(&scene, "/calls?q=status:2xx", "POST /v1/calendars/cal_sandbox_work/events").await;
    let refused = link(&scene, "/calls?q=status:4xx", "POST /v1/calendars/nowhere/events").await;
    // Each with its route.
    let views = [
        ("deliveries", "/", "/"),
        ("delivery", "/deliveries/{number}", &delivery),
        ("delivery-failing", "/deliveries/{number}", &failing),
        ("calls", "/calls", "/calls"),
        ("call", "/calls/{number}", &call),
        ("call-refused", "/calls/{number}", &refused),
        ("trigger", "/trigger", "/trigger?sample=event-triggers/event_start"),
        ("channels", "/channels", "/channels"),
        ("calendar", "/calendar", "/calendar"),
        ("event", "/calendar/events/{event_uid}", &event),
        ("new-event", "/calendar/new", "/calendar/new"),
        ("scheduling", "/calendar/scheduling", "/calendar/scheduling"),
        ("clock", "/clock", "/clock"),
        ("faults", "/faults", "/faults"),
        ("connect", "/connect", "/connect"),
        ("requests", "/requests", "/requests"),
        ("verify", "/verify", "/verify"),
        ("verify-delivery", "/verify", &verify),
        ("scenario", "/scenario", "/scenario"),
        ("accounts", "/accounts", "/accounts"),
        ("account", "/accounts/{account_id}", &account),
        ("delivery-long", "/deliveries/{number}", &long),
        ("not-found", "", "/nowhere"),
    ];
    for (name, _, path) in views {
        check_view(&scene, name, path, &axe).await;
    }
    let checked: BTreeSet<_> = views.into_iter().map(|(_, route, _)| route).chain(NO_PAGES).collect();
    let missing: Vec<_> = pages().into_iter().filter(|route| !checked.contains(route)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "add them to the list above");
    check_pages_of_people(&scene, &axe).await;
    check_form_errors(&scene, &axe).await;
    check_pasted_request(&scene, &axe).await;
    // Without personal data.
    scene.browser.open("/").await;
    scene.browser.press("#personal-switch").await;
    scene.browser.wait("document.getElementById('personal-switch').ariaChecked === 'false'").await;
    for (name, path) in [
        ("delivery-hidden", &*delivery),
        ("event-hidden", &*event),
        ("requests-hidden", "/requests"),
        ("call-hidden", &*call),
    ] {
        check_view(&scene, name, path, &axe).await;
    }
    let complaints = scene.browser.complaints().await;
    let of_the_missing_page = |it: &&String| !it.contains("/nowhere");
    assert_eq!(complaints.iter().filter(of_the_missing_page).collect::<Vec<_>>(), Vec::<&String>::new());
    scene.browser.close().await;
}

/// The routes of the console that answer a GET.
fn pages() -> Vec<&'static str> {
    let routes = include_str!("../../../cronofy-hooks-sandbox/src/console/router.rs").split(".route(\"").skip(1);
    let pages = routes.filter(|it| it.contains("get(")).filter_map(|it| it.split('"').next());
    let pages: Vec<_> = pages.collect();
    assert!(pages.len() > 15, "{pages:?}");
    pages
}

/// The source of axe.
fn axe() -> String {
    let folder = folder(env!("CARGO_TARGET_TMPDIR"), "axe");
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("axe");
    let files = ["package.json", "package-lock.json"].map(|name| here.join(name));
    install(&folder, &[&files[0], &files[1]], || npm(&folder, &files));
    std::fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js")).unwrap()
}

/// A day with successes and failures.
async fn furnish(scene: &BrowserScene) {
    let here = scene.example.url.clone();
    scene.browser.open("/clock").await;
    scene.post_form("/channels", &[("callback_url", &here), ACCOUNT]).await;
    scene.post_form("/channels", &[("callback_url", CLOSED_PORT), ACCOUNT, ("calendar", "cal_sandbox_work")]).await;
    let events = [
        ("Stand-up", "application", "2026-01-17T12:00"),
        ("Lunch with Grace", "user", "2026-01-18T12:00"),
        ("Board meeting", "application", "2026-01-18T15:30"),
    ];
    for (summary, by, start) in events {
        let mut fields = EVENT.to_vec();
        (fields[0].1, fields[1].1, fields[2].1) = (by, summary, start);
        fields.push(("url", &here));
        scene.post_form("/calendar/new", &fields).await;
    }
    let events = [("2026-01-18T09:00:00Z", "cal_sandbox_work", 202), ("soon", "nowhere", 422)];
    for (start, calendar_id, status) in events {
        let event = json!({
            "event_id": "planning", "summary": "Planning", "start": start, "end": "2026-01-18T10:00:00Z",
            "conferencing": { "profile_id": "default" },
            "subscriptions": [{ "type": "webhook", "uri": here, "interactions": [{ "type": "conferencing_assigned" }] }],
        });
        let path = format!("/v1/calendars/{calendar_id}/events");
        assert_eq!(scene.call("POST", &path, &event).await, status);
    }
    assert_eq!(scene.call("POST", "/v1/channels", &json!({ "callback_url": format!("{here}/calls") })).await, 200);
    assert_eq!(scene.call("GET", "/v1/events?tzid=Etc/UTC&include_managed=true", &json!({})).await, 200);
    let rule = json!({
        "availability_rule_id": "default", "tzid": "Europe/Paris", "calendar_ids": ["cal_sandbox_work"],
        "weekly_periods": [{ "day": "tuesday", "start_time": "05:30", "end_time": "08:00" }],
    });
    assert_eq!(scene.call("POST", "/v1/availability_rules", &rule).await, 200);
    for (fault, rate) in [("wrong_key", "5"), ("delay", "12.5")] {
        scene.post_form("/faults", &[("fault", fault), ("rate", rate), ("only", "smart_invite")]).await;
    }
    for summary in ["Interview", "Second interview"] {
        let page = [("summary", summary), ("minutes", "60"), ("calendar", "cal_sandbox_work"), ("url", &here)];
        scene.post_form("/calendar/scheduling", &page).await;
    }
    let page = scene.sandbox.scheduling_pages()[0].real_time_scheduling_id.clone();
    scene.sandbox.choose_time(&page, scene.sandbox.scheduling_pages()[0].offered[3]).unwrap();
    // Directly, because the console does not wait for such a long move.
    scene.sandbox.advance(Duration::from_secs(64_800)).await;
    ask_others(scene, &here);
    for kind in ["access", "attachment"] {
        scene.post_form("/requests", &[("kind", kind), ("url", &here)]).await;
    }
}

/// Requests that wait for other people, and one that was answered.
fn ask_others(scene: &BrowserScene, here: &str) {
    let account_id = scene.sandbox.accounts().remove(0).account_id;
    let event = json!({ "summary": "Board meeting", "start": "2026-01-19T15:30:00Z", "end": "2026-01-19T17:00:00Z" });
    let people = json!([{ "email": "grace@example.com" }, { "email": "karl@example.com" }]);
    let invite = json!({ "smart_invite_id": "42", "recipients": people, "event": event, "callback_url": here });
    scene.sandbox.upsert_smart_invite(invite).unwrap();
    let reply = json!({ "email": "grace@example.com", "status": "tentative", "comment": "A little later?" });
    scene.sandbox.reply_to_smart_invite("42", reply).unwrap();
    let access = json!({ "email": "room@example.com", "callback_url": here, "scope": "read_events create_event" });
    scene.sandbox.request_access(&account_id, access).unwrap();
    let conversation = json!({
        "subject": "Project Titan review",
        "participants": [{ "sub": account_id, "slots": { "selection_method": "auto" } }, { "common_name": "Karl", "participant_id": "@karl" }],
        "required_duration": { "minutes": 60 },
        "available_periods": [{ "start": "2026-01-19T09:00:00Z", "end": "2026-01-19T18:00:00Z" }],
    });
    scene.sandbox.start_conversation(&account_id, conversation).unwrap();
}

/// The target of a link.
async fn link(scene: &BrowserScene, path: &str, text: &str) -> String {
    scene.browser.open(path).await;
    let script = "return [...document.querySelectorAll('main a')].find((it) => it.textContent === arguments[0])?.getAttribute('href')";
    let path = scene.browser.run(script, &json!([text])).await;
    path.as_str().unwrap_or_else(|| panic!("{text} is in the page")).to_owned()
}

/// A delivery of 250 kB that was refused. Its body scrolls within its pane.
async fn long_delivery(scene: &BrowserScene) -> String {
    let words = vec!["a word and another one"; 11_000];
    let number =
        scene.sandbox.trigger(CLOSED_PORT, json!({ "notification": { "type": "long" }, "words": words })).unwrap();
    scene.sandbox.deliver_due().await;
    let path = format!("/deliveries/{number}");
    scene.browser.open(&path).await;
    scene.browser.wait("document.documentElement.scrollHeight < 4000").await;
    path
}

async fn check_view(scene: &BrowserScene, name: &str, path: &str, axe: &str) {
    for scheme in [ColourScheme::Light, ColourScheme::Dark] {
        scene.browser.shape(WindowSize::Desktop, scheme).await;
        scene.browser.open(path).await;
        scene.browser.wait("document.getElementById('live-state').textContent === 'Live'").await;
        check(scene, name, scheme, axe).await;
    }
}

/// Checks the page that is open.
async fn check(scene: &BrowserScene, name: &str, scheme: ColourScheme, axe: &str) {
    for size in WindowSize::ALL {
        scene.browser.shape(size, scheme).await;
        let name = format!("{name}-{}-{}", size.width(), scheme.name());
        scene.browser.expect_readable(&name).await;
        if size.is_phone() {
            check_frame_of_phone(scene, &name).await;
        }
        if matches!(size, WindowSize::Desktop | WindowSize::Phone) {
            scene.browser.expect_accessible(&name, axe).await;
            scene.browser.screenshot(&screenshots().join(format!("{name}.png"))).await;
        }
    }
    // Everything that a phone can open is open.
    scene.browser.run("document.querySelectorAll('details').forEach((it) => { it.open = true; })", &json!([])).await;
    let name = format!("{name}-open-{}", scheme.name());
    scene.browser.expect_readable(&name).await;
    scene.browser.expect_accessible(&name, axe).await;
}

/// What is around a page takes about a quarter of the screen of a phone, fingers can press all of it, and the view that
/// is open is in sight.
async fn check_frame_of_phone(scene: &BrowserScene, name: &str) {
    let script = "
        const bar = document.querySelector('header.bar');
        if (!bar) return null;
        const box = (it) => it.getBoundingClientRect();
        const pressed = [...document.querySelectorAll('.bar a, .bar button:not(.switch), .bar > .state > details > summary, .views a')];
        const low = pressed.filter((it) => !it.closest('details:not(.connect), dl, .connect > p') && it.getClientRects().length && box(it).height < 43.9);
        const hit = document.getElementById('personal-switch');
        const reach = hit && [-20, 20].every((by) => document.elementFromPoint(box(hit).x + 10, box(hit).y + box(hit).height / 2 + by) === hit);
        return {
            top: box(document.getElementById('main')).top / 900,
            low: low.map((it) => it.textContent),
            reach: reach ?? true,
            lines: new Set([...document.querySelectorAll('.now button')].map((it) => box(it).top)).size,
        };
    ";
    let frame = scene.browser.run(script, &json!([])).await;
    if frame.is_null() {
        return;
    }
    assert!(frame["top"].as_f64().unwrap() <= 0.26, "{name}: {frame}");
    assert!(frame["lines"].as_u64().unwrap() <= 1, "the buttons of the clock stand together: {name}: {frame}");
    assert_eq!((&frame["low"], &frame["reach"]), (&json!([]), &json!(true)), "{name}");
    // The page moves it there when it hears of its new width.
    scene.browser.wait(OPEN_VIEW_IS_IN_SIGHT).await;
}

/// The pages to which an application sends people: they have no script, so nothing is live.
async fn check_pages_of_people(scene: &BrowserScene, axe: &str) {
    let choose = link(scene, "/calendar/scheduling", "Second interview").await;
    let log_in =
        "/oauth/authorize?response_type=code&client_id=sandbox&redirect_uri=http://127.0.0.1:9/&scope=read_events";
    let pages = [("choose-a-time", choose.as_str(), "None of these times suits me"), ("log-in", log_in, "Continue as")];
    for (name, path, text) in pages {
        for scheme in [ColourScheme::Light, ColourScheme::Dark] {
            scene.browser.shape(WindowSize::Desktop, scheme).await;
            scene.browser.open(path).await;
            scene.browser.wait_for(text).await;
            check(scene, name, scheme, axe).await;
        }
    }
}

/// Forms with errors.
async fn check_form_errors(scene: &BrowserScene, axe: &str) {
    scene.browser.shape(WindowSize::Desktop, ColourScheme::Light).await;
    scene.browser.open("/trigger").await;
    scene.browser.write("#url", "https://example.com/cronofy").await;
    scene.browser.write("#body", "{ \"notification\": change }").await;
    scene.browser.press_button("Send").await;
    scene.browser.wait_for("This is not JSON").await;
    check(scene, "trigger-refused", ColourScheme::Light, axe).await;
}

/// A request that does not verify: the reason is shown, what was pasted stays, and no secret is shown again.
async fn check_pasted_request(scene: &BrowserScene, axe: &str) {
    let body = r#"{"notification":{"type":"change"}}"#;
    let signature = Secrets::new(["CRN_another_one"]).unwrap().sign(body.as_bytes());
    let request = format!("POST / HTTP/1.1\nCronofy-HMAC-SHA256: {}\n\n{body}", signature.to_str().unwrap());
    scene.browser.shape(WindowSize::Desktop, ColourScheme::Light).await;
    scene.browser.open("/verify").await;
    scene.browser.write("#request", &request).await;
    scene.browser.press_button("Verify").await;
    scene.browser.wait_for("No value of the header is a signature of this body").await;
    let kept = scene.browser.run("return document.getElementById('request').value", &json!([])).await;
    assert_eq!(kept, json!(request));
    check(scene, "verify-refused", ColourScheme::Light, axe).await;
    scene.browser.write("#secret", "CRN_another_one").await;
    let stored = scene.browser.run("return JSON.stringify({ ...sessionStorage, ...localStorage })", &json!([])).await;
    assert!(!stored.as_str().unwrap().contains("CRN_another_one"), "{stored}");
    scene.browser.press_button("Verify").await;
    scene.browser.wait_for("Matches: value 1 of 1 was signed").await;
    let page = scene.browser.run("return document.documentElement.outerHTML", &json!([])).await;
    assert!(!page.as_str().unwrap_or_default().contains("CRN_another_one"), "{page}");
    check(scene, "verify-matches", ColourScheme::Light, axe).await;
}

pub(crate) fn screenshots() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let target = tests.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    let folder = target.expect("the tests run from a target directory of cargo").join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
