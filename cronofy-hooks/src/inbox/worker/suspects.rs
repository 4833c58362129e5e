//! [`Suspects`]: jobs that run alone, one after the other.
//!
//! A job whose lease ended without a result is a suspect: its handler may have ended the process, and the jobs
//! beside it lost their leases as well. So a suspect runs while no other job does. If the process ends again,
//! the suspect is known to be the cause.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::Id;
use tokio::time::Instant;

/// The most suspects that wait in a worker. With more, it leases nothing.
const MOST: usize = 32;
/// How long suspects run one after the other before the worker leases other jobs.
const CLOSED: Duration = Duration::from_secs(1);
/// How long to wait until all other jobs have ended; twice as long after each time that they did not.
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a suspect pauses after its first crash; twice as long after each further one.
const PAUSE: Duration = Duration::from_secs(1);

/// The suspects of a worker, and when the next one may run.
///
/// A worker is *closed* while a suspect runs, or waits until all other jobs have ended: then it leases nothing.
/// Afterwards it is *open* for at least as long as it was closed, so that suspects take at most half of its
/// time.
#[derive(Debug)]
pub(super) struct Suspects {
    /// In the order in which they were leased.
    waiting: Vec<WaitingSuspect>,
    /// The suspect that runs.
    alone: Option<Id>,
    closed: Option<ClosedPeriod>,
    open_until: Instant,
    patience: Duration,
}

/// A suspect whose task waits for its turn. When the sender is dropped, the task gives the job back.
#[derive(Debug)]
struct WaitingSuspect {
    task: Id,
    not_before: Instant,
    turn: oneshot::Sender<()>,
}

#[derive(Debug)]
struct ClosedPeriod {
    since: Instant,
    until: Instant,
}

impl Suspects {
    pub(super) fn new() -> Self {
        Self { waiting: Vec::new(), alone: None, closed: None, open_until: Instant::now(), patience: PATIENCE }
    }

    /// Adds a suspect whose task waits for its turn.
    pub(super) fn add(&mut self, task: Id, crashes: u32, turn: oneshot::Sender<()>) {
        // The pause begins now, so a process that has just started runs other jobs first.
        let pause = crashes.checked_sub(1).map_or(Duration::ZERO, |more| PAUSE * 2_u32.saturating_pow(more.min(16)));
        self.waiting.push(WaitingSuspect { task, not_before: Instant::now() + pause, turn });
    }

    /// Removes a task that has ended.
    pub(super) fn ended(&mut self, task: Id) {
        self.waiting.retain(|waiting| waiting.task != task);
        self.alone = self.alone.filter(|alone| *alone != task);
    }

    /// How many suspects wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Drops all turns, so that the tasks give their jobs back.
    pub(super) fn give_back(&mut self) {
        self.waiting.clear();
    }

    /// Starts the next suspect if it may run now. `others` is how many other jobs run. Returns whether the worker
    /// may lease.
    pub(super) fn proceed(&mut self, others: usize) -> bool {
        if self.alone.is_some() {
            return false;
        }
        let now = Instant::now();
        let next = self.waiting.iter().position(|waiting| waiting.not_before <= now);
        if let Some(closed) = self.closed.take_if(|closed| next.is_none() || closed.until <= now) {
            self.open_until = now + (now - closed.since);
        }
        match next.filter(|_| self.closed.is_some() || self.open_until <= now) {
            None => self.waiting.len() < MOST,
            Some(next) => {
                let closed = self.closed.get_or_insert_with(|| {
                    let until = now + self.patience;
                    // It grows, so that handlers that run for hours do not keep the worker closed for hours.
                    self.patience = self.patience.saturating_mul(2).min(MOST_PATIENCE);
                    ClosedPeriod { since: now, until }
                });
                if others == 0 {
                    closed.until = closed.since + CLOSED;
                    self.patience = PATIENCE;
                    let WaitingSuspect { task, turn, .. } = self.waiting.remove(next);
                    // If its task has just ended, `ended` is called next.
                    let _ = turn.send(());
                    self.alone = Some(task);
                }
                false
            }
        }
    }

