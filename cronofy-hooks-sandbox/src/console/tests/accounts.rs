//! The pages of the accounts and their buttons.

use http::StatusCode;

use super::client::ConsoleClient;
use super::views::URL;
use crate::world::rules::{ACCESS_TOKEN, ACCOUNT_ID, PROFILE_ID, REFRESH_TOKEN};

#[tokio::test]
async fn accounts_are_added_once_and_what_was_typed_stays() {
    let console = ConsoleClient::new();
    let (status, path, _) = console.post("/accounts", &[("email", "bob@example.com"), ("name", "Bob")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = console.get(&path).await;
    for text in ["<h1>Bob</h1>", "bob@example.com", "Private", "zoom", "access_", "refresh_", "It has no channel"] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    let page = console.get("/accounts").await.1;
    assert!(page.contains("Ada Example") && page.contains("bob@example.com"), "{page}");
    for (email, message) in [("BOB@example.com", "Another account has this address"), ("bob", "no e-mail address")] {
        let (status, _, page) = console.post("/accounts", &[("email", email), ("name", "Robert")]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains(message) && page.contains(email) && page.contains("value=\"Robert\""), "{page}");
    }
    assert_eq!(console.shared.read(|world| world.accounts.len()), 2);
    assert_eq!(console.get("/accounts/acc_none").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn tokens_are_issued_and_revoked() {
    let console = ConsoleClient::new();
    let path = format!("/accounts/{ACCOUNT_ID}");
    let granted = |token: &str| console.shared.read(|world| world.grant_of(token, world.now).is_some());
    let page = console.get(&path).await.1;
    assert!(
        page.contains(ACCESS_TOKEN) && page.contains(REFRESH_TOKEN) && page.contains("2026-01-17 12:24:16"),
        "{page}"
    );
    console.post(&format!("{path}/tokens"), &[]).await;
    let page = console.get(&path).await.1;
    let (_, rest) = page.split_once("Issued the access token ").expect("it is shown");
    let issued = rest.split('.').next().expect("a token").to_owned();
    assert!(granted(&issued));
    console.post(&format!("{path}/revoke"), &[("authorization", REFRESH_TOKEN)]).await;
    assert_eq!((granted(ACCESS_TOKEN), granted(&issued)), (false, true), "{issued}");
    console.post(&format!("{path}/revoke"), &[]).await;
    assert!(!granted(&issued));
    assert!(console.get(&path).await.1.contains("It has no token"));
}

/// Each button causes what its account can cause; those that take something away ask first.
#[tokio::test]
async fn channels_are_notified_when_a_profile_is_disconnected() {
    let console = ConsoleClient::new();
    let conferencing =
        console.shared.read(|world| world.accounts[ACCOUNT_ID].conferencing_profiles[0].profile_id.clone());
    console.post("/channels", &[("callback_url", URL), ("account", ACCOUNT_ID)]).await;
    let path = format!("/accounts/{ACCOUNT_ID}");
    let cases = [
        (PROFILE_ID, "disconnect", "profile_disconnected"),
        (PROFILE_ID, "reconnect", ""),
        (PROFILE_ID, "synced", "profile_initial_sync_completed"),
        (&conferencing, "disconnect_conferencing", "conferencing_profile_disconnected"),
        (&conferencing, "reconnect_conferencing", ""),
        (&conferencing, "without_url", ""),
        (&conferencing, "works", ""),
    ];
    let newest =
        || console.shared.read(|world| world.deliveries.values().next_back().map(|it| (it.number, it.name.clone())));
    for (id, what, notification) in cases {
        let before = newest();
        let page = console.get(&path).await.1;
        assert!(page.contains(&format!("value=\"{what}\"")), "{what} is offered");
        assert_eq!(console.post(&format!("{path}/profiles"), &[("profile", id), ("what", what)]).await.1, path);
        match newest() {
            after if notification.is_empty() => assert_eq!(after, before, "{what} sends no notification"),
            after => assert_eq!(after.map(|it| it.1).as_deref(), Some(notification), "{what}"),
        }
        assert!(!console.get(&path).await.1.contains("There is no such profile"), "{what}");
    }
    console.post(&format!("{path}/forget"), &[]).await;
    assert_eq!(newest().map(|it| it.1).as_deref(), Some("gdpr_requested"));
    console.post(&format!("{path}/profiles"), &[("profile", "pro_none"), ("what", "disconnect")]).await;
    assert!(console.get(&path).await.1.contains("There is no such profile"));
}
