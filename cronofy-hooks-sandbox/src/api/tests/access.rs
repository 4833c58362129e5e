//! Who has access to what: scopes, accounts, and requests as official clients write them.

use http::Method;
use serde_json::json;

use super::endpoints::{SECRET, api, body, event, send, send_as, with};
use crate::api::context::Api;
use crate::api::request::ApiRequest;
use crate::api::response::ApiResponse;
use crate::api::route::answer;
use crate::world::model::Grant;
use crate::world::rules::{ACCOUNT_ID, REFRESH_TOKEN, WORK};

#[test]
fn simplified_scopes_allow_what_they_stand_for() {
    let api = api();
    let managed = "GET /v1/events?tzid=Etc/UTC&only_managed=true";
    let requests = ["GET /v1/account", "GET /v1/free_busy?tzid=Etc/UTC", managed, "GET /v1/events?tzid=Etc/UTC"];
    let upsert = "POST /v1/calendars/cal_sandbox_work/events";
    for (scope, allowed) in [
        ("read_write", [true, true, true, true, true]),
        ("read_only", [true, true, true, true, false]),
        ("free_busy", [true, true, false, false, false]),
        ("free_busy_write", [true, true, true, false, true]),
        ("read_account create_event", [true, false, true, false, true]),
    ] {
        let account_id = crate::world::rules::ACCOUNT_ID.to_owned();
        api.shared.change(|world| world.give_tokens(Grant { account_id, scope: scope.to_owned() }, "narrow", scope));
        let statuses = requests.into_iter().chain([upsert]);
        let statuses = statuses.map(|request| send_as(&api, Some("narrow"), request, &event("1")).status != 403);
        assert_eq!(statuses.collect::<Vec<_>>(), allowed, "{scope}");
    }
}

/// A request as it comes over the network.
fn send_raw(api: &Api, target: &str, headers: &[(&'static str, &'static str)], body: &str) -> ApiResponse {
    let header = |(name, value): &(&'static str, &'static str)| {
        (http::HeaderName::from_static(name), http::HeaderValue::from_static(value))
    };
    let headers = headers.iter().chain(&[("host", "127.0.0.1:4040")]).map(header).collect();
    let request = ApiRequest::new(Method::POST, target, &headers, body.as_bytes()).expect("a readable request");
    answer(api, &request)
}

#[test]
fn what_official_clients_send_is_accepted() {
    let api = api();
    let lower_case = ("authorization", "bearer sandbox_access_token");
    let upsert = "/v1/calendars/cal_sandbox_work/events";
    for (event_id, sent) in [
        ("ruby", with(event("ruby"), "transparency", json!(null))),
        ("csharp", {
            let time = |hour: u8| json!({ "time": format!("2026-01-06 {hour}:00:00Z"), "tzid": "Etc/UTC" });
            with(with(event("csharp"), "start", time(12)), "end", time(13))
        }),
    ] {
        let answer = send_raw(&api, upsert, &[lower_case, ("content-type", "application/json")], &sent.to_string());
        assert_eq!(answer, ApiResponse::accepted(), "{event_id}");
    }
    let events = body(&send(&api, "GET /v1/events?tzid=Etc/UTC&only_managed=true", &json!({})));
    let starts = events["events"].as_array().into_iter().flatten().map(|it| &it["start"]);
    assert_eq!(starts.collect::<Vec<_>>(), ["2026-01-06T12:00:00Z", "2026-01-06T12:00:00Z"]);

    let form = ("content-type", "Application/X-WWW-Form-Urlencoded; charset=utf-8");
    let sent = "callback_url=http://127.0.0.1:18431/cronofy/form&filters[only_managed]=true\
                &filters[calendar_ids][]=cal_sandbox_work";
    let channel = body(&send_raw(&api, "/v1/channels", &[lower_case, form], sent))["channel"].clone();
    assert_eq!(channel["filters"], json!({ "only_managed": true, "calendar_ids": [WORK] }));
    let wrong = send_raw(
        &api,
        "/v1/channels",
        &[lower_case, form],
        "callback_url=http://127.0.0.1/&filters[only_managed]=some",
    );
    assert_eq!(wrong.status, 422, "{wrong:?}");
    assert!(body(&wrong)["errors"]["filters.only_managed"].is_array(), "{wrong:?}");
}

