//! `Option<T>`: an extractor whose value may be missing.

use super::{FromDelivery, Needs, OptionalFromDelivery, Parts, Rejection};

#[diagnostic::do_not_recommend]
impl<R, T: OptionalFromDelivery<R>> FromDelivery<R> for Option<T> {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        T::from_delivery(parts).await
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}
