//! What a meeting agent made: recordings and transcripts.

use bytes::Bytes;
use cronofy_hooks_types::response::{ResourceDownload, TranscriptDocument};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;
use crate::transport::{Transport, failure};

const RESOURCE: &str = "/{resource}";
const DOWNLOAD: &str = "/{download}";

impl ApplicationClient {
    /// Where a resource of a meeting agent can be downloaded, by the `url` of the resource in `meeting_agent_complete`.
    ///
    /// The URL in the answer holds its own permission for a short time: give it to a browser, say, or use
    /// [`download`](Self::download).
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/meeting-agents/resource-download/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`ForeignUrl`](crate::ClientErrorKind::ForeignUrl) when the URL is on another host than the API.
    pub async fn resource(&self, url: &str) -> Result<ResourceDownload, ClientError> {
        let call = ApiCall::follow(&self.core.base, RESOURCE, url)?;
        let answer = self.core.call(&call, Some(&self.core.credentials.client_secret)).await?;
        answer.json(&call).or_else(|error| {
            // The redirect says the same as its body.
            let mut download = ResourceDownload::default();
            download.resource.download_url = answer.location.ok_or(error)?;
            Ok(download)
        })
    }

    /// Downloads a resource of a meeting agent piece by piece, by the `url` of the resource.
    ///
    /// # Errors
    /// As [`resource`](Self::resource), and when the download does not begin. It is not begun again: a new call is.
    pub async fn download(&self, url: &str) -> Result<ResourceStream, ClientError> {
        let call = self.download_call(url).await?;
        let response = self.core.open(&call).await?;
        Ok(ResourceStream { call, response, transport: self.core.transport.clone() })
    }

    /// Downloads a transcript, by the `url` of the resource with the category `transcript`.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/meeting-agents/resource-download/>
    ///
    /// # Errors
    /// As [`resource`](Self::resource), and [`UnexpectedAnswer`](crate::ClientErrorKind::UnexpectedAnswer) when it is no
    /// transcript.
    pub async fn transcript(&self, url: &str) -> Result<TranscriptDocument, ClientError> {
        let call = self.download_call(url).await?;
        self.core.call(&call, None).await?.json(&call)
    }

    /// The call that downloads: elsewhere, and without credentials.
    async fn download_call(&self, url: &str) -> Result<ApiCall, ClientError> {
        let download = self.resource(url).await?;
        ApiCall::elsewhere(DOWNLOAD, &download.resource.download_url)
    }
}

/// A download in progress.
#[must_use = "nothing more is read before a piece is asked for"]
pub struct ResourceStream {
    call: ApiCall,
    response: Response,
    transport: Transport,
}

impl ResourceStream {
    /// How many bytes there are, if the store says so.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// What it is, such as `video/mp4`, if the store says so. It comes from outside: before you send it on from a page of
    /// your own, check that it is one that you expect.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the connection fails before the end, or the next piece does not come in time.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, ClientError> {
        let Self { call, response, transport } = self;
        let piece = async { response.chunk().await.map_err(|error| failure(call, error)) };
        transport.in_time(call, piece).await
    }

    /// All pieces as a stream, for what takes one. It ends after an error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, ClientError>> + Send {
        try_unfold(self, async |mut download| Ok(download.piece().await?.map(|piece| (piece, download))))
    }
}

impl std::fmt::Debug for ResourceStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResourceStream").field("length", &self.length()).finish_non_exhaustive()
    }
}
