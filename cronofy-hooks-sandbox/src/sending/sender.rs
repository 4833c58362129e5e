//! [`NotificationSender`]: sends one HTTP request, and reports how it ended.

use std::time::{Duration, Instant};

use bytes::Bytes;
use cronofy_hooks::__private::{NAMES_USER, names_user, without_user};
use http::Request;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::answer::{failure, read};
use super::raw::{cut, slow_body};
use super::request::build;
use crate::clock::ClockMode;
use crate::world::model::{AttemptOutcome, AttemptResult, Fault, HttpMessage, OutgoingRequest};

/// Sends notifications over connections that it keeps.
#[derive(Clone, Debug)]
pub(crate) struct NotificationSender {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl NotificationSender {
    pub(crate) fn new() -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Sends a request. The result has the real time that it took. A fault that waits takes no real time
    /// while the clock is paused, and its share of it while the clock runs.
    pub(crate) async fn send(&self, outgoing: &OutgoingRequest, clock: ClockMode) -> AttemptResult {
        let begun = Instant::now();
        let (outcome, answer) = match tokio::time::timeout(outgoing.deadline, self.outcome(outgoing, clock)).await {
            Ok(Ok((status, answer))) => (AttemptOutcome::Answered(status), Some(answer)),
            Ok(Err(outcome)) => (outcome, None),
            Err(_) => (AttemptOutcome::TimedOut, None),
        };
        AttemptResult { outcome, answer, took: begun.elapsed() }
    }

    /// The answer, or why there is none.
    async fn outcome(
        &self,
        outgoing: &OutgoingRequest,
        clock: ClockMode,
    ) -> Result<(u16, HttpMessage), AttemptOutcome> {
        let request = build(outgoing).map_err(|error| {
            AttemptOutcome::Failed(format!("{} is not a URL: {error}", without_user(&outgoing.url)))
        })?;
        if request.uri().scheme_str() != Some("http") {
            return Err(AttemptOutcome::Failed(format!(
                "the sandbox sends to http:// only: change {} to a local address",
                without_user(&outgoing.url)
            )));
        }
        // A state file of an older version may have one.
        if names_user(request.uri()) {
            return Err(AttemptOutcome::Failed(NAMES_USER.to_owned()));
        }
        match outgoing.fault {
            Some(Fault::Drop) => Err(AttemptOutcome::Lost),
            Some(Fault::SlowBody) => {
                let open = match clock {
                    ClockMode::Paused => Duration::ZERO,
                    ClockMode::Running(speed) => outgoing.deadline.div_f64(speed.max(1.0)),
                };
                slow_body(&request, &outgoing.body, open).await.map_err(|error| failure(&error))?;
                Err(AttemptOutcome::TimedOut)
            }
            Some(Fault::Cut) => {
                cut(&request, &outgoing.body).await.map_err(|error| failure(&error))?;
                Err(AttemptOutcome::Lost)
            }
            Some(Fault::Duplicate) => {
                let first = self.answer(request.clone()).await;
                let second = self.answer(request).await;
                if matches!(first, Ok((200..=299, _))) { first } else { second }
            }
            _ => self.answer(request).await,
        }
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<(u16, HttpMessage), AttemptOutcome> {
        read(self.client.request(request).await.map_err(|error| failure(&error))?).await
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpSocket};

    use super::super::request::http_text;
    use super::*;

    /// Sends to a receiver that answers with these bytes, and closes the connection.
    async fn answered(bytes: Vec<u8>) -> AttemptResult {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&bytes).await;
        });
        send(port).await
    }

    async fn send(port: u16) -> AttemptResult {
        let outgoing = outgoing(format!("http://127.0.0.1:{port}/cronofy"), None);
        NotificationSender::new().send(&outgoing, ClockMode::Paused).await
    }

    fn outgoing(url: String, fault: Option<Fault>) -> OutgoingRequest {
        OutgoingRequest {
            delivery: 1,
            attempt: 1,
            url,
            notification_id: None,
            body: "{}".to_owned(),
            signature: "c2lnbmF0dXJl".to_owned(),
            deadline: Duration::from_secs(60),
            fault,
        }
    }

    #[tokio::test]
    async fn a_url_that_names_a_user_is_neither_called_nor_shown() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        for fault in [None, Some(Fault::Cut), Some(Fault::SlowBody), Some(Fault::Duplicate)] {
            let outgoing = outgoing(format!("http://user:s3cret@{address}/cronofy"), fault);
            let outcome = NotificationSender::new().send(&outgoing, ClockMode::Paused).await.outcome;
            assert_eq!(outcome, AttemptOutcome::Failed(NAMES_USER.to_owned()), "{fault:?}");
            let text = http_text(&outgoing).expect("a request");
            assert!(!String::from_utf8_lossy(&text).contains("s3cret"), "{fault:?}");
        }
        for url in ["https://user:s3cret@example.com/", "http://user:s3cret/@127.0.0.1/"] {
            let outgoing = outgoing(url.to_owned(), None);
            let outcome = NotificationSender::new().send(&outgoing, ClockMode::Paused).await.outcome;
            assert!(!format!("{outcome:?}").contains("s3cret"), "{outcome:?}");
        }
        let accepted = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
        assert!(accepted.is_err(), "a connection was made");
    }

    #[tokio::test]
    async fn an_answer_is_kept_up_to_its_limit() {
        let long = HttpMessage::MOST_KEPT + 1000;
        let mut bytes = format!("HTTP/1.1 500 No\r\nx-trace: 7\r\ncontent-length: {long}\r\n\r\n").into_bytes();
        bytes.resize(bytes.len() + long, b'x');
        let AttemptResult { outcome, answer, .. } = answered(bytes).await;
        let answer = answer.expect("it answered");
        assert_eq!(outcome, AttemptOutcome::Answered(500));
        assert_eq!((answer.body.len(), answer.body_length), (HttpMessage::MOST_KEPT, long as u64));
        assert_eq!(answer.header("X-Trace"), Some("7"));
    }

    #[tokio::test]
    async fn a_missing_answer_has_its_reason() {
        for half in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"] {
            assert_eq!(answered(half.into()).await.outcome, AttemptOutcome::BrokenOff, "{half:?}");
        }
        // It keeps others from the port, and does not listen.
        let bound = TcpSocket::new_v4().expect("a socket");
        bound.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let port = bound.local_addr().expect("an address").port();
        assert_eq!(send(port).await.outcome, AttemptOutcome::Refused);
    }
}
