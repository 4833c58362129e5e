//! [`ConsoleClient`]: calls a console in process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::{Request, StatusCode, header};
use jiff::Timestamp;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::clock::ClockMode;
use crate::console::router;
use crate::control::SandboxHandle;
use crate::personal_data::PersonalData;
use crate::scheduler::SharedWorld;
use crate::world::model::{ClientApplication, World};

pub(super) const HOST: &str = "127.0.0.1:4040";

/// A console of its own, with an account and a paused clock.
pub(super) struct ConsoleClient {
    pub(super) shared: Arc<SharedWorld>,
    pub(super) open: watch::Sender<()>,
    router: Router,
    /// The cookies of its browser.
    cookies: Mutex<BTreeMap<String, String>>,
}

impl ConsoleClient {
    pub(super) fn new() -> Self {
        Self::start(PersonalData::Hidden)
    }

    /// A console that shows personal data from the start.
    pub(super) fn showing_personal_data() -> Self {
        Self::start(PersonalData::Shown)
    }

    fn start(personal: PersonalData) -> Self {
        let client_secrets = vec!["CRN_sandbox_secret".to_owned()];
        let application = ClientApplication { client_id: "sandbox".to_owned(), client_secrets };
        let now: Timestamp = "2026-01-17T09:24:16Z".parse().expect("a time");
        let mut world = World::new(application, now, 1).expect("a usable secret");
        world.seed();
        let shared = Arc::new(SharedWorld::new(world, ClockMode::Paused));
        let open = watch::Sender::new(());
        Self {
            router: router(Arc::clone(&shared), open.subscribe(), personal, "/opt/bin/cronofy-hooks".into()),
            open,
            shared,
            cookies: Mutex::default(),
        }
    }

    pub(super) fn sandbox(&self) -> SandboxHandle {
        SandboxHandle::new(Arc::clone(&self.shared))
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.expect("the router answers everything")
    }

    /// The status and text of a page.
    pub(super) async fn get(&self, path: &str) -> (StatusCode, String) {
        let mut request = Request::get(path).header(header::HOST, HOST);
        for (name, value) in &*self.cookies.lock().expect("no panic") {
            request = request.header(header::COOKIE, format!("{name}={value}"));
        }
        read(self.send(request.body(Body::empty()).expect("a request")).await).await
    }

    /// Gets a page in another browser, which has no cookie.
    pub(super) async fn get_elsewhere(&self, path: &str) -> String {
        let request = Request::get(path).header(header::HOST, HOST).body(Body::empty());
        read(self.send(request.expect("a request")).await).await.1
    }

    /// Posts a form as a browser does. Returns the status, the location of the redirect, and the page.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let token = self.token().await;
        let response = self.send(form(path, HOST, &token, fields, &[("sec-fetch-site", "same-origin")])).await;
        let location =
            response.headers().get(header::LOCATION).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = cookie.split_once('=').expect("a name and a value");
            self.cookies.lock().expect("no panic").insert(name.to_owned(), value.to_owned());
        }
        let (status, page) = read(response).await;
        (status, location, page)
    }

    pub(super) async fn token(&self) -> String {
        let (_, page) = self.get("/faults").await;
        let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a form has a token");
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

pub(super) fn form(
    path: &str,
    host: &str,
    token: &str,
    fields: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Request<Body> {
    let mut body = format!("token={token}");
    for (name, value) in fields {
        body.push_str(&format!("&{name}={}", escaped(value)));
    }
    let mut request = Request::post(path)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body)).expect("a request")
}

fn escaped(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub(super) async fn read(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 10_000_000).await.expect("the whole page");
    (status, String::from_utf8(bytes.into()).expect("UTF-8"))
}
