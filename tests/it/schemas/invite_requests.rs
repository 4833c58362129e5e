//! Requests that invite people.

use cronofy_hooks::payload::{Location, SchedulingDuration, SchedulingPeriod};
use cronofy_hooks::request::*;

use super::requests::{Built, at};

pub(super) fn add(built: &mut Built) {
    let recipient = |email: &str| InviteRecipient::new(email);
    let example = || recipient("example@example.com");
    built.add("invite_recipient/minimal", example());
    let organizer = || InviteOrganizer::new("Smart invite application");
    built.add("invite_organizer/minimal", organizer());
    let event = || InviteEvent::new("Board meeting", at("2026-01-19T15:30:00Z"), at("2026-01-19T17:00:00Z"));
    built.add("invite_event/minimal", event());
    let full = event().description("Discuss plans.").tzid("Europe/London").location(Location::from("Board room"));
    built.add("invite_event/full", full.url("https://example.com/42").reminder(Reminder::minutes(60)));
    built.add("invite_event/url_null", event().without_url());

    built.add("upsert_smart_invite/minimal", UpsertSmartInvite::new("invite-42", example(), event()));
    built.add(
        "upsert_smart_invite/full",
        UpsertSmartInvite::new("invite-42", example(), event())
            .method(UpsertInviteMethod::Request)
            .callback_url("https://example.com/cronofy/invites")
            .organizer(organizer()),
    );
    let both = ["a@example.com", "b@example.com"].map(recipient);
    built.add("upsert_smart_invite/several", UpsertSmartInvite::for_several("invite-42", both, event()));
    built.add("cancel_smart_invite/minimal", CancelSmartInvite::new("invite-42", example()));
    let several = CancelSmartInvite::for_several("invite-42", [recipient("a@example.com")]);
    built.add("cancel_smart_invite/several", several);
    let removed = RemoveSmartInviteRecipient::new("invite-42", recipient("a@example.com"));
    built.add("remove_smart_invite_recipient/minimal", removed);
    conversations(built);
}

fn conversations(built: &mut Built) {
    let karl = || ConversationParticipant::new().participant_id("@karl");
    built.add("conversation_participant/minimal", karl());
    let grace = ConversationParticipant::new()
        .participant_id("@grace")
        .sub("acc_5ba21743f408617d1269ea1e")
        .email("grace@company.example")
        .common_name("Grace Devlin")
        .managed_availability(true)
        .slots(SlotChoice::by(SlotSelectionMethod::Auto));
    built.add("conversation_participant/full", &grace);
    let manual = ConversationParticipant::new().email("karl@company.example");
    let manual = manual.slots(SlotChoice::by(SlotSelectionMethod::Manual));
    built.add("conversation_participant/manual", manual);
    let conversation = || {
        let day = SchedulingPeriod::new(at("2026-01-19T09:00:00Z"), at("2026-01-19T18:00:00Z"));
        CreateSchedulingConversation::new([grace.clone(), karl()], SchedulingDuration::of_minutes(60), [day])
    };
    built.add("create_scheduling_conversation/minimal", conversation());
    let full = conversation().tzid("America/Chicago").subject("Project Titan review");
    let room = serde_json::json!({ "location": { "description": "Board Room" } });
    built.add("create_scheduling_conversation/full", full.event(room));
    let slot = || SelectedSlot::new("slt_1529540802");
    built.add("selected_slot/minimal", slot());
    built.add("select_slots/minimal", SelectSlots::new([slot()]));
}
