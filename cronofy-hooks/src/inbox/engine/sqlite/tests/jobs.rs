//! Jobs from their arrival to their deletion.

use std::time::Duration;

use bytes::Bytes;

use super::common::{
    Folder, Seconds, WAITING, accept, complete, delivery, job, jobs, lease, list, only, open, raw, run, states, time,
};
use crate::inbox::{
    Accepted, Inbox, InboxErrorKind, JobAction, JobFilter, JobId, JobState, LeaseRequest, LeaseUpdate, NewJob,
    Retention,
};

#[tokio::test]
async fn bytes_and_texts_come_back_as_they_were() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let odd = "nul \0, quotes '\"\\, ünïcödé 🗓";
    let mut stored = delivery(1, vec![NewJob { name: odd.to_owned(), ..job(Some(odd)) }]);
    stored.head = odd.repeat(3);
    stored.body = Bytes::from((0..=255).cycle().take(1 << 20).collect::<Vec<u8>>());
    let mut empty = delivery(2, vec![job(Some(""))]);
    (empty.head, empty.body, empty.repeat) = (String::new(), Bytes::new(), None);
    accept(&inbox, stored.clone()).await;
    accept(&inbox, empty).await;

    let shown = inbox.show(1).await.expect("it is shown").expect("it exists");
    assert_eq!((&shown.head, &shown.body), (&stored.head, &stored.body));
    assert_eq!((&*shown.jobs[0].name, shown.jobs[0].key.as_deref()), (odd, Some(odd)));
    let leased = lease(&inbox, 2).await;
    assert_eq!((&leased[0].head, &leased[0].body, leased[0].received_at), (&stored.head, &stored.body, time(1)));
    assert_eq!((&*leased[1].head, &*leased[1].body), ("", &b""[..]));
    assert!(complete(&inbox, &leased[0], LeaseUpdate::Dead { error: odd.to_owned() }).await);
    assert_eq!(list(&inbox).await[1].error.as_deref(), Some(odd));
    assert_eq!(list(&inbox).await[0].key.as_deref(), Some(""));
}

#[tokio::test]
async fn deliveries_that_arrive_at_once_are_each_stored_once() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let accepts = (0..200).map(|number: u8| {
        let (inbox, number) = (inbox.clone(), number % 50);
        tokio::spawn(async move { inbox.accept(delivery(number, vec![job(None), job(None)])).await })
    });
    let mut new = 0;
    for accepted in accepts.collect::<Vec<_>>() {
        let accepted = accepted.await.expect("no panic").expect("it is accepted");
        new += usize::from(accepted == Accepted::New);
    }
    assert_eq!((new, list(&inbox).await.len()), (50, 100));
    for number in 0..50 {
        assert_eq!(inbox.accept(delivery(number, vec![job(None)])).await.ok(), Some(Accepted::Repeated));
    }
}

#[tokio::test]
async fn more_than_one_statement_carries() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let accepts = (0..20).map(|number| {
        let mut large = delivery(number, vec![job(None)]);
        large.body = Bytes::from(vec![number; 1 << 20]);
        let inbox = inbox.clone();
        tokio::spawn(async move { inbox.accept(large).await })
    });
    for accepted in accepts.collect::<Vec<_>>() {
        assert_eq!(accepted.await.expect("no panic").ok(), Some(Accepted::New));
    }
    for leased in lease(&inbox, 20).await {
        let number = u8::try_from(leased.received_at.as_second()).expect("it is one of those above");
        assert_eq!((leased.body.len(), leased.body[77]), (1 << 20, number));
    }
}

#[tokio::test]
async fn a_delivery_without_jobs_is_refused_alone() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let error = inbox.accept(delivery(1, Vec::new())).await.expect_err("it has no jobs");
    assert_eq!(error.kind(), InboxErrorKind::Unsupported);
    assert!(states(&inbox).await.is_empty());
}

#[tokio::test]
async fn of_a_key_one_at_a_time() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    for number in 1..=3 {
        accept(&inbox, delivery(number, vec![job(Some("a")), job(Some("b")), job(None)])).await;
    }
    let first = lease(&inbox, 9).await;
    assert_eq!(jobs(&first), ["1.0", "1.1", "1.2", "2.2", "3.2"]);
    assert!(complete(&inbox, &first[0], LeaseUpdate::Done).await);
    let retry = LeaseUpdate::Retry { after: Duration::from_secs(60), error: "no".to_owned() };
    assert!(complete(&inbox, &first[1], retry).await);
    assert_eq!(jobs(&lease(&inbox, 9).await), ["2.0"]);
    clock.advance(61);
    // The lease of the others has ended too.
    assert_eq!(jobs(&lease(&inbox, 9).await), ["1.2", "2.0", "2.2", "3.2", "1.1"]);
    let bury = inbox.apply(JobAction::Bury, JobFilter::job("2.0".parse().expect("it is one"))).await;
    assert_eq!(bury.ok(), Some(0), "it runs");
    clock.advance(61);
    let bury = inbox.apply(JobAction::Bury, JobFilter::job("2.0".parse().expect("it is one"))).await;
    assert_eq!(bury.ok(), Some(1));
    assert_eq!(jobs(&lease(&inbox, 9).await), ["3.0", "1.1", "1.2", "2.2", "3.2"]);
}

