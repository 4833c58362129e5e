//! Scenarios: played, and saved from what was done.

use http::StatusCode;
use serde_json::json;

use super::common::{URL, post, sandbox};
use crate::control::RecordedScenario;
use crate::personal_data::PersonalData;
use crate::world::model::DeliveryCause;
use crate::{Fault, FaultRule, Scenario, Step};

#[tokio::test]
async fn a_scenario_begins_the_same_each_time() {
    let scenario: Scenario = serde_json::from_value(json!({
        "application": URL,
        "starts_at": "2026-06-01T08:00:00Z",
        "seed": 7,
        "steps": [
            { "faults": [{ "fault": "drop", "rate": 0.5 }] },
            { "create_channel": { "callback_url": "{application}/users/1" } },
            { "advance": "1h" },
        ],
    }))
    .unwrap();
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sandbox = scenario.sandbox().start().unwrap();
        for step in scenario.steps().unwrap() {
            sandbox.run(&step).await.unwrap();
        }
        let deliveries = sandbox.deliveries();
        assert_eq!(deliveries[0].url, format!("{URL}/users/1"));
        let of = |attempt: &crate::AttemptView| (attempt.at, attempt.fault, attempt.outcome.clone());
        runs.push(deliveries.iter().flat_map(|it| it.attempts.iter().map(of)).collect::<Vec<_>>());
    }
    assert!(runs[0].len() > 3, "{runs:?}");
    assert_eq!(runs[0], runs[1]);
    let homeless = Scenario { application: None, ..scenario };
    assert!(homeless.steps().unwrap_err().to_string().contains("set `application`"));
}

/// What changes deliveries or later ids is in the recording, at least as a gap.
#[tokio::test]
async fn what_no_step_can_repeat_is_a_gap() {
    let sandbox = sandbox();
    let recorded = || sandbox.shared.read(|world| RecordedScenario::of(world, PersonalData::Shown).unwrap());
    let account = sandbox.accounts().remove(0);
    sandbox.issue_tokens(&account.account_id).unwrap();
    assert!(sandbox.set_client_secrets([""]).is_err());
    let without_any = recorded();
    assert_eq!((without_any.done, without_any.gaps.len()), (0, 0));
    assert!(without_any.to_yaml().ends_with("steps: []\n"));

    sandbox.set_client_secrets(["CRN_other"]).unwrap();
    assert_eq!(recorded().gaps.len(), 1);
    let revoked = || sandbox.shared.change(|world| world.revoke_profile(&account.account_id, &account.profile_ids[0]));
    assert!(revoked());
    assert_eq!(recorded().gaps.len(), 2);
    assert!(revoked());
    assert_eq!(recorded().gaps.len(), 2, "nothing has changed");
    let invite = json!({
        "smart_invite_id": "one",
        "recipient": { "email": "bob@example.com" },
        "event": { "summary": "Lunch", "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T13:00:00Z" },
        "callback_url": URL,
    });
    sandbox.upsert_smart_invite(invite).unwrap();
    let recorded = recorded();
    assert_eq!(recorded.gaps.len(), 3, "it took an id");
    assert!(recorded.gaps[2].ends_with("something was done that no step can repeat."), "{:?}", recorded.gaps);
    assert!(recorded.to_yaml().contains("steps: []\n  # At 2026-06-01 08:00:00 "), "{}", recorded.to_yaml());
}

#[tokio::test]
async fn steps_reply_to_invites_and_choose_times() {
    let sandbox = sandbox();
    let event = json!({ "summary": "Lunch", "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T13:00:00Z" });
    let recipient = json!({ "email": "bob@example.com" });
    let invite = json!({ "smart_invite_id": "one", "recipient": recipient, "event": event, "callback_url": URL });
    sandbox.upsert_smart_invite(invite).unwrap();
    let account = sandbox.accounts().remove(0);
    let page = |event_id: &str| {
        let period = json!({ "start": "2026-06-01T14:00:00Z", "end": "2026-06-01T16:00:00Z" });
        let page = json!({
            "oauth": { "redirect_uri": "http://127.0.0.1:9/booked" },
            "event": { "event_id": event_id, "summary": "Interview", "tzid": "Etc/UTC" },
            "availability": {
                "participants": [{ "members": [{ "sub": account.account_id }], "required": "all" }],
                "required_duration": { "minutes": 60 },
                "query_periods": [period],
            },
            "target_calendars": [{ "sub": account.account_id, "calendar_id": account.calendar_ids[0] }],
            "callback_urls": { "completed_url": URL },
        });
        sandbox.create_real_time_scheduling(page).unwrap()
    };
    let (first, second) = (page("1"), page("2"));
    let reply = |id: &str| {
        let reply = json!({ "smart_invite_id": id, "email": "bob@example.com", "status": "tentative" });
        json!({ "reply_to_smart_invite": reply })
    };
    let choose = |id: &str, start| json!({ "choose_time": { "real_time_scheduling_id": id, "start": start } });
    let (id, at) = (first.real_time_scheduling_id.as_str(), "2026-06-01T15:00:00Z");
    let steps = json!([reply("one"), { "choose_time": {} }, choose(id, Some(at))]);
    let (status, results) = post(&sandbox, &steps).await;
    let offered = second.offered[0];
    assert_eq!((status.as_u16(), &results["results"]), (200, &json!([{}, { "start": offered }, { "start": at }])));
    let sent: Vec<_> = sandbox.deliveries().iter().map(|it| it.name.clone()).collect();
    assert_eq!(sent, ["smart_invite", "real_time_scheduling", "real_time_scheduling"]);

    for (step, words) in [
        (json!({ "choose_time": {} }), "POST /v1/real_time_scheduling"),
        (choose("sch_other", None), "`sch_other`"),
        (choose(id, None), "no open page `sch_"),
        (reply("other"), "`other`"),
    ] {
        let (status, refused) = post(&sandbox, &step).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        assert!(refused["error"].as_str().unwrap().contains(words), "{refused}");
    }
}

