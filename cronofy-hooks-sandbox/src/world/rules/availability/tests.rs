//! What is offered is free, and nothing that is free is missed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::world::World;
use crate::world::model::{AvailabilityQuery, ClientApplication, FreeTime, SequenceQuery};
use crate::world::rules::{ACCOUNT_ID, EventAuthor, HOLIDAYS, PRIVATE, WORK};

const DAY: &str = "2026-06-01";

fn at(minute: i64) -> Timestamp {
    let midnight: Timestamp = format!("{DAY}T00:00:00Z").parse().unwrap();
    midnight.checked_add(SignedDuration::from_mins(minute)).unwrap()
}

fn minute(time: Timestamp) -> i64 {
    time.duration_since(at(0)).as_mins()
}

/// Two accounts; the second one's id and first calendar.
fn world() -> (World, [String; 2]) {
    let application = ClientApplication { client_id: String::new(), client_secrets: vec!["CRN_secret".to_owned()] };
    let mut world = World::new(application, at(0), 1).unwrap();
    world.seed();
    let bob = world.add_account("bob@example.com", "Bob").unwrap();
    let calendar = world.calendars.values().find(|it| it.account_id == bob && it.primary).unwrap().calendar_id.clone();
    (world, [bob, calendar])
}

/// An event between two minutes of the day.
fn book(world: &mut World, calendar_id: &str, from: i64, until: i64, more: &Value) {
    let mut event = json!({ "start": at(from).to_string(), "end": at(until).to_string() });
    event.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    let owner = world.owner_of(calendar_id).unwrap();
    world.upsert_event(&owner, calendar_id, serde_json::from_value(event).unwrap(), EventAuthor::User).unwrap();
}

fn query(body: Value) -> AvailabilityQuery {
    serde_json::from_value(body).unwrap()
}

/// From a minute to another, with the subs.
fn found(times: &[FreeTime]) -> Vec<(i64, i64, usize)> {
    times.iter().map(|it| (minute(it.start), minute(it.end), it.subs.len())).collect()
}

#[test]
fn every_slot_agrees_with_a_search_minute_by_minute() {
    let (mut world, [bob, bobs]) = world();
    let mut chance = fastrand::Rng::with_seed(7);
    let mut busy: Vec<(bool, i64, i64)> = Vec::new();
    for _ in 0..12 {
        let is_bobs = chance.bool();
        let from = chance.i64(300..1_100);
        let until = from + chance.i64(5..90);
        book(&mut world, if is_bobs { &bobs } else { WORK }, from, until, &json!({}));
        busy.push((is_bobs, from, until));
    }
    let free =
        |is_bobs: bool, from: i64, until: i64| busy.iter().all(|it| it.0 != is_bobs || it.2 <= from || until <= it.1);
    for (required, before, after, duration) in
        [(json!("all"), 0, 0, 30), (json!(1), 0, 0, 45), (json!("all"), 20, 10, 30), (json!(1), 15, 0, 60)]
    {
        let body = json!({
            "participants": [{ "members": [{ "sub": ACCOUNT_ID }, { "sub": bob }], "required": required }],
            "required_duration": { "minutes": duration },
            "query_periods": [{ "start": at(360).to_string(), "end": at(1_080).to_string() }],
            "buffer": { "before": { "minutes": before }, "after": { "minutes": after } },
        });
        let enough = |from: i64, until: i64| {
            let (from, until) = (from - before, until + after);
            let count = [false, true].into_iter().filter(|is_bobs| free(*is_bobs, from, until)).count();
            count >= required.as_u64().map_or(2, |number| number as usize)
        };
        let expected: Vec<_> =
            (360..=1_080 - duration).filter(|start| start % 5 == 0 && enough(*start, start + duration)).collect();
        let mut slots = query(body.clone());
        slots.response_format = crate::world::model::AnswerFormat::OverlappingSlots;
        slots.start_interval = serde_json::from_value(json!({ "minutes": 5 })).unwrap();
        let slots = world.find_availability(&slots);
        let starts: Vec<_> = found(&slots).into_iter().map(|(start, ..)| start).collect();
        assert_eq!(starts, expected, "{body}");

        let periods = found(&world.find_availability(&query(body.clone())));
        let inside = |start: i64| periods.iter().any(|(from, until, _)| *from <= start && start + duration <= *until);
        for start in 360..=1_080 - duration {
            assert_eq!(inside(start), enough(start, start + duration), "{start}: {periods:?}: {body}");
        }
        for (from, until, _) in periods {
            assert!(enough(from, until), "enough for all of it: {body}");
            assert!(!enough(from - 1, until) || from == 360, "it begins as early as it can: {body}");
            assert!(!enough(from, until + 1) || until == 1_080, "it ends as late as it can: {body}");
        }
    }
}