#[tokio::test]
async fn a_batch_settles_a_job_in_order() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(Some("a"))])).await;
    accept(&inbox, delivery(2, vec![job(Some("a"))])).await;
    let leased = lease(&inbox, 1).await.remove(0);
    let update = |update| {
        let (inbox, job, fence) = (inbox.clone(), leased.job, leased.fence);
        async move { inbox.update_lease(job, fence, update).await.ok() }
    };
    let lease_duration = Duration::from_secs(5);
    let updated = tokio::join!(biased; update(LeaseUpdate::Extend { lease_duration }), update(LeaseUpdate::Done), update(LeaseUpdate::Release));
    assert_eq!(updated, (Some(true), Some(true), Some(false)));
    assert_eq!(states(&inbox).await, ["2.0 waiting", "1.0 done"]);
    assert_eq!(jobs(&lease(&inbox, 9).await), ["2.0"]);
}

#[tokio::test]
async fn attempts_and_times() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![NewJob { delay: Duration::from_secs(10), ..job(None) }])).await;
    assert!(lease(&inbox, 1).await.is_empty());
    clock.advance(10);
    let first = lease(&inbox, 1).await.remove(0);
    assert_eq!((first.attempt, only(&inbox).await.due_at), (1, time(140)));
    assert!(complete(&inbox, &first, LeaseUpdate::Release).await);
    assert_eq!((only(&inbox).await.attempts, only(&inbox).await.state), (0, WAITING));
    let second = lease(&inbox, 1).await.remove(0);
    assert_eq!(second.attempt, 1);
    clock.advance(1000);
    assert_eq!(only(&inbox).await.state, WAITING);
    assert!(!complete(&inbox, &first, LeaseUpdate::Done).await);
    // Late, but no other worker has it.
    assert!(complete(&inbox, &second, LeaseUpdate::Extend { lease_duration: Duration::MAX }).await);
    assert_eq!(only(&inbox).await.state, JobState::Running);
    assert!(complete(&inbox, &second, LeaseUpdate::Retry { after: Duration::MAX, error: "no".to_owned() }).await);
    assert_eq!(inbox.apply(JobAction::Retry, JobFilter::all()).await.ok(), Some(1));
    let third = lease(&inbox, 1).await.remove(0);
    assert_eq!((third.attempt, third.fence > second.fence), (2, true));
    assert!(complete(&inbox, &third, LeaseUpdate::Done).await);
    assert_eq!(only(&inbox).await.finished_at, Some(time(1110)));
    assert_eq!(inbox.apply(JobAction::Replay, JobFilter::all()).await.ok(), Some(1));
    let replayed = only(&inbox).await;
    assert_eq!((replayed.attempts, replayed.replays, replayed.finished_at), (0, 1, None));
}

#[tokio::test]
async fn a_waiting_request_gets_a_job_when_it_is_due() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let request = LeaseRequest { max: 5, lease_duration: Duration::from_secs(30), wait: true };
    let (leased, ()) = tokio::join!(inbox.lease(request), accept(&inbox, delivery(1, vec![job(None)])));
    let leased = leased.expect("leasing works").remove(0);
    assert!(complete(&inbox, &leased, LeaseUpdate::Dead { error: "no".to_owned() }).await);
    let (again, changed) = tokio::join!(inbox.lease(request), inbox.apply(JobAction::Retry, JobFilter::all()));
    assert_eq!((jobs(&again.expect("leasing works")), changed.ok()), (vec!["1.0".to_owned()], Some(1)));
}

#[tokio::test]
async fn a_burst_of_one_key_is_admitted_in_steps() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(Some("a")); 9000])).await;
    accept(&inbox, delivery(2, vec![job(None)])).await;
    let request = LeaseRequest { max: 5, lease_duration: Duration::from_secs(30), wait: true };
    let mut leased = inbox.lease(request).await.expect("leasing works");
    assert_eq!(jobs(&leased), ["1.0"]);
    // The waiting request goes on where it stopped, without another command.
    leased = inbox.lease(request).await.expect("leasing works");
    assert_eq!(jobs(&leased), ["2.0"]);
    let statistics = inbox.statistics().await.expect("it counts");
    assert_eq!((statistics.waiting, statistics.running), (8999, 2));
    assert_eq!(statistics.oldest, Some(time(1)));
}

