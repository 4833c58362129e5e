//! [`Notes`]: meetings, what was said in them, and recordings.

use std::ops::Range;
use std::path::Path;

use cronofy_hooks::BoxError;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{SqliteConnection, SqlitePool};

use crate::booking::Booking;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS meeting (
    event_id TEXT PRIMARY KEY, title TEXT NOT NULL, start INTEGER NOT NULL,
    state INTEGER NOT NULL, reason TEXT, summary TEXT, seconds INTEGER);
CREATE TABLE IF NOT EXISTS utterance (
    event_id TEXT NOT NULL, number INTEGER NOT NULL, speaker TEXT NOT NULL, start REAL NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (event_id, number));
CREATE TABLE IF NOT EXISTS recording (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, category TEXT NOT NULL, content_type TEXT NOT NULL,
    is_whole INTEGER NOT NULL DEFAULT FALSE);
CREATE TABLE IF NOT EXISTS piece (
    recording INTEGER NOT NULL, start INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (recording, start));
";

/// How far a meeting is. A later state never becomes an earlier one, in whichever order its notifications arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeetingState {
    /// It is in the calendar.
    Booked,
    /// The agent is on its way, or there.
    Joining,
    /// It is over, and what was recorded is being fetched.
    Collecting,
    /// There are no notes.
    Failed,
    /// There are notes.
    Ready,
}

/// A meeting.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// The application's own id.
    pub event_id: String,
    /// What it is called.
    pub title: String,
    /// When it starts.
    pub start: Timestamp,
    /// How far it is.
    pub state: MeetingState,
    /// Why there are no notes.
    pub reason: Option<String>,
    /// What it was about.
    pub summary: Option<String>,
    /// How long the recording is.
    pub seconds: Option<i64>,
}

/// What one participant said without a break.
#[derive(Clone, Debug, PartialEq)]
pub struct Utterance {
    /// The name, or a number.
    pub speaker: String,
    /// When it begins, in seconds from the start of the recording.
    pub start: f64,
    /// The words.
    pub text: String,
}

/// A recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingFile {
    /// Its number in the database.
    pub id: i64,
    /// `audio` or `video`.
    pub category: String,
    /// What the store of the service called it.
    pub content_type: String,
    /// How many bytes it has.
    pub length: i64,
}

/// What an agent recorded, ready to be published.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// What the meeting was about.
    pub summary: Option<String>,
    /// What was said.
    pub utterances: Vec<Utterance>,
    /// How long the recording is.
    pub seconds: Option<i64>,
    /// The ids of the recordings, which are in the database and not shown yet.
    pub recordings: Vec<i64>,
}

/// The tables, in the file of the inbox.
#[derive(Clone, Debug)]
pub struct Notes {
    /// Its connections.
    pub pool: SqlitePool,
}

