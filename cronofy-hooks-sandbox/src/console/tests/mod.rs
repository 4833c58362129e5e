//! The console, asked in process.

mod asked;
mod calendar;
mod clock;
mod guarded;
mod live;
mod views;
