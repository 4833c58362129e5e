//! `Changes` as the argument of a handler.

use std::sync::{Arc, Mutex};

use axum::extract::FromRef;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Secrets, State, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_sync::{CalendarSync, Changes, SyncError};

use crate::support::{TestSync, summaries};

#[derive(Clone)]
struct App {
    sync: CalendarSync,
    log: Arc<Mutex<Vec<String>>>,
}

impl FromRef<App> for CalendarSync {
    fn from_ref(app: &App) -> Self {
        app.sync.clone()
    }
}

#[cronofy_handler(notification = "change")]
async fn change(State(app): State<App>, mut changes: Changes) -> Result<(), SyncError> {
    let channel = changes.change().unwrap().channel.channel_id.clone();
    let events = changes.read_to_end().await?;
    changes.commit().await?;
    app.log.lock().unwrap().push(format!("{channel}: {}", summaries(&events).join(", ")));
    Ok(())
}

#[cronofy_handler(fallback)]
async fn rest(unhandled: Unhandled, State(app): State<App>) {
    app.log.lock().unwrap().push(unhandled.reason().to_string());
}

#[tokio::test]
async fn a_handler_gets_the_changes_of_its_channel() {
    let test = TestSync::start().await;
    test.write_at("08:00:00", "a").await;
    let app = App { sync: test.sync.clone(), log: Arc::default() };
    let secrets = Secrets::new(["CRN_secret"]).unwrap();
    let hooks = || Hooks::new(secrets.clone()).handlers(handlers![change, rest]).state(app.clone());
    let missing = hooks().into_router().unwrap_err().to_string();
    assert!(missing.contains("CalendarSync") && missing.contains("substate"), "{missing}");

    let router = hooks().substate::<CalendarSync>().into_router().unwrap();
    // A channel that is not known is no reason for the service to close it, a failed look-up is one to send again.
    for (channel, status) in [("chn_1", 204), ("chn_unknown", 204), ("chn_broken", 500)] {
        let request = TestRequest::sample("change").unwrap().path("/").set("channel.channel_id", channel);
        assert_eq!(request.signed_with(&secrets).send_to(router.clone()).await.status, status, "{channel}");
    }
    let log = app.log.lock().unwrap().clone();
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(log[0], "chn_1: a");
    assert!(log[1].contains("the application does not know the channel"), "{log:?}");
}
