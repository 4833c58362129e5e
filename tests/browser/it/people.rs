//! What takes something away asks first, nothing typed is lost, and the focus stays.

use serde_json::json;

use crate::scene::BrowserScene;

const ACCOUNT: &str = "acc_000000000000000000000001";

#[tokio::test]
async fn a_question_is_asked_first_and_what_was_typed_stays() {
    let scene = BrowserScene::start().await;
    let browser = &scene.browser;
    browser.open("/channels").await;
    for path in ["one", "two"] {
        let url = format!("{}/{path}", scene.example.url);
        scene.post_form("/channels", &[("callback_url", &url), ("account", ACCOUNT)]).await;
    }
    browser.wait("document.querySelectorAll('details.ask').length === 2").await;
    browser.write("#callback_url", "http://127.0.0.1:9/typed").await;
    browser.press("tr[id^=chn_] details.ask > summary").await;
    browser.wait("document.querySelector('details.ask[open]').innerText.includes('has to create another one')").await;
    // Taken back, and asked again.
    browser.keys("\u{e00c}").await;
    browser
        .wait("!document.querySelector('details.ask[open]') && document.activeElement.matches('details.ask > summary')")
        .await;
    assert!(scene.sandbox.channels().iter().all(|it| it.closed.is_none()));
    browser.keys("\u{e007}").await;
    browser.press("details.ask[open] button").await;
    browser.wait_for("Closed channel").await;
    browser.wait("document.querySelectorAll('details.ask').length === 1").await;
    browser.wait("document.getElementById('callback_url').value === 'http://127.0.0.1:9/typed'").await;
    browser.wait("document.activeElement !== document.body && document.activeElement.closest('main') !== null").await;

    // Without scripts the same button works.
    browser.enable_scripts(false).await;
    browser.open("/channels").await;
    browser.press("details.ask > summary").await;
    browser.press("details.ask[open] button").await;
    browser.wait_for_element("#message.good").await;
    assert!(scene.sandbox.channels().iter().all(|it| it.closed.is_some()));
    scene.browser.close().await;
}

#[tokio::test]
async fn the_focus_stays_when_the_page_changes() {
    let scene = BrowserScene::start().await;
    let browser = &scene.browser;
    browser.open("/faults").await;
    // A button that changes into another one.
    browser.press_button("Play the clock").await;
    browser.wait("document.activeElement.innerText.includes('Pause')").await;
    browser.press_button("Pause the clock").await;
    browser.wait("document.activeElement.innerText.includes('Play')").await;

    browser.press_button("Add deploy").await;
    browser.wait_for("Added the rules of deploy.").await;
    browser.wait("document.activeElement.closest('form')?.action.endsWith('/faults/preset')").await;
    browser.press("#rule-0 button[role=switch]").await;
    browser.wait("document.querySelector('#rule-0 button').ariaChecked === 'false'").await;
    browser.wait("document.activeElement === document.querySelector('#rule-0 button')").await;
    assert!(!scene.sandbox.faults()[0].enabled);
    // The row is removed with the button in focus: the row that takes its place has the focus.
    browser.press("#rule-1 details.ask > summary").await;
    browser.press("#rule-1 details.ask button").await;
    browser.wait("!document.getElementById('rule-1')").await;
    browser.wait("document.activeElement.closest('section[aria-labelledby=rules]') !== null").await;
    assert_eq!(scene.sandbox.faults().len(), 1);

    browser.write("#only", "chagne").await;
    browser.press_button("Add the rule").await;
    browser.wait_for("did you mean `change`?").await;
    browser.expect_no_complaints().await;
    scene.browser.close().await;
}

