//! The writes of a handler, and the mark that its job is done.

use std::any::TypeId;

use sqlx::{Connection, Executor};

use super::common::{Folder, Seconds, accept, complete, delivery, job, lease, message, open, raw, run, states};
use crate::inbox::sqlite::{SqliteInbox, SqliteTransaction};
use crate::inbox::{AnyTransaction, Inbox, InboxErrorKind, LeaseUpdate, LeasedJob};

async fn with_effects() -> (Folder, SqliteInbox, LeasedJob) {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    assert_eq!(inbox.transactions(), Some(TypeId::of::<sqlx::Sqlite>()));
    run(&mut raw(&folder.file()).await, "CREATE TABLE effect (what TEXT)").await;
    accept(&inbox, delivery(1, vec![job(Some("a")), job(Some("a"))])).await;
    let leased = lease(&inbox, 1).await.remove(0);
    (folder, inbox, leased)
}

async fn begin(inbox: &SqliteInbox) -> Box<SqliteTransaction> {
    let mut begun = inbox.begin().await.expect("it begins").downcast::<SqliteTransaction>().expect("it is one");
    begun.execute("INSERT INTO effect VALUES ('written')").await.expect("it is written");
    begun
}

async fn effects(folder: &Folder) -> i64 {
    let mut raw = raw(&folder.file()).await;
    sqlx::query_scalar("SELECT count(*) FROM effect").fetch_one(&mut raw).await.expect("it can be read")
}

#[tokio::test]
async fn the_effect_and_the_mark_are_stored_together() {
    let (folder, inbox, leased) = with_effects().await;
    let rolled_back = begin(&inbox).await;
    inbox.roll_back(rolled_back).await.expect("it is rolled back");
    assert_eq!((effects(&folder).await, states(&inbox).await[1].as_str()), (0, "1.0 running"));

    let begun = begin(&inbox).await;
    assert_eq!(inbox.commit(begun, leased.job, leased.fence, LeaseUpdate::Done).await.ok(), Some(true));
    assert_eq!(effects(&folder).await, 1);
    let next = lease(&inbox, 1).await.remove(0);
    assert_eq!(next.job.to_string(), "1.1", "the next of the key may go");

    let begun = begin(&inbox).await;
    assert_eq!(inbox.commit(begun, leased.job, leased.fence, LeaseUpdate::Done).await.ok(), Some(false));
    assert_eq!(
        (effects(&folder).await, states(&inbox).await),
        (1, vec!["1.1 running".to_owned(), "1.0 done".to_owned()])
    );
}

/// Another process may have opened another file meanwhile, so the worker tries again.
#[tokio::test]
async fn a_commit_fails_when_the_file_was_moved_meanwhile() {
    let (folder, inbox, leased) = with_effects().await;
    let begun = begin(&inbox).await;
    std::fs::rename(folder.file(), folder.file().with_extension("moved")).expect("it can be moved");
    let committed = inbox.commit(begun, leased.job, leased.fence, LeaseUpdate::Done).await;
    assert_eq!(committed.map_err(|error| error.kind()), Err(InboxErrorKind::Unavailable));
    assert_eq!(effects(&folder).await, 1, "the file is back in its place");
}

#[tokio::test]
async fn a_dropped_one_is_rolled_back_before_anybody_else_writes() {
    let (folder, inbox, leased) = with_effects().await;
    drop(begin(&inbox).await);
    assert!(complete(&inbox, &leased, LeaseUpdate::Done).await);
    assert_eq!(effects(&folder).await, 0);
    // No caller waits for it any more, and none has it.
    drop(inbox.begin());
    let mut begun = Box::pin(inbox.begin());
    assert!(futures_poll(&mut begun).await.is_none());
    drop(begun);
    accept(&inbox, delivery(2, vec![job(None)])).await;
    let begun = begin(&inbox).await;
    inbox.roll_back(begun).await.expect("it is rolled back");
}

/// Polls once.
pub(super) async fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match std::pin::Pin::new(&mut *future).poll(context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn a_transaction_inside_it_is_a_savepoint() {
    let (folder, inbox, leased) = with_effects().await;
    let mut begun = begin(&inbox).await;
    let mut inside = Connection::begin(&mut **begun).await.expect("it begins");
    inside.execute("INSERT INTO effect VALUES ('inside')").await.expect("it is written");
    inside.rollback().await.expect("it is rolled back");
    let mut inside = Connection::begin(&mut **begun).await.expect("it begins");
    inside.execute("INSERT INTO effect VALUES ('inside')").await.expect("it is written");
    inside.commit().await.expect("it is committed");
    assert_eq!(inbox.commit(begun, leased.job, leased.fence, LeaseUpdate::Done).await.ok(), Some(true));
    assert_eq!(effects(&folder).await, 2);
}

#[tokio::test]
async fn a_transaction_that_has_ended_is_noticed() {
    for end in ["ROLLBACK", "COMMIT", "ROLLBACK; BEGIN"] {
        let (_folder, inbox, leased) = with_effects().await;
        let mut begun = begin(&inbox).await;
        begun.execute(end).await.expect("it ends");
        let error = inbox.commit(begun, leased.job, leased.fence, LeaseUpdate::Done).await.expect_err("it has ended");
        assert!(message(&error).starts_with("Unavailable: the transaction ended before its handler did"), "{error}");
        assert_eq!(states(&inbox).await, ["1.1 waiting", "1.0 running"]);
        let begun = begin(&inbox).await;
        assert_eq!(inbox.commit(begun, leased.job, leased.fence, LeaseUpdate::Done).await.ok(), Some(true));
    }
}

#[tokio::test]
async fn settings_of_a_handlers_connection_do_not_reach_the_inbox() {
    let (_folder, inbox, leased) = with_effects().await;
    let mut begun = begin(&inbox).await;
    begun.execute("PRAGMA query_only = ON").await.expect("it may");
    inbox.roll_back(begun).await.expect("it is rolled back");
    accept(&inbox, delivery(2, vec![job(None)])).await;
    assert!(complete(&inbox, &leased, LeaseUpdate::Done).await);
}

#[tokio::test]
async fn a_transaction_of_another_inbox_is_refused() {
    let (folder, inbox, leased) = with_effects().await;
    let (_other_folder, other, _) = with_effects().await;
    let begun = begin(&other).await;
    let wrong: [AnyTransaction; 2] = [begun, Box::new("nothing of the kind")];
    for transaction in wrong {
        let error =
            inbox.commit(transaction, leased.job, leased.fence, LeaseUpdate::Done).await.expect_err("it is not");
        assert_eq!(error.kind(), InboxErrorKind::Misconfigured);
    }
    assert_eq!(effects(&folder).await, 0);
    // It was rolled back, and the other transaction goes on.
    accept(&other, delivery(2, vec![job(None)])).await;
}

#[tokio::test]
async fn accepting_waits_for_it() {
    let (_folder, inbox, _) = with_effects().await;
    let begun = begin(&inbox).await;
    let mut accepted = inbox.accept(delivery(2, vec![job(None)]));
    for _ in 0..100 {
        assert!(futures_poll(&mut accepted).await.is_none());
        tokio::task::yield_now().await;
    }
    inbox.roll_back(begun).await.expect("it is rolled back");
    assert!(accepted.await.is_ok());
}
