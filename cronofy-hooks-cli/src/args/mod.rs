//! Arguments that several commands take.

mod secret;
mod suggested;
mod time;
mod url;

pub(crate) use self::secret::SecretArgs;
pub(crate) use self::suggested::suggested;
pub(crate) use self::time::{Age, When};
pub(crate) use self::url::{is_this_machine, plain_http};
