//! Streams over pages.

use std::time::Duration;

use cronofy_hooks_client::{EventsQuery, FreeBusyQuery};
use futures_util::future::poll_immediate;
use futures_util::{StreamExt as _, TryStreamExt as _};

use crate::calls::{event, request};
use crate::support::{TestSandbox, WORK};

#[tokio::test]
async fn every_item_comes_once_in_order() {
    let test = TestSandbox::start(|builder| builder.page_size(7)).await;
    let account = test.account();
    for number in 0..100 {
        account.upsert_event(WORK, &request(event(&format!("{number:03}")))).await.unwrap();
    }
    let events: Vec<_> = account.events(&EventsQuery::new().only_managed()).try_collect().await.unwrap();
    let mut ids: Vec<_> = events.into_iter().map(|event| event.event_id.unwrap()).collect();
    ids.sort();
    assert_eq!(ids, (0..100).map(|number| format!("{number:03}")).collect::<Vec<_>>());
    let times = account.free_busy(&FreeBusyQuery::new().include_managed());
    assert_eq!(times.filter_map(async |time| time.ok()).count().await, 100);
}

#[tokio::test]
async fn a_token_that_expires_between_pages_is_refreshed() {
    let test = TestSandbox::start(|builder| builder.page_size(2)).await;
    let account = test.account();
    for id in ["1", "2", "3"] {
        account.upsert_event(WORK, &request(event(id))).await.unwrap();
    }
    let mut events = account.events(&EventsQuery::new().only_managed());
    assert!(events.next().await.unwrap().is_ok() && events.next().await.unwrap().is_ok());
    // The service knows the token no more; the clock of the client stands still.
    test.sandbox.advance(Duration::from_secs(4 * 3600)).await;
    assert_eq!(events.next().await.unwrap().unwrap().event_id.as_deref(), Some("3"));
    assert_eq!(test.store.counts().1, 1, "one refresh");
}

#[tokio::test]
async fn an_item_that_was_not_waited_for_is_not_lost() {
    let test = TestSandbox::start(|builder| builder.page_size(1)).await;
    let account = test.account();
    for id in ["1", "2"] {
        account.upsert_event(WORK, &request(event(id))).await.unwrap();
    }
    let mut events = account.events(&EventsQuery::new().only_managed());
    let mut found = Vec::new();
    for _ in 0..2 {
        // The future is dropped while the page is read.
        assert!(poll_immediate(std::pin::pin!(events.next())).await.is_none());
        found.push(events.next().await.unwrap().unwrap().event_id.unwrap());
    }
    assert_eq!(found, ["1", "2"]);
    assert!(events.next().await.is_none() && events.next().await.is_none());
}
