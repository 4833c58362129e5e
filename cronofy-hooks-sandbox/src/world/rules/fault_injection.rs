//! Fault injection: which fault an attempt or a call gets, and what it does before the request is sent.
//!
//! Some faults postpone the attempt, one changes the signature, some send another notification first.

use cronofy_hooks::Secrets;
use jiff::SignedDuration;
use serde_json::{Map, Value};

use super::chance::roll;
use crate::clock::later;
use crate::world::model::{DeliveryState, Fault, FaultRule, FaultRules, NewNotification, PlannedAction, World};

/// How long a notification waits for a later one that overtakes it.
const HELD: SignedDuration = SignedDuration::from_secs(60);
/// A name that the service is unlikely to use.
const UNKNOWN: &str = "unknown_to_everybody";
const OTHER_SECRET: &str = "CRN_of_another_application";

impl FaultRules {
    /// The fault of an attempt: that of the first rule that applies and whose roll is below its rate.
    ///
    /// The roll depends on the seed, the delivery, the attempt and the rule alone, so a run can be
    /// repeated although answers come in another order.
    fn choose(&mut self, delivery: u64, attempt: u32, name: &str) -> Option<Fault> {
        let is_for =
            |rule: &FaultRule| !rule.fault.meets_calls() && rule.only.as_deref().is_none_or(|only| only == name);
        self.first([delivery, attempt.into()], is_for)
    }

    /// The fault of a call of the API.
    pub(crate) fn choose_for_call(&mut self, call: u64, method: &str, path: &str) -> Option<Fault> {
        // No attempt of a delivery has this number.
        self.first([call, u64::MAX], |rule| rule.is_for_call(method, path))
    }

    fn first(&mut self, [number, attempt]: [u64; 2], is_for: impl Fn(&FaultRule) -> bool) -> Option<Fault> {
        let seed = self.seed;
        let applies = |(index, rule): &(usize, &mut FaultRule)| {
            let roll = || roll(seed, [number, attempt, *index as u64]);
            rule.is_active() && is_for(rule) && roll() < rule.rate
        };
        let (_, rule) = self.rules.iter_mut().enumerate().find(applies)?;
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.fault)
    }
}

