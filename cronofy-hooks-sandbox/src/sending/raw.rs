//! Requests that no HTTP client library sends: byte by byte, over a connection of their own.

use std::io;
use std::time::Duration;

use http::Request;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends half of the body, and keeps the connection open for a while.
pub(crate) async fn slow_body<B>(request: &Request<B>, body: &str, open: Duration) -> io::Result<()> {
    let mut stream = begin(request, body, body.len() / 2).await?;
    tokio::time::sleep(open).await;
    stream.shutdown().await
}

/// Sends the whole request, and closes the connection at the first byte of the answer.
pub(crate) async fn cut<B>(request: &Request<B>, body: &str) -> io::Result<()> {
    let mut stream = begin(request, body, body.len()).await?;
    // The receiver answered or closed the connection; in both cases it has had the request.
    let _ = stream.read(&mut [0; 1]).await?;
    Ok(())
}

/// Connects, and sends the head and this many bytes of the body.
async fn begin<B>(request: &Request<B>, body: &str, sent: usize) -> io::Result<TcpStream> {
    let host = request.uri().host().unwrap_or_default();
    // Only URLs write IPv6 addresses in brackets.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let mut stream = TcpStream::connect((host, request.uri().port_u16().unwrap_or(80))).await?;
    stream.write_all(&head(request, body.len())).await?;
    stream.write_all(&body.as_bytes()[..sent]).await?;
    stream.flush().await?;
    Ok(stream)
}

pub(super) fn head<B>(request: &Request<B>, length: usize) -> Vec<u8> {
    // `to_string` adds the slash of a URL that has a query and no path.
    let target = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    // A user and a password before the host do not belong into the header.
    let host = request.uri().authority().and_then(|it| it.as_str().rsplit('@').next()).unwrap_or_default();
    let mut head = format!("POST {target} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n").into_bytes();
    for (name, value) in request.headers() {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}
