//! [`DriftStore`]: where drift is kept, and [`MemoryDrift`].

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use super::NoveltyLedger;
use crate::outcome::BoxError;

/// Where drift is kept.
///
/// `SqliteDrift` and `PostgresDrift` are stores for the features `sqlite` and `postgres`.
pub trait DriftStore: Send + Sync + 'static {
    /// Adds what was seen since the last call: all of it, or nothing when it fails.
    ///
    /// # Errors
    /// When the store fails. The recorder repeats it later.
    fn record(&self, seen: &NoveltyLedger) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Everything that was recorded.
    ///
    /// # Errors
    /// When the store fails.
    fn load(&self) -> impl Future<Output = Result<NoveltyLedger, BoxError>> + Send;
}

type DriftFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// A [`DriftStore`] behind a pointer, so that hooks have no parameter for it.
pub(super) trait AnyDriftStore: Send + Sync + 'static {
    fn record<'a>(&'a self, seen: &'a NoveltyLedger) -> DriftFuture<'a, ()>;
    fn load(&self) -> DriftFuture<'_, NoveltyLedger>;
}

impl<S: DriftStore> AnyDriftStore for S {
    fn record<'a>(&'a self, seen: &'a NoveltyLedger) -> DriftFuture<'a, ()> {
        Box::pin(DriftStore::record(self, seen))
    }

    fn load(&self) -> DriftFuture<'_, NoveltyLedger> {
        Box::pin(DriftStore::load(self))
    }
}

/// Keeps drift in memory: it is lost when the program ends. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryDrift(Arc<Mutex<NoveltyLedger>>);

impl DriftStore for MemoryDrift {
    async fn record(&self, seen: &NoveltyLedger) -> Result<(), BoxError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).merge(seen.clone());
        Ok(())
    }

    async fn load(&self) -> Result<NoveltyLedger, BoxError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}
