//! The lock behind which processes lease, update and change jobs one after the other.

use sqlx::postgres::PgConnection;

use super::super::schema::Schema;
use super::common::*;
use crate::inbox::LeaseUpdate;

/// Keeps the queue lock, as a process that hangs.
async fn keep_queue_lock(place: &Place) -> PgConnection {
    let mut connection = place.pool.acquire().await.unwrap().detach();
    let lock = Schema::new(&place.schema).unwrap().lock("turnstile");
    sqlx::query("SELECT pg_advisory_lock($1)").bind(lock).execute(&mut connection).await.unwrap();
    connection
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_do_not_wait_for_it() {
    let place = Place::new().await;
    let inbox = place.open().await;
    let keeper = keep_queue_lock(&place).await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    // Nor when a worker waits for jobs.
    let waiting = tokio::spawn({
        let inbox = inbox.clone();
        async move {
            until_it_works(|| inbox.lease(LeaseRequest { max: 8, lease_duration: Duration::from_secs(60), wait: true }))
                .await
        }
    });
    for _ in 0..3 {
        inbox.accept(delivery(None, vec![job()])).await.unwrap();
    }
    drop(keeper);
    assert!(!waiting.await.unwrap().is_empty());
}

/// The task that writes waits for the queue lock when the delivery arrives.
#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_behind_a_command_that_waits_for_it_is_stored_before_its_answer_is_due() {
    let place = Place::new().await;
    let inbox = place.open().await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    let leased = lease(&inbox, 1).await.remove(0);
    let keeper = keep_queue_lock(&place).await;
    let lock = Schema::new(&place.schema).unwrap().lock("turnstile");
    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
    let waiting = format!("{waiting} AND (classid::bigint << 32) | objid::bigint = {lock}");
    let update = || {
        let inbox = inbox.clone();
        tokio::spawn(async move { inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await })
    };
    let mut updated = update();
    while place.number(&waiting).await == 0 {
        if updated.is_finished() {
            updated = update();
        }
    }
    // The router answers 503 after 4.
    let accepted = tokio::time::timeout(Duration::from_secs(4), inbox.accept(delivery(None, vec![job()])));
    assert_eq!(accepted.await.expect("it is stored in time").unwrap(), Accepted::New);
    assert_eq!(kind(updated.await.unwrap()), Some(InboxErrorKind::Unavailable));
    drop(keeper);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_needs_the_lock_gets_an_error_while_it_is_kept() {
    let place = Place::new().await;
    let inbox = place.open().await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    let leased = lease(&inbox, 1).await.remove(0);
    let keeper = keep_queue_lock(&place).await;
    let updated = inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await;
    assert_eq!(kind(updated), Some(InboxErrorKind::Unavailable));
    drop(keeper);
    // The session of the keeper ends a moment later.
    let update = || inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done);
    assert!(until_it_works(update).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_delivery_is_acknowledged_although_the_rest_of_its_batch_has_to_wait() {
    let place = Place::new().await;
    let inbox = place.open().await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    let leased = lease(&inbox, 1).await.remove(0);
    let keeper = keep_queue_lock(&place).await;
    let update = || inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done);
    let (accepted, updated) = tokio::join!(inbox.accept(delivery(Some(1), vec![job()])), update());
    assert_eq!(accepted.unwrap(), Accepted::New);
    assert_eq!(kind(updated), Some(InboxErrorKind::Unavailable));
    drop(keeper);
    assert!(until_it_works(update).await);
    assert_eq!(inbox.accept(delivery(Some(1), vec![job()])).await.unwrap(), Accepted::Repeated);
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_of_a_batch_happen_one_after_the_other() {
    let place = Place::new().await;
    let inbox = place.open().await;
    inbox.accept(delivery(None, vec![of_key("k"), of_key("k"), job()])).await.unwrap();
    let leased = lease(&inbox, 10).await;
    let update = |place: usize, update| inbox.update_lease(leased[place].job, leased[place].fence, update);
    let extend = LeaseUpdate::Extend { lease_duration: Duration::from_secs(60) };
    let (extended, done, again) =
        tokio::join!(update(0, extend.clone()), update(0, LeaseUpdate::Done), update(0, LeaseUpdate::Done),);
    assert_eq!((extended.unwrap(), done.unwrap(), again.unwrap()), (true, true, false));
    let (released, late) = tokio::join!(update(1, LeaseUpdate::Release), update(1, LeaseUpdate::Done));
    assert_eq!((released.unwrap(), late.unwrap()), (true, false));
    let jobs: Vec<_> = lease(&inbox, 10).await.into_iter().map(|leased| leased.job.index()).collect();
    assert_eq!(jobs.len(), 2);
}