/// A person stops the application, and it fails in other ways. That is not in the file, which expects what an application
/// does that works.
#[tokio::test]
async fn failures_of_the_application_are_not_expected() {
    let sandbox = sandbox();
    let recorded = || sandbox.shared.read(|world| RecordedScenario::of(world, PersonalData::Hidden).unwrap());
    let account = sandbox.accounts().remove(0);
    sandbox.create_channel(&account.account_id, json!({ "callback_url": URL })).unwrap();
    sandbox.advance(MINUTE).await;
    let scenario = recorded();
    let file = scenario.to_yaml();
    assert!(file.contains("# The recorded application failed 1 of these (refused)."), "{file}");
    assert!(file.contains("deliveries: \"name:verification is:delivered\"\n"), "{file}");
    assert!(!file.contains("is:failing") && scenario.gaps.is_empty(), "{file}");
    assert_eq!((scenario.failed, scenario.counted()), (1, COUNTED.to_owned()));

    // A channel that it let close stays open with one that works, so what follows is not known.
    sandbox.advance(24 * 60 * MINUTE).await;
    let scenario = recorded();
    let [gap] = &scenario.gaps[..] else { panic!("{:?}", scenario.gaps) };
    assert!(gap.contains("was closed because your application failed for 24 hours"), "{gap}");
    let (before, after) =
        scenario.to_yaml().split_once("advance: 24h").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert!(before.contains("is:delivered") && !after.contains("expect"), "{after}");
}

/// While the clock runs, an attempt fails a moment after it was sent. Only faults make a file expect the end of a channel.
#[tokio::test]
async fn a_channel_that_no_fault_closed_is_not_expected_to_be_closed() {
    use crate::AttemptOutcome::{Answered, Lost, Refused};
    let elsewhere = "http://127.0.0.1:10/cronofy";
    for (fault, outcome, url, comment) in [
        (None, Refused, URL, Some("was closed because your application failed for 24 hours")),
        (None, Answered(500), URL, Some("was closed because your application failed for 24 hours")),
        (None, Refused, elsewhere, Some("was closed because nothing listened at its URL")),
        (Some(Fault::Drop), Lost, URL, None),
        (Some(Fault::Drop), Lost, elsewhere, None),
    ] {
        let sandbox = sandbox();
        let account = sandbox.accounts().remove(0);
        for _ in 0..2 {
            sandbox.trigger(URL, json!({ "notification": { "type": "change" } })).unwrap();
        }
        sandbox.set_faults(fault.map(FaultRule::new));
        let channel = sandbox.create_channel(&account.account_id, json!({ "callback_url": url })).unwrap();
        let file = sandbox.shared.change(|world| {
            while let Some(at) = world.next_at().filter(|_| world.channels[&channel.channel_id].is_open()) {
                world.now = world.now.max(at);
                let sent = world.run_due();
                world.now = world.now.checked_add(std::time::Duration::from_millis(3)).unwrap();
                for sent in sent {
                    let outcome = if sent.delivery < 3 && fault.is_none() { Answered(204) } else { outcome.clone() };
                    world.record_result(sent.delivery, sent.attempt, outcome.into());
                }
            }
            RecordedScenario::of(world, PersonalData::Hidden).unwrap().to_yaml()
        });
        assert_eq!(file.contains("closed: true"), comment.is_none(), "{fault:?} {outcome:?} {url}: {file}");
        assert!(comment.is_none_or(|it| file.contains(it)), "{fault:?} {outcome:?} {url}: {file}");
    }
}

const MINUTE: std::time::Duration = std::time::Duration::from_secs(60);
const COUNTED: &str = "3 steps: 1 action, 1 move of the clock, 1 expectation";

