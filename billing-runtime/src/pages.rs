//! Lists that come page by page.

mod guard;
mod page;
#[cfg(feature = "stream")]
mod stream;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use crate::endpoint::Paged;
use crate::error::Kind;
use crate::response::Response;
use crate::returns::{List, Returns as _};
use crate::{Client, Error, Record, Result};
use guard::{Guard, Unique};

pub use page::Page;
#[cfg(feature = "stream")]
pub use stream::ByPage;

type Fetching = Pin<Box<dyn Future<Output = Result<Response>> + Send>>;

/// The items of a list that comes page by page.
///
/// One page is asked for when the one before is used up, never ahead. The list ends with an empty
/// page: a service may send fewer items than were asked for. After an error the next call asks for
/// the same page again; [`from_page`](Self::from_page) goes on there in another process. A page that
/// came before is an error, since such a list would never end.
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
    guard: Guard,
    unique: Option<Unique<E::Item>>,
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
            guard: Guard::default(),
            unique: None,
            ended: false,
            paused: false,
        }
    }

    /// Begins at another page, such as the one at which an earlier run stopped.
    pub fn from_page(self, page: i64) -> Self {
        let unique = self.unique;
        let fresh = Self::new(self.client, self.endpoint);
        Self {
            page,
            unique,
            ..fresh
        }
    }

    /// Leaves out items that came before, as they do when a list grows while it is read; `key` gives
    /// the name of each. The names that came are kept in memory.
    pub fn unique_by(mut self, key: impl Fn(&E::Item) -> String + Send + 'static) -> Self {
        self.unique = Some(Unique::new(key));
        self
    }

    /// Returns the number of the page that is asked for next.
    pub fn page(&self) -> i64 {
        self.page
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
                return Err(Error::new(Kind::TooMany(cap)).of(E::OPERATION));
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
        let number = self.page.saturating_sub(1);
        let page = (!items.is_empty()).then_some(Page { number, items });
        Poll::Ready(Ok(page))
    }

    /// Sees to it that `items` holds some, unless the list is at its end.
    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        while self.items.len() == 0 && !self.ended && !self.paused {
            let mut fetching = match self.fetching.take() {
                Some(fetching) => fetching,
                None => self.fetch()?,
            };
            let Poll::Ready(answer) = fetching.as_mut().poll(cx) else {
                self.fetching = Some(fetching);
                return Poll::Pending;
            };
            self.turn(answer?)?;
        }
        Poll::Ready(Ok(()))
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

    /// Takes what stands on the page that came; an empty one is the end.
    fn turn(&mut self, answer: Response) -> Result<()> {
        let mut items = <List<E::Item>>::take(answer)?;
        if items.is_empty() {
            self.ended = true;
            return Ok(());
        }
        let looped = |earlier| Error::new(Kind::PageLoop(self.page, earlier)).of(E::OPERATION);
        let checked = self.guard.check(self.page, &items);
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
        self.page = self.page.saturating_add(1);
        self.items = items.into_iter();
        Ok(())
    }
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
            .field("page", &self.page)
            .field("items", &self.items.len())
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// Nothing in it is ever pinned: what is fetched stands in a box of its own.
impl<E: Paged> Unpin for Pages<E> {}
