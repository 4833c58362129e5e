//! Every dependency says what it is for.

use super::rules::Fault;
use super::source::File;

pub(super) fn faults(files: &[File]) -> Vec<Fault> {
    files.iter().filter(|file| file.name() == "Cargo.toml").flat_map(faults_of).collect()
}

fn faults_of(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (mut in_dependencies, mut above) = (false, "");
    for (at, line) in file.text.lines().enumerate() {
        if line.starts_with('[') {
            // What the workspace shares is explained where it is used.
            in_dependencies = line.ends_with("dependencies]") && line != "[workspace.dependencies]";
        } else if in_dependencies
            && let Some((name, _)) = line.split_once('=')
            && !line.starts_with('#')
            && !above.starts_with("# ")
        {
            let name = name.trim();
            let message = format!("{}:{}: `{name}` has no reason", file.path, at + 1);
            faults.push(Fault::new(format!("{} {name}", file.path), message));
        }
        above = line;
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::faults;
    use crate::tidy::source::File;

    #[test]
    fn a_dependency_without_a_comment_is_found() {
        let manifest = "[package]\nname = \"a\"\n\n[dependencies]\n# Why.\nb = \"1\"\nc = \"1\"\n\n\
                        [dev-dependencies]\nd = \"1\"\n\n[workspace.dependencies]\ne = \"1\"\n\n[lints]\nworkspace = true\n";
        let faults = faults(&[File::new("a/Cargo.toml", manifest)]);
        let subjects: Vec<&str> = faults.iter().map(|fault| &*fault.subject).collect();
        assert_eq!(subjects, ["a/Cargo.toml c", "a/Cargo.toml d"]);
    }
}
