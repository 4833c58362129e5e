//! [`SecretArgs`]: where client secrets come from. Never from an argument: others can see those.

use std::fmt;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use cronofy_hooks::{Secrets, SecretsError};

use crate::failure::Failure;

/// Where client secrets come from.
#[derive(Clone, Debug, Args)]
pub(crate) struct SecretArgs {
    /// The environment variable that holds the client secret; several, separated by commas
    #[arg(long, value_name = "VARIABLE", default_value = "CRONOFY_CLIENT_SECRET")]
    secret_env: String,
    /// A file that holds the client secret instead; several, one on each line
    #[arg(long, value_name = "FILE", conflicts_with = "secret_env")]
    secret_file: Option<PathBuf>,
}

impl SecretArgs {
    /// From another command's arguments of these names.
    #[cfg(feature = "sandbox")]
    pub(crate) fn of(secret_env: Option<String>, secret_file: Option<PathBuf>) -> Self {
        Self { secret_env: secret_env.unwrap_or_default(), secret_file }
    }

    /// The secrets as they are written there.
    pub(crate) fn read(&self) -> Result<Given, Failure> {
        let texts: Vec<String> = match &self.secret_file {
            Some(path) => {
                let text = fs::read_to_string(path).map_err(|error| Failure::file(path, "read", &error))?;
                text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
            }
            None => match std::env::var(&self.secret_env) {
                Ok(value) => value.split(',').map(str::to_owned).collect(),
                Err(_) => return Err(Failure::failed(NO_SECRET)),
            },
        };
        if texts.iter().all(|text| text.trim().is_empty()) {
            return Err(Failure::failed(NO_SECRET));
        }
        Ok(Given { texts })
    }

    /// The secrets, to sign with.
    pub(crate) fn secrets(&self) -> Result<Secrets, Failure> {
        self.read()?.secrets().map_err(Failure::failed)
    }
}

/// Does not repeat the name of the variable: somebody may have written the secret there.
const NO_SECRET: &str = "there is no client secret; put it into the environment variable CRONOFY_CLIENT_SECRET, \
                         or name another variable with `--secret-env`, or a file with `--secret-file`";

/// What people have around a text that they copied. [`Secrets::new`] refuses them.
const QUOTES: [char; 13] = ['"', '\'', '`', '“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»'];

/// Invisible characters: a byte order mark, marks without width, marks of the direction.
/// [`Secrets::new`] refuses them.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Client secrets as somebody wrote them.
#[derive(Clone)]
pub(crate) struct Given {
    texts: Vec<String>,
}

impl Given {
    pub(crate) fn secrets(&self) -> Result<Secrets, SecretsError> {
        Secrets::new(self.texts.iter().cloned())
    }

    /// The number of each, from 1, with what is left without anything around it, and what had to be
    /// removed.
    pub(crate) fn cleaned(&self) -> impl Iterator<Item = (usize, Secrets, Option<Removed>)> {
        self.texts.iter().zip(1..).filter_map(|(text, number)| {
            let visible = text.replace(is_invisible, "");
            let trimmed = visible.trim();
            let bare = trimmed.trim_matches(QUOTES).trim();
            let removed = [
                (bare != trimmed, Removed::Quotes),
                (visible != *text, Removed::Invisible),
                (trimmed != visible, Removed::WhiteSpace),
            ];
            let removed = removed.into_iter().find_map(|(is_so, removed)| is_so.then_some(removed));
            Some((number, Secrets::new([bare]).ok()?, removed))
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.texts.len()
    }

    #[cfg(feature = "sandbox")]
    pub(crate) fn into_texts(self) -> Vec<String> {
        self.texts
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Given({})", self.texts.len())
    }
}

/// What surrounded a secret, or stood in it unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removed {
    WhiteSpace,
    Quotes,
    /// A byte order mark, or another character that has no width.
    Invisible,
}
