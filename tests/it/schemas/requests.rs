//! Each request that the documentation shows, and each sample of one, as an application builds it.

use std::collections::BTreeMap;
use std::fs;

use cronofy_hooks::jiff::civil::Date;
use cronofy_hooks::jiff::{Timestamp, Zoned};
use cronofy_hooks::payload::{ChannelFilters, EventTime, Location, SchedulingConversations};
use cronofy_hooks::request::*;
use cronofy_hooks_tests::{SchemaSet, files, root};
use serde::Serialize;
use serde_json::{Value, json};

/// Requests by the names of their samples.
pub(super) struct Built(BTreeMap<&'static str, Value>);

impl Built {
    pub(super) fn add(&mut self, sample: &'static str, request: impl Serialize) {
        let twice = self.0.insert(sample, serde_json::to_value(request).unwrap());
        assert!(twice.is_none(), "{sample} is built twice");
    }
}

pub(super) fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn day(date: &str) -> Date {
    date.parse().unwrap()
}

fn interactions(uri: &str, names: impl IntoIterator<Item = InteractionName>) -> Subscription {
    names.into_iter().fold(Subscription::webhook(uri), Subscription::interaction)
}

fn conferencing() -> Subscription {
    let names = [InteractionName::ConferencingAssigned, InteractionName::ConferencingFailing];
    interactions("https://example.com/notification", names)
}

fn meeting() -> UpsertEvent {
    UpsertEvent::new("board-meeting-42", "Board meeting", at("2026-01-19T15:30:00Z"), at("2026-01-19T17:00:00Z"))
}

/// What the pages of the documentation show.
#[test]
fn documented_requests_are_built_value_for_value() {
    let mut built = Built(BTreeMap::new());
    let board = |start, end| {
        UpsertEvent::new("qTtZdczOccgaPncGJaCiLg", "Board meeting", at(start), at(end))
            .description("Discuss plans for the next quarter.")
    };
    for (page, start, end) in [
        ("conferencing-subscriptions-2025/upsert_event", "2025-01-21T15:30:00Z", "2025-01-21T17:00:00Z"),
        ("conferencing-subscriptions-2026/upsert_event", "2026-04-27T15:30:00Z", "2026-04-27T17:00:00Z"),
    ] {
        let request = board(start, end).conferencing(EventConferencing::default_profile()).subscription(conferencing());
        built.add(page, request);
    }
    built.add(
        "event-triggers/upsert_event",
        board("2025-01-19T15:30:00Z", "2025-01-19T17:00:00Z").tzid("America/Chicago").subscription(
            Subscription::webhook("https://example.com/event_trigger/xxxx")
                .transition(TransitionSubscription::before(TransitionName::EventStart, Offset::minutes(5))),
        ),
    );

    let folder = root().join("schemas/samples/http");
    let validator = SchemaSet::load().validator("request/upsert_event");
    for path in files(&folder, "http") {
        let text = fs::read_to_string(&path).unwrap();
        let (head, body) = text.split_once("\n\n").unwrap();
        if head.contains("Cronofy-HMAC-SHA256") {
            continue;
        }
        let name = path.strip_prefix(&folder).unwrap().with_extension("").display().to_string();
        let request = built.0.remove(name.as_str()).unwrap_or_else(|| panic!("{name}: build it here"));
        assert_eq!(request, serde_json::from_str::<Value>(body).unwrap(), "{name}");
        assert_eq!(super::failures(&validator, &request), Vec::<String>::new(), "{name}");
        let line = format!("{} {}", UpsertEvent::METHOD, UpsertEvent::PATH);
        assert!(head.starts_with(&line.replace("{calendar_id}", "cal_n23kjnwrw2_jsdfjksn234")), "{name}: {head}");
    }
    assert!(built.0.is_empty(), "no page shows {:?}", built.0.keys());
}

#[test]
fn samples_of_requests_are_built_value_for_value() {
    let mut built = Built(BTreeMap::new());
    parts(&mut built);
    subscriptions(&mut built);
    events(&mut built);
    others(&mut built);
    super::scheduling_requests::add(&mut built);
    super::access_requests::add(&mut built);
    super::invite_requests::add(&mut built);
    let set = SchemaSet::load();
    for sample in SchemaSet::samples("valid").into_iter().filter(|sample| sample.kind() == "request") {
        let name = sample.name.trim_start_matches("request/");
        let request = built.0.remove(name).unwrap_or_else(|| panic!("{name}: build it here"));
        assert_eq!(request, sample.content, "{name}");
        assert_eq!(super::failures(&set.validator(&sample.schema), &request), Vec::<String>::new(), "{name}");
    }
    assert!(built.0.is_empty(), "there is no sample {:?}", built.0.keys());
}

fn parts(built: &mut Built) {
    let eve = Invitee::new("eve@example.com");
    built.add("attendee_changes/empty", AttendeeChanges::new());
    built.add("attendee_changes/full", AttendeeChanges::new().invite(Invitee::new("bob@example.com")).remove(eve));
    built.add("event_agent/full", EventAgent::cronofy().display_name("Notes"));
    built.add("event_agent/minimal", EventAgent::none());
    let rooms = EventConferencing::explicit("Our own rooms", "https://meet.example.com/42");
    built.add("event_conferencing/full", rooms);
    built.add("event_conferencing/minimal", EventConferencing::default_profile());
    built.add("invitee/full", Invitee::new("bob@example.com").display_name("Bob"));
    built.add("invitee/minimal", Invitee::new("bob@example.com"));
    built.add("offset/full", Offset::hours(1).and_minutes(30));
    built.add("offset/hours", Offset::hours(1));
    built.add("offset/minimal", Offset::minutes(5));
    built.add("offset/zero", Offset::minutes(0));
    built.add("reminder/minimal", Reminder::minutes(15));
    built.add("reminder/zero", Reminder::minutes(0));
}

fn subscriptions(built: &mut Built) {
    use InteractionName::{
        ConferencingAssigned, ConferencingFailing, MeetingAgentActivated, MeetingAgentComplete, MeetingAgentFailed,
    };
    use TransitionName::{EventEnd, EventStart};

    let uri = "https://example.com/notification";
    let hour_before = TransitionSubscription::before(EventStart, Offset::hours(1));
    let at_end = TransitionSubscription::after(EventEnd, Offset::minutes(0));
    let after_start = TransitionSubscription::after(EventStart, Offset::minutes(5));
    let five_minutes_before = TransitionSubscription::before(EventStart, Offset::minutes(5));
    built.add("interaction_subscription/full", InteractionSubscription::new(MeetingAgentFailed));
    built.add("interaction_subscription/minimal", InteractionSubscription::new("conferencing_assigned"));
    built.add("transition_subscription/after_start", &after_start);
    built.add("transition_subscription/at_end", &at_end);
    built.add("transition_subscription/before_end", TransitionSubscription::before(EventEnd, Offset::minutes(10)));
    let long_after = TransitionSubscription::after("event_end", Offset::hours(1).and_minutes(30));
    built.add("transition_subscription/full", long_after);
    built.add("transition_subscription/hour_before_start", &hour_before);
    built.add("transition_subscription/minimal", &five_minutes_before);

    let agent = [MeetingAgentActivated, MeetingAgentComplete, MeetingAgentFailed];
    built.add("subscription/conferencing", conferencing());
    built.add("subscription/event_trigger", Subscription::webhook(uri).transition(five_minutes_before));
    built.add("subscription/meeting_agent", interactions(uri, agent.clone()));
    built.add("subscription/minimal", Subscription::webhook(uri));
    let everything = [ConferencingAssigned, ConferencingFailing].into_iter().chain(agent);
    let full = interactions("http://example.com:8080/cronofy/42?token=a%20b&user_id=42", everything);
    let full = full.transition(hour_before.clone()).transition(at_end.clone()).transition(after_start);
    built.add("subscription/full", full);

    let triggers = Subscription::webhook("https://example.com/event_trigger/xxxx");
    let triggers = triggers.transition(hour_before).transition(at_end);
    built.add("subscriptions/full", SubscriptionList::from([conferencing(), triggers]));
    built.add("subscriptions/minimal", SubscriptionList::new());
    built.add("subscriptions/one", [conferencing()]);
}

fn events(built: &mut Built) {
    let meeting_in = |time: &str| EventTime::zoned(at(time), "Europe/Paris");
    let mut board_room = Location::from("Board room");
    (board_room.lat, board_room.long) = (Some("48.85".to_owned()), Some("2.35".to_owned()));
    let subscription = Subscription::webhook("https://example.com/cronofy?event=42")
        .interaction(InteractionName::ConferencingAssigned)
        .transition(TransitionSubscription::before(TransitionName::EventStart, Offset::minutes(5)));
    let (start, end) = (meeting_in("2026-01-19T15:30:00Z"), meeting_in("2026-01-19T17:00:00Z"));
    let bob = Invitee::new("bob@example.com").display_name("Bob");
    built.add(
        "upsert_event/full",
        UpsertEvent::new("board-meeting-42", "Board meeting", start, end)
            .description("Discuss plans for the next quarter.")
            .tzid("Europe/Paris")
            .location(board_room)
            .url("https://example.com/meetings/42")
            .attachment(EventAttachment::new("att_64b17d868090ea21640c914c"))
            .recurrence(json!({ "frequency": "weekly" }))
            .locale("en")
            .tags(json!(["board"]))
            .include_userinfo(true)
            .reminder(Reminder::minutes(60))
            .reminder(Reminder::minutes(0))
            .reminders_create_only(true)
            .transparency(UpsertTransparency::Opaque)
            .extended_transparency(UpsertExtendedTransparency::OutOfOffice)
            .color("#49BED8")
            .event_private(false)
            .attendees(AttendeeChanges::new().invite(bob).remove(Invitee::new("eve@example.com")))
            .conferencing(EventConferencing::default_profile())
            .meeting_agent(EventAgent::cronofy().display_name("Notes"))
            .subscription(subscription)
            .metadata(json!({ "order": 42 })),
    );
    let all_day = UpsertEvent::new("board-meeting-42", "Board meeting", day("2026-01-19"), day("2026-01-20"));
    built.add("upsert_event/all_day", all_day);
    let (start, end) = (at("2026-01-19T15:30:00Z"), at("2026-01-19T17:00:00Z"));
    let uid = "evt_external_60ba0f2968ed0f6e66e1ab68";
    built.add("upsert_event/external", UpsertEvent::external(uid, "Board meeting", start, end));
    built.add("upsert_event/minimal", meeting());
    built.add("upsert_event/url_null", meeting().without_url());
    built.add("delete_event/external", DeleteEvent::external(uid));
    built.add("delete_event/minimal", DeleteEvent::new("board-meeting-42"));
    built.add("delete_events/all", DeleteEvents::all());
    built.add("delete_events/some", DeleteEvents::in_calendars(["cal_n23kjnwrw2_sakdnawerd3"]));
}

fn others(built: &mut Built) {
    let events = UpsertEvent::PATH.replace("{calendar_id}", "cal_n23kjnwrw2_sakdnawerd3");
    let upsert = BatchEntry::new(UpsertEvent::METHOD, &events).data(serde_json::to_value(meeting()).unwrap());
    let delete = BatchEntry::new(BatchMethod::Delete, &events);
    let delete = delete.data(serde_json::to_value(DeleteEvent::new("other")).unwrap());
    built.add("batch/full", Batch::new([upsert, delete]));
    built.add("batch/minimal", Batch::new([BatchEntry::new(BatchMethod::Get, "/v1/userinfo")]));
    let delete_all = BatchEntry::new(DeleteEvents::METHOD, DeleteEvents::PATH);
    built.add("batch_entry/full", delete_all.data(serde_json::to_value(DeleteEvents::all()).unwrap()));
    built.add("batch_entry/minimal", BatchEntry::new(BatchMethod::Get, "/v1/events?tzid=Etc%2FUTC"));

    built.add("create_calendar/full", CreateCalendar::new("pro_n23kjnwrw2", "Team").color("#49BED8"));
    built.add("create_calendar/minimal", CreateCalendar::new("pro_n23kjnwrw2", "Team"));

    built.add("close_channel/minimal", CloseChannel::new());
    built.add("revoke_profile/minimal", RevokeProfile::new());
    let channel = || CreateChannel::new("https://example.com/cronofy");
    built.add("create_channel/filters_empty", channel().filters(ChannelFilters::default()));
    built.add(
        "create_channel/full",
        CreateChannel::new("https://example.com/cronofy/channel/42?tenant=acme")
            .calendar("cal_n23kjnwrw2_sakdnawerd3")
            .only_managed()
            .scheduling_conversations(SchedulingConversations::on()),
    );
    built.add("create_channel/managed_only", channel().only_managed());
    built.add("create_channel/minimal", channel());

    let complete = Subscription::webhook("https://example.com/cronofy");
    built.add(
        "create_meeting_agent/full",
        CreateMeetingAgent::new("https://zoom.us/j/42")
            .join_time(at("2026-01-19T15:30:00Z"))
            .scheduling_key("meeting-42")
            .display_name("Notes")
            .on_behalf_of_attendee(AgentAttendee::new("ada@example.com"))
            .subscription(complete.interaction(InteractionName::MeetingAgentComplete)),
    );
    built.add("create_meeting_agent/minimal", CreateMeetingAgent::new("https://zoom.us/j/42"));

    built.add("agent_attendee/minimal", AgentAttendee::new("ada@example.com"));
    let board = "qTtZdczOccgaPncGJaCiLg";
    let notes = EventAgent::cronofy().display_name("Notes");
    built.add("change_event_agent/full", ChangeEventAgent::new(board, notes));
    built.add("change_event_agent/none", ChangeEventAgent::new(board, EventAgent::none()));
    built.add("cancel_meeting_agent/minimal", CancelMeetingAgent::new("meeting-42"));
    built.add("event_attachment/minimal", EventAttachment::new("att_64b17d868090ea21640c914c"));

    let (id, secret) = ("sandbox_client", "a-client-secret");
    built.add("refresh_access_token/full", RefreshAccessToken::new(id, secret, "a-refresh-token"));
    let login = "https://example.com/login";
    built.add("request_access_token/full", RequestAccessToken::new(id, secret, "a-code", login));
    let revoke = RevokeAuthorization::by_refresh_token(id, secret, "a-refresh-token");
    built.add("revoke_authorization/refresh_token", revoke);
    let revoke = RevokeAuthorization::by_sub(id, secret, "acc_5ba21743f408617d1269ea1e");
    built.add("revoke_authorization/sub", revoke);
    built.add("revoke_authorization/token", RevokeAuthorization::new(id, secret, "a-token"));
}

#[test]
fn an_update_can_take_away_what_was_asked_for() {
    let request = serde_json::to_value(meeting().without_subscriptions().without_reminders()).unwrap();
    assert_eq!((&request["subscriptions"], &request["reminders"]), (&json!([]), &json!([])));
}

#[test]
fn a_zoned_time_is_written_in_utc_with_the_name_of_its_zone() {
    for (zoned, written) in [
        ("2026-06-01T10:00:00+02:00[Europe/Paris]", json!({ "time": "2026-06-01T08:00:00Z", "tzid": "Europe/Paris" })),
        ("2026-06-01T10:00:00+02:00[+02:00]", json!("2026-06-01T08:00:00Z")),
    ] {
        let zoned: Zoned = zoned.parse().unwrap();
        let request = serde_json::to_value(UpsertEvent::new("1", "Board meeting", &zoned, zoned.clone())).unwrap();
        assert_eq!((&request["start"], &request["end"]), (&written, &written));
    }
}
