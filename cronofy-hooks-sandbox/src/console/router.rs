//! Which path shows what.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::guard::guard;
use super::pages::Console;
use super::{asset, clock, deliveries, delivery, faults, live};
use crate::shared::Shared;

/// The console of a sandbox, guarded. It has no fallback: what it does not know is not its own.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let console = Console::new(shared);
    Router::new()
        .route("/", get(deliveries::page))
        .route("/deliveries/{number}", get(delivery::page))
        .route("/deliveries/{number}/replay", post(delivery::replay))
        .route("/clock", get(clock::page))
        .route("/clock/move", post(clock::move_on))
        .route("/clock/mode", post(clock::set_mode))
        .route("/faults", get(faults::page).post(faults::add))
        .route("/faults/remove", post(faults::remove))
        .route("/faults/seed", post(faults::set_seed))
        .route("/live", get(live::stream))
        .route("/assets/{name}", get(asset::serve))
        .route_layer(from_fn_with_state(console.clone(), guard))
        .with_state(console)
}
