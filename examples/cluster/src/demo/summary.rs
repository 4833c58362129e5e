//! [`Summary`]: what was sent, and what the database has of it when all processes have stopped.

use std::fmt;

use super::service::SentNotifications;
use crate::BoxError;
use crate::app::database;

#[derive(Debug)]
pub(super) struct Summary {
    sent: usize,
    acknowledged: usize,
    /// How many each process has handled.
    handled: Vec<(String, i64)>,
    effects: i64,
    distinct: i64,
    /// Acknowledged, and without an effect.
    lost: Vec<String>,
}

/// Counts only what was sent in this run.
pub(super) async fn count(url: &str, sent: SentNotifications) -> Result<Summary, BoxError> {
    let pool = database::connect(url).await?;
    let handled = "SELECT process, count(*) FROM cluster.effect WHERE subject = ANY($1) GROUP BY 1 ORDER BY 1";
    let handled = sqlx::query_as(handled).bind(&sent.subjects).fetch_all(&pool).await?;
    let counts = "SELECT count(*), count(DISTINCT subject) FROM cluster.effect WHERE subject = ANY($1)";
    let (effects, distinct) = sqlx::query_as(counts).bind(&sent.subjects).fetch_one(&pool).await?;
    let lost = "SELECT subject FROM unnest($1::text[]) subject \
                WHERE subject NOT IN (SELECT subject FROM cluster.effect) ORDER BY 1";
    let lost = sqlx::query_scalar(lost).bind(&sent.acknowledged).fetch_all(&pool).await?;
    pool.close().await;
    let (sent, acknowledged) = (sent.subjects.len(), sent.acknowledged.len());
    Ok(Summary { sent, acknowledged, handled, effects, distinct, lost })
}

impl Summary {
    /// Everything was acknowledged, and there is exactly one effect of each.
    pub(super) fn is_well(&self) -> bool {
        let sent = i64::try_from(self.sent).unwrap_or(i64::MAX);
        self.acknowledged == self.sent && self.effects == sent && self.distinct == sent && self.lost.is_empty()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handled: Vec<_> = self.handled.iter().map(|(process, count)| format!("{process} {count}")).collect();
        writeln!(f, "\n== Summary")?;
        writeln!(f, "sent          {}", self.sent)?;
        writeln!(f, "acknowledged  {}", self.acknowledged)?;
        writeln!(f, "handled       {}", handled.join(", "))?;
        writeln!(f, "effects       {}", self.effects)?;
        writeln!(f, "distinct      {}", self.distinct)?;
        write!(f, "lost          {}", self.lost.len())?;
        if self.lost.is_empty() { Ok(()) } else { write!(f, ": {}", self.lost.join(", ")) }
    }
}