fn alone(more: &Value) -> AvailabilityQuery {
    let mut body = json!({
        "participants": [{ "members": [{ "sub": ACCOUNT_ID }] }],
        "required_duration": { "minutes": 60 },
        "query_periods": [{ "start": at(540).to_string(), "end": at(1_080).to_string() }],
    });
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    query(body)
}

#[test]
fn only_events_that_block_time_count_and_only_in_the_calendars_of_the_member() {
    let (mut world, _) = world();
    book(&mut world, WORK, 600, 660, &json!({ "transparency": "transparent" }));
    book(&mut world, WORK, 700, 760, &json!({ "status": "cancelled" }));
    assert_eq!(found(&world.find_availability(&alone(&json!({})))), [(540, 1_080, 1)]);
    book(&mut world, PRIVATE, 720, 780, &json!({ "status": "tentative" }));
    let free = [(540, 720, 1), (780, 1_080, 1)];
    assert_eq!(found(&world.find_availability(&alone(&json!({})))), free);
    let member = |more: Value| json!({ "participants": [{ "members": [more] }] });
    let work = member(json!({ "sub": ACCOUNT_ID, "calendar_ids": [WORK, HOLIDAYS] }));
    assert_eq!(found(&world.find_availability(&alone(&work))), [(540, 1_080, 1)]);
    let own = json!({ "start": at(700).to_string(), "end": at(900).to_string() });
    let own = member(json!({ "sub": ACCOUNT_ID, "available_periods": [own] }));
    assert_eq!(found(&world.find_availability(&alone(&own))), [(780, 900, 1)]);
}

#[test]
fn slots_follow_the_interval_and_the_most_results() {
    let (mut world, _) = world();
    book(&mut world, WORK, 610, 625, &json!({}));
    let slots = |more: Value| {
        let more: Vec<_> = more.as_object().unwrap().clone().into_iter().collect();
        let mut body = json!({ "response_format": "slots" });
        body.as_object_mut().unwrap().extend(more);
        found(&world.find_availability(&alone(&body))).into_iter().map(|(start, ..)| start).collect::<Vec<_>>()
    };
    assert_eq!(slots(json!({})), [540, 625, 685, 745, 805, 865, 925, 985]);
    assert_eq!(slots(json!({ "start_interval": { "minutes": 30 } })), [540, 630, 690, 750, 810, 870, 930, 990]);
    assert_eq!(slots(json!({ "max_results": 2 })), [540, 625]);
    let overlapping = json!({ "response_format": "overlapping_slots", "max_results": 4 });
    assert_eq!(slots(overlapping), [540, 630, 660, 690]);
    let at = |minute| json!({ "start": at(minute).to_string() });
    let asked = json!({ "query_periods": [], "query_slots": [at(540), at(600), at(660)] });
    assert_eq!(slots(asked), [540, 660]);
    let aligned = json!({ "response_format": "periods", "start_interval": { "minutes": 15 } });
    assert_eq!(slots(aligned), [540, 630]);
}

