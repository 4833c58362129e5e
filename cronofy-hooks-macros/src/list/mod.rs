//! `handlers![...]`: the list, and the checks that the compiler runs on it.

mod expand;
mod messages;
mod pipeline;
mod syntax;

pub(crate) use self::pipeline::expand_list;
