//! [`Sandbox`]: what tests, the command line and examples hold.

mod changes;
mod clock;
mod controls;
mod instance;
mod scheduling;
mod serving;
mod views;

pub use self::changes::SandboxChanges;
pub use self::instance::{Sandbox, SandboxBuilder};
pub use self::serving::SandboxServer;
pub use self::views::{AccountView, AttemptView, ChannelView, DeliveryView, SchedulingPageView, TriggerView};
