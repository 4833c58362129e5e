//! `sandbox`: a Cronofy on this machine.

mod args;
mod banner;
mod command;
mod pace;
mod rule;
mod stop;
mod told;

pub(crate) use self::args::SandboxArgs;
