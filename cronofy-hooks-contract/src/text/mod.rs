//! Words and layouts that the programs around the service share: the sandbox's console and the command line describe
//! the same things.

mod diagnosis;
mod json;
mod refusal;
mod wording;

pub use self::diagnosis::{Diagnosis, RequestEnd, SignedWith};
pub use self::json::{ascii, compact, indented, json_text, spaced, tokens, unescaped};
pub use self::refusal::PossibleCause;
pub use self::wording::{counted, latency, relative_time, span};
