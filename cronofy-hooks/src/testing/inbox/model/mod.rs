//! What an engine does, said once more as simply as it can be: every answer is found by looking at
//! all jobs. It is what the steps of [`follow`](super::follow()) are compared with.

mod admin;
mod job;
mod time;
mod work;

pub(super) use self::job::Model;
pub(super) use self::time::{earlier, later};
