//! [`WorkerLife`]: whether a worker ended without being stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::handle::WorkerHandle;
use super::pool::Worker;

/// Whether a worker ended without being stopped, for the health path. Clones are about the same worker.
#[derive(Clone, Debug, Default)]
pub(crate) struct WorkerLife(Arc<WorkerFlags>);

#[derive(Debug, Default)]
struct WorkerFlags {
    /// The handle was dropped or shut down.
    stopped: AtomicBool,
    ended: AtomicBool,
}

impl WorkerLife {
    /// `false` also for a worker in another process, which is not observed here.
    pub(crate) fn ended_by_itself(&self) -> bool {
        self.0.ended.load(Ordering::Acquire) && !self.0.stopped.load(Ordering::Acquire)
    }
}

impl Worker {
    /// Runs in a task of its own, and records in `life` when that ends.
    pub(crate) fn spawn_watched(self, life: &WorkerLife) -> WorkerHandle {
        let ends = RecordEnd(life.clone());
        WorkerHandle::new(|stop, idle| {
            tokio::spawn(async move {
                // Dropped when this task ends, also when it panics.
                let ends = ends;
                let stop = async {
                    stop.await;
                    ends.0.0.stopped.store(true, Ordering::Release);
                };
                self.run(stop, idle).await
            })
        })
    }
}

struct RecordEnd(WorkerLife);

impl Drop for RecordEnd {
    fn drop(&mut self) {
        self.0.0.ended.store(true, Ordering::Release);
    }
}
