//! [`Sandbox`]: what tests, the command line and examples start and serve.

mod instance;
mod serving;

pub use self::instance::{Sandbox, SandboxBuilder};
pub use self::serving::SandboxServer;
