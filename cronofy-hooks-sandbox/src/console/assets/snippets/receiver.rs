//! Receives the notifications of the sandbox.

use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers};

/// Everything. A handler for one kind of notification gets it typed.
#[cronofy_handler(fallback)]
async fn received(unhandled: Unhandled) {
    println!("{}", unhandled.occurrence());
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("CRONOFY_CLIENT_SECRET").unwrap_or("CRN_sandbox_secret".into());
    // Verifies the bytes that arrived, with each value of the header.
    let hooks = Hooks::new(Secrets::new([secret])?).handlers(handlers![received]);
    let app = axum::Router::new().nest("/cronofy", hooks.into_router()?);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://127.0.0.1:3000/cronofy");
    cronofy_hooks::serve(listener, app).await?;
    Ok(())
}
