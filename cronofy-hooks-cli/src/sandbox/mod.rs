//! `sandbox`: a Cronofy on this machine.

mod args;
mod attempt_log;
mod banner;
mod command;
mod fault;

pub(crate) use self::args::SandboxArgs;
