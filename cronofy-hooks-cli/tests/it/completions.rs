//! What shells complete: also names of notifications, samples, faults and states.

use std::process::Command;

use clap::ValueEnum as _;
use clap_complete::Shell;

use crate::support::{TempFolder, run};

/// What bash offers for the last of these words.
fn offered(script: &str, words: &[&str]) -> Vec<String> {
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
    let asked = format!(
        "set -e; source '{script}'; COMP_WORDS=({}); COMP_CWORD={}; spec=$(complete -p cronofy-hooks); \
         spec=${{spec##*-F }}; \"${{spec%% *}}\" cronofy-hooks '{last}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1
    );
    let answer = Command::new("bash").args(["--norc", "-c", &asked]).output().expect("there is bash");
    assert!(answer.status.success(), "{words:?}: {}", String::from_utf8_lossy(&answer.stderr));
    String::from_utf8_lossy(&answer.stdout).lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[tokio::test]
async fn values_are_completed() {
    let folder = TempFolder::new();
    let script = folder.file("bash", run(&["completions", "bash"], b"").await.out);
    let mut expectations = vec![
        (vec!["cronofy-hooks", "trigger", "chan"], "change"),
        (vec!["cronofy-hooks", "trigger", "conferencing_f"], "conferencing_failing:profile_missing"),
        (vec!["cronofy-hooks", "trigger", "push-notifications/ch"], "push-notifications/change"),
        (vec!["cronofy-hooks", "help", "trig"], "trigger"),
    ];
    if cfg!(feature = "sandbox") {
        expectations.extend([
            (vec!["cronofy-hooks", "sandbox", "--fault", "wr"], "wrong_key"),
            (vec!["cronofy-hooks", "sandbox", "fault", "dro"], "drop"),
            (vec!["cronofy-hooks", "sandbox", "--clock", "pa"], "paused"),
        ]);
    }
    if cfg!(feature = "inbox") {
        expectations.extend([
            (vec!["cronofy-hooks", "inbox", "list", "--state", "de"], "dead"),
            (vec!["cronofy-hooks", "inbox", "retry", "--state", "wai"], "waiting"),
        ]);
    }
    if cfg!(feature = "schemas") {
        expectations.extend([
            (vec!["cronofy-hooks", "routes", "smart"], "smart_invite"),
            (vec!["cronofy-hooks", "schemas", "show", "notification/ch"], "notification/change"),
            (vec!["cronofy-hooks", "schemas", "validate", "request/create_ch"], "request/create_channel"),
        ]);
    }
    for (words, expected) in expectations {
        let offered = offered(&script, &words);
        assert!(offered.iter().any(|it| it == expected), "{words:?}: {offered:?}");
        let last = words[words.len() - 1];
        assert!(offered.iter().all(|it| it.starts_with(last)), "{words:?}: {offered:?}");
    }
}

#[tokio::test]
async fn every_shell_has_the_values() {
    for shell in Shell::value_variants() {
        let script = run(&["completions", &shell.to_string()], b"").await;
        assert_eq!((script.code, &*script.err), (0, ""), "{shell}");
        // The scripts for Elvish and PowerShell complete commands and options alone.
        if matches!(shell, Shell::Bash | Shell::Fish | Shell::Zsh) && cfg!(feature = "sandbox") {
            assert!(script.out.contains("wrong_key"), "{shell}");
        }
    }
}