/// What faults did is expected, also the end of a channel; and it is played, whether or not an application listens.
#[tokio::test]
async fn a_channel_that_faults_close_is_expected_to_be_closed() {
    let sandbox = sandbox();
    let account = sandbox.accounts().remove(0);
    sandbox.set_faults([FaultRule::new(Fault::Drop)]);
    let channel = sandbox.create_channel(&account.account_id, json!({ "callback_url": URL })).unwrap();
    sandbox.advance(25 * 60 * MINUTE).await;
    let scenario = sandbox.shared.read(|world| RecordedScenario::of(world, PersonalData::Hidden).unwrap());
    let file = scenario.to_yaml();
    let closed = format!("expect_channel:\n      channel_id: {}\n      closed: true\n", channel.channel_id);
    assert!(file.contains(&closed), "{file}");
    assert!(file.contains("is:given_up status:lost") && !file.contains('#'), "{file}");
    assert_eq!((scenario.failed, scenario.gaps.len()), (0, 0));

    let expect = |closed: bool| {
        let step = json!({ "expect_channel": { "channel_id": channel.channel_id, "closed": closed, "within": "0s" } });
        serde_json::from_value::<Step>(step).unwrap()
    };
    sandbox.run(&expect(true)).await.unwrap();
    let error = sandbox.run(&expect(false)).await.unwrap_err().to_string();
    assert!(error.contains("should be open; it is closed since 2026-06-02T08:00:00Z"), "{error}");
}

/// Which failures a working application has as well, and how it ends them.
#[tokio::test]
async fn only_what_faults_do_is_expected_to_fail() {
    use crate::AttemptOutcome::{Answered, Failed, Lost, Refused};
    let elsewhere = "http://127.0.0.1:10/cronofy";
    for (fault, outcome, url, expected) in [
        (None, Answered(500), URL, "is:delivered"),
        (Some(Fault::Duplicate), Refused, URL, "is:delivered"),
        (Some(Fault::Drop), Lost, URL, "is:failing status:lost"),
        (Some(Fault::Cut), Refused, URL, "is:failing status:lost"),
        (Some(Fault::SlowBody), Refused, URL, "is:failing status:timeout"),
        (Some(Fault::WrongKey), Answered(401), URL, "is:failing status:401"),
        (Some(Fault::WrongKey), Refused, URL, "is:failing"),
        (Some(Fault::Truncate), Answered(503), URL, "is:failing"),
        (None, Failed("no route".to_owned()), URL, "is:delivered"),
        // One that works refuses it, so what follows is not known.
        (Some(Fault::WrongKey), Answered(204), URL, ""),
        // Nothing has ever listened there, and the file names the same URL.
        (None, Refused, elsewhere, "is:failing status:refused"),
        (Some(Fault::Cut), Refused, elsewhere, "is:failing status:refused"),
    ] {
        let sandbox = sandbox();
        let file = sandbox.shared.change(|world| {
            for name in ["first", "second", "third"] {
                world.faults.rules = fault.map(FaultRule::new).filter(|_| name == "third").into_iter().collect();
                let to = if name == "third" { url } else { URL };
                world
                    .send_manually(DeliveryCause::ControlApi, to, json!({ "notification": { "type": name } }), false)
                    .unwrap();
                for sent in world.run_due() {
                    let outcome = if name == "third" { outcome.clone() } else { Answered(204) };
                    world.record_result(sent.delivery, sent.attempt, outcome.into());
                }
            }
            RecordedScenario::of(world, PersonalData::Shown).unwrap().to_yaml()
        });
        let found = file.split("name:third ").nth(1).and_then(|it| it.split('"').next()).unwrap_or_default();
        assert_eq!(found, expected, "{fault:?} {outcome:?} {url}: {file}");
        assert_eq!(file.contains("accepted delivery 3, whose signature"), expected.is_empty(), "{file}");
    }
}

/// If the sandbox has never sent anything to the only URL, because it cannot, it cannot do so when it is played.
#[tokio::test]
async fn what_cannot_be_sent_is_expected_to_fail() {
    let sandbox = sandbox();
    sandbox.trigger("https://localhost/cronofy", json!({ "notification": { "type": "change" } })).unwrap();
    sandbox.advance(MINUTE).await;
    let scenario = sandbox.shared.read(|world| RecordedScenario::of(world, PersonalData::Shown).unwrap());
    assert!(scenario.to_yaml().contains("name:change is:failing") && scenario.failed == 0, "{}", scenario.to_yaml());
}

/// A fault that meets a retry, which is there because the application failed, would meet another delivery.
#[tokio::test]
async fn after_a_fault_of_a_needless_retry_nothing_is_expected() {
    let sandbox = sandbox();
    sandbox.trigger(URL, json!({ "notification": { "type": "change" } })).unwrap();
    sandbox.advance(MINUTE / 60).await;
    sandbox.set_faults([FaultRule::new(Fault::Cut).times(1)]);
    sandbox.advance(MINUTE).await;
    let scenario = sandbox.shared.read(|world| RecordedScenario::of(world, PersonalData::Hidden).unwrap());
    assert_eq!(scenario.gaps.len(), 1, "{:?}", scenario.gaps);
    assert!(scenario.gaps[0].starts_with("A fault met a retry of delivery 1"), "{:?}", scenario.gaps);
}
