//! What the tests share: time, a sandbox, and a server with an answer for each request.

mod environment;
mod sandbox;
mod server;
mod store;

pub(crate) use self::environment::TestEnvironment;
pub(crate) use self::sandbox::{ACCOUNT, START, TestSandbox, WORK, client_at, tokens};
pub(crate) use self::server::{Reply, ScriptedServer, SentRequest, get};
pub(crate) use self::store::RecordingStore;
