//! Opening an inbox, and setups that are refused.

use sqlx::postgres::PgConnectOptions;

use super::common::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_does_not_wait_for_the_disk_is_refused() {
    let options: PgConnectOptions = server().url().parse().unwrap();
    for (value, expected) in [("off", Some(InboxErrorKind::Misconfigured)), ("local", None), ("remote_apply", None)] {
        let pool = PgPool::connect_lazy_with(options.clone().options([("synchronous_commit", value)]));
        let opened = PostgresInbox::options(pool).schema("not_durable").open().await;
        assert_eq!(kind(opened), expected, "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_looked_at_again_when_it_is_made_anew() {
    let server = Server::start();
    let place = Place::on(&server.url()).await;
    let inbox = place.open().await;
    place.execute("ALTER ROLE postgres SET synchronous_commit = off").await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    server.restart();
    // The connection is lost, and so is the first delivery; the next would not be durable.
    let _ = inbox.accept(delivery(None, vec![job()])).await;
    assert_eq!(kind(inbox.accept(delivery(None, vec![job()])).await), Some(InboxErrorKind::Misconfigured));
    place.execute("ALTER ROLE postgres RESET synchronous_commit").await;
    // The pool still has connections from before.
    place.pool.close().await;
    let place = Place { pool: PgPool::connect(&server.url()).await.unwrap(), schema: place.schema };
    let inbox = place.open().await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_open_at_once() {
    let place = Place::new().await;
    let opening: Vec<_> = (0..3).map(|_| tokio::spawn(place.options().open())).collect();
    for opening in opening {
        opening.await.unwrap().unwrap().close().await.unwrap();
    }
    assert_eq!(place.number("SELECT count(*) FROM $schema.migration").await, 3);
}

/// An application may start in a task of its own. rustc proves this in an `async` block only, as in an application.
#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_can_be_opened_in_a_task() {
    let (pool, url) = (PgPool::connect(&server().url()).await.unwrap(), server().url());
    let (own, place) = (pool.clone(), Place::new().await);
    let options = place.options();
    tokio::spawn(async move { options.open().await }).await.unwrap().unwrap();
    tokio::spawn(async move { PostgresInbox::open(own).await }).await.unwrap().unwrap();
    tokio::spawn(async move { PostgresInbox::from_url(&url).await }).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_that_may_not_create_a_schema_can_own_one() {
    let place = Place::new().await;
    let role = format!("owner_of_{}", place.schema);
    place.execute(&format!("CREATE ROLE {role} LOGIN")).await;
    let options: PgConnectOptions = server().url().parse().unwrap();
    let pool = PgPool::connect_lazy_with(options.username(&role));
    let options = PostgresInbox::options(pool).schema(&place.schema);
    assert_eq!(kind(options.clone().open().await), Some(InboxErrorKind::Misconfigured));
    place.execute(&format!("CREATE SCHEMA {} AUTHORIZATION {role}", place.schema)).await;
    let inbox = options.open().await.unwrap();
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    assert_eq!(lease(&inbox, 1).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_that_cannot_work_is_misconfigured() {
    let refused = |url: &'static str| async move { PostgresInbox::from_url(url).await.err().map(|error| error.kind()) };
    for url in ["mysql://localhost/x", "postgres://localhost:x/x", ""] {
        assert_eq!(refused(url).await, Some(InboxErrorKind::Misconfigured), "{url}");
    }
    let missing = server().url_of("there_is_none");
    assert_eq!(kind(PostgresInbox::from_url(&missing).await), Some(InboxErrorKind::Misconfigured));

    let place = Place::new().await;
    let latin = "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0";
    sqlx::query(latin).execute(&place.pool).await.unwrap();
    let latin = PostgresInbox::from_url(&server().url_of("latin")).await;
    assert_eq!(kind(latin), Some(InboxErrorKind::Misconfigured));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_debug_output_has_no_password() {
    let options = PostgresInboxOptions::from_url("postgres://app:secret@localhost/app").unwrap();
    assert!(!format!("{options:?}").contains("secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_inbox_says_so_and_lets_its_connections_go() {
    let place = Place::on(&server().create_database()).await;
    let inbox = place.open().await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    inbox.close().await.unwrap();
    assert_eq!(kind(inbox.accept(delivery(None, vec![job()])).await), Some(InboxErrorKind::Closed));
    assert_eq!(kind(inbox.list(JobFilter::all()).await), Some(InboxErrorKind::Closed));
    assert_eq!(kind(inbox.begin().await), Some(InboxErrorKind::Closed));
    place.wait_for_the_pool_alone().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_inbox_lets_its_connections_go() {
    let place = Place::on(&server().create_database()).await;
    let inbox = place.open().await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    drop(inbox);
    place.wait_for_the_pool_alone().await;
}
