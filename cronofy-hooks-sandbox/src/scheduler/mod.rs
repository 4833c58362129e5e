//! Lets the time of a world pass: by its clock, or as fast as the answers arrive.

mod causing_world;
mod driver;
mod shared_world;

pub(crate) use self::causing_world::CausingWorld;
pub(crate) use self::driver::{advance, drive};
pub(crate) use self::shared_world::SharedWorld;
