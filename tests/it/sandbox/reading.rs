//! After a `change`, an application reads the events since then over the API.

use cronofy_hooks_sandbox::Sandbox;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::bodies::every_body_is_as_documented;
use super::scenario::{HOUR, MONDAY, Scenario, account, event, sandbox};

/// Calls the API with the access token of the first account.
async fn call(authority: &str, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let stream = TcpStream::connect(authority).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", authority)
        .header("authorization", format!("Bearer {}", Sandbox::ACCESS_TOKEN))
        .header("content-type", "application/json")
        .body(Full::new(bytes::Bytes::from(body.to_string())))
        .unwrap();
    let answer = sender.send_request(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn events_are_read_since_the_reported_change() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let serving = sandbox.serve("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let authority = serving.address().to_string();
    let (_, calendar_id) = account(&sandbox);
    let events = format!("/v1/calendars/{calendar_id}/events");

    let body = json!({ "callback_url": scenario.url_for("ada") });
    let (status, created) = call(&authority, Method::POST, "/v1/channels", &body).await;
    assert_eq!((status, &created["channel"]["callback_url"]), (StatusCode::OK, &body["callback_url"]));
    for name in ["untouched", "moved"] {
        let body = event(name, "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z");
        assert_eq!(call(&authority, Method::POST, &events, &body).await.0, StatusCode::ACCEPTED);
    }
    sandbox.advance(HOUR).await;
    let all = "/v1/events?tzid=Etc/UTC&include_managed=true&include_deleted=true";
    let (_, read) = call(&authority, Method::GET, all, &json!({})).await;
    assert_eq!(read["events"].as_array().unwrap().len(), 2);
    let moved = read["events"].as_array().unwrap().iter().find(|it| it["event_id"] == "moved").unwrap();

    let other = json!({ "summary": "Lunch", "start": "2026-06-02T12:00:00Z", "end": "2026-06-02T13:00:00Z" });
    let other = sandbox.write_event_as_user(&calendar_id, other).unwrap();
    let later = json!({ "event_uid": moved["event_uid"], "start": "2026-06-02T10:30:00Z" });
    sandbox.write_event_as_user(&calendar_id, later).unwrap();
    sandbox.deliver_due().await;
    let deliveries = scenario.expect_nothing_lost(&sandbox).await;
    every_body_is_as_documented(&deliveries);
    assert_eq!(deliveries.len(), 2, "a verification, and one change for both: {deliveries:#?}");
    let change: Value = serde_json::from_str(&deliveries[1].body).unwrap();
    assert_eq!(change["channel"]["channel_id"], created["channel"]["channel_id"]);

    let since = format!("{all}&last_modified={}", change["notification"]["changes_since"].as_str().unwrap());
    let (status, read) = call(&authority, Method::GET, &since, &json!({})).await;
    assert_eq!(status, StatusCode::OK);
    let read: Vec<_> = read["events"].as_array().unwrap().iter().map(|it| (&it["event_uid"], &it["start"])).collect();
    assert_eq!(
        read,
        [(&moved["event_uid"], &json!("2026-06-02T10:30:00Z")), (&json!(other), &json!("2026-06-02T12:00:00Z"))]
    );

    // Deletions by the application are not reported, and a closed channel gets no notification.
    assert_eq!(
        call(&authority, Method::DELETE, &events, &json!({ "event_id": "untouched" })).await.0,
        StatusCode::ACCEPTED
    );
    let channel = format!("/v1/channels/{}", created["channel"]["channel_id"].as_str().unwrap());
    assert_eq!(call(&authority, Method::DELETE, &channel, &json!({})).await.0, StatusCode::ACCEPTED);
    sandbox.delete_event_as_user(&calendar_id, &other).unwrap();
    sandbox.advance(HOUR).await;
    assert_eq!(sandbox.deliveries().len(), 2);
    serving.stop().await;
}
