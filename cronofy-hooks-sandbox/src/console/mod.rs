//! The console: pages that show a person what the sandbox does, and let them do things to it.
//!
//! A page is rendered from the world as it is, on the server. Buttons are forms. The script only asks for
//! the page again when something has changed, and puts the difference in.

mod asset;
mod calendar;
mod channels;
mod clock;
mod deliveries;
mod delivery;
mod event;
mod event_actions;
mod explain;
mod faults;
mod field;
mod guard;
mod json;
mod layout;
mod live;
mod new_event;
mod pages;
mod people;
mod posted;
mod router;
mod sample;
mod subscriptions;
#[cfg(test)]
mod tests;
mod timeline;
mod trigger;
mod when;
mod words;

pub(crate) use self::router::router;
