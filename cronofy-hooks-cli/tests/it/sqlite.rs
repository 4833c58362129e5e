//! An inbox in a file.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use cronofy_hooks::inbox::sqlite::SqliteInbox;
use cronofy_hooks::inbox::{Inbox, LeaseRequest, LeaseUpdate, NewDelivery, NewJob};
use cronofy_hooks::payload::{Change, ProfileDisconnected};
use cronofy_hooks::testing::samples;
use cronofy_hooks::{Hooks, Secrets, Tx, cronofy_handler, handlers};
use cronofy_hooks_cli::inbox::connect;
use cronofy_hooks_sync::SqliteChannels;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Sqlite, SqlitePool};

use crate::channels::stats_show_channels;
use crate::content::{NOW, at};
use crate::drive::{accept, drive};
use crate::golden::compare;
use crate::program::{program, run};
use crate::session::Session;
use crate::support::TempFolder;

/// A folder for an inbox, removed at the end of the test.
struct InboxFolder(TempFolder);

impl InboxFolder {
    fn new() -> Self {
        Self(TempFolder::new())
    }

    fn inbox(&self) -> PathBuf {
        self.0.path().join("inbox.sqlite")
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.inbox().display())
    }

    fn files(&self) -> usize {
        fs::read_dir(self.0.path()).expect("it is there").count()
    }
}

#[tokio::test]
async fn the_binary_works_while_the_application_runs() {
    let folder = InboxFolder::new();
    let inbox = SqliteInbox::open(folder.inbox()).await.expect("it opens");
    drive(&inbox, &folder.url()).await;
}

#[tokio::test]
async fn stats_show_the_channels_of_a_guardian() {
    let folder = InboxFolder::new();
    let _inbox = SqliteInbox::open(folder.inbox()).await.expect("it opens");
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(folder.inbox())).await;
    let store = async || SqliteChannels::new(pool.expect("it opens")).await.expect("there is a table");
    stats_show_channels(&folder.url(), store).await;
}

#[tokio::test]
async fn a_closed_output_is_not_an_error() {
    let folder = InboxFolder::new();
    let inbox = SqliteInbox::open(folder.inbox()).await.expect("it opens");
    let name = "a long name ".repeat(1000);
    let jobs = (0..100).map(|_| NewJob { name: name.clone(), key: None, join: None, delay: Duration::ZERO }).collect();
    let delivery = NewDelivery { repeat: None, head: String::new(), body: "{}".into(), received_at: at(NOW), jobs };
    inbox.accept(delivery).await.expect("it is stored");
    for line in ["inbox list --limit 0", "inbox list --limit 0 --json", "inbox show 1"] {
        let mut command = program(line);
        command.env("INBOX_URL", folder.url()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary is built");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]), "{line}");
    }
}

#[test]
fn files_that_are_not_inboxes_are_left_alone() {
    let folder = InboxFolder::new();
    let ended = run(&mut program(&format!("inbox list --url {}", folder.url())));
    assert_eq!((ended.code, &*ended.out), (1, ""), "{ended:?}");
    assert!(ended.err.starts_with("error: ") && ended.err.contains("no such file"), "{ended:?}");
    assert_eq!(folder.files(), 0);

    let text = "a text that a user wrote, not a database";
    fs::write(folder.inbox(), text).expect("the folder can be written to");
    let ended = run(&mut program(&format!("inbox retry --all --url {}", folder.url())));
    assert_eq!((ended.code, &*ended.out), (1, ""), "{ended:?}");
    assert!(ended.err.starts_with("error: "), "{ended:?}");
    assert_eq!(fs::read_to_string(folder.inbox()).expect("it is there"), text);
}

#[tokio::test]
async fn the_database_of_another_application_is_not_changed() {
    let folder = InboxFolder::new();
    let file = SqliteConnectOptions::new().filename(folder.inbox()).create_if_missing(true);
    let mut database = file.connect().await.expect("it opens");
    sqlx::query("CREATE TABLE theirs (row TEXT)").execute(&mut database).await.expect("it is a table");
    database.close().await.expect("it closes");
    let before = fs::read(folder.inbox()).expect("it is there");
    let ended = run(&mut program(&format!("inbox list --url {}", folder.url())));
    assert_eq!((ended.code, &*ended.out), (1, ""), "{ended:?}");
    assert!(ended.err.starts_with("error: the file has no inbox; start the application that it is for"), "{ended:?}");
    assert_eq!(fs::read(folder.inbox()).expect("it is there"), before);
    assert_eq!(folder.files(), 1, "nothing beside it");
}

/// Writes in its transaction.
#[cronofy_handler(notification = "change")]
async fn sync(change: Change, mut tx: Tx<Sqlite>) -> Result<(), sqlx::Error> {
    let insert = sqlx::query("INSERT INTO synced (channel) VALUES (?1)").bind(change.channel.channel_id);
    insert.execute(&mut tx).await.map(drop)
}

/// Writes in its transaction, and fails.
#[cronofy_handler(notification = "profile_disconnected")]
async fn disconnect(_gone: ProfileDisconnected, mut tx: Tx<Sqlite>) -> Result<(), std::io::Error> {
    let insert = sqlx::query("INSERT INTO synced (channel) VALUES ('none')");
    insert.execute(&mut tx).await.map_err(std::io::Error::other)?;
    Err(std::io::Error::other("the user is not known"))
}

/// Stores a sample, and says that it is done.
async fn done(inbox: &SqliteInbox, name: &str, sample: &str) {
    let sample = samples().iter().find(|it| it.name == sample).expect("there is such a sample");
    accept(inbox, name, sample.body, at(NOW)).await;
    let request = LeaseRequest { max: 1, lease_duration: Duration::from_hours(1), wait: true };
    for leased in inbox.lease(request).await.expect("it leases") {
        assert!(inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await.expect("it is updated"));
    }
}

#[tokio::test]
async fn an_application_tries_a_replay() {
    let folder = InboxFolder::new();
    let options = SqliteInbox::options(folder.inbox()).clock(|| at(NOW));
    let inbox = options.open().await.expect("it opens");
    let file = SqliteConnectOptions::new().filename(folder.inbox());
    let mut database = file.connect().await.expect("it opens");
    sqlx::query("CREATE TABLE synced (channel TEXT)").execute(&mut database).await.expect("it is a table");
    done(&inbox, r#"notification "change""#, "notification/change/minimal").await;
    done(&inbox, r#"notification "profile_disconnected""#, "notification/profile_disconnected/minimal").await;
    done(&inbox, r#"notification "verification""#, "notification/verification/minimal").await;

    let inbox = connect(&folder.url()).await.expect("it opens");
    let secrets = Secrets::new(["CRN_secret"]).expect("it is a secret");
    let hooks = Hooks::new(secrets).handlers(handlers![sync, disconnect, ..]).inbox(inbox.clone());
    let worker = hooks.into_worker().expect("the set-up works");
    let mut session = Session::new(&inbox).worker(&worker);
    for line in ["replay --dry-run --all", "replay --dry-run --all --json", "list", "replay 1"] {
        session.run(line).await;
    }
    compare("dry_run_in_a_file.txt", &session.transcript);
    let written: i64 =
        sqlx::query_scalar("SELECT count(*) FROM synced").fetch_one(&mut database).await.expect("it is a table");
    assert_eq!(written, 0);
}
