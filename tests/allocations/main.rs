//! How often a hostile body allocates: at most a constant times its length. Work that grows faster
//! than the body shows here even where it frees at once what it takes. In a binary of its own: the
//! allocator counts the process.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::alloc::System;

use bytes::Bytes;
use cronofy_hooks_tests::cost::{ALLOCATIONS, HostileBody, hostile, interactions_of_one_event, nameless};
use cronofy_hooks_tests::{CostlyInboxApp, costly, signed};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn made() -> usize {
    let stats = ALLOCATOR.stats();
    stats.allocations + stats.reallocations
}

/// One test: what others allocate would count.
#[expect(clippy::print_stdout, reason = "shows the figures to those who change the bound")]
#[test]
fn a_hostile_body_allocates_at_most_a_constant_times_its_length() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (router, inbox_app) = (costly(), runtime.block_on(CostlyInboxApp::open(folder.path())));
    let mut bodies: Vec<_> = [4 << 10, 16 << 10, 64 << 10].into_iter().flat_map(hostile).collect();
    bodies.push(HostileBody { name: "14,000 interactions", body: interactions_of_one_event(14_000) });
    bodies.push(HostileBody { name: "40,000 elements without a name", body: nameless(40_000) });
    let mut above = Vec::new();
    for HostileBody { name, body } in bodies {
        let (len, body) = (body.len(), Bytes::from(body));
        for way in ["at once", "behind an inbox"] {
            let (before, body) = (made(), body.clone());
            runtime.block_on(async {
                match way {
                    "at once" => drop(signed(body).send_to(router.clone()).await),
                    _ => drop(inbox_app.handle(body).await),
                }
            });
            let made = made() - before;
            println!("{name}, {len} bytes, {way}: {made} allocations, {:.2} for each", made as f64 / len as f64);
            if !ALLOCATIONS.allows(len, made) {
                above.push(format!("{name}, {len} bytes, {way}: {made}"));
            }
        }
    }
    runtime.block_on(inbox_app.close());
    assert!(above.is_empty(), "above {ALLOCATIONS:?}:\n{}", above.join("\n"));
}
