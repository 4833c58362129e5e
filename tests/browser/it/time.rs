//! What is drawn of time: the axis of an event, the attempts of a delivery, the calendar, the countdown of a channel.

use std::time::Duration;

use cronofy_hooks_browser::{ColourScheme, WindowSize};
use serde_json::json;

use crate::scene::BrowserScene;

/// Nothing listens on this port.
const CLOSED_PORT: &str = "http://127.0.0.1:9/cronofy";

#[tokio::test]
async fn time_is_drawn() {
    let scene = BrowserScene::start().await;
    let here = scene.example.url.clone();
    let account = scene.sandbox.accounts().remove(0);
    let calendar_id = account.calendar_ids[0].clone();
    scene.sandbox.create_channel(&account.account_id, json!({ "callback_url": CLOSED_PORT })).unwrap();
    let triggers = |uri: &str| {
        json!([{ "type": "webhook", "uri": uri, "transitions": [
        { "before": "event_start", "offset": { "minutes": 5 } }, { "after": "event_end", "offset": { "minutes": 0 } },
    ] }])
    };
    let event = |id: &str, start: &str, end: &str, uri: &str| {
        json!({
            "event_id": id, "summary": id, "start": start, "end": end, "subscriptions": triggers(uri),
        })
    };
    let board = event("Board", "2026-01-17T10:30:00Z", "2026-01-17T12:00:00Z", CLOSED_PORT);
    let board = scene.sandbox.upsert_event(&calendar_id, board).unwrap();
    let lunch = json!({ "summary": "Lunch", "start": "2026-01-17T11:00:00Z", "end": "2026-01-17T13:00:00Z" });
    scene.sandbox.write_event_as_user(&calendar_id, lunch).unwrap();
    let friday = event("Interview", "2026-01-22T09:00:00Z", "2026-01-22T10:00:00Z", &here);
    scene.sandbox.upsert_event(&calendar_id, friday).unwrap();
    scene.sandbox.advance(Duration::from_secs(3 * 3_600)).await;

    event_on_an_axis(&scene, &board).await;
    attempts_as_a_waterfall(&scene).await;
    calendar_of_a_week_and_a_day(&scene).await;
    countdown(&scene).await;
    scene.browser.expect_no_complaints().await;
    scene.browser.close().await;
}

/// The middles of what a selector finds, from left to right and from the top.
async fn middles(scene: &BrowserScene, css: &str) -> Vec<(f64, f64)> {
    let script = "return [...document.querySelectorAll(arguments[0])].map((it) => it.getBoundingClientRect())
        .map((it) => [it.x + it.width / 2, it.y + it.height / 2])";
    let found = scene.browser.run(script, &json!([css])).await;
    let found = found.as_array().unwrap().iter();
    let found: Vec<_> = found.map(|it| (it[0].as_f64().unwrap(), it[1].as_f64().unwrap())).collect();
    assert!(!found.is_empty(), "{css} is in the page");
    found
}

async fn event_on_an_axis(scene: &BrowserScene, event_uid: &str) {
    scene.browser.shape(WindowSize::Desktop, ColourScheme::Light).await;
    scene.browser.open(&format!("/calendar/events/{event_uid}")).await;
    let event = middles(scene, ".lanes rect.event").await[0].0;
    let windows = middles(scene, ".lanes rect.window").await;
    let [before, after] = windows[..] else { panic!("two windows: {windows:?}") };
    assert!(before.0 < event && event < after.0, "{before:?} {event} {after:?}");
    // The retries of the first trigger are in its row, each later than the one before.
    let attempts = middles(scene, ".lanes circle.bad").await;
    let of_first: Vec<_> = attempts.iter().filter(|it| (it.1 - before.1).abs() < 2.0).map(|it| it.0).collect();
    assert!(of_first.len() > 4 && of_first.is_sorted() && of_first[0] >= before.0 - 20.0, "{of_first:?}");
    let now = middles(scene, ".lanes .lane line.present").await[0].0;
    assert!(after.0 < now, "12:24 is after the end");
    scene.browser.wait_for("window 2026-01-17 10:24:00 to 10:25:00").await;
    scene.browser.wait_for("connection refused").await;
    // The axis has the times.
    let labels = scene.browser.run("return document.querySelector('.lanes .axis').textContent", &json!([])).await;
    assert!(labels.as_str().unwrap().contains("11:00") && labels.as_str().unwrap().contains("17 Jan"), "{labels}");
}

