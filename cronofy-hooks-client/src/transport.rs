//! [`Transport`]: sends one request over HTTP, and reads its answer within bounds.

use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks_types::request::SecretString;
use futures_util::future::{Either, select};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Client, Method, Response, redirect};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::answer::ApiAnswer;
use crate::api_call::ApiCall;
use crate::data_center::BaseUrl;
use crate::environment::Environment;
use crate::error::{ClientError, ClientErrorKind};
use crate::retry::retry_after;

/// The largest answer that is read; the largest pages of the service are a small part of it.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Connections to the service.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    http: Client,
    environment: Arc<dyn Environment>,
    timeout: Duration,
}

impl Transport {
    pub(crate) fn new(
        base: &BaseUrl,
        environment: Arc<dyn Environment>,
        timeout: Duration,
    ) -> Result<Self, ClientError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.and_then(|config| config.with_platform_verifier());
        let tls = config.map_err(|error| ClientError::new(ClientErrorKind::Tls).with_source(error))?;
        let builder = Client::builder();
        let builder = if base.is_here() { builder.no_proxy() } else { builder };
        let http = builder
            .tls_backend_preconfigured(tls.with_no_client_auth())
            // A redirect could lead a token elsewhere. The one that the API has is followed by hand.
            .redirect(redirect::Policy::none())
            .user_agent(concat!("cronofy-hooks-client/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| ClientError::new(ClientErrorKind::Tls).with_source(error))?;
        Ok(Self { http, environment, timeout })
    }

    /// Sends a call once, and reads the whole answer.
    pub(crate) async fn send(&self, call: &ApiCall, bearer: Option<&SecretString>) -> Result<ApiAnswer, ClientError> {
        let answer = async {
            let response = self.request(call, bearer).await?;
            let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
            let retry_after = header(RETRY_AFTER).and_then(|text| retry_after(text, self.environment.now()));
            let location = header(LOCATION).map(str::to_owned);
            let status = response.status().as_u16();
            Ok(ApiAnswer { status, body: read(call, response).await?, retry_after, location })
        };
        self.in_time(call, answer).await
    }

    /// Sends a call once, and leaves the body to be read.
    pub(crate) async fn open(&self, call: &ApiCall) -> Result<Response, ClientError> {
        self.in_time(call, self.request(call, None)).await
    }

    /// Ends what takes too long.
    pub(crate) async fn in_time<T>(
        &self,
        call: &ApiCall,
        work: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, ClientError> {
        match select(std::pin::pin!(work), self.environment.timeout(self.timeout)).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => Err(call.error(ClientErrorKind::Timeout)),
        }
    }

    async fn request(&self, call: &ApiCall, bearer: Option<&SecretString>) -> Result<Response, ClientError> {
        let method = match call.method {
            "POST" => Method::POST,
            "DELETE" => Method::DELETE,
            _ => Method::GET,
        };
        let mut request = self.http.request(method, call.url.clone());
        if let Some(bearer) = bearer {
            let value = HeaderValue::from_str(&format!("Bearer {}", bearer.expose()));
            // A token with control characters is none that the service issued.
            let mut value = value.map_err(|_| call.error(ClientErrorKind::Unauthorized))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(body.clone());
        }
        request.send().await.map_err(|error| failure(call, error))
    }
}

/// The error of a connection, without the URL: its query can be private.
pub(crate) fn failure(call: &ApiCall, error: reqwest::Error) -> ClientError {
    let kind = if error.is_connect() { ClientErrorKind::Connect } else { ClientErrorKind::Connection };
    call.error(kind).with_source(error.without_url())
}

async fn read(call: &ApiCall, mut response: Response) -> Result<Vec<u8>, ClientError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| failure(call, error))? {
        if body.len() + piece.len() > MOST_BYTES {
            return Err(call.error(ClientErrorKind::TooLarge).with_status(response.status().as_u16(), None));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
