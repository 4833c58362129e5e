//! A person uses the console for an hour.

use std::time::Duration;

use cronofy_hooks_sandbox::Sandbox;
use cronofy_hooks_tests::SECRET;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::scene::BrowserScene;

#[tokio::test]
async fn notifications_are_triggered_shown_replayed_and_broken() {
    let mut scene = BrowserScene::start().await;
    trigger(&mut scene).await;
    arrive_without_reloading(&mut scene).await;
    replay(&mut scene).await;
    understand_a_refusal(&mut scene).await;
    move_the_clock(&mut scene).await;
    choose_a_time(&mut scene).await;
    break_something(&mut scene).await;
    read_the_list(&mut scene).await;
    use_the_keyboard(&scene).await;
    scene.browser.expect_no_complaints().await;
    // An open page does not keep the server running.
    timeout(Duration::from_secs(60), scene.serving.stop()).await.unwrap();
    scene.browser.close().await;
}

/// From a call to what it caused, and from there to the call.
#[tokio::test]
async fn a_call_is_followed_to_its_event_and_its_delivery_and_back() {
    let mut scene = BrowserScene::start().await;
    scene.browser.open("/calls").await;
    scene.browser.wait_for("Your application has not called the API yet").await;
    // The list shows calls as they arrive.
    scene.browser.run("window.stayed = true;", &json!([])).await;
    let url = scene.example.url.clone();
    assert_eq!(scene.call("POST", "/v1/channels", &json!({ "callback_url": url })).await, 200);
    let event = json!({
        "event_id": "board", "summary": "Board meeting",
        "start": "2026-01-18T12:00:00Z", "end": "2026-01-18T13:00:00Z",
    });
    let events = "/v1/calendars/cal_sandbox_work/events";
    assert_eq!(scene.call("POST", events, &event).await, 202);
    scene.browser.wait("document.querySelectorAll('tr.call').length === 2 && window.stayed").await;
    assert_eq!(handled(&mut scene).await, "verification");

    let browser = &scene.browser;
    browser.write("#q", "method:post path:channels").await;
    browser.press_button("Search").await;
    browser.wait("document.querySelectorAll('tr.call').length === 1").await;
    browser.follow("/v1/channels").await;
    browser.wait_for("Created channel").await;
    let beside = "(([one, other]) => one.top === other.top && one.right <= other.left)(
        [...document.querySelectorAll('.exchange > .pane')].map((it) => it.getBoundingClientRect()))";
    browser.wait(beside).await;
    browser.wait(&format!("!document.getElementById('main').innerText.includes('{}')", Sandbox::ACCESS_TOKEN)).await;
    browser
        .run(
            "window.copied = ''; navigator.clipboard.writeText = async (text) => { window.copied = text; };",
            &json!([]),
        )
        .await;
    browser.follow("Copy as cURL").await;
    browser.wait("window.copied.includes('Bearer $CRONOFY_ACCESS_TOKEN') && window.copied.startsWith('curl ')").await;
    browser.follow("verification").await;
    browser.wait_for("Attempt 1").await;
    browser.follow("POST /v1/channels").await;
    browser.wait_for("Created channel").await;

    // To the event, which a user moves, and from the delivery of the change back to the call.
    browser.open("/calls").await;
    browser.follow(events).await;
    browser.wait_for("Created event").await;
    browser.follow("Board meeting").await;
    browser.wait_for("Change it as a user").await;
    browser.press_button("1 hour later").await;
    assert_eq!(handled(&mut scene).await, "change");
    let browser = &scene.browser;
    browser.follow("change").await;
    browser.wait_for("an action in the console").await;
    browser.follow("Board meeting").await;
    browser.wait_for("What it did").await;
    browser.follow(&format!("POST {events}")).await;
    browser.wait_for("Created event").await;
    browser.keys("c").await;
    browser.wait("location.pathname === '/calls'").await;
    browser.expect_no_complaints().await;
    scene.browser.close().await;
}

async fn handled(scene: &mut BrowserScene) -> Value {
    scene.example.line().await["handler"].take()
}

async fn trigger(scene: &mut BrowserScene) {
    let browser = &scene.browser;
    browser.open("/").await;
    browser.wait_for("Nothing has been sent yet").await;
    browser.follow("Trigger a notification").await;
    // A choice loads the sample.
    browser.choose("[name=sample]", "notification/profile_disconnected/captured").await;
    browser.wait("document.getElementById('body')?.value.includes('profile_disconnected')").await;
    browser.write("#url", "nowhere").await;
    browser.press_button("Send").await;
    browser.wait_for("The sandbox cannot send to this URL").await;
    browser.write("#url", &scene.example.url).await;
    browser.press_button("Send").await;
    browser.wait_for("204 No Content").await;
    assert_eq!(handled(scene).await, "profile_disconnected");
}