    /// When to call [`Suspects::proceed`] again although no task has ended.
    pub(super) fn look_again(&self) -> Option<Instant> {
        match &self.closed {
            _ if self.alone.is_some() => None,
            Some(closed) => Some(closed.until),
            None => self.waiting.iter().map(|waiting| waiting.not_before.max(self.open_until)).min(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// A task that ended at once: only its id is needed.
    fn task() -> Id {
        tokio::spawn(async {}).id()
    }

    fn add(suspects: &mut Suspects, crashes: u32) -> (Id, oneshot::Receiver<()>) {
        let (turn, waits) = oneshot::channel();
        let task = task();
        suspects.add(task, crashes, turn);
        (task, waits)
    }

    #[tokio::test(start_paused = true)]
    async fn a_suspect_waits_for_the_others_to_end_and_nothing_is_leased_meanwhile() {
        let mut suspects = Suspects::new();
        assert!(suspects.proceed(3), "there is none");
        let (task, mut turn) = add(&mut suspects, 0);
        assert!(!suspects.proceed(3));
        assert!(turn.try_recv().is_err(), "others run");
        assert!(!suspects.proceed(0));
        assert_eq!(turn.try_recv(), Ok(()));
        assert!(!suspects.proceed(0), "it runs");
        suspects.ended(task);
        assert!(suspects.proceed(0), "it has ended");
    }

    #[tokio::test(start_paused = true)]
    async fn suspects_run_one_after_the_other_and_then_others_have_as_much_time() {
        let mut suspects = Suspects::new();
        let (first, mut first_turn) = add(&mut suspects, 0);
        let (second, mut second_turn) = add(&mut suspects, 0);
        let (_, mut third_turn) = add(&mut suspects, 0);
        assert!(!suspects.proceed(0));
        assert_eq!((first_turn.try_recv(), second_turn.try_recv().is_err()), (Ok(()), true));
        tokio::time::advance(400 * MS).await;
        suspects.ended(first);
        assert!(!suspects.proceed(0));
        assert_eq!(second_turn.try_recv(), Ok(()));
        tokio::time::advance(700 * MS).await;
        suspects.ended(second);
        assert!(suspects.proceed(0), "it was closed for more than a second");
        assert!(third_turn.try_recv().is_err());
        assert_eq!(suspects.look_again(), Some(Instant::now() + 1100 * MS));
        tokio::time::advance(1099 * MS).await;
        assert!(suspects.proceed(0), "it is open for as long as it was closed");
        tokio::time::advance(MS).await;
        assert!(!suspects.proceed(0));
        assert_eq!(third_turn.try_recv(), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn others_that_do_not_end_do_not_keep_the_worker_closed() {
        let mut suspects = Suspects::new();
        let (_, mut turn) = add(&mut suspects, 0);
        for seconds in [10, 20, 40] {
            assert!(!suspects.proceed(1));
            assert_eq!(suspects.look_again(), Some(Instant::now() + 1000 * seconds * MS));
            tokio::time::advance(1000 * seconds * MS).await;
            assert!(suspects.proceed(1), "{seconds} seconds are over");
            tokio::time::advance(1000 * seconds * MS - MS).await;
            assert!(suspects.proceed(1), "it is open for as long as it was closed");
            tokio::time::advance(MS).await;
        }
        assert!(!suspects.proceed(1));
        assert!(turn.try_recv().is_err());
        assert!(!suspects.proceed(0));
        assert_eq!(turn.try_recv(), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_suspect_that_crashed_pauses_and_others_run_meanwhile() {
        let mut suspects = Suspects::new();
        let (_, mut crashed) = add(&mut suspects, 3);
        assert!(suspects.proceed(5));
        let (task, mut other) = add(&mut suspects, 0);
        assert!(!suspects.proceed(0));
        assert_eq!(other.try_recv(), Ok(()));
        suspects.ended(task);
        assert!(suspects.proceed(0));
        assert_eq!(suspects.look_again(), Some(Instant::now() + 4000 * MS));
        tokio::time::advance(4000 * MS).await;
        assert!(!suspects.proceed(0));
        assert_eq!(crashed.try_recv(), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_suspect_that_ends_while_it_waits_does_not_keep_the_worker_closed() {
        let mut suspects = Suspects::new();
        let (task, _turn) = add(&mut suspects, 0);
        assert!(!suspects.proceed(1));
        suspects.ended(task);
        assert!(suspects.proceed(1));
    }

    #[tokio::test(start_paused = true)]
    async fn the_number_of_waiting_suspects_is_bounded() {
        let mut suspects = Suspects::new();
        let turns: Vec<_> = (0..MOST).map(|_| add(&mut suspects, 2)).collect();
        assert!(!suspects.proceed(0));
        suspects.ended(turns[0].0);
        assert!(suspects.proceed(0));
    }
}
