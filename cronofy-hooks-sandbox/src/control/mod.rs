//! Controls a sandbox, from Rust and from any other language: what the application, the user and the environment do.

mod application;
mod callback_urls;
mod changes;
mod clock;
mod course;
mod environment;
mod expectation;
mod handle;
mod recorded;
mod request;
mod router;
mod run;
mod scenario;
mod scheduling;
mod stand_ins;
mod state;
#[cfg(test)]
mod tests;
mod user;
mod views;
mod yaml;

pub use self::changes::SandboxChanges;
pub use self::handle::SandboxHandle;
pub use self::scenario::Scenario;
pub use self::views::{AccountView, AttemptView, CallView, ChannelView, DeliveryView, SchedulingPageView, TriggerView};
pub use crate::world::model::{ChannelExpectation, EventStep, Expectation, Step, StepAuthor, TriggerStep};

pub(crate) use self::recorded::RecordedScenario;
pub(crate) use self::router::router;
