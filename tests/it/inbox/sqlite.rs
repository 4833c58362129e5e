//! The inbox in a file.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use cronofy_hooks::inbox::{Inbox, SqliteInbox};
use cronofy_hooks_conformance::{AllBroken, Divergence, TestClock, promises, walks};
use tempfile::TempDir;

/// A folder with a file for each inbox.
struct InboxFiles {
    folder: TempDir,
    count: AtomicU32,
}

impl InboxFiles {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), count: AtomicU32::new(0) }
    }

    async fn open(&self, clock: TestClock) -> Arc<dyn Inbox> {
        let file = format!("{}.sqlite", self.count.fetch_add(1, Ordering::Relaxed));
        let options = SqliteInbox::options(self.folder.path().join(file));
        Arc::new(options.clock(move || clock.now()).open().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_promises() -> Result<(), AllBroken> {
    let files = InboxFiles::new();
    promises(|clock| files.open(clock)).await
}

#[tokio::test]
async fn it_does_what_the_inbox_in_memory_does() -> Result<(), Divergence> {
    let files = InboxFiles::new();
    walks(0..256, |clock| files.open(clock)).await
}
