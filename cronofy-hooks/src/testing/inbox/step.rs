//! [`Step`]: something that happens to an inbox.

use std::fmt;
use std::time::Duration;

use crate::inbox::{JobAction, JobFilter, Join, LeaseUpdate, NewJob, Retention};

/// Something that happens to an inbox, for [`follow`](super::follow()).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Deliveries arrive at the same time.
    Accept(Vec<Incoming>),
    /// A worker asks for work, and does not wait for it.
    Lease {
        /// [`LeaseRequest::max`](crate::inbox::LeaseRequest::max).
        max: usize,
        /// [`LeaseRequest::lease_duration`](crate::inbox::LeaseRequest::lease_duration).
        lease_duration: Duration,
    },
    /// A worker updates what it leased once, be it still its own or not.
    Update {
        /// Which lease, counted back from the latest; beyond the first it begins anew.
        lease: usize,
        /// The update.
        update: LeaseUpdate,
        /// In a transaction, if the inbox has them.
        transaction: bool,
    },
    /// An operator changes jobs.
    Apply {
        /// What.
        change: JobAction,
        /// Only this one, counted back from the newest; beyond the first it begins anew.
        job: Option<usize>,
        /// Which.
        filter: JobFilter,
    },
    /// An operator lists jobs.
    List {
        /// Only this one, counted as in [`Step::Apply`].
        job: Option<usize>,
        /// Which.
        filter: JobFilter,
    },
    /// Deliveries are forgotten.
    Prune(Retention),
    /// Time goes by.
    Advance(Duration),
}

/// A delivery that arrives.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Which of the deliveries that can come again it is.
    pub repeat: Option<u8>,
    /// How long before it was accepted it arrived.
    pub age: Duration,
    /// Its jobs; at least one.
    pub jobs: Vec<NewJob>,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accept(deliveries) => {
                f.write_str("accept")?;
                deliveries.iter().try_for_each(|delivery| write!(f, " {delivery}"))
            }
            Self::Lease { max, lease_duration } => write!(f, "lease {max} for {lease_duration:?}"),
            Self::Update { lease, update, transaction } => {
                let how = if *transaction { " in a transaction" } else { "" };
                write!(f, "update the lease {lease} before the latest{how}: {update:?}")
            }
            Self::Apply { change, job, filter } => write!(f, "{change:?} {}", FilterText(*job, filter)),
            Self::List { job, filter } => write!(f, "list {}", FilterText(*job, filter)),
            Self::Prune(Retention { done, dead }) => write!(f, "prune after {done:?}, dead after {dead:?}"),
            Self::Advance(by) => write!(f, "advance {by:?}"),
        }
    }
}

impl fmt::Display for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        if let Some(repeat) = self.repeat {
            write!(f, "repeat={repeat} ")?;
        }
        if !self.age.is_zero() {
            write!(f, "age={:?} ", self.age)?;
        }
        for (place, NewJob { name, key, join, delay }) in self.jobs.iter().enumerate() {
            write!(f, "{}{name:?}", if place > 0 { ", " } else { "" })?;
            if let Some(key) = key {
                write!(f, " key={key:?}")?;
            }
            if let Some(Join { topic, since }) = join {
                write!(f, " topic={topic:?} since={since}")?;
            }
            if !delay.is_zero() {
                write!(f, " delay={delay:?}")?;
            }
        }
        f.write_str("]")
    }
}

/// A filter, as far as it selects.
struct FilterText<'a>(Option<usize>, &'a JobFilter);

impl fmt::Display for FilterText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(job) => write!(f, "the job {job} before the newest")?,
            None => f.write_str("jobs")?,
        }
        let JobFilter { jobs: _, states, since, until, name, limit } = self.1;
        for (place, state) in states.iter().enumerate() {
            write!(f, "{}{state}", if place > 0 { " or " } else { " that are " })?;
        }
        if let Some(since) = since {
            write!(f, " since {since}")?;
        }
        if let Some(until) = until {
            write!(f, " until {until}")?;
        }
        if let Some(name) = name {
            write!(f, " named {name:?}")?;
        }
        limit.map_or(Ok(()), |limit| write!(f, " at most {limit}"))
    }
}
