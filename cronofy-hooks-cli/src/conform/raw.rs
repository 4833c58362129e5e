//! Requests that a client library does not send: bodies that pause, and a `GET` for a number.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::send::DeliveryRequest;
use http::Uri;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::reply::ReplyKind;

/// An answer that is read as a whole has at most so many bytes.
const LONGEST_ANSWER: u64 = 64 << 10;

/// A connection over which a request is written byte by byte.
#[derive(Debug)]
pub(super) struct RawConnection {
    stream: TcpStream,
    body: Bytes,
}

impl RawConnection {
    /// Connects, and sends the head of a request whose body has these bytes.
    pub(super) async fn begin(url: &str, request: DeliveryRequest, body: Bytes) -> io::Result<Self> {
        let target = parse(url)?;
        let mut stream = TcpStream::connect(address(&target)).await?;
        let path = target.path_and_query().map_or("/", |path| path.as_str());
        let host = target.authority().map_or("", |authority| authority.as_str());
        let mut head =
            format!("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n", body.len()).into_bytes();
        for (name, value) in request.into_request().headers() {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        stream.write_all(&head).await?;
        Ok(Self { stream, body })
    }

    /// Sends the next bytes of the body.
    pub(super) async fn send(&mut self, bytes: usize) -> io::Result<()> {
        let piece = self.body.split_to(bytes.min(self.body.len()));
        self.stream.write_all(&piece).await?;
        self.stream.flush().await
    }

    /// Sends the body in so many pieces, with a pause before each, and reads the answer.
    pub(super) async fn in_pieces(mut self, pieces: usize, pause: Duration) -> io::Result<ReplyKind> {
        let piece = self.body.len() / pieces + 1;
        for _ in 0..pieces {
            sleep(pause).await;
            self.send(piece).await?;
        }
        let mut line = Vec::new();
        while !line.ends_with(b"\n") && line.len() < 1024 {
            match self.stream.read_u8().await {
                Ok(byte) => line.push(byte),
                Err(_) => return Ok(ReplyKind::Closed),
            }
        }
        // `HTTP/1.1 204 No Content`.
        let status = String::from_utf8_lossy(&line).split(' ').nth(1).and_then(|status| status.trim().parse().ok());
        Ok(status.map_or(ReplyKind::Closed, |status| ReplyKind::Answered { status, location: None }))
    }
}

/// The number that a URL answers.
pub(super) async fn get_number(url: &str) -> io::Result<u64> {
    let target = parse(url)?;
    let mut stream = TcpStream::connect(address(&target)).await?;
    let path = target.path_and_query().map_or("/", |path| path.as_str());
    let host = target.authority().map_or("", |authority| authority.as_str());
    // HTTP/1.0, so that the answer does not come in chunks.
    stream.write_all(format!("GET {path} HTTP/1.0\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.take(LONGEST_ANSWER).read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let is_success = head.split(' ').nth(1).is_some_and(|status| status.starts_with('2'));
    let number = body.trim().parse().ok().filter(|_| is_success);
    number.ok_or_else(|| io::Error::other("its answer is not a number"))
}

fn parse(url: &str) -> io::Result<Uri> {
    url.parse().map_err(|_| io::Error::other("not a URL"))
}

/// The host as the resolver of names takes it, without the brackets of an IPv6 address, and the port.
fn address(target: &Uri) -> (&str, u16) {
    let host = target.host().unwrap_or_default();
    (host.trim_start_matches('[').trim_end_matches(']'), target.port_u16().unwrap_or(80))
}
