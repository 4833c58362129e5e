//! Tells open pages that something has changed.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use tokio::sync::watch;
use tokio::time::sleep;

use super::pages::Console;
use crate::clock::ClockMode;
use crate::shared::Shared;

/// Changes that are closer together than this are told once.
const BREATH: Duration = Duration::from_millis(250);
/// How often a page looks at a clock that runs.
const TICK: Duration = Duration::from_secs(1);

/// `GET /live`: an event for what has changed since the last one, until the server stops.
pub(super) async fn stream(State(console): State<Console>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let versions = console.shared.version.subscribe();
    let events = unfold((console, versions, true), async |(mut console, mut versions, first)| {
        if !first {
            tokio::select! {
                () = change(&console.shared, &mut versions) => {}
                // Its sender is gone.
                _ = console.open.changed() => return None,
            }
        }
        let version = *versions.borrow_and_update();
        let event = Event::default().event("changed").data(version.to_string());
        Some((Ok(event), (console, versions, false)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn change(shared: &Shared, versions: &mut watch::Receiver<u64>) {
    sleep(BREATH).await;
    tokio::select! {
        // The sender cannot be gone: it is in `shared`.
        _ = versions.changed() => {}
        () = sleep(TICK), if shared.clock_mode() != ClockMode::Paused => {}
    }
}
