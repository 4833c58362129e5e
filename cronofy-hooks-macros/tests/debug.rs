//! `CRONOFY_HOOKS_DEBUG=1` in the environment of the compiler.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The library is not needed: rustc expands the macros before it resolves what they expand to.
const PROGRAM: &str = r#"
#[cronofy_hooks_macros::cronofy_handler(notification = "change", crate = the_library)]
async fn change() {}

fn main() {
    let _ = cronofy_hooks_macros::handlers!([the_library] change, ..);
}
"#;

#[test]
fn the_compiler_prints_each_expansion_if_the_environment_asks_for_it() {
    let macros = macros();
    let printed = compile(&macros, Some("1"));
    let [_, handler, list] = printed.split("// ").collect::<Vec<_>>().try_into().expect("two expansions");
    assert!(handler.starts_with("#[cronofy_handler]\nasync fn change"), "{handler}");
    assert!(handler.contains("impl the_library :: __private :: Handler for change"), "{handler}");
    assert!(list.starts_with("handlers![]\n{"), "{list}");
    assert!(list.contains("use change as __0"), "{list}");

    for setting in [None, Some("0")] {
        let printed = compile(&macros, setting);
        assert!(!printed.contains("// ") && !printed.contains("use change as __0"), "{setting:?}: {printed}");
    }
}

/// What rustc prints about the program.
fn compile(macros: &str, setting: Option<&str>) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::write(folder.join("debug.rs"), PROGRAM).expect("the program is written");
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args([
        "--edition=2024",
        "--emit=metadata",
        "--extern",
        &format!("cronofy_hooks_macros={macros}"),
        "debug.rs",
    ]);
    rustc.current_dir(folder).env_remove("CRONOFY_HOOKS_DEBUG");
    if let Some(setting) = setting {
        rustc.env("CRONOFY_HOOKS_DEBUG", setting);
    }
    String::from_utf8(rustc.output().expect("rustc runs").stderr).expect("text")
}

/// The compiled macros. Cargo reports the file also when it has nothing to compile.
fn macros() -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--package", env!("CARGO_PKG_NAME"), "--message-format=json"]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    let messages = String::from_utf8(output.stdout).expect("text");
    let message = messages.lines().find(|line| line.contains(r#""name":"cronofy_hooks_macros""#));
    let (_, files) = message.and_then(|message| message.split_once(r#""filenames":[""#)).expect("the file");
    files.split('"').next().expect("a name").to_owned()
}
