//! What each endpoint answers, without a network.

mod access;
mod agents;
mod availability;
mod bookable_events;
mod endpoints;
mod scheduling;
