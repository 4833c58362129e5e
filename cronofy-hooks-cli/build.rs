//! Puts the schemas into the program.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folders of schemas, in the order in which they are listed.
const KINDS: [&str; 6] = ["notification", "interaction", "transition", "callback", "request", "shared"];

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR")?);
    let schemas = here.parent().ok_or("the crate is in the workspace")?.join("schemas");
    let mut list = String::from("&[\n");
    for kind in KINDS {
        let folder = schemas.join(kind);
        write_stdout(&format!("cargo::rerun-if-changed={}\n", folder.display()))?;
        let mut paths: Vec<_> =
            fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        for path in paths {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).ok_or("names of schemas are Unicode")?;
            writeln!(list, "    ({:?}, include_str!({:?})),", format!("{kind}/{stem}"), path)?;
        }
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(Path::new(&out).join("schemas.rs"), list)?;
    Ok(())
}

fn write_stdout(text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    std::io::stdout().write_all(text.as_bytes())
}
