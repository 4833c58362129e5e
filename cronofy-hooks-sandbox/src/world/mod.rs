//! The simulated service: its state and its behaviour, without a clock, a network or threads of its
//! own. The scheduler moves its time, and sends the requests that it returns.

pub(crate) mod model;
pub(crate) mod rules;

pub(crate) use self::model::World;
