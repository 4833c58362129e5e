//! The binary `cronofy-hooks`.

use cronofy_hooks_cli::{Exit, Io};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Exit {
    cronofy_hooks_cli::run(std::env::args_os(), &mut Io::standard()).await
}
