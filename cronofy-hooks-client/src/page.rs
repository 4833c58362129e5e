//! [`PageStream`]: the items of a result over all its pages, with one page in memory.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use cronofy_hooks_types::payload::Event;
use cronofy_hooks_types::response::{
    AvailablePeriod, AvailablePeriodsPage, EventsPage, FreeBusyPage, FreeBusyPeriod, Pages,
};
use futures_util::Stream;
use serde::de::DeserializeOwned;

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::{ClientError, ClientErrorKind};

/// An answer that is one page of a result.
pub(crate) trait PageAnswer: DeserializeOwned + Send + 'static {
    /// What it has many of.
    type Item: Send + Unpin + 'static;

    /// The path of the pages after the first, for spans and errors.
    const NEXT: &'static str;

    fn into_parts(self) -> (Pages, Vec<Self::Item>);
}

impl PageAnswer for EventsPage {
    type Item = Event;

    const NEXT: &'static str = "/v1/events/pages/{page}";

    fn into_parts(self) -> (Pages, Vec<Event>) {
        (self.pages, self.events)
    }
}

impl PageAnswer for FreeBusyPage {
    type Item = FreeBusyPeriod;

    const NEXT: &'static str = "/v1/free_busy/pages/{page}";

    fn into_parts(self) -> (Pages, Vec<FreeBusyPeriod>) {
        (self.pages, self.free_busy)
    }
}

impl PageAnswer for AvailablePeriodsPage {
    type Item = AvailablePeriod;

    const NEXT: &'static str = "/v1/available_periods/pages/{page}";

    fn into_parts(self) -> (Pages, Vec<AvailablePeriod>) {
        (self.pages.unwrap_or_default(), self.available_periods)
    }
}

type NextPage<T> = Pin<Box<dyn Future<Output = Result<PageItems<T>, ClientError>> + Send>>;

/// The items of a page, and the call for the next one.
type PageItems<T> = (vec::IntoIter<T>, Option<ApiCall>);

/// Reads the page of a call.
type ReadPage<T> = fn(AccountClient, ApiCall) -> NextPage<T>;

/// The items of a result: a [`Stream`], which reads the next page when all items before it were taken.
///
/// One page is in memory at a time. After an error it ends, because the pages that follow are not known: read again
/// from the first page.
#[must_use = "nothing is read before an item is asked for"]
pub struct PageStream<T> {
    account: AccountClient,
    items: vec::IntoIter<T>,
    next: Option<ApiCall>,
    reading: Option<NextPage<T>>,
    read: ReadPage<T>,
}

impl<T: Send + Unpin + 'static> PageStream<T> {
    /// A result that the first call begins.
    pub(crate) fn new<P: PageAnswer<Item = T>>(account: AccountClient, first: ApiCall) -> Self {
        Self {
            account,
            items: Vec::new().into_iter(),
            next: Some(first),
            reading: None,
            read: |account, call| Box::pin(read::<P>(account, call)),
        }
    }

    /// The next item; `None` at the end.
    ///
    /// Dropping the future loses nothing: call it again.
    ///
    /// # Errors
    /// When a page cannot be read.
    pub async fn next(&mut self) -> Option<Result<T, ClientError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: Send + Unpin + 'static> Stream for PageStream<T> {
    type Item = Result<T, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(call) = self.next.take() {
                self.reading = Some((self.read)(self.account.clone(), call));
            }
            let Some(reading) = &mut self.reading else { return Poll::Ready(None) };
            let page = ready!(reading.as_mut().poll(context));
            self.reading = None;
            match page {
                Ok(page) => (self.items, self.next) = page,
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

impl<T> fmt::Debug for PageStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageStream").field("items", &self.items.len()).finish_non_exhaustive()
    }
}

async fn read<P: PageAnswer>(account: AccountClient, call: ApiCall) -> Result<PageItems<P::Item>, ClientError> {
    let (pages, items) = account.read::<P>(&call).await?.into_parts();
    let next = match pages.next_page.as_deref() {
        // Both mean the last page.
        None | Some("") => None,
        Some(url) => Some(ApiCall::follow(&account.core.base, P::NEXT, url)?),
    };
    if next.as_ref().is_some_and(|next| next.url == call.url) {
        // It would never end.
        return Err(call.error(ClientErrorKind::UnexpectedAnswer).with_place("pages.next_page".to_owned()));
    }
    Ok((items.into_iter(), next))
}
