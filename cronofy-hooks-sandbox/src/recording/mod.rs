//! What a meeting agent of the sandbox recorded: files that players open, with nothing of a meeting in them.

mod wav;
mod webm;

pub(crate) use self::wav::tone;
pub(crate) use self::webm::grey_picture;
