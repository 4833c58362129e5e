//! Several machines on one database.

use std::collections::HashMap;
use std::time::Instant;

use super::common::*;
use crate::inbox::{JobAction, Join, LeaseUpdate};

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_hears_of_what_another_machine_stored() {
    let place = Place::new().await;
    let (router, worker) = (place.open().await, place.open().await);
    // It begins to listen a moment after it was opened; until then it polls every second.
    place.wait_for("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN \"$schema\"%'", 2).await;
    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let wait = LeaseRequest { max: 8, lease_duration: Duration::from_secs(60), wait: true };
        let waiting = tokio::spawn({
            let worker = worker.clone();
            async move { worker.lease(wait).await.map(|leased| (leased, Instant::now())) }
        });
        let started = Instant::now();
        router.accept(delivery(None, vec![job()])).await.unwrap();
        let (leased, heard) = waiting.await.unwrap().unwrap();
        assert_eq!(leased.len(), 1);
        fastest = fastest.min(heard - started);
    }
    assert!(fastest < Duration::from_millis(500), "{fastest:?}: it was not notified");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_hears_of_what_was_changed_by_hand() {
    let place = Place::new().await;
    let (tool, worker) = (place.open().await, place.open().await);
    place.wait_for("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN \"$schema\"%'", 2).await;
    worker.accept(delivery(None, vec![job()])).await.unwrap();
    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let leased =
            worker.lease(LeaseRequest { max: 8, lease_duration: Duration::from_secs(60), wait: true }).await.unwrap();
        let [leased] = &leased[..] else { panic!("{leased:?}") };
        worker.update_lease(leased.job, leased.fence, LeaseUpdate::Dead { error: "x".to_owned() }).await.unwrap();
        let waiting = tokio::spawn({
            let worker = worker.clone();
            async move { worker.lease(LeaseRequest { max: 8, lease_duration: Duration::from_secs(60), wait: true }).await }
        });
        let started = Instant::now();
        assert_eq!(tool.apply(JobAction::Retry, JobFilter::all()).await.unwrap(), 1);
        let leased = waiting.await.unwrap().unwrap();
        fastest = fastest.min(started.elapsed());
        worker.update_lease(leased[0].job, leased[0].fence, LeaseUpdate::Release).await.unwrap();
    }
    assert!(fastest < Duration::from_millis(500), "{fastest:?}: it was not notified");
}

/// Three machines work at once: no job is handled twice, jobs of a key run one at a time and in order, and
/// all jobs are handled.
#[tokio::test(flavor = "multi_thread")]
async fn machines_share_the_work_and_keep_the_order() {
    const DELIVERIES: u32 = 600;
    let place = Place::new().await;
    let inboxes = [place.open().await, place.open().await, place.open().await];
    let running = std::sync::Arc::new(std::sync::Mutex::new(HashMap::<String, i64>::new()));
    let handled = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let senders = std::sync::Arc::new(());

    let mut tasks = Vec::new();
    for (place, inbox) in inboxes.iter().enumerate() {
        let (inbox, sender) = (inbox.clone(), senders.clone());
        tasks.push(tokio::spawn(async move {
            let _sends = sender;
            for number in 0..DELIVERIES / 3 {
                let key = format!("k{}", number % 7);
                let since = Timestamp::from_second(i64::from(number)).unwrap();
                let join = (place == 0 && number % 5 == 0).then(|| Join { topic: "t".to_owned(), since });
                let job = NewJob { key: Some(key.clone()), name: key, join, ..job() };
                inbox.accept(delivery(None, vec![job])).await.unwrap();
            }
        }));
        let (inbox, running, handled) = (inboxes[place].clone(), running.clone(), handled.clone());
        let senders = std::sync::Arc::downgrade(&senders);
        tasks.push(tokio::spawn(async move {
            loop {
                let all_sent = senders.strong_count() == 0;
                let leased = lease(&inbox, 4).await;
                if leased.is_empty() && all_sent {
                    let left = inbox.statistics().await.unwrap();
                    if left.waiting + left.running == 0 {
                        break;
                    }
                }
                for leased in leased {
                    let key = inbox.list(JobFilter::job(leased.job)).await.unwrap()[0].name.clone();
                    let before = running.lock().unwrap().insert(key.clone(), leased.job.as_i64());
                    assert_eq!(before, None, "two jobs of {key} run at once");
                    handled.lock().unwrap().push((key.clone(), leased.job));
                    running.lock().unwrap().remove(&key);
                    assert!(inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await.unwrap());
                }
            }
        }));
    }
    drop(senders);
    for task in tasks {
        task.await.unwrap();
    }
    let statistics = inboxes[0].statistics().await.unwrap();
    assert_eq!((statistics.waiting, statistics.running), (0, 0));
    let mut handled = std::mem::take(&mut *handled.lock().unwrap());
    let joined = inboxes[0].list(JobFilter::all().state(crate::inbox::JobState::Joined)).await.unwrap().len();
    assert_eq!(handled.len() + joined, DELIVERIES as usize);
    handled.sort();
    let runs = handled.len();
    handled.dedup();
    assert_eq!(handled.len(), runs, "a job was handled twice");
}
