//! `completions`: the script that completes the command line in a shell.

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use crate::{CommandError, Exit, Io};

/// Prints a script that lets a shell complete this command
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(crate) struct CompletionsArgs {
    /// The shell that runs the script
    shell: Shell,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks completions bash > ~/.local/share/bash-completion/completions/cronofy-hooks
  cronofy-hooks completions zsh > \"${fpath[1]}/_cronofy-hooks\"
  cronofy-hooks completions fish > ~/.config/fish/completions/cronofy-hooks.fish

Exit codes: 0 done, 1 the output could not be written, 2 wrong usage.";

impl CompletionsArgs {
    pub(crate) fn run(&self, mut command: Command, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let mut script = Vec::new();
        generate(self.shell, &mut command, "cronofy-hooks", &mut script);
        let script = String::from_utf8_lossy(&script);
        // clap_complete 4.6 writes the name of a program with a hyphen in two ways, so that bash completes no command:
        // <https://github.com/clap-rs/clap/issues/6421>.
        io.text(script.replace("cronofy__subcmd__hooks", "cronofy__hooks"))?;
        Ok(Exit::Done)
    }
}
