//! The payload of the handler's route.

use super::{FromDelivery, Needs, Parts, Rejection};
use crate::documented::{Typed, UnlistedPayload};
use crate::parse::{PayloadSlot, custom_payload};

/// Stands for the payload of a route that is `unlisted`: any type that the generator made of your own
/// schema. Its name appears in messages of the compiler.
#[derive(Debug)]
pub struct PayloadOfYourOwn(());

#[diagnostic::do_not_recommend]
impl<P: UnlistedPayload> FromDelivery<PayloadOfYourOwn> for P {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        custom_payload(parts.delivery.body(), &parts.occurrence).map_err(Rejection::unhandled)
    }

    fn needs(needs: &mut Needs) {
        needs.payload_of(P::ROUTE);
    }
}

/// A documented payload is an argument of the handlers of its own route. It was read together with
/// the name of the route, unless the delivery has several occurrences.
#[diagnostic::do_not_recommend]
impl<P: Typed> FromDelivery<P> for P {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        payload(parts).map(|payload| *payload)
    }

    async fn held(parts: &mut Parts) -> Result<impl FnOnce() -> Self + Send + use<P>, Rejection> {
        payload::<P>(parts).map(|payload| move || *payload)
    }

    fn needs(needs: &mut Needs) {
        needs.payload();
    }
}

fn payload<P: Typed>(parts: &mut Parts) -> Result<Box<P>, Rejection> {
    match parts.take_payload() {
        PayloadSlot::Read(documented) => P::from_documented(documented).ok_or_else(taken),
        PayloadSlot::Mismatch(reason) => Err(Rejection::unhandled(reason)),
        PayloadSlot::None | PayloadSlot::Later | PayloadSlot::Rest(_) => Err(taken()),
    }
}

/// The macro refuses both for payloads among the arguments; this message is for extractors that take it inside.
fn taken() -> Rejection {
    Rejection::unhandled(
        "an extractor takes the payload, which another argument of the handler took before, or which is of another route; \
         take either the payload or the extractor",
    )
}
