//! What a query must keep to, and no schema can express.

use jiff::{SignedDuration, Timestamp};

use super::search::MemberBits;
use crate::world::model::{AvailabilityQuery, QueriedPeriod, SequenceQuery, World};

/// From the first start to the last end of a query. The service states no limit; this one bounds the work.
const LONGEST: SignedDuration = SignedDuration::from_hours(3_660 * 24);
/// A search has one bit for each member.
const MOST_MEMBERS: usize = MemberBits::BITS as usize;
const MOST_STEPS: usize = 32;

/// A field of a query that does not fit, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueryError {
    pub(crate) field: String,
    pub(crate) expectation: String,
}

impl QueryError {
    fn new(field: impl Into<String>, expectation: impl Into<String>) -> Self {
        Self { field: field.into(), expectation: expectation.into() }
    }

    /// The same of a part of a larger body.
    pub(crate) fn within(mut self, part: &str) -> Self {
        self.field = format!("{part}.{}", self.field);
        self
    }
}

impl World {
    pub(crate) fn check_query(&self, query: &AvailabilityQuery) -> Result<(), QueryError> {
        self.check_meeting(query)?;
        check_periods("query_periods", &query.query_periods)?;
        let slots = query.query_slots.iter().map(|slot| slot.start);
        let periods = query.query_periods.iter().flat_map(|it| [it.start, it.end]);
        check_span(slots.chain(periods))
    }

    pub(crate) fn check_sequence(&self, query: &SequenceQuery) -> Result<(), QueryError> {
        if query.sequence.len() > MOST_STEPS {
            return Err(QueryError::new("sequence", format!("must hold at most {MOST_STEPS}")));
        }
        check_periods("query_periods", &query.query_periods)?;
        for (place, step) in query.sequence.iter().enumerate() {
            let part = format!("sequence.{place}");
            self.check_meeting(step).map_err(|error| error.within(&part))?;
            check_periods("query_periods", &step.query_periods).map_err(|error| error.within(&part))?;
            if query.query_periods.is_empty() && step.query_periods.is_empty() {
                return Err(QueryError::new("query_periods", "must be specified, or else those of each step"));
            }
        }
        let periods = query.sequence.iter().flat_map(|step| &step.query_periods).chain(&query.query_periods);
        check_span(periods.flat_map(|it| [it.start, it.end]))
    }

    fn check_meeting(&self, query: &AvailabilityQuery) -> Result<(), QueryError> {
        if query.required_duration.duration().is_zero() {
            return Err(QueryError::new("required_duration", "must be longer than 0 minutes"));
        }
        if query.start_interval.is_some_and(|interval| interval.duration().is_zero()) {
            return Err(QueryError::new("start_interval", "must be longer than 0 minutes"));
        }
        let members = query.participants.iter().map(|group| group.members.len()).sum::<usize>();
        if members > MOST_MEMBERS {
            return Err(QueryError::new("participants", format!("must have at most {MOST_MEMBERS} members together")));
        }
        for (place, group) in query.participants.iter().enumerate() {
            let field = |rest: String| format!("participants.{place}.{rest}");
            if group.required() > group.members.len() {
                return Err(QueryError::new(field("required".to_owned()), "must not be more than there are members"));
            }
            for (member_place, member) in group.members.iter().enumerate() {
                let field = |name: &str| field(format!("members.{member_place}.{name}"));
                if !self.accounts.contains_key(&member.sub) {
                    let expectation = "must be the id of an account that gave the application access";
                    return Err(QueryError::new(field("sub"), expectation));
                }
                let is_own = |id: &String| self.calendars.get(id).is_some_and(|it| it.account_id == member.sub);
                if !member.calendar_ids.iter().flatten().all(is_own) {
                    return Err(QueryError::new(field("calendar_ids"), "must be calendars of the member"));
                }
                if member.availability_rule_ids.is_some() && !member.managed_availability {
                    let expectation = "needs managed_availability to be true";
                    return Err(QueryError::new(field("availability_rule_ids"), expectation));
                }
                check_periods(&field("available_periods"), &member.available_periods)?;
            }
        }
        Ok(())
    }
}

fn check_periods(list: &str, periods: &[QueriedPeriod]) -> Result<(), QueryError> {
    match periods.iter().position(|it| it.end <= it.start) {
        Some(place) => Err(QueryError::new(format!("{list}.{place}.end"), "must be after start")),
        None => Ok(()),
    }
}

fn check_span(times: impl Iterator<Item = Timestamp> + Clone) -> Result<(), QueryError> {
    let (first, last) = (times.clone().min().unwrap_or_default(), times.max().unwrap_or_default());
    if last.duration_since(first) <= LONGEST {
        return Ok(());
    }
    Err(QueryError::new("query_periods", "must not span more than ten years"))
}
