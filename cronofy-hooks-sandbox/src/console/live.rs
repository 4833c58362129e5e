//! Notifies open pages of changes.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use tokio::sync::watch;
use tokio::time::sleep;

use super::context::Console;
use crate::clock::ClockMode;
use crate::scheduler::SharedWorld;

/// Changes within this time share an event.
const MIN_INTERVAL: Duration = Duration::from_millis(250);
/// How often a page refreshes while the clock runs.
const TICK: Duration = Duration::from_secs(1);

/// `GET /live`: an event after each change, until the server stops.
pub(super) async fn stream(State(console): State<Console>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let versions = console.shared.version.subscribe();
    let events = unfold((console, versions, true), async |(mut console, mut versions, first)| {
        if !first {
            tokio::select! {
                () = change(&console.shared, &mut versions) => {}
                // The server stops.
                _ = console.open.changed() => return None,
            }
        }
        let version = *versions.borrow_and_update();
        let event = Event::default().event("changed").data(version.to_string());
        Some((Ok(event), (console, versions, false)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn change(shared: &SharedWorld, versions: &mut watch::Receiver<u64>) {
    sleep(MIN_INTERVAL).await;
    tokio::select! {
        // `shared` owns the sender, so this cannot fail.
        _ = versions.changed() => {}
        () = sleep(TICK), if shared.clock_mode() != ClockMode::Paused => {}
    }
}
