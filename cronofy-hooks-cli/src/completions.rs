//! `completions`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use crate::cli::Cli;
use crate::exit::Exit;
use crate::io::Io;

/// For which shell.
#[derive(Clone, Debug, Args)]
#[command(
    about = "Prints the script with which a shell completes this command",
    long_about = None,
    after_long_help = AFTER
)]
pub(crate) struct CompletionsArgs {
    /// For which shell
    shell: Shell,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks completions bash > ~/.local/share/bash-completion/completions/cronofy-hooks
  cronofy-hooks completions zsh > \"${fpath[1]}/_cronofy-hooks\"
  cronofy-hooks completions fish > ~/.config/fish/completions/cronofy-hooks.fish

Exit codes: 0 done, 1 the output could not be written, 2 wrong usage.";

impl CompletionsArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Exit {
        let mut script = Vec::new();
        generate(self.shell, &mut Cli::command(), "cronofy-hooks", &mut script);
        let written = io.text(String::from_utf8_lossy(&script));
        io.finish(written.map(|()| Exit::Done))
    }
}
