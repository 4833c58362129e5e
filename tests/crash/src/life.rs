//! [`StoreLife`]: one store, and the victims that use it one after the other, or together.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::clock::{Moment, SharedClock, now};
use crate::contents::StoreContents;
use crate::counts::CrashCounts;
use crate::delivery::DeliveryMix;
use crate::folder::KeptFolder;
use crate::journal::{self, JournalRun};
use crate::ledger::DeliveryLedger;
use crate::process::{Program, VictimProcess};
use crate::senders::Senders;
use crate::verdict::{Evidence, judge};
use crate::victim::{StoreLocation, VictimSettings};

/// How many send at once.
const SENDERS: usize = 6;
/// Only so that a job that is never handled is reported; nothing is expected to take this long.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often to look again.
const PAUSE: Duration = Duration::from_millis(20);

/// What applies to all victims of a store.
#[derive(Clone, Debug)]
pub struct StoreTerms {
    /// Where deliveries are kept.
    pub store: StoreLocation,
    /// How long a job stays with a victim.
    pub lease: Duration,
    /// What is sent.
    pub mix: DeliveryMix,
    /// Whether handlers check, in the database, that no other process runs the same job.
    pub exclusive: bool,
    /// The least time that a handler takes.
    pub pause: Duration,
}

/// One store, the victims that use it, and the senders.
#[derive(Debug)]
pub struct StoreLife {
    terms: StoreTerms,
    program: Program,
    folder: KeptFolder,
    clock: SharedClock,
    seats: Vec<VictimSeat>,
    /// How many processes there have been.
    processes: u32,
    alive: HashMap<u32, Moment>,
    ledger: Arc<DeliveryLedger>,
    senders: Senders,
    counts: CrashCounts,
}

/// Where a victim works, and after it the next.
#[derive(Debug)]
struct VictimSeat {
    victim: Option<(u32, VictimProcess)>,
    address: watch::Sender<Option<String>>,
}

impl StoreLife {
    /// Starts the senders for this many victims at a time. No victim is started yet.
    #[must_use]
    pub fn begin(terms: StoreTerms, program: Program, folder: KeptFolder, seats: usize) -> Self {
        let seats: Vec<VictimSeat> =
            std::iter::repeat_with(|| VictimSeat { victim: None, address: watch::channel(None).0 })
                .take(seats)
                .collect();
        let ledger = Arc::new(DeliveryLedger::default());
        let receivers: Vec<_> = seats.iter().map(|seat| seat.address.subscribe()).collect();
        let senders = Senders::start(SENDERS, terms.mix, &receivers, &ledger);
        Self {
            terms,
            program,
            folder,
            clock: SharedClock::new(),
            seats,
            processes: 0,
            alive: HashMap::new(),
            ledger,
            senders,
            counts: CrashCounts { stores: 1, ..CrashCounts::default() },
        }
    }

    /// Starts a victim on each seat at once, and waits until all are up.
    pub async fn start_all(&mut self) {
        let victims: Vec<_> = (0..self.seats.len()).map(|_| self.spawn()).collect();
        for (seat, (process, mut victim)) in self.seats.iter_mut().zip(victims) {
            let address = victim.address().await;
            seat.victim = Some((process, victim));
            seat.address.send_replace(Some(address));
        }
    }

    /// Starts a victim, and waits until it is up.
    pub async fn start(&mut self, seat: usize) {
        self.start_as(seat, &self.program.clone()).await;
    }

    /// Starts a victim of another program, and waits until it is up.
    pub async fn start_as(&mut self, seat: usize, program: &Program) {
        let (process, mut victim) = self.spawn_as(program);
        let address = victim.address().await;
        let seat = &mut self.seats[seat];
        seat.victim = Some((process, victim));
        seat.address.send_replace(Some(address));
    }

    /// Starts a victim, and kills it that long after it is up.
    pub async fn kill_after(&mut self, seat: usize, time: Duration) {
        self.start(seat).await;
        sleep(time).await;
        self.kill(seat).await;
    }

    /// Kills the victim. Returns which process it was, and until when it was alive.
    ///
    /// # Panics
    /// When there is none.
    pub async fn kill(&mut self, seat: usize) -> (u32, Moment) {
        let seat = &mut self.seats[seat];
        let (process, victim) = seat.victim.take().expect("there is a victim to kill");
        let alive = victim.kill().await;
        // Not before the kill: it has to cut off requests that are under way.
        seat.address.send_replace(None);
        self.alive.insert(process, alive);
        self.counts.kills += 1;
        if let (StoreLocation::Sqlite(path), 0) = (&self.terms.store, self.counts.files_lost) {
            self.counts.checkpoints = self.counts.checkpoints.max(checkpoints(path));
        }
        (process, alive)
    }

    /// Starts a victim, and kills it that long after it was started, up or not.
    pub async fn kill_at_start(&mut self, time: Duration) {
        let (process, victim) = self.spawn();
        sleep(time).await;
        let alive = victim.kill().await;
        self.alive.insert(process, alive);
        self.counts.kills += 1;
        self.counts.kills_at_start += 1;
    }

