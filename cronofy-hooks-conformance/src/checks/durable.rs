//! Promise 1.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use cronofy_hooks::inbox::{Accepted, InboxErrorKind, JobFilter, JobState, NewDelivery, NewJob};
use jiff::SignedDuration;

use crate::difference::{CheckResult, Difference, holds, same};
use crate::together::{in_tasks, together};
use crate::trial::{Trial, job, keyed};

pub(super) async fn an_accepted_delivery_is_stored(trial: &Trial) -> CheckResult {
    let number = trial.store_jobs([job("a"), keyed("b", "k")]).await?;
    let records = trial.inbox.list(JobFilter::all()).await?;
    let seen: Vec<_> = records.iter().map(|it| (it.name.as_str(), it.key.as_deref(), it.state)).collect();
    same("the list", seen, [("b", Some("k"), JobState::Waiting), ("a", None, JobState::Waiting)])?;
    let stored = trial.inbox.show(number).await?;
    let stored = stored.map(|stored| (stored.delivery, stored.received_at, stored.jobs.len()));
    same("the delivery", stored, Some((number, trial.clock.now(), 2)))
}

pub(super) async fn sixty_four_deliveries_at_once_are_stored_once_each(trial: &Trial) -> CheckResult {
    let calls = (0..64).map(|number| {
        let (inbox, new) = (Arc::clone(&trial.inbox), trial.new_delivery([job(&format!("{number}"))]));
        async move { inbox.accept(new).await }
    });
    same("the answers", in_tasks(calls).await?, [Accepted::New; 64])?;
    trial.lists_many(64).await?;
    let records = trial.inbox.list(JobFilter::all()).await?;
    let names: BTreeSet<_> = records.iter().map(|record| &record.name).collect();
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
        let new = trial.new_delivery([job(&place.to_string())]);
        trial.inbox.accept(NewDelivery { body: Bytes::from(body.clone()), head: place.to_string(), ..new })
    });
    together(calls).await?;
    for leased in trial.lease(10).await? {
        let place: usize = leased.head.parse().map_err(|_| Difference::new("a head", "a number", &*leased.head))?;
        let expected = bodies.get(place).map(Vec::as_slice).unwrap_or_default();
        same_bytes("a leased body", &leased.body, expected)?;
        let stored = trial.inbox.show(leased.job.delivery()).await?;
        same_bytes("a body that is shown", &stored.map(|stored| stored.body).unwrap_or_default(), expected)?;
        trial.done(&leased).await?;
    }
    trial.leases("what is left", []).await.map(drop)
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
        let new = trial.new_delivery([NewJob { name: (*text).to_owned(), ..keyed("", text) }]);
        trial.inbox.accept(NewDelivery { head: (*text).to_owned(), ..new })
    });
    together(calls).await?;
    let leased = trial.lease(10).await?;
    same("jobs leased", leased.len(), TEXTS.len())?;
    for leased in leased {
        let record = trial.record(leased.job).await?;
        same("the head and the name", &record.name, &leased.head)?;
        same("the key and the name", record.key.as_ref(), Some(&record.name))?;
        holds("the head is one of those that were sent", TEXTS.contains(&&*leased.head))?;
    }
    Ok(())
}

pub(super) async fn times_are_kept_to_the_microsecond(trial: &Trial) -> CheckResult {
    let received_at = trial.clock.now() - SignedDuration::from_micros(1_234_567);
    let number = trial.store(NewDelivery { received_at, ..trial.new_delivery([job("a")]) }).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    same("when it arrived, to a worker", leased.received_at, received_at)?;
    same("when it arrived, in the list", trial.record(leased.job).await?.received_at, received_at)?;
    let stored = trial.inbox.show(number).await?;
    same("when it arrived, shown", stored.map(|stored| stored.received_at), Some(received_at))
}

pub(super) async fn a_delivery_without_jobs_is_refused_alone(trial: &Trial) -> CheckResult {
    let calls = [vec![job("a")], vec![], vec![job("b")]].map(|jobs| trial.inbox.accept(trial.new_delivery(jobs)));
    let [first, empty, last] = calls;
    let (first, empty, last) = tokio::join!(first, empty, last);
    same("the others", (first?, last?), (Accepted::New, Accepted::New))?;
    same("the answer", empty.map_err(|error| error.kind()), Err(InboxErrorKind::Unsupported))?;
    trial.lists_many(2).await
}