impl World {
    /// The fault of an attempt that is due. Returns `None` when the fault postpones the attempt; the same
    /// attempt is then due again later.
    pub(super) fn choose_fault(&mut self, number: u64, attempt: u32) -> Option<Option<Fault>> {
        let delivery = self.deliveries.get_mut(&number)?;
        if let Some(fault) = delivery.postponed.take() {
            return Some(Some(fault));
        }
        if delivery.made_up {
            return Some(None);
        }
        let fault = self.faults.choose(number, attempt, &delivery.name);
        let wait = match fault {
            Some(Fault::Delay) => {
                let parts = [number, attempt.into(), self.now.as_second().unsigned_abs()];
                SignedDuration::from_secs(60)
                    + SignedDuration::try_from_secs_f64(roll(self.faults.seed, parts) * 840.0).unwrap_or_default()
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
        let at = later(self.now, wait);
        if let Some(delivery) = self.deliveries.get_mut(&number) {
            delivery.postponed = fault;
            delivery.state = DeliveryState::Waiting(at);
            self.agenda.add(at, PlannedAction::Attempt { delivery: number }, self.cause);
        }
        None
    }

    /// A later notification was sent, so the held ones before it follow.
    pub(super) fn release_held(&mut self, after: u64) {
        let now = self.now;
        while let Some(number) = self.held.first().copied().filter(|held| *held < after) {
            self.held.remove(&number);
            let Some(delivery) = self.deliveries.get_mut(&number) else { continue };
            if matches!(delivery.state, DeliveryState::Waiting(_)) && delivery.postponed.is_some() {
                delivery.state = DeliveryState::Waiting(now);
                self.agenda.add(now, PlannedAction::Attempt { delivery: number }, self.cause);
            }
        }
    }

    /// Sends a notification like this one, with an unknown name.
    fn send_unknown(&mut self, number: u64, fault: Fault) {
        let Some(original) = self.deliveries.get(&number) else { return };
        let Ok(mut body) = serde_json::from_str::<Value>(&original.body) else { return };
        ensure_notification(&mut body);
        let subtype = match fault {
            Fault::UnknownType => {
                body["notification"]["type"] = UNKNOWN.into();
                None
            }
            _ => {
                first_occurrence(&mut body)["subtype"] = UNKNOWN.into();
                Some(UNKNOWN.to_owned())
            }
        };
        let notice = NewNotification {
            subject: original.subject.clone(),
            name: if subtype.is_some() { original.name.clone() } else { UNKNOWN.to_owned() },
            subtype,
            url: original.url.clone(),
            body,
            trigger: original.notification_id.is_some(),
        };
        let extra = self.send(notice);
        if let Some(delivery) = self.deliveries.get_mut(&extra) {
            delivery.made_up = true;
        }
    }
}

/// Makes `notification` an object: a manually sent body may hold anything.
fn ensure_notification(body: &mut Value) {
    if !body.is_object() {
        *body = Value::Object(Map::new());
    }
    if !body["notification"].is_object() {
        body["notification"] = Value::Object(Map::new());
    }
}

fn first_occurrence(body: &mut Value) -> &mut Value {
    let notification = &mut body["notification"];
    for list in ["interactions", "transitions"] {
        if notification[list][0].is_object() {
            return &mut notification[list][0];
        }
    }
    notification
}

/// The signature of a body. [`Fault::WrongKey`] makes it with another secret.
pub(super) fn sign(signer: &Secrets, body: &str, fault: Option<Fault>) -> String {
    let other = (fault == Some(Fault::WrongKey)).then(|| Secrets::new([OTHER_SECRET]).ok()).flatten();
    let signature = other.as_ref().unwrap_or(signer).sign(body.as_bytes());
    signature.to_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::world::model::{ClientApplication, DeliveryCause};

    #[test]
    fn an_unknown_notification_comes_before_any_body() {
        let bodies = [
            json!({}),
            json!({ "notification": "x" }),
            json!({ "notification": ["x"] }),
            json!({ "notification": { "interactions": ["x"] } }),
            json!({ "notification": { "interactions": "x", "transitions": [{ "type": "event_start" }] } }),
        ];
        let application = ClientApplication { client_id: String::new(), client_secrets: vec!["CRN_secret".to_owned()] };
        for (fault, pointer) in
            [(Fault::UnknownType, "/notification/type"), (Fault::UnknownSubtype, "/notification/subtype")]
        {
            for body in &bodies {
                let mut world = World::new(application.clone(), Timestamp::UNIX_EPOCH, 1).expect("a usable secret");
                world.faults.rules = vec![FaultRule::new(fault)];
                let number = world
                    .send_manually(DeliveryCause::ControlApi, "http://127.0.0.1:9/", body.clone(), false)
                    .expect("an object");
                let sent = world.run_due();
                let [extra] = &sent[..] else { panic!("one before {number}: {sent:?}") };
                assert_ne!(extra.delivery, number);
                let extra: Value = serde_json::from_str(&extra.body).expect("it is JSON");
                let item = extra.pointer(pointer).or_else(|| extra.pointer("/notification/transitions/0/subtype"));
                assert_eq!(item, Some(&json!(UNKNOWN)), "{fault} {body}");
            }
        }
    }

    #[test]
    fn faults_follow_their_rate_and_a_seed_repeats_them() {
        let run = |seed| {
            let mut faults = FaultRules { seed, rules: vec![FaultRule::new(Fault::Drop).rate(0.05)] };
            (1..=20_000).map(|delivery| faults.choose(delivery, 1, "change")).collect::<Vec<_>>()
        };
        let dropped = run(1).iter().flatten().count();
        assert!((800..=1200).contains(&dropped), "{dropped} of 20000 at 5 %");
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }

    #[test]
    fn a_rule_ends_after_its_count_and_applies_to_its_name_only() {
        let mut faults = FaultRules { seed: 1, rules: vec![FaultRule::new(Fault::Cut).only("change").times(1)] };
        let chosen: Vec<_> = ["event_start", "change", "change"].map(|name| faults.choose(1, 1, name)).into();
        assert_eq!(chosen, [None, Some(Fault::Cut), None]);
    }
}
