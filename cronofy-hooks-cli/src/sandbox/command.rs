//! What `sandbox` does.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use cronofy_hooks_sandbox::{Sandbox, SandboxError};
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::args::SandboxArgs;
use super::banner::{Banner, CLIENT_ID, NO_SECRET};
use super::stop::stop_signal;
use super::told::Told;
use crate::exit::Exit;
use crate::failure::{Failure, chain, end};
use crate::io::Io;
use crate::secret::SecretArgs;

/// Between two looks at what has happened, so that much of it is told at once.
const GLANCE: Duration = Duration::from_millis(50);
/// For requests that are under way when it is to end. Somebody may never finish one.
const PATIENCE: Duration = Duration::from_secs(3);

impl SandboxArgs {
    pub(crate) async fn run(&self, io: &mut Io<'_>) -> Exit {
        let result = self.serve(io).await;
        end(result, io)
    }

    async fn serve(&self, io: &mut Io<'_>) -> Result<Exit, Failure> {
        let sandbox = self.start(io)?;
        let told = Told::of(&sandbox);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let serving = sandbox.serve(address).await.map_err(|error| failed(&error))?;
        let accounts = sandbox.accounts();
        let account =
            accounts.first().ok_or_else(|| Failure::failed("the state has no account; begin with another"))?;
        let forward_to = self.forward_to.as_deref();
        let channel = match forward_to {
            Some(url) => {
                Some(sandbox.create_channel(&account.account_id, url, json!({})).map_err(|error| failed(&error))?)
            }
            None => None,
        };
        let channel_id = channel.as_ref().map(|channel| channel.channel_id.as_str());
        let url = serving.url();
        Banner::new(&url, account, self.has_own_secret()).forwarding(channel_id, forward_to).tell(self.json, io)?;
        tokio::select! {
            // First, so that it is listened for before anything is told.
            biased;
            () = stop_signal() => {}
            told = follow(&sandbox, told, self.json, io) => told?,
        }
        // What is under way then is not answered.
        let _ = timeout(PATIENCE, serving.stop()).await;
        sandbox.close().await.map_err(|error| failed(&error))?;
        io.say("stopped");
        Ok(Exit::Done)
    }

    fn start(&self, io: &Io<'_>) -> Result<Sandbox, Failure> {
        let now = self.start.map_or(io.time(), |start| start.resolve(io.time()));
        let secrets = match self.secret() {
            Some(secret) => secret.read()?.into_texts(),
            None => vec![NO_SECRET.to_owned()],
        };
        let sandbox = Sandbox::builder().client_id(CLIENT_ID).client_secrets(secrets).starts_at(now);
        let sandbox = sandbox.clock(self.clock.0).seed(self.seed).rate_limit(!self.no_rate_limit);
        let sandbox = sandbox.faults(self.fault.iter().map(|rule| rule.0.clone()));
        let sandbox = match &self.state {
            Some(path) => sandbox.state_file(path),
            None => sandbox,
        };
        sandbox.start().map_err(|error| failed(&error))
    }

    fn has_own_secret(&self) -> bool {
        self.secret_env.is_some() || self.secret_file.is_some()
    }

    fn secret(&self) -> Option<SecretArgs> {
        self.has_own_secret().then(|| SecretArgs::of(self.secret_env.clone(), self.secret_file.clone()))
    }
}

/// Tells each attempt until nobody reads any more.
async fn follow(sandbox: &Sandbox, mut told: Told, json: bool, io: &mut Io<'_>) -> Result<(), Failure> {
    let mut changes = sandbox.changes();
    loop {
        told.tell(sandbox, json, io)?;
        sleep(GLANCE).await;
        changes.next().await;
    }
}

/// What is wrong, and why.
fn failed(error: &SandboxError) -> Failure {
    Failure::failed(chain(error))
}
