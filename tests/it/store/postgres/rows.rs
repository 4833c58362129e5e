//! Rows that somebody overwrote.

use cronofy_hooks::inbox::{JobState, RequestHead};

use super::{Database, execute};
use crate::store::app::{App, assigned_of};

/// What is done to a delivery, and what its dead letter says.
const DAMAGES: &[(&str, &str)] = &[
    ("UPDATE delivery SET head = 'garbage' WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET head = '' WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET body = '\\x00ff00ff' WHERE id = ?", "the stored body cannot be read: "),
    ("UPDATE delivery SET body = '' WHERE id = ?", "the stored body cannot be read: "),
    // The tables do not let NULL in, as long as they are as they were made; other types never.
    ("UPDATE delivery SET head = NULL WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET body = NULL WHERE id = ?", "the stored body cannot be read: "),
    ("DELETE FROM delivery WHERE id = ?", "the stored head of the delivery cannot be read: "),
];

#[tokio::test]
async fn a_row_that_is_overwritten_is_a_dead_letter_and_the_others_go_on() {
    let database = Database::new().await;
    let mut app = App::start(database.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    let mut somebody = database.connect().await;
    execute(&mut somebody, "SET search_path TO cronofy_hooks; BEGIN").await;
    for column in ["head", "body"] {
        execute(&mut somebody, format!("ALTER TABLE delivery ALTER COLUMN {column} DROP NOT NULL")).await;
    }
    for (number, (damage, _)) in (2..).zip(DAMAGES) {
        let body = assigned_of("damaged");
        let delivery = format!(
            r#"INSERT INTO delivery (id, head, body, received_us)
                VALUES (nextval('delivery_id_seq'), '{{"format":1,"target":"/"}}', convert_to('{body}', 'UTF8'), 1);
            INSERT INTO work (id, name, state, due_us) VALUES ({number}::bigint << 20, 'damaged', 0, 1)"#
        );
        execute(&mut somebody, delivery).await;
        execute(&mut somebody, damage.replace('?', &i64::to_string(&number))).await;
    }
    execute(&mut somebody, "COMMIT").await;
    app.accept_at_last("after").await;
    app.handles_everything().await;

    let jobs = app.jobs().await;
    assert_eq!(jobs.len(), DAMAGES.len() + 2);
    for (entry, (damage, told)) in jobs[1..].iter().zip(DAMAGES) {
        assert_eq!(entry.state, JobState::Dead, "{damage}: {entry:?}");
        assert!(entry.error.as_deref().is_some_and(|error| error.starts_with(told)), "{damage}: {entry:?}");
        let shown = app.inbox.show(entry.job.delivery()).await.unwrap();
        if damage.starts_with("DELETE") {
            assert_eq!(shown, None);
        } else {
            let shown = shown.unwrap();
            assert_eq!(shown.jobs, std::slice::from_ref(entry));
            assert_eq!(RequestHead::decode(&shown.head).is_err(), damage.contains("head ="), "{damage}: {shown:?}");
        }
    }
    app.logs(&["ERROR", "a stored job cannot be handled, and is kept as a dead letter", DAMAGES[0].1]).await;
    assert_eq!(app.book.handled().into_iter().collect::<Vec<_>>(), [("after".into(), 1), ("before".into(), 1)]);
    app.stop().await;
}
