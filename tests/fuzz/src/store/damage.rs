//! [`Damage`]: what happens to a file.

use std::fs;
use std::path::Path;

use sqlx::{Connection as _, SqliteConnection};

use super::base::wal;

/// The smallest page of SQLite.
const PAGE: usize = 512;

/// What happens to a file, read from bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Damage<'d>(&'d [u8]);

impl<'d> Damage<'d> {
    pub(super) fn of(script: &'d [u8]) -> Self {
        Self(script)
    }

    fn next(&mut self) -> usize {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                usize::from(*first)
            }
            None => 0,
        }
    }

    /// A place in so many bytes.
    fn place(&mut self, len: usize) -> usize {
        let place = self.next() << 8 | self.next();
        place % len.max(1)
    }

    fn bytes(&mut self, most: usize) -> &'d [u8] {
        let len = (self.next() % (most + 1)).min(self.0.len());
        let (bytes, rest) = self.0.split_at(len);
        self.0 = rest;
        bytes
    }

    /// Damages the file, and says whether it is to be opened attached.
    pub(super) async fn apply(mut self, file: &Path) -> bool {
        let attached = self.next() % 8 == 7;
        while !self.0.is_empty() {
            if self.next().is_multiple_of(3) {
                self.change_rows(file).await;
            } else {
                self.change_bytes(file);
            }
        }
        attached
    }

    /// Changes bytes of the file or of its log.
    fn change_bytes(&mut self, file: &Path) {
        let kind = self.next();
        let path = if kind & 8 == 0 { file.to_owned() } else { wal(file) };
        let mut bytes = fs::read(&path).unwrap_or_default();
        let at = self.place(bytes.len());
        let page = at / PAGE * PAGE;
        match kind % 8 {
            0 => bytes.truncate(at),
            1 if page + PAGE <= bytes.len() => bytes[page..page + PAGE].fill(0),
            2 if page + PAGE <= bytes.len() => {
                let from = self.place(bytes.len()) / PAGE * PAGE;
                let copied = bytes[from..(from + PAGE).min(bytes.len())].to_vec();
                overwrite(&mut bytes, page, &copied);
            }
            3 => bytes.extend_from_slice(self.bytes(255)),
            // The header of the file, and that of the first page.
            4 => overwrite(&mut bytes, at % 124, self.bytes(8)),
            _ => overwrite(&mut bytes, at, self.bytes(32)),
        }
        fs::write(&path, bytes).unwrap();
    }

    /// What a person with a shell of SQLite could do.
    async fn change_rows(&mut self, file: &Path) {
        const TABLES: [&str; 4] = ["work", "delivery", "inbox_migration", "sqlite_sequence"];
        const COLUMNS: [&str; 22] = [
            "id",
            "repeat",
            "received_us",
            "head",
            "body",
            "name",
            "key",
            "state",
            "held",
            "fence",
            "attempts",
            "replays",
            "due_us",
            "finished_us",
            "error",
            "topic",
            "since_us",
            "joined",
            "version",
            "success",
            "checksum",
            "seq",
        ];
        const VALUES: [&str; 14] = [
            "NULL",
            "0",
            "1",
            "2",
            "3",
            "-1",
            "9223372036854775807",
            "-9223372036854775808",
            "1048576",
            "x'00ff'",
            "''",
            "'text'",
            "1e300",
            "zeroblob(70000)",
        ];
        let kind = self.next();
        let (table, column) = (TABLES[self.next() % TABLES.len()], COLUMNS[self.next() % COLUMNS.len()]);
        let (value, row) = (VALUES[self.next() % VALUES.len()], self.next() % 8);
        let nth = format!("rowid = (SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET {row})");
        let schema = |change: &str, which: &str| {
            format!("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET {change} WHERE {which}")
        };
        let sql = match kind % 10 {
            0 => format!("DROP TABLE {table}"),
            1 => format!("DELETE FROM {table} WHERE {nth}"),
            2 => format!("ALTER TABLE {table} RENAME COLUMN {column} TO other"),
            3 => schema("sql = replace(sql, ' STRICT', ''), rootpage = rootpage", "type = 'table'"),
            4 => schema(&format!("rootpage = {}", row + 1), &format!("name = '{table}'")),
            5 => schema("sql = NULL", &format!("name = '{table}'")),
            6 => format!("CREATE TRIGGER t AFTER UPDATE ON {table} BEGIN SELECT raise(ABORT, 'no'); END"),
            _ => format!("UPDATE {table} SET {column} = {value} WHERE {nth}"),
        };
        // What SQLite refuses is no damage.
        if let Ok(mut connection) = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await {
            let _ = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await;
            let _ = connection.close().await;
        }
    }
}

fn overwrite(bytes: &mut [u8], at: usize, new: &[u8]) {
    for (old, new) in bytes.iter_mut().skip(at).zip(new) {
        *old = *new;
    }
}
