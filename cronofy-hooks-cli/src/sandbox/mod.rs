//! `sandbox`: a Cronofy on this machine.

mod args;
mod attempt_log;
mod banner;
mod command;
mod fault;
mod play;
mod remote;
mod serving;
mod step;

pub(crate) use self::args::SandboxArgs;
pub(crate) use self::remote::RemoteSandbox;