async fn attempts_as_a_waterfall(scene: &BrowserScene) {
    scene.browser.open("/?q=name:event_start").await;
    scene.browser.follow("event_start").await;
    let dots = middles(scene, ".waterfall circle.bad").await;
    assert!(dots.len() > 4, "{dots:?}");
    // Each attempt has a row, and is further to the right; a line leads to it from the one before.
    assert!(dots.windows(2).all(|pair| pair[0].0 + 8.0 < pair[1].0 && pair[0].1 < pair[1].1), "{dots:?}");
    let waits = middles(scene, ".waterfall line.wait").await;
    assert_eq!(waits.len(), dots.len(), "also to the attempt that is planned");
    assert!(dots[0].0 < waits[0].0 && waits[0].0 < dots[1].0, "{waits:?}");
    scene.browser.wait_for("30 s later").await;
    scene.browser.wait_for("planned in").await;
}

async fn calendar_of_a_week_and_a_day(scene: &BrowserScene) {
    scene.browser.follow("Calendar").await;
    let texts = "return [...document.querySelectorAll('.day')].map((day) => [day.querySelector('h3').innerText,
        [...day.querySelectorAll('.block .name')].map((it) => it.textContent), day.querySelectorAll('.mark').length])";
    let days = scene.browser.run(texts, &json!([])).await;
    assert_eq!(days.as_array().unwrap().len(), 7, "{days}");
    assert_eq!((&days[0], &days[5]), (&json!(["Sat 17", ["Board", "Lunch"], 2]), &json!(["Thu 22", ["Interview"], 2])));
    // They overlap, so they are beside each other, and now is after their beginning.
    let blocks = middles(scene, ".day:nth-of-type(1) .block").await;
    assert!(blocks[0].0 < blocks[1].0 && blocks[0].1 < blocks[1].1, "{blocks:?}");
    let now = middles(scene, ".day line.present").await;
    assert_eq!(now.len(), 1, "today alone");
    assert!(blocks[1].1 < now[0].1, "12:24 is after noon, the middle of lunch");
    scene.browser.follow("Day").await;
    scene.browser.wait("document.getElementById('period').textContent === 'Saturday, 17 January 2026'").await;
    scene.browser.follow("Later").await;
    scene.browser.wait("document.getElementById('period').textContent === 'Sunday, 18 January 2026'").await;
    scene.browser.follow("Week").await;
    scene.browser.wait("document.getElementById('period').textContent === '18 to 24 January 2026'").await;
    // It does not widen the page of a phone.
    scene.browser.shape(WindowSize::Phone, ColourScheme::Light).await;
    scene.browser.expect_readable("calendar").await;
    scene.browser.shape(WindowSize::Desktop, ColourScheme::Light).await;
    scene.browser.follow("Interview").await;
    scene.browser.wait("location.pathname.startsWith('/calendar/events/')").await;
}

async fn countdown(scene: &BrowserScene) {
    scene.browser.follow("Channels").await;
    let widths = "return ['passed', 'whole'].map((it) => document.querySelector(`.countdown .${it}`).getBoundingClientRect().width)";
    let widths = scene.browser.run(widths, &json!([])).await;
    let share = widths[0].as_f64().unwrap() / widths[1].as_f64().unwrap();
    assert!((share - 3.0 / 24.0).abs() < 0.01, "3 of 24 hours: {share}");
    scene.browser.wait_for("21 h").await;
}
