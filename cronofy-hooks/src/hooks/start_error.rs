//! [`StartError`]: a set-up that cannot work, and its cure.

use std::fmt;

use crate::extract::MissingState;

/// Why the hooks could not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError(pub(crate) Misconfigured);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Misconfigured {
    BodyLimit,
    BodyTimeout,
    /// The largest body, and the largest that the limit for all leaves room for.
    UnverifiedLimit(usize, usize),
    NoHandlers,
    MissingState(&'static str, MissingState),
    #[cfg(feature = "inbox")]
    NoRuntime,
    /// The handler, the database, and whether there is an inbox in another.
    #[cfg(feature = "inbox")]
    NoTransaction(&'static str, &'static str, bool),
    #[cfg(feature = "inbox")]
    HealthOfService(String),
    PathOfService(String),
    PathWithoutSlash(String),
    PathTwice(String),
    PathOldSyntax(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Misconfigured::BodyLimit => {
                f.write_str("a body limit of 0 bytes refuses every delivery; set a larger one or leave it out")
            }
            Misconfigured::BodyTimeout => {
                f.write_str("a body timeout of 0 refuses every body that is not there with its head; set a longer one or leave it out")
            }
            Misconfigured::UnverifiedLimit(body, most) => write!(
                f,
                "a body may have {body} bytes, and the limit for all unverified bodies leaves room for {most}; raise `.unverified_limit(...)`, or lower `.body_limit(...)`"
            ),
            Misconfigured::NoHandlers => {
                f.write_str("there are no handlers; add `.handlers(handlers![...])`, or `handlers![..]` to acknowledge everything")
            }
            Misconfigured::MissingState(handler, missing) => write!(f, "the handler `{handler}`: {missing}"),
            #[cfg(feature = "inbox")]
            Misconfigured::NoRuntime => {
                f.write_str("a worker needs a Tokio runtime; call this inside of one, such as in `#[tokio::main]`")
            }
            #[cfg(feature = "inbox")]
            Misconfigured::NoTransaction(handler, database, other) => {
                let found = if *other { "the inbox is in another database" } else { "there is no inbox" };
                let database = database.rsplit("::").next().unwrap_or(database);
                write!(
                    f,
                    "the handler `{handler}` takes a `Tx<{database}>`, and {found}; add `.inbox({database}Inbox::...)`, or take no `Tx`"
                )
            }
            #[cfg(feature = "inbox")]
            Misconfigured::HealthOfService(path) => {
                write!(f, "the service answers no `GET`, so `.health({path:?})` has no effect; use `into_router`, or remove it")
            }
            Misconfigured::PathOfService(path) => write!(
                f,
                "the service answers any path, so `.path({path:?})` has no effect; use `into_router`, or route to the service yourself and remove it"
            ),
            Misconfigured::PathWithoutSlash(path) => {
                write!(f, "the path {path:?} does not begin with `/`; write {:?}", format!("/{path}"))
            }
            Misconfigured::PathTwice(path) => write!(f, "the path {path:?} is given twice; remove one"),
            Misconfigured::PathOldSyntax(path) => {
                write!(f, "the path {path:?} names a parameter with `:` or `*`; write `{{user_id}}` or `{{*rest}}`")
            }
        }
    }
}

impl std::error::Error for StartError {}
