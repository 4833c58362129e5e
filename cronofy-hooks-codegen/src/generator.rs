//! [`Generator`]: types for notifications that cronofy-hooks does not know.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crate::error::Error;
use crate::load::SchemaSet;
use crate::lower::lower;
use crate::render;

/// Writes one Rust file from the schemas in a folder of your crate.
///
/// ```no_run
/// // build.rs
/// # fn main() -> Result<(), cronofy_hooks_codegen::Error> {
/// cronofy_hooks_codegen::Generator::new("schemas").write_to_out_dir("notifications.rs")?;
/// # Ok(())
/// # }
/// ```
///
/// A module of your crate then holds `include!(concat!(env!("OUT_DIR"), "/notifications.rs"));`, and
/// nothing else. Your crate needs no dependency but cronofy-hooks.
#[derive(Clone, Debug)]
pub struct Generator {
    folder: PathBuf,
    krate: String,
}

impl Generator {
    /// A generator for the schemas in this folder, which has the folders `notification`,
    /// `interaction`, `transition`, `callback`, `shared`, `request` and `response`, as far as you need them.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Self { folder: folder.as_ref().to_owned(), krate: "::cronofy_hooks".to_owned() }
    }

    /// The path under which your crate knows cronofy-hooks.
    ///
    /// *Optional, defaults to `::cronofy_hooks`.*
    #[must_use]
    pub fn crate_path(mut self, path: impl Into<String>) -> Self {
        self.krate = path.into();
        self
    }

    /// The text of the file.
    ///
    /// # Errors
    /// When the schemas cannot be read or have mistakes, or when the crate path is no path.
    pub fn generate(&self) -> Result<String, Error> {
        self.render(&SchemaSet::read(&self.folder)?)
    }

    /// Writes the file into the `OUT_DIR` of a build script, and has cargo run the script again when
    /// a schema changes.
    ///
    /// # Errors
    /// As [`generate`](Self::generate), and when `OUT_DIR` is not set or cannot be written to.
    pub fn write_to_out_dir(&self, file: &str) -> Result<(), Error> {
        let folder = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(Error::NoOutDir)?;
        let mut stdout = io::stdout().lock();
        // A mistake in a schema is mended in the schema: say what to watch before anything fails.
        let mut rerun_if_changed =
            |path: &Path| writeln!(stdout, "cargo::rerun-if-changed={}", path.display()).map_err(Error::file("stdout"));
        rerun_if_changed(&self.folder)?;
        let set = SchemaSet::read(&self.folder)?;
        for schema in &set.schemas {
            rerun_if_changed(&self.folder.join(&schema.path))?;
        }
        let path = folder.join(file);
        fs::write(&path, self.render(&set)?).map_err(Error::file(path))
    }

    fn render(&self, set: &SchemaSet) -> Result<String, Error> {
        let is_absolute = self.krate.starts_with("::") || self.krate.starts_with("crate");
        if !is_absolute || syn::parse_str::<syn::Path>(&self.krate).is_err() {
            return Err(Error::CratePath(self.krate.clone()));
        }
        // Samples are for the tests of the crate, not for its types.
        let set = SchemaSet { samples: Vec::new(), ..set.clone() };
        let (_, model) = lower(&set)?;
        Ok(render::single_file(&model, &self.krate, &set.folder))
    }
}
