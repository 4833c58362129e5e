//! The inbox in memory. The other engines are compared with it.

use std::sync::Arc;

use cronofy_hooks::Inbox;
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks_conformance::{AllBroken, Divergence, TestClock, promises, walks};

async fn open(clock: TestClock) -> Arc<dyn Inbox> {
    Arc::new(MemoryInbox::with_clock(move || clock.now()))
}

#[tokio::test]
async fn it_keeps_the_promises() -> Result<(), AllBroken> {
    promises(open).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_promises_on_several_threads() -> Result<(), AllBroken> {
    promises(open).await
}

/// Otherwise a walk would find a difference where there is none.
#[tokio::test]
async fn it_does_the_same_twice() -> Result<(), Divergence> {
    walks(0..512, open).await
}
