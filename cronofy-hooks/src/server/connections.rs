//! [`Connections`]: the open connections, and which of them to close for a new one.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};

use super::activity::Activity;
use super::connection::connection;
use super::limits::ConnectionLimits;

/// The most connections, unless the application sets a number.
const MOST: usize = 512;
/// The time between two log lines about missing descriptors.
const LOGGED: Duration = Duration::from_secs(60);
/// The pause after the process had no descriptor left for a connection.
const AGAIN: Duration = Duration::from_millis(100);

/// The open connections.
#[derive(Debug)]
pub(super) struct Connections {
    limits: ConnectionLimits,
    most: usize,
    open: Mutex<Open>,
    /// A connection ended, or began to wait for its client.
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    all: HashMap<u64, Entry>,
    logged: Option<Instant>,
}

#[derive(Debug)]
struct Entry {
    activity: Arc<Activity>,
    task: AbortHandle,
    /// It was aborted, and has not ended yet.
    closing: bool,
}

impl Connections {
    pub(super) fn new(limits: ConnectionLimits) -> Self {
        let most = limits.connections.unwrap_or_else(|| descriptors().map_or(MOST, |most| (most / 2).clamp(1, MOST)));
        Self { limits, most, open: Mutex::default(), changed: Arc::default() }
    }

    /// Serves a connection in a task of its own.
    pub(super) fn start(self: &Arc<Self>, stream: TcpStream, router: Router, stopping: watch::Receiver<()>) {
        let activity = Arc::new(Activity::new(Arc::clone(&self.changed)));
        // The task needs this lock to end, so its entry is there before it ends.
        let mut open = self.open();
        let id = open.next;
        open.next += 1;
        let ends = Ends { connections: Arc::clone(self), id };
        let serving = connection(stream, router, Arc::clone(&activity), self.limits, stopping);
        let task = tokio::spawn(async move {
            // Dropped with the task, even if it panics.
            let _ends = ends;
            serving.await;
        });
        open.all.insert(id, Entry { activity, task: task.abort_handle(), closing: false });
    }

    /// Waits until there is room for a connection, and returns the next one.
    pub(super) async fn accept(&self, listener: &TcpListener) -> TcpStream {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    self.room().await;
                    return stream;
                }
                Err(error) if is_of_the_client(&error) => {}
                Err(error) => {
                    self.close_a_quarter(&error);
                    sleep(AGAIN).await;
                }
            }
        }
    }

    /// Waits until there is room for one more. Closes the connection that has waited longest for its
    /// client, if any waits.
    async fn room(&self) {
        loop {
            {
                let mut open = self.open();
                if open.all.len() < self.most {
                    return;
                }
                if !open.all.values().any(|entry| entry.closing) {
                    open.close_waiting(1);
                }
            }
            self.changed.notified().await;
        }
    }

    /// Makes room after the process had no descriptor for a connection.
    fn close_a_quarter(&self, error: &io::Error) {
        let mut open = self.open();
        let quarter = (open.all.len() / 4).max(1);
        let closed = open.close_waiting(quarter);
        if open.logged.is_none_or(|logged| logged.elapsed() >= LOGGED) {
            open.logged = Some(Instant::now());
            tracing::warn!(
                %error, closed,
                "a connection could not be accepted, so some that wait for their clients were closed; raise the limit of open files, or lower `connections`"
            );
        }
    }

    /// Waits until none is left.
    pub(super) async fn all_ended(&self) {
        while !self.open().all.is_empty() {
            self.changed.notified().await;
        }
    }

    /// Drops the connections that are left, and returns how many.
    pub(super) fn drop_all(&self) -> usize {
        let open = self.open();
        open.all.values().for_each(|entry| entry.task.abort());
        open.all.len()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Closes up to this many of the connections that have waited longest for their clients.
    fn close_waiting(&mut self, count: usize) -> usize {
        let waiting = self.all.iter().filter(|(_, entry)| !entry.closing);
        let waiting = waiting.filter_map(|(id, entry)| Some(Reverse((entry.activity.waits_since()?, *id))));
        let mut waiting: BinaryHeap<_> = waiting.collect();
        let longest = std::iter::from_fn(|| waiting.pop()).take(count);
        let mut closed = 0;
        for Reverse((_, id)) in longest {
            if let Some(entry) = self.all.get_mut(&id) {
                entry.closing = true;
                entry.task.abort();
                closed += 1;
            }
        }
        closed
    }
}

/// The client went away before its connection was accepted.
fn is_of_the_client(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

/// Takes a connection out of the list when its task ends.
struct Ends {
    connections: Arc<Connections>,
    id: u64,
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.connections.open().all.remove(&self.id);
        self.connections.changed.notify_one();
    }
}

/// How many descriptors the process may have. The standard library does not say. Linux has the number in
/// a file; elsewhere [`Connections::close_a_quarter`] has to do.
fn descriptors() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
