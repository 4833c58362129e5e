//! What an application asks a user for: permissions, conferencing accounts, answers to invitations, other logins.

use serde_json::{Value, json};

use super::endpoints::{SECRET, api, body, send, send_as};
use crate::api::context::Api;
use crate::world::model::AttachmentReview;
use crate::world::rules::{ACCOUNT_ID, CONFERENCING_PROFILE_ID, EventAuthor, EventWrite, PROFILE_ID, WORK};

fn redirect(answer: &crate::api::response::ApiResponse) -> String {
    assert_eq!(answer.status, 302, "{answer:?}");
    answer.header.clone().expect("a location").1.into()
}

fn target(url: &Value) -> String {
    url.as_str().expect("a URL").strip_prefix("http://127.0.0.1:4040").expect("the requested host").to_owned()
}

fn level(api: &Api) -> Value {
    let calendars = body(&send(api, "GET /v1/calendars", &json!({})))["calendars"].clone();
    calendars.as_array().into_iter().flatten().find(|it| it["calendar_id"] == WORK).expect("Work")["permission_level"]
        .clone()
}

#[test]
fn a_user_grants_or_refuses_permissions_once() {
    let api = api();
    let ask = |calendar_id: &str| {
        let permissions = json!([{ "calendar_id": calendar_id, "permission_level": "sandbox" }]);
        send(&api, "POST /v1/permissions", &json!({ "permissions": permissions, "redirect_uri": "http://h/?a=b" }))
    };
    assert_eq!(body(&ask("cal_other"))["errors"]["permissions.0.calendar_id"][0]["key"], "errors.invalid");
    let without = json!({ "permissions": [{ "calendar_id": WORK, "permission_level": "sandbox" }] });
    assert_eq!(
        body(&send(&api, "POST /v1/permissions", &without))["errors"]["redirect_uri"][0]["key"],
        "errors.required"
    );
    let url = |answer| target(&body(&answer)["permissions_request"]["url"]);
    let refused = format!("GET {}?decision=refuse", url(ask(WORK)));
    assert_eq!(redirect(&send_as(&api, None, &refused, &json!({}))), "http://h/?a=b&error=access_denied");
    assert_eq!(level(&api), "unrestricted");
    assert_eq!(send_as(&api, None, &refused, &json!({})).status, 404, "the user decides once");
    let granted = format!("GET {}", url(ask(WORK)));
    assert_eq!(redirect(&send_as(&api, None, &granted, &json!({}))), "http://h/?a=b");
    assert_eq!(level(&api), "sandbox");
}

#[test]
fn a_user_connects_a_conferencing_account() {
    let api = api();
    let ask = |provider: &str| {
        let wanted = json!({ "redirect_uri": "http://h/", "provider_name": provider });
        let answer = send(&api, "POST /v1/conferencing_service_authorizations", &wanted);
        let url = target(&body(&answer)["authorization_request"]["url"]);
        redirect(&send_as(&api, None, &format!("GET {url}"), &json!({})))
    };
    let profiles = || {
        let data = body(&send(&api, "GET /v1/userinfo", &json!({})))["cronofy.data"].clone();
        let profiles = data["conferencing_profiles"].as_array().cloned().unwrap_or_default();
        profiles.into_iter().map(|it| (it["profile_id"].clone(), it["profile_connected"].clone())).collect::<Vec<_>>()
    };
    api.shared.change(|world| world.disconnect_conferencing_profile(CONFERENCING_PROFILE_ID));
    assert_eq!(ask("zoom"), format!("http://h/?last_linked_profile_id={CONFERENCING_PROFILE_ID}"));
    assert_eq!(profiles(), [(json!(CONFERENCING_PROFILE_ID), json!(true))]);
    let added = ask("go_to").rsplit('=').next().expect("an id").to_owned();
    assert_eq!(profiles()[1], (json!(added), json!(true)));
}

