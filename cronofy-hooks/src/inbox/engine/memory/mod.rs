//! [`MemoryInbox`]: an inbox without a disk, for tests. It is behind the feature `testing`.

mod admin;
mod inbox;
mod store;
mod work;

pub use self::inbox::MemoryInbox;
