//! A public handler takes private states.

#![allow(private_interfaces, reason = "of the function itself, which is the case")]

use axum::extract::FromRef;
use cronofy_hooks::{Hooks, Secrets, handlers};

#[derive(Clone)]
struct App {
    mailer: mail::Mailer,
}

mod calendar {
    use cronofy_hooks::payload::Change;
    use cronofy_hooks::{State, cronofy_handler};

    use super::App;

    #[cronofy_handler(notification = "change")]
    pub async fn changed(_change: Change, State(_app): State<App>) {}
}

mod mail {
    use cronofy_hooks::payload::Verification;
    use cronofy_hooks::{State, cronofy_handler};

    use self::inner::Settings;
    use super::{App, FromRef};

    #[derive(Clone)]
    pub(super) struct Mailer;

    impl FromRef<App> for Mailer {
        fn from_ref(app: &App) -> Self {
            app.mailer.clone()
        }
    }

    mod inner {
        #[derive(Clone)]
        pub(super) struct Settings;
    }

    impl FromRef<App> for Settings {
        fn from_ref(_app: &App) -> Self {
            Settings
        }
    }

    #[cronofy_handler(notification = "verification")]
    pub async fn verified(_verification: Verification, _mailer: State<Mailer>, _settings: State<Settings>) {}
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let list = handlers![calendar::changed, mail::verified, ..];
    let _ = hooks.handlers(list).state(App { mailer: mail::Mailer }).into_router().unwrap();
}
