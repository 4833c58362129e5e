//! Runs `sandbox`.

use std::time::Duration;

use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_sandbox::{AccountView, ClockMode, Sandbox};
use tokio::time::{sleep, timeout};

use super::args::{SandboxAction, SandboxArgs};
use super::attempt_log::AttemptLog;
use super::banner::Banner;
use super::browser::open_console;
#[cfg(feature = "live")]
use super::live_list::LiveList;
use super::serving::shutdown_signal;
use crate::{CommandError, Exit, Io};

/// The pause between two lists of attempts.
const PRINT_INTERVAL: Duration = Duration::from_millis(50);
/// How long the shutdown waits for open requests. A client may never finish one.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);

impl SandboxArgs {
    pub(crate) async fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        match &self.action {
            Some(SandboxAction::Play(play)) => play.run(io).await,
            Some(SandboxAction::Step(step)) => step.run(io).await,
            Some(SandboxAction::Fault(fault)) => fault.run(io).await,
            None => self.serve(io).await,
        }
    }

    async fn serve(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let sandbox = self.start(io)?;
        let log = AttemptLog::new(&sandbox);
        let serving = self.serving.serve(&sandbox).await?;
        let accounts = sandbox.accounts();
        let account = accounts
            .first()
            .ok_or_else(|| CommandError::failed("the state file has no account; start with another one"))?;
        let forward_to = self.forward_to.as_ref();
        let channel = forward_to.map(|url| sandbox.create_channel(&account.account_id, CreateChannel::new(url)));
        let channel = channel.transpose()?;
        let channel = channel.as_ref().map(|channel| (channel.channel_id.as_str(), channel.callback_url.as_str()));
        let added = self.account.iter().map(|email| add_account(&sandbox, email)).collect::<Result<Vec<_>, _>>()?;
        let (url, has_own_secret) = (serving.url(), self.serving.has_own_secret());
        Banner { url: &url, account, has_own_secret, channel, added: &added }.print(self.json, io)?;
        if self.open {
            open_console(&url, io)?;
        }
        tokio::select! {
            // The signal handler must be installed before the first attempt is printed.
            biased;
            () = shutdown_signal() => {}
            printed = self.print(&sandbox, &url, log, io) => printed?,
        }
        // A signal may have come while a line was written.
        io.clear_status()?;
        io.set_raw(false);
        // Requests that are still open then get no answer.
        let _ = timeout(SHUTDOWN_TIMEOUT, serving.stop()).await;
        sandbox.close().await?;
        io.say("stopped");
        Ok(Exit::Done)
    }

    /// Prints the attempts: at a terminal with keys, until one of them ends it.
    async fn print(&self, sandbox: &Sandbox, url: &str, log: AttemptLog, io: &mut Io<'_>) -> Result<(), CommandError> {
        #[cfg(feature = "live")]
        if io.is_interactive() && !self.json {
            let clock = sandbox.clock_mode();
            let speed = if clock == ClockMode::Paused { ClockMode::Running(1.0) } else { clock };
            return LiveList { sandbox, url, speed, log }.run(io).await;
        }
        print_attempts(sandbox, url, log, self.json, io).await
    }

    fn start(&self, io: &Io<'_>) -> Result<Sandbox, CommandError> {
        let now = self.start.map_or(io.time(), |start| start.resolve(io.time()));
        let sandbox = Sandbox::builder().client_secrets(self.serving.secrets()?).starts_at(now);
        let sandbox = sandbox.clock(self.clock.unwrap_or(ClockMode::Running(1.0))).seed(self.seed);
        let sandbox = sandbox.history(self.history).program(io.program());
        let sandbox = if self.no_rate_limit { sandbox.without_rate_limit() } else { sandbox };
        let sandbox = if self.personal { sandbox.with_personal_data() } else { sandbox };
        let sandbox = sandbox.faults(self.fault.clone());
        let sandbox = match &self.state {
            Some(path) => sandbox.state_file(path),
            None => sandbox,
        };
        let sandbox = sandbox.start()?;
        if let Some(clock) = self.clock {
            // Also in the place of the one in the state file.
            sandbox.set_clock(clock);
        }
        Ok(sandbox)
    }
}

/// Adds an account, unless the state file has it already, and issues tokens for it: an access token and a refresh token.
fn add_account(sandbox: &Sandbox, email: &str) -> Result<(AccountView, (String, String)), CommandError> {
    let known = sandbox.accounts().into_iter().find(|it| it.email.eq_ignore_ascii_case(email));
    let account = known.map_or_else(|| sandbox.add_account(email, email), Ok)?;
    let tokens = sandbox.issue_tokens(&account.account_id)?;
    Ok((account, tokens))
}

/// Prints each attempt until the output is closed.
async fn print_attempts(
    sandbox: &Sandbox,
    url: &str,
    mut log: AttemptLog,
    json: bool,
    io: &mut Io<'_>,
) -> Result<(), CommandError> {
    let mut changes = sandbox.changes();
    loop {
        log.print(sandbox, url, json, io)?;
        sleep(PRINT_INTERVAL).await;
        changes.next().await;
    }
}
