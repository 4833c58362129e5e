//! A server that goes away and comes back. Each test has its own.

use std::time::Instant;

use super::common::*;
use crate::inbox::LeaseUpdate;

/// The service waits 5 seconds for an answer. A batch may take a little longer, and the machine may be busy.
const BOUND: Duration = Duration::from_secs(20);

/// While the server is away, deliveries fail soon, with an error that says that it may work later.
async fn fails_soon(inbox: &PostgresInbox) {
    for _ in 0..2 {
        let started = Instant::now();
        assert_eq!(kind(inbox.accept(delivery(None, vec![job()])).await), Some(InboxErrorKind::Unavailable));
        assert!(started.elapsed() < BOUND, "{:?}", started.elapsed());
    }
    assert_eq!(kind(inbox.statistics().await), Some(InboxErrorKind::Unavailable));
    assert_eq!(kind(inbox.begin().await), Some(InboxErrorKind::Unavailable));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_after_a_restart() {
    let server = Server::start();
    let inbox = Place::on(&server.url()).await.open().await;
    inbox.accept(delivery(Some(1), vec![job()])).await.unwrap();
    server.stop();
    fails_soon(&inbox).await;
    server.start_again();
    assert_eq!(until_it_works(|| inbox.accept(delivery(Some(1), vec![job()]))).await, Accepted::Repeated);
    assert_eq!(until_it_works(|| inbox.accept(delivery(Some(2), vec![job()]))).await, Accepted::New);
    assert_eq!(lease(&inbox, 10).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_goes_on_after_an_unnoticed_restart() {
    let server = Server::start();
    let inbox = Place::on(&server.url()).await.open().await;
    inbox.accept(delivery(Some(1), vec![job()])).await.unwrap();
    server.restart();
    // A connection that was idle for a while is checked first.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(inbox.accept(delivery(Some(1), vec![job()])).await.unwrap(), Accepted::Repeated);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_delivery_survives_a_crash_of_the_server() {
    let server = Server::start();
    let inbox = Place::on(&server.url()).await.open().await;
    let answered = std::sync::Arc::new(AtomicU32::new(0));
    // Deliveries are accepted while the server is killed.
    let accepting: Vec<_> = (0..8u8)
        .map(|sender| {
            let (inbox, answered) = (inbox.clone(), answered.clone());
            tokio::spawn(async move {
                let mut accepted = Vec::new();
                for number in 0u32.. {
                    let mut delivery = delivery(None, vec![of_key(&sender.to_string())]);
                    delivery.head = format!("{sender}.{number}");
                    let head = delivery.head.clone();
                    match inbox.accept(delivery).await {
                        Ok(_) => {
                            answered.fetch_add(1, Ordering::Relaxed);
                            accepted.push(head);
                        }
                        Err(_) => break,
                    }
                }
                accepted
            })
        })
        .collect();
    // In the middle of the batch.
    while answered.load(Ordering::Relaxed) < 50 {
        tokio::task::yield_now().await;
    }
    server.kill();
    let mut accepted = Vec::new();
    for accepting in accepting {
        accepted.extend(accepting.await.unwrap());
    }
    assert!(accepted.len() >= 50);
    fails_soon(&inbox).await;
    server.start_again();

    until_it_works(|| inbox.accept(delivery(None, vec![job()]))).await;
    let mut heads = std::collections::HashSet::new();
    loop {
        let leased = lease(&inbox, 100).await;
        if leased.is_empty() {
            break;
        }
        let updates: Vec<_> = leased.iter().map(|it| inbox.update_lease(it.job, it.fence, LeaseUpdate::Done)).collect();
        for update in updates {
            assert!(update.await.unwrap());
        }
        heads.extend(leased.into_iter().map(|leased| leased.head));
    }
    let lost: Vec<_> = accepted.iter().filter(|head| !heads.contains(*head)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_waits_hears_of_the_outage_and_of_its_end() {
    let server = Server::start();
    let inbox = Place::on(&server.url()).await.open().await;
    let waiting = {
        let inbox = inbox.clone();
        tokio::spawn(async move { inbox.lease(LeaseRequest { max: 1, lease_duration: BOUND, wait: true }).await })
    };
    server.stop();
    assert_eq!(kind(waiting.await.unwrap()), Some(InboxErrorKind::Unavailable));
    server.start_again();
    until_it_works(|| inbox.accept(delivery(None, vec![job()]))).await;
    let leased = until_it_works(|| inbox.lease(LeaseRequest { max: 1, lease_duration: BOUND, wait: true })).await;
    assert_eq!(leased.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_answer_delays_no_caller_for_long() {
    let server = Server::start();
    let inbox = Place::on(&server.url()).await.open().await;
    inbox.accept(delivery(Some(1), vec![job()])).await.unwrap();
    server.freeze();
    let started = Instant::now();
    assert_eq!(kind(inbox.accept(delivery(Some(2), vec![job()])).await), Some(InboxErrorKind::Unavailable));
    assert!(started.elapsed() < BOUND, "{:?}", started.elapsed());
    server.thaw();
    // It is not known whether it was stored.
    until_it_works(|| inbox.accept(delivery(Some(2), vec![job()]))).await;
    assert_eq!(lease(&inbox, 10).await.len(), 2);
}
