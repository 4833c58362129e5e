//! `sandbox`: a Cronofy on this machine.

mod args;
mod attempt_log;
mod banner;
mod clock;
mod command;
mod fault;
mod shutdown_signal;

pub(crate) use self::args::SandboxArgs;
