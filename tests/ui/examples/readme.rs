//! The first example of the README, which has no warning.
#![deny(warnings)]
#![allow(clippy::print_stdout, reason = "an application")]

use cronofy_hooks::payload::{Change, ConferencingFailing, EventStart};
use cronofy_hooks::{Hooks, Path, Secrets, State, Trigger, Unhandled, cronofy_handler, handlers};

#[derive(Clone)]
struct App {
    name: &'static str,
}

/// Pulls what changed in the user's calendar.
#[cronofy_handler(notification = "change")]
async fn sync_calendar(change: Change, State(app): State<App>, user: Option<Path<u64>>) -> Result<(), std::io::Error> {
    println!("{}: {} changed since {}", app.name, change.channel.channel_id, change.changes_since);
    if let Some(Path(user)) = user {
        println!("it belongs to user {user}");
    }
    Ok(())
}

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]
async fn ask_for_profile(failing: ConferencingFailing) {
    println!("no profile for {:?}", failing.event.event_id);
}

/// Every other subtype, known or not.
#[cronofy_handler(interaction = "conferencing_failing")]
async fn conferencing_failed(failing: ConferencingFailing) {
    println!("no conference for {:?}", failing.event.event_id);
}

/// Asked for under two names, see "Asking for it".
#[derive(Debug, serde::Serialize, serde::Deserialize)]
enum Nudge {
    TenMinutes,
    Started,
}

#[cronofy_handler(transition = "event_start")]
async fn meeting_starts(start: EventStart, Trigger(nudge): Trigger<Nudge>) {
    println!("{:?}: {nudge:?}", start.event.event_id);
}

/// Everything else, and what the service adds later.
#[cronofy_handler(fallback)]
async fn anything_else(unhandled: Unhandled) {
    println!("{}: {}", unhandled.occurrence(), unhandled.reason());
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secrets = Secrets::from_env("CRONOFY_CLIENT_SECRET")?;
    let hooks = Hooks::new(secrets)
        .handlers(handlers![sync_calendar, ask_for_profile, conferencing_failed, meeting_starts, anything_else])
        .state(App { name: "planner" })
        .path("/")
        .path("/{user_id}");
    let app = axum::Router::new().nest("/cronofy", hooks.into_router()?);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    // Until Ctrl-C or SIGTERM.
    cronofy_hooks::serve(listener, app).await?;
    Ok(())
}
