//! What can be wrong, and how it is said: where, what, and then what to do.

use std::path::PathBuf;
use std::{fmt, io};

/// One mistake in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    file: String,
    pointer: Option<String>,
    what: String,
    help: String,
}

impl Diagnostic {
    pub(crate) fn new(
        file: impl Into<String>,
        pointer: Option<String>,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { file: file.into(), pointer, what: what.into(), help: help.into() }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, pointer, what, help } = self;
        write!(f, "{file}: ")?;
        if let Some(pointer) = pointer {
            write!(f, "`{pointer}`: ")?;
        }
        write!(f, "{what}\n  help: {help}")
    }
}

/// Every mistake that was found, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<Diagnostic>);

impl Errors {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// The mistakes so far, as the end of a phase: what comes next may rely on there being none.
    pub(crate) fn barrier(&mut self) -> Result<(), Self> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        Err(std::mem::take(self))
    }

    /// The mistakes.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

/// Why nothing was generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The schemas have mistakes.
    Schemas(Errors),
    /// A file cannot be read or written.
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The schemas folder holds no schema.
    Empty(PathBuf),
    /// `OUT_DIR` is not set.
    NoOutDir,
    /// The crate path is no path.
    CratePath(String),
    /// A file has no region to write to.
    NoRegion {
        /// The file.
        path: PathBuf,
        /// The name of the region.
        region: &'static str,
    },
}

impl Error {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schemas(errors) => errors.fmt(f),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Empty(path) => write!(
                f,
                "{}: there is no schema\n  help: put one into `notification/`, `interaction/`, `transition/`, \
                 `callback/`, `shared/`, `request/` or `response/`, or name another folder",
                path.display()
            ),
            Self::NoOutDir => {
                f.write_str("`OUT_DIR` is not set\n  help: call this from a `build.rs`, or use `generate`")
            }
            Self::CratePath(path) => write!(
                f,
                "`{path}` is no absolute path of a crate or module\n  help: write it like `::cronofy_hooks` or `crate::hooks`"
            ),
            Self::NoRegion { path, region } => write!(
                f,
                "{}: there is no region `{region}`\n  help: put the lines `<!-- generated: {region} -->` and \
                 `<!-- /generated -->` where it belongs",
                path.display()
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<Errors> for Error {
    fn from(errors: Errors) -> Self {
        Self::Schemas(errors)
    }
}
