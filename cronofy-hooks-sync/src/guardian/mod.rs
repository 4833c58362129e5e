//! [`ChannelGuardian`]: watches over channels, and creates those again that the service has closed.

mod answers;
mod builder;
mod claim;
mod error;
mod gap;
mod guarding;
mod inspection;
mod measure;
mod service;

pub use self::builder::ChannelGuardianBuilder;
pub use self::error::GuardianError;
pub use self::service::ChannelGuardian;
