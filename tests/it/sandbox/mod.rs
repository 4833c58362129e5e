//! The sandbox and the quickstart together: over real HTTP, on the virtual clock.

mod bodies;
mod closing;
mod faults;
mod flows;
mod play;
mod read;
mod state;
