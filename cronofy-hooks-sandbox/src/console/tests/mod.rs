//! The console, called in process.

mod accounts;
mod attempt;
mod calendar;
mod calls;
mod channels;
mod client;
mod clock;
mod connect;
mod design;
mod guarded;
mod list;
mod live;
mod personal;
mod requests;
mod scenario;
mod scheduling;
mod secrets;
mod trigger;
mod verify;
mod views;
