//! Transactions of handlers, which begin with the first statement.

use std::sync::Arc;
use std::time::Duration;

use sqlx::{Executor as _, Sqlite};

use super::common::{Folder, Seconds, open, raw, run};
use super::transactions::futures_poll;
use crate::inbox::worker::HandlerTransaction;
use crate::inbox::{Inbox, InboxError, SqliteInbox, TxConnection};

/// A file with a table for effects, and its inbox.
async fn with_effects() -> (Folder, SqliteInbox) {
    let folder = Folder::new();
    let inbox = open(&folder.file(), &Seconds::at(100)).await;
    run(&mut raw(&folder.file()).await, "CREATE TABLE effect (what TEXT)").await;
    (folder, inbox)
}

fn begin_run(inbox: &SqliteInbox) -> Arc<HandlerTransaction> {
    Arc::new(HandlerTransaction::new(Arc::new(inbox.clone())))
}

fn tx(run: &Arc<HandlerTransaction>) -> Result<TxConnection<Sqlite>, InboxError> {
    TxConnection::new(Arc::clone(run), "handler")
}

/// Whether another connection can write.
async fn is_free(inbox: &SqliteInbox) -> bool {
    let mut other = inbox.begin();
    for _ in 0..1000 {
        if let Some(begun) = futures_poll(&mut other).await {
            inbox.roll_back(begun.expect("it begins")).await.expect("it is rolled back");
            return true;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    false
}

/// Ends a run. Returns whether there was a transaction, which is rolled back.
fn leaves_a_transaction(run: &HandlerTransaction) -> bool {
    run.left().is_some()
}

async fn insert(connection: &mut TxConnection<Sqlite>) -> sqlx::Result<()> {
    connection.execute("INSERT INTO effect VALUES ('written')").await.map(drop)
}

#[tokio::test]
async fn a_transaction_begins_with_the_first_statement() {
    let (_folder, inbox) = with_effects().await;
    let run = begin_run(&inbox);
    let mut connection = tx(&run).expect("it works");
    assert!(run.is_missing());
    assert!(is_free(&inbox).await);
    drop(connection);
    assert!(!run.is_missing());
    assert!(!leaves_a_transaction(&run), "the job is completed as one without `Tx` is");

    let run = begin_run(&inbox);
    connection = tx(&run).expect("it works");
    insert(&mut connection).await.expect("it works");
    drop(connection);
    assert!(leaves_a_transaction(&run));
    assert!(is_free(&inbox).await, "it was dropped above");
}

#[tokio::test]
async fn a_second_one_is_refused_and_one_after_the_other_goes_on_with_the_transaction() {
    let (_folder, inbox) = with_effects().await;
    let run = begin_run(&inbox);
    let mut first = tx(&run).expect("it works");
    let twice = "a handler has one transaction, and takes it twice; take `Tx` once";
    assert_eq!(tx(&run).expect_err("it fails").to_string(), twice);
    insert(&mut first).await.expect("it works");
    drop(first);
    let mut second = tx(&run).expect("it works");
    let written: i64 =
        sqlx::query_scalar("SELECT count(*) FROM effect").fetch_one(&mut second).await.expect("it works");
    assert_eq!(written, 1);
}

#[tokio::test]
async fn a_statement_that_is_dropped_while_the_transaction_begins_leaves_nothing_behind() {
    let (_folder, inbox) = with_effects().await;
    let run = begin_run(&inbox);
    let mut connection = tx(&run).expect("it works");
    let other_run = inbox.begin().await.expect("it works");
    // At different moments of the work in the background.
    for polls in 1..10 {
        let mut statement = Box::pin(insert(&mut connection));
        for _ in 0..polls {
            assert!(futures_poll(&mut statement).await.is_none());
            tokio::task::yield_now().await;
        }
    }
    inbox.roll_back(other_run).await.expect("it works");
    assert!(is_free(&inbox).await);
    insert(&mut connection).await.expect("it works");
    drop(connection);
    assert!(leaves_a_transaction(&run));
}

#[tokio::test]
async fn the_error_of_a_begin_is_that_of_the_inbox_and_the_next_statement_tries_again() {
    let (_folder, inbox) = with_effects().await;
    let run = begin_run(&inbox);
    let mut connection = tx(&run).expect("it works");
    inbox.close().await.expect("it works");
    for _ in 0..2 {
        let error = insert(&mut connection).await.expect_err("it fails");
        assert_eq!(error.to_string(), "error communicating with database: the inbox is closed");
        let sqlx::Error::Io(error) = error else { panic!("{error:?}") };
        assert!(error.get_ref().is_some_and(|error| error.is::<InboxError>()), "{error:?}");
    }
    drop(connection);
    assert!(!run.is_missing());
}

#[tokio::test]
async fn after_the_run_it_neither_begins_nor_holds_the_lock() {
    let (_folder, inbox) = with_effects().await;
    let over = "error communicating with database: the run of the handler has ended, and its transaction with it; \
                use `Tx` only while the handler runs";
    // It has not begun, it has begun, and it is about to begin.
    let run = begin_run(&inbox);
    let mut connection = tx(&run).expect("it works");
    assert!(!leaves_a_transaction(&run));
    assert_eq!(insert(&mut connection).await.expect_err("it fails").to_string(), over);

    let run = begin_run(&inbox);
    let mut connection = tx(&run).expect("it works");
    insert(&mut connection).await.expect("it works");
    assert!(!leaves_a_transaction(&run));
    assert_eq!(insert(&mut connection).await.expect_err("it fails").to_string(), over);
    assert!(is_free(&inbox).await);

    let run = begin_run(&inbox);
    let mut connection = tx(&run).expect("it works");
    let other_run = inbox.begin().await.expect("it works");
    let mut statement = Box::pin(insert(&mut connection));
    assert!(futures_poll(&mut statement).await.is_none());
    assert!(!leaves_a_transaction(&run));
    inbox.roll_back(other_run).await.expect("it works");
    assert_eq!(statement.await.expect_err("it fails").to_string(), over);
    assert!(is_free(&inbox).await);
}
