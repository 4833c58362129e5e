//! How URLs, long texts and errors are written into logs and messages.

mod short;
mod type_name;
mod url;

pub use cronofy_hooks_types::__private::Chain;

pub use self::url::{NAMES_USER, address, names_user, without_user};

pub(crate) use self::short::{cut, short};
pub(crate) use self::type_name::type_name;
pub(crate) use self::url::query;
