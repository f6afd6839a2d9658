//! Paginated lists.
//!
//! [`Client::pages`](crate::Client::pages) returns the items of a list as [`Pages`], which requests page after page.
//! Come here to read a list, to resume it later, or to read what a response has besides the items.
//!
//! | item | what it is |
//! |---|---|
//! | [`Pages`] | the items of a list, one by one or page by page |
//! | [`Page`] | one page: its items, its position, and the metadata of its response |
//! | [`PagePosition`] | a position in a list, which can be stored |

mod client;
mod guard;
mod metadata;
mod page;
mod paging;
#[cfg(feature = "stream")]
mod stream;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use crate::endpoint::Paged;
use crate::error::Kind;
use crate::request::{Fingerprint, Request};
use crate::response::Response;
use crate::{Client, Error, Record, Result, Wire as _};
use guard::{Guard, Unique};
use metadata::Metadata;

pub use crate::page_position::PagePosition;
pub use page::Page;
#[cfg(feature = "stream")]
pub use stream::ByPage;

type Fetching = Pin<Box<dyn Future<Output = Result<Response>> + Send>>;

/// The items of a paginated list.
///
/// The next page is requested when all items of the current one have been returned, never earlier. If
/// pages are numbered, only an empty page ends the list, because a service may send fewer items than
/// the program requested. After an error, the next call requests the same page again; another process
/// can do so with [`resume_from`](Self::resume_from). A page that equals an earlier page is an error,
/// because such a list would never end.
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
    /// Identifies the list in positions; `None` if a hash of its parameters could reveal a secret.
    list: Option<Fingerprint>,
    /// The position of the page that is requested next.
    next: PagePosition,
    /// The position and metadata of the page that `items` belong to.
    current: Option<(PagePosition, Metadata)>,
    items: vec::IntoIter<E::Item>,
    fetching: Option<Fetching>,
    guard: Guard,
    unique: Option<Unique<E::Item>>,
    /// Whether no page follows, because the service ended the list or sent a page twice.
    ended: bool,
    /// Whether a stream has yielded an error and has therefore ended until `try_next` is called.
    paused: bool,
}

impl<E: Paged> Pages<E> {
    pub(crate) fn new(client: Client, endpoint: E) -> Self {
        let first = paging::first(E::PAGING);
        let list = list(&endpoint, &first);
        Self {
            next: endpoint.position().unwrap_or(first).of(list),
            client,
            endpoint,
            list,
            current: None,
            items: Vec::new().into_iter(),
            fetching: None,
            guard: Guard::default(),
            unique: None,
            ended: false,
            paused: false,
        }
    }

    /// Starts at another position, such as the one at which an earlier run stopped.
    ///
    /// # Errors
    ///
    /// If the position belongs to another list, to this list with other parameters, or to another kind
    /// of paging.
    pub fn resume_from(self, position: &PagePosition) -> Result<Self> {
        let mut fresh = Self::new(self.client, self.endpoint);
        let checked = position.check(fresh.list);
        checked
            .and_then(|()| fresh.endpoint.set_position(position))
            .map_err(|error| error.with_operation(E::OPERATION))?;
        fresh.next = position.clone().of(fresh.list);
        fresh.unique = self.unique;
        Ok(fresh)
    }

    /// Skips items that were returned before, which happens when a list grows while it is read. `key`
    /// returns the key that identifies an item. The keys of all items are kept in memory.
    pub fn unique_by(mut self, key: impl Fn(&E::Item) -> String + Send + 'static) -> Self {
        self.unique = Some(Unique::new(key));
        self
    }

    /// Returns the position of the page that is requested next.
    ///
    /// Items of the current page that were not yet returned come before this position. To resume
    /// without a gap, store the position between pages, as with
    /// [`try_next_page`](Self::try_next_page).
    pub fn position(&self) -> &PagePosition {
        &self.next
    }

    /// Returns whether the list has ended, so that no page follows.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// Returns the next item; `None` is the end.
    ///
    /// # Errors
    ///
    /// If the call for a page fails, or the page equals an earlier one.
    pub async fn try_next(&mut self) -> Result<Option<E::Item>> {
        self.paused = false;
        std::future::poll_fn(|cx| self.poll_item(cx)).await
    }

    /// Returns the rest of the current page, or else the next page; `None` is the end.
    ///
    /// # Errors
    ///
    /// The same as for [`try_next`](Self::try_next).
    pub async fn try_next_page(&mut self) -> Result<Option<Page<E::Item>>> {
        self.paused = false;
        std::future::poll_fn(|cx| self.poll_whole(cx)).await
    }

