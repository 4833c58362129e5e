//! The example with several processes: to its end, interrupted, killed; and its commands.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use cronofy_hooks_postgres_server::Server;
use cronofy_hooks_tests::example;
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Only so that a test which hangs ends; nothing is expected to take this long.
const PATIENCE: Duration = Duration::from_secs(180);

fn cluster(arguments: &str) -> Command {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    let mut command = Command::new(BINARY.get_or_init(|| example("cluster")));
    command.args(arguments.split_whitespace()).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn run(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = timeout(PATIENCE, command.output()).await.unwrap().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// Where the example keeps what is temporary; every process that it starts has the name of the folder
/// in its environment, its arguments, or as the place where it works.
struct Traces(TempDir);

impl Traces {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The user of the server has to pass.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
    }

    fn command(&self) -> Command {
        let mut command = cluster("");
        command.env("TMPDIR", self.0.path());
        command
    }

    fn processes(&self) -> Vec<String> {
        let folder = self.0.path().to_str().unwrap();
        let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
        let is_trace = |process: &PathBuf| {
            let has = |file: &str| {
                let bytes = fs::read(process.join(file)).unwrap_or_default();
                String::from_utf8_lossy(&bytes).contains(folder)
            };
            has("environ")
                || has("cmdline")
                || fs::read_link(process.join("cwd")).is_ok_and(|at| at.starts_with(folder))
        };
        processes.filter(is_trace).map(|process| process.display().to_string()).collect()
    }

    fn files(&self) -> usize {
        fs::read_dir(self.0.path()).unwrap().count()
    }

    fn assert_none(&self) {
        assert_eq!((self.processes(), self.files()), (vec![], 0));
    }
}

/// The value of a line of the summary.
fn summary<'o>(output: &'o str, name: &str) -> &'o str {
    let (_, summary) = output.split_once("== Summary\n").unwrap_or_else(|| panic!("there is no summary:\n{output}"));
    let line = summary.lines().find(|line| line.split_whitespace().next() == Some(name));
    line.and_then(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no line {name}:\n{output}")).trim()
}

/// Everything that was sent has exactly one effect, also what the killed process had started.
fn assert_nothing_is_lost(output: &str) {
    let sent: usize = summary(output, "sent").parse().unwrap();
    assert!(sent >= 36, "{output}");
    for name in ["acknowledged", "effects", "distinct"] {
        assert_eq!(summary(output, name), sent.to_string(), "{name}:\n{output}");
    }
    assert_eq!(summary(output, "lost"), "0", "{output}");
    let counts = summary(output, "handled").split(", ").map(|it| it.split_once(' ').unwrap().1.parse::<usize>());
    assert_eq!(counts.sum::<Result<usize, _>>().unwrap(), sent, "{output}");
    assert!(output.contains("was killed (SIGKILL) in the middle of "), "{output}");
    assert!(output.contains(", taken over by "), "{output}");
}

#[tokio::test]
async fn nothing_is_lost_and_nothing_is_left() {
    let traces = Traces::new();
    let (code, said, complained) = run(&mut traces.command()).await;
    assert_eq!((code, &*complained), (Some(0), ""), "{said}");
    assert_nothing_is_lost(&said);
    traces.assert_none();
}

/// Starts it, and waits until a handler is in the middle of its work.
async fn in_the_middle(traces: &Traces) -> Child {
    // A process whose database ends before it writes that to stderr.
    let mut child = traces.command().stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let started = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains(" begins ") {
                // The rest is read, so that the program never waits for its reader.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return;
            }
        }
        panic!("it ended before a handler began");
    };
    timeout(PATIENCE, started).await.unwrap();
    assert!(traces.processes().len() > 4, "it, three processes, and their database");
    assert_eq!(traces.files(), 1);
    child
}

