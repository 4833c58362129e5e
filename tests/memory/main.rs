//! How much memory hostile headers and bodies need. In a binary of its own: the allocator counts the
//! process.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bodies;

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use cronofy_hooks::Secrets;
use cronofy_hooks::{Hooks, SIGNATURE_HEADER, handlers};
use cronofy_hooks_tests::{OTHER_SECRET, secrets};
use http::{HeaderValue, Request};
use peak_alloc::PeakAlloc;
use tower::ServiceExt as _;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// One test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What an answer may need beyond that to a short, wrong signature.
const SPARE_BYTES: usize = 1024;

const BODY: &str = r#"{"notification":{"type":"verification"},"channel":{"channel_id":"chn_6f1a"}}"#;

fn request(headers: &[HeaderValue]) -> Request<Body> {
    let mut request = Request::post("/").body(Body::from(BODY)).unwrap();
    for header in headers {
        request.headers_mut().append(SIGNATURE_HEADER, header.clone());
    }
    request
}

/// The status, and how many bytes the answer needed on top of the request.
async fn answer(router: Router, request: Request<Body>) -> (u16, usize) {
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let response = router.oneshot(request).await.unwrap();
    let needed = ALLOCATOR.peak_usage().saturating_sub(before);
    (response.status().as_u16(), needed)
}

#[test]
fn a_hostile_header_needs_no_more_memory_than_a_wrong_one() {
    let _alone = alone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let router: Router = Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap();
    let wrong = Secrets::new([OTHER_SECRET]).unwrap().sign(BODY.as_bytes());
    let wrong_text = wrong.to_str().unwrap();
    let value = |text: String| [HeaderValue::from_str(&text).unwrap()].to_vec();

    let send = |headers: &[HeaderValue]| runtime.block_on(answer(router.clone(), request(headers)));
    // The first request also fills what is made once.
    let _ = send(std::slice::from_ref(&wrong));
    let (status, usual) = send(std::slice::from_ref(&wrong));
    assert_eq!(status, 401);
    assert!(usual > 0, "the allocator counts");

    let good = secrets().sign(BODY.as_bytes());
    let cases = [
        ("10,000 values", value(vec![wrong_text; 10_000].join(","))),
        (
            "10,000 values, the last of them right",
            value(format!("{}{}", format!("{wrong_text},").repeat(9_999), good.to_str().unwrap())),
        ),
        ("10,000 lines", vec![wrong.clone(); 10_000]),
        ("10,000 empty lines", vec![HeaderValue::from_static(""); 10_000]),
        ("1 MiB of commas", value(",".repeat(1 << 20))),
        ("1 MiB of spaces", value(format!("x{}x", " ".repeat(1 << 20)))),
        ("1 MiB in one value", value("A".repeat(1 << 20))),
        ("1 MiB of text that is no base64", value("~".repeat(1 << 20))),
    ];
    for (name, headers) in cases {
        let (status, needed) = send(&headers);
        assert_eq!(status, 401, "{name}");
        assert!(needed <= usual + SPARE_BYTES, "{name}: {needed} bytes, {usual} usually");
    }
}