    /// Returns all remaining items, at most `cap` of them.
    ///
    /// No item is lost if an error occurs or the future is dropped: the next call first returns the items
    /// that were already read.
    ///
    /// # Errors
    ///
    /// The same as for [`try_next`](Self::try_next), and if more than `cap` items remain.
    pub async fn collect_all(&mut self, cap: usize) -> Result<Vec<E::Item>> {
        let mut read = Read {
            pages: self,
            items: Vec::new(),
        };
        while let Some(page) = read.pages.try_next_page().await? {
            read.items.extend(page);
            if read.items.len() > cap {
                return Err(Error::new(Kind::TooMany(cap)).with_operation(E::OPERATION));
            }
        }
        Ok(std::mem::take(&mut read.items))
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<E::Item>>> {
        ready!(self.poll_page(cx))?;
        Poll::Ready(Ok(self.items.next()))
    }

    fn poll_whole(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Page<E::Item>>>> {
        ready!(self.poll_page(cx))?;
        let items: Vec<_> = self.items.by_ref().collect();
        let current = self.current.clone().filter(|_| !items.is_empty());
        Poll::Ready(Ok(current.map(|(position, metadata)| Page {
            position,
            items,
            metadata,
        })))
    }

    /// Requests pages until `items` is not empty or the list ends.
    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        while self.items.len() == 0 && !self.ended && !self.paused {
            let mut fetching = match self.fetching.take() {
                Some(fetching) => fetching,
                None => self.fetch()?,
            };
            let Poll::Ready(response) = fetching.as_mut().poll(cx) else {
                self.fetching = Some(fetching);
                return Poll::Pending;
            };
            self.received(response?)?;
        }
        Poll::Ready(Ok(()))
    }

    fn fetch(&self) -> Result<Fetching> {
        let mut endpoint = self.endpoint.clone();
        endpoint
            .set_position(&self.next)
            .map_err(|error| error.with_operation(E::OPERATION))?;
        let client = self.client.clone();
        let request = client.request(&endpoint)?;
        Ok(Box::pin(
            async move { client.execute(request, false).await },
        ))
    }

    /// Stores the items of a page and determines the position of the next one.
    fn received(&mut self, response: Response) -> Result<()> {
        let mut items = Vec::blank();
        let (context, metadata) = response.read_list(&mut items)?;
        let Some(next) = paging::next(E::PAGING, &self.next, items.is_empty()) else {
            self.ended = true;
            return Ok(());
        };
        let looped = |earlier: Option<PagePosition>| {
            let earlier = earlier.map(|earlier| earlier.describe());
            let kind = Kind::PageLoop(self.next.describe(), earlier);
            Error::new(kind).with_operation(E::OPERATION)
        };
        let checked = self.guard.check(&self.next, &items);
        let mut checked = checked.map_err(|earlier| looped(Some(earlier)));
        if let (Ok(()), Some(unique)) = (&checked, &mut self.unique)
            && !unique.filter(&mut items)
        {
            checked = Err(looped(None));
        }
        if checked.is_err() {
            self.ended = true;
            return checked;
        }
        let position = std::mem::replace(&mut self.next, next.of(self.list));
        self.current = Some((position, Metadata::new(context, metadata)));
        self.items = items.into_iter();
        Ok(())
    }
}

/// Returns the identity of a list: a hash of the call without its position.
fn list<E: Paged>(endpoint: &E, first: &PagePosition) -> Option<Fingerprint> {
    let mut endpoint = endpoint.clone();
    endpoint.set_position(first).ok()?;
    Request::encode(&endpoint, false).ok()?.fingerprint()
}

/// The items that `collect_all` has read. They are put back when it fails or is dropped.
struct Read<'p, E: Paged> {
    pages: &'p mut Pages<E>,
    items: Vec<E::Item>,
}

impl<E: Paged> Drop for Read<'_, E> {
    fn drop(&mut self) {
        if !self.items.is_empty() {
            self.items.extend(self.pages.items.by_ref());
            self.pages.items = std::mem::take(&mut self.items).into_iter();
        }
    }
}

impl<E: Paged<Item = Record<T, I>>, T, I: 'static> Pages<E> {
    /// Skips records whose id was returned before, which happens when a list grows while it is read. The
    /// ids of all records are kept in memory.
    pub fn unique(self) -> Self {
        self.unique_by(|record| record.id.to_string())
    }
}

impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.next)
            .field("items", &self.items.len())
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// No field is ever pinned: the future in `fetching` is boxed separately.
impl<E: Paged> Unpin for Pages<E> {}
