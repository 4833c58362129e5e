//! [`SecretArgs`]: where client secrets come from. Never from an argument: other users can see those.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use cronofy_hooks::Secrets;
use cronofy_hooks_verify::SecretTexts;

use crate::error::CommandError;

/// Where client secrets come from.
#[derive(Clone, Debug, Args)]
pub(crate) struct SecretArgs {
    /// The environment variable that holds the client secret, or several separated by commas
    #[arg(long, value_name = "VARIABLE", default_value = "CRONOFY_CLIENT_SECRET")]
    secret_env: String,
    /// A file that holds the client secret instead, or several with one on each line
    #[arg(long, value_name = "FILE", conflicts_with = "secret_env")]
    secret_file: Option<PathBuf>,
}

impl SecretArgs {
    /// For a command that has another default.
    #[cfg(feature = "sandbox")]
    pub(crate) fn new(secret_env: Option<String>, secret_file: Option<PathBuf>) -> Self {
        Self { secret_env: secret_env.unwrap_or_default(), secret_file }
    }

    /// The secrets, unchecked.
    pub(crate) fn read(&self) -> Result<SecretTexts, CommandError> {
        let texts: Vec<String> = match &self.secret_file {
            Some(path) => {
                let text = fs::read_to_string(path).map_err(|error| CommandError::file(path, "read", &error))?;
                text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
            }
            None => match std::env::var(&self.secret_env) {
                Ok(value) => value.split(',').map(str::to_owned).collect(),
                Err(_) => return Err(CommandError::failed(NO_SECRET)),
            },
        };
        if texts.iter().all(|text| text.trim().is_empty()) {
            return Err(CommandError::failed(NO_SECRET));
        }
        Ok(SecretTexts::new(texts))
    }

    /// The secrets, to sign with.
    pub(crate) fn secrets(&self) -> Result<Secrets, CommandError> {
        self.read()?.secrets().map_err(CommandError::failed)
    }
}

/// Does not quote the name of the variable: a user may have put the secret there.
const NO_SECRET: &str = "there is no client secret; put it into the environment variable CRONOFY_CLIENT_SECRET, \
                         or name another variable with `--secret-env`, or a file with `--secret-file`";
