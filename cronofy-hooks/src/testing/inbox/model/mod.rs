//! What an engine does, said once more as simply as it can be: every answer is found by looking at
//! all units. It is what the steps of [`follow`](super::follow()) are compared with.

mod manage;
mod time;
mod unit;
mod work;

pub(super) use self::time::{earlier, later};
pub(super) use self::unit::Model;
