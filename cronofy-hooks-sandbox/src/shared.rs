//! [`Shared`]: the world behind its lock, and what those who use it wait for.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use crate::clock::{Clock, ClockMode};
use crate::send::Sender;
use crate::world::World;
use crate::world::delivery::Sending;

/// What the driver, the API and the console have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    inner: Mutex<Inner>,
    /// Something may be due.
    pub(crate) wake: Notify,
    /// Counts changes, for those who look on.
    pub(crate) version: watch::Sender<u64>,
    /// How many requests are under way.
    pub(crate) in_flight: watch::Sender<usize>,
    pub(crate) sender: Sender,
}

#[derive(Debug)]
struct Inner {
    world: World,
    clock: Clock,
}

impl Inner {
    /// Brings the world to the time that it is, but not past what is still to happen before.
    fn pass(&mut self) {
        let now = self.clock.now();
        let now = self.world.next_at().map_or(now, |next| now.min(next));
        self.world.now = self.world.now.max(now);
    }
}

impl Shared {
    pub(crate) fn new(world: World, mode: ClockMode) -> Self {
        let clock = Clock::new(world.now, mode);
        Self {
            inner: Mutex::new(Inner { world, clock }),
            wake: Notify::new(),
            version: watch::Sender::new(0),
            in_flight: watch::Sender::new(0),
            sender: Sender::new(),
        }
    }

    /// Looks at the world, at the time that it is now.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        let mut inner = self.lock();
        inner.pass();
        look(&inner.world)
    }

    /// Changes the world, at the time that it is now; what follows from it begins at once.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let changed = {
            let mut inner = self.lock();
            inner.pass();
            change(&mut inner.world)
        };
        self.told();
        changed
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.read(|world| world.now)
    }

    pub(crate) fn clock_mode(&self) -> ClockMode {
        self.lock().clock.mode()
    }

    pub(crate) fn set_clock_mode(&self, mode: ClockMode) {
        let mut inner = self.lock();
        let now = inner.clock.now().max(inner.world.now);
        inner.clock.set(now, mode);
        drop(inner);
        self.told();
    }

    /// Lets time pass as the clock says, and everything happen that falls into it. The requests that
    /// are to be sent count as under way from here on. Also says how long to wait for what comes next.
    pub(crate) fn run_clock(&self) -> (Vec<Sending>, Option<std::time::Duration>) {
        let mut inner = self.lock();
        let Inner { world, clock } = &mut *inner;
        let target = clock.now();
        let happens = world.next_at().is_some_and(|next| next <= target.max(world.now));
        let mut sendings = world.catch_up();
        while let Some(next) = world.next_at().filter(|next| *next <= target) {
            world.now = world.now.max(next);
            sendings.extend(world.catch_up());
        }
        world.now = world.now.max(target);
        let wait = world.next_at().and_then(|next| clock.wait_for(next));
        self.count(&sendings);
        drop(inner);
        if happens {
            self.seen();
        }
        (sendings, wait)
    }

    /// Lets happen what is due now or, if nothing is, moves to what comes next, but not past `until`.
    /// Whether there may be more before `until`.
    pub(crate) fn step(&self, until: Timestamp) -> (Vec<Sending>, bool) {
        let mut inner = self.lock();
        let Inner { world, clock } = &mut *inner;
        let mut sendings = world.catch_up();
        let mut more = !sendings.is_empty();
        if !more {
            let next = world.next_at().filter(|next| *next <= until);
            more = next.is_some();
            world.now = world.now.max(next.unwrap_or(until));
            sendings = world.catch_up();
            clock.set(world.now.max(clock.now()), clock.mode());
        }
        self.count(&sendings);
        (sendings, more)
    }

    fn count(&self, sendings: &[Sending]) {
        if !sendings.is_empty() {
            self.in_flight.send_modify(|count| *count += sendings.len());
        }
    }

    /// Lets those who look on see, and those who act go on.
    pub(crate) fn told(&self) {
        self.seen();
        self.wake.notify_one();
    }

    /// Lets those who look on see.
    fn seen(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic in between leaves a world that may be inconsistent, but is a simulation only.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
