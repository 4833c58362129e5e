//! The program.
//!
//! `CRONOFY_CLIENT_SECRET` is the client secret, or several separated by commas; `ADDR` the
//! address to listen on; `INBOX_URL` where accepted deliveries stay until they are handled. With
//! `--samples` it sends itself every documented sample and shows the result of each.

use std::error::Error;
use std::pin::Pin;
use std::process::ExitCode;

use cronofy_hooks::{Secrets, Subscriptions};
use tracing_subscriber::filter::LevelFilter;

use crate::{line, samples, serve};

const USAGE: &str = "\
Receives Cronofy notifications and prints one JSON object per line for each handler run.

Usage: quickstart [--samples]

  --samples   also send every documented sample to itself, show what became of each, and stop

Environment:
  CRONOFY_CLIENT_SECRET   the client secret; several, separated by commas
  INBOX_URL               where deliveries stay until they are handled; sqlite:inbox.sqlite unless set,
                          memory: for nowhere
  ADDR                    where to listen; 127.0.0.1:3000 unless set, a free port with --samples
  LOG                     error, warn, info, debug or trace; warn unless set
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
    let secrets = Secrets::from_env("CRONOFY_CLIENT_SECRET")?;
    let listener = serve::bind("127.0.0.1:3000").await?;
    let inbox = serve::inbox().await?;
    let address = listener.local_addr()?;
    let app = serve::app(secrets, line::Printer::stdout(), inbox)?;
    line::print(&serde_json::json!({ "listening": format!("http://{address}/cronofy") }));
    line::say(&format!("listening on http://{address}/cronofy; stop with Ctrl-C"));
    serve::until(listener, app, stop).await?;
    line::say("stopped");
    Ok(())
}
