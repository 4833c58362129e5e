//! Keeps pages of the web from using the sandbox through a browser on this machine.

mod host;
mod origin;

pub(crate) use self::host::is_loopback;
pub(crate) use self::origin::from_here;
