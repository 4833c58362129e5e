//! Commands of the binary, run in this process.

use std::path::{Path, PathBuf};

use cronofy_hooks_cli::Io;

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the binary's commands with these arguments, and this on standard input.
pub(crate) async fn run(args: &[&str], input: &[u8]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = {
        let mut io = Io::new(&mut out, &mut err).input(input);
        cronofy_hooks_cli::run(["cronofy-hooks"].iter().chain(args), &mut io).await
    };
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    Ran { code: exit.code(), out: text(out), err: text(err) }
}

/// A folder that is gone afterwards, with files in it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room for a folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file with these bytes, as an argument.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("the file can be written");
        path.to_str().expect("the folder has a plain name").to_owned()
    }
}
