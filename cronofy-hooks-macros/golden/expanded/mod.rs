//! The recorded expansions, as modules for `tests/ui`.

pub mod conditional_arguments;
pub mod fallback;
pub mod list;
pub mod misplaced_argument;
pub mod no_arguments;
pub mod one_argument;
pub mod policy;
pub mod states_and_result;
pub mod subtype;
pub mod unlisted;
