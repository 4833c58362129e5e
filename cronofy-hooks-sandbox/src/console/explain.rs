//! What the words of the API mean, for a person who has never seen it.

use crate::world::model::Fault;

/// What a notification tells.
pub(super) fn notification(name: &str) -> &'static str {
    match name {
        "verification" => "Sent when a channel is created, to see whether its URL answers. Any 2xx is enough.",
        "change" => {
            "Somebody other than the application changed a calendar. It says since when: the application reads the events that were modified after that."
        }
        "profile_disconnected" => {
            "The service lost its access to a calendar account. The user has to authorize it again."
        }
        "conferencing_profile_disconnected" => "The service lost its access to a conferencing account, such as Zoom.",
        "profile_initial_sync_completed" => {
            "All events of a newly connected calendar account have been read for the first time."
        }
        "gdpr_requested" => "The user wants to be forgotten: the application deletes their data.",
        "conferencing_assigned" => "An event has its conference now, with a URL to join.",
        "conferencing_failing" => {
            "An event was written without its conference. The service tries again from time to time."
        }
        "event_start" => "An event starts: sent at the offset from its start that the application asked for.",
        "event_end" => "An event ends: sent at the offset from its end that the application asked for.",
        "meeting_agent_activated" => "A meeting agent is about to join the meeting.",
        "meeting_agent_complete" => "A meeting agent has left the meeting, and its recordings are ready.",
        "meeting_agent_failed" => "A meeting agent could not do its work; the subtype says why.",
        "smart_invite" => "The recipient of an invitation by mail answered it.",
        "scheduling_request_time_chosen" => "Somebody chose a time in a scheduling page.",
        "authorization" => "The result of asking for access on behalf of somebody else.",
        "real_time_scheduling" => "Somebody chose a time in a real-time scheduling page.",
        _ => "Not among the notifications of the documentation. An application takes it in its fallback.",
    }
}

/// What goes wrong, in a sentence.
pub(super) fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Drop => "The request never arrives.",
        Fault::Duplicate => "The request arrives twice.",
        Fault::Reorder => "Later notifications overtake it.",
        Fault::Delay => "The request arrives minutes late.",
        Fault::Truncate => "The body ends too early.",
        Fault::WrongKey => "It is signed with the secret of another application.",
        Fault::UnknownType => "A notification of a type that nobody knows comes before it.",
        Fault::UnknownSubtype => "A notification with a subtype that nobody knows comes before it.",
        Fault::SlowBody => "The body comes so slowly that the deadline passes first.",
        Fault::Cut => "The connection is cut before the answer.",
    }
}

/// `wrong key`: a fault as it is written in a sentence.
pub(super) fn fault_name(fault: Fault) -> String {
    fault.name().replace('_', " ")
}
