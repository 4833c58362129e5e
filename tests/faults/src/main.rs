//! The binary `faults`: harness and victim.

fn main() -> std::process::ExitCode {
    cronofy_hooks_faults::main(&std::env::args().skip(1).collect::<Vec<_>>())
}
