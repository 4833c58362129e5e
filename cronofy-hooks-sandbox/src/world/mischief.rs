//! What faults do before a request leaves: some hold it back, some change it, some send another first.

use cronofy_hooks::Secrets;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::World;
use super::agenda::Plan;
use super::chance::die;
use super::delivery::{DeliveryState, Notice, Sending};
use crate::fault::Fault;

/// How long a notification waits for one that overtakes it.
const HELD: SignedDuration = SignedDuration::from_secs(60);
/// A name that the service will hardly ever use.
const UNKNOWN: &str = "unknown_to_everybody";
/// The secret of another application.
const OTHER_SECRET: &str = "CRN_of_another_application";

impl World {
    /// The fault of an attempt that is to be sent now; None when it is held back instead, and comes
    /// again as it is.
    pub(super) fn mischief(&mut self, number: u64, attempt: u32) -> Option<Option<Fault>> {
        let delivery = self.deliveries.get_mut(&number)?;
        if let Some(fault) = delivery.postponed.take() {
            return Some(Some(fault));
        }
        if delivery.is_extra {
            return Some(None);
        }
        let fault = self.faults.choose(number, attempt, &delivery.name);
        let wait = match fault {
            Some(Fault::Delay) => {
                let parts = [number, attempt.into(), self.now.as_second().unsigned_abs()];
                SignedDuration::from_secs(60)
                    + SignedDuration::try_from_secs_f64(die(self.faults.seed, parts) * 840.0).unwrap_or_default()
            }
            Some(Fault::Reorder) => {
                self.held.insert(number);
                HELD
            }
            Some(fault @ (Fault::UnknownType | Fault::UnknownSubtype)) => {
                self.send_unknown(number, fault);
                self.held.insert(number);
                HELD
            }
            fault => return Some(fault),
        };
        let at = self.now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        self.postpone(number, at, fault);
        None
    }

    fn postpone(&mut self, number: u64, at: Timestamp, fault: Option<Fault>) {
        if let Some(delivery) = self.deliveries.get_mut(&number) {
            delivery.postponed = fault;
            delivery.state = DeliveryState::Waiting(at);
            self.agenda.add(at, Plan::Attempt { delivery: number });
        }
    }

    /// A later notification has gone: those that it was to overtake follow.
    pub(super) fn release(&mut self, after: u64) {
        let now = self.now;
        while let Some(number) = self.held.first().copied().filter(|held| *held < after) {
            self.held.remove(&number);
            let Some(delivery) = self.deliveries.get_mut(&number) else { continue };
            if matches!(delivery.state, DeliveryState::Waiting(_)) && delivery.postponed.is_some() {
                delivery.state = DeliveryState::Waiting(now);
                self.agenda.add(now, Plan::Attempt { delivery: number });
            }
        }
    }

    /// A notification like this one, with a name that nobody knows.
    fn send_unknown(&mut self, number: u64, fault: Fault) {
        let Some(original) = self.deliveries.get(&number) else { return };
        let Ok(mut body) = serde_json::from_str::<Value>(&original.body) else { return };
        make_room(&mut body);
        let subtype = match fault {
            Fault::UnknownType => {
                body["notification"]["type"] = UNKNOWN.into();
                None
            }
            _ => {
                item(&mut body)["subtype"] = UNKNOWN.into();
                Some(UNKNOWN.to_owned())
            }
        };
        let notice = Notice {
            about: original.about.clone(),
            name: if subtype.is_some() { original.name.clone() } else { UNKNOWN.to_owned() },
            subtype,
            url: original.url.clone(),
            body,
            trigger: original.notification_id.is_some(),
        };
        let extra = self.send(notice);
        if let Some(delivery) = self.deliveries.get_mut(&extra) {
            delivery.is_extra = true;
        }
    }
}

/// Has a body hold a notification: those that are made by hand may hold anything.
fn make_room(body: &mut Value) {
    if !body.is_object() {
        *body = Value::Object(Map::new());
    }
    if !body["notification"].is_object() {
        body["notification"] = Value::Object(Map::new());
    }
}

/// What a body tells first.
fn item(body: &mut Value) -> &mut Value {
    let notification = &mut body["notification"];
    for list in ["interactions", "transitions"] {
        if notification[list][0].is_object() {
            return &mut notification[list][0];
        }
    }
    notification
}

impl Sending {
    /// Does to a request what its fault does to it.
    pub(super) fn spoil(&mut self) {
        match self.fault {
            Some(Fault::Truncate) => self.body.truncate(self.body.floor_char_boundary(self.body.len() / 2)),
            Some(Fault::WrongKey) => {
                let other = Secrets::new([OTHER_SECRET]).ok();
                let signature = other.map(|other| other.sign(self.body.as_bytes()));
                self.signature = signature.and_then(|it| it.to_str().ok().map(str::to_owned)).unwrap_or_default();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::application::Application;
    use super::*;
    use crate::fault::FaultRule;

    #[test]
    fn something_unknown_comes_before_any_body() {
        let bodies = [
            json!({}),
            json!({ "notification": "x" }),
            json!({ "notification": ["x"] }),
            json!({ "notification": { "interactions": ["x"] } }),
            json!({ "notification": { "interactions": "x", "transitions": [{ "type": "event_start" }] } }),
        ];
        let application = Application { client_id: String::new(), client_secrets: vec!["CRN_secret".to_owned()] };
        for (fault, place) in
            [(Fault::UnknownType, "/notification/type"), (Fault::UnknownSubtype, "/notification/subtype")]
        {
            for body in &bodies {
                let mut world = World::new(application.clone(), Timestamp::UNIX_EPOCH, 1).expect("a usable secret");
                world.faults.rules = vec![FaultRule::new(fault)];
                let number = world.send_by_hand("http://127.0.0.1:9/", body.clone(), false).expect("an object");
                let sent = world.catch_up();
                let [extra] = &sent[..] else { panic!("one before {number}: {sent:?}") };
                assert_ne!(extra.delivery, number);
                let extra: Value = serde_json::from_str(&extra.body).expect("it is JSON");
                let item = extra.pointer(place).or_else(|| extra.pointer("/notification/transitions/0/subtype"));
                assert_eq!(item, Some(&json!(UNKNOWN)), "{fault} {body}");
            }
        }
    }
}
