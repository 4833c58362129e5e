//! The events of the day.

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::request::{EventAgent, EventConferencing, Offset, TransitionName, UpsertEvent};
use cronofy_hooks::{Secrets, Subscriptions};
use cronofy_hooks_sandbox::{Fault, FaultRule};
use serde_json::json;

use crate::DemoError;
use crate::application::SECRET;
use crate::demonstration::Demonstration;

/// The start of the day. In March, London is on UTC.
pub(crate) const BEGIN: &str = "2026-03-02T08:00:00Z";

/// The handlers that run during the day.
pub(crate) const HANDLERS: [&str; 12] = [
    "verification",
    "change",
    "conferencing_profile_disconnected",
    "conferencing_failing_profile_missing",
    "conferencing_assigned",
    "event_start",
    "meeting_agent_activated",
    "meeting_agent_complete",
    "event_end",
    "profile_disconnected",
    "meeting_agent_failed_join_timeout",
    "fallback",
];

/// Plays the day.
pub(crate) async fn play(demo: &mut Demonstration) -> Result<(), DemoError> {
    let accounts = demo.sandbox.accounts();
    let ada = accounts.first().ok_or("the sandbox begins with an account")?;
    let [calendar, zoom, google] = [&ada.calendar_ids, &ada.conferencing_profile_ids, &ada.profile_ids]
        .map(|ids| ids.first().cloned().unwrap_or_default());

    demo.chapter("08:00", "The application creates a channel for changes, and answers the first notification").await?;
    let subscriptions = quickstart::program::subscriptions(Secrets::new([SECRET])?);
    let url = subscriptions.url(demo.url(), "ada")?;
    demo.sandbox.create_channel(&ada.account_id, subscriptions.channel(&url)?)?;

    demo.chapter("08:05", "Ada writes an appointment into her calendar").await?;
    let dentist = json!({ "summary": "Dentist", "start": at("15:00")?, "end": at("15:30")? });
    let dentist = demo.sandbox.write_event_as_user(&calendar, dentist)?;
    demo.chapter("08:20", "… and moves it").await?;
    let moved = json!({ "event_uid": dentist, "start": at("16:00")?, "end": at("16:30")? });
    demo.sandbox.write_event_as_user(&calendar, moved)?;

    demo.chapter("08:30", "Zoom asks Ada to sign in again").await?;
    demo.sandbox.disconnect_profile(&zoom)?;
    demo.chapter(
        "08:31",
        "The application books a meeting at 10:00, with a conference, an agent, and triggers around it",
    )
    .await?;
    demo.sandbox.upsert_event(&calendar, board_meeting(&subscriptions, &url, &zoom)?)?;
    demo.chapter("08:32", "Ada has signed in: the conference is created at the next attempt").await?;
    demo.sandbox.reconnect_profile(&zoom)?;

    demo.chapter("09:50", "Five minutes before the meeting; the first answer does not reach the service").await?;
    demo.sandbox.set_faults([FaultRule::new(Fault::Cut).only("event_start").times(1)]);
    demo.chapter("09:57", "The agent joins").await?;
    demo.chapter("10:59", "The meeting ends; the first notification is lost on the way").await?;
    demo.sandbox.set_faults([FaultRule::new(Fault::Drop).only("event_end").times(1)]);

    demo.chapter("12:00", "Google asks Ada to sign in again").await?;
    demo.sandbox.disconnect_profile(&google)?;
    demo.chapter(
        "12:15",
        "The dentist is earlier: there is no notification, because the service cannot see the change",
    )
    .await?;
    let moved = json!({ "event_uid": dentist, "start": at("15:30")?, "end": at("16:00")? });
    demo.sandbox.write_event_as_user(&calendar, moved)?;
    demo.chapter("12:30", "Ada has signed in, and the service reports what has changed in the meantime").await?;
    demo.sandbox.reconnect_profile(&google)?;

    demo.chapter("13:00", "The application books an interview at 14:00, where the agent is not let in").await?;
    let interview = demo.sandbox.upsert_event(&calendar, interview(&subscriptions, &url)?)?;
    let agent = demo.sandbox.agent_of(&interview).ok_or("the interview has an agent")?;
    demo.sandbox.set_agent_failure(&agent, Some("join_timeout"))?;

    demo.chapter("17:00", "The service sends a notification type that is newer than the application").await?;
    let body = json!({ "notification": { "type": "calendar_painted" }, "channel": { "channel_id": "chn_1" } });
    demo.sandbox.trigger(&url, body)?;
    demo.pass("18:00").await
}

fn at(time: &str) -> Result<Timestamp, DemoError> {
    Ok(format!("{}T{time}:00Z", &BEGIN[..10]).parse()?)
}

fn board_meeting(subscriptions: &Subscriptions, url: &str, zoom: &str) -> Result<UpsertEvent, DemoError> {
    let subscription = subscriptions
        .subscription(url)
        .before(TransitionName::EventStart, Offset::minutes(5))
        .after(TransitionName::EventEnd, Offset::minutes(0));
    Ok(UpsertEvent::new("board-meeting", "Board meeting", at("10:00")?, at("11:00")?)
        .conferencing(EventConferencing::profile(zoom))
        .meeting_agent(EventAgent::cronofy().display_name("Notes"))
        .subscription(subscription.build()?))
}

fn interview(subscriptions: &Subscriptions, url: &str) -> Result<UpsertEvent, DemoError> {
    Ok(UpsertEvent::new("interview", "Interview", at("14:00")?, at("14:45")?)
        .conferencing(EventConferencing::explicit("Our own rooms", "https://meet.example.com/interview"))
        .meeting_agent(EventAgent::cronofy())
        .subscription(subscriptions.subscription(url).build()?))
}
