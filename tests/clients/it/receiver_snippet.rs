//! Runs a receiver of the sandbox's console as it is pasted, with a port of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;

use cronofy_hooks::Secrets;
use cronofy_hooks_sandbox::{Fault, FaultRule, Sandbox};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::snippet::SNIPPETS;

/// A receiver that runs, and what it prints.
struct Receiver {
    url: String,
    lines: Lines<BufReader<ChildStdout>>,
    // It ends when this is dropped.
    _process: Child,
}

impl Receiver {
    /// Starts a snippet on a free port.
    async fn start(program: &str, name: &str, secret: Option<&str>) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("receiver-snippets").join(secret.unwrap_or("default"));
        std::fs::create_dir_all(&folder).unwrap();
        let script = folder.join(name);
        let snippet = std::fs::read_to_string(Path::new(SNIPPETS).join(name)).unwrap();
        // Another program can take a port between its choice and its use.
        for _ in 0..20 {
            let free = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap().local_addr().unwrap();
            std::fs::write(&script, snippet.replace("3000", &free.port().to_string())).unwrap();
            let mut command = Command::new(program);
            command.arg(&script).kill_on_drop(true).stdout(Stdio::piped()).stderr(Stdio::null());
            command.env_remove("CRONOFY_CLIENT_SECRET").envs(secret.map(|it| ("CRONOFY_CLIENT_SECRET", it)));
            let mut process = command.spawn().unwrap_or_else(|error| panic!("{program}: {error}; install {program}"));
            let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
            let Some(line) = lines.next_line().await.unwrap() else { continue };
            let url = line.strip_prefix("listening on ").expect("it says where it listens").to_owned();
            assert_eq!(url, format!("http://{free}/cronofy"));
            return Self { url, lines, _process: process };
        }
        panic!("{name} does not start on any of 20 ports; run it by hand: {program} {}", script.display());
    }
}

/// Sends it what a receiver has to accept and to refuse, and compares the answers.
/// `secret` is that of its environment, or the one of a sandbox with defaults if the variable is not set.
async fn examine(program: &str, name: &str, secret: Option<&str>) {
    let Receiver { url, mut lines, _process } = Receiver::start(program, name, secret).await;
    let sandbox = Sandbox::builder().start().unwrap();
    // White space, an escape and a letter beyond ASCII: nothing but the bytes themselves has this signature.
    let body = json!({ "notification": { "type": "change" }, "note": "a \"quoted\" caf\u{e9}\n \u{1f355}" });
    let answer = async |secrets: &[&str], fault: Option<Fault>| {
        sandbox.set_client_secrets(secrets.iter().copied()).unwrap();
        sandbox.set_faults(fault.map(FaultRule::new));
        let number = sandbox.trigger(&url, &body).unwrap();
        sandbox.deliver_due().await;
        let sent = sandbox.deliveries().into_iter().find(|it| it.number == number).unwrap();
        sent.attempts[0].outcome.as_ref().unwrap().to_string()
    };
    let (own, other) = (secret.unwrap_or(Sandbox::CLIENT_SECRET), "CRN_another_secret");
    for (secrets, fault, expected) in [
        (&[own][..], None, "204 No Content"),
        (&[own, other], None, "204 No Content"),
        (&[other, own], None, "204 No Content"),
        (&[other], None, "401 Unauthorized"),
        (&[own], Some(Fault::WrongKey), "401 Unauthorized"),
        (&[own], Some(Fault::Truncate), "401 Unauthorized"),
        (&[own], Some(Fault::Cut), "lost on the way"),
        // Without the secret of its environment.
        (&[Sandbox::CLIENT_SECRET], None, if secret.is_some() { "401 Unauthorized" } else { "204 No Content" }),
        // It still runs.
        (&[own], None, "204 No Content"),
    ] {
        assert_eq!(answer(secrets, fault).await, expected, "{name}: {secrets:?} {fault:?}");
    }
    let printed = lines.next_line().await.unwrap().expect("it prints what it received");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), body);
    // When it refuses, it prints the signature that the page Verify asks for.
    let right = Secrets::new([own]).unwrap().sign(printed.as_bytes());
    let refused = format!("refused: it computes {}", right.to_str().unwrap());
    loop {
        let line = lines.next_line().await.unwrap().expect("it prints what it computes");
        assert!(line == printed || line.starts_with("refused: it computes "), "{line}");
        if line == refused {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_receiver_of_the_console_works() {
    examine("python3", "receiver.py", None).await;
    examine("python3", "receiver.py", Some("CRN_of_the_environment")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_receiver_of_the_console_works() {
    examine("node", "receiver.mjs", None).await;
    examine("node", "receiver.mjs", Some("CRN_of_the_environment")).await;
}
