//! Lists that come page by page.

use std::fmt;
use std::hash::{DefaultHasher, Hasher as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use crate::answer::Answer;
use crate::endpoint::Paged;
use crate::error::Kind;
use crate::returns::{List, Returns as _};
use crate::{Client, Error, Result, Wire as _};

type Fetching = Pin<Box<dyn Future<Output = Result<Answer>> + Send>>;

/// The items of a list that comes page by page.
///
/// One page is asked for when the one before is used up, never ahead. The list ends with an empty
/// page: a service may send fewer items than were asked for. After an error the next call asks for
/// the same page again.
///
/// ```
/// # use billing_runtime::{Client, Result, endpoint::Paged};
/// # async fn print<E: Paged>(client: Client, list_invoices: E) -> Result<()> where E::Item: std::fmt::Debug {
/// let mut invoices = client.pages(&list_invoices);
/// while let Some(invoice) = invoices.try_next().await? {
///     println!("{invoice:?}");
/// }
/// # Ok(()) }
/// ```
pub struct Pages<E: Paged> {
    client: Client,
    endpoint: E,
    page: i64,
    items: vec::IntoIter<E::Item>,
    fetching: Option<Fetching>,
    /// The hash of the page before.
    last: Option<u64>,
    /// After an empty page, or one that came twice.
    ended: bool,
    /// A stream has yielded an error: it is at its end until `try_next` is called.
    paused: bool,
}

impl<E: Paged> Pages<E> {
    pub(crate) fn new(client: Client, endpoint: E) -> Self {
        let page = endpoint.page().unwrap_or(1);
        Self {
            client,
            endpoint,
            page,
            items: Vec::new().into_iter(),
            fetching: None,
            last: None,
            ended: false,
            paused: false,
        }
    }

    /// Returns the number of the page that is asked for next.
    pub fn page(&self) -> i64 {
        self.page
    }

    /// Waits for the next item; `None` is the end.
    ///
    /// # Errors
    ///
    /// When a page cannot be had, or is the same as the page before.
    pub async fn try_next(&mut self) -> Result<Option<E::Item>> {
        self.paused = false;
        std::future::poll_fn(|cx| self.poll_item(cx)).await
    }

    /// Waits for the next page, or for what is left of the current one; `None` is the end.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next).
    pub async fn try_next_page(&mut self) -> Result<Option<Vec<E::Item>>> {
        self.paused = false;
        if self.items.len() == 0 {
            std::future::poll_fn(|cx| self.poll_page(cx)).await?;
        }
        let page: Vec<_> = self.items.by_ref().collect();
        Ok((!page.is_empty()).then_some(page))
    }

    /// Waits for all items that are left.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); what was read until then is lost.
    pub async fn into_vec(mut self) -> Result<Vec<E::Item>> {
        let mut all = Vec::new();
        while let Some(page) = self.try_next_page().await? {
            all.extend(page);
        }
        Ok(all)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<E::Item>>> {
        if let Some(item) = self.items.next() {
            return Poll::Ready(Ok(Some(item)));
        }
        ready!(self.poll_page(cx))?;
        Poll::Ready(Ok(self.items.next()))
    }

    /// Gets the next page into `items`; an empty one is the end.
    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        if self.ended || self.paused {
            return Poll::Ready(Ok(()));
        }
        if self.fetching.is_none() {
            self.fetching = Some(self.fetch()?);
        }
        let Some(fetching) = &mut self.fetching else {
            return Poll::Ready(Ok(()));
        };
        let answer = ready!(fetching.as_mut().poll(cx));
        self.fetching = None;
        Poll::Ready(answer.and_then(|answer| self.turn(answer)))
    }

    fn fetch(&self) -> Result<Fetching> {
        let Some(endpoint) = self.endpoint.at_page(self.page) else {
            return Err(
                Error::request(format!("the page number {} does not fit", self.page))
                    .of(E::OPERATION),
            );
        };
        let client = self.client.clone();
        let request = client.request(&endpoint)?;
        Ok(Box::pin(
            async move { client.execute(request, false).await },
        ))
    }

    fn turn(&mut self, answer: Answer) -> Result<()> {
        let items = <List<E::Item>>::take(answer)?;
        // The items alone: a body may also hold what changes each time, such as a request's name.
        let mut hasher = DefaultHasher::new();
        hasher.write(items.to_json().as_bytes());
        let hash = hasher.finish();
        if items.is_empty() {
            self.ended = true;
        } else if self.last == Some(hash) {
            self.ended = true;
            return Err(Error::new(Kind::PageLoop(self.page)).of(E::OPERATION));
        } else {
            self.last = Some(hash);
            self.page = self.page.saturating_add(1);
        }
        self.items = items.into_iter();
        Ok(())
    }
}

impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("page", &self.page)
            .field("items", &self.items.len())
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// Nothing in it is ever pinned: what is fetched stands in a box of its own.
impl<E: Paged> Unpin for Pages<E> {}

/// After an error the stream is at its end; [`Pages::try_next`] goes on from the same page.
#[cfg(feature = "stream")]
impl<E: Paged> futures_core::Stream for Pages<E> {
    type Item = Result<E::Item>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.poll_item(cx));
        self.paused |= item.is_err();
        Poll::Ready(item.transpose())
    }
}
