//! What a query for availability asks, and the times at which an account says that it is available.

use std::collections::BTreeMap;

use cronofy_hooks_types::response::{AvailabilityRule, AvailablePeriod};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The availability rules and available periods of an account, by the ids of the application.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct ManagedAvailability {
    pub(crate) rules: BTreeMap<String, AvailabilityRule>,
    pub(crate) periods: BTreeMap<String, AvailablePeriod>,
}

/// An availability query, or one step of a sequence.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AvailabilityQuery {
    pub(crate) participants: Vec<QueriedGroup>,
    pub(crate) required_duration: QueriedLength,
    pub(crate) start_interval: Option<QueriedLength>,
    #[serde(default)]
    pub(crate) buffer: QueriedBuffers,
    /// The periods of a step replace those of its sequence; a step without any uses those of the sequence.
    #[serde(default, alias = "available_periods")]
    pub(crate) query_periods: Vec<QueriedPeriod>,
    #[serde(default)]
    pub(crate) query_slots: Vec<QueriedSlot>,
    #[serde(default)]
    pub(crate) response_format: AnswerFormat,
    pub(crate) max_results: Option<u32>,
    pub(crate) sequence_id: Option<String>,
    pub(crate) ordinal: Option<u32>,
    /// The event of a step, for real-time sequencing.
    pub(crate) event: Option<Map<String, Value>>,
}

/// A query for meetings that follow one another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SequenceQuery {
    pub(crate) sequence: Vec<AvailabilityQuery>,
    #[serde(default, alias = "available_periods")]
    pub(crate) query_periods: Vec<QueriedPeriod>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct QueriedGroup {
    pub(crate) members: Vec<QueriedMember>,
    /// `all`, or how many.
    required: Option<Value>,
}

impl QueriedGroup {
    /// How many members have to be free.
    pub(crate) fn required(&self) -> usize {
        let number = self.required.as_ref().and_then(Value::as_f64);
        // The schema allows whole numbers from 1.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
        number.map_or(self.members.len(), |number| number as usize)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct QueriedMember {
    pub(crate) sub: String,
    pub(crate) calendar_ids: Option<Vec<String>>,
    /// Empty for no limit, as an official client sends it.
    #[serde(default)]
    pub(crate) available_periods: Vec<QueriedPeriod>,
    #[serde(default)]
    pub(crate) managed_availability: bool,
    pub(crate) availability_rule_ids: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct QueriedPeriod {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct QueriedSlot {
    pub(crate) start: Timestamp,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct QueriedLength {
    pub(crate) minutes: Option<u32>,
    pub(crate) hours: Option<u32>,
}

impl QueriedLength {
    pub(crate) fn duration(self) -> SignedDuration {
        let minutes = i64::from(self.hours.unwrap_or_default()) * 60 + i64::from(self.minutes.unwrap_or_default());
        SignedDuration::from_mins(minutes)
    }
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct QueriedBuffers {
    #[serde(default)]
    pub(crate) before: QueriedBuffer,
    #[serde(default)]
    pub(crate) after: QueriedBuffer,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct QueriedBuffer {
    minutes: Option<u32>,
    minimum: Option<QueriedLength>,
    maximum: Option<QueriedLength>,
}

impl QueriedBuffer {
    pub(crate) fn least(&self) -> SignedDuration {
        let minutes = QueriedLength { minutes: self.minutes, hours: None };
        self.minimum.unwrap_or(minutes).duration()
    }

    pub(crate) fn most(&self) -> Option<SignedDuration> {
        self.maximum.map(QueriedLength::duration)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerFormat {
    #[default]
    Periods,
    Slots,
    OverlappingSlots,
}

/// A time at which the participants are free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FreeTime {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) subs: Vec<String>,
}

/// The time of one step of a sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FreeStep {
    /// Its place in the query.
    pub(crate) place: usize,
    pub(crate) time: FreeTime,
}
