//! Receives what the Cronofy calendar service sends.

mod app;
mod handlers;
mod settings;
#[cfg(test)]
mod tests;

use cronofy_hooks::BoxError;
use tokio::net::TcpListener;

use crate::app::RunningApp;
use crate::settings::Settings;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    tracing_subscriber::fmt().init();
    let settings = Settings::from_env()?;
    let listener = TcpListener::bind(&settings.address).await?;
    let RunningApp { app, router, worker } = RunningApp::start(&settings).await?;
    if let Some(refresh_token) = &settings.refresh_token {
        // The listener is there: the verification of the channel waits for `serve`.
        let channel = app.watch("first-user", refresh_token).await?;
        tracing::info!("the channel {} reports the first user's changes", channel.channel_id);
    }
    tracing::info!("listening on {}; stop with Ctrl-C", listener.local_addr()?);
    cronofy_hooks::serve(listener, router).worker(worker).await?;
    Ok(())
}
