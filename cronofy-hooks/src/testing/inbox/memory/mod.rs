//! [`MemoryInbox`]: an inbox without a disk.

mod engine;
mod manage;
mod shelf;
mod work;

pub use self::engine::MemoryInbox;
