//! The faults of the sandbox that meet calls: what the client makes of each.

use cronofy_hooks_client::{ClientError, ClientErrorKind as Kind, RetryPolicy};
use cronofy_hooks_sandbox::{Fault, FaultRule};
use serde_json::json;

use crate::calls::{event, request};
use crate::support::{ACCOUNT, TestSandbox, WORK};

/// The faults and the statuses of the calls to a path, in their order.
fn calls(test: &TestSandbox, path: &str) -> Vec<(Option<Fault>, u16)> {
    let calls = test.sandbox.calls();
    calls.iter().filter(|it| it.path() == path).map(|it| (it.fault, it.status)).collect()
}

fn kind(result: Result<(), ClientError>) -> Option<Kind> {
    result.err().map(|error| error.kind())
}

#[tokio::test]
async fn a_call_that_may_be_sent_again_survives_each_fault() {
    let path = format!("/v1/calendars/{WORK}/events");
    for (fault, status) in
        [(Fault::RateLimited, 429), (Fault::Unavailable, 503), (Fault::Unauthorized, 401), (Fault::AnswerLost, 202)]
    {
        let rule = FaultRule::new(fault).only("POST /v1/calendars/*/events").times(1);
        let test = TestSandbox::start(|builder| builder.faults([rule])).await;
        test.account().upsert_event(WORK, &request(event("1"))).await.unwrap();
        assert_eq!(calls(&test, &path), [(Some(fault), status), (None, 202)]);
        assert_eq!(test.sandbox.faults()[0].times, Some(0));
        let refreshes = calls(&test, "/oauth/token").len();
        assert_eq!(refreshes, usize::from(fault == Fault::Unauthorized), "{fault}");
    }
}

#[tokio::test]
async fn a_call_that_may_not_be_sent_again_ends_with_the_error() {
    let create = || request(json!({ "profile_id": "pro_000000000000000000000001", "name": "Team" }));
    for (fault, expected, is_carried_out) in [
        (Fault::RateLimited, None, true),
        (Fault::Unauthorized, None, true),
        (Fault::Unavailable, Some(Kind::Server), false),
        (Fault::AnswerLost, Some(Kind::Connection), true),
    ] {
        let test = TestSandbox::start(|builder| builder).await;
        let before = test.account().calendars().await.unwrap().len();
        test.sandbox.set_faults([FaultRule::new(fault).only("POST /v1/calendars").times(1)]);
        let created = test.account().create_calendar(&create()).await.map(drop);
        assert_eq!(kind(created), expected, "{fault}");
        let after = test.account().calendars().await.unwrap().len();
        assert_eq!(after - before, usize::from(is_carried_out), "{fault}");
    }
}

#[tokio::test]
async fn a_fault_without_a_limit_meets_every_call_for_tokens_as_well() {
    let test = TestSandbox::start(|builder| builder.faults([FaultRule::new(Fault::Unavailable)])).await;
    let client = crate::support::client_at(&test.server.url(), &test.environment, test.store.clone());
    let client = client.retry(RetryPolicy::default().attempts(2)).build().unwrap();
    assert_eq!(kind(client.account(ACCOUNT).calendars().await.map(drop)), Some(Kind::Server));
    assert_eq!(calls(&test, "/v1/calendars"), [(Some(Fault::Unavailable), 503); 2]);
    let call = &test.sandbox.calls()[0];
    assert!(call.is_failure());
    assert_eq!(call.errors(), ["an injected fault: the API does not carry out the call, and answers 503"]);
    test.sandbox.set_faults([FaultRule::new(Fault::Unauthorized)]);
    assert_eq!(kind(client.account(ACCOUNT).calendars().await.map(drop)), Some(Kind::Unauthorized));
    test.sandbox.set_faults([]);
    assert!(client.account(ACCOUNT).calendars().await.is_ok());
}