#[test]
fn managed_availability_is_in_the_zone_of_its_rule() {
    let (mut world, _) = world();
    let managed = |rules: Value| {
        alone(&json!({
            "participants": [{ "members": [
                { "sub": ACCOUNT_ID, "managed_availability": true, "availability_rule_ids": rules },
            ] }],
            "query_periods": [{ "start": "2026-03-27T00:00:00Z", "end": "2026-03-31T00:00:00Z" }],
        }))
    };
    let times = |world: &World, query: &AvailabilityQuery| {
        world.find_availability(query).into_iter().map(|it| it.start.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(times(&world, &managed(json!(null))), Vec::<String>::new(), "nothing is managed");
    let period = |day: &str| json!({ "day": day, "start_time": "09:30", "end_time": "12:30" });
    for (id, days, calendars) in [("a", ["friday", "monday"], json!(null)), ("b", ["sunday", "sunday"], json!([WORK]))]
    {
        let rule = json!({
            "availability_rule_id": id, "tzid": "Europe/Paris", "calendar_ids": calendars, "weekly_periods": days.map(period),
        });
        world.upsert_availability_rule(ACCOUNT_ID, serde_json::from_value(rule).unwrap());
    }
    // Paris changed to summer time on Sunday the 29th.
    let (friday, sunday, monday) = ("2026-03-27T08:30:00Z", "2026-03-29T07:30:00Z", "2026-03-30T07:30:00Z");
    assert_eq!(times(&world, &managed(json!(null))), [friday, sunday, monday]);
    assert_eq!(times(&world, &managed(json!(["b"]))), [sunday]);
    let extra = json!({ "available_period_id": "1", "start": "2026-03-28T10:00:00Z", "end": "2026-03-28T12:00:00Z" });
    world.upsert_available_period(ACCOUNT_ID, serde_json::from_value(extra).unwrap());
    for calendar_id in [WORK, PRIVATE] {
        for day in ["2026-03-28", "2026-03-29"] {
            let event = json!({ "start": format!("{day}T07:00:00Z"), "end": format!("{day}T11:00:00Z") });
            let (event, by) = (serde_json::from_value(event).unwrap(), EventAuthor::User);
            world.upsert_event(ACCOUNT_ID, calendar_id, event, by).unwrap();
        }
        let saturday = "2026-03-28T11:00:00Z";
        assert_eq!(times(&world, &managed(json!(null))), [friday, saturday, monday], "{calendar_id}");
    }
    let all: Vec<_> = world.events.values().map(|it| (it.calendar_id.clone(), it.event_uid.clone())).collect();
    for (calendar_id, uid) in all.into_iter().filter(|(calendar_id, _)| calendar_id == WORK) {
        let event = crate::world::rules::EventRef::Uid(uid);
        world.delete_event(ACCOUNT_ID, &calendar_id, &event, EventAuthor::User).unwrap();
    }
    let saturday = "2026-03-28T11:00:00Z";
    assert_eq!(times(&world, &managed(json!(null))), [friday, saturday, sunday, monday], "only its calendars count");
}

#[test]
fn steps_of_a_sequence_keep_their_distance() {
    let (mut world, [bob, bobs]) = world();
    book(&mut world, WORK, 600, 660, &json!({}));
    book(&mut world, &bobs, 800, 860, &json!({}));
    let step = |sub: &str, more: Value| {
        let mut step = json!({
            "participants": [{ "members": [{ "sub": sub }], "required": "all" }],
            "required_duration": { "minutes": 60 }, "start_interval": { "minutes": 30 },
        });
        step.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        step
    };
    let between = json!({ "minimum": { "minutes": 15 }, "maximum": { "minutes": 45 } });
    let body = json!({
        "sequence": [
            step(&bob, json!({ "ordinal": 2, "sequence_id": "second", "buffer": { "before": between } })),
            step(ACCOUNT_ID, json!({ "ordinal": 1, "sequence_id": "first" })),
        ],
        "query_periods": [{ "start": at(540).to_string(), "end": at(960).to_string() }],
    });
    let query: SequenceQuery = serde_json::from_value(body).unwrap();
    let sequences = world.find_sequences(&query);
    let starts: Vec<Vec<_>> =
        sequences.iter().map(|it| it.iter().map(|step| (step.place, minute(step.time.start))).collect()).collect();
    // Bob is busy from 13:20 to 14:20, and his step needs 15 minutes before it that are free.
    assert_eq!(starts, [[(1, 540), (0, 630)], [(1, 810), (0, 900)]]);
}
