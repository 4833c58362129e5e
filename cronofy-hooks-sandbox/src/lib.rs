#![doc = include_str!("../README.md")]

mod api;
mod clock;
mod console;
mod drive;
mod error;
mod fault;
mod follow;
mod hands;
mod loopback;
mod origin;
mod sandbox;
mod send;
mod send_raw;
mod serve;
mod shared;
mod store;
mod validate;
mod views;
mod world;

pub use crate::clock::ClockMode;
pub use crate::error::SandboxError;
pub use crate::fault::{Fault, FaultRule};
pub use crate::follow::Changes;
pub use crate::sandbox::{Sandbox, SandboxBuilder};
pub use crate::serve::Serving;
pub use crate::views::{AccountView, AttemptView, ChannelView, DeliveryView, TriggerView};
pub use crate::world::account::ConferencingMood;
pub use crate::world::delivery::{DeliveryState, Outcome};
