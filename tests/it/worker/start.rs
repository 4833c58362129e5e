//! Configurations that cannot work do not start, and the error says why.

use cronofy_hooks::inbox::WorkerSettings;
use cronofy_hooks::testing::MemoryInbox;
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
fn a_worker_needs_a_runtime() {
    let hooks = || Hooks::new(secrets()).handlers(handlers![..]);
    let inside = hooks().inbox(MemoryInbox::new()).into_router().unwrap_err();
    assert_eq!(
        inside.to_string(),
        "a worker needs a Tokio runtime; call this inside of one, such as in `#[tokio::main]`"
    );
}

#[tokio::test]
async fn a_worker_starts_from_the_hooks_of_the_process_that_receives() {
    let hooks = || Hooks::new(secrets()).handlers(handlers![..]).inbox(MemoryInbox::new());
    assert!(hooks().path("/cronofy").health("/health").into_worker().is_ok());
    assert!(hooks().worker_elsewhere().into_worker().is_ok());
}

#[tokio::test]
async fn a_process_that_only_handles_needs_no_secrets() {
    let settings = WorkerSettings::default().concurrency(2);
    let hooks = Hooks::worker_only(MemoryInbox::new()).worker(settings).handlers(handlers![..]);
    assert!(hooks.into_worker().is_ok());
    let missing = Hooks::worker_only(MemoryInbox::new()).into_worker().unwrap_err();
    assert!(missing.to_string().starts_with("there are no handlers"), "{missing}");
}

#[tokio::test]
async fn a_health_path_that_cannot_be_reached_is_refused() {
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
