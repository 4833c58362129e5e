//! The console, called in process.

mod calendar;
mod client;
mod clock;
mod guarded;
mod live;
mod views;
