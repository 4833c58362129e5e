//! What API calls cause: what they write, and what is sent because of them.

use crate::world::model::{CallEffect, Delivery, DeliveryCause, EffectSubject, EffectVerb, LoggedCall, World};

impl World {
    /// Notes what is written now, if an API call writes it.
    pub(super) fn note(&mut self, verb: EffectVerb, subject: impl Into<EffectSubject>) {
        if let DeliveryCause::Call(number) = self.cause {
            self.calls.note(number, CallEffect { verb, subject: subject.into() });
        }
    }

    /// The calls that wrote this, newest first, with what each did to it.
    pub(crate) fn calls_that_wrote(&self, subject: &EffectSubject) -> impl Iterator<Item = (&LoggedCall, EffectVerb)> {
        self.calls.iter().rev().filter_map(|call| Some((call, call.effect_on(subject)?)))
    }

    /// The deliveries that a call caused, also those that the clock sent later, oldest first.
    pub(crate) fn deliveries_of_call(&self, number: u64) -> impl Iterator<Item = &Delivery> {
        self.deliveries.values().filter(move |it| it.cause.and_then(DeliveryCause::call) == Some(number))
    }
}
