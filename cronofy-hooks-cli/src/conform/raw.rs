//! Requests that a client library does not send: bodies that pause, and a `GET` for a number.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::__private::address;
use cronofy_hooks::send::DeliveryRequest;
use http::Uri;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::reply::ReplyKind;

/// The most bytes of an answer that is read as a whole.
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
        let (path, host) = (request_target(&target), host_header(&target));
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

    /// Sends the body in this many pieces, with a pause before each, and reads the answer.
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
    let (path, host) = (request_target(&target), host_header(&target));
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

/// The path and query of a URL; `to_string` adds the slash of a URL that has a query and no path.
fn request_target(url: &Uri) -> String {
    url.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// Host and port. URLs that name a user are refused when the command line is parsed.
fn host_header(url: &Uri) -> &str {
    url.authority().map_or("", |authority| authority.as_str())
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn heads_have_a_path_and_a_host() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let receiver = async {
            let mut heads = [String::new(), String::new()];
            for head in &mut heads {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                while !head.ends_with("\r\n\r\n") {
                    head.push(stream.read_u8().await.expect("a head").into());
                }
                stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n7").await.expect("a sender");
            }
            heads
        };
        let url = format!("http://{address}?a=b");
        let sender = async {
            let connection = RawConnection::begin(&url, DeliveryRequest::body(""), Bytes::new()).await;
            (connection.expect("it listens"), get_number(&url).await.expect("it answers"))
        };
        let ([post, get], (_, number)) = tokio::join!(receiver, sender);
        assert!(post.starts_with(&format!("POST /?a=b HTTP/1.1\r\nhost: {address}\r\n")), "{post}");
        assert!(get.starts_with(&format!("GET /?a=b HTTP/1.0\r\nhost: {address}\r\n")), "{get}");
        assert_eq!(number, 7);
    }
}
