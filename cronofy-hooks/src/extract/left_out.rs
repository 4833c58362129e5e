//! [`LeftOut`]: in place of an argument under a `#[cfg(...)]` that does not hold.

use super::{FromDelivery, Parts, Rejection};

/// Is extracted and not passed on, so that the number of arguments does not depend on the condition.
#[derive(Debug)]
pub struct LeftOut(());

#[diagnostic::do_not_recommend]
impl<R> FromDelivery<R> for LeftOut {
    async fn from_delivery(_: &mut Parts) -> Result<Self, Rejection> {
        Ok(Self(()))
    }
}
