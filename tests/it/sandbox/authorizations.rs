//! Access to the accounts of others: from the request to the handler of the code or the error.

use cronofy_hooks::request::ServiceAccountAuthorization;
use cronofy_hooks_tests::SchemaSet;
use serde_json::Value;

use super::scenario::{MINUTE, MONDAY, Scenario, account, names_for, sandbox};

#[tokio::test]
async fn codes_and_errors_reach_their_handler() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (service_account, _) = account(&sandbox);
    let ask = |user: &str, error: Option<&str>| {
        let email = format!("{user}@example.com");
        let wanted = ServiceAccountAuthorization::new(email, scenario.url_for(user), "read_events").state(user);
        let id = sandbox.request_access(&service_account, wanted).unwrap();
        sandbox.set_access_outcome(&id, error).unwrap();
        id
    };
    let code = ask("code", None);
    ask("denied", Some("access_denied"));
    ask("unreachable", Some("temporarily_unavailable"));
    sandbox.deliver_due().await;
    assert!(sandbox.deliveries().is_empty(), "the service takes its time");
    sandbox.advance(MINUTE).await;

    let deliveries = scenario.expect_nothing_lost(&sandbox).await;
    let validator = SchemaSet::load().validator("callback/authorization");
    let results = deliveries.iter().map(|it| {
        let body: Value = serde_json::from_str(&it.body).unwrap();
        validator.validate(&body).unwrap();
        body["authorization"].clone()
    });
    let results: Vec<_> = results.collect();
    for (user, result, error) in [
        ("code", &results[0], Value::Null),
        ("denied", &results[1], "access_denied".into()),
        ("unreachable", &results[2], "temporarily_unavailable".into()),
    ] {
        assert_eq!(names_for(&sandbox, &scenario, user), [("authorization".to_owned(), None)]);
        assert_eq!((&result["error"], &result["state"]), (&error, &user.into()));
    }
    assert!(results[0]["code"].is_string());
    sandbox.set_access_outcome(&code, Some("access_denied")).unwrap_err();
    assert!(sandbox.accounts().iter().any(|it| it.email == "code@example.com"));
}
