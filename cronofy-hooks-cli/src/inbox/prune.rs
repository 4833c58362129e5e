//! `inbox prune`.

use std::time::Duration;

use clap::Args;
use cronofy_hooks::inbox::Retention;
use serde::Serialize;

use super::desk::{Desk, Failure};
use super::help::below;
use crate::exit::Exit;
use crate::plain::counted;
use crate::time::Age;

/// For how long the service sends a delivery again that it believes not to have arrived.
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
const SENT_AGAIN: Duration = Duration::from_hours(24);

/// Forgets deliveries that are finished and arrived long ago
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("JSON: {\"forgotten\": 3}, in deliveries. That there are none is no error."))]
pub(super) struct Prune {
    /// What is done, discarded or joined, and arrived longer ago than this
    #[arg(long, value_name = "AGE", default_value = "72h")]
    done: Age,
    /// What is dead, and arrived longer ago than this; kept unless given
    #[arg(long, value_name = "AGE")]
    dead: Option<Age>,
}

#[derive(Serialize)]
struct Forgotten {
    forgotten: u64,
}

impl Prune {
    pub(super) async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        let mut retention = Retention::default();
        retention.done = self.done.0;
        retention.dead = self.dead.map(|dead| dead.0);
        if retention.done < SENT_AGAIN {
            desk.io.say(
                "note: the service sends a delivery again for up to 24 hours; one that is forgotten sooner is handled twice",
            );
        }
        let forgotten = desk.inbox.prune(retention).await?;
        if desk.json {
            desk.io.json(&Forgotten { forgotten })?;
        } else {
            desk.io.line(format_args!("{} forgotten", counted(forgotten, "delivery", "deliveries")))?;
        }
        Ok(Exit::Done)
    }
}
