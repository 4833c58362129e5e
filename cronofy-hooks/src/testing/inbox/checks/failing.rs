//! Promise 12, as far as it can be seen without breaking something.

use std::future::poll_fn;
use std::task::Poll;

use crate::inbox::{Accepted, Change, Demand, InboxError, InboxErrorKind, Reply, Retention, Selection, Settlement};
use crate::testing::inbox::difference::{Verdict, holds, same};
use crate::testing::inbox::trial::{HOLD, Trial, keep, retry, unit};

pub(super) async fn repeating_a_call_does_no_harm(trial: &Trial) -> Verdict {
    trial.store(trial.repeatable([1; 16], vec![unit("a")])).await?;
    let again = trial.inbox.accept(trial.repeatable([1; 16], vec![unit("a")])).await?;
    same("the second accept", again, Accepted::Repeated)?;
    let leased = trial.run("a", retry(100)).await?;
    let before = trial.entry(leased.unit).await?;
    trial.after(10);
    let again = trial.inbox.settle(leased.unit, leased.fence, retry(100)).await?;
    same("the second settle", again, false)?;
    same("the unit", trial.entry(leased.unit).await?, before)?;
    trial.change(Change::Bury, Selection::unit(leased.unit), 1).await?;
    trial.change(Change::Bury, Selection::unit(leased.unit), 0).await?;
    trial.after(10);
    trial.prune(keep(1, Some(1)), 1).await?;
    trial.prune(keep(1, Some(1)), 0).await
}

/// Polls a call a few times, and lets it go.
async fn abandon<T>(mut reply: Reply<'_, T>, polls: usize) {
    for _ in 0..polls {
        let done = poll_fn(|cx| Poll::Ready(reply.as_mut().poll(cx).is_ready())).await;
        if done {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// A caller may go at any moment: what it asked for happened, or did not.
pub(super) async fn calls_that_are_dropped_do_no_harm(trial: &Trial) -> Verdict {
    let inbox = &trial.inbox;
    for polls in [0, 1, 1, 2, 3, 5, 8, 13, 50] {
        abandon(inbox.accept(trial.new_delivery(vec![unit("x"), unit("y")])), polls).await;
        abandon(inbox.list(Selection::all()), polls).await;
        abandon(inbox.show(1), polls).await;
        abandon(inbox.statistics(), polls).await;
        abandon(inbox.change(Change::Retry, Selection::all()), polls).await;
        abandon(inbox.prune(Retention::default()), polls).await;
        abandon(inbox.lease(Demand { max: 1, hold: HOLD, wait: true }), polls).await;
        if inbox.transactions().is_some() {
            abandon(inbox.begin(), polls).await;
        }
        let number = trial.store(trial.new_delivery(vec![unit("a")])).await?;
        let leased = trial.lease(100).await?;
        holds("what was accepted can be leased", leased.iter().any(|leased| leased.unit.delivery() == number))?;
        for leased in leased {
            abandon(inbox.settle(leased.unit, leased.fence, Settlement::Done), polls).await;
            let settled = inbox.settle(leased.unit, leased.fence, Settlement::Done).await?;
            let ended = trial.entry(leased.unit).await?.finished_at.is_some();
            holds("what was settled, or is now, is finished", ended)?;
            holds("a settlement that was never asked for did not happen", settled || polls > 0)?;
        }
    }
    for entry in inbox.list(Selection::all()).await? {
        let siblings = inbox.show(entry.unit.delivery()).await?.map(|stored| stored.units.len());
        let expected = if entry.name == "a" { 1 } else { 2 };
        same("units of a delivery that was stored", siblings, Some(expected))?;
    }
    Ok(())
}

pub(super) async fn when_it_is_closed_every_method_says_so(trial: &Trial) -> Verdict {
    let inbox = &trial.inbox;
    trial.arrive([unit("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    let selection = Selection::all();
    let mut waiting = inbox.lease(Demand { max: 1, hold: HOLD, wait: true });
    let pending = poll_fn(|cx| Poll::Ready(waiting.as_mut().poll(cx).is_pending())).await;
    same("whether a worker waits", pending, true)?;
    inbox.close().await?;
    says_so("a lease that waited", waiting.await)?;
    says_so("accept", inbox.accept(trial.new_delivery(vec![unit("b")])).await)?;
    says_so("lease", inbox.lease(Demand { max: 1, hold: HOLD, wait: false }).await)?;
    says_so("lease that waits", inbox.lease(Demand { max: 1, hold: HOLD, wait: true }).await)?;
    says_so("settle", inbox.settle(leased.unit, leased.fence, Settlement::Done).await)?;
    says_so("list", inbox.list(selection.clone()).await)?;
    says_so("show", inbox.show(leased.unit.delivery()).await)?;
    says_so("change", inbox.change(Change::Retry, selection).await)?;
    says_so("prune", inbox.prune(Retention::default()).await)?;
    says_so("statistics", inbox.statistics().await)?;
    if inbox.transactions().is_some() {
        says_so("begin", inbox.begin().await)?;
    }
    Ok(())
}

fn says_so<T>(what: &str, answer: Result<T, InboxError>) -> Verdict {
    let kind = answer.map(drop).map_err(|error| error.kind());
    same(&format!("the answer to {what}"), kind, Err(InboxErrorKind::Closed))
}