#[tokio::test]
async fn old_deliveries_are_deleted() {
    let (folder, clock) = (Folder::new(), Seconds::at(1000));
    let inbox = open(&folder.file(), &clock).await;
    for number in 1..=4 {
        accept(&inbox, delivery(number, vec![job(None), job(None)])).await;
    }
    for leased in lease(&inbox, 6).await {
        let dead = leased.job == JobId::new(2, 1).expect("it is one");
        let update = if dead { LeaseUpdate::Dead { error: "no".to_owned() } } else { LeaseUpdate::Done };
        assert!(complete(&inbox, &leased, update).await);
    }
    let prune = async |done, dead: Option<u64>| {
        let retention = Retention { done: Duration::from_secs(done), dead: dead.map(Duration::from_secs) };
        inbox.prune(retention).await.expect("pruning works")
    };
    assert_eq!(prune(999, None).await, 0);
    assert_eq!(prune(997, None).await, 1);
    assert_eq!(prune(0, None).await, 1);
    assert_eq!(prune(0, Some(998)).await, 0);
    assert_eq!(prune(0, Some(997)).await, 1);
    assert_eq!(states(&inbox).await, ["4.1 waiting", "4.0 waiting"]);
    // A number is not used again, and a deleted delivery is not recognised.
    inbox.apply(JobAction::Bury, JobFilter::all()).await.expect("changing works");
    assert_eq!(prune(0, Some(0)).await, 1);
    accept(&inbox, delivery(1, vec![job(None)])).await;
    assert_eq!(states(&inbox).await, ["5.0 waiting"]);
}

#[tokio::test]
async fn a_damaged_row_does_not_stop_the_others() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    for number in 1..=4 {
        accept(&inbox, delivery(number, vec![job(None)])).await;
    }
    let mut raw = raw(&folder.file()).await;
    run(&mut raw, "UPDATE delivery SET head = CAST(x'ff6869' AS TEXT) WHERE id = 1").await;
    run(&mut raw, "DELETE FROM delivery WHERE id = 2; UPDATE work SET name = CAST(x'ff' AS TEXT) WHERE id >> 20 = 2")
        .await;
    run(&mut raw, "UPDATE work SET attempts = 9223372036854775807, since_us = -9223372036854775808 WHERE id >> 20 = 3")
        .await;
    assert_eq!(list(&inbox).await[2].name, "\u{fffd}");
    assert_eq!(inbox.show(1).await.expect("it is shown").expect("it exists").head, "");
    assert_eq!(inbox.show(2).await.expect("it is shown"), None);
    let leased = lease(&inbox, 9).await;
    assert_eq!(jobs(&leased), ["1.0", "2.0", "3.0", "4.0"]);
    assert_eq!((&*leased[0].head, &*leased[1].body, leased[2].attempt), ("", &b""[..], u32::MAX));
    for leased in &leased {
        assert!(complete(&inbox, leased, LeaseUpdate::Dead { error: "damaged".to_owned() }).await);
    }
}

#[tokio::test]
async fn a_selection_narrows() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    for number in 1..=5 {
        let name = format!("interaction \"kind_{number}%\"");
        accept(&inbox, delivery(number, vec![NewJob { name, ..job(None) }])).await;
    }
    let leased = lease(&inbox, 2).await;
    assert!(complete(&inbox, &leased[0], LeaseUpdate::Dead { error: "no".to_owned() }).await);
    let list = async |filter| {
        let entries = inbox.list(filter).await.expect("listing works");
        entries.iter().map(|entry| entry.job.delivery()).collect::<Vec<_>>()
    };
    assert_eq!(list(JobFilter::all().since(time(2)).until(time(5))).await, [4, 3, 2]);
    assert_eq!(list(JobFilter::all().state(WAITING).limit(2)).await, [5, 4]);
    assert_eq!(list(JobFilter::all().state(JobState::Dead).state(JobState::Running)).await, [2, 1]);
    assert_eq!(list(JobFilter::all().name("kind_3%")).await, [3]);
    assert_eq!(list(JobFilter::all().name("%")).await, [5, 4, 3, 2, 1]);
    assert_eq!(list(JobFilter::job(leased[0].job)).await, [1]);
    assert_eq!(list(JobFilter::all().limit(0)).await, [0; 0]);
    assert_eq!(inbox.apply(JobAction::Retry, JobFilter::all().state(JobState::Done)).await.ok(), Some(0));
    assert_eq!(inbox.apply(JobAction::Bury, JobFilter::all().limit(2)).await.ok(), Some(2));
    assert_eq!(states(&inbox).await, ["5.0 dead", "4.0 dead", "3.0 waiting", "2.0 running", "1.0 dead"]);
    assert_eq!(inbox.show(i64::MAX).await.ok(), Some(None));
    assert_eq!(inbox.show(-1).await.ok(), Some(None));
}
