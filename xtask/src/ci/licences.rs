//! What the dependencies may be, by `deny.toml`: as `cargo deny check bans licenses sources`, which takes minutes to
//! build and is not needed for it.

use std::fs;

use crate::command::{Outcome, cargo, output};
use crate::workspace::{members, root};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// # Errors
/// When a dependency has another licence, comes from elsewhere, or is banned.
pub(super) fn check() -> Outcome {
    let rules = read("deny.toml")?;
    let tree = ["tree", "--workspace", "--all-features", "--target", "all", "--prefix", "none", "--format", "{p}|{l}"];
    let members = members();
    let private: Vec<_> = members.iter().filter(|it| !it.is_published()).map(|it| &*it.name).collect();
    let mut wrong = licences(&output(&mut cargo(&tree))?, &quoted_lines(&rules, "allow = ["), &private);
    wrong.extend(locked(&read("Cargo.lock")?, &quoted_lines(&rules, "deny = [")));
    if wrong.is_empty() { Ok(()) } else { Err(format!("not allowed by deny.toml:\n  {}", wrong.join("\n  "))) }
}

fn read(path: &str) -> Outcome<String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("cannot read {path}: {error}"))
}

/// The text between quotes in each line of a list.
fn quoted_lines<'t>(text: &'t str, start: &str) -> Vec<&'t str> {
    let lines = text.lines().skip_while(|line| *line != start).skip(1).take_while(|line| *line != "]");
    lines.filter(|line| !line.trim().starts_with('#')).filter_map(|line| line.split('"').nth(1)).collect()
}

/// Packages whose licences are not among those that are allowed: `name version|licence`, one a line. Those of this
/// workspace that are not published need none: `starter` is an application as `cronofy-hooks new` writes it.
fn licences(tree: &str, allowed: &[&str], private: &[&str]) -> Vec<String> {
    let mut wrong: Vec<String> = Vec::new();
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let (package, licence) = line.split_once('|').unwrap_or((line, ""));
        let licence = licence.trim_end_matches(" (*)");
        // `package` is `name version`, and the path of one that is in no registry.
        let name = package.split(' ').next().unwrap_or_default();
        let is_private = private.contains(&name) && package.contains(" (/");
        if !is_private && !Expression::new(licence).meets(allowed) {
            wrong.push(format!("{package}: licence `{licence}`"));
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

/// Packages of the lock file that are banned, or come from elsewhere than crates.io.
fn locked(lock: &str, banned: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut name = "";
    for line in lock.lines() {
        if let Some(of) = line.strip_prefix("name = ") {
            name = of.trim_matches('"');
            if banned.contains(&name) {
                wrong.push(format!("{name}: is banned"));
            }
        } else if let Some(source) = line.strip_prefix("source = ")
            && source.trim_matches('"') != CRATES_IO
        {
            wrong.push(format!("{name}: comes from {source}"));
        }
    }
    wrong
}

/// A licence as packages declare it: `MIT OR (Apache-2.0 AND BSD-3-Clause)`.
struct Expression {
    words: Vec<String>,
    at: usize,
}

impl Expression {
    fn new(text: &str) -> Self {
        // Old packages write a stroke for `OR`.
        let text = text.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        Self { words: text.split_whitespace().map(str::to_owned).collect(), at: 0 }
    }

    fn meets(mut self, allowed: &[&str]) -> bool {
        let met = self.any(allowed);
        met && self.at == self.words.len()
    }

    fn any(&mut self, allowed: &[&str]) -> bool {
        let mut met = self.all(allowed);
        while self.take("OR") {
            met |= self.all(allowed);
        }
        met
    }

    fn all(&mut self, allowed: &[&str]) -> bool {
        let mut met = self.one(allowed);
        while self.take("AND") {
            met &= self.one(allowed);
        }
        met
    }

    fn one(&mut self, allowed: &[&str]) -> bool {
        if self.take("(") {
            let met = self.any(allowed);
            return self.take(")") && met;
        }
        let Some(mut licence) = self.next() else { return false };
        if self.take("WITH") {
            licence = format!("{licence} WITH {}", self.next().unwrap_or_default());
        }
        allowed.contains(&&*licence)
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.words.get(self.at).is_some_and(|next| next == word);
        self.at += usize::from(is_next);
        is_next
    }

    fn next(&mut self) -> Option<String> {
        self.at += 1;
        self.words.get(self.at - 1).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Expression, licences, locked, quoted_lines};

    #[test]
    fn an_expression_allows_licences() {
        let allowed = ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];
        for met in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0/MIT",
            "(GPL-3.0 OR MIT) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
        ] {
            assert!(Expression::new(met).meets(&allowed), "{met}");
        }
        for wrong in ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0", "(MIT", "MIT GPL-3.0", "GPL-3.0 AND (MIT OR MIT)"]
        {
            assert!(!Expression::new(wrong).meets(&allowed), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_allowed_is_named() {
        let tree =
            "a v1.0.0|MIT\nb v1.0.0|GPL-3.0\nb v1.0.0|GPL-3.0 (*)\n\nc v0.1.0 (/path)|\nd v0.1.0 (/path)|\nd v9.0.0|\n";
        assert_eq!(
            licences(tree, &["MIT"], &["d"]),
            ["b v1.0.0: licence `GPL-3.0`", "c v0.1.0 (/path): licence ``", "d v9.0.0: licence ``"]
        );
        let lock = format!(
            "[[package]]\nname = \"a\"\nsource = \"{}\"\n\n[[package]]\nname = \"b\"\nsource = \"git+https://b\"\n",
            super::CRATES_IO
        );
        assert_eq!(locked(&lock, &["a"]), ["a: is banned", "b: comes from \"git+https://b\""]);
    }

    #[test]
    fn the_lists_are_those_of_the_file() {
        let rules = "allow = [\n  \"MIT\",\n]\ndeny = [\n  # Why.\n  { crate = \"a\" },\n]\n";
        assert_eq!(quoted_lines(rules, "allow = ["), ["MIT"]);
        assert_eq!(quoted_lines(rules, "deny = ["), ["a"]);
    }
}
