//! Rows that another program has overwritten.

use super::{TestDatabase, execute};
use crate::store::app::{StoreApp, assigned_of};
use crate::store::checks::damaged_deliveries_are_dead_letters;

/// Damage to a delivery, and how the error of its dead letter begins.
const DAMAGES: &[(&str, &str)] = &[
    ("UPDATE delivery SET head = 'garbage' WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET head = '' WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET body = '\\x00ff00ff' WHERE id = ?", "the stored body cannot be read: "),
    ("UPDATE delivery SET body = '' WHERE id = ?", "the stored body cannot be read: "),
    // Unaltered tables refuse NULL; they refuse other types always.
    ("UPDATE delivery SET head = NULL WHERE id = ?", "the stored head of the delivery cannot be read: "),
    ("UPDATE delivery SET body = NULL WHERE id = ?", "the stored body cannot be read: "),
    ("DELETE FROM delivery WHERE id = ?", "the stored head of the delivery cannot be read: "),
];

#[tokio::test]
async fn a_row_that_is_overwritten_is_a_dead_letter_and_the_others_go_on() {
    let database = TestDatabase::new().await;
    let mut app = StoreApp::start(database.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    let mut other = database.connect().await;
    execute(&mut other, "SET search_path TO cronofy_hooks; BEGIN").await;
    for column in ["head", "body"] {
        execute(&mut other, format!("ALTER TABLE delivery ALTER COLUMN {column} DROP NOT NULL")).await;
    }
    for (number, (damage, _)) in (2..).zip(DAMAGES) {
        let body = assigned_of("damaged");
        let delivery = format!(
            r#"INSERT INTO delivery (id, head, body, received_us)
                VALUES (nextval('delivery_id_seq'), '{{"format":1,"target":"/"}}', convert_to('{body}', 'UTF8'), 1);
            INSERT INTO work (id, name, state, due_us) VALUES ({number}::bigint << 20, 'damaged', 0, 1)"#
        );
        execute(&mut other, delivery).await;
        execute(&mut other, damage.replace('?', &i64::to_string(&number))).await;
    }
    execute(&mut other, "COMMIT").await;
    app.accept_at_last("after").await;
    app.handles_everything().await;

    damaged_deliveries_are_dead_letters(&app, DAMAGES).await;
    assert_eq!(app.calls.handled().into_iter().collect::<Vec<_>>(), [("after".into(), 1), ("before".into(), 1)]);
    app.stop().await;
}
