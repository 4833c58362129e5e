//! [`DeliveryConnection`]: one connection to a receiver.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::http::{DeliveryAnswer, SendError};
use super::request::DeliveryRequest;
use crate::outcome::BoxError;
use crate::text::{NAMES_USER, address, names_user, without_user};

/// An answer of more bytes is an error: the service reads the status only.
const LONGEST_ANSWER: usize = 1 << 20;

/// One connection to a receiver, for one delivery after another, over plain HTTP. It is closed when this is dropped.
///
/// For a single delivery there is [`DeliveryRequest::post_to`].
pub struct DeliveryConnection {
    url: String,
    host: HeaderValue,
    /// The path and query of the URL, if it has any.
    path: Option<Uri>,
    sender: http1::SendRequest<Full<Bytes>>,
}

impl DeliveryConnection {
    /// Connects to the receiver at a URL such as `http://127.0.0.1:3000/cronofy`.
    ///
    /// # Errors
    /// When the URL is not one of plain HTTP or names a user, or nothing listens there. To send a user and a password,
    /// set the header `Authorization` with [`DeliveryRequest::header`].
    pub async fn open(url: &str) -> Result<Self, SendError> {
        Self::connect(url).await.map_err(|error| SendError { url: without_user(url).into_owned(), error })
    }

    async fn connect(url: &str) -> Result<Self, BoxError> {
        let target: Uri = url.parse()?;
        let authority = match (target.scheme_str(), target.authority()) {
            (Some("http"), Some(authority)) => authority,
            _ => return Err("only http://host:port is supported; there is no TLS".into()),
        };
        if names_user(&target) {
            return Err(NAMES_USER.into());
        }
        let path = target.path_and_query().filter(|path| path.as_str() != "/");
        let stream = TcpStream::connect(address(&target)).await?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // The connection ends when the sender is dropped.
        tokio::spawn(connection);
        let host = HeaderValue::from_str(authority.as_str())?;
        Ok(Self { url: url.to_owned(), host, path: path.cloned().map(Uri::from), sender })
    }

    /// Whether the receiver has closed the connection.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Sends a delivery and waits for the answer. The path and query are those of the URL if it has any, else those
    /// of the request.
    ///
    /// # Errors
    /// When the receiver closes the connection before it has answered, or answers with more than 1 MiB.
    pub async fn send(&mut self, request: DeliveryRequest) -> Result<DeliveryAnswer, SendError> {
        self.answer(request).await.map_err(|error| SendError { url: self.url.clone(), error })
    }

    async fn answer(&mut self, delivery: DeliveryRequest) -> Result<DeliveryAnswer, BoxError> {
        let length = HeaderValue::from(delivery.body.len());
        let mut request = Request::new(Full::new(delivery.body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.path.clone().unwrap_or(delivery.uri);
        *request.headers_mut() = delivery.headers;
        request.headers_mut().insert(HOST, self.host.clone());
        // hyper leaves it out for an empty body, and some servers then wait or fail.
        request.headers_mut().insert(CONTENT_LENGTH, length);
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        Ok(DeliveryAnswer::new(head, &Limited::new(body, LONGEST_ANSWER).collect().await?.to_bytes()))
    }
}

impl fmt::Debug for DeliveryConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeliveryConnection").field("url", &self.url).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[tokio::test]
    async fn one_connection_carries_several_deliveries() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://{address}/cronofy");
        let receiver = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            ["\r\n\r\n", "{}"].map(|end| {
                let mut request = String::new();
                while !request.ends_with(end) {
                    let mut piece = [0; 1024];
                    let read = stream.read(&mut piece).expect("a request");
                    request.push_str(&String::from_utf8_lossy(&piece[..read]));
                }
                stream.write_all(b"HTTP/1.1 308 No\r\nlocation: /a\r\ncontent-length: 0\r\n\r\n").expect("a sender");
                request
            })
        });
        let mut connection = DeliveryConnection::open(&url).await.expect("it listens");
        for body in ["", "{}"] {
            assert!(!connection.is_closed());
            let answer = connection.send(DeliveryRequest::body(body)).await.expect("it answers");
            assert_eq!(answer.status, 308);
            assert_eq!(answer.headers["location"], "/a");
        }
        let [empty, other] = receiver.join().expect("it ends");
        assert!(empty.starts_with("POST /cronofy HTTP/1.1\r\n"), "{empty}");
        assert!(empty.contains(&format!("\r\nhost: {address}\r\n")), "{empty}");
        assert!(empty.contains("\r\ncontent-length: 0\r\n") && other.contains("\r\ncontent-length: 2\r\n"), "{other}");
        assert!(connection.send(DeliveryRequest::body("{}")).await.is_err(), "it has closed the connection");
    }

    #[tokio::test]
    async fn an_answer_has_a_longest_length() {
        for (length, is_read) in [(LONGEST_ANSWER, true), (LONGEST_ANSWER + 1, false)] {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let url = format!("http://{}", listener.local_addr().expect("an address"));
            let receiver = thread::spawn(move || {
                let (mut stream, _) = listener.accept().expect("a connection");
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut piece = [0; 1024];
                    let read = stream.read(&mut piece).expect("a request");
                    request.extend_from_slice(&piece[..read]);
                }
                // The length is not known before the connection ends. The sender may have closed it already.
                let _ = stream.write_all(&[b"HTTP/1.1 200 OK\r\n\r\n", &*vec![b'x'; length]].concat());
            });
            let answer = DeliveryRequest::body("").post_to(&url).await;
            assert_eq!(answer.is_ok(), is_read, "{length}");
            receiver.join().expect("it ends");
        }
    }

    #[tokio::test]
    async fn a_url_that_names_a_user_is_neither_called_nor_shown() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        for before in ["s3cret:s3cret@", "s3cret@", ":s3cret@"] {
            let error = DeliveryRequest::body("{}").post_to(&format!("http://{before}{address}/cronofy")).await;
            let error = error.expect_err("it is refused");
            let expected = format!("no answer from http://{address}/cronofy: {NAMES_USER}");
            assert_eq!(error.to_string(), expected, "{before}");
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
        // What is no URL is shown in the same way.
        let error = DeliveryConnection::open("http://user:s3cret/@127.0.0.1:x/").await.expect_err("it is no URL");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        listener.set_nonblocking(true).expect("a listener");
        assert!(listener.accept().is_err(), "a connection was made");
    }
}
