//! Jobs that join.

use std::time::Duration;

use super::common::{Folder, Seconds, accept, complete, delivery, jobs, joining, lease, list, open, states, time};
use crate::inbox::{Inbox, JobAction, JobFilter, JobId, LeaseUpdate, NewJob, Retention};

#[tokio::test]
async fn a_burst_is_one_run_from_the_earliest_time() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    for (number, since) in [(1, 50), (2, 30), (3, 70)] {
        accept(&inbox, delivery(number, vec![joining("a", since), joining("b", since + 1)])).await;
    }
    let leased = lease(&inbox, 9).await;
    assert_eq!(jobs(&leased), ["1.0", "1.1"]);
    assert_eq!(leased.iter().map(|leased| leased.since).collect::<Vec<_>>(), [Some(time(30)), Some(time(31))]);
    let joined: Vec<_> = list(&inbox).await.into_iter().filter_map(|entry| entry.joined).collect();
    let (a, b) = (JobId::new(1, 0).expect("it is one"), JobId::new(1, 1).expect("it is one"));
    assert_eq!(joined, [b, a, b, a]);
}

#[tokio::test]
async fn a_change_that_arrives_during_a_run_has_a_run_of_its_own() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let key = |job: NewJob| NewJob { key: Some("k".to_owned()), ..job };
    accept(&inbox, delivery(1, vec![key(joining("a", 50))])).await;
    let first = lease(&inbox, 1).await.remove(0);
    for (number, since) in [(2, 60), (3, 40)] {
        accept(&inbox, delivery(number, vec![key(joining("a", since))])).await;
    }
    assert!(lease(&inbox, 9).await.is_empty());
    assert_eq!(states(&inbox).await, ["3.0 joined", "2.0 waiting", "1.0 running"]);
    // It waits for its retry: a job that arrives now joins it, as the first one that waits.
    let retry = LeaseUpdate::Retry { after: Duration::from_secs(10), error: "no".to_owned() };
    assert!(complete(&inbox, &first, retry).await);
    accept(&inbox, delivery(4, vec![key(joining("a", 20))])).await;
    assert!(lease(&inbox, 9).await.is_empty());
    assert_eq!(list(&inbox).await[0].joined, Some(first.job));
    clock.advance(10);
    let again = lease(&inbox, 9).await.remove(0);
    assert_eq!((again.job, again.since), (first.job, Some(time(20))));
    assert!(complete(&inbox, &again, LeaseUpdate::Done).await);
    let second = lease(&inbox, 9).await.remove(0);
    assert_eq!((second.job.delivery(), second.since), (2, Some(time(40))));
}

#[tokio::test]
async fn a_joined_job_is_kept_as_long_as_the_job_that_it_joined() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![joining("a", 50)])).await;
    accept(&inbox, delivery(2, vec![joining("a", 50)])).await;
    let leased = lease(&inbox, 1).await.remove(0);
    let now = Retention { done: Duration::ZERO, dead: Some(Duration::ZERO) };
    assert_eq!(inbox.prune(now).await.ok(), Some(0));
    assert!(complete(&inbox, &leased, LeaseUpdate::Done).await);
    assert_eq!(
        inbox.apply(JobAction::Replay, JobFilter::job(JobId::new(2, 0).expect("it is one"))).await.ok(),
        Some(1)
    );
    assert_eq!(list(&inbox).await[0].joined, None);
    assert_eq!(inbox.prune(now).await.ok(), Some(1));
    let own = lease(&inbox, 1).await.remove(0);
    assert_eq!(own.job.delivery(), 2);
    assert!(complete(&inbox, &own, LeaseUpdate::Done).await);
    assert_eq!(inbox.prune(now).await.ok(), Some(1));
}
