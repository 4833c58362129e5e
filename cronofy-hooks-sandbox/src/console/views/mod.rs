//! The pages of the console and the actions of their buttons.

pub(super) mod access;
pub(super) mod accounts;
pub(super) mod attachments;
pub(super) mod attempt_file;
pub(super) mod calendar;
pub(super) mod channels;
pub(super) mod clock;
pub(super) mod connect;
pub(super) mod conversations;
pub(super) mod delegated_access;
pub(super) mod deliveries;
pub(super) mod delivery;
pub(super) mod event;
pub(super) mod event_actions;
mod exchange;
pub(super) mod faults;
pub(super) mod invites;
pub(super) mod new_event;
pub(super) mod requests;
pub(super) mod scheduling;
mod snippet;
mod status;
mod subscriptions;
mod timeline;
pub(super) mod trigger;
pub(super) mod verify;
