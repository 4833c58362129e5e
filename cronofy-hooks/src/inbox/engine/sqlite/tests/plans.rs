//! No frequent statement scans the waiting jobs.

use sqlx::Row;

use super::super::{accept, enqueue, lease, lease_update, operations};
use super::common::{Folder, Seconds, open, raw};

/// The indexes that a statement uses, in order, and its sorts.
async fn plan(sql: &str) -> Vec<String> {
    let folder = Folder::new();
    drop(open(&folder.file(), &Seconds::at(0)).await);
    let mut raw = raw(&folder.file()).await;
    let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = sqlx::query(explain).fetch_all(&mut raw).await.expect("the statement is right");
    let mut plan = Vec::new();
    for step in rows.iter().map(|row| row.get::<String, _>("detail")) {
        let whole = ["work", "delivery", "waiting", "other", "finished", "unit", "target"];
        assert!(!whole.iter().any(|table| step == format!("SCAN {table}")), "{step} in {sql}");
        if let Some((_, index)) = step.split_once("USING ").filter(|_| !step.contains("VIRTUAL")) {
            plan.push(index.trim_end_matches(" LEFT-JOIN").to_owned());
        } else if step.contains("B-TREE") {
            plan.push(step);
        }
    }
    plan
}

#[tokio::test]
async fn statements_use_their_indexes() {
    let row = "INTEGER PRIMARY KEY (rowid=?)";
    let arrived = "INDEX work_arrived (state=?)";
    let topic = "INDEX work_topic (topic=?)";
    let key = "COVERING INDEX work_key (key=? AND state=?)";
    let sort = "USE TEMP B-TREE FOR ORDER BY";
    for (sql, expected) in [
        (accept::RESERVE, &[][..]),
        (&accept::DELIVERIES.sql(2), &[]),
        (accept::NEW, &["INTEGER PRIMARY KEY (rowid>?)"]),
        (&accept::JOBS.sql(2), &[row]),
        (&enqueue::SINCE, &[arrived, sort, topic, "USE TEMP B-TREE FOR GROUP BY", row]),
        (&enqueue::ENQUEUE, &[arrived, sort, sort, topic, sort, key, row]),
        (&lease::DUE, &["INDEX work_due (due_us<?)", row]),
        (&lease::HOLD, &[row, "COVERING INDEX work_due (due_us<?)"]),
        (lease::NEXT, &["COVERING INDEX work_due", "COVERING INDEX work_arrived (state=?)"]),
        (&lease_update::UPDATE.sql(2), &[row]),
        (lease_update::PROMOTE, &[row, row, key, key]),
        (operations::PRUNE_WINDOW, &["INTEGER PRIMARY KEY (rowid>?)"]),
        (operations::OLD_DELIVERIES, &[row, "INTEGER PRIMARY KEY (rowid>? AND rowid<?)", row]),
        (operations::DELETE_JOBS, &[row, "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]),
        (operations::DELETE_DELIVERIES, &[row]),
        (
            &operations::STATISTICS.replace("{now}", "?1"),
            &[
                "COVERING INDEX work_arrived (state=?)",
                "COVERING INDEX work_due",
                "COVERING INDEX work_key (key>?)",
                "COVERING INDEX work_dead (state=?)",
                row,
            ],
        ),
    ] {
        assert_eq!(plan(sql).await, expected, "{sql}");
    }
}
