//! Writes the payload types of `schemas/` before the example is compiled.

fn main() -> Result<(), cronofy_hooks_codegen::Error> {
    cronofy_hooks_codegen::Generator::new("schemas").write_to_out_dir("notifications.rs")
}
