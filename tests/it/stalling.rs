//! Clients that stall, against the example as its users run it.
#![expect(clippy::print_stdout, reason = "figures, shown with `--nocapture`")]

use std::time::{Duration, Instant};

use cronofy_hooks::testing::TestRequest;
use cronofy_hooks_tests::{Quickstart, SECRET, secrets};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

const MIB: u64 = 1 << 20;
/// Above what the example has when it does nothing, and what all bodies may take together.
const SPARE: u64 = 64 * MIB;
/// What all bodies may take together: `Hooks::unverified_limit`, unless set.
const BODIES: u64 = 32 * MIB;
/// Only so that a test which hangs ends.
const PATIENCE: Duration = Duration::from_secs(60);

/// Raises the limit of descriptors as far as this process may.
fn many_descriptors() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}

fn inbox_in(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("inbox.sqlite").display())
}

/// A connection that sends this, as far as the server takes it, and then stalls.
async fn stalled(example: &Quickstart, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(example.address()).await.unwrap();
    // The server may refuse the rest, or close the connection for another one.
    let _ = timeout(PATIENCE, stream.write_all(bytes)).await.expect("the server reads or closes");
    stream
}

fn half_head() -> Vec<u8> {
    b"POST /cronofy HTTP/1.1\r\nHost: example.com\r\nContent-Type: appli".to_vec()
}

/// A body that announces one byte more than it sends.
fn half_body(len: usize) -> Vec<u8> {
    let head = format!("POST /cronofy HTTP/1.1\r\nHost: example.com\r\nContent-Length: {}\r\n\r\n", len + 1);
    [head.as_bytes(), &vec![b' '; len]].concat()
}

async fn deliver(example: &Quickstart, id: &str) -> u16 {
    let body = r#"{"notification":{"type":"brand_new"}}"#;
    let delivery = TestRequest::body(body).notification_id(id).signed_with(&secrets());
    timeout(PATIENCE, delivery.post_to(&example.url)).await.unwrap().unwrap().status.as_u16()
}

/// The ids that handlers have printed, before and after a start on the same inbox.
async fn handled(lines: Vec<String>, inbox: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut add = |line: &serde_json::Value| ids.push(line["notification_id"].as_str().unwrap().to_owned());
    lines.iter().for_each(|line| add(&serde_json::from_str(line).unwrap()));
    let next = Quickstart::start(SECRET, inbox).await;
    next.handles_everything().await;
    next.terminate().await;
    let (code, lines) = next.end().await;
    assert_eq!(code, Some(0));
    lines.iter().for_each(|line| add(&serde_json::from_str(line).unwrap()));
    ids.sort();
    ids.dedup();
    ids
}

#[tokio::test]
async fn a_stop_does_not_wait_for_clients_that_stall_and_loses_nothing() {
    many_descriptors();
    let folder = tempfile::tempdir().unwrap();
    let example = Quickstart::start(SECRET, &inbox_in(&folder)).await;
    let mut clients = Vec::new();
    for _ in 0..250 {
        clients.push(stalled(&example, &half_head()).await);
        clients.push(stalled(&example, &half_body(100)).await);
    }
    let mut accepted = Vec::new();
    for id in 0..50 {
        let id = format!("id{id:02}");
        assert_eq!(deliver(&example, &id).await, 204);
        accepted.push(id);
    }
    let started = Instant::now();
    example.terminate().await;
    let (code, lines) = example.end().await;
    let took = started.elapsed();
    println!("500 clients stall: SIGTERM took {took:?}");
    assert_eq!(code, Some(0));
    // 7 seconds for the clients; the rest is for a machine that has much else to do.
    assert!(took < Duration::from_secs(30), "{took:?}");
    assert_eq!(handled(lines, &inbox_in(&folder)).await, accepted);
    drop(clients);
}

