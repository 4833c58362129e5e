//! [`SecretArgs`]: where client secrets come from. Never from an argument: other users can see those.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use cronofy_hooks::__private::{is_invisible, is_quote};
use cronofy_hooks::{Secrets, SecretsError};

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
        Ok(SecretTexts(texts))
    }

    /// The secrets, to sign with.
    pub(crate) fn secrets(&self) -> Result<Secrets, CommandError> {
        self.read()?.secrets().map_err(CommandError::failed)
    }
}

/// Does not quote the name of the variable: a user may have put the secret there.
const NO_SECRET: &str = "there is no client secret; put it into the environment variable CRONOFY_CLIENT_SECRET, \
                         or name another variable with `--secret-env`, or a file with `--secret-file`";

/// Client secrets as the user wrote them.
pub(crate) struct SecretTexts(Vec<String>);

impl SecretTexts {
    pub(crate) fn secrets(&self) -> Result<Secrets, SecretsError> {
        Secrets::new(self.0.iter().cloned())
    }

    /// Each of the secrets alone.
    #[cfg(feature = "conform")]
    pub(crate) fn each(&self) -> Result<Vec<Secrets>, SecretsError> {
        self.0.iter().map(|text| Secrets::new([text.clone()])).collect()
    }

    /// Each secret without what does not belong to it: its number from 1, the secret, and what was removed.
    pub(crate) fn cleaned(&self) -> impl Iterator<Item = (usize, Secrets, Option<&'static Removed>)> {
        self.0.iter().zip(1..).filter_map(|(text, number)| {
            let visible = text.replace(is_invisible, "");
            let trimmed = visible.trim();
            let bare = trimmed.trim_matches(is_quote).trim();
            let removed = [
                (bare != trimmed, &QUOTATION_MARKS),
                (visible != *text, &INVISIBLE),
                (trimmed != visible, &WHITE_SPACE),
            ];
            let removed = removed.into_iter().find_map(|(is_so, removed)| is_so.then_some(removed));
            Some((number, Secrets::new([bare]).ok()?, removed))
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    #[cfg(feature = "sandbox")]
    pub(crate) fn into_texts(self) -> Vec<String> {
        self.0
    }
}

#[derive(Debug)]
pub(crate) struct Removed {
    /// In the JSON of the report.
    pub(crate) name: &'static str,
    /// Completes "the client secret has …".
    pub(crate) what: &'static str,
}

const QUOTATION_MARKS: Removed = Removed { name: "without_quotes", what: "quotation marks around it" };
const INVISIBLE: Removed =
    Removed { name: "without_invisible_characters", what: "characters without width, such as a byte order mark" };
const WHITE_SPACE: Removed = Removed { name: "without_outer_space", what: "white space around it" };
