use std::time::Duration;

use jiff::Timestamp;

use super::{Age, When, for_people, in_words};

fn at(text: &str) -> Timestamp {
    text.parse().expect("the test writes times")
}

#[test]
fn times_are_read() {
    let now = at("2026-01-05T10:00:00Z");
    for (text, expected) in [
        ("2026-01-05T09:00:00Z", Some("2026-01-05T09:00:00Z")),
        ("2026-01-05t09:00:00.25z", Some("2026-01-05T09:00:00.25Z")),
        ("2026-01-05T11:00:00+02:00", Some("2026-01-05T09:00:00Z")),
        ("2026-01-05", Some("2026-01-05T00:00:00Z")),
        ("0s", Some("2026-01-05T10:00:00Z")),
        ("90s", Some("2026-01-05T09:58:30Z")),
        ("30m", Some("2026-01-05T09:30:00Z")),
        ("2h", Some("2026-01-05T08:00:00Z")),
        ("1h30m", Some("2026-01-05T08:30:00Z")),
        ("3d", Some("2026-01-02T10:00:00Z")),
        ("1w", Some("2025-12-29T10:00:00Z")),
        ("900000w", Some("-009999-01-02T01:59:59Z")),
        ("", None),
        ("now", None),
        ("2", None),
        ("h", None),
        ("-2h", None),
        ("2 h", None),
        ("2hours", None),
        ("2é", None),
        ("2026-01-32", None),
        ("2026-01", None),
        ("2026-01-05T10:00:00", None),
        ("99999999999999999999h", None),
        ("18446744073709551615w", None),
    ] {
        let read = text.parse::<When>().ok().map(|when| when.resolve(now));
        assert_eq!(read, expected.map(at), "{text:?}");
    }
}

#[test]
fn lengths_of_time_are_read() {
    for (text, expected) in [
        ("72h", Some(Duration::from_hours(72))),
        ("30d", Some(Duration::from_hours(720))),
        ("1d12h", Some(Duration::from_hours(36))),
        ("0s", Some(Duration::ZERO)),
        ("72", None),
        ("72H", None),
        ("1.5h", None),
    ] {
        assert_eq!(text.parse::<Age>().ok().map(|age| age.0), expected, "{text:?}");
    }
}

#[test]
fn ages_are_told_in_words() {
    let now = at("2026-01-05T10:00:00Z");
    for (time, expected) in [
        ("2026-01-05T10:00:00.9Z", "now"),
        ("2026-01-05T09:59:59Z", "1 s ago"),
        ("2026-01-05T09:59:01Z", "59 s ago"),
        ("2026-01-05T09:57:00Z", "3 min ago"),
        ("2026-01-05T08:00:00Z", "2 h ago"),
        ("2026-01-03T10:00:01Z", "47 h ago"),
        ("2026-01-03T10:00:00Z", "2 days ago"),
        ("2026-01-05T10:00:20Z", "in 20 s"),
        ("2026-01-05T11:00:00Z", "in 1 h"),
        ("2026-02-05T10:00:00Z", "in 31 days"),
    ] {
        assert_eq!(in_words(at(time), now), expected, "{time}");
    }
    assert_eq!(for_people(at("2026-01-05T09:59:59.999Z")), "2026-01-05T09:59:59Z");
}
