//! The demonstration: starts what it needs, lets the day happen, and leaves nothing behind.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use cronofy_hooks_sandbox::{ClockMode, Sandbox, SandboxError, Serving};

use crate::application::{Application, SECRET};
use crate::stage::Stage;
use crate::{Failure, print, story};

/// Where the console is, if nobody else is there.
const PORT: u16 = 4040;
/// Between two chapters: long enough to read one.
const PAUSE: Duration = Duration::from_millis(1200);

/// What comes after the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Afterwards {
    /// Everything stays up, until Ctrl-C.
    Stay,
    /// Everything is checked, and ends.
    End,
}

pub(crate) async fn run(afterwards: Afterwards) -> Result<(), Failure> {
    let sandbox = Sandbox::builder().client_secrets([SECRET]).starts_at(story::BEGIN.parse()?).start()?;
    let serving = serve(&sandbox, afterwards).await?;
    let application = Application::start().await?;
    print::line("A day in the calendar of Ada Example, by the clock of the sandbox.\n");
    print::line(format_args!("  service      {}   the sandbox", serving.url()));
    print::line(format_args!("  application  {}   the quickstart", application.url));
    let pause = if afterwards == Afterwards::Stay { PAUSE } else { Duration::ZERO };
    let mut stage = Stage::new(sandbox, application, pause);
    let told = tokio::select! {
        told = story::tell(&mut stage) => Some(told),
        _ = tokio::signal::ctrl_c() => None,
    };
    match told {
        Some(Ok(())) => print::line(format_args!("\n{}", stage.summary())),
        Some(Err(error)) => return Err(error),
        None => print::line("\nstopping"),
    }
    if told.is_some() && afterwards == Afterwards::Stay {
        print::line(format_args!("\nThe console shows all of it: {}/", serving.url()));
        print::line(
            "Its clock goes on, and so does the application: change an event, trigger a notification, break something.",
        );
        print::line("Ctrl-C ends both.");
        tokio::select! {
            ended = stage.go_on(ClockMode::Running(1.0)) => ended?,
            interrupted = tokio::signal::ctrl_c() => interrupted?,
        }
        print::line("\nstopping");
    }
    serving.stop().await;
    let mut wrong = if told.is_some() { stage.missing() } else { Vec::new() };
    let rest = stage.stop().await?;
    wrong.extend(rest.iter().map(|ran| format!("{} ran once more than it was told to", ran.handler)));
    if afterwards == Afterwards::End && !wrong.is_empty() {
        return Err(wrong.join("; ").into());
    }
    Ok(())
}

/// On the port that people know, or on a free one: for tests, and where that port is taken.
async fn serve(sandbox: &Sandbox, afterwards: Afterwards) -> Result<Serving, SandboxError> {
    let on = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    if afterwards == Afterwards::Stay
        && let Ok(serving) = sandbox.serve(on(PORT)).await
    {
        return Ok(serving);
    }
    sandbox.serve(on(0)).await
}
