//! For callers without a runtime: properties and fuzz targets.

use axum::Router;
use tokio::runtime::{Builder, Runtime};

use crate::{Log, RecordedRun, router, signed};

/// An application that handles everything, and a runtime to send to it.
#[derive(Debug)]
pub struct BlockingApp {
    router: Router,
    log: Log,
    /// The runtime, for other futures of the caller.
    pub runtime: Runtime,
}

impl BlockingApp {
    /// With the router of [`router`].
    ///
    /// # Panics
    /// If the system gives no runtime.
    #[must_use]
    pub fn new() -> Self {
        let (router, log) = router();
        Self { router, log, runtime: Builder::new_current_thread().enable_time().build().unwrap() }
    }

    /// The status of signed bytes, and the handlers that ran.
    #[must_use]
    pub fn send(&self, body: &[u8]) -> (u16, Vec<RecordedRun>) {
        let answer = self.runtime.block_on(signed(body.to_vec()).send_to(self.router.clone()));
        (answer.status.as_u16(), self.log.take())
    }
}

impl Default for BlockingApp {
    fn default() -> Self {
        Self::new()
    }
}
