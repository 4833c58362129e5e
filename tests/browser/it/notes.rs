//! The page of meeting-notes, after its demonstration: readable, and with recordings that play.

use cronofy_hooks_browser::{Browser, ColourScheme, WindowSize};
use meeting_notes::demo;
use serde_json::json;

use crate::views::screenshots;

#[tokio::test(flavor = "multi_thread")]
async fn the_notes_of_a_morning_are_readable_and_play() {
    let demo = demo::play(|_| ()).await.unwrap();
    let browser = Browser::start(&demo.app.url).await;
    let pages = [
        ("notes-list", "/", "Review <of the week>"),
        ("notes-ready", "/meetings/board", "Speaker 3"),
        ("notes-failed", "/meetings/interview", "waiting room"),
        ("notes-booked", "/meetings/planning", "Booked"),
    ];
    for (name, path, text) in pages {
        browser.open(path).await;
        browser.wait_for(text).await;
        for size in [WindowSize::Desktop, WindowSize::Phone] {
            for scheme in [ColourScheme::Light, ColourScheme::Dark] {
                browser.shape(size, scheme).await;
                let name = format!("{name}-{}-{}", size.width(), scheme.name());
                browser.expect_readable(&name).await;
                browser.screenshot(&screenshots().join(format!("{name}.png"))).await;
            }
        }
    }

    // The browser reads both files: it knows how long they are, and shows the picture.
    browser.open("/meetings/board").await;
    for (player, seconds, width) in [("audio", 4, json!(null)), ("video", 4, json!(320))] {
        browser.wait(&format!("document.querySelector('{player}').readyState >= 1")).await;
        let script =
            format!("const it = document.querySelector('{player}'); return [it.duration, it.videoWidth ?? null]");
        assert_eq!(browser.run(&script, &json!([])).await, json!([seconds, width]), "{player}");
        // It plays to a place that was asked for.
        let seek = format!("document.querySelector('{player}').currentTime = 2.5");
        browser.run(&seek, &json!([])).await;
        browser.wait(&format!("document.querySelector('{player}').readyState >= 2")).await;
    }
    let colour = "const canvas = document.createElement('canvas').getContext('2d');
        canvas.drawImage(document.querySelector('video'), 0, 0);
        return [...canvas.getImageData(10, 10, 1, 1).data]";
    let pixel = browser.run(colour, &json!([])).await;
    let pixel: Vec<u64> = pixel.as_array().unwrap().iter().map(|value| value.as_u64().unwrap()).collect();
    assert!(pixel[..3].iter().all(|value| (100..156).contains(value)), "it is grey: {pixel:?}");
    browser.expect_no_complaints().await;
    browser.close().await;
    demo.stop().await.unwrap();
}
