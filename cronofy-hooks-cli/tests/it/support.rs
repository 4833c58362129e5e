//! Runs commands of the binary in this process.

use std::path::{Path, PathBuf};

use cronofy_hooks_cli::Io;

/// The result of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CommandOutput {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl CommandOutput {
    pub(crate) fn new(code: i32, out: Vec<u8>, err: Vec<u8>) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
        Self { code, out: text(out), err: text(err) }
    }
}

/// Runs a command with these arguments and this standard input.
pub(crate) async fn run(args: &[&str], input: &[u8]) -> CommandOutput {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = {
        let mut io = Io::new(&mut out, &mut err).input(input);
        cronofy_hooks_cli::run(["cronofy-hooks"].iter().chain(args), &mut io).await
    };
    CommandOutput::new(exit.code().into(), out, err)
}

/// A folder that is removed at the end of the test.
pub(crate) struct TempFolder(tempfile::TempDir);

impl TempFolder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("the temporary folder can be written to"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file. Returns its path as an argument.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("the file can be written");
        path.to_str().expect("the folder has a plain name").to_owned()
    }
}
