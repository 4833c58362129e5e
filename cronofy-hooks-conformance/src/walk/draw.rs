//! What a step is made of, drawn at random.
//!
//! There are few names, keys and topics, and times are a few seconds apart, so that steps interact: a walk of a
//! handful of steps already leases, fails, joins and prunes the same jobs.

use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::inbox::{JobFilter, JobState, Join, LeaseUpdate, NewDelivery, NewJob, Retention};
use fastrand::Rng;
use jiff::Timestamp;

use crate::TestClock;

pub(super) fn pick<T: Copy, const N: usize>(random: &mut Rng, of: [T; N]) -> T {
    of[random.usize(..N)]
}

pub(super) fn seconds(random: &mut Rng, below: u64) -> Duration {
    Duration::from_secs(random.u64(..below))
}

/// Something in so many of ten cases.
fn sometimes<T>(random: &mut Rng, of_ten: u8, draw: impl FnOnce(&mut Rng) -> T) -> Option<T> {
    (random.u8(..10) < of_ten).then(|| draw(random))
}

/// A time of the first seconds of a walk.
fn early(random: &mut Rng, below: u64) -> Timestamp {
    TestClock::new().now() + seconds(random, below)
}

/// Some seconds, or without end in one of so many cases.
fn duration(random: &mut Rng, below: u64, one_of: u8) -> Duration {
    if random.u8(..one_of) == 0 { Duration::MAX } else { seconds(random, below) }
}

/// A delivery; the number distinguishes it from the others of the walk.
pub(super) fn delivery(random: &mut Rng, number: usize, now: Timestamp) -> NewDelivery {
    NewDelivery {
        repeat: sometimes(random, 3, |random| [random.u8(..3); 16]),
        head: format!("delivery \"{number}\""),
        body: Bytes::from(vec![b'b'; number % 7]),
        received_at: now - Duration::from_secs(pick(random, [0, 0, 0, 5, 40])),
        jobs: (0..random.usize(1..4)).map(|_| job(random)).collect(),
    }
}

fn job(random: &mut Rng) -> NewJob {
    NewJob {
        name: pick(random, ["a", "b", "ab"]).to_owned(),
        key: sometimes(random, 5, |random| pick(random, ["k", "l"]).to_owned()),
        join: sometimes(random, 5, |random| Join {
            topic: pick(random, ["t", "u"]).to_owned(),
            since: early(random, 10),
        }),
        delay: sometimes(random, 4, |random| duration(random, 12, 5)).unwrap_or_default(),
    }
}

pub(super) fn update(random: &mut Rng) -> LeaseUpdate {
    let (after, error) = (duration(random, 12, 7), pick(random, ["it failed", "it's \"late\""]).to_owned());
    match random.u8(..14) {
        0..4 => LeaseUpdate::Done,
        4 => LeaseUpdate::Discarded { reason: error },
        5..8 => LeaseUpdate::Retry { after, error },
        8..10 => LeaseUpdate::Dead { error },
        10 => LeaseUpdate::Extend { lease_duration: after },
        11 => LeaseUpdate::Isolate { lease_duration: after },
        _ => LeaseUpdate::Release,
    }
}

pub(super) fn filter(random: &mut Rng) -> JobFilter {
    let states = sometimes(random, 3, |random| (0..random.usize(1..3)).map(|_| pick(random, JobState::ALL)).collect());
    let mut filter = JobFilter::all();
    filter.states = states.unwrap_or_default();
    filter.since = sometimes(random, 1, |random| early(random, 40));
    filter.until = sometimes(random, 1, |random| early(random, 40));
    filter.name = sometimes(random, 2, |random| pick(random, ["a", "b", ""]).to_owned());
    filter.limit = sometimes(random, 4, |random| random.u32(..4));
    filter.unleased = random.u8(..10) < 2;
    filter
}

pub(super) fn retention(random: &mut Rng) -> Retention {
    let mut retention = Retention::default().done(duration(random, 40, 9));
    retention.dead = sometimes(random, 5, |random| duration(random, 40, 9));
    retention
}
