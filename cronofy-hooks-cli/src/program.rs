//! How this program was started, for the commands that it shows.

use std::ffi::OsStr;
use std::path::{self, Path};

/// The name of the program, with which a shell finds it once it is installed.
pub(crate) const NAME: &str = "cronofy-hooks";

/// The first argument of a process as a shell runs it again, from any folder.
///
/// A name without a folder was found by the shell, and is found again. Everything else is a path, perhaps one that
/// counts from the present folder.
pub(crate) fn shell_command(program: &OsStr) -> String {
    let has_folder = Path::new(program).components().nth(1).is_some();
    let absolute = has_folder.then(|| path::absolute(program).ok()).flatten();
    let command = absolute.as_deref().map_or(program, Path::as_os_str).to_str();
    command.map_or_else(|| NAME.to_owned(), quoted)
}

/// In quotation marks, if a shell would read it in another way.
fn quoted(text: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "/._-+,:@".contains(it) || cfg!(windows) && it == '\\';
    match text.chars().all(is_plain) && !text.is_empty() {
        true => text.to_owned(),
        false if cfg!(windows) => format!("\"{text}\""),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_works_from_any_folder() {
        let here = std::env::current_dir().expect("there is one");
        let here = |path: &str| quoted(here.join(path).to_str().expect("a plain name"));
        for (started, command) in [
            ("cronofy-hooks", "cronofy-hooks".to_owned()),
            ("./target/debug/cronofy-hooks", here("target/debug/cronofy-hooks")),
            ("bin/cronofy-hooks", here("bin/cronofy-hooks")),
            ("", "''".to_owned()),
        ] {
            assert_eq!(shell_command(started.as_ref()), command, "{started}");
        }
        if cfg!(unix) {
            assert_eq!(shell_command("/opt/bin/cronofy-hooks".as_ref()), "/opt/bin/cronofy-hooks");
            assert_eq!(
                shell_command("/opt/Ada's tools/cronofy-hooks".as_ref()),
                r"'/opt/Ada'\''s tools/cronofy-hooks'"
            );
        }
    }
}
