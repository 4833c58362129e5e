//! [`Delivery`]: one `POST` from the service, verified.

use std::fmt;
use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts as _, OriginalUri, RawPathParams};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, Request, Uri};
use jiff::Timestamp;

use crate::signature::{Secrets, SignatureError};

/// The header with the id that a notification keeps across retries.
pub const NOTIFICATION_ID_HEADER: HeaderName = HeaderName::from_static("cronofy-notification-id");
/// The header that counts the attempts to deliver a notification, from 1.
pub const ATTEMPT_HEADER: HeaderName = HeaderName::from_static("cronofy-notification-attempt");

/// One HTTP `POST` from the service: verified bytes, headers, request target and time received.
///
/// A `Delivery` can only be made from bytes whose signature matched. It is cheap to clone.
///
/// The signature covers the body and nothing else: neither the URL, nor the headers, nor the time. See
/// [what a signature proves](crate#what-a-signature-proves).
///
/// As an extractor it gives a handler the raw request, beside or instead of the payload:
///
/// ```
/// use cronofy_hooks::{Delivery, cronofy_handler};
///
/// #[cronofy_handler(fallback)]
/// async fn keep(delivery: Delivery) {
///     println!("{} bytes at {}", delivery.body().len(), delivery.received_at());
/// }
/// ```
#[derive(Clone)]
pub struct Delivery(Arc<Inner>);

struct Inner {
    // Kept whole: taking it apart costs every delivery, and only some handlers read it.
    head: Parts,
    body: Bytes,
    received_at: Timestamp,
}

impl Delivery {
    /// Takes a request whose body has been read, if its signature matches.
    ///
    /// The router does this for you; use it if you receive requests in another way.
    ///
    /// # Errors
    /// When the signature is missing or does not match. See [`Secrets::verify`].
    pub fn verify(
        secrets: &Secrets,
        request: Parts,
        body: Bytes,
        received_at: Timestamp,
    ) -> Result<Self, SignatureError> {
        secrets.verify(&request.headers, &body)?;
        Ok(Self(Arc::new(Inner { head: request, body, received_at })))
    }

    /// The body, byte for byte as it was signed.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The headers of the request.
    ///
    /// They are not signed, only the body is: anyone who has one signed body can send it with other
    /// headers. Take them as a hint, never as a proof of who sent the delivery, or when.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.head.headers
    }

    /// The request target as the service sent it, with the prefix under which the router is nested.
    ///
    /// It is not signed, only the body is: anyone who has one signed body can send it to another URL.
    /// Values in the URL may select, and prove nothing: see [`Path`](crate::Path) for the remedy.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        match self.0.head.extensions.get() {
            Some(OriginalUri(uri)) => uri,
            None => &self.0.head.uri,
        }
    }

    /// When the request arrived.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.0.received_at
    }

    /// `Cronofy-Notification-ID`: the same for each retry of one notification. Only some
    /// notifications have one. It is not signed.
    /// Source: <https://docs.cronofy.com/developers/api/event-triggers/>.
    #[must_use]
    pub fn notification_id(&self) -> Option<&str> {
        self.text(&NOTIFICATION_ID_HEADER)
    }

    /// `Cronofy-Notification-Attempt`: counts from 1. Only some notifications have one.
    /// Source: <https://docs.cronofy.com/developers/api/event-triggers/>.
    #[must_use]
    pub fn attempt(&self) -> Option<u32> {
        self.text(&ATTEMPT_HEADER)?.parse().ok()
    }

    fn text(&self, header: &HeaderName) -> Option<&str> {
        self.headers().get(header)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The parameters of the route under which the request arrived, percent-decoded, in order; empty if
    /// axum's router did not call.
    ///
    /// # Errors
    /// When one of them is not UTF-8.
    pub(crate) async fn path_params(&self) -> Result<Vec<(String, String)>, NotUtf8> {
        #[cfg(feature = "inbox")]
        if let Some(StoredParams(params)) = self.0.head.extensions.get() {
            return params.clone();
        }
        let (mut head, ()) = Request::new(()).into_parts();
        head.extensions = self.0.head.extensions.clone();
        match RawPathParams::from_request_parts(&mut head, &()).await {
            Ok(params) => Ok(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()),
            Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => Err(NotUtf8),
            Err(_) => Ok(Vec::new()),
        }
    }
}

/// A parameter of the path is not UTF-8. The request is valid all the same: it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotUtf8;

impl fmt::Display for NotUtf8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a parameter is not UTF-8 when it is percent-decoded")
    }
}

/// The parameters of the path, if the delivery comes from an inbox and not from axum's router.
#[cfg(feature = "inbox")]
#[derive(Clone)]
struct StoredParams(Result<Vec<(String, String)>, NotUtf8>);

#[cfg(feature = "inbox")]
impl Delivery {
    /// A delivery that was verified before it was stored, with an extension for extractors.
    pub(crate) fn restored<X>(
        target: String,
        params: Result<Vec<(String, String)>, NotUtf8>,
        headers: HeaderMap,
        body: Bytes,
        received_at: Timestamp,
        extension: X,
    ) -> Result<Self, http::Error>
    where
        X: Clone + Send + Sync + 'static,
    {
        let (mut parts, ()) = Request::post(target).body(())?.into_parts();
        parts.headers = headers;
        parts.extensions.insert(StoredParams(params));
        parts.extensions.insert(extension);
        Ok(Self(Arc::new(Inner { head: parts, body, received_at })))
    }

    /// The extension that [`Delivery::restored`] added.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn extension<X: Send + Sync + 'static>(&self) -> Option<&X> {
        self.0.head.extensions.get()
    }
}

impl fmt::Debug for Delivery {
    /// Shows what identifies the delivery, but not its body, its signature, or its URL: an application may
    /// keep a token in the URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("notification_id", &self.notification_id())
            .field("attempt", &self.attempt())
            .field("bytes", &self.body().len())
            .field("received_at", &self.received_at())
            .finish_non_exhaustive()
    }
}
