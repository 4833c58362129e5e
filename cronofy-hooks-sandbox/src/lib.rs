#![doc = include_str!("../README.md")]

mod clock;
mod drive;
mod error;
mod fault;
mod sandbox;
mod send;
mod shared;
mod world;

pub use crate::clock::ClockMode;
pub use crate::error::SandboxError;
pub use crate::fault::{Fault, FaultRule};
pub use crate::sandbox::{Sandbox, SandboxBuilder};
pub use crate::world::account::ConferencingMood;
pub use crate::world::delivery::{DeliveryState, Outcome};
