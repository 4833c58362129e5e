//! Plans what is stored of a verified delivery: its request and its jobs.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::repeat_key::repeat_key;
use crate::delivery::Delivery;
use crate::dispatch::panic::caught;
use crate::documented::Documented;
use crate::handler::{Key, Policy, Window};
use crate::inbox::new_delivery::{Join, NewDelivery, NewJob};
use crate::inbox::request_head::RequestHead;
use crate::parse::{Contents, Found, PayloadSlot, Subjects};
use crate::routing::Table;
use crate::text::short;

/// A delivery as it is stored.
pub(super) async fn new_delivery(delivery: &Delivery, jobs: Vec<NewJob>) -> NewDelivery {
    NewDelivery {
        repeat: delivery.notification_id().map(|id| repeat_key(id, delivery.body())),
        head: RequestHead::of(delivery).await,
        body: delivery.body().clone(),
        received_at: delivery.received_at(),
        jobs,
    }
}

/// How much later each occurrence of a delivery is due than the one before it. Jobs are leased in the order in
/// which they are due: so jobs of later deliveries come in between, and a delivery with many occurrences does
/// not keep them waiting until all of its own are handled.
///
/// This changes no order that an application relies on. Jobs with the same key run in the order of their
/// numbers, whenever each is due; and a job that joins is the only one of its delivery.
const APART: Duration = Duration::from_millis(2);

/// One job for each occurrence.
pub(super) fn jobs(table: &Table, delivery: &Delivery, contents: Contents) -> Vec<NewJob> {
    let subjects = Subjects::of(delivery.body());
    let job = |found| job(table, delivery, &subjects, found);
    let Contents { first, rest } = contents;
    if rest.is_empty() {
        return vec![job(first)];
    }
    let delays = (0..).map(|place| APART * place);
    let found = std::iter::once(first).chain(rest);
    found.zip(delays).map(|(found, delay)| NewJob { delay, ..job(found) }).collect()
}

fn job(table: &Table, delivery: &Delivery, subjects: &Subjects, found: Found) -> NewJob {
    let Found { name, occurrence, payload } = found;
    let handler = table.handler(name, &occurrence);
    let policy = handler.or_else(|| table.fallback()).map_or(const { Policy::new() }, |handler| handler.meta.policy);
    // Only a handler of `change` itself gets the earliest time; a fallback would not see it.
    let join = handler.and_then(|_| join(&payload)).filter(|_| policy.window != Window::Off);
    let delay = match policy.window {
        Window::Of(window) if join.is_some() => window,
        _ => Duration::ZERO,
    };
    NewJob { name: occurrence.to_string(), key: key(subjects, policy.key, delivery), join, delay }
}

fn join(payload: &PayloadSlot) -> Option<Join> {
    let PayloadSlot::Read(Documented::Change(change)) = payload else { return None };
    Some(Join { topic: bounded("change", &change.channel.channel_id), since: change.changes_since.timestamp() })
}

/// The key of a job.
fn key(subjects: &Subjects, key: Key, delivery: &Delivery) -> Option<String> {
    let named = |kind: &str, id: &Option<String>| id.as_ref().map(|id| bounded(kind, id));
    let meeting_agent = || named("meeting_agent", &subjects.meeting_agent);
    let event = || named("event", &subjects.event);
    let channel = || named("channel", &subjects.channel);
    match key {
        Key::Subject => meeting_agent().or_else(event).or_else(channel),
        Key::Channel => channel(),
        Key::Event => event(),
        Key::MeetingAgent => meeting_agent(),
        Key::None => None,
        Key::By(by) => match caught(|| by(delivery)) {
            Ok(key) => key.map(|key| bounded("own", &key)),
            Err(panic) => {
                // The delivery is stored all the same, with the key that it has without the function.
                tracing::error!(panic, "the function in `key = ...` panicked; let it return `None` instead");
                self::key(subjects, Key::Subject, delivery)
            }
        },
    }
}

/// A key such as `event:evt_1`. Every job of a delivery is stored with it, and an id can be as long as a body:
/// a long id is shortened to its beginning and its hash, so equal ids stay equal and different ones different.
fn bounded(kind: &str, id: &str) -> String {
    let start = short(id);
    if start.len() == id.len() {
        return format!("{kind}:{id}");
    }
    let mut hash = [0; 16];
    hash.copy_from_slice(&Sha256::digest(id)[..16]);
    format!("{kind}:{start}#{:032x}", u128::from_be_bytes(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_of_a_job_is_the_narrowest_that_it_has() {
        let (headers, received_at) = (http::HeaderMap::new(), jiff::Timestamp::UNIX_EPOCH);
        let delivery =
            Delivery::restored("/".to_owned(), Ok(Vec::new()), headers, bytes::Bytes::new(), received_at, ());
        let delivery = delivery.expect("a path is a request target");
        let id = |text: &str| Some(text.to_owned());
        let mut subjects = Subjects { channel: id("c"), event: id("e"), meeting_agent: id("m") };
        let key = |subjects: &Subjects| key(subjects, Key::Subject, &delivery);
        assert_eq!(key(&subjects).as_deref(), Some("meeting_agent:m"));
        subjects.meeting_agent = None;
        assert_eq!(key(&subjects).as_deref(), Some("event:e"));
        subjects.event = None;
        assert_eq!(key(&subjects).as_deref(), Some("channel:c"));
        subjects.channel = None;
        assert_eq!(key(&subjects), None);
    }

    #[test]
    fn a_long_id_makes_a_short_key_of_its_own() {
        assert_eq!(bounded("event", "evt_1"), "event:evt_1");
        let most = "e".repeat(256);
        assert_eq!(bounded("event", &most), format!("event:{most}"));
        let keys = ["e", "f"].map(|end| bounded("event", &format!("{}{end}", "e".repeat(1 << 20))));
        assert_ne!(keys[0], keys[1]);
        assert!(keys[0].len() < 300 && keys[0].starts_with("event:eee"), "{}", keys[0]);
        assert_eq!(keys[0], bounded("event", &"e".repeat((1 << 20) + 1)));
    }
}
