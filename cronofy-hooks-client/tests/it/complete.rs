//! Every request that has a type can be sent.

use std::fs;
use std::path::Path;

/// Types that know their method and path, and are sent otherwise.
const SENT_OTHERWISE: [(&str, &str); 1] =
    [("SelectSlots", "`select_conversation_slots` follows the URL that the service answered")];

/// The text of all Rust files of a folder and its folders.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => sources(&path),
            false => vec![fs::read_to_string(&path).unwrap()],
        })
        .collect()
}

#[test]
fn every_request_type_has_a_call() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let calls = sources(&package.join("src/calls")).concat();
    let requests = sources(&package.join("../cronofy-hooks-types/src/request/generated"));
    let types = requests.iter().filter_map(|source| {
        let (before, _) = source.split_once("pub const METHOD")?;
        before.rsplit_once("\nimpl ")?.1.split(' ').next()
    });
    let types: Vec<&str> = types.collect();
    assert!(types.len() > 35, "{types:?}");
    for name in types {
        let is_sent = calls.contains(&format!("{name}::METHOD")) && calls.contains(&format!("{name}::PATH"));
        let reason = SENT_OTHERWISE.iter().find(|(other, _)| *other == name);
        assert!(is_sent != reason.is_some(), "no call sends {name}: write one, or add it with its reason ({reason:?})");
    }
}

#[test]
fn the_readme_lists_every_call() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(package.join("README.md")).unwrap();
    let calls = sources(&package.join("src/calls"));
    let of = |source: &str, client: &str| {
        let (_, methods) = source.split_once(&format!("\nimpl {client} {{")).unwrap_or_default();
        let (methods, _) = methods.split_once("\n}").unwrap_or_default();
        let names =
            methods.split("    pub ").skip(1).filter_map(|after| after.split_once("fn ")?.1.split(['(', '<']).next());
        names.map(|name| format!("({client}::{name})")).collect::<Vec<_>>()
    };
    let names: Vec<_> =
        calls.iter().flat_map(|call| ["ApplicationClient", "AccountClient"].map(|client| of(call, client))).collect();
    let names = names.concat();
    assert!(names.len() > 55, "{names:?}");
    for name in names {
        let row = readme.lines().find(|line| line.starts_with('|') && line.contains(&name));
        let of = row.unwrap_or_else(|| panic!("add to the table of the README: {name}")).split('|').nth(2).unwrap();
        let client = if name.starts_with("(Application") { "application" } else { "account" };
        assert_eq!(of.trim(), client, "{name}");
    }
}
