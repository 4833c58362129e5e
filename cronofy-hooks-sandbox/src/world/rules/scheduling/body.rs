//! The JSON of pages, and of the callbacks that they cause.

use serde_json::{Value, json};

use crate::world::model::{FreeStep, QueriedMember, SchedulingPage, SchedulingPlan, SchedulingQuery, SchedulingState};
use crate::world::rules::body::without_nulls;
use crate::world::rules::time::seconds;

/// A page, as the API shows it.
pub(crate) fn page_body(page: &SchedulingPage, base_url: &str) -> Value {
    let mut event = page.plan.event.clone();
    if let SchedulingState::Completed(steps) = &page.state {
        event.extend(steps.first().map(|first| ("start".to_owned(), seconds(first.time.start).into())));
        event.extend(steps.last().map(|last| ("end".to_owned(), seconds(last.time.end).into())));
    }
    // The shape of an event that is read, which has other attendees than one that is written.
    let shown = ["event_id", "summary", "description", "start", "end", "tzid", "location", "event_private"];
    event.retain(|name, _| shown.contains(&name.as_str()));
    json!({
        "real_time_scheduling_id": page.id,
        "url": format!("{base_url}/add_to_calendar/scheduling/{}", page.token),
        "event": event,
        "status": page.state.name(),
    })
}

/// The callback of a chosen time. The documentation shows one meeting; a sequence is shown from the start of its first
/// meeting to the end of its last.
pub(super) fn completed(plan: &SchedulingPlan, steps: &[FreeStep]) -> Value {
    let time = |at| json!({ "time": seconds(at), "tzid": plan.tzid() });
    let mut body = callback(plan, steps.iter().flat_map(|step| &step.time.subs));
    if let (Some(first), Some(last)) = (steps.first(), steps.last()) {
        body["event"]["start"] = time(first.time.start);
        body["event"]["end"] = time(last.time.end);
    }
    body
}

/// The callback when no time suits, and when there was none. The documentation does not show it: it is that of a chosen
/// time, without the time, and with all accounts of the query.
pub(super) fn without_time(plan: &SchedulingPlan) -> Value {
    let members: Vec<&QueriedMember> = match &plan.availability {
        SchedulingQuery::Meeting(query) => query.participants.iter().flat_map(|group| &group.members).collect(),
        SchedulingQuery::Sequence(query) => {
            let steps = query.sequence.iter();
            steps.flat_map(|step| &step.participants).flat_map(|group| &group.members).collect()
        }
    };
    callback(plan, members.into_iter().map(|member| &member.sub))
}

/// Names each account once.
fn callback<'a>(plan: &SchedulingPlan, subs: impl Iterator<Item = &'a String>) -> Value {
    let mut distinct: Vec<&String> = Vec::new();
    for sub in subs {
        if !distinct.contains(&sub) {
            distinct.push(sub);
        }
    }
    let event = json!({ "event_id": plan.event_text("event_id"), "summary": plan.event_text("summary") });
    let participants: Vec<_> = distinct.iter().map(|sub| json!({ "sub": sub })).collect();
    json!({ "event": without_nulls(event), "participants": participants, "user": { "tzid": plan.tzid() } })
}
