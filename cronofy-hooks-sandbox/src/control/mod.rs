//! Controls a sandbox, from Rust and from any other language: what the application, the user and the environment do.

mod application;
mod changes;
mod clock;
mod environment;
mod expectation;
mod handle;
mod request;
mod router;
mod run;
mod scenario;
mod scheduling;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod user;
mod views;

pub use self::changes::SandboxChanges;
pub use self::expectation::Expectation;
pub use self::handle::SandboxHandle;
pub use self::scenario::Scenario;
pub use self::step::{EventStep, Step, StepAuthor, TriggerStep};
pub use self::views::{AccountView, AttemptView, ChannelView, DeliveryView, SchedulingPageView, TriggerView};

pub(crate) use self::router::router;
