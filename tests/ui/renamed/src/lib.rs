//! An application that names the library differently in its `Cargo.toml`.

use calendar_events::extract::ProvidedBy;
use calendar_events::payload::Change;
use calendar_events::{Handlers, State, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(notification = "change", crate = calendar_events)]
async fn change(_change: Change, State(_app): State<String>) {}

#[cronofy_handler(fallback, crate = ::calendar_events)]
async fn anything_else(_unhandled: Unhandled) -> Result<(), std::io::Error> {
    Ok(())
}

/// All handlers of the application.
#[must_use]
pub fn all() -> Handlers<impl ProvidedBy<String>> {
    handlers![change, anything_else]
}

#[cfg(test)]
mod tests {
    use calendar_events::{Hooks, Secrets};

    #[test]
    fn the_application_starts() {
        let hooks = Hooks::new(Secrets::new(["secret"]).expect("a secret")).handlers(super::all());
        assert!(hooks.state(String::new()).into_router().is_ok());
    }
}