async fn arrive_without_reloading(scene: &mut BrowserScene) {
    scene.browser.open("/").await;
    scene.browser.run("window.stayed = true;", &json!([])).await;
    let account = "acc_000000000000000000000001";
    let url = scene.example.url.clone();
    scene.post_form("/channels", &[("callback_url", &url), ("account", account)]).await;
    let arrived = "document.querySelector('tr.delivery')?.innerText.match(/delivered[^]*verification/)";
    scene.browser.wait(arrived).await;
    scene.browser.wait("window.stayed").await;
    assert_eq!(handled(scene).await, "verification");
}

async fn replay(scene: &mut BrowserScene) {
    scene.browser.follow("verification").await;
    scene.browser.press_button("Replay").await;
    scene.browser.wait_for("Replay of").await;
    scene.browser.wait_for("204 No Content").await;
    assert_eq!(handled(scene).await, "verification");
}

/// The console says why a request is refused, shows the answer, and what to start the application with.
async fn understand_a_refusal(scene: &mut BrowserScene) {
    scene.sandbox.set_client_secrets([Sandbox::CLIENT_SECRET]).unwrap();
    let browser = &scene.browser;
    browser.open("/").await;
    browser.follow("Connect").await;
    browser.write("#url", &scene.example.url).await;
    browser.press_button("Check that it answers").await;
    browser.wait_for("401 Unauthorized").await;
    browser.wait_for("Refused: probably another client secret, or one of 3 other causes.").await;
    browser.wait_for("CRONOFY_CLIENT_SECRET=CRN_sandbox_secret").await;
    browser.wait("document.querySelector('#main .good') === null").await;
    let beside = "(([one, other]) => one.top === other.top && one.right <= other.left)(
        [...document.querySelectorAll('.exchange > .pane')].map((it) => it.getBoundingClientRect()))";
    browser.wait(beside).await;
    browser.wait("document.querySelector('#connect summary').innerText.includes('401 Unauthorized')").await;
    browser
        .run(
            "window.copied = ''; navigator.clipboard.writeText = async (text) => { window.copied = text; };",
            &json!([]),
        )
        .await;
    browser.follow("Copy as cURL").await;
    browser.wait("window.copied.startsWith('printf %s ') && window.copied.endsWith('--data-binary @-\\n')").await;
    browser.wait("document.querySelector('#main').innerText.includes('Copied')").await;
    scene.sandbox.set_client_secrets([SECRET]).unwrap();
    scene.post_form("/clock/move", &[("to", "next")]).await;
    scene.browser.wait_for("204 No Content").await;
    assert_eq!(handled(scene).await, "verification");
}

async fn move_the_clock(scene: &mut BrowserScene) {
    let browser = &scene.browser;
    browser.open("/calendar/new").await;
    browser.press("[name=by][value=application]").await;
    browser.write("#url", &scene.example.url).await;
    browser.press_button("Create the event").await;
    browser.wait_for("5 min before event_start").await;
    browser.follow("Clock").await;
    browser.wait_for("09:24:26").await;
    browser.press_button("1 minute").await;
    browser.wait_for("09:25:26").await;
    assert_eq!(handled(scene).await, "conferencing_assigned");
    scene.browser.press_button("1 hour").await;
    scene.browser.wait_for("10:25:26").await;
    assert_eq!(scene.sandbox.now().to_string(), "2026-01-17T10:25:26Z");
    assert_eq!(handled(scene).await, "event_start");
    scene.browser.press_button("To the next action").await;
    assert_eq!(handled(scene).await, "event_end");
}

/// A page is made, the person who opens it chooses a time, and another one finds none that suits.
async fn choose_a_time(scene: &mut BrowserScene) {
    for (button, then) in [("11:00 to 12:00", "completed"), ("None of these times suits me", "organizer was notified")]
    {
        let browser = &scene.browser;
        browser.open("/calendar").await;
        browser.follow("Scheduling").await;
        browser.write("#url", &scene.example.url).await;
        browser.press_button("Create the page").await;
        browser.wait_for("Created the page").await;
        browser.press("tbody tr:first-child th a").await;
        browser.wait_for("Choose a time").await;
        browser.press_button(button).await;
        browser.wait_for(then).await;
        assert_eq!(handled(scene).await, "real_time_scheduling", "{button}");
    }
    scene.browser.open("/").await;
}

