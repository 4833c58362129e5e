//! The inbox in a file.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use cronofy_hooks::inbox::{Inbox, SqliteInbox};
use cronofy_hooks::testing::inbox::{AllBroken, Clock, promises};
use tempfile::TempDir;

use super::steps::every_walk_follows;

/// A folder with a file for each inbox.
struct InboxFiles {
    folder: TempDir,
    count: AtomicU32,
}

impl InboxFiles {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), count: AtomicU32::new(0) }
    }

    async fn open(&self, clock: Clock) -> Arc<dyn Inbox> {
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

#[test]
fn it_follows_the_model() {
    let files = InboxFiles::new();
    every_walk_follows(256, |clock| files.open(clock));
}
