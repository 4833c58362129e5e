//! `sandbox`: a Cronofy on this machine.

mod args;
mod attempt_log;
mod banner;
mod browser;
mod call_printer;
mod command;
mod fault;
#[cfg(feature = "live")]
mod keyboard;
#[cfg(feature = "live")]
mod live_list;
mod play;
mod remote;
mod serving;
mod step;

pub(crate) use self::args::SandboxArgs;
pub(crate) use self::remote::RemoteSandbox;
