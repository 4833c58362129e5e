//! [`Session`]: a transcript of several commands.

use clap::Parser;
use cronofy_hooks::Worker;
use cronofy_hooks::inbox::Inbox;
use cronofy_hooks_cli::inbox::InboxCommand;
use cronofy_hooks_cli::{Exit, Io, clap};

use crate::content::{NOW, at};
use crate::support::CommandOutput;

/// An application that has the command.
#[derive(Debug, Parser)]
#[command(name = "app")]
enum App {
    Inbox(InboxCommand),
}

/// Runs a command of an application, with its inbox.
pub(crate) async fn run(
    args: &[&str],
    inbox: &dyn Inbox,
    worker: Option<&Worker>,
    width: Option<usize>,
) -> CommandOutput {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = match App::try_parse_from(["app", "inbox"].iter().chain(args)) {
        Ok(App::Inbox(command)) => {
            let io = Io::new(&mut out, &mut err).now(at(NOW));
            let mut io = if let Some(width) = width { io.width(width) } else { io };
            command.run(inbox, worker, &mut io).await
        }
        Err(refused) => {
            err = refused.render().to_string().into_bytes();
            Exit::Usage
        }
    };
    CommandOutput::new(exit.code().into(), out, err)
}

/// A transcript of several commands.
#[derive(Debug)]
pub(crate) struct Session<'i> {
    inbox: &'i dyn Inbox,
    worker: Option<&'i Worker>,
    width: Option<usize>,
    pub(crate) transcript: String,
}

impl<'i> Session<'i> {
    pub(crate) fn new(inbox: &'i dyn Inbox) -> Self {
        Self { inbox, worker: None, width: None, transcript: String::new() }
    }

    pub(crate) fn worker(self, worker: &'i Worker) -> Self {
        Self { worker: Some(worker), ..self }
    }

    pub(crate) fn width(self, columns: usize) -> Self {
        Self { width: Some(columns), ..self }
    }

    /// Runs a command with arguments between spaces.
    pub(crate) async fn run(&mut self, line: &str) {
        let args: Vec<_> = line.split_whitespace().collect();
        let CommandOutput { code, out, err } = run(&args, self.inbox, self.worker, self.width).await;
        self.transcript += &format!("$ app inbox {line}\n").replace(" \n", "\n");
        self.transcript += &out;
        for line in err.lines() {
            self.transcript += format!("! {line}").trim_end();
            self.transcript.push('\n');
        }
        self.transcript += &format!("= {code}\n\n");
    }
}
