//! [`Delivery`] and [`Occurrence`] as extractors.

use super::{FromDelivery, Parts, Rejection};
use crate::delivery::Delivery;
use crate::parse::Occurrence;

impl<R> FromDelivery<R> for Delivery {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        Ok(parts.delivery.clone())
    }
}

impl<R> FromDelivery<R> for Occurrence {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        Ok(parts.occurrence.clone())
    }
}
