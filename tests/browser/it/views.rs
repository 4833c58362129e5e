//! How each view looks, at two widths and in both schemes: into `target/screenshots`.

use std::path::PathBuf;
use std::time::Duration;

use cronofy_hooks_browser::{Scheme, Size};
use serde_json::json;

use crate::scene::Scene;

/// A port on which nobody listens.
const NOBODY: &str = "http://127.0.0.1:9/cronofy";
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
    let scene = Scene::set().await;
    for (name, path) in [
        ("empty-deliveries", "/"),
        ("empty-channels", "/channels"),
        ("empty-calendar", "/calendar"),
        ("empty-faults", "/faults"),
    ] {
        look(&scene, name, path).await;
    }
    furnish(&scene).await;
    let event = link(&scene, "/calendar", "Board meeting").await;
    let delivery = link(&scene, "/?name=event_start", "event_start").await;
    let failing = link(&scene, "/?state=open", "verification").await;
    let views = [
        ("deliveries", "/"),
        ("delivery", &delivery),
        ("delivery-failing", &failing),
        ("trigger", "/trigger?sample=event-triggers/event_start"),
        ("channels", "/channels"),
        ("calendar", "/calendar"),
        ("event", &event),
        ("new-event", "/calendar/new"),
        ("clock", "/clock"),
        ("faults", "/faults"),
    ];
    for (name, path) in views {
        look(&scene, name, path).await;
    }
    refused(&scene).await;
    scene.browser.expect_nothing_to_complain_of().await;
    scene.browser.close().await;
}

/// A day on which some things go well, and some do not.
async fn furnish(scene: &Scene) {
    let here = scene.example.url.clone();
    scene.browser.open("/clock").await;
    scene.elsewhere("/channels", &[("callback_url", &here), ACCOUNT]).await;
    scene.elsewhere("/channels", &[("callback_url", NOBODY), ACCOUNT, ("calendar", "cal_sandbox_work")]).await;
    let events = [
        ("Stand-up", "application", "2026-01-17T12:00"),
        ("Lunch with Grace", "somebody", "2026-01-18T12:00"),
        ("Board meeting", "application", "2026-01-18T15:30"),
    ];
    for (summary, by, start) in events {
        let mut fields = EVENT.to_vec();
        (fields[0].1, fields[1].1, fields[2].1) = (by, summary, start);
        fields.push(("url", &here));
        scene.elsewhere("/calendar/new", &fields).await;
    }
    for (fault, rate) in [("wrong_key", "5"), ("delay", "12.5")] {
        scene.elsewhere("/faults", &[("fault", fault), ("rate", rate), ("only", "smart_invite")]).await;
    }
    // The console does not wait for the end of so long a move.
    scene.sandbox.advance(Duration::from_secs(64_800)).await;
}

/// Where a link of a page goes to.
async fn link(scene: &Scene, path: &str, text: &str) -> String {
    scene.browser.open(path).await;
    let script = "return [...document.querySelectorAll('main a')].find((it) => it.textContent === arguments[0])?.getAttribute('href')";
    let path = scene.browser.run(script, &json!([text])).await;
    path.as_str().unwrap_or_else(|| panic!("{text} is in the page")).to_owned()
}

async fn look(scene: &Scene, name: &str, path: &str) {
    for size in [Size::Desk, Size::Phone] {
        for scheme in [Scheme::Light, Scheme::Dark] {
            scene.browser.shape(size, scheme).await;
            scene.browser.open(path).await;
            scene.browser.wait("document.getElementById('live-state').textContent === 'Live'").await;
            let name = format!("{name}-{}-{}", size.width(), scheme.name());
            scene.browser.expect_readable(&name).await;
            scene.browser.picture(&folder().join(format!("{name}.png"))).await;
        }
    }
}

/// Forms with mistakes in them.
async fn refused(scene: &Scene) {
    for size in [Size::Phone, Size::Desk] {
        scene.browser.shape(size, Scheme::Light).await;
        scene.browser.open("/trigger").await;
        scene.browser.write("#url", "https://example.com/cronofy").await;
        scene.browser.write("#body", "{ \"notification\": change }").await;
        scene.browser.press_button("Send").await;
        scene.browser.wait_for("This is not JSON").await;
        let name = format!("trigger-refused-{}-light", size.width());
        scene.browser.expect_readable(&name).await;
        scene.browser.picture(&folder().join(format!("{name}.png"))).await;
    }
}

fn folder() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let target = tests.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    let folder = target.expect("the tests run from a target directory of cargo").join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
