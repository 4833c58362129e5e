//! `serve` in this process: connections that stall, too many connections, and the shutdown.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use cronofy_hooks::{Hooks, Serve, Served, handlers, serve};
use cronofy_hooks_tests::{secrets, signed};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Only so that a test which hangs ends.
const PATIENCE: Duration = Duration::from_secs(60);
/// Long enough that it is never reached.
const NEVER: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_millis(50);

/// What a handler of the application waits for, and how it reports its start.
#[derive(Clone, Default)]
struct Gate {
    started: Arc<Notify>,
    open: Arc<Notify>,
}

fn router(gate: &Gate) -> Router {
    let hooks = Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap();
    let gate = gate.clone();
    let waits = get(move || async move {
        gate.started.notify_one();
        gate.open.notified().await;
        "it is open"
    });
    // More than the sockets of both sides hold.
    let large = get(|| async { "x".repeat(64 << 20) });
    Router::new().nest("/cronofy", hooks).route("/waits", waits).route("/large", large)
}

struct TestServer {
    address: String,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<Served>>,
}

impl TestServer {
    async fn start(gate: &Gate, options: impl FnOnce(Serve) -> Serve) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (stop, stopped) = oneshot::channel::<()>();
        let patient = serve(listener, router(gate)).header_timeout(NEVER).idle_timeout(NEVER).drain_timeout(NEVER);
        let serve = options(patient).with_graceful_shutdown(async { drop(stopped.await) });
        Self { address, stop, served: tokio::spawn(serve) }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }

    /// A connection that has sent this text.
    async fn sent(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn deliver(&self) {
        let delivery = signed(r#"{"notification":{"type":"verification"}}"#);
        let url = format!("http://{}/cronofy", self.address);
        assert_eq!(timeout(PATIENCE, delivery.post_to(&url)).await.unwrap().unwrap().status, 204);
    }

    async fn stop(self) -> Served {
        drop(self.stop);
        timeout(PATIENCE, self.served).await.unwrap().unwrap().unwrap()
    }
}

/// Everything that comes until the server closes; a connection that it resets is closed as well.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("the server closes the connection");
    String::from_utf8(all).unwrap()
}

/// Reads the answer to a GET of the gate.
async fn open_gate(gate: &Gate, stream: &mut TcpStream) -> String {
    gate.open.notify_one();
    let mut answer = String::new();
    while !answer.ends_with("it is open") {
        let mut byte = [0];
        timeout(PATIENCE, stream.read_exact(&mut byte)).await.unwrap().unwrap();
        answer.push(char::from(byte[0]));
    }
    answer
}

const WAITS: &str = "GET /waits HTTP/1.1\r\nHost: h\r\n\r\n";

#[tokio::test]
async fn heads_and_idle_connections_have_their_time() {
    let gate = Gate::default();
    let server = TestServer::start(&gate, |serve| serve.header_timeout(SHORT)).await;
    for text in ["", "P", "POST /cronofy HTTP/1.1\r\nHost: h\r\n"] {
        assert_eq!(until_closed(&mut server.sent(text).await).await, "", "{text:?}");
    }
    // A connection with a running handler does not stall, and an idle one has another limit.
    let mut stream = server.sent(WAITS).await;
    gate.started.notified().await;
    tokio::time::sleep(4 * SHORT).await;
    assert!(open_gate(&gate, &mut stream).await.starts_with("HTTP/1.1 200"));
    tokio::time::sleep(4 * SHORT).await;
    stream.write_all(WAITS.as_bytes()).await.unwrap();
    gate.started.notified().await;
    assert!(open_gate(&gate, &mut stream).await.starts_with("HTTP/1.1 200"));
    // The second head of a connection has its time as well.
    stream.write_all(b"GET /wai").await.unwrap();
    assert_eq!(until_closed(&mut stream).await, "");

    let server = TestServer::start(&gate, |serve| serve.idle_timeout(SHORT)).await;
    let mut stream = server.sent(WAITS).await;
    gate.started.notified().await;
    open_gate(&gate, &mut stream).await;
    assert_eq!(until_closed(&mut stream).await, "");
    // A connection whose client does not read its answer is closed as well.
    let mut stream = server.sent("GET /large HTTP/1.1\r\nHost: h\r\n\r\n").await;
    let served = server.stop().await;
    assert_eq!(served.dropped, 0, "it was closed, not dropped");
    assert!(until_closed(&mut stream).await.len() < 64 << 20);
}

