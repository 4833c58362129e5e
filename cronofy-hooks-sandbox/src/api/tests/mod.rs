//! What each endpoint answers, without a network.

mod access;
mod agents;
mod availability;
mod bookable_events;
mod conversations;
mod delegated_access;
mod endpoints;
mod requests_to_users;
mod scheduling;
mod smart_invites;
