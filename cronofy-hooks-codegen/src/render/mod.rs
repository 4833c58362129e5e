//! From the checked model to source text. Nothing here can fail.

mod builder;
mod catalogue;
mod debug;
mod docs;
mod documented;
mod fields;
mod inferred;
mod known;
mod library;
mod open_enum;
mod page;
mod payload;
mod readme;
mod samples;
mod schemas;
mod scope;
mod serialize;
mod source;
mod types;
mod user;

pub(crate) use self::catalogue::catalogue;
pub(crate) use self::documented::documented;
pub(crate) use self::inferred::inferred;
pub(crate) use self::library::{payloads, requests, responses};
pub(crate) use self::page::telling_sample;
pub(crate) use self::readme::table;
pub(crate) use self::samples::samples;
pub(crate) use self::schemas::schemas;
pub(crate) use self::user::single_file;
