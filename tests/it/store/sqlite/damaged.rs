//! Files with overwritten bytes, and files that never were databases.

use std::fs;
use std::os::unix::fs::FileExt as _;

use super::{SqliteFolder, execute};
use crate::store::app::StoreApp;

const DAMAGED: &str = "Corrupt: the file is damaged, or is no SQLite database; move it away, with the folder beside it \
    that ends in `.guard`, and restore it from a backup, or rescue what can be read with `sqlite3 <file> .recover`";

/// The size of a page: what SQLite reads and writes at once.
const PAGE: usize = 4096;

#[tokio::test]
async fn pages_that_are_overwritten_for_a_while() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::start(folder.open().await);
    for number in 0..40 {
        app.accept(&format!("before {number}")).await;
    }
    app.handles_everything().await;

    // Moves the rows from the log into the file, where they are damaged.
    let mut other = folder.connect().await;
    execute(&mut other, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let whole = fs::read(folder.file()).unwrap();
    let file = fs::File::options().write(true).open(folder.file()).unwrap();
    let damaged = (1..).zip(whole.chunks(PAGE).skip(1)).filter(|(_, page)| contains(page, b"before "));
    for (number, _) in damaged {
        file.write_all_at(&[0x5a; PAGE], number * PAGE as u64).unwrap();
    }
    // Connections that have read the pages read them again after another one has written.
    execute(&mut other, "UPDATE sqlite_sequence SET seq = seq").await;

    for event in ["one", "two"] {
        app.refuse(event).await;
    }
    assert_eq!(app.refusal().await, DAMAGED);
    let expected = DAMAGED.strip_prefix("Corrupt: ").unwrap();
    app.logs(&["WARN", "message=refused", expected]).await;

    file.write_all_at(&whole, 0).unwrap();
    app.accept_at_last("after").await;
    app.accept("two").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_file_that_is_no_database() {
    let folder = SqliteFolder::new();
    let text = "no database at all, ".repeat(1000);
    fs::write(folder.file(), &text).unwrap();
    assert_eq!(folder.refusal().await, DAMAGED);
    assert_eq!(fs::read_to_string(folder.file()).unwrap(), text, "it is left as it is");
    fs::remove_file(folder.file()).unwrap();
    let mut app = StoreApp::start(folder.open().await);
    app.accept("after").await;
    app.ends_well().await;
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
