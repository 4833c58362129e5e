//! Access to the accounts of others: asked for, decided later, and exchanged for tokens.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::endpoints::{SECRET, api, body, send, send_as, with, without};
use crate::api::context::Api;
use crate::world::rules::{PROFILE_ID, access_errors};

const CALLBACK: &str = "http://127.0.0.1/authorization";

fn wanted(email: &str) -> Value {
    json!({ "email": email, "callback_url": CALLBACK, "scope": "read_events", "state": email })
}

/// What is sent until the service has decided.
fn results(api: &Api) -> Vec<Value> {
    api.shared.change(|world| {
        let at: Timestamp = "2026-01-05T12:00:10Z".parse().expect("a time");
        world.now = world.now.max(at);
        world.run_due();
        let bodies = world.deliveries.values().map(|it| serde_json::from_str(&it.body).expect("JSON"));
        bodies.map(|body: Value| body["authorization"].clone()).collect()
    })
}

#[test]
fn a_code_is_for_the_account_and_its_callback_url() {
    let api = api();
    let answer = send(&api, "POST /v1/service_account_authorizations", &wanted("grace@example.com"));
    assert_eq!((answer.status.as_u16(), answer.body), (202, None));
    assert!(api.shared.read(|world| world.deliveries.is_empty()), "not at once");
    let results = results(&api);
    let [result] = &results[..] else { panic!("{results:?}") };
    assert_eq!(result["state"], "grace@example.com");
    let exchange = |redirect_uri: &str| {
        let sent = json!({
            "client_id": "id", "client_secret": SECRET, "grant_type": "authorization_code",
            "code": result["code"], "redirect_uri": redirect_uri,
        });
        send_as(&api, None, "POST /oauth/token", &sent)
    };
    let tokens = body(&exchange(CALLBACK));
    assert_eq!(tokens["scope"], "read_events");
    let token = tokens["access_token"].as_str().expect("a token");
    assert_eq!(body(&send_as(&api, Some(token), "GET /v1/userinfo", &json!({})))["email"], "grace@example.com");
    assert_eq!(exchange(CALLBACK).status, 400, "once");
    // An account that was authorized this way needs no page to give more access.
    let calendar = body(&send_as(&api, Some(token), "GET /v1/userinfo", &json!({})))["cronofy.data"]["profiles"][0]
        ["profile_calendars"][0]["calendar_id"]
        .clone();
    let permissions = json!([{ "calendar_id": calendar, "permission_level": "unrestricted" }]);
    let granted = send_as(&api, Some(token), "POST /v1/permissions", &json!({ "permissions": permissions }));
    assert_eq!(body(&granted), json!({ "permissions_request": { "accepted": true } }));
}

#[test]
fn each_error_is_sent_and_no_account_added() {
    let api = api();
    for (error, _) in access_errors() {
        send(&api, "POST /v1/service_account_authorizations", &wanted(&format!("{error}@example.com")));
        api.shared.change(|world| {
            let id = world.delegated_access.keys().next_back().expect("a request").clone();
            assert!(world.set_access_outcome(&id, Some(error.to_owned())));
        });
    }
    let unknown = with(wanted("scope@example.com"), "scope", json!("read_everything"));
    send(&api, "POST /v1/service_account_authorizations", &unknown);
    let results = results(&api);
    let errors: Vec<_> = results.iter().map(|it| it["error"].as_str().expect("an error").to_owned()).collect();
    let expected: Vec<_> = access_errors().map(|(error, _)| error).chain(["invalid_scope"]).collect();
    assert_eq!(errors, expected);
    for result in &results {
        assert_eq!(result["error_key"], format!("errors.{}", result["error"].as_str().unwrap_or_default()));
        assert!(result["error_description"].as_str().is_some_and(|it| it.contains(' ')) && result["code"].is_null());
    }
    assert_eq!(api.shared.read(|world| world.accounts.len()), 1);
    let ended = api.shared.read(|world| world.delegated_access.keys().next().cloned()).expect("a request");
    let again = api.shared.change(|world| (world.set_access_outcome(&ended, None), world.decide_access_now(&ended)));
    assert_eq!(again, (false, false), "it has ended");
}

#[test]
fn up_to_fifty_are_asked_for_at_once() {
    let api = api();
    let several = |count: usize| {
        let wanted: Vec<_> = (0..count).map(|number| wanted(&format!("{number}@example.com"))).collect();
        json!({ "service_account_authorizations": wanted })
    };
    let post = |sent: &Value| send(&api, "POST /v1/service_account_authorizations", sent);
    assert_eq!(post(&several(50)).status, 202);
    let states: std::collections::BTreeSet<_> = results(&api).iter().map(|it| it["state"].to_string()).collect();
    assert_eq!(states.len(), 50);
    for (sent, field) in [
        (several(51), "service_account_authorizations"),
        (several(0), "service_account_authorizations"),
        (with(several(1), "email", json!("a@example.com")), "email"),
        (without(wanted("a@example.com"), "scope"), "scope"),
        (
            json!({ "service_account_authorizations": [without(wanted("a@example.com"), "callback_url")] }),
            "service_account_authorizations.0.callback_url",
        ),
    ] {
        let answer = post(&sent);
        assert!(answer.status == 422 && body(&answer)["errors"][field].is_array(), "{field}: {answer:?}");
    }
}

#[test]
fn a_profile_delegates_access_that_it_has() {
    let api = api();
    let wanted = |profile_id: &str| with(wanted("room@example.com"), "profile_id", json!(profile_id));
    assert_eq!(send(&api, "POST /v1/delegated_authorizations", &wanted("pro_other")).status, 404);
    assert_eq!(send(&api, "POST /v1/delegated_authorizations", &wanted(PROFILE_ID)).status, 202);
    let results = results(&api);
    assert!(results.len() == 1 && results[0]["code"].is_string(), "{results:?}");
}
