//! [`CausingWorld`]: the world for one that changes it, whose changes name their cause.

use std::ops::Deref;
use std::sync::Arc;

use super::shared_world::SharedWorld;
use crate::world::model::{DeliveryCause, World};

/// The world, in which every change has the same cause.
#[derive(Clone, Debug)]
pub(crate) struct CausingWorld {
    shared: Arc<SharedWorld>,
    cause: DeliveryCause,
}

impl CausingWorld {
    /// The same world, in which every change has this cause.
    pub(crate) fn because(&self, cause: DeliveryCause) -> Self {
        Self { shared: Arc::clone(&self.shared), cause }
    }

    /// Changes the world at the present time, records that, and wakes the driver. It stands before
    /// [`SharedWorld::change`], which knows no cause.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared.change_because(self.cause, change)
    }
}

/// Changes are actions, unless another cause is named.
impl From<Arc<SharedWorld>> for CausingWorld {
    fn from(shared: Arc<SharedWorld>) -> Self {
        Self { shared, cause: DeliveryCause::Action }
    }
}

impl Deref for CausingWorld {
    type Target = SharedWorld;

    fn deref(&self) -> &SharedWorld {
        &self.shared
    }
}
