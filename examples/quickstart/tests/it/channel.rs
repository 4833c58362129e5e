//! `--channel`: the program asks a sandbox for notifications, and prints what arrives.

use std::collections::HashMap;
use std::io::{BufReader, Lines, Read as _};
use std::process::ChildStdout;
use std::time::Duration;

use cronofy_hooks::jiff::SignedDuration;
use cronofy_hooks_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::program::{Program, TestResult};

fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<Value, Box<dyn std::error::Error>> {
    Ok(serde_json::from_str(&lines.next().ok_or("it prints a line")??)?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_of_its_own_reports_to_it() -> TestResult {
    let sandbox = Sandbox::builder().start()?;
    let service = sandbox.serve(([127, 0, 0, 1], 0).into()).await?;
    let mut program = Program::with_channel(&service.url(), Some(Sandbox::REFRESH_TOKEN))?;
    let mut lines = program.lines();
    let (listening, created) = (next(&mut lines)?["listening"].clone(), next(&mut lines)?["channel_id"].clone());
    let channel = sandbox.channels().remove(0);
    assert_eq!((listening, created), (channel.callback_url.into(), channel.channel_id.clone().into()));

    sandbox.deliver_due().await;
    let ran = next(&mut lines)?;
    assert_eq!((&ran["handler"], &ran["channel_id"]), (&"verification".into(), &channel.channel_id.into()));
    Ok(())
}

/// Two users whose calendars change at the same time: each delivery has the user of its channel.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_user_gets_what_is_theirs() -> TestResult {
    const ROUNDS: usize = 5;
    let sandbox = Sandbox::builder().start()?;
    let service = sandbox.serve(([127, 0, 0, 1], 0).into()).await?;
    let accounts = [sandbox.accounts().remove(0), sandbox.add_account("grace@example.com", "Grace")?];
    let users = ["ada", "grace hopper"];
    let mut tokens = Vec::new();
    for (user, account) in users.iter().zip(&accounts) {
        tokens.push(format!("{user}:{}", sandbox.issue_tokens(&account.account_id)?.1));
    }
    let mut program = Program::with_channel(&service.url(), Some(&tokens.join(",")))?;
    let mut lines = program.lines();
    let address = next(&mut lines)?["listening"].as_str().unwrap_or_default().to_owned();
    let mut users_of_channels = HashMap::new();
    for (user, path) in users.iter().zip(["ada", "grace%20hopper"]) {
        let channel_id = next(&mut lines)?["channel_id"].as_str().unwrap_or_default().to_owned();
        let channel = sandbox.channels().into_iter().find(|channel| channel.channel_id == channel_id);
        assert_eq!(channel.map(|channel| channel.callback_url), Some(format!("{address}/{path}")));
        users_of_channels.insert(channel_id, *user);
    }
    assert_eq!(users_of_channels.len(), 2, "the channels are of two accounts");

    for round in 0..ROUNDS {
        for account in &accounts {
            let start = sandbox.now() + SignedDuration::from_hours(24);
            let event = json!({ "summary": format!("Lunch {round}"), "start": start, "end": start + SignedDuration::from_hours(1) });
            sandbox.write_event_as_user(&account.calendar_ids[0], event)?;
        }
        sandbox.advance(Duration::from_secs(60)).await;
    }
    let mut changes = HashMap::new();
    for _ in 0..sandbox.deliveries().len() {
        let ran = next(&mut lines)?;
        let channel_id = ran["channel_id"].as_str().ok_or("a channel")?;
        assert_eq!(ran["user_id"], users_of_channels[channel_id], "{ran}");
        if ran["handler"] == "change" {
            *changes.entry(users_of_channels[channel_id]).or_insert(0) += 1;
        }
    }
    assert_eq!(changes, HashMap::from(users.map(|user| (user, ROUNDS))));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_it_lacks_is_named() -> TestResult {
    let sandbox = Sandbox::builder().start()?;
    let service = sandbox.serve(([127, 0, 0, 1], 0).into()).await?;
    for (api, refresh_token, words) in [
        (service.url(), None, "CRONOFY_REFRESH_TOKEN is not set"),
        (service.url(), Some("unknown"), "let the user log in again"),
        ("http://example.com".to_owned(), Some(Sandbox::REFRESH_TOKEN), "CRONOFY_API_URL: the base URL must be https"),
    ] {
        let mut program = Program::with_channel(&api, refresh_token)?;
        let mut said = String::new();
        program.child.stderr.take().ok_or("its messages")?.read_to_string(&mut said)?;
        assert!(!program.child.wait()?.success() && said.contains(words), "{words}: {said}");
        assert!(!said.contains("CRN_"), "{said}");
    }
    assert_eq!(sandbox.channels().len(), 0);
    Ok(())
}
