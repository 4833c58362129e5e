//! Events that people register for.

use cronofy_hooks_types::payload::Nullable;
use cronofy_hooks_types::response::{BookableEvent, Registration, RegistrationStatus};
use serde_json::{Value, json};

use super::time::seconds;
use crate::world::model::World;

/// Why a registration stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegistrationError {
    NoEvent,
    NoRegistration,
    /// As many are accepted as the event has places.
    Full,
}

impl World {
    /// Creates an event, or replaces the one with the same id, which keeps its registrations. Returns false when more
    /// registrations are accepted than the event would have places.
    pub(crate) fn upsert_bookable_event(&mut self, mut event: BookableEvent) -> bool {
        if let Some(known) = self.bookable_events.get(&event.bookable_event_id) {
            event.registration.registrations.clone_from(&known.registration.registrations);
        }
        let fits = accepted(&event) <= places(&event);
        if fits {
            self.bookable_events.insert(event.bookable_event_id.clone(), event);
        }
        fits
    }

    /// Registers a person, or changes a registration.
    pub(crate) fn upsert_registration(
        &mut self,
        event_id: &str,
        registration: Registration,
    ) -> Result<&BookableEvent, RegistrationError> {
        let event = self.bookable_events.get_mut(event_id).ok_or(RegistrationError::NoEvent)?;
        let mut changed = event.clone();
        let registrations = changed.registration.registrations.get_or_insert_default();
        match registrations.iter_mut().find(|it| it.registration_id == registration.registration_id) {
            Some(known) => *known = registration,
            None => registrations.push(registration),
        }
        // A change that accepts no further one is possible even when the event is full.
        if accepted(&changed) > places(&changed).max(accepted(event)) {
            return Err(RegistrationError::Full);
        }
        *event = changed;
        Ok(event)
    }

    /// Removes a registration, with the data about the person.
    pub(crate) fn remove_registration(
        &mut self,
        event_id: &str,
        id: &str,
    ) -> Result<&BookableEvent, RegistrationError> {
        let event = self.bookable_events.get_mut(event_id).ok_or(RegistrationError::NoEvent)?;
        let mut registrations = event.registration.registrations.iter_mut().flatten();
        let registration =
            registrations.find(|it| it.registration_id == id).ok_or(RegistrationError::NoRegistration)?;
        registration.status = RegistrationStatus::Removed;
        registration.metadata = None;
        Ok(event)
    }
}

fn accepted(event: &BookableEvent) -> usize {
    let registrations = event.registration.registrations.iter().flatten();
    registrations.filter(|it| it.status == RegistrationStatus::Accepted).count()
}

fn places(event: &BookableEvent) -> usize {
    match event.registration.capacity {
        Nullable::Value(places) => usize::try_from(places).unwrap_or(usize::MAX),
        _ => usize::MAX,
    }
}

/// An event with all its registrations, as the API shows it.
pub(crate) fn bookable_event_body(event: &BookableEvent) -> Value {
    let registrations: Vec<_> = event.registration.registrations.iter().flatten().collect();
    let shown = registrations
        .iter()
        .map(|it| json!({ "registration_id": it.registration_id, "status": it.status, "metadata": it.metadata }));
    json!({
        "bookable_event_id": event.bookable_event_id,
        "start": seconds(event.start.timestamp()),
        "end": seconds(event.end.timestamp()),
        "status": event.status,
        "registration": {
            "capacity": event.registration.capacity,
            "registered_count": accepted(event),
            "total_count": registrations.len(),
            "registrations": shown.collect::<Vec<_>>(),
        },
    })
}
