//! Channels that the service closes, and what becomes of them.

mod crashes;
mod failing;
mod finding;
mod guarding;
mod running;
mod stores;
mod support;

#[cfg(feature = "_postgres-tests")]
pub(crate) use self::failing::a_day_of_failures;
#[cfg(feature = "_postgres-tests")]
pub(crate) use self::stores::channels_come_back;
