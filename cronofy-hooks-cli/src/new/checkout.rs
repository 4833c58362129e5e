//! [`CratesSource`]: where a new application gets the crates of cronofy-hooks from.

use std::path::{Component, Path, PathBuf};

use crate::CommandError;

/// Where the crates come from.
pub(super) enum CratesSource {
    /// The registry: the version of this program.
    Released,
    /// A checkout; the path is absolute until [`CratesSource::relative_to`].
    Checkout(PathBuf),
}

impl CratesSource {
    /// A folder that has the crates.
    pub(super) fn checkout(folder: &Path) -> Result<Self, CommandError> {
        let whole = folder.canonicalize().map_err(|error| CommandError::file(folder, "found", &error))?;
        if !whole.join("cronofy-hooks/Cargo.toml").is_file() {
            let folder = folder.display();
            return Err(CommandError::failed(format_args!(
                "{folder} is no checkout of cronofy-hooks; give the folder that has `cronofy-hooks/Cargo.toml`"
            )));
        }
        Ok(Self::Checkout(whole))
    }

    /// As the application's manifest names it, so that both can be moved together.
    pub(super) fn relative_to(self, application: &Path) -> Result<Self, CommandError> {
        let Self::Checkout(checkout) = self else { return Ok(self) };
        let from = application.canonicalize().map_err(|error| CommandError::file(application, "found", &error))?;
        let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), checkout.components().collect());
        let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
        // On Windows two drives share nothing.
        if shared == 0 {
            return Ok(Self::Checkout(checkout));
        }
        let up = from[shared..].iter().map(|_| Component::ParentDir);
        Ok(Self::Checkout(up.chain(to[shared..].iter().copied()).collect()))
    }

    /// A dependency in a manifest, without its features: `version = "0.1.0"`.
    pub(super) fn dependency(&self, krate: &str) -> String {
        match self {
            Self::Released => format!("version = {:?}", env!("CARGO_PKG_VERSION")),
            // Cargo reads `/` on Windows too.
            Self::Checkout(checkout) => {
                format!("path = {:?}", checkout.join(krate).to_string_lossy().replace('\\', "/"))
            }
        }
    }
}
