//! The times that a page offers: live, with the notice that the application asked for.

use jiff::Timestamp;

use crate::clock::later;
use crate::world::model::{
    AnswerFormat, AvailabilityQuery, FreeStep, QueriedPeriod, SchedulingPage, SchedulingQuery, World,
};

impl World {
    /// Each way in which the meetings of a page can be held now. A meeting alone is one step.
    pub(crate) fn offered(&self, page: &SchedulingPage) -> Vec<Vec<FreeStep>> {
        let earliest = later(self.now, page.plan.notice());
        match &page.plan.availability {
            SchedulingQuery::Meeting(query) => {
                let mut query = AvailabilityQuery {
                    query_periods: from(&query.query_periods, earliest),
                    ..AvailabilityQuery::clone(query)
                };
                if query.response_format == AnswerFormat::Periods {
                    query.response_format = AnswerFormat::Slots;
                }
                query.query_slots.retain(|slot| slot.start >= earliest);
                let times = self.find_availability(&query);
                times.into_iter().map(|time| vec![FreeStep { place: 0, time }]).collect()
            }
            SchedulingQuery::Sequence(query) => {
                let mut query = query.clone();
                query.query_periods = from(&query.query_periods, earliest);
                for step in &mut query.sequence {
                    let had_own = !step.query_periods.is_empty();
                    step.query_periods = from(&step.query_periods, earliest);
                    if had_own && step.query_periods.is_empty() {
                        // Without periods of its own it would be in those of the sequence.
                        return Vec::new();
                    }
                }
                self.find_sequences(&query)
            }
        }
    }
}

/// What is left of periods from a time on.
fn from(periods: &[QueriedPeriod], earliest: Timestamp) -> Vec<QueriedPeriod> {
    let left = periods.iter().map(|it| QueriedPeriod { start: it.start.max(earliest), end: it.end });
    left.filter(|it| it.start < it.end).collect()
}
