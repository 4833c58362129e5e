//! What a builder cannot rule out is refused with the field and what to write. What it does rule out does not compile:
//! those are the cases in `tests/ui/fail/request`, and the examples of `ApplicationClient`.

use cronofy_hooks_client::{ClientError, ClientErrorKind as Kind, EventsQuery};
use cronofy_hooks_types::payload::ChannelFilters;
use cronofy_hooks_types::request::*;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::support::{TestSandbox, WORK};

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn meeting() -> UpsertEvent {
    UpsertEvent::new("1", "Lunch", at("2026-01-06T12:00:00Z"), at("2026-01-06T13:00:00Z"))
}

/// Each event with a mistake, the field of it, and what to write.
fn events() -> Vec<(UpsertEvent, &'static str, &'static str)> {
    let (start, end) = (at("2026-01-06T12:00:00Z"), at("2026-01-06T13:00:00Z"));
    let day: Date = "2026-01-06".parse().unwrap();
    let hook = |uri: &str| meeting().subscription(Subscription::webhook(uri));
    let guest = |email: &str| meeting().attendees(AttendeeChanges::new().invite(Invitee::new(email)));
    let explicit = EventConferencing::profile("explicit");
    let no_offset: Offset = serde_json::from_str("{}").unwrap();
    let trigger = TransitionSubscription::before(TransitionName::EventStart, no_offset);
    let many = (1..=6).fold(meeting(), |event, minutes| event.reminder(Reminder::minutes(minutes)));
    vec![
        (UpsertEvent::new("", "Lunch", start, end), "event_id", "must not be empty"),
        (UpsertEvent::external("", "Lunch", start, end), "event_uid", "must not be empty"),
        (UpsertEvent::new("1", "x".repeat(1025), start, end), "summary", "must have at most 1024 characters"),
        (meeting().description("x".repeat(4097)), "description", "must have at most 4096 characters"),
        (UpsertEvent::new("1", "Lunch", end, start), "end", "must not be before start"),
        (UpsertEvent::new("1", "Lunch", day, end), "end", "must be a date if start is one"),
        (meeting().tzid("Mars/Base"), "tzid", "such as Europe/London"),
        (meeting().color("red"), "color", "must match ^#"),
        (meeting().reminder(Reminder::minutes(40_321)), "reminders.0.minutes", "must be 40320 or less"),
        (many, "reminders", "must hold at most 5"),
        (guest("bob"), "attendees.invite.0.email", "must be a valid e-mail address"),
        (meeting().conferencing(explicit), "conferencing.join_url", "must be specified with the profile_id explicit"),
        (hook("example.com/cronofy"), "subscriptions.0.uri", "must be a"),
        (hook("ftp://example.com/cronofy"), "subscriptions.0.uri", "must be an HTTP or HTTPS URL"),
        (
            meeting().subscription(Subscription::webhook("https://example.com/").transition(trigger)),
            "subscriptions.0.transitions.0.offset",
            "must have at least one field",
        ),
        (meeting().transparency("clear"), "transparency", "must be one of opaque, transparent"),
    ]
}

fn check(what: &str, result: Result<(), ClientError>, field: &str, words: &str) {
    let error = result.expect_err(what);
    let details = error.errors().get(field).unwrap_or_else(|| panic!("{what}: {field} is wrong, and not {error}"));
    assert_eq!(error.kind(), Kind::Invalid, "{what}");
    assert!(error.to_string().contains(field), "{what}: {error}");
    let description = details[0].description.as_deref().unwrap_or_default();
    assert!(description.contains(words), "{what}: {description}");
}

#[tokio::test]
async fn an_event_with_a_mistake_says_what_to_write() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    for (event, field, words) in events() {
        check(&format!("{event:?}"), account.upsert_event(WORK, &event).await, field, words);
    }
    account.upsert_event(WORK, &meeting()).await.unwrap();
}

#[tokio::test]
async fn every_other_request_with_a_mistake_says_what_to_write() {
    let test = TestSandbox::start(|builder| builder).await;
    let (account, client) = (test.account(), &test.client);
    let profile = account.profiles().await.unwrap().remove(0).profile_id;

    let no_calendar: ChannelFilters = serde_json::from_str(r#"{ "calendar_ids": [] }"#).unwrap();
    let url = "https://example.com/cronofy";
    for (channel, field, words) in [
        (CreateChannel::new("/cronofy"), "callback_url", "must be a"),
        (CreateChannel::new(url).filters(no_calendar), "filters.calendar_ids", "must hold at least 1"),
        (CreateChannel::new(url).calendar("cal_other"), "filters.calendar_ids", "GET /v1/calendars"),
    ] {
        check(&format!("{channel:?}"), account.create_channel(&channel).await.map(drop), field, words);
    }
    for (calendar, field, words) in [
        (CreateCalendar::new(&profile, ""), "name", "must not be empty"),
        (CreateCalendar::new(&profile, "Team").color("#12345"), "color", "must match"),
    ] {
        check(&format!("{calendar:?}"), account.create_calendar(&calendar).await.map(drop), field, words);
    }
    for (agent, field, words) in [
        (CreateMeetingAgent::new("zoom.us/j/42"), "join_url", "must be a"),
        (CreateMeetingAgent::new(url).scheduling_key(""), "scheduling_key", "must not be empty"),
        (
            CreateMeetingAgent::new(url).on_behalf_of_attendee(AgentAttendee::new("ada")),
            "on_behalf_of_attendee.email",
            "must be a valid e-mail address",
        ),
    ] {
        check(&format!("{agent:?}"), client.create_meeting_agent(&agent).await.map(drop), field, words);
    }
    let delete = account.delete_event(WORK, &DeleteEvent::new("")).await;
    check("an empty id", delete, "event_id", "must not be empty");
    let nothing = DeleteEvents::in_calendars([] as [&str; 0]);
    check("no calendar", account.delete_events(&nothing).await, "calendar_ids", "must hold at least 1");
    let get = || BatchEntry::new(BatchMethod::Get, "/v1/calendars");
    for (batch, field, words) in [
        (Batch::new([] as [BatchEntry; 0]), "batch", "must hold at least 1"),
        (Batch::new((0..51).map(|_| get())), "batch", "must hold at most 50"),
        (Batch::new([BatchEntry::new(BatchMethod::Get, "calendars")]), "batch.0.relative_url", "must match ^/v1/"),
        (Batch::new([BatchEntry::new("PUT", "/v1/calendars")]), "batch.0.method", "must be one of GET, POST, DELETE"),
    ] {
        check(&format!("{batch:?}"), account.batch(&batch).await.map(drop), field, words);
    }
    let query = EventsQuery::new().time_zone("Mars/Base");
    let read = account.events(&query).next().await.unwrap();
    check("a zone that is none", read.map(drop), "tzid", "such as Europe/London");
}