#[test]
fn a_revoked_profile_is_disconnected_without_a_notification() {
    let api = api();
    send(&api, "POST /v1/channels", &json!({ "callback_url": "http://127.0.0.1/" }));
    let relink_urls = || {
        let profiles = body(&send(&api, "GET /v1/profiles", &json!({})))["profiles"][0].clone();
        let info = body(&send(&api, "GET /v1/userinfo", &json!({})))["cronofy.data"]["profiles"][0].clone();
        assert_eq!(profiles["profile_id"], info["profile_id"]);
        [profiles, info].map(|it| it["profile_relink_url"].as_str().map(str::to_owned))
    };
    assert_eq!(relink_urls(), [None, None], "it is connected");
    let revoke = |id: &str| send(&api, &format!("POST /v1/profiles/{id}/revoke"), &json!({})).status;
    assert_eq!((revoke(PROFILE_ID), revoke("pro_other")).0, 202);
    assert_eq!(revoke("pro_other"), 404);
    let profiles = body(&send(&api, "GET /v1/profiles", &json!({})));
    assert_eq!(profiles["profiles"][0]["profile_connected"], false);
    for page in relink_urls() {
        assert!(page.expect("a URL").ends_with(&format!("/accounts/{ACCOUNT_ID}")));
    }
    let names: Vec<_> = api.shared.read(|world| world.deliveries.values().map(|it| it.name.clone()).collect());
    assert_eq!(names, ["verification"]);
}

#[test]
fn an_invitation_is_answered_and_nothing_else() {
    let api = api();
    let write = |event: Value| {
        let event: EventWrite = serde_json::from_value(event).expect("an event");
        api.shared.change(|world| world.upsert_event(ACCOUNT_ID, WORK, event, EventAuthor::User)).expect("written")
    };
    let times = json!({ "start": "2026-01-06T12:00:00Z", "end": "2026-01-06T13:00:00Z" });
    let mut invitation = times.clone();
    let people = json!([
        { "email": "ada@example.com", "display_name": "Ada", "status": "needs_action" },
        { "email": "bob@example.com", "display_name": "Bob", "status": "needs_action" },
    ]);
    invitation["attendees"] = people;
    let (invited, own) = (write(invitation), write(times));
    let answer = |uid: &str, status: &str| {
        let request = format!("POST /v1/calendars/{WORK}/events/{uid}/participation_status");
        send(&api, &request, &json!({ "status": status })).status.as_u16()
    };
    assert_eq!(answer(&invited, "tentative"), 202);
    assert_eq!(
        (answer(&invited, "maybe"), answer("evt_external_1", "accepted"), answer(&own, "accepted")),
        (422, 404, 403)
    );
    let events = body(&send(&api, "GET /v1/events?tzid=Etc/UTC", &json!({})))["events"].clone();
    let event =
        events.as_array().into_iter().flatten().find(|it| it["event_uid"] == invited).expect("the event").clone();
    assert_eq!(event["participation_status"], "tentative");
    let statuses: Vec<_> = event["attendees"].as_array().into_iter().flatten().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, ["tentative", "needs_action"]);
}

#[test]
fn an_application_calendar_is_one_account_for_each_id() {
    let api = api();
    let create = |id: &str, secret: &str| {
        let wanted = json!({ "client_id": "id", "client_secret": secret, "application_calendar_id": id });
        send_as(&api, Some("undefined"), "POST /v1/application_calendars", &wanted)
    };
    let (one, again, other) = (body(&create("a", SECRET)), body(&create("a", SECRET)), body(&create("b", SECRET)));
    assert_eq!(one["sub"], again["sub"]);
    assert!(one["sub"] != other["sub"] && one["access_token"] != again["access_token"], "{one} {again} {other}");
    assert_eq!((one["scope"].as_str(), one["application_calendar_id"].as_str()), (Some("read_write"), Some("a")));
    assert_eq!((create("a", "other").status, create("", SECRET).status).0, 400);
    let token = one["access_token"].as_str().expect("a token");
    let userinfo = body(&send_as(&api, Some(token), "GET /v1/userinfo", &json!({})));
    assert_eq!(userinfo["cronofy.type"], "application_calendar");
    let calendars = body(&send_as(&api, Some(token), "GET /v1/calendars", &json!({})))["calendars"].clone();
    assert_eq!((calendars.as_array().map(Vec::len), &calendars[0]["calendar_primary"]), (Some(1), &json!(true)));
}

