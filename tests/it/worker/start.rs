//! Set-ups that cannot work do not start, and say why.

use cronofy_hooks::inbox::WorkerSettings;
use cronofy_hooks::testing::inbox::MemoryInbox;
use cronofy_hooks::{Hooks, Tx, cronofy_handler, handlers};
use cronofy_hooks_tests::secrets;

#[cronofy_handler(notification = "change")]
async fn in_sqlite(_tx: Tx<sqlx::Sqlite>) {}

#[cronofy_handler(transition = "event_start")]
async fn in_postgres(_tx: Tx<sqlx::Postgres>) {}

#[tokio::test]
async fn a_transaction_needs_an_inbox_that_has_it() {
    let without = "the handler `in_sqlite` takes a `Tx<Sqlite>`, and there is no inbox; add `.inbox(SqliteInbox::...)`, or take no `Tx`";
    let error = Hooks::new(secrets()).handlers(handlers![in_sqlite, ..]).into_router().unwrap_err();
    assert_eq!(error.to_string(), without);
    let other = "the handler `in_postgres` takes a `Tx<Postgres>`, and the inbox is in another database; add `.inbox(PostgresInbox::...)`, or take no `Tx`";
    let hooks = Hooks::new(secrets()).handlers(handlers![in_postgres, ..]).inbox(MemoryInbox::new());
    assert_eq!(hooks.into_router().unwrap_err().to_string(), other);
}

#[test]
fn a_worker_needs_a_runtime_and_an_inbox() {
    let hooks = || Hooks::new(secrets()).handlers(handlers![..]);
    let inside = hooks().inbox(MemoryInbox::new()).into_router().unwrap_err();
    assert_eq!(
        inside.to_string(),
        "a worker needs a Tokio runtime; call this inside of one, such as in `#[tokio::main]`"
    );
    let without = hooks().health("/health").into_router().unwrap_err();
    assert!(without.to_string().starts_with("there is no inbox for a worker or a health path; add `.inbox(...)`"));
}

#[tokio::test]
async fn what_would_have_no_effect_is_refused() {
    let hooks = || Hooks::new(secrets()).handlers(handlers![..]);
    let behind = || hooks().inbox(MemoryInbox::new());
    let settings = WorkerSettings::default;
    let cases = [
        (
            hooks().worker(settings()).into_router().map(drop),
            "without an inbox `.worker(...)` has no effect; add `.inbox(...)`, or remove it",
        ),
        (
            hooks().worker_elsewhere().into_router().map(drop),
            "without an inbox `.worker_elsewhere()` has no effect; add `.inbox(...)`, or remove it",
        ),
        (
            behind().worker_elsewhere().into_router_and_worker().map(drop),
            "`.worker_elsewhere()` says that another process handles, and this starts a worker; use `into_router`, or remove it",
        ),
        (
            behind().path("/cronofy").into_worker().map(drop),
            r#"a worker answers no requests, so `.path("/cronofy")` has no effect; remove it, or use `into_router_and_worker`"#,
        ),
        (
            behind().health("/health").into_worker().map(drop),
            r#"a worker answers no requests, so `.health("/health")` has no effect; remove it, or use `into_router_and_worker`"#,
        ),
    ];
    for (started, message) in cases {
        assert_eq!(started.unwrap_err().to_string(), message);
    }
}

#[tokio::test]
async fn a_health_path_that_nobody_could_ask_is_refused() {
    let hooks = |path| Hooks::new(secrets()).handlers(handlers![..]).inbox(MemoryInbox::new()).health(path);
    assert_eq!(
        hooks("health").into_router().unwrap_err().to_string(),
        r#"the path "health" does not begin with `/`; write "/health""#
    );
    assert_eq!(
        hooks("/health").into_service().unwrap_err().to_string(),
        r#"the service answers no `GET`, so `.health("/health")` has no effect; use `into_router`, or remove it"#
    );
}