#[tokio::test]
async fn a_head_is_bounded() {
    let server = TestServer::start(&Gate::default(), |serve| serve).await;
    let mut stream = server.sent("POST /cronofy HTTP/1.1\r\nHost: h\r\n").await;
    let mut sent = 0;
    while stream.write_all(&[b"Much: ".as_slice(), &[b'x'; 1000], b"\r\n"].concat()).await.is_ok() && sent < 10_000_000
    {
        sent += 1008;
    }
    // The buffers of the sockets are on the way as well.
    assert!(sent < 10_000_000, "the server closes the connection");
}

#[tokio::test]
async fn for_one_connection_more_the_one_that_waits_longest_is_closed() {
    let gate = Gate::default();
    let server = TestServer::start(&gate, |serve| serve.connections(3)).await;
    let mut works = server.sent(WAITS).await;
    gate.started.notified().await;
    let mut oldest = server.sent("POST /cronofy HTTP/1.1\r\n").await;
    let body = "POST /cronofy HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf of it";
    let mut older = server.sent(body).await;
    server.deliver().await;
    assert_eq!(until_closed(&mut oldest).await, "");
    for _ in 0..10 {
        server.deliver().await;
    }
    let mut last = server.connect().await;
    server.deliver().await;
    assert_eq!(until_closed(&mut older).await, "");
    let _others = [server.sent("P").await, server.sent("P").await];
    assert_eq!(until_closed(&mut last).await, "");
    assert!(open_gate(&gate, &mut works).await.starts_with("HTTP/1.1 200"), "what is worked on stays");
}

#[tokio::test]
async fn while_all_connections_are_worked_on_others_wait() {
    let gate = Gate::default();
    let server = TestServer::start(&gate, |serve| serve.connections(1)).await;
    let mut first = server.sent(WAITS).await;
    gate.started.notified().await;
    let mut second = server.sent(WAITS).await;
    // Gives a wrong server time to show itself.
    tokio::time::sleep(2 * SHORT).await;
    assert!(timeout(SHORT, gate.started.notified()).await.is_err(), "the second one waits");
    assert!(open_gate(&gate, &mut first).await.starts_with("HTTP/1.1 200"));
    timeout(PATIENCE, gate.started.notified()).await.expect("then it is served");
    assert!(open_gate(&gate, &mut second).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_stop_answers_requests_that_have_started_and_drops_those_that_stall() {
    let gate = Gate::default();
    let server = TestServer::start(&gate, |serve| serve).await;
    let mut idle = server.connect().await;
    let mut works = server.sent(WAITS).await;
    gate.started.notified().await;
    let address = server.address.clone();
    let stopped = tokio::spawn(server.stop());
    assert_eq!(until_closed(&mut idle).await, "", "it is closed at once");
    while TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!stopped.is_finished());
    assert!(open_gate(&gate, &mut works).await.starts_with("HTTP/1.1 200"));
    assert_eq!(stopped.await.unwrap().dropped, 0);

    let server = TestServer::start(&gate, |serve| serve.drain_timeout(SHORT)).await;
    let mut stalls = server.sent("POST /cronofy HTTP/1.1\r\n").await;
    let mut works = server.sent(WAITS).await;
    gate.started.notified().await;
    server.deliver().await;
    assert_eq!(server.stop().await.dropped, 2);
    assert_eq!(until_closed(&mut stalls).await, "");
    assert_eq!(until_closed(&mut works).await, "");
}
