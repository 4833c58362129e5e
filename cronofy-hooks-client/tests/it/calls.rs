//! Each call, against the sandbox.

use cronofy_hooks_client::{ClientErrorKind, EventsQuery, FreeBusyQuery};
use cronofy_hooks_sandbox::Sandbox;
use cronofy_hooks_types::request::{CancelMeetingAgent, CreateChannel};
use cronofy_hooks_types::response::FreeBusyStatus;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{ACCOUNT, TestSandbox, WORK, get, tokens};

/// A request, as its JSON.
pub(crate) fn request<T: DeserializeOwned>(body: Value) -> T {
    serde_json::from_value(body).unwrap()
}

pub(crate) fn event(event_id: &str) -> Value {
    json!({ "event_id": event_id, "summary": "Lunch", "start": "2026-01-06T12:00:00Z", "end": "2026-01-06T13:00:00Z" })
}

#[tokio::test]
async fn identity_and_calendars() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    let information = account.account().await.unwrap();
    assert_eq!(information.account_id, ACCOUNT);
    let user = account.user_info().await.unwrap();
    assert_eq!((user.sub.as_str(), user.email), (ACCOUNT, information.email));
    let profiles = account.profiles().await.unwrap();
    assert_eq!(profiles[0].profile_connected, Some(true));

    let name = "Team / ☕";
    let calendar = request(json!({ "profile_id": profiles[0].profile_id, "name": name }));
    let created = account.create_calendar(&calendar).await.unwrap();
    assert_eq!(created.calendar_name.as_deref(), Some(name));
    let calendars = account.calendars().await.unwrap();
    assert!(calendars.contains(&created) && calendars.len() == 4, "{calendars:?}");
}

#[tokio::test]
async fn channels_are_created_once_listed_and_closed() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    let channel = account.create_channel(&CreateChannel::new("http://127.0.0.1:9/cronofy?user=ada")).await.unwrap();
    assert_eq!(channel.callback_url.as_deref(), Some("http://127.0.0.1:9/cronofy?user=ada"));
    let again = account.create_channel(&CreateChannel::new("http://127.0.0.1:9/cronofy?user=ada")).await.unwrap();
    assert_eq!(account.channels().await.unwrap(), [again]);
    account.close_channel(&channel.channel_id).await.unwrap();
    assert_eq!(account.channels().await.unwrap(), []);
}

#[tokio::test]
async fn events_are_written_read_and_deleted() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    for id in ["1", "2", "3"] {
        account.upsert_event(WORK, &request(event(id))).await.unwrap();
    }
    account.delete_event(WORK, &request(json!({ "event_id": "2" }))).await.unwrap();
    let read = async |query: EventsQuery| {
        let mut events = account.events(&query);
        let mut found = Vec::new();
        while let Some(event) = events.next().await {
            let event = event.unwrap();
            found.push((event.event_id.unwrap_or_default(), event.deleted.unwrap_or_default()));
        }
        found.sort();
        found
    };
    let found = |ids: &[(&str, bool)]| ids.iter().map(|(id, gone)| ((*id).to_owned(), *gone)).collect::<Vec<_>>();
    assert_eq!(read(EventsQuery::new()).await, []);
    assert_eq!(read(EventsQuery::new().only_managed()).await, found(&[("1", false), ("3", false)]));
    let changed = EventsQuery::changed_since(test.sandbox.now()).include_managed();
    assert_eq!(read(changed.clone()).await, found(&[("1", false), ("2", true), ("3", false)]));
    assert_eq!(read(changed.calendar("cal_sandbox_private")).await, []);
    let days = EventsQuery::new().only_managed().from("2026-01-06".parse().unwrap()).to("2026-01-07".parse().unwrap());
    assert_eq!(read(days.clone().to("2026-01-06".parse().unwrap())).await.len(), 2);
    let mut local = account.events(&days.time_zone("Europe/Paris").localized());
    let start = local.next().await.unwrap().unwrap().start.unwrap();
    assert_eq!(start.tzid(), Some("Europe/Paris"));

    let mut times = account.free_busy(&FreeBusyQuery::new().include_managed().include_ids());
    let time = times.next().await.unwrap().unwrap();
    assert_eq!((time.free_busy_status, time.event_id.as_deref()), (FreeBusyStatus::Busy, Some("1")));

    account.delete_events(&request(json!({ "delete_all": true }))).await.unwrap();
    assert_eq!(read(EventsQuery::new().only_managed()).await, []);
}

