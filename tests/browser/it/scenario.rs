//! What was done in the console becomes a file.

use std::time::Duration;

use serde_json::json;

use crate::scene::BrowserScene;

#[tokio::test]
async fn what_was_done_can_be_saved() {
    let scene = BrowserScene::start().await;
    let browser = &scene.browser;
    browser.open("/scenario").await;
    browser.wait_for("Nothing was done yet").await;
    let here = scene.example.url.clone();
    let account = ("account", "acc_000000000000000000000001");
    scene.post_form("/channels", &[("callback_url", &here), account]).await;
    browser.open("/calendar/new").await;
    browser.press_button("Create the event").await;
    browser.wait("location.pathname.startsWith('/calendar/events/')").await;
    scene.sandbox.advance(Duration::from_secs(60)).await;
    browser.follow("Scenario").await;
    for text in [
        "application: \"http://127.0.0.1:",
        "starts_at: 2026-01-17T09:24:16Z",
        "callback_url: \"{application}\"",
        "by: user",
        "advance: 1m",
        "deliveries: \"name:change is:delivered\"",
    ] {
        browser.wait_for(text).await;
    }
    // Without personal data, unless it is asked for.
    let saved = "const form = document.querySelector('main form');
        const file = () => fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`);
        const answer = await file();
        const [text, shown] = [await answer.text(), document.getElementById('yaml').textContent];
        form.querySelector('[type=checkbox]').click();
        const exact = await (await file()).text();
        return [answer.headers.get('content-disposition'), text === shown, /Event 1/.test(text), /Board meeting/.test(exact)]";
    let saved = browser.run(saved, &json!([])).await;
    assert_eq!(saved, json!(["attachment; filename=\"scenario.yaml\"", true, true, true]));
    // What no step can repeat is named.
    let page = [("summary", "Interview"), ("minutes", "60"), ("calendar", "cal_sandbox_work"), ("url", &*here)];
    scene.post_form("/calendar/scheduling", &page).await;
    let page = scene.sandbox.scheduling_pages().remove(0);
    scene.sandbox.choose_time(&page.real_time_scheduling_id, page.offered[0]).unwrap();
    browser.wait_for("something was done that no step can repeat. It sent real_time_scheduling.").await;
    browser.expect_no_complaints().await;
    scene.browser.close().await;
}
