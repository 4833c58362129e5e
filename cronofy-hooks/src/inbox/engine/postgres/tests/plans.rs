//! Every statement of the task that writes finds its rows in the index that is made for it, also when the
//! tables had other rows when it was planned.

use sqlx::{PgConnection, Row};

use super::super::schema::Schema;
use super::super::store::PLANNING;
use super::common::*;

/// The variables of the function, as arguments of a statement.
const VARIABLES: [(&str, &str); 4] = [
    ("now_us", "$1::bigint"),
    ("admit_most", "$2::bigint"),
    ("demand_most", "$2::bigint"),
    ("demand_hold", "$3::bigint"),
];

/// The statements, and arguments of their types.
const STATEMENTS: [(&str, &str); 4] = [
    (include_str!("../sql/enqueue.sql"), "1, 1000"),
    (include_str!("../sql/lease.sql"), "1, 64, 1"),
    (include_str!("../sql/update_leases.sql"), "1, '{1}', '{1}', '{1}', '{4}', '{1}', '{e}'"),
    (include_str!("../sql/prune.sql"), "1, 1000, 1, 1, 1"),
];

/// How a statement reads the tables, as `Index Scan using work_due on work`.
async fn scans(connection: &mut PgConnection, sql: &str, arguments: &str) -> Vec<String> {
    let sql = format!("DEALLOCATE ALL; PREPARE planned AS {sql}; EXPLAIN (COSTS OFF) EXECUTE planned ({arguments})");
    let lines = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
    let lines = lines.into_iter().map(|line| line.get::<String, _>(0));
    let of_a_table =
        |line: &String| line.contains("Scan") && (line.contains(" on work") || line.contains(" on delivery"));
    let lines = lines.filter(of_a_table).map(|line| line.trim_start_matches([' ', '-', '>']).trim_end().to_owned());
    // A table that is read twice has a second name.
    lines.map(|line| line.split(" on ").next().unwrap_or_default().to_owned()).collect()
}

async fn all_scans(place: &Place) -> Vec<Vec<String>> {
    let mut connection = place.pool.acquire().await.unwrap().detach();
    sqlx::raw_sql(PLANNING).execute(&mut connection).await.unwrap();
    let schema = Schema::new(&place.schema).unwrap();
    let mut all = Vec::new();
    for (sql, arguments) in STATEMENTS {
        let sql = VARIABLES.iter().fold(sql.to_owned(), |sql, (name, argument)| sql.replace(name, argument));
        all.push(scans(&mut connection, schema.sql(&sql).as_str(), arguments).await);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_do_not_depend_on_what_is_stored() {
    let place = Place::new().await;
    place.open().await.close().await.unwrap();
    let when_empty = all_scans(&place).await;
    let lookups = |index: &str| format!("Index Scan using {index}");
    assert_eq!(when_empty[0][..3], [lookups("work_arrived"), lookups("work_topic"), lookups("work_key")]);
    assert_eq!(when_empty[1][0], lookups("work_due"));
    for scan in when_empty.iter().flatten() {
        assert!(scan.starts_with("Index"), "{scan}");
    }

    place
        .execute(
            "ALTER TABLE work SET (autovacuum_enabled = off);
             INSERT INTO work (id, name, key, topic, since_us, state, due_us)
             SELECT n::bigint << 20, 'n', 'k' || n % 100, 't' || n % 100, 1, 0, n FROM generate_series(1, 20000) n",
        )
        .await;
    assert_eq!(all_scans(&place).await, when_empty, "many arrived since the last ANALYZE");
    place.execute("ANALYZE work").await;
    assert_eq!(all_scans(&place).await, when_empty, "all have arrived");
    place.execute("UPDATE work SET state = 1; ANALYZE work").await;
    assert_eq!(all_scans(&place).await, when_empty, "all are ready");
    place.execute("UPDATE work SET state = 4; ANALYZE work; UPDATE work SET state = 0 WHERE id < 1 << 24").await;
    assert_eq!(all_scans(&place).await, when_empty, "all were done, and some have arrived since");
}
