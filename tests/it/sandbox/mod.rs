//! The sandbox and the quickstart together: over real HTTP, on the virtual clock.

mod asking;
mod attempts;
mod authorizations;
mod bodies;
mod channel_closing;
mod conversations;
mod faults;
mod flows;
mod invites;
mod reading;
mod recreated_events;
mod scenario;
mod scheduling;
mod state_file;