#[tokio::test]
async fn a_batch_has_an_answer_for_each_request() {
    let test = TestSandbox::start(|builder| builder).await;
    let to = format!("/v1/calendars/{WORK}/events");
    let post = |event: Value| json!({ "method": "POST", "relative_url": to, "data": event });
    let batch = request(json!({ "batch": [post(event("1")), post(json!({ "event_id": "2" }))] }));
    let answers = test.account().batch(&batch).await.unwrap();
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [202, 422]);
    assert!(answers[1].data.as_ref().unwrap()["errors"]["summary"].is_array(), "{answers:?}");
}

#[tokio::test]
async fn agents_are_sent_now_and_later_and_called_off() {
    let test = TestSandbox::start(|builder| builder).await;
    let now = test.client.create_meeting_agent(&request(json!({ "join_url": "https://zoom.us/j/42" }))).await.unwrap();
    let later =
        json!({ "join_url": "https://zoom.us/j/42", "join_time": "2026-01-06T12:00:00Z", "scheduling_key": "42" });
    assert_eq!(now.unwrap().sub[..4], *"agt_");
    assert_eq!(test.client.create_meeting_agent(&request(later)).await.unwrap(), None);
    let scheduled = CancelMeetingAgent::new("42");
    test.client.cancel_meeting_agent(&scheduled).await.unwrap();
    let unknown = test.client.cancel_meeting_agent(&CancelMeetingAgent::new("43")).await.unwrap_err();
    assert_eq!(unknown.kind(), ClientErrorKind::NotFound);
}

#[tokio::test]
async fn a_login_brings_an_account_and_revoking_ends_it() {
    let test = TestSandbox::start(|builder| builder).await;
    test.store.put(ACCOUNT, tokens("none", "none"));
    let account = test.client.account(ACCOUNT);
    assert!(account.calendars().await.unwrap_err().needs_login());

    let bob = test.sandbox.add_account("bob@example.com", "Bob").unwrap().account_id;
    let page = test.client.login_url("http://127.0.0.1/in", "list_calendars read_events", "a state & more");
    let exchange = async |sent_to: &str| {
        let sent = sent_to.strip_prefix("http://127.0.0.1/in?code=").unwrap();
        let (code, state) = sent.split_once("&state=").unwrap();
        assert_eq!(state, "a+state+%26+more");
        test.client.exchange_code(code, "http://127.0.0.1/in").await.unwrap()
    };
    for account_id in [&*bob, ACCOUNT] {
        let logged_in = exchange(&test.sandbox.log_in(&page, account_id).unwrap()).await;
        assert_eq!(logged_in.account_id(), account_id);
        assert!(logged_in.calendars().await.unwrap()[0].calendar_id.starts_with("cal_"));
    }
    let refused = test.sandbox.refuse_login(&page).unwrap();
    assert!(refused.starts_with("http://127.0.0.1/in?error=access_denied&"), "{refused}");
    // A program that opens the page itself is sent on as the first account.
    let redirect = get(&test.server.url(), page.strip_prefix(&test.server.url()).unwrap()).await;
    let (_, location) = redirect.split_once("location: ").unwrap();
    let logged_in = exchange(location.lines().next().unwrap()).await;
    assert_eq!(logged_in.account_id(), ACCOUNT);
    account.calendars().await.unwrap();
    assert_ne!(test.store.get(ACCOUNT).unwrap(), tokens(Sandbox::ACCESS_TOKEN, Sandbox::REFRESH_TOKEN));

    logged_in.revoke().await.unwrap();
    assert_eq!(test.store.get(ACCOUNT), None);
    assert!(account.calendars().await.unwrap_err().needs_login());
}

