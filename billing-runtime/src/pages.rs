//! Lists that come page by page.

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

/// The items of a list that comes page by page.
///
/// The next page is requested when the one before is used up, never ahead. Where pages are numbered,
/// only an empty page ends the list: a service may send fewer items than the program asked for. After
/// an error the next call requests the same page again; [`resume_from`](Self::resume_from) does so in
/// another process. A page that came before is an error, since such a list would never end.
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
    /// The list as it is called in positions; `None` where a hash of its parameters could show a secret.
    list: Option<Fingerprint>,
    /// Where the page begins that is requested next.
    next: PagePosition,
    /// The page that `items` are of.
    current: Option<(PagePosition, Metadata)>,
    items: vec::IntoIter<E::Item>,
    fetching: Option<Fetching>,
    guard: Guard,
    unique: Option<Unique<E::Item>>,
    /// No page follows: the service said so, or sent one twice.
    ended: bool,
    /// A stream has yielded an error: it is at its end until `try_next` is called.
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

    /// Begins at another position, such as the one at which an earlier run stopped.
    ///
    /// # Errors
    ///
    /// When the position belongs to another list or to this one with other parameters, or when it is
    /// of another kind than this list's.
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

    /// Leaves out items that came before, as they do when a list grows while it is read; `key` gives
    /// the name of each. The names that came are kept in memory.
    pub fn unique_by(mut self, key: impl Fn(&E::Item) -> String + Send + 'static) -> Self {
        self.unique = Some(Unique::new(key));
        self
    }

    /// Returns where the page begins that is requested next.
    ///
    /// Items that were read of a page but not yet returned are not in it: to resume without a gap,
    /// keep the position between pages, as with [`try_next_page`](Self::try_next_page).
    pub fn position(&self) -> &PagePosition {
        &self.next
    }

    /// Returns true once the service has said that nothing follows.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// Waits for the next item; `None` is the end.
    ///
    /// # Errors
    ///
    /// When a page cannot be had, or is the same as one before it.
    pub async fn try_next(&mut self) -> Result<Option<E::Item>> {
        self.paused = false;
        std::future::poll_fn(|cx| self.poll_item(cx)).await
    }

    /// Waits for the next page, or for what is left of the current one; `None` is the end.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next).
    pub async fn try_next_page(&mut self) -> Result<Option<Page<E::Item>>> {
        self.paused = false;
        std::future::poll_fn(|cx| self.poll_whole(cx)).await
    }

    /// Waits for all items that are left, at most `cap` of them.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next), and when there are more. Nothing is lost then, nor when the
    /// future is dropped: what was read comes first when the list is read on, with another cap or one
    /// by one.
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

    /// Sees to it that `items` holds some, unless the list is at its end.
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

    /// Takes the items of the page that came, and finds where the next one begins.
    fn received(&mut self, response: Response) -> Result<()> {
        let mut items = Vec::blank();
        let (context, beside) = response.read_list(&mut items)?;
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
        self.current = Some((position, Metadata::new(context, beside)));
        self.items = items.into_iter();
        Ok(())
    }
}

/// The name of a list: a hash of the call without its position.
fn list<E: Paged>(endpoint: &E, first: &PagePosition) -> Option<Fingerprint> {
    let mut endpoint = endpoint.clone();
    endpoint.set_position(first).ok()?;
    Request::encode(&endpoint, false).ok()?.fingerprint()
}

/// What was read of a list, and is put back unless all of it is wanted.
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
    /// Leaves out records whose id came before, as they do when a list grows while it is read. The
    /// ids that came are kept in memory.
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

/// Nothing in it is ever pinned: what is fetched stands in a box of its own.
impl<E: Paged> Unpin for Pages<E> {}
