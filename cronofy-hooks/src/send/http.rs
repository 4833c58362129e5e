//! Sending, in process and over HTTP.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;

use axum::body::Body;
use axum::response::Response;
use http::header::HOST;
use http::uri::Authority;
use http::{HeaderValue, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::request::DeliveryRequest;
use crate::outcome::BoxError;

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryAnswer {
    /// The status.
    pub status: StatusCode,
    /// The text of the body.
    pub text: String,
}

impl DeliveryRequest {
    /// Sends it to a router, or to any other service that axum can route to.
    ///
    /// # Panics
    /// When the body of the answer breaks off.
    pub async fn send_to<S>(self, mut service: S) -> DeliveryAnswer
    where
        S: Service<Request<Body>, Response = Response, Error = Infallible>,
    {
        let Ok(()) = poll_fn(|cx| service.poll_ready(cx)).await;
        let Ok(response) = service.call(self.into_request()).await;
        let status = response.status();
        match response.into_body().collect().await {
            Ok(body) => DeliveryAnswer::new(status, &body.to_bytes()),
            Err(error) => panic!("the body of the answer broke off: {error}"),
        }
    }

    /// Sends it to a URL such as `http://127.0.0.1:3000`, over plain HTTP. The path and query are
    /// those of the URL if it has any, else those of the request.
    ///
    /// # Errors
    /// When the URL is not one of plain HTTP, or nothing answers.
    pub async fn post_to(self, url: &str) -> Result<DeliveryAnswer, SendError> {
        let url = url.to_owned();
        self.post(&url).await.map_err(|error| SendError { url, error })
    }

    async fn post(self, url: &str) -> Result<DeliveryAnswer, BoxError> {
        let target: Uri = url.parse()?;
        let authority = match (target.scheme_str(), target.authority()) {
            (Some("http"), Some(authority)) => authority,
            _ => return Err("only http://host:port is supported; there is no TLS".into()),
        };
        let path = match target.path_and_query() {
            Some(path) if path.as_str() != "/" => path.to_string(),
            _ => self.uri.to_string(),
        };

        let stream = TcpStream::connect(address(authority)).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let mut request = Request::new(Full::new(self.body));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = path.parse()?;
        *request.headers_mut() = self.headers;
        request.headers_mut().insert(HOST, HeaderValue::from_str(authority.as_str())?);

        // The connection ends when the sender is dropped, at the end of this function.
        tokio::spawn(connection);
        let response = sender.send_request(request).await?;
        let status = response.status();
        Ok(DeliveryAnswer::new(status, &response.into_body().collect().await?.to_bytes()))
    }
}

/// The host as the resolver of names takes it, and the port. An address of IPv6 has brackets in a URL,
/// and none elsewhere.
fn address(authority: &Authority) -> (&str, u16) {
    let host = authority.host();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    (bare, authority.port_u16().unwrap_or(80))
}

impl DeliveryAnswer {
    fn new(status: StatusCode, body: &[u8]) -> Self {
        Self { status, text: String::from_utf8_lossy(body).into_owned() }
    }
}

/// A request that could not be sent, or was not answered.
#[derive(Debug)]
pub struct SendError {
    url: String,
    error: BoxError,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer from {}: {}", self.url, self.error)
    }
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_taken_out_of_their_brackets() {
        for (authority, expected) in [
            ("[::1]:3000", ("::1", 3000)),
            ("[::1]", ("::1", 80)),
            ("127.0.0.1:3000", ("127.0.0.1", 3000)),
            ("localhost", ("localhost", 80)),
            ("user:word@[fe80::1]:81", ("fe80::1", 81)),
        ] {
            assert_eq!(address(&Authority::from_static(authority)), expected, "{authority}");
        }
    }
}
