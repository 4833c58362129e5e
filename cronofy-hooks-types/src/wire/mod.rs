//! The `notification` object of a body, and how a payload is read from a body and written to one.
//!
//! Generated code and the receiver name everything here. It changes without notice.

mod body;
mod cow_str;
mod fields;
mod from_text;
mod integer;
mod notification;
mod payload;
mod personal;
mod skip;

pub use self::body::{deserialize, serialize};
pub use self::cow_str::CowStr;
pub use self::fields::{Fields, deserialize_fields};
pub(crate) use self::from_text::from_text;
pub use self::integer::{Integers, OfIntegers, read_integers};
pub use self::notification::{Item, Items, MOST_ITEMS, NAME_KEYS, Notification, NotificationFields};
pub use self::payload::Payload;
pub use self::personal::Personal;
pub use self::skip::skip_map;
