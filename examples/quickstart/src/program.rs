//! The program.
//!
//! `CRONOFY_CLIENT_SECRET` is the client secret, or several separated by commas; `ADDR` the
//! address to listen on; `INBOX_URL` where accepted deliveries stay until they are handled. With
//! `--channel` it asks the service for notifications first; with `--samples` it sends itself every
//! documented sample and shows the result of each.

use std::error::Error;
use std::pin::Pin;
use std::process::ExitCode;

use cronofy_hooks::{Secrets, Subscriptions};
use tracing_subscriber::filter::LevelFilter;

use crate::{channel, line, samples, serve};

const USAGE: &str = "\
Receives Cronofy notifications and prints one JSON object per line for each handler run.

Usage: quickstart [--channel [URL] | --samples]

  --channel   first create a channel that reports to URL, which the service has to reach; without URL to this
              program itself, which only a sandbox on this machine reaches
  --samples   also send every documented sample to itself, show what became of each, and stop

Environment:
  CRONOFY_CLIENT_SECRET   the client secret; several, oldest first, separated by commas
  INBOX_URL               where deliveries stay until they are handled; sqlite:inbox.sqlite unless set,
                          memory: for nowhere
  ADDR                    where to listen; 127.0.0.1:3000 unless set, a free port with --samples
  LOG                     error, warn, info, debug or trace; warn unless set

For --channel also:
  CRONOFY_API_URL         the service: a data center such as https://api-de.cronofy.com, or a sandbox;
                          https://api.cronofy.com unless set
  CRONOFY_CLIENT_ID       the client id
  CRONOFY_REFRESH_TOKEN   the refresh token of the account whose changes are to be reported; for several accounts
                          USER:TOKEN of each, separated by commas: that of USER reports to URL/USER
";

/// What the application stops by, when it is ready.
pub type StopSignal = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Does what the arguments of the process say.
pub async fn main() -> ExitCode {
    let level = std::env::var("LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::WARN);
    tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).init();
    let mut arguments = std::env::args().skip(1);
    let result = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => run(None).await,
        (Some("--channel"), url) if arguments.next().is_none() => receive(Asked::Channel(url), None).await,
        (Some("--samples"), None) => samples::run().await,
        (Some("--help" | "-h"), None) => {
            line::say(USAGE);
            Ok(())
        }
        _ => Err(format!("these arguments are not understood\n\n{USAGE}").into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            line::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Asks the service for what the application handles.
#[must_use]
pub fn subscriptions(secrets: Secrets) -> Subscriptions {
    serve::hooks(secrets).subscriptions()
}

/// Receives as the environment of the process says: until `stop` is ready, or until Ctrl-C or SIGTERM
/// where there is none.
///
/// # Errors
/// When the environment does not say enough, or the address cannot be listened on.
pub async fn run(stop: Option<StopSignal>) -> Result<(), Box<dyn Error>> {
    receive(Asked::Nothing, stop).await
}

/// What the service is asked for before anything arrives.
enum Asked {
    /// Something else has asked it.
    Nothing,
    /// A channel for each account, which reports to this URL or to this program.
    Channel(Option<String>),
}

async fn receive(asked: Asked, stop: Option<StopSignal>) -> Result<(), Box<dyn Error>> {
    let secrets = Secrets::from_env("CRONOFY_CLIENT_SECRET")?;
    let listener = serve::bind("127.0.0.1:3000").await?;
    let inbox = serve::inbox().await?;
    let address = listener.local_addr()?;
    let app = serve::app(secrets.clone(), line::Printer::stdout(), inbox)?;
    line::print(&serde_json::json!({ "listening": format!("http://{address}/cronofy") }));
    line::say(&format!("listening on http://{address}/cronofy; stop with Ctrl-C"));
    if let Asked::Channel(url) = asked {
        // The listener is there: what arrives before the next line waits for it.
        let url = url.unwrap_or_else(|| format!("http://{address}/cronofy"));
        for channel in channel::create(&subscriptions(secrets), &url).await? {
            line::print(&serde_json::json!({ "channel_id": channel.channel_id }));
            let url = channel.callback_url.unwrap_or_default();
            line::say(&format!("the channel {} reports to {url}", channel.channel_id));
        }
    }
    serve::until(listener, app, stop).await?;
    line::say("stopped");
    Ok(())
}
