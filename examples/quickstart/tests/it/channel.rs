//! `--channel`: the program asks a sandbox for notifications, and prints what arrives.

use std::io::{BufReader, Lines, Read as _};
use std::process::ChildStdout;

use cronofy_hooks_sandbox::Sandbox;
use serde_json::Value;

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