async fn break_something(scene: &mut BrowserScene) {
    let browser = &scene.browser;
    browser.follow("Faults").await;
    browser.choose("[name=fault]", "drop").await;
    browser.write("#rate", "often").await;
    browser.press_button("Add the rule").await;
    browser.wait_for("A rate is more than 0").await;
    browser.write("#rate", "100").await;
    browser.write("#times", "1").await;
    browser.press_button("Add the rule").await;
    browser.wait_for("Added the fault: drop.").await;
    browser.open("/trigger").await;
    browser.press_button("Send").await;
    browser.wait_for("An injected fault: the request never arrives").await;
    browser.wait_for("Next attempt").await;
    scene.post_form("/clock/move", &[("to", "3600")]).await;
    scene.browser.wait_for("Attempt 2").await;
    scene.browser.wait_for("204 No Content").await;
    assert_eq!(handled(scene).await, "change");
}

/// While a row is in focus, what arrives waits behind a link, and the row stays.
async fn read_the_list(scene: &mut BrowserScene) {
    scene.browser.open("/").await;
    let in_view = "[...document.querySelectorAll('tr.delivery')].every((row) => row.offsetHeight === 36)";
    scene.browser.wait(in_view).await;
    // The heading of a day is as wide as the list.
    scene
        .browser
        .wait("document.querySelector('tr.date th').offsetWidth === document.querySelector('tr.date').offsetWidth")
        .await;
    scene.browser.wait("document.querySelector('tr.date').offsetHeight < 36").await;
    scene.browser.keys("jj").await;
    scene.browser.wait("document.activeElement.closest('tr') === document.querySelectorAll('tr.delivery')[1]").await;
    let focused = "document.activeElement.closest('tr').dataset.number";
    let before = scene.browser.run(&format!("return {focused}"), &json!([])).await;
    let rows = scene.browser.run("return document.querySelectorAll('tr.delivery').length", &json!([])).await;
    let url = scene.example.url.clone();
    let body = r#"{"notification":{"type":"profile_disconnected"}}"#;
    for _ in 0..2 {
        scene.post_form("/trigger", &[("url", &url), ("body", body)]).await;
        assert_eq!(handled(scene).await, "fallback");
    }
    let browser = &scene.browser;
    browser.wait("document.getElementById('newer')?.textContent === '2 new'").await;
    browser.wait(&format!("{focused} === '{}'", before.as_str().unwrap())).await;
    browser.wait(&format!("document.querySelectorAll('tr.delivery').length === {rows}")).await;
    browser.follow("2 new").await;
    browser.wait("document.querySelector('tr.delivery').innerText.includes('profile_disconnected')").await;
    browser.write("#q", "name:profile -status:2xx").await;
    browser.press_button("Search").await;
    browser.wait_for("No delivery matches").await;
    // Back to all of them, and into one: the key sends it again.
    browser.follow("Show all").await;
    browser.wait("document.querySelector('tr.delivery')").await;
    browser.keys("j\u{e007}").await;
    browser.wait_for("Edit and resend").await;
    browser.keys("r").await;
    browser.wait_for("Replay of").await;
    scene.browser.wait_for("204 No Content").await;
    assert_eq!(handled(scene).await, "fallback");
    // The buttons of the clock keep the page.
    let before = scene.sandbox.now();
    scene.browser.run("window.stayed = true;", &json!([])).await;
    scene.browser.press_button("+1 h on the clock").await;
    let later = before + Duration::from_secs(3_600);
    scene
        .browser
        .wait(&format!("document.getElementById('now').innerText.includes('{}')", later.strftime("%H:%M:%S")))
        .await;
    scene.browser.wait("window.stayed").await;
}

async fn use_the_keyboard(scene: &BrowserScene) {
    let browser = &scene.browser;
    browser.open("/").await;
    browser.keys("\u{e004}").await;
    browser.wait("document.activeElement.matches('.skip') && document.activeElement.matches(':focus-visible')").await;
    // Enter moves the focus to the content, and a digit opens a view.
    browser.keys("\u{e007}").await;
    browser.wait("document.activeElement.id === 'main'").await;
    browser.keys("5").await;
    browser.wait("location.pathname === '/clock' && document.readyState === 'complete'").await;
    browser.keys("p").await;
    browser.wait("document.getElementById('live-state').textContent === 'Paused'").await;
    browser.keys("p").await;
    browser.wait("document.getElementById('live-state').textContent === 'Live'").await;
}
