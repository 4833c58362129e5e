//! Cursors and a copy in PostgreSQL.

use cronofy_hooks::inbox::PostgresInbox;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{BoxError, Hooks, Secrets, Tx, cronofy_handler, handlers};
use cronofy_hooks_postgres_server::Server;
use cronofy_hooks_sync::{Changes, PostgresChannels, PostgresCursors, SyncError};
use sqlx::{PgPool, Postgres};

use crate::cursors::cursors_come_back;
use crate::guardian::{a_day_of_failures, channels_come_back};
use crate::support::{TestSync, WORK, at};

async fn server() -> (Server, PgPool) {
    let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
    let pool = PgPool::connect(&server.url()).await.unwrap();
    (server, pool)
}

#[tokio::test]
async fn postgres_keeps_cursors_and_one_of_two_commits() {
    let (_server, pool) = server().await;
    let store = async || PostgresCursors::new(pool.clone()).await.unwrap();
    cursors_come_back(store().await, store().await).await;

    let test = TestSync::with(store().await).await;
    test.write_at("08:00:00", "a").await;
    let (mut first, mut second) = (test.changes("08:00:00").await, test.changes("08:00:00").await);
    first.read_to_end().await.unwrap();
    second.read_to_end().await.unwrap();
    let mut transaction = pool.begin().await.unwrap();
    first.commit_in(&mut *transaction).await.unwrap();
    // It waits for the row of the first, and then compares with what that committed.
    let waits = tokio::spawn(second.commit());
    transaction.commit().await.unwrap();
    assert!(matches!(waits.await.unwrap(), Err(SyncError::Conflict)));
}

#[tokio::test]
async fn processes_make_the_tables_at_once() {
    let (_server, pool) = server().await;
    for _ in 0..20 {
        let cursors: Vec<_> = (0..8).map(|_| tokio::spawn(PostgresCursors::new(pool.clone()))).collect();
        let channels: Vec<_> = (0..8).map(|_| tokio::spawn(PostgresChannels::new(pool.clone()))).collect();
        for cursors in cursors {
            cursors.await.unwrap().unwrap();
        }
        for channels in channels {
            channels.await.unwrap().unwrap();
        }
        sqlx::raw_sql("DROP TABLE cronofy_cursors; DROP TABLE cronofy_channels").execute(&pool).await.unwrap();
    }
}

#[tokio::test]
async fn postgres_keeps_channels_and_guards_them() {
    let (_server, pool) = server().await;
    let store = async || PostgresChannels::new(pool.clone()).await.unwrap();
    channels_come_back(store().await, store().await).await;
    sqlx::query("DELETE FROM cronofy_channels").execute(&pool).await.unwrap();
    a_day_of_failures(store().await).await;
}

/// Fails for one event after everything was written: nothing of it may stay.
#[cronofy_handler(notification = "change", retries = 0)]
async fn change(mut changes: Changes, mut tx: Tx<Postgres>) -> Result<(), BoxError> {
    let events = changes.read_to_end().await?;
    for event in &events {
        let id = event.event_uid.as_deref().unwrap_or_default();
        let sql = match event.deleted {
            Some(true) => "DELETE FROM copy WHERE id = $1 AND $2 <> ''",
            _ => "INSERT INTO copy VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET summary = excluded.summary",
        };
        sqlx::query(sql).bind(id).bind(event.summary.as_deref()).execute(&mut tx).await?;
    }
    changes.commit_in(tx.connection().await?).await?;
    match events.iter().any(|event| event.summary.as_deref() == Some("poison")) {
        true => Err("after everything was written".into()),
        false => Ok(()),
    }
}

#[tokio::test]
async fn postgres_moves_copy_and_cursor_together() {
    let (_server, pool) = server().await;
    sqlx::query("CREATE TABLE copy (id text PRIMARY KEY, summary text)").execute(&pool).await.unwrap();
    let test = TestSync::with(PostgresCursors::new(pool.clone()).await.unwrap()).await;
    let secrets = Secrets::new(["CRN_secret"]).unwrap();
    let inbox = PostgresInbox::open(pool.clone()).await.unwrap();
    let hooks = Hooks::new(secrets.clone()).handlers(handlers![change, ..]).state(test.sync.clone()).inbox(inbox);
    let (router, worker) = hooks.into_router_and_worker().unwrap();
    let arrives = async |time: &str| {
        let request = TestRequest::sample("change").unwrap().path("/").set("channel.channel_id", "chn_1");
        let request = request.set("notification.changes_since", format!("2026-06-01T{time}Z"));
        assert_eq!(request.signed_with(&secrets).send_to(router.clone()).await.status, 204);
        worker.idle().await;
        let copy = sqlx::query_scalar::<_, String>("SELECT summary FROM copy ORDER BY summary").fetch_all(&pool);
        let cursor = sqlx::query_scalar::<_, i64>("SELECT changes_since FROM cronofy_cursors").fetch_optional(&pool);
        (copy.await.unwrap(), cursor.await.unwrap())
    };
    let second = |time: &str| Some(at(time).as_second());
    let a = test.write_at("08:00:00", "a").await;
    assert_eq!(arrives("08:00:00").await, (vec!["a".to_owned()], second("08:00:00")));
    let poison = test.write_at("08:10:00", "poison").await;
    test.sandbox.delete_event_as_user(WORK, &a).unwrap();
    assert_eq!(arrives("08:10:00").await, (vec!["a".to_owned()], second("08:00:00")), "rolled back");
    test.sandbox.delete_event_as_user(WORK, &poison).unwrap();
    test.write(WORK, serde_json::json!({ "summary": "b", "start": at("10:00:00"), "end": at("11:00:00") }));
    // Written again, it is an event again: one that does not fail.
    let (start, end) = (at("12:00:00"), at("13:00:00"));
    test.write(WORK, serde_json::json!({ "event_uid": poison, "summary": "c", "start": start, "end": end }));
    assert_eq!(arrives("08:20:00").await, (vec!["b".to_owned(), "c".to_owned()], second("08:20:00")));
    worker.shutdown().await;
}
