//! What a meeting agent made.

use std::time::Duration;

use cronofy_hooks_client::{ApplicationClient, ClientErrorKind as Kind};
use futures_util::TryStreamExt as _;
use serde_json::json;

use crate::support::{RecordingStore, Reply, START, ScriptedServer, TestEnvironment, client_at};

struct Test {
    service: ScriptedServer,
    storage: ScriptedServer,
    client: ApplicationClient,
    environment: TestEnvironment,
    url: String,
}

/// A service that redirects to this storage, with or without a body.
async fn start(with_body: bool, storage: impl Fn() -> Reply + Send + Sync + 'static) -> Test {
    let storage = ScriptedServer::start(move |_, _| storage()).await;
    let location = format!("{}/file?signature=s3cret", storage.url);
    let service = ScriptedServer::start(move |_, _| {
        let body =
            if with_body { json!({ "resource": { "download_url": location } }).to_string() } else { String::new() };
        Reply::Answer(302, vec![("Location", location.clone())], body.into_bytes())
    })
    .await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let client = client_at(&service.url, &environment, RecordingStore::default()).build().unwrap();
    let url = format!("{}/meeting_agents/agt_1/audio/voice", service.url);
    Test { service, storage, client, environment, url }
}

#[tokio::test]
async fn the_download_url_is_in_the_body_or_the_redirect() {
    for with_body in [true, false] {
        let test = start(with_body, || Reply::status(200)).await;
        let found = test.client.resource(&test.url).await.unwrap();
        assert_eq!(found.resource.download_url, format!("{}/file?signature=s3cret", test.storage.url));
        assert_eq!(test.service.requests()[0].header("authorization"), Some("Bearer CRN_sandbox_secret"));
        assert_eq!(test.storage.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_download_comes_in_pieces_and_without_credentials() {
    let mp4 = || vec![("Content-Type", "video/mp4".to_owned())];
    let test = start(true, move || Reply::Answer(200, mp4(), vec![7; 3_000_000])).await;
    let mut download = test.client.download(&test.url).await.unwrap();
    assert_eq!((download.length(), download.content_type()), (Some(3_000_000), Some("video/mp4")));
    let (mut pieces, mut bytes) = (0, 0);
    while let Some(piece) = download.piece().await.unwrap() {
        pieces += 1;
        bytes += piece.len();
    }
    assert!(bytes == 3_000_000 && pieces > 10, "{bytes} bytes in {pieces} pieces");
    let stream = test.client.download(&test.url).await.unwrap().into_stream();
    let sizes: Vec<usize> = stream.map_ok(|piece| piece.len()).try_collect().await.unwrap();
    assert_eq!(sizes.iter().sum::<usize>(), bytes);
    let request = &test.storage.requests()[0];
    assert_eq!((request.target.as_str(), request.header("authorization")), ("GET /file?signature=s3cret", None));
}

#[tokio::test]
async fn a_transcript_is_typed() {
    let transcript = || {
        let sentence = json!({ "text": "Hello.", "start": 0.5, "end": 1 });
        let paragraph = json!({ "speaker": { "identifier": "1" }, "start": 0.5, "end": 1, "sentences": [sentence] });
        Reply::json(200, json!({ "transcript": { "summary": "Greetings.", "paragraphs": [paragraph] } }))
    };
    let test = start(true, transcript).await;
    let transcript = test.client.transcript(&test.url).await.unwrap().transcript;
    assert_eq!(test.storage.requests()[0].header("authorization"), None);
    let paragraphs = transcript.paragraphs.unwrap();
    assert_eq!(paragraphs[0].sentences.as_ref().unwrap()[0].text.as_deref(), Some("Hello."));
    assert_eq!((transcript.summary.as_deref(), paragraphs[0].end), (Some("Greetings."), Some(1.0)));
}

#[tokio::test]
async fn a_download_that_fails_says_so() {
    let test = start(true, || Reply::status(403)).await;
    assert_eq!(test.client.download(&test.url).await.unwrap_err().status(), Some(403));
    let test = start(true, || Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_vec())).await;
    let mut download = test.client.download(&test.url).await.unwrap();
    let end = loop {
        match download.piece().await {
            Ok(Some(_)) => {}
            end => break end,
        }
    };
    assert_eq!(end.unwrap_err().kind(), Kind::Connection);
}

#[tokio::test]
async fn a_download_that_hangs_is_given_up() {
    let test = start(true, || Reply::HangAfter(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".to_vec())).await;
    let mut download = test.client.download(&test.url).await.unwrap();
    let mut bytes = 0;
    while bytes < 3 {
        bytes += download.piece().await.unwrap().unwrap().len();
    }
    let (end, ()) = tokio::join!(download.piece(), async { test.environment.end_timeouts() });
    assert_eq!(end.unwrap_err().kind(), Kind::Timeout);
}

#[tokio::test]
async fn the_secret_is_not_sent_elsewhere() {
    let test = start(true, || Reply::status(200)).await;
    let elsewhere = ScriptedServer::start(|_, _| Reply::status(200)).await;
    // A test may follow the URL of a sample, which is one of the service.
    let sample = "https://app.cronofy.com/meeting_agents/agt_1/audio/voice";
    for url in [elsewhere.url.as_str(), sample, "https://example.com/", "file:///etc/passwd", "x"] {
        assert_eq!(test.client.resource(url).await.unwrap_err().kind(), Kind::ForeignUrl, "{url}");
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

#[tokio::test]
async fn a_storage_that_is_busy_holds_no_call_of_the_api() {
    let storage = ScriptedServer::start(|number, _| match number {
        0 => Reply::Answer(429, vec![("Retry-After", "30".to_owned())], Vec::new()),
        _ => Reply::json(200, json!({ "transcript": {} })),
    })
    .await;
    let body = json!({ "resource": { "download_url": storage.url } }).to_string();
    let service = ScriptedServer::start(move |_, _| Reply::json(302, &body)).await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let client = client_at(&service.url, &environment, RecordingStore::default()).build().unwrap();
    client.transcript(&service.url).await.unwrap();
    assert_eq!(environment.waits(), [Duration::from_millis(30_500)]);
    client.resource(&service.url).await.unwrap();
    assert_eq!(environment.waits(), []);
}
