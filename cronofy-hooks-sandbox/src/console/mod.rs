//! The console: pages that show a person what the sandbox does, and let them do things to it.
//!
//! A page is rendered from the world as it is, on the server. Buttons are forms. The script only asks for
//! the page again when something has changed, and puts the difference in.

mod asset;
mod clock;
mod deliveries;
mod delivery;
mod explain;
mod faults;
mod guard;
mod json;
mod layout;
mod live;
mod pages;
mod posted;
mod router;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use self::router::router;
