//! The writer: what it changes, what it deletes, and what it leaves alone.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use cronofy_hooks_codegen::{FileContents, GeneratedFile, WriteOutcome, write};

const FOLDER: &str = "cronofy-hooks-types/src/payload/generated";

/// A folder that is deleted at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> io::Result<Self> {
        let path = env::temp_dir().join(format!("cronofy-hooks-codegen-{test}-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    fn read(&self, path: &str) -> io::Result<String> {
        fs::read_to_string(self.0.join(path))
    }

    fn put(&self, path: &str, text: &str) -> io::Result<()> {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
        fs::write(path, text)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The folder is in the system's temporary folder: a file that stays there does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn whole(path: &str, text: &str) -> GeneratedFile {
    GeneratedFile { path: path.to_owned(), contents: FileContents::Whole(text.to_owned()) }
}

fn table(text: &str) -> GeneratedFile {
    let contents = FileContents::Region { name: "notifications", text: text.to_owned() };
    GeneratedFile { path: "README.md".to_owned(), contents }
}

fn write_all(folder: &Folder, files: &[GeneratedFile], check: bool) -> Result<WriteOutcome, String> {
    let (outcome, errors) = write(&folder.0, files, check);
    errors.first().map_or(Ok(outcome), |error| Err(error.to_string()))
}

#[test]
fn stale_files_are_written_once() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Folder::new("stale")?;
    let path = format!("{FOLDER}/mod.rs");
    let files = [whole(&path, "one\n")];
    let stale = WriteOutcome { stale: vec![PathBuf::from(&path)], orphans: Vec::new() };

    assert_eq!(write_all(&folder, &files, true)?, stale);
    assert!(!folder.0.join(&path).exists(), "checking writes nothing");
    assert_eq!(write_all(&folder, &files, false)?, stale);
    assert_eq!(folder.read(&path)?, "one\n");
    assert!(write_all(&folder, &files, false)?.is_fresh());

    folder.put(&path, "one\r\n")?;
    assert!(write_all(&folder, &files, true)?.is_fresh(), "newlines do not matter");
    Ok(())
}

#[test]
fn orphans_are_deleted_in_generated_folders_only() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Folder::new("orphans")?;
    let orphan = format!("{FOLDER}/interaction/gone.rs");
    let others = ["request", "response"].map(|of| format!("cronofy-hooks-types/src/{of}/generated/gone.rs"));
    let orphans: Vec<PathBuf> = [&orphan, &others[0], &others[1]].map(PathBuf::from).to_vec();
    for orphan in &orphans {
        folder.put(&orphan.to_string_lossy(), "")?;
    }
    folder.put("cronofy-hooks-types/src/payload/mod.rs", "by hand")?;
    let files = [whole(&format!("{FOLDER}/mod.rs"), "")];
    write_all(&folder, &files, true)?;

    let outcome = write_all(&folder, &files, true)?;
    assert_eq!(outcome.orphans, orphans);
    assert!(folder.0.join(&orphan).exists(), "checking deletes nothing");

    assert_eq!(write_all(&folder, &files, false)?.orphans, orphans);
    assert!(!folder.0.join(format!("{FOLDER}/interaction")).exists());
    assert_eq!(folder.read("cronofy-hooks-types/src/payload/mod.rs")?, "by hand");
    assert!(write_all(&folder, &files, true)?.is_fresh());
    Ok(())
}

#[test]
fn a_region_is_replaced_and_the_rest_stays() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Folder::new("region")?;
    folder.put("README.md", "before\n<!-- generated: notifications -->\nold\n<!-- /generated -->\nafter\n")?;
    let outcome = write_all(&folder, &[table("| a |\n")], false)?;
    assert_eq!(outcome.stale, [PathBuf::from("README.md")]);
    let expected = "before\n<!-- generated: notifications -->\n\n| a |\n\n<!-- /generated -->\nafter\n";
    assert_eq!(folder.read("README.md")?, expected);
    assert!(write_all(&folder, &[table("| a |\n")], true)?.is_fresh());
    Ok(())
}

#[test]
fn a_missing_region_is_a_mistake_and_stops_nothing_else() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Folder::new("no-region")?;
    folder.put("README.md", "text")?;
    let path = format!("{FOLDER}/mod.rs");
    let message = write_all(&folder, &[table("| a |\n"), whole(&path, "one")], false).err();
    let message = message.unwrap_or_default();
    assert!(message.contains("README.md: there is no region `notifications`\n  help: put the lines"), "{message}");
    assert_eq!(folder.read(&path)?, "one");
    Ok(())
}
