//! Starts the service and the application, plays the day, and removes every file.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use cronofy_hooks_sandbox::{ClockMode, Sandbox, SandboxError, SandboxServer};

use crate::application::{Application, SECRET};
use crate::demonstration::Demonstration;
use crate::{DemoError, print, story};

/// The port of the console, if it is free.
const PORT: u16 = 4040;
/// The pause between two chapters, which is long enough to read one.
const PAUSE: Duration = Duration::from_millis(1200);

/// What to do after the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Afterwards {
    /// Keep everything running until Ctrl-C.
    Stay,
    /// Check everything, and end.
    End,
}

pub(crate) async fn run(afterwards: Afterwards) -> Result<(), DemoError> {
    let sandbox = Sandbox::builder().client_secrets([SECRET]).starts_at(story::BEGIN.parse()?).start()?;
    let serving = serve(&sandbox, afterwards).await?;
    let application = Application::start().await?;
    print::line("A day in the calendar of Ada Example, by the clock of the sandbox.\n");
    print::line(format_args!("  service      {}   the sandbox", serving.url()));
    print::line(format_args!("  application  {}   the quickstart", application.url));
    let pause = if afterwards == Afterwards::Stay { PAUSE } else { Duration::ZERO };
    let mut demo = Demonstration::new(sandbox, application, pause);
    let played = tokio::select! {
        played = story::play(&mut demo) => Some(played),
        _ = tokio::signal::ctrl_c() => None,
    };
    match played {
        Some(Ok(())) => print::line(format_args!("\n{}", demo.summary())),
        Some(Err(error)) => return Err(error),
        None => print::line("\nstopping"),
    }
    if played.is_some() && afterwards == Afterwards::Stay {
        print::line(format_args!("\nThe console shows all of it: {}/", serving.url()));
        print::line(
            "Its clock keeps running, and so does the application: change an event, trigger a notification, inject a fault.",
        );
        print::line("Ctrl-C ends both.");
        tokio::select! {
            ended = demo.keep_running(ClockMode::Running(1.0)) => ended?,
            interrupted = tokio::signal::ctrl_c() => interrupted?,
        }
        print::line("\nstopping");
    }
    serving.stop().await;
    let mut wrong = if played.is_some() { demo.missing() } else { Vec::new() };
    let rest = demo.stop().await?;
    wrong.extend(rest.iter().map(|ran| format!("{} ran more often than expected", ran.handler)));
    if afterwards == Afterwards::End && !wrong.is_empty() {
        return Err(wrong.join("; ").into());
    }
    Ok(())
}

/// Serves on the well-known port, or on a free one: for tests, and if that port is taken.
async fn serve(sandbox: &Sandbox, afterwards: Afterwards) -> Result<SandboxServer, SandboxError> {
    let on = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    if afterwards == Afterwards::Stay
        && let Ok(serving) = sandbox.serve(on(PORT)).await
    {
        return Ok(serving);
    }
    sandbox.serve(on(0)).await
}
