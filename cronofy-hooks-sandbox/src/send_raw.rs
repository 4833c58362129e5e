//! Requests that no well-behaved client sends: over a connection of their own, byte by byte.

use std::io;
use std::time::Duration;

use http::Request;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends half of the body, and no more of it although the connection stays open for a while.
pub(crate) async fn slow_body<B>(request: &Request<B>, body: &str, open: Duration) -> io::Result<()> {
    let mut stream = connect(request).await?;
    stream.write_all(&head(request, body.len())).await?;
    stream.write_all(&body.as_bytes()[..body.len() / 2]).await?;
    stream.flush().await?;
    tokio::time::sleep(open).await;
    stream.shutdown().await
}

/// Sends everything, and goes away as soon as there is the first byte of an answer.
pub(crate) async fn cut<B>(request: &Request<B>, body: &str) -> io::Result<()> {
    let mut stream = connect(request).await?;
    stream.write_all(&head(request, body.len())).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.flush().await?;
    // An answer, or the end of the connection: in both cases the receiver has had its chance.
    let _ = stream.read(&mut [0; 1]).await?;
    Ok(())
}

async fn connect<B>(request: &Request<B>) -> io::Result<TcpStream> {
    let host = request.uri().host().unwrap_or_default();
    // An address of IPv6 is in brackets in a URL, and without them elsewhere.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    TcpStream::connect((host, request.uri().port_u16().unwrap_or(80))).await
}

fn head<B>(request: &Request<B>, length: usize) -> Vec<u8> {
    let target = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let host = request.uri().authority().map_or("", |it| it.as_str());
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