async fn signal(child: &Child, name: &str) {
    let kill = format!(r#"kill -{name} "$0""#);
    let sent = Command::new("sh").args(["-c", &kill, &child.id().unwrap().to_string()]).status().await.unwrap();
    assert!(sent.success(), "SIG{name} reached the example");
}

#[tokio::test]
async fn an_interrupt_stops_everything() {
    let traces = Traces::new();
    let mut child = in_the_middle(&traces).await;
    signal(&child, "INT").await;
    let ended = timeout(PATIENCE, child.wait()).await.unwrap().unwrap();
    assert_eq!(ended.code(), Some(130));
    traces.assert_none();
}

#[tokio::test]
async fn the_processes_it_has_started_end_when_it_is_killed() {
    let traces = Traces::new();
    let mut child = in_the_middle(&traces).await;
    child.kill().await.unwrap();
    let gone = async {
        while traces.files() > 0 || !traces.processes().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
}

/// All rows of all tables.
async fn rows(url: &str) -> Vec<Vec<String>> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let tables = ["cluster.effect", "cluster.tried", "cronofy_hooks.delivery", "cronofy_hooks.work"];
    let mut all = Vec::new();
    for table in tables {
        let select = format!("SELECT row::text FROM {table} row ORDER BY 1");
        all.push(sqlx::query_scalar(sqlx::AssertSqlSafe(select)).fetch_all(&mut connection).await.unwrap());
    }
    connection.close().await.unwrap();
    all
}

#[tokio::test]
async fn its_commands_work_by_themselves() {
    let server = Server::start();
    let url = server.create_database();
    let (code, said, complained) = run(cluster("").env("DATABASE_URL", &url)).await;
    assert_eq!((code, &*complained), (Some(0), ""), "{said}");
    assert_nothing_is_lost(&said);
    let sent = summary(&said, "sent");

    let before = rows(&url).await;
    assert_eq!(before[0].len().to_string(), sent);
    let (code, said, complained) = run(cluster("inbox replay --all --dry-run").env("DATABASE_URL", &url)).await;
    assert_eq!((code, &*complained), (Some(0), ""), "{said}");
    assert!(said.ends_with(&format!("{sent} jobs would be replayed; 0 failed, 0 not run\n")), "{said}");
    assert_eq!(rows(&url).await, before, "a dry run changes nothing");

    let (code, said, _) = run(cluster("inbox replay 1.0").env("DATABASE_URL", &url)).await;
    assert_eq!(code, Some(0), "{said}");
    let mut worker =
        cluster("worker").env("DATABASE_URL", &url).env("NAME", "W").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(worker.stdout.take().unwrap()).lines();
    for expected in ["working", "remind"] {
        let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
        assert!(line.contains(expected), "{line}");
    }
    signal(&worker, "TERM").await;
    assert_eq!(timeout(PATIENCE, worker.wait()).await.unwrap().unwrap().code(), Some(0));
    assert_eq!(rows(&url).await[0].len(), before[0].len() + 1, "a replay runs the handler again");
}

#[tokio::test]
async fn what_is_missing_is_named() {
    // No server listens on port 1.
    let nowhere = "postgres://app:hidden@127.0.0.1:1/app";
    for (arguments, environment, words) in [
        ("serve", &[("CRONOFY_CLIENT_SECRET", "CRN_a")][..], "DATABASE_URL"),
        ("serve", &[("DATABASE_URL", nowhere)], "CRONOFY_CLIENT_SECRET"),
        ("worker", &[], "DATABASE_URL"),
        ("inbox list", &[], "DATABASE_URL"),
        ("inbox list", &[("DATABASE_URL", nowhere)], "no connection to PostgreSQL"),
    ] {
        let (code, said, complained) = run(cluster(arguments).envs(environment.iter().copied())).await;
        assert_eq!((code, &*said), (Some(1), ""), "{arguments} {environment:?}: {complained}");
        assert!(complained.contains(words), "{arguments} {environment:?}: {complained}");
        assert!(!complained.contains("hidden"), "{arguments} {environment:?}: {complained}");
    }
}
