//! Rows that another program has overwritten.

use cronofy_hooks::inbox::JobState;

use super::{SqliteFolder, execute};
use crate::store::app::{StoreApp, assigned_of};
use crate::store::checks::damaged_deliveries_are_dead_letters;

/// Damage to a delivery, and how the error of its dead letter begins.
const DAMAGES: &[(&str, &str)] = &[
    ("UPDATE delivery SET head = 'garbage' WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET head = '' WHERE id = ?", "the stored head of the delivery cannot be read: "),
    // Not UTF-8.
    (
        "UPDATE delivery SET head = CAST(x'ff00fe' AS TEXT) WHERE id = ?",
        "the stored head of the delivery cannot be read: ",
    ),
    ("UPDATE delivery SET body = x'00ff00ff' WHERE id = ?", "the stored body cannot be read: "),
    ("UPDATE delivery SET body = zeroblob(0) WHERE id = ?", "the stored body cannot be read: "),
    // Unaltered tables refuse NULL and other types.
    ("UPDATE delivery SET head = NULL WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET body = NULL WHERE id = ?", "the stored body cannot be read: "),
    ("UPDATE delivery SET head = 17.5 WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET head = x'ff00fe' WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET body = 'text' WHERE id = ?", "the stored body cannot be read: "),
    ("DELETE FROM delivery WHERE id = ?", "the stored head of the delivery cannot be read: "),
];

/// Removes the constraints of the tables.
const LOOSEN: &str = "
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT', ')'), 'NOT NULL', '') WHERE name = 'delivery';
    PRAGMA writable_schema = RESET";

#[tokio::test]
async fn a_row_that_is_overwritten_is_a_dead_letter_and_the_others_go_on() {
    let folder = SqliteFolder::new();
    // Accepted by an application that then stops before it has handled anything.
    let mut app = StoreApp::start(folder.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    app.stop().await;
    let mut other = folder.connect().await;
    execute(&mut other, LOOSEN).await;
    drop(other);
    let mut other = folder.connect().await;
    for (number, _) in (2..).zip(DAMAGES) {
        execute(&mut other, store(number)).await;
    }
    for (number, (damage, _)) in (2..).zip(DAMAGES) {
        execute(&mut other, damage.replace('?', &i64::to_string(&number))).await;
    }
    let mut app = StoreApp::start(folder.open().await);
    app.accept("after").await;
    app.handles_everything().await;

    let jobs = damaged_deliveries_are_dead_letters(&app, DAMAGES).await;
    assert_eq!(jobs[0].state, JobState::Done);
    assert_eq!(jobs.last().unwrap().state, JobState::Done);
    assert_eq!(app.calls.handled().keys().collect::<Vec<_>>(), ["after"]);
    app.stop().await;
}

/// A delivery of one job that has just arrived.
fn store(number: i64) -> String {
    let body = assigned_of(&format!("damaged {number}"));
    format!(
        r#"INSERT INTO delivery (id, received_us, head, body)
            VALUES ({number}, 1767225600000000, '{{"format":1,"target":"/"}}', CAST('{body}' AS BLOB));
        INSERT INTO work (id, name, due_us) VALUES ({number} << 20, 'damaged', 1767225600000000)"#
    )
}