#[tokio::test]
async fn a_login_that_the_page_would_refuse_is_an_error() {
    let test = TestSandbox::start(|builder| builder).await;
    let page = test.client.login_url("http://127.0.0.1/in", "read_events", "s");
    for (url, account, words) in [
        (&*page, "acc_other", "Sandbox::accounts"),
        ("https://app.cronofy.com/oauth/authorize?client_id=sandbox", ACCOUNT, "base URL"),
        (&page.replace("authorize", "token"), ACCOUNT, "base URL"),
        ("no URL", ACCOUNT, "base URL"),
        (&page.replace("client_id=sandbox", "client_id=other"), ACCOUNT, "client_id"),
        (&page.replace("read_events", "read_all"), ACCOUNT, "read_all"),
    ] {
        let refused = test.sandbox.log_in(url, account).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
}

#[tokio::test]
async fn access_is_asked_for_and_given_back() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    let permission = json!({ "calendar_id": WORK, "permission_level": "sandbox" });
    let asked = request(json!({ "permissions": [permission], "redirect_uri": "http://127.0.0.1/in" }));
    let asked = account.request_permissions(&asked).await.unwrap();
    assert!(asked.accepted.is_none() && asked.url.unwrap().starts_with(&test.server.url()));
    let zoom = request(json!({ "redirect_uri": "http://127.0.0.1/in", "provider_name": "zoom" }));
    assert!(account.conferencing_login_url(&zoom).await.unwrap().starts_with(&test.server.url()));
    let profile_id = account.profiles().await.unwrap().remove(0).profile_id;
    let accessible = account.accessible_calendars(&profile_id).await.unwrap();
    assert_eq!(accessible[0].email, "board-room@example.com");
    assert!(!account.link_token().await.unwrap().expose().is_empty());
    account.revoke_profile(&profile_id).await.unwrap();
    assert_eq!(account.profiles().await.unwrap()[0].profile_connected, Some(false));
}

#[tokio::test]
async fn an_invitation_is_answered() {
    let test = TestSandbox::start(|builder| builder).await;
    let attendee = json!({ "email": "ada@example.com", "display_name": null, "status": "needs_action" });
    let mut invitation = event("");
    invitation.as_object_mut().unwrap().remove("event_id");
    invitation["attendees"] = json!([attendee]);
    let event_uid = test.sandbox.write_event_as_user(WORK, invitation).unwrap();
    let answer = request(json!({ "status": "declined" }));
    test.account().change_participation_status(WORK, &event_uid, &answer).await.unwrap();
    let answered = test.account().events(&EventsQuery::new()).next().await.unwrap().unwrap();
    assert_eq!(answered.participation_status.unwrap().as_str(), "declined");
}

#[tokio::test]
async fn an_application_calendar_is_an_account_and_files_are_uploaded() {
    let test = TestSandbox::start(|builder| builder).await;
    let calendar = test.client.application_calendar("rooms").await.unwrap();
    assert!(test.store.get(calendar.account_id()).is_some());
    assert_eq!(calendar.calendars().await.unwrap()[0].calendar_name.as_deref(), Some("rooms"));
    let again = test.client.application_calendar("rooms").await.unwrap();
    assert_eq!(again.account_id(), calendar.account_id());
    let file = json!({ "file_name": "a.txt", "content_type": "text/plain", "base64_content": "YQ==" });
    let attachment = test.client.create_attachment(&request(json!({ "attachment": file }))).await.unwrap();
    assert_eq!(attachment.md5.as_deref(), Some("0cc175b9c0f1b6a831c399e269772661"));
    let contact = json!({ "email": "owner@example.com" });
    let wanted = |uri: &str| request(json!({ "redirect_uris": [uri], "contact": contact }));
    test.client.verify_application(&wanted("https://planner.example.com/oauth")).await.unwrap();
    let refused = test.client.verify_application(&wanted("planner://oauth")).await.unwrap_err();
    assert!(refused.errors().contains_key("redirect_uris.0"), "{refused}");
}

