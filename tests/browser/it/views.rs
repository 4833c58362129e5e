//! Checks each view at two widths and in both colour schemes, and saves screenshots in `target/screenshots`.

use std::path::PathBuf;
use std::time::Duration;

use cronofy_hooks::Secrets;
use cronofy_hooks_browser::{ColourScheme, WindowSize};
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

#[tokio::test]
async fn every_view_is_readable() {
    let scene = BrowserScene::start().await;
    for (name, path) in [
        ("empty-deliveries", "/"),
        ("empty-channels", "/channels"),
        ("empty-calendar", "/calendar"),
        ("empty-scheduling", "/calendar/scheduling"),
        ("empty-faults", "/faults"),
        ("empty-requests", "/requests"),
    ] {
        check_view(&scene, name, path).await;
    }
    furnish(&scene).await;
    let event = link(&scene, "/calendar", "Board meeting").await;
    let delivery = link(&scene, "/?q=name:event_start", "event_start").await;
    let long = long_delivery(&scene).await;
    let failing = link(&scene, "/?q=is:failing", "verification").await;
    let views = [
        ("deliveries", "/"),
        ("delivery", &delivery),
        ("delivery-failing", &failing),
        ("trigger", "/trigger?sample=event-triggers/event_start"),
        ("channels", "/channels"),
        ("calendar", "/calendar"),
        ("event", &event),
        ("new-event", "/calendar/new"),
        ("scheduling", "/calendar/scheduling"),
        ("clock", "/clock"),
        ("faults", "/faults"),
        ("connect", "/connect"),
        ("verify", "/verify"),
        ("requests", "/requests"),
        ("delivery-long", &long),
    ];
    for (name, path) in views {
        check_view(&scene, name, path).await;
    }
    check_page_of_a_person(&scene).await;
    check_form_errors(&scene).await;
    check_pasted_request(&scene).await;
    scene.browser.expect_no_complaints().await;
    scene.browser.close().await;
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

async fn check_view(scene: &BrowserScene, name: &str, path: &str) {
    for size in [WindowSize::Desktop, WindowSize::Phone] {
        for scheme in [ColourScheme::Light, ColourScheme::Dark] {
            scene.browser.shape(size, scheme).await;
            scene.browser.open(path).await;
            scene.browser.wait("document.getElementById('live-state').textContent === 'Live'").await;
            let name = format!("{name}-{}-{}", size.width(), scheme.name());
            scene.browser.expect_readable(&name).await;
            scene.browser.screenshot(&screenshots().join(format!("{name}.png"))).await;
        }
    }
}

/// Where a person chooses a time: it has no script, so nothing is live.
async fn check_page_of_a_person(scene: &BrowserScene) {
    let path = link(scene, "/calendar/scheduling", "Second interview").await;
    for size in [WindowSize::Desktop, WindowSize::Phone] {
        for scheme in [ColourScheme::Light, ColourScheme::Dark] {
            scene.browser.shape(size, scheme).await;
            scene.browser.open(&path).await;
            scene.browser.wait_for("None of these times suits me").await;
            let name = format!("choose-a-time-{}-{}", size.width(), scheme.name());
            scene.browser.expect_readable(&name).await;
            scene.browser.screenshot(&screenshots().join(format!("{name}.png"))).await;
        }
    }
}

/// Forms with errors.
async fn check_form_errors(scene: &BrowserScene) {
    for size in [WindowSize::Phone, WindowSize::Desktop] {
        scene.browser.shape(size, ColourScheme::Light).await;
        scene.browser.open("/trigger").await;
        scene.browser.write("#url", "https://example.com/cronofy").await;
        scene.browser.write("#body", "{ \"notification\": change }").await;
        scene.browser.press_button("Send").await;
        scene.browser.wait_for("This is not JSON").await;
        let name = format!("trigger-refused-{}-light", size.width());
        scene.browser.expect_readable(&name).await;
        scene.browser.screenshot(&screenshots().join(format!("{name}.png"))).await;
    }
}

/// A request that does not verify: the reason is shown, and what was pasted stays.
async fn check_pasted_request(scene: &BrowserScene) {
    let signature = Secrets::new(["CRN_another_one"]).unwrap().sign(b"{\"notification\":{\"type\":\"change\"}}");
    let request = format!(
        "POST /cronofy HTTP/1.1\nCronofy-HMAC-SHA256: {}\n\n{{\"notification\":{{\"type\":\"change\"}}}}",
        signature.to_str().unwrap()
    );
    for (size, scheme) in [(WindowSize::Phone, ColourScheme::Dark), (WindowSize::Desktop, ColourScheme::Light)] {
        scene.browser.shape(size, scheme).await;
        scene.browser.open("/verify").await;
        scene.browser.write("#request", &request).await;
        scene.browser.press_button("Verify").await;
        scene.browser.wait_for("No value of the header is a signature of this body").await;
        let kept = scene.browser.run("return document.getElementById('request').value", &json!([])).await;
        assert_eq!(kept, json!(request));
        scene.browser.write("#secret", "CRN_another_one").await;
        let name = format!("verify-refused-{}", size.width());
        scene.browser.expect_readable(&name).await;
        scene.browser.screenshot(&screenshots().join(format!("{name}.png"))).await;
        scene.browser.press_button("Verify").await;
        scene.browser.wait_for("Matches: value 1 of 1 was signed").await;
        let secret =
            scene.browser.run("return document.documentElement.outerHTML.includes('CRN_another')", &json!([])).await;
        assert_eq!(secret, json!(false), "the secret is not shown again");
        let name = format!("verify-matches-{}", size.width());
        scene.browser.expect_readable(&name).await;
        scene.browser.screenshot(&screenshots().join(format!("{name}.png"))).await;
    }
}

pub(crate) fn screenshots() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let target = tests.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    let folder = target.expect("the tests run from a target directory of cargo").join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
