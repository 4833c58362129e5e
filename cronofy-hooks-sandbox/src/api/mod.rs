//! The API of the service. A request becomes an [`ApiRequest`], is routed to its
//! endpoint, and becomes an [`ApiResponse`]; everything in between is synchronous.

mod authorize;
mod context;
#[cfg(test)]
mod documented;
mod endpoints;
mod fault;
mod file;
mod form;
mod hiding;
mod log;
mod page;
mod parameters;
mod rate_limit;
mod request;
mod response;
mod route;
mod router;
#[cfg(test)]
mod tests;

pub(crate) use self::context::Api;
pub(crate) use self::endpoints::{
    ConversationRequest, CreateAgentRequest, CreateChannelRequest, DelegatedAccessRequest, UpsertInviteRequest,
    answer_login,
};
pub(crate) use self::rate_limit::RateLimit;
pub(crate) use self::router::router;

use self::request::{ApiRequest, object};
use self::response::{ApiResponse, ApiResult};