    /// Kills the database under its victims, has another one in its place, and waits until something
    /// is acknowledged.
    ///
    /// # Panics
    /// When there is none, or its victims do not find it.
    pub async fn kill_server(&mut self, kill: impl FnOnce() + Send + 'static) {
        tokio::task::spawn_blocking(kill).await.unwrap();
        self.counts.kills += 1;
        self.acknowledges().await;
    }

    /// Waits until something is acknowledged.
    ///
    /// # Panics
    /// When nothing is.
    pub async fn acknowledges(&mut self) {
        let (up, started) = (now(), Instant::now());
        let answer = loop {
            if let Some(answer) = self.ledger.first_answer_after(up) {
                break answer;
            }
            assert!(started.elapsed() < PATIENCE, "nothing is acknowledged (see {})", self.folder.path().display());
            sleep(PAUSE).await;
        };
        let outage = Duration::from_micros((answer - up).unsigned_abs());
        self.counts.longest_outage = self.counts.longest_outage.max(outage);
    }

    /// The counts, for those that only the caller can count.
    pub fn counts(&mut self) -> &mut CrashCounts {
        &mut self.counts
    }

    /// Starts a victim of another program, which must refuse the store. Returns its message.
    pub async fn refused(&mut self, program: &Program) -> String {
        let (_, victim) = self.spawn_as(program);
        victim.refuses().await
    }

    fn spawn(&mut self) -> (u32, VictimProcess) {
        self.spawn_as(&self.program.clone())
    }

    fn spawn_as(&mut self, program: &Program) -> (u32, VictimProcess) {
        let process = self.processes;
        self.processes += 1;
        let StoreTerms { store, lease, mix, exclusive, pause } = self.terms.clone();
        let journal = journal_of(&self.folder, process);
        let (clock, works, aborts) = (self.clock, true, None);
        let settings = VictimSettings { store, process, journal, clock, mix, lease, works, exclusive, pause, aborts };
        (process, program.start(&settings))
    }

    /// What handlers have noted so far.
    #[must_use]
    pub fn runs(&self) -> Vec<JournalRun> {
        runs(&self.folder, self.processes)
    }

    /// What the handlers of one victim have noted so far.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn runs_of(&self, seat: usize) -> Vec<JournalRun> {
        let (process, _) = self.seats[seat].victim.as_ref().expect("there is a victim");
        runs_of(&self.folder, *process)
    }

    /// Lets the senders finish and the victims handle what is left, and checks every promise.
    ///
    /// # Panics
    /// When a promise was not kept; the files then stay where they are.
    pub async fn end(self) -> CrashCounts {
        let Self { terms, folder, mut counts, .. } = self;
        self.senders.stop().await;
        let started = Instant::now();
        let first = self.seats.iter().find_map(|seat| seat.address.borrow().clone()).expect("a victim is up");
        drained(&first, &folder).await;
        counts.longest_drain = started.elapsed();
        for (_, victim) in self.seats.into_iter().filter_map(|seat| seat.victim) {
            victim.stop().await;
        }
        let runs = runs(&folder, self.processes);
        counts.cut_off = runs.iter().filter(|run| run.ended.is_none()).count() as u64;
        let evidence = Evidence {
            mix: terms.mix,
            clock: self.clock,
            sent: self.ledger.all(),
            runs,
            alive: self.alive,
            contents: StoreContents::of(&terms.store).await,
            undisturbed: matches!(terms.store, StoreLocation::Sqlite(_)) && counts.files_lost == 0,
        };
        let verdict = judge(&evidence);
        let wrong = &verdict.wrong;
        let some: Vec<&str> = wrong.iter().take(20).map(String::as_str).collect();
        assert!(wrong.is_empty(), "{} mistakes (see {}):\n{}", wrong.len(), folder.path().display(), some.join("\n"));
        counts.add(&verdict.counts);
        counts
    }
}

/// How often SQLite restarted a log because all of it was in the file.
/// Source: <https://www.sqlite.org/fileformat2.html#walformat>.
fn checkpoints(database: &Path) -> u64 {
    let log = std::fs::read(database.with_extension("sqlite-wal")).unwrap_or_default();
    log.get(12..16).and_then(|count| count.try_into().ok()).map_or(0, u32::from_be_bytes).into()
}

fn runs(folder: &KeptFolder, processes: u32) -> Vec<JournalRun> {
    (0..processes).flat_map(|process| runs_of(folder, process)).collect()
}

fn runs_of(folder: &KeptFolder, process: u32) -> Vec<JournalRun> {
    journal::read(&journal_of(folder, process), process)
}

fn journal_of(folder: &KeptFolder, process: u32) -> PathBuf {
    folder.path().join(format!("journal-{process}"))
}

/// Waits until nothing is left to handle.
async fn drained(address: &str, folder: &KeptFolder) {
    let started = Instant::now();
    loop {
        let health = health(address).await;
        if health.as_ref().is_some_and(|health| health["waiting"] == 0 && health["running"] == 0) {
            return;
        }
        assert!(started.elapsed() < PATIENCE, "something is left (see {}): {health:?}", folder.path().display());
        sleep(PAUSE).await;
    }
}

/// What the health page of the victim says.
async fn health(address: &str) -> Option<serde_json::Value> {
    let address = address.strip_prefix("http://")?;
    let mut stream = TcpStream::connect(address).await.ok()?;
    let request = format!("GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}
