//! The inbox in memory.

use std::sync::Arc;

use cronofy_hooks::inbox::Inbox;
use cronofy_hooks::testing::inbox::{AllBroken, Clock, MemoryInbox, promises};

use super::steps::every_walk_follows;

fn open(clock: Clock) -> Arc<dyn Inbox> {
    Arc::new(MemoryInbox::with_clock(move || clock.now()))
}

#[tokio::test]
async fn it_keeps_the_promises() -> Result<(), AllBroken> {
    promises(|clock| async { open(clock) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_promises_on_several_threads() -> Result<(), AllBroken> {
    promises(|clock| async { open(clock) }).await
}

#[test]
fn it_follows_the_model() {
    every_walk_follows(512, |clock| async { open(clock) });
}
