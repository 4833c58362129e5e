//! [`MemoryInbox`]: an inbox without a disk.

mod admin;
mod engine;
mod store;
mod work;

pub use self::engine::MemoryInbox;
