//! [`SharedWorld`]: the world and its clock behind one lock, and the signals of their changes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use crate::clock::{ClockMode, VirtualClock};
use crate::sending::NotificationSender;
use crate::world::model::{DeliveryCause, OutgoingRequest, World};

/// The world, as the driver, the API and the console share it.
#[derive(Debug)]
pub(crate) struct SharedWorld {
    inner: Mutex<TimedWorld>,
    /// Wakes the driver, because an action may be due.
    pub(crate) wake: Notify,
    /// Counts changes, for watchers.
    pub(crate) version: watch::Sender<u64>,
    pub(crate) in_flight: watch::Sender<usize>,
    pub(crate) sender: NotificationSender,
}

#[derive(Debug)]
struct TimedWorld {
    world: World,
    clock: VirtualClock,
}

impl TimedWorld {
    /// Moves the world to the time of the clock, but not past the next planned action.
    fn catch_up(&mut self) {
        let now = self.clock.now();
        let now = self.world.next_at().map_or(now, |next| now.min(next));
        self.world.now = self.world.now.max(now);
    }
}

impl SharedWorld {
    pub(crate) fn new(world: World, mode: ClockMode) -> Self {
        let clock = VirtualClock::new(world.now, mode);
        Self {
            inner: Mutex::new(TimedWorld { world, clock }),
            wake: Notify::new(),
            version: watch::Sender::new(0),
            in_flight: watch::Sender::new(0),
            sender: NotificationSender::new(),
        }
    }

    /// Reads the world at the present time.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        let mut inner = self.lock();
        inner.catch_up();
        read(&inner.world)
    }

    /// Changes the world at the present time, records that, and wakes the driver. The cause is an action.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.change_because(DeliveryCause::Action, change)
    }

    /// Changes the world like [`SharedWorld::change`], because of this.
    pub(super) fn change_because<T>(&self, cause: DeliveryCause, change: impl FnOnce(&mut World) -> T) -> T {
        self.react(|world| {
            world.cause = cause;
            let before = world.before_change();
            let changed = change(world);
            world.after_change(&before);
            world.cause = DeliveryCause::default();
            changed
        })
    }

    /// Writes to the log of calls. Nothing is planned by that, so the driver is not woken.
    pub(crate) fn log<T>(&self, write: impl FnOnce(&mut World) -> T) -> T {
        let mut inner = self.lock();
        inner.catch_up();
        write(&mut inner.world)
    }

    /// Changes the world as a consequence of what was recorded before, and wakes the driver.
    pub(crate) fn react<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let changed = {
            let mut inner = self.lock();
            inner.catch_up();
            change(&mut inner.world)
        };
        self.notify();
        changed
    }

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
        self.notify();
    }

    /// Moves the world to the time of the clock, and runs every action on the way. Returns the requests to
    /// send, which count as in flight from here on, and the real time until the next action.
    pub(crate) fn run_clock(&self) -> (Vec<OutgoingRequest>, Option<std::time::Duration>) {
        let mut inner = self.lock();
        let TimedWorld { world, clock } = &mut *inner;
        let target = clock.now();
        let is_due = world.next_at().is_some_and(|next| next <= target.max(world.now));
        let mut requests = world.run_due();
        while let Some(next) = world.next_at().filter(|next| *next <= target) {
            world.now = world.now.max(next);
            requests.extend(world.run_due());
        }
        world.now = world.now.max(target);
        let wait = world.next_at().and_then(|next| clock.wait_for(next));
        self.count(&requests);
        drop(inner);
        if is_due {
            self.notify_watchers();
        }
        (requests, wait)
    }

    /// Runs the actions that are due now. If none is, moves to the next action, but not past `until`.
    /// Also returns whether more actions may follow before `until`.
    pub(crate) fn step(&self, until: Timestamp) -> (Vec<OutgoingRequest>, bool) {
        let mut inner = self.lock();
        let TimedWorld { world, clock } = &mut *inner;
        let mut requests = world.run_due();
        let mut more = !requests.is_empty();
        if !more {
            let next = world.next_at().filter(|next| *next <= until);
            more = next.is_some();
            world.now = world.now.max(next.unwrap_or(until));
            requests = world.run_due();
            clock.set(world.now.max(clock.now()), clock.mode());
        }
        self.count(&requests);
        (requests, more)
    }

    fn count(&self, requests: &[OutgoingRequest]) {
        if !requests.is_empty() {
            self.in_flight.send_modify(|count| *count += requests.len());
        }
    }

    /// Notifies the watchers, and wakes the driver.
    pub(crate) fn notify(&self) {
        self.notify_watchers();
        self.wake.notify_one();
    }

    pub(crate) fn notify_watchers(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    fn lock(&self) -> MutexGuard<'_, TimedWorld> {
        // A panic may leave the world inconsistent, which is acceptable for a simulation.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
