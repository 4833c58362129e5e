//! The JSON of free times.

use serde_json::{Value, json};

use crate::world::model::{AvailabilityQuery, FreeStep, FreeTime, SequenceQuery};
use crate::world::rules::body::without_nulls;
use crate::world::rules::time::seconds;

/// A time with the accounts that are free.
pub(crate) fn free_body(time: &FreeTime) -> Value {
    let participants: Vec<_> = time.subs.iter().map(|sub| json!({ "sub": sub })).collect();
    json!({ "start": seconds(time.start), "end": seconds(time.end), "participants": participants })
}

/// A sequence, with the ids of its steps.
pub(crate) fn sequence_body(query: &SequenceQuery, sequence: &[FreeStep]) -> Value {
    let steps = sequence.iter().map(|step| {
        let mut body = free_body(&step.time);
        let id = |step: &AvailabilityQuery| step.sequence_id.clone();
        body["sequence_id"] = query.sequence.get(step.place).and_then(id).into();
        without_nulls(body)
    });
    json!({ "sequence": steps.collect::<Vec<_>>() })
}
