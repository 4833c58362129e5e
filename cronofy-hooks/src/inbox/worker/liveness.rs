//! [`WorkerLife`]: whether a worker still runs that nothing stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::handle::WorkerHandle;
use super::pool::Worker;

/// Whether a worker still runs that nothing stopped, for the health path. All clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct WorkerLife(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Its handle was dropped or shut down.
    stopped: AtomicBool,
    ended: AtomicBool,
}

impl WorkerLife {
    /// A worker that runs in another process is not missed: of that one nothing is known here.
    pub(crate) fn ended_by_itself(&self) -> bool {
        self.0.ended.load(Ordering::Acquire) && !self.0.stopped.load(Ordering::Acquire)
    }
}

impl Worker {
    /// Works in a task of its own, and notes in `life` when that ends.
    pub(crate) fn spawn_watched(self, life: &WorkerLife) -> WorkerHandle {
        let ends = Ends(life.clone());
        WorkerHandle::new(|stop| {
            tokio::spawn(async move {
                // Dropped with this task, also when it panics.
                let ends = ends;
                let stop = async {
                    stop.await;
                    ends.0.0.stopped.store(true, Ordering::Release);
                };
                self.run_until(stop).await
            })
        })
    }
}

struct Ends(WorkerLife);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.0.ended.store(true, Ordering::Release);
    }
}
