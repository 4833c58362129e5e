//! Samples of requests about availability and scheduling, as an application builds them.

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::{DayOfWeek, EventTime, Location, WeeklyPeriod};
use cronofy_hooks::request::*;
use serde_json::json;

use super::requests::Built;

const SUB: &str = "acc_5ba21743f408617d1269ea1e";
const OTHER: &str = "acc_64b17d868090ea21640c914c";
const CALENDAR: &str = "cal_n23kjnwrw2_jsdfjksn234";
const URL: &str = "https://example.com/cronofy";

pub(super) fn add(built: &mut Built) {
    parts(built);
    availability(built);
    managed_availability(built);
    pages(built);
    others(built);
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn hour() -> TimeSpan {
    TimeSpan::minutes(60)
}

fn ada() -> ParticipantGroup {
    ParticipantGroup::all([AvailabilityMember::new(SUB)])
}

fn day() -> QueryPeriod {
    QueryPeriod::new(at("2026-01-21T09:00:00Z"), at("2026-01-21T18:00:00Z"))
}

fn slot() -> QuerySlot {
    QuerySlot::new(at("2026-01-21T09:00:00Z"))
}

fn interview() -> EventTemplate {
    EventTemplate::new("qTtZdczOccgaPncGJaCiLg", "Product Manager Interview at Globex")
}

fn step() -> SequenceStep {
    SequenceStep::new([ada()], hour())
}

fn parts(built: &mut Built) {
    built.add("time_span/minimal", hour());
    built.add("time_span/hours", TimeSpan::hours(4));
    let between = || BufferLength::between(TimeSpan::minutes(15), TimeSpan::minutes(30));
    built.add("buffer_length/minimal", BufferLength::minutes(30));
    built.add("buffer_length/full", between());
    built.add("scheduling_buffer/minimal", SchedulingBuffer::new());
    built.add("scheduling_buffer/full", SchedulingBuffer::new().before(BufferLength::minutes(30)).after(between()));
    built.add("query_period/minimal", day());
    built.add("query_slot/minimal", slot());
    built.add("availability_member/minimal", AvailabilityMember::new(SUB));
    let member = AvailabilityMember::new(SUB).calendar(CALENDAR).available_period(day());
    built.add("availability_member/full", member.managed_availability(true).availability_rule("default"));
    built.add("participant_group/minimal", ada());
    let one = ParticipantGroup::at_least(1, [AvailabilityMember::new(SUB), AvailabilityMember::new(OTHER)]);
    built.add("participant_group/full", one);
    built.add("event_template/minimal", interview());
    built.add("event_template/url_null", interview().without_url());
    let webhook = Subscription::webhook(URL).interaction(InteractionName::ConferencingAssigned);
    built.add(
        "event_template/full",
        interview()
            .description("Bring your portfolio.")
            .tzid("Europe/London")
            .location(Location::from("Board room"))
            .url("https://example.com/interviews/42")
            .reminder(Reminder::minutes(60))
            .event_private(true)
            .attendees(AttendeeChanges::new().invite(Invitee::new("bob@example.com")))
            .conferencing(EventConferencing::default_profile())
            .meeting_agent(EventAgent::cronofy())
            .subscription(webhook),
    );
    built.add("sequence_step/minimal", step());
    let before = BufferLength::between(TimeSpan::minutes(30), hour());
    built.add(
        "sequence_step/full",
        step()
            .sequence_id("123")
            .ordinal(1)
            .start_interval(hour())
            .buffer(SchedulingBuffer::new().before(before))
            .query_period(day())
            .event(interview()),
    );
}

fn availability(built: &mut Built) {
    built.add("query_availability/minimal", QueryAvailability::new([ada()], hour(), [day()]));
    built.add("query_availability/former_name", QueryAvailability::in_available_periods([ada()], hour(), [day()]));
    built.add("query_availability/slots", QueryAvailability::at([ada()], hour(), [slot()]));
    let managed = |sub| AvailabilityMember::new(sub).managed_availability(true);
    let both = ParticipantGroup::all([managed(SUB), managed(OTHER)]);
    let next = QueryPeriod::new(at("2026-01-22T09:00:00Z"), at("2026-01-22T18:00:00Z"));
    let buffer = SchedulingBuffer::new().before(BufferLength::minutes(30)).after(BufferLength::minutes(15));
    built.add(
        "query_availability/full",
        QueryAvailability::new([both, ada()], hour(), [day(), next])
            .start_interval(TimeSpan::minutes(30))
            .buffer(buffer)
            .response_format(AvailabilityFormat::OverlappingSlots)
            .max_results(20),
    );
    let alone = QuerySequencedAvailability::new([step().query_period(day())]);
    built.add("query_sequenced_availability/minimal", alone);
    let two = QuerySequencedAvailability::new([step(), step()]).query_period(day());
    built.add("query_sequenced_availability/full", two);
}

fn managed_availability(built: &mut Built) {
    let morning = |day| WeeklyPeriod::new(day, "09:30", "12:30");
    let days = [morning(DayOfWeek::Monday), morning(DayOfWeek::Wednesday)];
    let rule = UpsertAvailabilityRule::new("default", "America/Chicago", days).calendar(CALENDAR);
    built.add("upsert_availability_rule/full", rule);
    let never = UpsertAvailabilityRule::new("default", "Etc/UTC", Vec::<WeeklyPeriod>::new());
    built.add("upsert_availability_rule/minimal", never);
    built.add("delete_availability_rule/minimal", DeleteAvailabilityRule::new());
    let id = "qTtZdczOccgaPncGJaCiLg";
    let (start, end) = (at("2026-01-19T15:30:00Z"), at("2026-01-19T17:00:00Z"));
    built.add("upsert_available_period/minimal", UpsertAvailablePeriod::new(id, start, end));
    let [start, end] = [start, end].map(|time| EventTime::zoned(time, "Europe/Paris"));
    built.add("upsert_available_period/zoned", UpsertAvailablePeriod::new(id, start, end));
    built.add("delete_available_periods/one", DeleteAvailablePeriods::one(id));
    built.add("delete_available_periods/all", DeleteAvailablePeriods::all());
}

fn pages(built: &mut Built) {
    let oauth = || SchedulingOauth::new("https://example.com/booked");
    let target = || TargetCalendar::new(SUB, CALENDAR);
    let query = || QueryAvailability::new([ada()], hour(), [day()]);
    built.add("scheduling_oauth/minimal", oauth());
    built.add("scheduling_oauth/full", oauth().scope("create_event").state("42"));
    built.add("target_calendar/minimal", target());
    let link = || CreateRealTimeScheduling::new(oauth(), interview(), query());
    built.add("create_real_time_scheduling/minimal", link());
    let callbacks = CallbackUrls::new().completed_url(URL).no_times_suitable_url(URL).no_times_displayed_url(URL);
    built.add(
        "create_real_time_scheduling/full",
        link()
            .target_calendar(target())
            .tzid("Europe/London")
            .callback_url(URL)
            .minimum_notice(TimeSpan::hours(4))
            .formatting(json!({ "hour_format": "H" }))
            .callback_urls(callbacks)
            .redirect_urls(RedirectUrls::new().completed_url("https://example.com/thanks"))
            .selection_mode("no_confirm")
            .event_creation(EventCreation::Single),
    );
    let first = step().sequence_id("123").ordinal(1).event(interview());
    let sequence = QuerySequencedAvailability::new([first]).query_period(day());
    let link = || CreateRealTimeSequencing::new(oauth(), interview(), sequence.clone());
    built.add("create_real_time_sequencing/minimal", link());
    built.add(
        "create_real_time_sequencing/full",
        link()
            .target_calendar(target())
            .tzid("Europe/London")
            .callback_url(URL)
            .minimum_notice(TimeSpan::hours(4))
            .formatting(json!({ "hour_format": "H" })),
    );
    let closed = DisableRealTimeScheduling::new("Let us talk in June.");
    built.add("disable_real_time_scheduling/minimal", closed);
    let (start, end) = (at("2026-01-19T15:30:00Z"), at("2026-01-19T17:00:00Z"));
    let event = UpsertEvent::new("board-meeting-42", "Board meeting", start, end);
    built.add("add_to_calendar/minimal", AddToCalendar::new(oauth(), event.clone()));
    let page = AddToCalendar::new(oauth().scope("create_event").state("42"), event);
    built.add("add_to_calendar/full", page.target_calendar(target()).formatting(json!({ "hour_format": "h" })));
}

fn others(built: &mut Built) {
    built.add("create_element_token/minimal", CreateElementToken::new(["agenda"], "http://localhost"));
    let token = CreateElementToken::new(["agenda", "availability"], "http://localhost").version("1");
    built.add("create_element_token/full", token.account(SUB).bookable_event("83hi8qhfiaif"));
    let (start, end) = (at("2026-05-04T12:30:00Z"), at("2026-05-04T17:00:00Z"));
    let limit = RegistrationLimit::new(5);
    let event = CreateBookableEvent::new("83hi8qhfiaif", start, end, BookableEventState::Confirmed, limit);
    built.add("create_bookable_event/minimal", event);
    built.add("upsert_registration/minimal", UpsertRegistration::new("87326", RegistrationState::Pending));
    let bill = json!({ "email": "a@company.com", "name": "Bill" });
    let accepted = UpsertRegistration::new("87326", RegistrationState::Accepted).metadata(bill);
    built.add("upsert_registration/full", accepted);
}
