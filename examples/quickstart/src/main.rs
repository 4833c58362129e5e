//! The application as a program.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    quickstart::program::main().await
}
