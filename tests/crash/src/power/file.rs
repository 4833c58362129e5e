//! [`trace`]: a receiver with an inbox in a file, under strace.

use std::process::Command;
use std::time::Duration;

use super::order;
use super::trace::parse;
use crate::clock::SharedClock;
use crate::delivery::DeliveryMix;
use crate::folder::KeptFolder;
use crate::process::Program;
use crate::victim::{StoreLocation, VictimSettings};

const CALLS: &str = "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync";

/// What is traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// An inbox that only accepts.
    Accepting,
    /// An inbox with a worker, which completes jobs meanwhile.
    Working,
    /// An inbox that does not wait for the disk.
    Careless,
}

/// Sends so many deliveries one after the other, and returns the answers that came before the disk.
///
/// # Panics
/// When there is no strace, or the victim does not work.
pub async fn trace(program: &Program, traced: Traced, deliveries: u64) -> Vec<String> {
    let version = Command::new("strace").arg("--version").output();
    assert!(
        version.is_ok_and(|output| output.status.success()),
        "there is no strace; install strace: apt-get install strace"
    );

    let folder = KeptFolder::new();
    let calls = folder.path().join("calls");
    let mut program = program.clone();
    // All of what is written, as bytes, with the names of files.
    let words = ["strace", "-f", "-y", "-xx", "-s", "100000", "-e", CALLS, "-e", "signal=none", "-o"];
    program.before = words.map(str::to_owned).to_vec();
    program.before.push(calls.display().to_string());
    let path = folder.path().join("inbox.sqlite");
    let settings = VictimSettings {
        store: if traced == Traced::Careless { StoreLocation::Careless(path) } else { StoreLocation::Sqlite(path) },
        process: 0,
        journal: folder.path().join("journal"),
        clock: SharedClock::new(),
        mix: DeliveryMix { seed: 1, always_id: true, large: false },
        lease: Duration::from_secs(600),
        works: traced == Traced::Working,
        exclusive: false,
        pause: Duration::ZERO,
        aborts: None,
    };
    let mut victim = program.start(&settings);
    let address = victim.address().await;
    for marker in 0..deliveries {
        let answer = settings.mix.delivery(marker).request().post_to(&address).await.unwrap();
        assert!(answer.status == 204, "answered {}: {}", answer.status, answer.text);
    }
    victim.stop().await;
    let markers: Vec<String> = (0..deliveries).map(|marker| format!(r#""marker":{marker},"#)).collect();
    order::check(&parse(&std::fs::read_to_string(calls).unwrap()), &markers)
}
