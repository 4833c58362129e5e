//! `crash`: kills receivers for as long as you like, and counts what was promised.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    cronofy_hooks_crash::main(std::env::args().skip(1).collect()).await
}
