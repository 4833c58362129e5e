//! The memory of a delivery is at most a constant times its body.

use std::future::{Future, pending};
use std::time::Duration;

use axum::Router;
use bytes::Bytes;
use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{Deadlines, Hooks, cronofy_handler, handlers};
use cronofy_hooks_tests::cost::{HostileBody, PEAK_BYTES, hostile, interactions_of_one_event, nameless};
use cronofy_hooks_tests::{CostlyInboxApp, costly, secrets, signed};
use tokio::runtime::{Builder, Runtime};

use super::{ALLOCATOR, alone};

/// From small bodies to bodies long enough that superlinear growth shows.
const LENGTHS: [usize; 3] = [4 << 10, 16 << 10, 64 << 10];

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Sends each body and says at which the memory is above the bound.
#[expect(clippy::print_stdout, reason = "shows the figures to those who change the bound")]
async fn check<F: Future<Output = u16>>(bodies: Vec<HostileBody>, send: impl Fn(Bytes) -> F) {
    // What is made once.
    let _ = send(Bytes::from_static(
        br#"{"notification":{"type":"event_subscription","transitions":[{"type":"event_start"}]},"event":{}}"#,
    ))
    .await;
    let mut above = Vec::new();
    for HostileBody { name, body } in bodies {
        let (len, body) = (body.len(), Bytes::from(body));
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage();
        let status = send(body).await;
        let needed = ALLOCATOR.peak_usage().saturating_sub(before);
        println!("{name}, {len} bytes: {needed} bytes, {:.1} for each", needed as f64 / len as f64);
        let expected = if name.starts_with("not JSON") { 400 } else { 204 };
        assert_eq!(status, expected, "{name}");
        if !PEAK_BYTES.allows(len, needed) {
            above.push(format!("{name}, {len} bytes: {needed} bytes"));
        }
    }
    assert!(above.is_empty(), "above {PEAK_BYTES:?}:\n{}", above.join("\n"));
}

fn all() -> Vec<HostileBody> {
    let mut all: Vec<_> = LENGTHS.into_iter().flat_map(hostile).collect();
    all.push(HostileBody { name: "14,000 interactions", body: interactions_of_one_event(14_000) });
    all.push(HostileBody { name: "3,000 interactions", body: interactions_of_one_event(3_000) });
    all.push(HostileBody { name: "40,000 elements without a name", body: nameless(40_000) });
    all
}

#[test]
fn a_hostile_body_needs_at_most_a_constant_times_its_length() {
    let _alone = alone();
    let router = costly();
    let send = |body: Bytes| {
        let router = router.clone();
        async move { signed(body).send_to(router).await.status.as_u16() }
    };
    runtime().block_on(check(all(), send));
}

#[test]
fn a_hostile_body_needs_no_more_behind_an_inbox() {
    let _alone = alone();
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let inbox_app = CostlyInboxApp::open(folder.path()).await;
        check(all(), |body| inbox_app.handle(body)).await;
        inbox_app.close().await;
    });
}

#[test]
fn handlers_that_run_out_of_time_keep_no_payloads() {
    /// Never ends, with all of its payload.
    #[cronofy_handler(interaction = "conferencing_assigned")]
    async fn never(assigned: ConferencingAssigned) {
        pending::<()>().await;
        drop(assigned);
    }

    let _alone = alone();
    let deadlines = Deadlines::default().channel(Duration::from_millis(1));
    let router: Router =
        Hooks::new(secrets()).handlers(handlers![never, ..]).deadlines(deadlines).into_router().unwrap();
    let body = Bytes::from(interactions_of_one_event(64));
    let len = body.len();
    runtime().block_on(async {
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage();
        let answer = signed(body).send_to(router).await;
        let needed = ALLOCATOR.peak_usage().saturating_sub(before);
        assert_eq!(answer.status, 500, "none of them ended");
        // Two payloads are more than this.
        assert!(needed < 32 * len, "{needed} bytes for a body of {len}");
    });
}
