//! A deadline that costs nothing to a future that is ready at once.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// The deadline passed before the future was ready.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Elapsed;

/// The time `limit` after `from`. A limit too large for the clock becomes thirty years.
pub(crate) fn after(from: Instant, limit: Duration) -> Instant {
    from.checked_add(limit).unwrap_or_else(|| from + Duration::from_secs(30 * 365 * 24 * 60 * 60))
}

/// Runs a future until the time `limit` after `from`. Makes the timer when the future first has to wait:
/// most bodies arrive together with their head, and many handlers only queue something.
///
/// Takes the future by reference, because a future that is moved into another is stored twice.
pub(crate) fn until<F: Future>(
    from: Instant,
    limit: Duration,
    mut future: Pin<&mut F>,
) -> impl Future<Output = Result<F::Output, Elapsed>> {
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    poll_fn(move |cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(after(from, limit))));
        timer.as_mut().poll(cx).map(|()| Err(Elapsed))
    })
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::pin::pin;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ready_wins_over_a_deadline_that_has_passed() {
        let past = Instant::now();
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(until(past, Duration::ZERO, pin!(ready(1))).await, Ok(1));
        assert_eq!(until(past, Duration::ZERO, pin!(pending::<()>())).await, Err(Elapsed));
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_too_large_for_the_clock_is_decades_away() {
        let now = Instant::now();
        assert!(after(now, Duration::MAX) > now + Duration::from_hours(24 * 365));
        assert_eq!(after(now, Duration::from_secs(1)), now + Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn waits_no_longer_than_the_deadline() {
        let begun = Instant::now();
        let second = Duration::from_secs(1);
        assert_eq!(until(begun, second, pin!(tokio::time::sleep(2 * second))).await, Err(Elapsed));
        assert_eq!(begun.elapsed(), second);
    }
}
