//! Arguments that several commands take.

mod file;
mod secret;
mod time;
mod url;

pub(crate) use self::file::read_file;
pub(crate) use self::secret::{Removed, SecretArgs, SecretTexts};
pub(crate) use self::time::{Age, When};
pub(crate) use self::url::plain_http;
