//! The options that say how an inbox runs the handler: syntax → check → model → expand.

mod check;
mod expand;
mod messages;
mod model;
mod syntax;
#[cfg(test)]
mod tests;
mod text;
mod time;

pub(super) use self::check::check;
pub(super) use self::expand::expand;
pub(super) use self::model::Policy;
pub(super) use self::syntax::Written;
