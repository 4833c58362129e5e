//! The schemas for other languages: an OpenAPI and an AsyncAPI description of what they describe.

mod asyncapi;
mod components;
mod delivery;
mod openapi;
mod paths;
mod text;

pub(crate) use self::asyncapi::asyncapi;
pub(crate) use self::openapi::openapi;
