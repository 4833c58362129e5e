//! Requests to other people, answered with the buttons of the console.

use http::StatusCode;

use super::client::ConsoleClient;
use crate::world::model::{AccessRequest, AskedAccess, Attachment, AttachmentReview, DelegatedAccess};
use crate::world::rules::{ACCOUNT_ID, InviteWrite};

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
async fn access_to_an_account_is_given_or_refused_at_once() {
    let console = ConsoleClient::showing_personal_data();
    let ask = |email: &str| {
        let request = DelegatedAccess {
            id: String::new(),
            asked_by: ACCOUNT_ID.to_owned(),
            email: email.to_owned(),
            callback_url: "http://127.0.0.1/authorization".to_owned(),
            scope: "read_events".to_owned(),
            state: None,
            decides_at: None,
            error: None,
        };
        console.shared.change(|world| world.request_delegated_access(request))
    };
    let [one, other] = [ask("grace@example.com"), ask("alan@example.com")];
    let decide = async |id: &str, outcome: &str| {
        answer(&console, "/requests/authorizations", &[("id", id), ("outcome", outcome)]).await
    };
    let page = decide(&one, "code").await;
    assert!(page.contains("Gave access") && page.contains("alan@example.com"), "{page}");
    assert!(decide(&other, "access_denied").await.contains("gets access_denied"));
    assert!(decide(&one, "access_denied").await.contains("has decided already"));
    let bodies: Vec<_> = console.shared.read(|world| world.deliveries.values().map(|it| it.body.clone()).collect());
    assert!(bodies[0].contains("\"code\"") && bodies[1].contains("\"error\":\"access_denied\""), "{bodies:?}");
}

/// Each kind can be caused with the console alone, up to its notification.
#[tokio::test]
async fn each_kind_has_an_example() {
    let console = ConsoleClient::showing_personal_data();
    let url = "http://127.0.0.1:9/cronofy";
    for (kind, shown) in [
        ("invite", "grace@example.com"),
        ("conversation", "Slot for Karl"),
        ("authorization", "room-"),
        ("access", "go_to"),
        ("attachment", "agenda-"),
    ] {
        for _ in 0..2 {
            let page = answer(&console, "/requests", &[("kind", kind), ("url", url)]).await;
            assert!(page.contains("Created the request") && page.contains(shown), "{kind}: {page}");
        }
    }
    let names = || console.shared.read(|world| world.deliveries.values().map(|it| it.name.clone()).collect::<Vec<_>>());
    assert!(names().contains(&"scheduling_conversation_joined".to_owned()), "{:?}", names());
    let attachment = console.shared.read(|world| world.attachments.keys().next().cloned()).expect("an attachment");
    answer(&console, "/requests/attachments", &[("id", &attachment), ("decision", "approve")]).await;
    assert!(names().contains(&"attachment_approved".to_owned()), "{:?}", names());
    for (kind, url, message) in
        [("invite", "nowhere", "id=\"url-wrong\""), ("letter", url, "there is no request `letter`")]
    {
        let (_, _, page) = console.post("/requests", &[("kind", kind), ("url", url)]).await;
        assert!(page.contains(message), "{page}");
    }
}

#[tokio::test]
async fn a_slot_is_chosen_for_a_participant() {
    let console = ConsoleClient::new();
    let sandbox = crate::control::SandboxHandle::new(std::sync::Arc::clone(&console.shared));
    let conversation = serde_json::json!({
        "subject": "Review",
        "participants": [
            { "sub": ACCOUNT_ID, "slots": { "selection_method": "auto" } },
            { "common_name": "Karl", "participant_id": "@karl" },
        ],
        "required_duration": { "minutes": 60 },
        "available_periods": [{ "start": "2026-01-19T09:00:00Z", "end": "2026-01-19T18:00:00Z" }],
    });
    sandbox.start_conversation(ACCOUNT_ID, conversation).expect("a conversation");
    let (_, page) = console.get("/requests").await;
    let (_, form) = page.split_once("name=\"participant\" value=\"").expect("a participant has to choose");
    let participant = form.split('"').next().unwrap_or_default();
    let (_, options) = form.split_once("<option value=\"").expect("there are slots");
    let slot = options.split('"').next().unwrap_or_default();
    let fields = [("participant", participant), ("slot", slot)];
    let page = answer(&console, "/requests/conversations", &fields).await;
    assert!(page.contains("Chose the slot") && page.contains("Agreed on"), "{page}");
}

#[tokio::test]
async fn an_attachment_is_approved_or_rejected() {
    let console = ConsoleClient::showing_personal_data();
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

#[tokio::test]
async fn a_person_replies_to_an_invite_and_proposes_another_time() {
    let console = ConsoleClient::showing_personal_data();
    let event = r#"{ "summary": "Board meeting", "start": "2026-07-19T15:30:00Z", "end": "2026-07-19T17:00:00Z", "tzid": "Europe/Paris" }"#;
    let key = console.shared.change(|world| {
        let write = InviteWrite {
            smart_invite_id: "42".to_owned(),
            emails: vec!["a@example.com".to_owned()],
            for_several: false,
            event: serde_json::from_str(event).expect("an event"),
            callback_url: Some("http://127.0.0.1/invites".to_owned()),
            organizer: None,
        };
        world.upsert_invite(write).key.clone()
    });
    let reply = |email, status, start| [("key", key.as_str()), ("email", email), ("status", status), ("start", start)];
    let page = answer(&console, "/requests/invites", &reply("a@example.com", "tentative", "2026-07-20T21:00")).await;
    assert!(page.contains("Replied, and notified") && page.contains("tentative"), "{page}");
    let sent = console.shared.read(|world| world.deliveries.values().next_back().expect("a delivery").body.clone());
    let sent: serde_json::Value = serde_json::from_str(&sent).expect("JSON");
    let proposal = serde_json::json!({
        "start": { "time": "2026-07-20T23:00:00+02:00", "tzid": "Europe/Paris" },
        "end": { "time": "2026-07-21T00:30:00+02:00", "tzid": "Europe/Paris" },
    });
    assert_eq!(sent["smart_invite"]["reply"]["proposal"], proposal);
    for (email, status, start) in
        [("uninvited", "accepted", ""), ("a@example.com", "pending", ""), ("a@example.com", "accepted", "soon")]
    {
        let page = answer(&console, "/requests/invites", &reply(email, status, start)).await;
        assert!(page.contains("Nothing was sent"), "{email} {status} {start}");
    }
    assert_eq!(console.shared.read(|world| world.deliveries.len()), 1);
}