#[tokio::test]
async fn a_second_signal_ends_at_once_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let example = Quickstart::start(SECRET, &inbox_in(&folder)).await;
    let _head = stalled(&example, &half_head()).await;
    let _body = stalled(&example, &half_body(100)).await;
    let mut accepted = Vec::new();
    for id in ["60c2", "60c3", "60c4"] {
        assert_eq!(deliver(&example, id).await, 204);
        accepted.push(id.to_owned());
    }
    example.terminate().await;
    // It has seen the signal when it takes no connections any more.
    while TcpStream::connect(example.address()).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let started = Instant::now();
    example.terminate().await;
    let (code, lines) = example.end().await;
    println!("a second SIGTERM took {:?}", started.elapsed());
    // An orderly stop would be 0.
    assert_eq!(code, Some(143));
    assert_eq!(handled(lines, &inbox_in(&folder)).await, accepted);
}

#[tokio::test]
async fn large_bodies_that_stall_take_no_more_memory_than_their_limit() {
    many_descriptors();
    let folder = tempfile::tempdir().unwrap();
    let example = Quickstart::start(SECRET, &inbox_in(&folder)).await;
    assert_eq!(deliver(&example, "before").await, 204);
    let idle = example.peak_memory();
    let body = half_body((1 << 20) - 1);
    let mut clients = Vec::new();
    for number in 0..500 {
        clients.push(stalled(&example, &body).await);
        if number % 100 == 99 {
            assert_eq!(deliver(&example, &format!("id{number}")).await, 204);
        }
    }
    let peak = example.peak_memory();
    println!("500 bodies of 1 MiB: {} MiB above {} MiB when idle", (peak - idle) / MIB, idle / MIB);
    assert!(peak <= idle + BODIES + SPARE, "{} MiB above {} MiB", (peak - idle) / MIB, idle / MIB);
    drop(clients);
}

#[tokio::test]
async fn two_thousand_hostile_connections_do_not_keep_deliveries_out() {
    many_descriptors();
    let folder = tempfile::tempdir().unwrap();
    let example = Quickstart::start(SECRET, &inbox_in(&folder)).await;
    assert_eq!(deliver(&example, "before").await, 204);
    let idle = example.peak_memory();
    let kinds = [
        Vec::new(),
        half_head(),
        // As much as a head may have, and as much as a body may without being counted.
        [half_head(), vec![b'x'; 30 << 10]].concat(),
        half_body(16 << 10),
        half_body(200 << 10),
        b"GET /cronofy HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(),
    ];
    let mut clients = Vec::new();
    let mut longest = Duration::ZERO;
    for number in 0..2000 {
        clients.push(stalled(&example, &kinds[number % kinds.len()]).await);
        if number % 20 == 0 {
            let started = Instant::now();
            assert_eq!(deliver(&example, &format!("id{number}")).await, 204, "after {number} connections");
            longest = longest.max(started.elapsed());
        }
    }
    let peak = example.peak_memory();
    println!("2,000 connections: a delivery took {longest:?} at most, {} MiB above idle", (peak - idle) / MIB);
    assert!(peak <= idle + BODIES + SPARE, "{} MiB above {} MiB", (peak - idle) / MIB, idle / MIB);
    let open = example.descriptors();
    assert!(open < 600, "{open} descriptors");
    drop(clients);
    // It can still stop in order.
    example.terminate().await;
    assert_eq!(example.end().await.0, Some(0));
}

#[tokio::test]
async fn idle_sockets_do_not_use_up_the_descriptors() {
    let folder = tempfile::tempdir().unwrap();
    let example = Quickstart::start_with_descriptors(256, SECRET, &inbox_in(&folder)).await;
    let mut clients = Vec::new();
    for number in 0..350 {
        clients.push(stalled(&example, b"").await);
        if number % 50 == 49 {
            assert_eq!(deliver(&example, &format!("id{number}")).await, 204, "after {number} sockets");
        }
    }
    let open = example.descriptors();
    assert!(open < 200, "{open} descriptors");
    // The oldest was closed for another.
    let mut rest = Vec::new();
    let closed = timeout(PATIENCE, clients[0].read_to_end(&mut rest)).await.expect("it is closed");
    assert!(closed.is_err() || rest.is_empty());
}
