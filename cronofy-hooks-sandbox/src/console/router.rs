//! The routes of the console.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tokio::sync::watch;

use super::context::Console;
use super::guard::guard;
use super::views::{
    access, account, accounts, attachments, attempt_file, calendar, call, call_file, calls, channels, clock, connect,
    conversations, delegated_access, deliveries, delivery, event, event_actions, example_request, faults, invites,
    missing, new_event, profiles, requests, scenario, scheduling, trigger, verify,
};
use super::{asset, live};
use crate::personal_data::PersonalData;
use crate::scheduler::SharedWorld;

/// The guarded console. Its fallback answers for all paths at which no merged router has anything.
///
/// Open pages listen for changes until the sender of `open` is dropped. Without it, a graceful shutdown would
/// wait for them.
pub(crate) fn router(
    shared: Arc<SharedWorld>,
    open: watch::Receiver<()>,
    personal: PersonalData,
    program: Arc<str>,
) -> Router {
    let console = Console::new(shared, open, personal, program);
    let guarded = || from_fn_with_state(console.clone(), guard);
    let nothing = get(missing::page).layer(guarded()).fallback(missing::line);
    Router::new()
        .route("/", get(deliveries::page))
        .route("/deliveries/resend", post(deliveries::resend))
        .route("/deliveries/{number}", get(delivery::page))
        .route("/deliveries/{number}/replay", post(delivery::replay))
        .route("/deliveries/{number}/attempts/{attempt}/{file}", get(attempt_file::serve))
        .route("/calls", get(calls::page))
        .route("/calls/{number}", get(call::page))
        .route("/calls/{number}/{file}", get(call_file::serve))
        .route("/connect", get(connect::page).post(connect::check))
        .route("/trigger", get(trigger::page).post(trigger::send))
        .route("/channels", get(channels::page).post(channels::create))
        .route("/channels/close", post(channels::close))
        .route("/channels/notify", post(channels::notify))
        .route("/calendar", get(calendar::page))
        .route("/accounts", get(accounts::page).post(accounts::add))
        .route("/accounts/{account_id}", get(account::page))
        .route("/accounts/{account_id}/forget", post(account::forget))
        .route("/accounts/{account_id}/profiles", post(profiles::change))
        .route("/accounts/{account_id}/revoke", post(account::revoke))
        .route("/accounts/{account_id}/tokens", post(account::issue))
        .route("/calendar/agent", post(event_actions::set_agent))
        .route("/calendar/new", get(new_event::page).post(new_event::create))
        .route("/calendar/scheduling", get(scheduling::page).post(scheduling::create))
        .route("/calendar/scheduling/disable", post(scheduling::disable))
        .route("/calendar/events/{event_uid}", get(event::page))
        .route("/calendar/events/{event_uid}/move", post(event_actions::move_it))
        .route("/calendar/events/{event_uid}/delete", post(event_actions::delete))
        .route("/clock", get(clock::page))
        .route("/clock/move", post(clock::move_on))
        .route("/clock/mode", post(clock::set_mode))
        .route("/faults", get(faults::page).post(faults::add))
        .route("/faults/clear", post(faults::clear))
        .route("/faults/preset", post(faults::add_preset))
        .route("/faults/remove", post(faults::remove))
        .route("/faults/seed", post(faults::set_seed))
        .route("/faults/switch", post(faults::switch))
        .route("/scenario", get(scenario::page))
        .route("/scenario/scenario.yaml", get(scenario::file))
        .route("/requests", get(requests::page).post(example_request::create))
        .route("/requests/access", post(access::decide))
        .route("/requests/attachments", post(attachments::review))
        .route("/requests/authorizations", post(delegated_access::decide))
        .route("/requests/conversations", post(conversations::select))
        .route("/requests/invites", post(invites::reply))
        .route("/verify", get(verify::page).post(verify::check))
        .route("/live", get(live::stream))
        .route("/assets/{name}", get(asset::serve))
        .route_layer(guarded())
        .fallback_service(nothing.with_state(console.clone()))
        .with_state(console)
}
