//! `#[cronofy_handler]`: syntax → check → model → expand, or recover where something is wrong.

mod check;
mod expand;
mod messages;
mod model;
mod pipeline;
mod policy;
mod recover;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use self::pipeline::expand_handler;
