//! The sides of the benchmark: an application with cronofy-hooks, the same application written by
//! hand on axum, and the floor under both; and a call of the API with its two sides.
//!
//! Each side is an axum router that takes `POST` at [`PATH`]. See the README for what is measured.

mod app;
mod bare;
mod by_hand;
pub mod client;
mod ours;
pub mod valgrind;

use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use cronofy_hooks::Secrets;

pub use self::app::App;

/// The client secret of the application.
pub const SECRET: &str = "CRN_NggYusqPGLxwjw5FHOJYOqSrTPNXy8WQf14OID";

/// What the service calls itself.
pub const USER_AGENT: &str = "Cronofy (https://www.cronofy.com/support/)";

/// Where every side takes deliveries.
pub const PATH: &str = "/cronofy";

/// Largest body that either side reads: the limit that axum's extractors have by default.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// One of the applications that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppSide {
    /// Reads the body and answers 204: what axum and hyper cost any application.
    Bare,
    /// An axum handler as an expert writes it for this one purpose. The baseline.
    ByHand,
    /// `Hooks::into_router`, at a path of its own.
    Ours,
    /// `Hooks::into_router`, nested in the router of an application.
    OursNested,
}

impl AppSide {
    /// All sides, in the order of the report.
    pub const ALL: [Self; 4] = [Self::Bare, Self::ByHand, Self::Ours, Self::OursNested];

    /// The router of this side.
    ///
    /// # Errors
    /// When the hooks refuse their configuration.
    pub fn router(self, app: Arc<App>) -> Result<Router, Box<dyn Error>> {
        match self {
            Self::Bare => Ok(bare::router()),
            Self::ByHand => by_hand::router(app),
            Self::Ours => ours::router(app),
            Self::OursNested => ours::nested_router(app),
        }
    }

    /// Its name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::ByHand => "by-hand",
            Self::Ours => "ours",
            Self::OursNested => "ours-nested",
        }
    }
}

impl fmt::Display for AppSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for AppSide {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let side = Self::ALL.into_iter().find(|side| side.as_str() == name);
        side.ok_or_else(|| format!("there is no side {name:?}; there are bare, by-hand, ours, ours-nested"))
    }
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleBody {
    /// The interaction in it.
    pub name: &'static str,
    /// The example of the documentation, without its white space.
    pub json: &'static str,
}

/// The bodies that are measured.
pub const BODIES: [SampleBody; 2] = [
    SampleBody {
        name: "conferencing_assigned",
        json: include_str!("../bodies/conferencing_assigned.json").trim_ascii_end(),
    },
    SampleBody {
        name: "meeting_agent_complete",
        json: include_str!("../bodies/meeting_agent_complete.json").trim_ascii_end(),
    },
];

impl SampleBody {
    /// The value of the signature header for this body.
    ///
    /// # Errors
    /// When the secret is refused or the signature is not text, which never happens.
    pub fn signature(&self) -> Result<String, Box<dyn Error>> {
        Ok(Secrets::new([SECRET])?.sign(self.json.as_bytes()).to_str()?.to_owned())
    }

    /// The whole request, as it goes over the wire: the headers that the service sends.
    ///
    /// # Errors
    /// As [`SampleBody::signature`].
    pub fn wire(&self) -> Result<String, Box<dyn Error>> {
        let signature = self.signature()?;
        let (len, json) = (self.json.len(), self.json);
        Ok(format!(
            "POST {PATH} HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json; charset=utf-8\r\n\
             Cronofy-HMAC-SHA256: {signature}\r\nUser-Agent: {USER_AGENT}\r\nContent-Length: {len}\r\n\r\n{json}"
        ))
    }
}

impl FromStr for SampleBody {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let body = BODIES.into_iter().find(|body| body.name == name);
        body.ok_or_else(|| format!("there is no body {name:?}"))
    }
}
