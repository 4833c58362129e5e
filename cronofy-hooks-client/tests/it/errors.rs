//! Which error a status is, and what it says.

use cronofy_hooks_client::ClientErrorKind as Kind;
use cronofy_hooks_types::request::ServiceAccountAuthorization;
use serde_json::json;

use crate::calls::{event, request};
use crate::support::{
    ACCOUNT, RecordingStore, Reply, START, ScriptedServer, TestEnvironment, TestSandbox, WORK, client_at, tokens,
};

#[tokio::test]
async fn wrong_fields_are_named() {
    let test = TestSandbox::start(|builder| builder).await;
    let mut wrong = event("1");
    (wrong["end"], wrong["tzid"]) = (json!("2026-01-06T11:00:00Z"), json!("Mars/Base"));
    let error = test.account().upsert_event(WORK, &request(wrong)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Invalid, Some(422)));
    assert_eq!(error.fields().collect::<Vec<_>>(), ["end", "tzid"]);
    assert_eq!(error.errors()["tzid"][0].key, "errors.invalid");
    assert_eq!(
        error.to_string(),
        "POST /v1/calendars/{calendar_id}/events: 422: the request is not valid: correct the fields: \
         end (errors.invalid); tzid (errors.invalid)"
    );
}

/// Two arguments that are texts can be swapped: then a field breaks two rules, and is named once.
#[tokio::test]
async fn a_field_that_breaks_two_rules_is_named_once() {
    let test = TestSandbox::start(|builder| builder).await;
    let swapped = ServiceAccountAuthorization::new("https://example.com/access", "ada@example.com", "read_events");
    let error = test.account().authorize_with_service_account(&swapped).await.unwrap_err();
    assert_eq!(error.errors()["callback_url"].len(), 2, "a URL, and one of HTTP");
    let text = error.to_string();
    assert!(text.ends_with("callback_url (errors.invalid); email (errors.invalid)"), "{text}");
}

#[tokio::test]
async fn the_sandbox_refuses() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    let missing = account.close_channel("chn_1").await.unwrap_err();
    assert_eq!((missing.kind(), missing.fields().next()), (Kind::NotFound, Some("channel_id")));
    let readonly = account.upsert_event("cal_sandbox_holidays", &request(event("1"))).await.unwrap_err();
    assert_eq!(readonly.kind(), Kind::Forbidden);
    let unknown = test.client.account("acc_other").calendars().await.unwrap_err();
    assert!(unknown.kind() == Kind::NoTokens && unknown.needs_login(), "{unknown}");
    let used = test.client.exchange_code("used", "http://127.0.0.1/").await.unwrap_err();
    assert!(used.kind() == Kind::InvalidGrant && used.needs_login() && !used.is_transient(), "{used}");
    let id = account.upsert_event("..", &request(event("1"))).await.unwrap_err();
    assert_eq!(id.kind(), Kind::Id);
}

#[tokio::test]
async fn each_status_has_its_kind() {
    let cases = [
        (400, Kind::Status),
        (401, Kind::Unauthorized),
        (402, Kind::NotInPlan),
        (403, Kind::Forbidden),
        (404, Kind::NotFound),
        (418, Kind::Status),
        (422, Kind::Invalid),
        (423, Kind::Locked),
        (429, Kind::TooManyRequests),
        (500, Kind::Server),
        (503, Kind::Server),
    ];
    for (status, kind) in cases {
        let server = ScriptedServer::start(move |_, _| Reply::status(status)).await;
        let environment = TestEnvironment::at(START.parse().unwrap());
        let client = client_at(&server.url, &environment, RecordingStore::with(ACCOUNT, tokens("a", "r")));
        let client = client.build().unwrap();
        // The secret of the application cannot be refreshed.
        let error = client.resource(&format!("{}/resource", server.url)).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert!(error.to_string().starts_with(&format!("GET /{{resource}}: {status}: ")), "{error}");
    }
}

#[tokio::test]
async fn the_reason_of_a_refused_token_request_is_read() {
    for (reason, kind) in [("invalid_grant", Kind::InvalidGrant), ("invalid_client", Kind::TokenRequest)] {
        let server = ScriptedServer::start(move |_, _| Reply::json(400, json!({ "error": reason }))).await;
        let environment = TestEnvironment::at("2026-01-06T12:00:00Z".parse().unwrap());
        let client = client_at(&server.url, &environment, RecordingStore::with(ACCOUNT, tokens("a", "r")));
        let error = client.build().unwrap().account(ACCOUNT).calendars().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(400)));
    }
}
