//! Whatever the service adds, and whatever bytes come, the answer is one of a few.

mod bytes;
mod expected;
mod mutation;
mod sites;

use axum::Router;
use cronofy_hooks_tests::{Log, Sample, SchemaSet, Seen, router, signed};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tokio::runtime::Runtime;

/// As many cases as take a few seconds.
const CASES: u32 = 512;

/// The same cases in every run, so that a failure comes again; change the seed to look elsewhere.
fn runner() -> TestRunner {
    TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_117),
        ..Config::default()
    })
}

/// Every valid body of a delivery.
fn deliveries() -> Vec<Sample> {
    let samples: Vec<_> = SchemaSet::samples("valid").into_iter().filter(Sample::is_delivery).collect();
    assert!(!samples.is_empty(), "the samples were found");
    samples
}

/// An application that handles everything, and a runtime to send to it.
struct App {
    router: Router,
    log: Log,
    runtime: Runtime,
}

impl App {
    fn new() -> Self {
        let (router, log) = router();
        Self { router, log, runtime: tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap() }
    }

    /// The status of signed bytes, and the handlers that ran.
    fn send(&self, body: &[u8]) -> (u16, Vec<Seen>) {
        let answer = self.runtime.block_on(signed(body.to_vec()).send_to(self.router.clone()));
        (answer.status.as_u16(), self.log.take())
    }
}