#[tokio::test]
async fn an_account_is_added_and_used() {
    let scene = BrowserScene::start().await;
    let browser = &scene.browser;
    browser.open("/").await;
    browser.follow("Accounts").await;
    browser.write("#name", "Bob").await;
    browser.write("#email", "bob").await;
    browser.press_button("Add the account").await;
    browser.wait_for("not an e-mail address").await;
    browser.wait("document.getElementById('name').value === 'Bob'").await;
    browser.write("#email", "bob@example.com").await;
    browser.press_button("Add the account").await;
    browser.wait_for("Added the account.").await;
    let token =
        "[...document.querySelectorAll('#main code')].find((it) => it.textContent.startsWith('access_')).textContent";
    let call = format!(
        "return fetch('/v1/account', {{ headers: {{ Authorization: 'Bearer ' + {token} }} }}).then((it) => it.json()).then((it) => it.account.email)"
    );
    assert_eq!(browser.run(&call, &json!([])).await, "bob@example.com");
    browser.press("tr[id^=pro_] details.ask > summary").await;
    browser.press("tr[id^=pro_] details.ask[open] button").await;
    browser.wait_for("disconnected").await;
    browser.press_button("Connect again google").await;
    browser.wait_for("Reconnected the profile").await;

    // One form for an event: the fields of the application are there when they are needed.
    browser.open("/calendar/new").await;
    browser.wait("document.getElementById('url').checkVisibility() === false").await;
    browser.press("[name=by][value=application]").await;
    browser.wait("document.getElementById('url').checkVisibility()").await;
    browser.press("[name=by][value=user]").await;
    browser.press_button("Create the event").await;
    browser.wait_for("Created the event.").await;

    browser.open("/nowhere").await;
    browser.wait_for("There is nothing at /nowhere.").await;
    browser.follow("Show the deliveries").await;
    browser.wait("location.pathname === '/'").await;
    scene.browser.close().await;
}

#[tokio::test]
async fn what_is_typed_about_one_thing_stays_with_it() {
    let scene = BrowserScene::start().await;
    let browser = &scene.browser;
    for id in ["first", "second"] {
        let event = json!({ "summary": id, "start": "2026-01-19T10:00:00Z", "end": "2026-01-19T11:00:00Z" });
        let recipient = json!({ "email": "grace@example.com" });
        let invite =
            json!({ "smart_invite_id": id, "recipient": recipient, "event": event, "callback_url": scene.example.url });
        scene.sandbox.upsert_smart_invite(invite).unwrap();
    }
    browser.open("/requests").await;
    browser.run("document.querySelectorAll('[name=comment]')[0].focus()", &json!([])).await;
    browser.keys("A little later?").await;
    browser.open("/faults").await;
    browser.open("/requests").await;
    browser.wait("document.querySelectorAll('[name=comment]')[0].value === 'A little later?'").await;
    let other = browser.run("return document.querySelectorAll('[name=comment]')[1].value", &json!([])).await;
    assert_eq!(other, json!(""));
    scene.browser.close().await;
}

/// The switch is in the frame of each page. It works without scripts, and the browser keeps what was chosen.
#[tokio::test]
async fn personal_data_is_hidden_and_shown() {
    let scene = BrowserScene::start().await;
    let browser = &scene.browser;
    let calendar_id = scene.sandbox.accounts().remove(0).calendar_ids.remove(0);
    let event = json!({
        "event_id": "board", "summary": "Lunch with Zaphod",
        "start": "2026-01-17T12:00:00Z", "end": "2026-01-17T13:00:00Z",
    });
    let uid = scene.sandbox.upsert_event(&calendar_id, event).unwrap();
    let page = format!("/calendar/events/{uid}");
    let shown = "document.querySelector('h1').innerText === 'Lunch with Zaphod' && document.title.includes('Zaphod')";
    let hidden =
        "document.querySelector('h1').innerText === 'board' && !document.documentElement.outerHTML.includes('Zaphod')";
    browser.open(&page).await;
    browser.wait(shown).await;
    browser.press("#personal-switch").await;
    browser.wait(hidden).await;
    browser
        .wait("document.activeElement.id === 'personal-switch' && document.activeElement.ariaChecked === 'false'")
        .await;
    browser.wait(&format!("location.pathname === '{page}'")).await;
    browser.open(&page).await;
    browser.wait(hidden).await;

    // What is typed in a form of the page stays.
    browser.open("/calendar/new").await;
    browser.write("#summary", "Dinner").await;
    browser.press("#personal-switch").await;
    browser.wait("document.getElementById('personal-switch').innerText === 'shown'").await;
    browser.wait("document.getElementById('summary').value === 'Dinner'").await;

    browser.enable_scripts(false).await;
    browser.open(&page).await;
    browser.press("#personal-switch[aria-checked=true]").await;
    browser.wait_for_element("#personal-switch[aria-checked=false]").await;
    browser.enable_scripts(true).await;
    browser.open(&page).await;
    browser.wait(hidden).await;
    browser.expect_no_complaints().await;
    scene.browser.close().await;
}
