//! Errors and messages: text, or JSON with `--json`.

use cronofy_hooks_cli::Io;
use serde_json::{Value, json};

use crate::support::{CommandOutput, TempFolder, run};

#[tokio::test]
async fn errors_are_json_with_json() {
    let folder = TempFolder::new();
    let empty = folder.file("empty", "");
    for (line, code, error) in [
        (vec!["trigger", "chagne", "--to", "3000"], 3, "there is no notification `chagne`; did you mean `change`"),
        (vec!["trigger", "change"], 2, "the following required arguments were not provided:"),
        (vec!["verify", "/nowhere/request.http", "--secret-file", &*empty], 1, "there is no client secret"),
        (vec!["lost"], 2, "unrecognized subcommand 'lost'"),
    ] {
        let ran = run(&[&line[..], &["--json"]].concat(), b"").await;
        assert_eq!((ran.code, &*ran.out), (code, ""), "{line:?}: {ran:?}");
        let reported: Value = serde_json::from_str(&ran.err).unwrap_or_else(|_| panic!("no JSON: {ran:?}"));
        assert_eq!(reported["exit"], code, "{line:?}: {ran:?}");
        assert!(reported["error"].as_str().is_some_and(|it| it.starts_with(error)), "{line:?}: {ran:?}");
        let plain = run(&line, b"").await;
        assert!(plain.code == code && plain.err.starts_with(&format!("error: {error}")), "{line:?}: {plain:?}");
    }
    if cfg!(feature = "inbox") {
        let ran = run(&["inbox", "--url", "mysql://app:hidden@host/db", "--json", "stats"], b"").await;
        let reported: Value = serde_json::from_str(&ran.err).expect("it is JSON");
        assert_eq!((ran.code, &reported["exit"]), (1, &json!(1)), "{ran:?}");
        assert!(!ran.err.contains("hidden"), "{ran:?}");
    }
}

#[tokio::test]
async fn messages_are_json_with_json() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", "CRN_only_for_this_test");
    let line = ["trigger", "event_start", "--dry-run", "--json", "--secret-file", &secret, "--set", "event.sumary=x"];
    let ran = run(&line, b"").await;
    let note: Value = serde_json::from_str(&ran.err).expect("it is JSON");
    assert_eq!(note, json!({ "message": "note: `event` has no field `sumary`; did you mean `summary`?" }), "{ran:?}");
}

#[tokio::test]
async fn the_help_of_a_command_says_what_it_needs() {
    for args in [["help", "trigger"], ["trigger", "--help"]] {
        let ran = run(&args, b"").await;
        assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
        for needed in
            ["Usage: cronofy-hooks trigger <NAME> --to <URL>", "CRONOFY_CLIENT_SECRET", "--list` needs nothing"]
        {
            assert!(ran.out.contains(needed), "{needed}: {ran:?}");
        }
    }
}

#[tokio::test]
async fn colours_are_no_part_of_json() {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = {
        let mut io = Io::new(&mut out, &mut err).coloured();
        cronofy_hooks_cli::run(["cronofy-hooks", "trigger", "--list", "--json"], &mut io).await
    };
    let ran = CommandOutput::new(exit.code().into(), out, err);
    assert!(ran.code == 0 && ran.out.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{ran:?}");
}
