//! The form that sends any notification: filled in from what exists, fields beside the JSON, and nothing is lost.

use serde_json::{Value, json};

use crate::scene::BrowserScene;

#[tokio::test]
async fn a_notification_is_made_of_what_exists() {
    let mut scene = BrowserScene::start().await;
    let here = scene.example.url.clone();
    let account = scene.sandbox.accounts().remove(0);
    let channel = scene.sandbox.create_channel(&account.account_id, json!({ "callback_url": here })).unwrap();
    scene.sandbox.deliver_due().await;
    assert_eq!(scene.example.line().await["handler"], "verification");
    let event = json!({
        "event_id": "board", "summary": "Board", "start": "2026-01-17T10:30:00Z", "end": "2026-01-17T12:00:00Z",
        "subscriptions": [{ "type": "webhook", "uri": here, "transitions": [{ "before": "event_start", "offset": { "minutes": 5 } }] }],
    });
    let event_uid = scene.sandbox.upsert_event(&account.calendar_ids[0], event).unwrap();

    fields_follow_the_body(&scene, &event_uid).await;
    nothing_typed_is_lost(&scene).await;
    scene.browser.press_button("Send").await;
    scene.browser.wait_for("204 No Content").await;
    assert_eq!(scene.example.line().await["handler"], "event_start");
    let sent: Value = serde_json::from_str(&scene.sandbox.deliveries().pop().unwrap().body).unwrap();
    assert_eq!((&sent["event"]["summary"], &sent["event"]["event_uid"]), (&json!("Dinner"), &json!(event_uid)));
    // What was sent is no draft any more.
    scene.browser.open(&format!("/trigger?of={event_uid}")).await;
    scene.browser.wait("document.getElementById('body').value.includes('Board')").await;

    warnings_are_beside_their_fields(&scene, &channel.channel_id).await;
    scene.browser.expect_no_complaints().await;
    scene.browser.close().await;
}

const SUMMARY: &str = "[id='set:/event/summary']";

/// Types over the text of a field, and leaves it.
async fn retype(scene: &BrowserScene, pointer: &str, text: &str) {
    scene.browser.run("document.getElementById(arguments[0]).select()", &json!([format!("set:{pointer}")])).await;
    scene.browser.keys(&format!("{text}\u{e004}")).await;
}

async fn fields_follow_the_body(scene: &BrowserScene, event_uid: &str) {
    let browser = &scene.browser;
    browser.open(&format!("/calendar/events/{event_uid}")).await;
    browser.follow("Trigger a notification of it").await;
    browser.wait(&format!("document.getElementById('body')?.value.includes('{event_uid}')")).await;
    browser.wait(&format!("document.getElementById('url').value === '{}'", scene.example.url)).await;
    retype(scene, "/event/summary", "Lunch").await;
    browser.wait(r#"document.getElementById('body').value.includes('"summary": "Lunch"')"#).await;
    // The tab key went to the next field, which has the focus still.
    browser.wait("document.activeElement.name.startsWith('set:/event/')").await;
    let body = browser.run("return document.getElementById('body').value", &json!([])).await;
    browser.write("#body", &body.as_str().unwrap().replace("Lunch", "Dinner")).await;
    // Into the field itself: it follows the body also while it has the focus, and does not undo the edit.
    browser.press(SUMMARY).await;
    browser.wait(&format!(r#"document.querySelector("{SUMMARY}").value === 'Dinner'"#)).await;
    browser.wait(r#"document.activeElement.id === 'set:/event/summary'"#).await;
    // The kind that is chosen is what the body says.
    browser.wait("document.querySelector('[name=sample]').selectedOptions[0].text === 'event_start'").await;
}

async fn nothing_typed_is_lost(scene: &BrowserScene) {
    let browser = &scene.browser;
    let kept = format!(
        r#"document.getElementById('body').value.includes('Dinner') && document.querySelector("{SUMMARY}").value === 'Dinner'"#
    );
    // An update of the page.
    scene.post_form("/clock/move", &[("to", "1")]).await;
    browser.wait("document.getElementById('now').innerText.includes('09:24:17')").await;
    browser.wait(&kept).await;
    // The page is left, and opened again.
    browser.follow("Faults").await;
    browser.wait("location.pathname === '/faults'").await;
    browser.run("history.back()", &json!([])).await;
    browser.wait(&format!("location.pathname === '/trigger' && {kept}")).await;
    // What is typed last, and not yet checked, is not undone by an older text of its field.
    let body = browser.run("return document.getElementById('body').value", &json!([])).await;
    browser.write("#body", &body.as_str().unwrap().replace("Dinner", "Supper")).await;
    browser.run("location.href = '/faults'", &json!([])).await;
    browser.wait("location.pathname === '/faults'").await;
    browser.run("history.back()", &json!([])).await;
    browser.wait(&format!("location.pathname === '/trigger' && {}", kept.replace("Dinner", "Supper"))).await;
    browser.write("#body", body.as_str().unwrap()).await;
    browser.press("#url").await;
    browser.wait(&kept).await;
    // It is only checked.
    browser.press_button("Check").await;
    browser.wait_for("Nothing was sent.").await;
    browser.wait(&format!("document.querySelector('form[data-still]') && {kept}")).await;
    // The form is refused.
    let url = scene.example.url.clone();
    browser.write("#url", "nowhere").await;
    browser.press_button("Send").await;
    browser.wait_for("The sandbox cannot send to this URL").await;
    browser.wait(&kept).await;
    browser.write("#url", &url).await;
}

async fn warnings_are_beside_their_fields(scene: &BrowserScene, channel_id: &str) {
    let browser = &scene.browser;
    browser.open("/trigger").await;
    browser.choose("[name=of]", channel_id).await;
    browser.wait(&format!("document.getElementById('body')?.value.includes('{channel_id}')")).await;
    retype(scene, "/notification/changes_since", "soon").await;
    let warned = "document.getElementById('about:/notification/changes_since')?.matches('.warning')";
    browser.wait(warned).await;
    browser.wait_for("notification.changes_since must be a valid UTC time").await;
    // A field that is required, and empty, is left out.
    retype(scene, "/channel/channel_id", "\u{e017}").await;
    browser.wait_for("channel.channel_id must be specified").await;
    browser.wait(&format!("!document.getElementById('body').value.includes('{channel_id}')")).await;
    // While the body is no JSON the fields stay as they are.
    browser.write("#body", "{").await;
    browser.press("#url").await;
    browser.wait_for("This is not JSON").await;
    browser.wait("document.getElementById('set:/notification/changes_since').value === 'soon'").await;
}
