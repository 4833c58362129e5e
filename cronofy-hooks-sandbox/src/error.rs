//! [`SandboxError`].

use std::error::Error;
use std::fmt;

use cronofy_hooks::__private::Chain;

/// Why a sandbox did not start, or did not carry out a call.
///
/// `{error}` writes the message alone; `{error:#}` also writes its causes.
#[derive(Debug)]
pub struct SandboxError {
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl SandboxError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    pub(crate) fn with_source(self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    pub(crate) fn secrets(error: cronofy_hooks::SecretsError) -> Self {
        Self::new("the client secrets of the application cannot be used").with_source(error)
    }
}

impl fmt::Display for SandboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() { Chain(self).fmt(f) } else { f.write_str(&self.message) }
    }
}

impl Error for SandboxError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