impl Notes {
    /// Opens the file that the inbox made, and makes the tables unless they are there.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn open(file: &Path) -> Result<Self, sqlx::Error> {
        let pool = SqlitePoolOptions::new().max_connections(4);
        let pool = pool.connect_with(SqliteConnectOptions::new().filename(file)).await?;
        sqlx::raw_sql(TABLES).execute(&pool).await?;
        Ok(Self { pool })
    }

    /// Adds a meeting, or changes its title and times.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn book(&self, booking: &Booking) -> Result<(), sqlx::Error> {
        let upsert = "INSERT INTO meeting (event_id, title, start, state) VALUES (?, ?, ?, ?) \
            ON CONFLICT (event_id) DO UPDATE SET title = excluded.title, start = excluded.start";
        let Booking { event_id, title, start, .. } = booking;
        let query = sqlx::query(upsert).bind(event_id).bind(title).bind(start.as_second());
        query.bind(MeetingState::Booked.number()).execute(&self.pool).await.map(drop)
    }

    /// All meetings, the latest first.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn meetings(&self) -> Result<Vec<Meeting>, sqlx::Error> {
        let query = format!("SELECT {MEETING} FROM meeting ORDER BY start DESC, event_id");
        let rows = sqlx::query_as(sqlx::AssertSqlSafe(query)).fetch_all(&self.pool).await?;
        rows.into_iter().map(Meeting::from_row).collect()
    }

    /// A meeting.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn meeting(&self, event_id: &str) -> Result<Option<Meeting>, sqlx::Error> {
        let query = format!("SELECT {MEETING} FROM meeting WHERE event_id = ?");
        let row = sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(event_id).fetch_optional(&self.pool).await?;
        row.map(Meeting::from_row).transpose()
    }

    /// What was said in a meeting.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn utterances(&self, event_id: &str) -> Result<Vec<Utterance>, sqlx::Error> {
        let query = "SELECT speaker, start, text FROM utterance WHERE event_id = ? ORDER BY number";
        let rows = sqlx::query_as(query).bind(event_id).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|(speaker, start, text)| Utterance { speaker, start, text }).collect())
    }

    /// The recordings of a meeting that are whole.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn recordings(&self, event_id: &str) -> Result<Vec<RecordingFile>, sqlx::Error> {
        let query = "SELECT id, category, content_type, \
            (SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM piece WHERE recording = recording.id) AS length \
            FROM recording WHERE event_id = ? AND is_whole ORDER BY category";
        let rows = sqlx::query_as(query).bind(event_id).fetch_all(&self.pool).await?;
        let file = |(id, category, content_type, length)| RecordingFile { id, category, content_type, length };
        Ok(rows.into_iter().map(file).collect())
    }

    /// A part of a recording, one piece after the other.
    pub fn bytes(&self, recording: i64, part: Range<i64>) -> impl Stream<Item = Result<Vec<u8>, sqlx::Error>> + use<> {
        let query = "SELECT start, bytes FROM piece WHERE recording = ? AND start <= ? ORDER BY start DESC LIMIT 1";
        let pool = self.pool.clone();
        try_unfold(part, move |Range { start, end }| {
            let pool = pool.clone();
            async move {
                let row = sqlx::query_as::<_, (i64, Vec<u8>)>(query).bind(recording).bind(start);
                let Some((begins, bytes)) = row.fetch_optional(&pool).await?.filter(|_| start < end) else {
                    return Ok(None);
                };
                let at = |place: i64| usize::try_from(place - begins).unwrap_or_default().min(bytes.len());
                let bytes = bytes[at(start)..at(end)].to_vec();
                let next = start + i64::try_from(bytes.len()).unwrap_or(i64::MAX);
                Ok((!bytes.is_empty()).then_some((bytes, next..end)))
            }
        })
    }

    /// Notes that a meeting is over, and removes what an earlier attempt fetched. Returns whether there is anything to
    /// fetch: not for a meeting that has its notes, or that is not known.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn begin_to_collect(&self, event_id: &str) -> Result<bool, sqlx::Error> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        advance(&mut tx, event_id, MeetingState::Collecting, None).await?;
        let state = sqlx::query_scalar("SELECT state FROM meeting WHERE event_id = ?").bind(event_id);
        let state: Option<i64> = state.fetch_optional(&mut *tx).await?;
        let leftovers = "DELETE FROM piece WHERE recording IN \
            (SELECT id FROM recording WHERE event_id = ? AND NOT is_whole)";
        sqlx::query(leftovers).bind(event_id).execute(&mut *tx).await?;
        let leftovers = "DELETE FROM recording WHERE event_id = ? AND NOT is_whole";
        sqlx::query(leftovers).bind(event_id).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(state == Some(MeetingState::Collecting.number()))
    }

    /// Adds a recording without a piece. It is seen when it is published.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn add_recording(&self, event_id: &str, category: &str, content_type: &str) -> Result<i64, sqlx::Error> {
        let insert = "INSERT INTO recording (event_id, category, content_type) VALUES (?, ?, ?) RETURNING id";
        sqlx::query_scalar(insert).bind(event_id).bind(category).bind(content_type).fetch_one(&self.pool).await
    }

    /// Adds the piece of a recording that begins there. Returns where it ends.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn add_piece(&self, recording: i64, start: i64, bytes: &[u8]) -> Result<i64, BoxError> {
        if !bytes.is_empty() {
            let insert = "INSERT INTO piece (recording, start, bytes) VALUES (?, ?, ?)";
            sqlx::query(insert).bind(recording).bind(start).bind(bytes).execute(&self.pool).await?;
        }
        Ok(start + i64::try_from(bytes.len())?)
    }
}

/// Moves a meeting to a later state.
///
/// # Errors
/// When SQLite fails.
pub async fn advance(
    connection: &mut SqliteConnection,
    event_id: &str,
    state: MeetingState,
    reason: Option<&str>,
) -> Result<(), sqlx::Error> {
    let update = "UPDATE meeting SET state = ?1, reason = ?2 WHERE event_id = ?3 AND state < ?1";
    sqlx::query(update).bind(state.number()).bind(reason).bind(event_id).execute(connection).await.map(drop)
}

/// Publishes what was recorded: it is seen when the transaction is committed.
///
/// # Errors
/// When SQLite fails.
pub async fn publish(
    connection: &mut SqliteConnection,
    event_id: &str,
    collected: &Collected,
) -> Result<(), sqlx::Error> {
    let Collected { summary, utterances, seconds, recordings } = collected;
    advance(connection, event_id, MeetingState::Ready, None).await?;
    let update = "UPDATE meeting SET summary = ?, seconds = ? WHERE event_id = ?";
    sqlx::query(update).bind(summary).bind(seconds).bind(event_id).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM utterance WHERE event_id = ?").bind(event_id).execute(&mut *connection).await?;
    for (number, Utterance { speaker, start, text }) in (0_i64..).zip(utterances) {
        let insert = "INSERT INTO utterance (event_id, number, speaker, start, text) VALUES (?, ?, ?, ?, ?)";
        let query = sqlx::query(insert).bind(event_id).bind(number).bind(speaker).bind(start).bind(text);
        query.execute(&mut *connection).await?;
    }
    for recording in recordings {
        let update = "UPDATE recording SET is_whole = TRUE WHERE id = ?";
        sqlx::query(update).bind(recording).execute(&mut *connection).await?;
    }
    Ok(())
}

impl MeetingState {
    const ALL: [Self; 5] = [Self::Booked, Self::Joining, Self::Collecting, Self::Failed, Self::Ready];

    /// As the table has it.
    const fn number(self) -> i64 {
        self as i64
    }
}

const MEETING: &str = "event_id, title, start, state, reason, summary, seconds";
type MeetingRow = (String, String, i64, i64, Option<String>, Option<String>, Option<i64>);

impl Meeting {
    fn from_row((event_id, title, start, state, reason, summary, seconds): MeetingRow) -> Result<Self, sqlx::Error> {
        let start = Timestamp::from_second(start).map_err(|error| sqlx::Error::Decode(error.into()))?;
        let state = MeetingState::ALL.into_iter().find(|it| it.number() == state);
        let state = state.ok_or_else(|| sqlx::Error::Decode("the state of a meeting is unknown".into()))?;
        Ok(Self { event_id, title, start, state, reason, summary, seconds })
    }
}
