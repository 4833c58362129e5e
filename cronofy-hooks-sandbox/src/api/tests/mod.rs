//! What each endpoint answers, without a network.

mod access;
mod agents;
mod conversations;
mod delegated_access;
mod endpoints;
mod requests_to_users;
mod smart_invites;
