//! [`DeliveryCause`]: why a delivery exists.

use serde::{Deserialize, Deserializer, Serialize};

/// What caused a delivery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeliveryCause {
    /// An API call of the application, by its number.
    Call(u64),
    /// An action in the console, over the control API or of a person on a page.
    #[default]
    Action,
    /// Something that was planned became due: an event trigger, a conference, the stage of a meeting agent.
    Clock {
        /// The API call that planned it; `None` if an action did.
        planned_by: Option<u64>,
    },
    /// A notification that was sent manually, as an older state file has it, which does not say how.
    Manual,
    /// A notification of the page Trigger of the console.
    Trigger,
    /// A notification that a person sent with the button of a channel in the console.
    ChannelButton,
    /// A notification that was sent over the control API, or by a test in Rust.
    ControlApi,
    /// The check of the console that the application answers.
    Check,
    /// A delivery that was edited and sent as a new one, by its number.
    Edited(u64),
    /// A delivery that was sent again, by its number.
    Replay(u64),
}

impl DeliveryCause {
    /// Whether a notification was sent manually: what it reports did not happen.
    #[must_use]
    pub const fn is_manual(self) -> bool {
        matches!(self, Self::Manual | Self::Trigger | Self::ChannelButton | Self::ControlApi)
    }

    /// The API call that it goes back to.
    #[must_use]
    pub const fn call(self) -> Option<u64> {
        match self {
            Self::Call(number) => Some(number),
            Self::Clock { planned_by } => planned_by,
            Self::Action | Self::Check | Self::Edited(_) | Self::Replay(_) => None,
            Self::Manual | Self::Trigger | Self::ChannelButton | Self::ControlApi => None,
        }
    }

    /// The delivery that it was made from.
    #[must_use]
    pub const fn original(self) -> Option<u64> {
        match self {
            Self::Edited(number) | Self::Replay(number) => Some(number),
            Self::Call(_) | Self::Action | Self::Clock { .. } | Self::Check => None,
            Self::Manual | Self::Trigger | Self::ChannelButton | Self::ControlApi => None,
        }
    }

    /// The cause of what becomes due later, because of what this caused.
    pub(crate) const fn on_the_clock(self) -> Self {
        Self::Clock { planned_by: self.call() }
    }
}

/// Older state files have the number of the delivery that was sent again, or null.
pub(super) fn cause_or_original<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DeliveryCause>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Saved {
        Original(u64),
        Cause(DeliveryCause),
    }
    let saved = Option::<Saved>::deserialize(deserializer)?;
    Ok(saved.map(|saved| match saved {
        Saved::Original(number) => DeliveryCause::Replay(number),
        Saved::Cause(cause) => cause,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;
    use crate::world::model::{ClientApplication, Delivery, World};

    #[test]
    fn a_cause_is_saved_and_older_files_say_what_was_sent_again() {
        let client_secrets = vec!["CRN_secret".to_owned()];
        let application = ClientApplication { client_id: String::new(), client_secrets };
        let mut world = World::new(application, jiff::Timestamp::UNIX_EPOCH, 1).expect("a secret");
        world.send_manually(DeliveryCause::Trigger, "http://127.0.0.1:9/", json!({}), false).expect("an object");
        world.replay(1).expect("a delivery");
        let saved = |number: u64| serde_json::to_value(&world.deliveries[&number]).expect("it is JSON");
        for number in [1, 2] {
            let again: Delivery = from_value(saved(number)).expect("a delivery");
            assert_eq!(again, world.deliveries[&number]);
        }
        assert_eq!(world.deliveries[&1].cause, Some(DeliveryCause::Trigger));
        let older = |replay_of: Value| -> Delivery {
            let mut saved = saved(1);
            let fields = saved.as_object_mut().expect("an object");
            for new in ["cause", "changed_events"] {
                assert!(fields.remove(new).is_some(), "{new}");
            }
            fields.insert("replay_of".to_owned(), replay_of);
            from_value(saved).expect("a delivery")
        };
        assert_eq!(older(Value::Null).cause, None);
        // A whole file of an older version.
        let mut file = serde_json::to_value(&world).expect("it is JSON");
        let fields = file.as_object_mut().expect("an object");
        assert!(fields.remove("calls").is_some());
        fields["deliveries"] = json!({ "1": serde_json::to_value(older(Value::Null)).expect("it is JSON") });
        for action in fields["agenda"].as_array_mut().expect("a list") {
            action.as_array_mut().expect("a list").truncate(2);
        }
        let mut read: World = from_value(file).expect("a world");
        assert_eq!((read.deliveries[&1].cause, read.calls.begin()), (None, 1));
        assert_eq!(read.agenda.next_at(), world.agenda.next_at());
        let again = older(json!(7));
        assert_eq!((again.cause, again.replay_of()), (Some(DeliveryCause::Replay(7)), Some(7)));
    }
}
