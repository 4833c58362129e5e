//! Requests to other people, answered with the buttons of the console.

use http::StatusCode;

use super::client::ConsoleClient;
use crate::world::model::{AccessRequest, AskedAccess, Attachment, AttachmentReview};
use crate::world::rules::ACCOUNT_ID;

/// Posts a form of the page, and returns what the page says then.
async fn answer(console: &ConsoleClient, path: &str, fields: &[(&str, &str)]) -> String {
    let (status, location, _) = console.post(path, fields).await;
    assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/requests"), "{path} {fields:?}");
    console.get("/requests").await.1
}

#[tokio::test]
async fn a_user_agrees_to_a_request_for_access() {
    let console = ConsoleClient::new();
    let request = |provider: &str| AccessRequest {
        account_id: ACCOUNT_ID.to_owned(),
        redirect_uri: "http://h/".to_owned(),
        asks_for: AskedAccess::Conferencing(provider.to_owned()),
    };
    let [one, other] = console.shared.change(|world| ["ms_teams", "go_to"].map(|it| world.request_access(request(it))));
    let (_, page) = console.get("/requests").await;
    assert!(page.contains("Ada Example") && page.contains("ms_teams"), "{page}");
    let page = answer(&console, "/requests/access", &[("id", &one), ("decision", "grant")]).await;
    assert!(page.contains("Agreed to the request") && !page.contains("ms_teams"), "{page}");
    let page = answer(&console, "/requests/access", &[("id", &other), ("decision", "refuse")]).await;
    assert!(page.contains("Refused the request"), "{page}");
    let page = answer(&console, "/requests/access", &[("id", &one), ("decision", "grant")]).await;
    assert!(page.contains("has decided already"), "{page}");
    let profiles = console.shared.read(|world| world.accounts[ACCOUNT_ID].conferencing_profiles.len());
    assert_eq!(profiles, 2, "only the one that the user agreed to was added");
}

#[tokio::test]
async fn an_attachment_is_approved_or_rejected() {
    let console = ConsoleClient::new();
    let attachment = || Attachment {
        attachment_id: String::new(),
        file_name: "agenda.txt".to_owned(),
        content_type: "text/plain".to_owned(),
        md5: String::new(),
        subscriptions: Vec::new(),
        review: AttachmentReview::Pending,
    };
    let [one, other] =
        console.shared.change(|world| [(), ()].map(|()| world.add_attachment(attachment()).attachment_id));
    let page = answer(&console, "/requests/attachments", &[("id", &one), ("decision", "approve")]).await;
    assert!(page.contains("Approved the attachment") && page.contains("agenda.txt"), "{page}");
    answer(&console, "/requests/attachments", &[("id", &other), ("decision", "reject")]).await;
    let page = answer(&console, "/requests/attachments", &[("id", &one), ("decision", "reject")]).await;
    assert!(page.contains("was reviewed already"), "{page}");
    let reviews = console.shared.read(|world| [&one, &other].map(|id| world.attachments[id].review));
    assert_eq!(reviews, [AttachmentReview::Approved, AttachmentReview::Rejected]);
}
