#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Where the service is, and what proves who calls.
mod credentials;
mod data_center;
mod error;

// Time, and when a request may be sent.
mod environment;
mod limiter;
mod retry;

// The way of a call.
mod answer;
mod api_call;
mod transport;

mod core;
#[cfg(feature = "metrics")]
mod measure;
mod token;

// What applications hold.
mod account;
mod application;
mod page;
mod query;

mod calls;

pub mod documentation;

pub use crate::account::AccountClient;
pub use crate::application::{ApplicationClient, ApplicationClientBuilder};
pub use crate::calls::ResourceStream;
pub use crate::credentials::ApplicationCredentials;
pub use crate::data_center::{BaseUrl, DataCenter};
pub use crate::environment::{Environment, Wait};
pub use crate::error::{ClientError, ClientErrorKind, StoreError};
pub use crate::limiter::RateLimits;
pub use crate::page::PageStream;
pub use crate::query::{AvailablePeriodsQuery, EventsQuery, FreeBusyQuery};
pub use crate::retry::RetryPolicy;
#[cfg(feature = "postgres")]
pub use crate::token::PostgresTokenStore;
#[cfg(feature = "sqlite")]
pub use crate::token::SqliteTokenStore;
pub use crate::token::{AccountTokens, MemoryTokenStore, TokenStore};
