//! How many occurrences the receiver has handled, as far as it says so.

use std::io;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::raw::get_number;
use super::reply::PATIENCE;

/// Between two queries.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a receiver may take to handle an occurrence after it has answered.
const LONGEST: Duration = Duration::from_secs(5);
/// After the expected number there is time for more.
const SETTLE: Duration = Duration::from_secs(1);

/// The number of occurrences that the receiver says it has handled.
pub(super) async fn handled(url: &str) -> io::Result<u64> {
    timeout(PATIENCE, get_number(url)).await.unwrap_or_else(|_| Err(io::Error::other("no answer")))
}

/// The number once it has reached an expected one, and had time to grow beyond it.
pub(super) async fn settled(url: &str, expected: u64) -> io::Result<u64> {
    let begun = Instant::now();
    while handled(url).await? < expected && begun.elapsed() < LONGEST {
        sleep(PAUSE).await;
    }
    sleep(SETTLE).await;
    handled(url).await
}