#[test]
fn a_link_token_is_a_login_to_its_account_once() {
    let api = api();
    let (bob, token) = api.shared.change(|world| {
        let bob = world.add_account("bob@example.com", "Bob").expect("a new address");
        let token = world.issue_tokens(&bob).access_token;
        (bob, token)
    });
    let link = body(&send_as(&api, Some(&token), "POST /v1/link_tokens", &json!({})))["link_token"].clone();
    let link = link.as_str().expect("a token");
    let login = "client_id=id&redirect_uri=http://h/&response_type=code";
    let login = format!("GET /oauth/authorize?{login}&link_token={link}");
    let location = redirect(&send_as(&api, None, &login, &json!({})));
    let code = location.strip_prefix("http://h/?code=").expect("a code").to_owned();
    assert_eq!(api.shared.read(|world| world.tokens.codes[&code].grant.account_id.clone()), bob);
    assert_eq!(send_as(&api, None, &login, &json!({})).status, 422, "once");
}

#[test]
fn accessible_calendars_are_those_of_others() {
    let api = api();
    api.shared.change(|world| world.add_account("bob@example.com", "Bob"));
    let names = |query: &str| {
        let answer = body(&send(&api, &format!("GET /v1/accessible_calendars{query}"), &json!({})));
        let names = answer["accessible_calendars"].as_array().cloned().unwrap_or_default();
        names.iter().map(|it| it["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["Board room", "Bob"]);
    assert_eq!(names(&format!("?profile_id={PROFILE_ID}&calendar_type=unknown")), ["Bob"]);
    assert_eq!(send(&api, "GET /v1/accessible_calendars?profile_id=pro_other", &json!({})).status, 404);
}

#[test]
fn an_attachment_is_reviewed_once_and_its_subscriptions_are_notified() {
    let api = api();
    let create = |content: &str| {
        let interactions = json!([{ "type": "attachment_approved" }, { "type": "attachment_rejected" }]);
        let subscription = json!({ "type": "webhook", "uri": "http://127.0.0.1/files", "interactions": interactions });
        let file = json!({ "file_name": "a.txt", "content_type": "text/plain", "base64_content": content });
        let wanted = json!({ "attachment": file, "subscriptions": [subscription] });
        send_as(&api, Some(SECRET), "POST /v1/attachments", &wanted)
    };
    let error = body(&create("no base64"))["errors"]["attachment.base64_content"][0]["key"].clone();
    assert_eq!(error, "errors.invalid");
    let attachment = body(&create("VGVzdGluZyBGaWxlIENvbnRlbnQ="))["attachment"].clone();
    assert_eq!(attachment["md5"], "3be6f3098853231fbd7d4cd19f846c2c");
    let id = attachment["attachment_id"].as_str().expect("an id");
    let rejected = create("");
    let rejected = body(&rejected)["attachment"]["attachment_id"].clone();
    api.shared.change(|world| {
        assert!(world.review_attachment(id, true) && !world.review_attachment(id, false), "once");
        assert!(world.review_attachment(rejected.as_str().expect("an id"), false));
        assert_eq!(world.attachments[id].review, AttachmentReview::Approved);
        let sent: Vec<_> = world.deliveries.values().map(|it| (it.name.as_str(), it.url.as_str())).collect();
        assert_eq!(
            sent,
            [("attachment_approved", "http://127.0.0.1/files"), ("attachment_rejected", "http://127.0.0.1/files")]
        );
        let first = world.deliveries.values().next().expect("the first");
        let sent: Value = serde_json::from_str(&first.body).expect("JSON");
        assert_eq!(sent["attachment"], attachment);
    });
}
