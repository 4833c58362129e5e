//! Deliveries that are unusual: repeated, large, or with odd texts.

use super::common::*;

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_each_stored_once() {
    let place = Place::new().await;
    // Two machines. Each gets every delivery twice.
    let inboxes = [place.open().await, place.open().await];
    let mut tasks = Vec::new();
    for repeat in 0..200 {
        for inbox in inboxes.iter().cycle().take(4) {
            let inbox = inbox.clone();
            tasks.push(tokio::spawn(async move { inbox.accept(delivery(Some(repeat), vec![job()])).await }));
        }
    }
    let mut new = 0;
    for task in tasks {
        new += u32::from(task.await.unwrap().unwrap() == Accepted::New);
    }
    assert_eq!(new, 200);
    assert_eq!(list(&inboxes[0]).await.len(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_of_a_batch_are_numbered_as_they_came() {
    let place = Place::new().await;
    let inbox = place.open().await;
    // Their repeat keys are sorted the other way round.
    let accepts: Vec<_> = (0..100u8)
        .map(|place| {
            let mut job = job();
            job.name = place.to_string();
            inbox.accept(delivery(Some(255 - place), vec![job]))
        })
        .collect();
    for accept in accepts {
        assert_eq!(accept.await.unwrap(), Accepted::New);
    }
    let names: Vec<_> = list(&inbox).await.into_iter().rev().map(|entry| entry.name).collect();
    assert_eq!(names, (0..100).map(|place| place.to_string()).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_larger_than_a_statement_is_stored() {
    /// Two of them are too large.
    const LARGE: usize = 40 << 10;
    let place = Place::new().await;
    let inbox = place.open().await;
    let large = |repeat, byte: u8| NewDelivery {
        body: vec![byte; LARGE].into(),
        ..delivery(Some(repeat), vec![job(), of_key("k")])
    };
    let accepts: Vec<_> = (0..6).map(|byte| inbox.accept(large(byte % 5, byte))).collect();
    let mut accepted = Vec::new();
    for accept in accepts {
        accepted.push(accept.await.unwrap());
    }
    assert_eq!(accepted, [[Accepted::New; 5].as_slice(), &[Accepted::Repeated]].concat());
    let leased = lease(&inbox, 100).await;
    // All without a key, and the first with it.
    assert_eq!(leased.len(), 6);
    assert!(leased.iter().all(|leased| leased.body.len() == LARGE));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_postgres_cannot_store_does_not_fail_its_batch() {
    let place = Place::new().await;
    let inbox = place.open().await;
    let nul = "a\0b".to_owned();
    let job = NewJob { name: nul.clone(), key: Some(nul.clone()), ..job() };
    inbox.accept(NewDelivery { head: nul.clone(), body: "\0".into(), ..delivery(None, vec![job]) }).await.unwrap();
    let leased = lease(&inbox, 1).await.pop().unwrap();
    assert_eq!((&*leased.head, &*leased.body), ("a\u{fffd}b", b"\0".as_slice()));
    let dead = crate::inbox::LeaseUpdate::Dead { error: nul.clone() };
    assert!(inbox.update_lease(leased.job, leased.fence, dead).await.unwrap());
    assert_eq!(list(&inbox).await[0].error.as_deref(), Some("a\u{fffd}b"));
    assert_eq!(inbox.list(JobFilter::all().name(nul)).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_any_length_are_told_apart() {
    let place = Place::new().await;
    let inbox = place.open().await;
    // Longer than an entry of an index can be, also when it is compressed; only the ends differ.
    let long = |end: &str| {
        let noise: String = (0..9000u32).map(|place| char::from(33 + (place * place % 89) as u8)).collect();
        of_key(&(noise + end))
    };
    inbox.accept(delivery(None, vec![long("a"), long("b"), long("a")])).await.unwrap();
    let leased = lease(&inbox, 10).await;
    assert_eq!(leased.iter().map(|leased| leased.job.index()).collect::<Vec<_>>(), [0, 1]);
    assert!(inbox.update_lease(leased[0].job, leased[0].fence, crate::inbox::LeaseUpdate::Done).await.unwrap());
    assert_eq!(lease(&inbox, 10).await[0].job.index(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backlog_of_one_key_does_not_hide_what_is_behind_it() {
    let place = Place::new().await;
    let inbox = place.open().await;
    let jobs = std::iter::repeat_n(of_key("k"), 5000).chain([job()]).collect();
    inbox.accept(delivery(None, jobs)).await.unwrap();
    let mut leased = lease(&inbox, 2).await;
    leased.extend(lease(&inbox, 2).await);
    assert_eq!(leased.iter().map(|leased| leased.job.index()).collect::<Vec<_>>(), [0, 5000]);
    assert!(lease(&inbox, 2).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_row_does_not_stop_the_others() {
    let place = Place::new().await;
    let inbox = place.open().await;
    for _ in 0..3 {
        inbox.accept(delivery(None, vec![job()])).await.unwrap();
    }
    place.execute("DELETE FROM delivery WHERE id = 2; UPDATE work SET attempts = -5 WHERE id >> 20 = 1").await;
    let leased = lease(&inbox, 10).await;
    let seen: Vec<_> = leased.iter().map(|leased| (leased.job.delivery(), &*leased.head, leased.attempt)).collect();
    assert_eq!(seen, [(1, "head", 0), (2, "", 1), (3, "head", 1)]);
    assert_eq!(list(&inbox).await.len(), 3);
}