#[tokio::test]
async fn invites_are_sent_read_and_cancelled() {
    let test = TestSandbox::start(|builder| builder).await;
    let event = json!({ "summary": "Lunch", "start": "2026-01-06T12:00:00Z", "end": "2026-01-06T13:00:00Z" });
    let person = |email: &str| json!({ "email": email });
    let one = json!({ "smart_invite_id": "1", "recipient": person("a@example.com"), "event": event });
    let created = test.client.upsert_smart_invite(&request(one)).await.unwrap();
    assert!(created.attachments.unwrap().icalendar.unwrap().contains("METHOD:REQUEST"));
    let accepted = json!({ "email": "a@example.com", "status": "accepted" });
    test.sandbox.reply_to_smart_invite("1", accepted).unwrap();
    let state = test.client.smart_invite("1", Some("a@example.com")).await.unwrap();
    assert_eq!(state.recipient.unwrap().status.unwrap().as_str(), "accepted");
    let cancelled = json!({ "method": "cancel", "smart_invite_id": "1", "recipient": person("a@example.com") });
    let cancelled = test.client.cancel_smart_invite(&request(cancelled)).await.unwrap();
    assert_eq!(cancelled.method.as_deref(), Some("cancel"));

    let people = [person("a@example.com"), person("b@example.com")];
    let several = json!({ "smart_invite_id": "2", "recipients": people, "event": event });
    test.client.upsert_smart_invite(&request(several)).await.unwrap();
    let removed = json!({ "method": "remove", "smart_invite_id": "2", "recipient": person("a@example.com") });
    let removed = test.client.remove_smart_invite_recipient(&request(removed)).await.unwrap();
    assert_eq!(removed.attachments.unwrap().removed.unwrap().email.as_deref(), Some("a@example.com"));
    let left = test.client.smart_invite("2", None).await.unwrap().recipients.unwrap();
    assert_eq!(left.iter().filter_map(|it| it.email.as_deref()).collect::<Vec<_>>(), ["b@example.com"]);
}

#[tokio::test]
async fn access_to_others_is_asked_for_and_its_code_exchanged() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    let callback_url = "http://127.0.0.1:9/authorization";
    let wanted = |email: &str| json!({ "email": email, "callback_url": callback_url, "scope": "read_events" });
    account.authorize_with_service_account(&request(wanted("a@example.com"))).await.unwrap();
    let several = json!({ "service_account_authorizations": [wanted("b@example.com"), wanted("c@example.com")] });
    account.authorize_several_with_service_account(&request(several)).await.unwrap();
    let mut delegated = wanted("d@example.com");
    delegated["profile_id"] = account.profiles().await.unwrap()[0].profile_id.as_str().into();
    account.delegate_authorization(&request(delegated)).await.unwrap();
    test.sandbox.advance(std::time::Duration::from_secs(60)).await;
    let deliveries = test.sandbox.deliveries();
    assert_eq!(deliveries.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["authorization"; 4]);
    let body: Value = serde_json::from_str(&deliveries[0].body).unwrap();
    let code = body["authorization"]["code"].as_str().unwrap();
    let other = test.client.exchange_code(code, callback_url).await.unwrap();
    assert_eq!(other.user_info().await.unwrap().email.as_deref(), Some("a@example.com"));
}

#[tokio::test]
async fn a_conversation_ends_with_the_slot_that_was_chosen() {
    let test = TestSandbox::start(|builder| builder).await;
    let account = test.account();
    let wanted = json!({
        "participants": [{ "sub": ACCOUNT, "slots": { "selection_method": "auto" } }, { "email": "karl@example.com" }],
        "required_duration": { "minutes": 60 },
        "available_periods": [{ "start": "2030-01-07T09:00:00Z", "end": "2030-01-07T12:00:00Z" }],
    });
    let conversation = account.create_scheduling_conversation(&request(wanted)).await.unwrap();
    let id = &conversation.scheduling_conversation_id;
    assert_eq!(account.scheduling_conversation(id).await.unwrap(), conversation);
    let actions = conversation.participants.unwrap().remove(1).possible_actions.unwrap();
    let list = actions.slots_list.unwrap().url;
    let token = list.rsplit('/').nth(1).unwrap();
    let found = account.look_up_scheduling_conversation(token).await.unwrap();
    assert_eq!(found.participant.unwrap().email.as_deref(), Some("karl@example.com"));
    let slots = account.conversation_slots(&list).await.unwrap();
    assert_eq!(slots.len(), 3);
    let choice = request(json!({ "selected_slots": [{ "slot_id": slots[1].slot_id }] }));
    let done = account.select_conversation_slots(&actions.slots_select.unwrap().url, &choice).await.unwrap();
    assert_eq!(done.chosen_slot.unwrap().available_slot_id, slots[1].slot_id);
    let foreign = account.conversation_slots("https://example.com/slots").await.unwrap_err();
    assert_eq!(foreign.kind(), ClientErrorKind::ForeignUrl);
}