#[test]
fn a_person_chooses_an_account_on_a_page() {
    let api = api();
    let bob = api.shared.change(|world| world.add_account("bob@example.com", "Bob")).expect("a new address");
    assert_eq!(api.shared.change(|world| world.add_account("Bob@example.com", "Bob")), None);
    let target =
        "/oauth/authorize?client_id=id&redirect_uri=http://127.0.0.1/in&response_type=code&scope=read_only&state=s";
    let get = |target: &str, accept: &'static str| {
        let value = |text| http::HeaderValue::from_static(text);
        let headers = [(http::header::HOST, value("127.0.0.1:4040")), (http::header::ACCEPT, value(accept))];
        let request = ApiRequest::new(Method::GET, target, &headers.into_iter().collect(), b"");
        answer(&api, &request.expect("a readable request"))
    };
    let page = format!("{:?}", get(target, "text/html,*/*"));
    for shown in ["<code>id</code>", "http://127.0.0.1/in", "<code>read_only</code>", "Bob", "Ada Example"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let (_, location) = get(&format!("{target}&account=none"), "text/html").header.expect("a location");
    assert_eq!(&*location, "http://127.0.0.1/in?error=access_denied&error_description=the+user+refused+access&state=s");
    assert_eq!(get(&format!("{target}&account=acc_other"), "text/html").status, 404);
    for (target, account_id) in
        [(format!("{target}&account={bob}"), &*bob), (target.to_owned(), "acc_000000000000000000000001")]
    {
        let (_, location) = get(&target, "*/*").header.expect("a location");
        let code = location.split(['=', '&']).nth(1).expect("a code").to_owned();
        let sent = json!({
            "client_id": "id", "client_secret": SECRET, "grant_type": "authorization_code", "code": code,
            "redirect_uri": "http://127.0.0.1/in",
        });
        let tokens = body(&send_as(&api, None, "POST /oauth/token", &sent));
        assert_eq!((&tokens["sub"], &tokens["scope"]), (&json!(account_id), &json!("read_only")));
        let token = tokens["access_token"].as_str().expect("a token");
        let calendars = body(&send_as(&api, Some(token), "GET /v1/calendars", &json!({})));
        assert_eq!(calendars["calendars"].as_array().map(Vec::len), Some(3));
        let userinfo = body(&send_as(&api, Some(token), "GET /v1/userinfo", &json!({})));
        assert_eq!(userinfo["sub"], account_id);
    }
}

#[test]
fn an_authorization_is_revoked_by_its_account() {
    let api = api();
    let other = Grant::everything("acc_other");
    api.shared.change(|world| world.give_tokens(other, "other", "other_refresh"));
    let revoke = |sub: &str| json!({ "client_id": "id", "client_secret": SECRET, "sub": sub });
    let account_id = crate::world::rules::ACCOUNT_ID;
    assert_eq!(send_as(&api, None, "POST /oauth/token/revoke", &revoke(account_id)).status, 200);
    assert_eq!(send(&api, "GET /v1/userinfo", &json!({})).status, 401);
    assert!(api.shared.read(|world| world.tokens.refresh.keys().eq(["other_refresh"])));
    assert!(api.shared.read(|world| world.tokens.access.keys().eq(["other"])));
}

