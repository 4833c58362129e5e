//! The generator on any schemas: messages, or files that are Rust.

use std::collections::BTreeSet;
use std::fs;

use cronofy_hooks_codegen::{Error, FileContents, Generator, SchemaSet, SourceFile, generate};
use tempfile::TempDir;

use crate::cost::AllocationLimit;

/// Each key of a schema becomes several lines of Rust, which are laid out as tokens.
const LIMIT: AllocationLimit =
    AllocationLimit { bytes: 2 << 20, bytes_per_byte: 4096, calls: 16384, calls_per_byte: 48 };

/// Stands before the path of each file.
const FILE: &str = "=== ";

/// The input: files, each after a line with its path; one without such a line is a notification.
///
/// # Panics
/// When something is generated that is no Rust, or depends on the order of the files, or costs more
/// than a constant times the schemas.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (samples, schemas): (Vec<_>, Vec<_>) = files(text).into_iter().partition(|it| it.path.starts_with("samples/"));
    let set = SchemaSet { folder: "schemas".to_owned(), schemas, samples };
    let generated = LIMIT.keep(data.len(), || generate(&set));
    match &generated {
        Ok(files) => {
            for file in files {
                if let (FileContents::Whole(text), true) = (&file.contents, file.path.ends_with(".rs")) {
                    check_rust(&file.path, text);
                }
            }
        }
        Err(errors) => assert!(errors.iter().next().is_some(), "nothing is wrong"),
    }
    let reversed = |files: &[SourceFile]| files.iter().rev().cloned().collect();
    let other = SchemaSet { schemas: reversed(&set.schemas), samples: reversed(&set.samples), ..set.clone() };
    assert_eq!(generate(&other), generated, "in another order");
    check_user(&set, data.len());
}

/// The same schemas in a folder of another crate.
fn check_user(set: &SchemaSet, len: usize) {
    let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let is_plain = |part: &String| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
    let folder = TempDir::new().unwrap();
    for file in &set.schemas {
        let parts = parts(&file.path);
        if !parts.iter().all(|part| is_plain(part) && part.len() < 64 && !part.starts_with('.') && !part.is_empty()) {
            return;
        }
        let path = folder.path().join(&file.path);
        let written = fs::create_dir_all(path.parent().unwrap()).and_then(|()| fs::write(&path, &file.text));
        // One path may be a folder of another.
        if written.is_err() {
            return;
        }
    }
    let generator = Generator::new(folder.path());
    match LIMIT.keep(len, || generator.generate()) {
        Ok(text) => check_rust("the file of another crate", &text),
        Err(Error::Schemas(errors)) => assert!(errors.iter().next().is_some(), "nothing is wrong"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// It is Rust, and no type is there twice.
fn check_rust(path: &str, text: &str) {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}:\n{text}"));
    let mut types = BTreeSet::new();
    for item in &file.items {
        let name = match item {
            syn::Item::Struct(item) => &item.ident,
            syn::Item::Enum(item) => &item.ident,
            syn::Item::Type(item) => &item.ident,
            _ => continue,
        };
        assert!(types.insert(name.to_string()), "{path}: {name} is there twice:\n{text}");
    }
}

fn files(text: &str) -> Vec<SourceFile> {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    if !text.starts_with(FILE) {
        return vec![file("notification/fuzzed.json", text)];
    }
    let mut files: Vec<SourceFile> = Vec::new();
    for part in text.split(&format!("\n{FILE}")) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        let path = path.strip_prefix(FILE).unwrap_or(path);
        // A folder has each name once.
        if files.iter().all(|file| file.path != path) {
            files.push(file(path, text));
        }
    }
    files
}
