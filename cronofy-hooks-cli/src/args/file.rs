//! Files that a command reads.

use std::fs;
use std::path::Path;

use crate::{CommandError, Io};

/// Reads a file; `-` stands for standard input.
pub(crate) fn read_file(path: &Path, io: &mut Io<'_>) -> Result<Vec<u8>, CommandError> {
    if path == Path::new("-") {
        return io.read().map_err(|error| CommandError::failed(format_args!("standard input cannot be read: {error}")));
    }
    fs::read(path).map_err(|error| CommandError::file(path, "read", &error))
}
