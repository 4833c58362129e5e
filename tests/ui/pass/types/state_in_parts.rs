//! Parts of the state, through `FromRef` of axum.

use axum::extract::FromRef;
use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct Settings;

#[derive(Clone)]
struct App {
    settings: Settings,
}

impl FromRef<App> for Settings {
    fn from_ref(app: &App) -> Self {
        app.settings.clone()
    }
}

#[cronofy_handler(notification = "change")]
async fn change(_change: Change, _app: State<App>, State(_settings): State<Settings>) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(App { settings: Settings }).into_router().unwrap();
}
