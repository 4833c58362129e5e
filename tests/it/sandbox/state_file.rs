//! Sandboxes that continue after a restart.

use std::collections::BTreeSet;
use std::fs;

use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_sandbox::{ClockMode, Sandbox, SandboxError};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::scenario::{HOUR, MINUTE, MONDAY, Scenario, account, event, names_for, sandbox, transition};

#[tokio::test]
async fn a_sandbox_continues_where_it_ended() {
    let scenario = Scenario::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = sandbox(MONDAY).state_file(&path).start().unwrap();
    let (account_id, calendar_id) = account(&first);
    first.create_channel(&account_id, CreateChannel::new(scenario.url_for("channel"))).unwrap();
    let mut meeting = event("kept", "2026-06-01T20:00:00Z", "2026-06-01T21:00:00Z");
    meeting["subscriptions"] = json!([transition(&scenario.url_for("start"), "before", "event_start", 0)]);
    first.upsert_event(&calendar_id, meeting).unwrap();
    first.advance(HOUR).await;
    let (now, channels, deliveries) = (first.now(), first.channels(), first.deliveries());
    assert_eq!(deliveries.len(), 1);
    drop(first);

    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains(cronofy_hooks_tests::SECRET), "client secrets are not in the file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "it holds tokens");
    }

    let second = sandbox("2030-01-01T00:00:00Z").state_file(&path).start().unwrap();
    assert_eq!((second.now(), second.channels(), second.deliveries()), (now, channels, deliveries));
    second.advance(24 * HOUR).await;
    second.write_event_as_user(&calendar_id, event("", "2026-06-03T20:00:00Z", "2026-06-03T21:00:00Z")).unwrap();
    second.deliver_due().await;
    assert_eq!(names_for(&second, &scenario, "start"), [("event_start".to_owned(), None)]);
    assert_eq!(names_for(&second, &scenario, "channel").len(), 2);
    scenario.expect_nothing_lost(&second).await;
    second.close().await.unwrap();
    let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: BTreeSet<_> = left.collect();
    assert_eq!(left, ["state.json", "state.json.lock"].map(Into::into).into(), "no other file remains");
}

#[tokio::test]
async fn the_clock_runs_as_it_ran_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let start = || sandbox(MONDAY).clock(ClockMode::Running(1.0)).state_file(&path).start().unwrap();
    let mode = |sandbox: &Sandbox| {
        let text = fs::read_to_string(&path).unwrap();
        let kept: Value = serde_json::from_str(&text).unwrap();
        (sandbox.clock_mode(), kept["clock"]["mode"].as_str().unwrap().to_owned())
    };
    let first = start();
    assert_eq!(mode(&first), (ClockMode::Running(1.0), "running".to_owned()));
    first.set_clock(ClockMode::Paused);
    first.close().await.unwrap();
    let second = start();
    assert_eq!(mode(&second), (ClockMode::Paused, "paused".to_owned()));
    second.close().await.unwrap();
    // A file of an older version does not say.
    let mut kept: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    kept.as_object_mut().unwrap().remove("clock");
    fs::write(&path, kept.to_string()).unwrap();
    assert_eq!(start().clock_mode(), ClockMode::Running(1.0));
}

#[tokio::test]
async fn planned_actions_are_saved_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = sandbox(MONDAY).state_file(&path).start().unwrap();
    let (_, calendar_id) = account(&first);
    let mut meeting = event("watched", "2026-06-02T20:00:00Z", "2026-06-02T21:00:00Z");
    meeting["meeting_agent"] = json!({ "profile_id": "cronofy" });
    let event_uid = first.upsert_event(&calendar_id, meeting).unwrap();
    let agent = first.agent_of(&event_uid).unwrap();

    // A day in each second. Without any call, the agent is activated and completes.
    first.set_clock(ClockMode::Running(86_400.0));
    let mut changes = first.changes();
    let end: Timestamp = "2026-06-02T21:00:00Z".parse().unwrap();
    let over = async {
        assert!(changes.next().await, "the change is reported");
        while first.now() < end {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(MINUTE, over).await.unwrap();
    let before = first.now();
    first.close().await.unwrap();

    let second = sandbox(MONDAY).state_file(&path).start().unwrap();
    assert!(second.now() >= before, "{} is before {before}", second.now());
    assert!(second.set_agent_failure(&agent, None).is_err(), "the agent has ended");
}

/// Additional or missing fields do not prevent a file from being read.
#[tokio::test]
async fn a_file_of_an_earlier_version_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = sandbox(MONDAY).state_file(&path).start().unwrap();
    let (_, calendar_id) = account(&first);
    let mut meeting = event("kept", "2026-06-01T20:00:00Z", "2026-06-01T21:00:00Z");
    meeting["subscriptions"] = json!([transition("http://127.0.0.1:9/", "before", "event_start", 0)]);
    first.upsert_event(&calendar_id, meeting).unwrap();
    first.close().await.unwrap();

    let mut file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let world = &mut file["world"];
    for account in world["accounts"].as_object_mut().unwrap().values_mut() {
        account["meeting_agents_enabled"] = json!(true);
    }
    for calendar in world["calendars"].as_object_mut().unwrap().values_mut() {
        calendar.as_object_mut().unwrap().remove("unseen").unwrap();
    }
    world["pages"]["kept"] = json!([{ "name": "0", "account_id": "acc_1", "what": "events", "items": [{}] }]);
    world["agenda"][0][1]["Trigger"]["due"] = json!("2026-06-01T20:00:00Z");
    fs::write(&path, file.to_string()).unwrap();

    let second = sandbox(MONDAY).state_file(&path).start().unwrap();
    second.advance(12 * HOUR).await;
    let names: Vec<_> = second.deliveries().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["event_start"]);
}

#[tokio::test]
async fn an_unusable_file_is_rejected_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let start = || -> SandboxError { sandbox(MONDAY).state_file(&path).start().unwrap_err() };
    for (content, words) in [
        ("", "is damaged"),
        ("{\"format\":1,\"world\":{", "is damaged"),
        ("{\"format\":1,\"world\":{}}", "is damaged"),
        ("[1]", "is damaged"),
        ("{\"format\":2}", "has format 2"),
    ] {
        fs::write(&path, content).unwrap();
        let error = start().to_string();
        assert!(error.contains(words) && error.contains("move it away"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
    let nowhere = folder.path().join("no/such/folder/state.json");
    let error = sandbox(MONDAY).state_file(&nowhere).start().unwrap_err().to_string();
    assert!(error.contains("create its folder"), "{error}");
}

#[tokio::test]
async fn a_state_file_belongs_to_one_sandbox_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = sandbox(MONDAY).state_file(&path).start().unwrap();
    let error = sandbox(MONDAY).state_file(&path).start().unwrap_err().to_string();
    let refusal = "is in use by a running sandbox; end that one, or name another file";
    assert_eq!(error, format!("the state file {} {refusal}", path.display()));
    let other = sandbox(MONDAY).state_file(folder.path().join("other.json")).start().unwrap();
    first.advance(MINUTE).await;
    first.close().await.unwrap();
    let second = sandbox(MONDAY).state_file(&path).start().unwrap();
    assert_eq!(second.now(), other.now() + MINUTE);
    drop(second);
    sandbox(MONDAY).state_file(&path).start().unwrap();
}
