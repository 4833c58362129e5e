//! Tests that call a handler, with arguments made by hand.

use std::io;

use cronofy_hooks::payload::{Change, EventStart};
use cronofy_hooks::testing::{TestRequest, TestTx};
use cronofy_hooks::{SIGNATURE_HEADER, Tx, cronofy_handler};
use cronofy_hooks_tests::secrets;
use sqlx::{Acquire as _, Sqlite, SqlitePool};

#[cronofy_handler(notification = "change")]
async fn note(change: Change, mut tx: Tx<Sqlite>) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO note VALUES (?)").bind(change.channel.channel_id).execute(&mut tx).await?;
    Ok(())
}

fn change(channel: &str) -> Change {
    TestRequest::sample("change").unwrap().set("channel.channel_id", channel).into_payload()
}

/// One connection, so that a transaction that does not end is found out.
async fn pool() -> SqlitePool {
    let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::query("CREATE TABLE note (channel TEXT NOT NULL)").execute(&pool).await.unwrap();
    pool
}

async fn notes(pool: &SqlitePool) -> Vec<String> {
    sqlx::query_scalar("SELECT channel FROM note ORDER BY channel").fetch_all(pool).await.unwrap()
}

#[tokio::test]
async fn a_transaction_is_kept_if_the_test_commits_it() {
    let pool = pool().await;
    let committed = TestTx::new(&pool);
    note(change("a"), committed.tx()).await.unwrap();
    note(change("b"), committed.tx()).await.unwrap();
    committed.commit().await.unwrap();

    let rolled_back = TestTx::new(&pool);
    note(change("c"), rolled_back.tx()).await.unwrap();
    rolled_back.rollback().await.unwrap();

    let dropped = TestTx::new(&pool);
    note(change("d"), dropped.tx()).await.unwrap();
    drop(dropped);
    assert_eq!(notes(&pool).await, ["a", "b"]);
}

#[tokio::test]
async fn a_transaction_begins_with_the_first_statement_and_has_savepoints() {
    let pool = pool().await;
    let transaction = TestTx::new(&pool);
    let mut tx = transaction.tx();
    assert_eq!(notes(&pool).await, [""; 0], "the only connection is free");
    let mut part = tx.begin().await.unwrap();
    sqlx::query("INSERT INTO note VALUES ('part')").execute(&mut *part).await.unwrap();
    part.rollback().await.unwrap();
    sqlx::query("INSERT INTO note VALUES ('whole')").execute(&mut tx).await.unwrap();
    drop(tx);
    transaction.commit().await.unwrap();
    assert_eq!(notes(&pool).await, ["whole"]);
    TestTx::new(&pool).commit().await.unwrap();
}

#[tokio::test]
async fn a_handler_that_keeps_its_transaction_is_found_out() {
    let pool = pool().await;
    let transaction = TestTx::new(&pool);
    let kept = transaction.tx();
    let error = transaction.commit().await.unwrap_err().to_string();
    assert!(error.contains("the handler kept its `Tx` after it returned"), "{error}");
    drop(kept);

    let transaction = TestTx::new(&pool);
    let mut late = transaction.tx();
    transaction.rollback().await.unwrap();
    let error = sqlx::query("INSERT INTO note VALUES ('late')").execute(&mut late).await.unwrap_err();
    assert!(matches!(error, sqlx::Error::Io(ref ended) if ended.kind() == io::ErrorKind::Other), "{error:?}");
}

#[tokio::test]
async fn a_pool_that_is_closed_begins_nothing() {
    let pool = pool().await;
    pool.close().await;
    let transaction = TestTx::new(&pool);
    let error = note(change("a"), transaction.tx()).await.unwrap_err();
    assert!(error.to_string().contains("the pool of the test begins no transaction"), "{error}");
}

#[test]
fn a_delivery_by_hand_is_verified_like_any_other() {
    let sample = TestRequest::sample("event_start").unwrap().path("/users/ada?minutes=5").attempt(3);
    let request = || sample.clone();
    let time = "2026-06-01T08:00:00Z".parse().unwrap();
    let delivery = request().header(SIGNATURE_HEADER, "forged").into_delivery_at(time);
    assert_eq!((delivery.uri().path(), delivery.attempt(), delivery.received_at()), ("/users/ada", Some(3), time));
    let (expected, _) = request().signed_with(&secrets()).into_request().into_parts();
    assert_eq!(delivery.notification_id(), expected.headers["cronofy-notification-id"].to_str().ok());
    let start: EventStart = request().into_payload();
    assert!(start.event.event_id.is_some());
}

/// An inbox handles a notification id once: two samples are two deliveries, and a clone is a repetition.
#[test]
fn a_sample_with_a_notification_id_has_another_one_each_time() {
    let id = |request: &TestRequest| {
        let (head, _) = request.clone().into_request().into_parts();
        head.headers["cronofy-notification-id"].to_str().unwrap().to_owned()
    };
    let (one, other) = (TestRequest::sample("event_start").unwrap(), TestRequest::sample("event_start").unwrap());
    assert_ne!(id(&one), id(&other));
    assert_eq!(id(&one), id(&one.clone()));
    // Of the same second as in the documentation.
    assert!(id(&one).starts_with("60c210fa") && id(&one).len() == 24, "{}", id(&one));
}

/// The service documents both headers for event triggers, and for nothing else.
#[test]
fn the_samples_of_event_triggers_alone_have_an_id_and_an_attempt() {
    for sample in cronofy_hooks::testing::samples() {
        let delivery = TestRequest::sample(sample.name).unwrap().into_delivery();
        let body: serde_json::Value = serde_json::from_str(sample.body).unwrap();
        let is_trigger = body["notification"]["transitions"].is_array();
        assert_eq!(delivery.notification_id().is_some(), is_trigger, "{}", sample.name);
        assert_eq!(delivery.attempt(), is_trigger.then_some(1), "{}", sample.name);
    }
    for name in ["event_start", "event_end"] {
        assert!(TestRequest::sample(name).unwrap().into_delivery().notification_id().is_some(), "{name}");
    }
}

#[test]
fn a_misspelt_sample_or_field_is_named_with_its_nearest() {
    let error = format!("{:?}", TestRequest::sample("chagne").unwrap_err());
    assert!(error.starts_with(r#"there is no sample "chagne"; did you mean `change`"#), "{error}");
    let panic = |call: fn() -> TestRequest| {
        let panic = std::panic::catch_unwind(call).unwrap_err();
        panic.downcast_ref::<String>().unwrap().clone()
    };
    let sample = || TestRequest::sample("event_start").unwrap();
    assert!(sample().set("event.event_id", "evt").into_payload::<EventStart>().event.event_id.is_some());
    let message = panic(|| TestRequest::sample("event_start").unwrap().set("event.evnt_id", "evt"));
    let expected = "`.set(\"event.evnt_id\", ...)`: `event` has no field `evnt_id`; did you mean `event_id`";
    assert!(message.starts_with(expected), "{message}");
    let message = panic(|| {
        let change: Change = TestRequest::sample("event_start").unwrap().into_payload();
        TestRequest::payload(&change).unwrap()
    });
    assert!(message.contains("payload of notification \"change\", and the body has transition"), "{message}");
}
