//! For any addition of the service, and for any bytes, the answer is one of a few.

mod bytes;
mod expected;
mod mutation;
mod sites;

use cronofy_hooks_tests::{SampleFile, SchemaSet};
use proptest::test_runner::{Config, RngSeed, TestRunner};

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
fn deliveries() -> Vec<SampleFile> {
    let samples: Vec<_> = SchemaSet::samples("valid").into_iter().filter(SampleFile::is_delivery).collect();
    assert!(!samples.is_empty(), "the samples were found");
    samples
}
