//! The options that say how an inbox runs the handler: syntax → check → model → expand.

mod check;
mod duration;
mod expand;
mod messages;
mod model;
mod syntax;

pub(super) use self::check::check;
pub(super) use self::expand::expand;
pub(super) use self::model::CheckedPolicy;
pub(super) use self::syntax::WrittenPolicy;
