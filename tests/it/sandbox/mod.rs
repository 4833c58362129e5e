//! The sandbox and the quickstart together: over real HTTP, on the virtual clock.

mod attempts;
mod bodies;
mod closing;
mod faults;
mod flows;
mod play;
mod read;
mod rewritten;
mod state;
