//! Promise 1.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;

use crate::inbox::{Accepted, InboxErrorKind, JobFilter, JobState, NewDelivery, NewJob};
use crate::testing::inbox::difference::{CheckResult, Difference, holds, same};
use crate::testing::inbox::together::together;
use crate::testing::inbox::trial::{Trial, job, keyed};

pub(super) async fn an_accepted_delivery_is_stored(trial: &Trial) -> CheckResult {
    let number = trial.store(trial.new_delivery(vec![job("a"), keyed("b", "k")])).await?;
    let entries = trial.inbox.list(JobFilter::all()).await?;
    let seen: Vec<_> = entries.iter().map(|entry| (entry.name.as_str(), entry.key.as_deref(), entry.state)).collect();
    same("the list", seen, vec![("b", Some("k"), JobState::Waiting), ("a", None, JobState::Waiting)])?;
    let stored = trial.inbox.show(number).await?;
    let stored = stored.map(|stored| (stored.delivery, stored.received_at, stored.jobs.len()));
    same("the delivery", stored, Some((number, trial.clock.now(), 2)))
}

pub(super) async fn sixty_four_deliveries_at_once_are_stored_once_each(trial: &Trial) -> CheckResult {
    let calls: Vec<_> = (0..64)
        .map(|number| {
            let (inbox, new) = (Arc::clone(&trial.inbox), trial.new_delivery(vec![job(&format!("{number}"))]));
            tokio::spawn(async move { inbox.accept(new).await })
        })
        .collect();
    for call in calls {
        let answer = call.await.map_err(|_| Difference::new("accept", "an answer", "it panicked"))?;
        same("the answer", answer?, Accepted::New)?;
    }
    let entries = trial.inbox.list(JobFilter::all()).await?;
    same("jobs in the list", entries.len(), 64)?;
    let names: BTreeSet<_> = entries.iter().map(|entry| &entry.name).collect();
    same("different jobs in the list", names.len(), 64)?;
    let leased = trial.lease(100).await?;
    let jobs: BTreeSet<_> = leased.iter().map(|leased| leased.job).collect();
    same("jobs leased, and different ones", (leased.len(), jobs.len()), (64, 64))
}

pub(super) async fn bodies_are_kept_byte_for_byte(trial: &Trial) -> CheckResult {
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let large: Vec<u8> = (0u32..1 << 20).map(|place| (place.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let bodies = [Vec::new(), b"\0".to_vec(), b"\xff\xfe' \"".to_vec(), every_byte, "é…\u{10ffff}".into(), large];
    // At the same time, as an engine may write them together.
    let calls = bodies.iter().enumerate().map(|(place, body)| {
        let new = trial.new_delivery(vec![job(&place.to_string())]);
        trial.inbox.accept(NewDelivery { body: Bytes::from(body.clone()), head: place.to_string(), ..new })
    });
    together(calls.collect()).await?;
    for leased in trial.lease(10).await? {
        let place: usize = leased.head.parse().map_err(|_| Difference::new("a head", "a number", &*leased.head))?;
        let expected = bodies.get(place).map(Vec::as_slice).unwrap_or_default();
        same_bytes("a leased body", &leased.body, expected)?;
        let stored = trial.inbox.show(leased.job.delivery()).await?;
        same_bytes("a body that is shown", &stored.map(|stored| stored.body).unwrap_or_default(), expected)?;
        trial.done(&leased).await?;
    }
    same("what is left", trial.lease(10).await?.len(), 0)
}

/// Without printing a mebibyte.
fn same_bytes(what: &str, found: &[u8], expected: &[u8]) -> CheckResult {
    if found == expected {
        return Ok(());
    }
    let at = found.iter().zip(expected).position(|(found, expected)| found != expected);
    let show = |bytes: &[u8]| format!("{} bytes; the first that differs is number {at:?}", bytes.len());
    Err(Difference::new(what, show(expected), show(found)))
}

const TEXTS: [&str; 7] = ["'", "\"; DROP TABLE work; --", "a\\b\n\tc", "é 日本 \u{10ffff}", "%_[]$1 ?1 {}", " ", ""];

pub(super) async fn texts_are_kept_as_they_came(trial: &Trial) -> CheckResult {
    // One character of more than one byte must not move those after it.
    let calls = TEXTS.iter().map(|text| {
        let new = trial.new_delivery(vec![NewJob { name: (*text).to_owned(), ..keyed("", text) }]);
        trial.inbox.accept(NewDelivery { head: (*text).to_owned(), ..new })
    });
    together(calls.collect()).await?;
    let leased = trial.lease(10).await?;
    same("jobs leased", leased.len(), TEXTS.len())?;
    for leased in leased {
        let entry = trial.entry(leased.job).await?;
        same("the head and the name", &entry.name, &leased.head)?;
        same("the key and the name", entry.key.as_ref(), Some(&entry.name))?;
        holds("the head is one of those that were sent", TEXTS.contains(&&*leased.head))?;
    }
    Ok(())
}

pub(super) async fn times_are_kept_to_the_microsecond(trial: &Trial) -> CheckResult {
    let received_at = trial.clock.now() - jiff::SignedDuration::from_micros(1_234_567);
    let number = trial.store(NewDelivery { received_at, ..trial.new_delivery(vec![job("a")]) }).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    same("when it arrived, to a worker", leased.received_at, received_at)?;
    same("when it arrived, in the list", trial.entry(leased.job).await?.received_at, received_at)?;
    let stored = trial.inbox.show(number).await?;
    same("when it arrived, shown", stored.map(|stored| stored.received_at), Some(received_at))
}

pub(super) async fn a_delivery_without_jobs_is_refused_alone(trial: &Trial) -> CheckResult {
    let empty = trial.new_delivery(Vec::new());
    let calls = [trial.new_delivery(vec![job("a")]), empty, trial.new_delivery(vec![job("b")])];
    let calls = calls.map(|new| trial.inbox.accept(new));
    let [first, empty, last] = calls;
    let (first, empty, last) = tokio::join!(first, empty, last);
    same("the others", (first?, last?), (Accepted::New, Accepted::New))?;
    let kind = empty.map_err(|error| error.kind());
    same("the answer", kind, Err(InboxErrorKind::Unsupported))?;
    same("jobs in the list", trial.inbox.list(JobFilter::all()).await?.len(), 2)
}
