//! What programs in other languages call.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::json;

use super::common::{URL, call, get, post, sandbox};
use crate::Step;

#[tokio::test]
async fn a_test_in_any_language_drives_the_sandbox() {
    let sandbox = sandbox();
    let (status, answer) = post(
        &sandbox,
        &json!([
            { "add_account": { "email": "bob@example.com" } },
            { "create_channel": { "account": "BOB@example.com", "callback_url": URL } },
            { "upsert_event": {
                "by": "user", "account": "bob@example.com", "calendar": "work", "summary": "Lunch",
                "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T13:00:00Z"
            } },
            { "trigger": { "to": URL, "sample": "event_start", "set": { "event.summary": "Lunch" } } },
            { "advance": "1m" },
            { "expect": { "deliveries": "name:event_start status:refused", "count": 1 } },
        ]),
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 6);
    assert!(results[0]["access_token"].is_string(), "{answer}");
    assert!(results[1]["channel_id"].as_str().unwrap().starts_with("chn_"), "{answer}");
    assert_eq!(results[4]["now"], "2026-06-01T08:01:00Z");
    assert_eq!(results[5]["deliveries"], json!([results[3]["delivery"]]));

    let (_, found) = get(&sandbox, "/sandbox/deliveries?q=lunch&limit=1").await;
    let [delivery] = &found["deliveries"].as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!(delivery["name"], "event_start");
    assert_eq!(delivery["state"], "failing");
    assert_eq!(delivery["body"]["event"]["summary"], "Lunch");
    assert_eq!(delivery["attempts"][0]["outcome"], "connection refused");
    let (_, state) = get(&sandbox, "/sandbox/state").await;
    assert_eq!((&state["now"], &state["clock"]), (&json!("2026-06-01T08:01:00Z"), &json!("paused")));
    assert_eq!(state["accounts"][1]["email"], "bob@example.com");
    let names = |name: &str| sandbox.deliveries().iter().filter(|it| it.name == name).count();
    assert_eq!((names("verification"), names("change")), (1, 1), "the event of the user was reported");
}

#[tokio::test]
async fn what_cannot_be_done_is_said_with_what_to_write() {
    let sandbox = sandbox();
    let wrong = [
        (json!({ "advance": "-1h" }), "does not go back"),
        (json!({ "advance_to": "2026-05-01T08:00:00Z" }), "does not go back"),
        (json!("next"), "nothing is planned"),
        (
            json!({ "create_channel": { "account": "eve@example.com", "callback_url": URL } }),
            "no account `eve@example.com`",
        ),
        (json!({ "create_channel": { "callback_url": 7 } }), "the request is invalid: callback_url"),
        (
            json!({ "upsert_event": { "calendar": "leisure" } }),
            "no calendar `leisure`; there are Holidays, Private, Work",
        ),
        (json!({ "delete_event": {} }), "`delete_event` needs the `event_id` or the `event_uid`"),
        (json!({ "trigger": { "to": URL, "sample": "chagne" } }), "did you mean `change`"),
        (
            json!({ "faults": [{ "fault": "cut", "only": "chagne" }] }),
            "there is no notification `chagne`; did you mean `change`?",
        ),
        (json!({ "faults": [{ "fault": "cut", "rate": 5 }] }), "the rate 5 is not a probability"),
        (json!({ "trigger": { "to": URL } }), "either a `sample` or a `body`"),
        (json!({ "trigger": { "to": URL, "body": {}, "set": { "a..b": 1 } } }), "`a..b` cannot be set"),
        (json!({ "replay": 9 }), "there is no delivery 9"),
        (json!({ "expect": { "deliveries": "is:odd" } }), "is:failing"),
        (json!({ "expect": { "deliveries": "", "within": "0s" } }), "at least one of the deliveries"),
        (
            json!({ "expect_channel": { "channel_id": "chn_1", "closed": true, "within": "0s" } }),
            "there is no channel `chn_1`; the channels are: none",
        ),
    ];
    for (step, error) in wrong {
        let (status, answer) = post(&sandbox, &json!([{ "clock": "paused" }, step])).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{step}: {answer}");
        assert_eq!((&answer["step"], answer["results"].as_array().unwrap().len()), (&json!(1), 1), "{answer}");
        assert!(answer["error"].as_str().unwrap().contains(error), "{step}: {answer}");
    }
    // A step that cannot be read is found before the first is run.
    let (status, answer) = post(&sandbox, &json!([{ "advance": "1h" }, { "advence": "1h" }])).await;
    assert_eq!((status, &answer["step"]), (StatusCode::BAD_REQUEST, &json!(1)));
    assert!(answer["error"].as_str().unwrap().contains("advence"), "{answer}");
    let (status, answer) = post(&sandbox, &json!({ "faults": [{ "fault": "drpo" }] })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["error"], "there is no fault `drpo`; did you mean `drop`?");
    assert_eq!(sandbox.now(), "2026-06-01T08:00:00Z".parse().unwrap());
    assert_eq!(get(&sandbox, "/sandbox/deliveries?q=status:odd").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn pages_of_the_web_cannot_use_it() {
    let sandbox = sandbox();
    let request = |host: &str, name: &str, value: &str| {
        let request = Request::post("/sandbox/steps").header("host", host).header(name, value);
        request.body(Body::from(r#"{"advance":"1h"}"#)).unwrap()
    };
    let json = ("content-type", "application/json");
    assert_eq!(call(&sandbox, request("evil.example", json.0, json.1)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(
        call(&sandbox, request("127.0.0.1:4040", "origin", "http://evil.example")).await.0,
        StatusCode::FORBIDDEN
    );
    // A form of another site can send text, which needs no permission of the browser.
    let text = request("127.0.0.1:4040", "content-type", "text/plain");
    assert_eq!(call(&sandbox, text).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(sandbox.now(), "2026-06-01T08:00:00Z".parse().unwrap());
    assert_eq!(call(&sandbox, request("[::1]:4040", json.0, json.1)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_expectation_waits_for_the_deliveries() {
    let sandbox = sandbox();
    let handle = sandbox.handle();
    let step: Step = serde_json::from_value(json!({ "expect": { "deliveries": "name:change", "count": 2 } })).unwrap();
    let waiting = tokio::spawn(async move { handle.run(&step).await.map_err(|error| error.to_string()) });
    for _ in 0..2 {
        tokio::task::yield_now().await;
        sandbox.trigger(URL, json!({ "notification": { "type": "change" } })).unwrap();
    }
    let met = waiting.await.unwrap().unwrap();
    assert_eq!(met["deliveries"].as_array().unwrap().len(), 2);
}
