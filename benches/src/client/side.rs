//! [`ApiSide`]: who calls.

use std::error::Error;
use std::str::FromStr;

use super::call::{BenchCall, CallResult};
use super::{ours, plain};

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiSide {
    /// reqwest, as an application calls it that has a token and nothing else. The baseline.
    Plain,
    /// cronofy-hooks-client.
    Ours,
}

impl ApiSide {
    /// All sides, the baseline first.
    pub const ALL: [Self; 2] = [Self::Plain, Self::Ours];

    /// Its name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "reqwest",
            Self::Ours => "ours",
        }
    }

    /// Calls a server so often, and returns what the last call gave.
    ///
    /// # Errors
    /// When a call fails, or there is none.
    pub async fn call(self, call: BenchCall, count: u32, url: &str) -> Result<CallResult, Box<dyn Error>> {
        match self {
            Self::Plain => plain::calls(call, count, url).await,
            Self::Ours => ours::calls(call, count, url).await,
        }
    }
}

impl FromStr for ApiSide {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let side = Self::ALL.into_iter().find(|side| side.as_str() == name);
        side.ok_or_else(|| format!("there is no side {name:?}; there are reqwest and ours"))
    }
}
