#![doc = include_str!("../README.md")]

// Time, and what happens in it.
mod clock;
mod world;

// What meeting agents recorded.
mod recording;

// Lets time pass, and sends what is due.
mod scheduler;
mod sending;

// Keeps the world.
mod state_file;

// What applications and people use.
mod local_only;
mod personal_data;
#[cfg(test)]
mod planted;
mod validate;

mod api;

mod console;

mod control;

// What programs hold.
mod error;
mod sandbox;

pub use crate::clock::ClockMode;
pub use crate::control::{
    AccountView, AttemptView, CallView, ChannelExpectation, ChannelView, DeliveryView, EventStep, Expectation,
    SandboxChanges, SandboxHandle, Scenario, SchedulingPageView, Step, StepAuthor, TriggerStep, TriggerView,
};
pub use crate::error::SandboxError;
pub use crate::sandbox::{Sandbox, SandboxBuilder, SandboxServer};
pub use crate::world::model::{
    ApiCaller, AttemptOutcome, ChannelClosure, ClosedBy, ConferencingBehaviour, DeliveryCause, DeliveryState, Fault,
    FaultRule, HttpMessage,
};
