//! [`DeliveryRequest`]: a delivery as the service would send it.

use axum::body::Body;
use bytes::Bytes;
use cronofy_hooks_types::payload::Payload;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};

use crate::delivery::{ATTEMPT_HEADER, NOTIFICATION_ID_HEADER};
use crate::signature::{SIGNATURE_HEADER, Secrets};

/// A delivery as the service would send it, with what you change about it; `testing::TestRequest` is this type.
///
/// It is unsigned until [`DeliveryRequest::signed_with`]; sign it last, because what comes after may
/// change the body.
#[derive(Clone, Debug)]
#[must_use = "it does nothing until it is sent"]
pub struct DeliveryRequest {
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl DeliveryRequest {
    /// Any bytes, as JSON, to `/`.
    pub fn body(body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        Self { uri: Uri::from_static("/"), headers, body: body.into() }
    }

    /// The body that holds a payload.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON, which the generated types always can.
    pub fn payload(payload: &impl Payload) -> serde_json::Result<Self> {
        serde_json::to_vec(payload).map(Self::body)
    }

    /// The path and query to send it to, such as `/cronofy/42?trigger=5`.
    ///
    /// # Panics
    /// When the text is no path.
    pub fn path(mut self, path: &str) -> Self {
        match path.parse::<Uri>() {
            Ok(uri) if path.starts_with('/') => self.uri = uri,
            _ => panic!("{path:?} is no path; write it as \"/cronofy/42?trigger=5\""),
        }
        self
    }

    /// `Cronofy-Notification-ID`.
    ///
    /// # Panics
    /// When the text cannot be the value of a header.
    pub fn notification_id(self, id: &str) -> Self {
        self.header(NOTIFICATION_ID_HEADER, id)
    }

    /// `Cronofy-Notification-Attempt`.
    pub fn attempt(mut self, attempt: u32) -> Self {
        self.headers.insert(ATTEMPT_HEADER, attempt.into());
        self
    }

    /// Any header, in the place of those of the same name.
    ///
    /// # Panics
    /// When the text cannot be the value of a header.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        match HeaderValue::from_str(value) {
            Ok(value) => self.headers.insert(name, value),
            Err(_) => panic!("{value:?} cannot be the value of the header {name}"),
        };
        self
    }

    /// Any headers, each name with all its values, in the place of those of the same names.
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Signs the body, once with each of the secrets, as the service does.
    pub fn signed_with(mut self, secrets: &Secrets) -> Self {
        self.headers.insert(SIGNATURE_HEADER, secrets.sign(&self.body));
        self
    }

    /// The request for a router, a tower service or a handler of your own.
    #[must_use]
    pub fn into_request(self) -> Request<Body> {
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri;
        *request.headers_mut() = self.headers;
        request
    }
}