#[test]
fn a_page_is_read_on_with_the_tokens_of_its_authorization() {
    let api = api();
    for number in 0..4 {
        send(&api, "POST /v1/calendars/cal_sandbox_work/events", &event(&number.to_string()));
    }
    let first = body(&send(&api, "GET /v1/events?tzid=Etc/UTC&only_managed=true", &json!({})));
    let next = first["pages"]["next_page"].as_str().and_then(|it| it.strip_prefix("http://127.0.0.1:4040"));
    let next = format!("GET {}", next.expect("a next page"));
    api.shared.change(|world| {
        world.give_tokens(Grant::everything(ACCOUNT_ID), "again", "another_login");
        world.give_tokens(Grant::everything(ACCOUNT_ID), "fresh", REFRESH_TOKEN);
    });
    let statuses = ["again", "fresh"].map(|token| send_as(&api, Some(token), &next, &json!({})).status.as_u16());
    assert_eq!(statuses, [404, 200], "another login of the account, and a refreshed token");
}

#[test]
fn an_application_deletes_the_events_of_one_account_only() {
    let api = api();
    let (token, calendar_id) = api.shared.change(|world| {
        let bob = world.add_account("bob@example.com", "Bob").expect("a new address");
        let calendar = world.calendars.values().find(|it| it.account_id == bob && it.primary).expect("a calendar");
        let calendar_id = calendar.calendar_id.clone();
        (world.issue_tokens(&bob).access_token, calendar_id)
    });
    send_as(&api, Some(&token), &format!("POST /v1/calendars/{calendar_id}/events"), &event("bob"));
    send(&api, "POST /v1/calendars/cal_sandbox_work/events", &event("ada"));
    assert_eq!(send(&api, "DELETE /v1/events", &json!({ "delete_all": true })).status, 202);
    let left = api.shared.read(|world| {
        world.events.values().filter(|it| !it.deleted).filter_map(|it| it.event_id.clone()).collect::<Vec<_>>()
    });
    assert_eq!(left, ["bob"]);
}

#[test]
fn a_service_account_logs_in_with_scopes_of_its_own() {
    let api = api();
    let login = "/enterprise_connect/oauth/authorize?client_id=id&redirect_uri=http://h/&response_type=code";
    let get = |query: &str| send_as(&api, None, &format!("GET {login}{query}"), &json!({}));
    let manage = "&scope=service_account/accounts/manage+service_account/resources/manage";
    assert_eq!(get(&format!("{manage}&delegated_scope=read_write")).status, 302);
    for (query, field) in [
        ("&scope=read_events&delegated_scope=read_write", "scope"),
        ("&delegated_scope=read_write", "scope"),
        (manage, "delegated_scope"),
        (&format!("{manage}&delegated_scope=everything"), "delegated_scope"),
    ] {
        let refused = get(query);
        assert!(refused.status == 422 && body(&refused)["errors"][field].is_array(), "{query}: {refused:?}");
    }
}

#[test]
fn a_verified_application_continues_at_its_redirect_uris_alone() {
    let api = api();
    let login = |uri: &str| {
        let target = format!("GET /oauth/authorize?response_type=code&client_id=id&redirect_uri={uri}");
        send_as(&api, None, &target, &json!({}))
    };
    let [one, two, other] = ["http://127.0.0.1/one", "http://127.0.0.1/two", "http://127.0.0.1/other"];
    assert_eq!(login(other).status, 302, "in development mode anywhere");
    for uri in [one, two] {
        let sent = json!({ "redirect_uris": [uri], "contact": { "email": "owner@example.com" } });
        assert_eq!(send(&api, "POST /v1/application_verification", &sent).status, 401, "it needs the client secret");
        let answer = send_as(&api, Some(SECRET), "POST /v1/application_verification", &sent);
        assert_eq!((answer.status.as_u16(), body(&answer)), (202, json!({})));
    }
    assert_eq!([login(one).status, login(two).status], [302, 302]);
    let refused = login(other);
    assert_eq!(refused.status, 422);
    assert!(body(&refused)["errors"]["redirect_uri"].is_array(), "{refused:?}");
}
