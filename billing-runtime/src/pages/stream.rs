//! Items and pages as streams.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{Page, Pages};
use crate::Result;
use crate::endpoint::Paged;

/// Ends after an error; [`Pages::try_next`] continues with the same page.
impl<E: Paged> Stream for Pages<E> {
    type Item = Result<E::Item>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.poll_item(cx));
        self.paused |= item.is_err();
        Poll::Ready(item.transpose())
    }
}

/// The pages of a list as a stream.
#[derive(Debug)]
pub struct ByPage<E: Paged>(Pages<E>);

impl<E: Paged> Pages<E> {
    /// Converts the stream of items into a stream of pages.
    pub fn by_page(self) -> ByPage<E> {
        ByPage(self)
    }
}

impl<E: Paged> ByPage<E> {
    /// Converts the stream back into one of items. It continues where the pages stopped, even after an
    /// error.
    pub fn into_items(mut self) -> Pages<E> {
        self.0.paused = false;
        self.0
    }
}

/// Ends after an error; [`ByPage::into_items`] continues with the same page.
impl<E: Paged> Stream for ByPage<E> {
    type Item = Result<Page<E::Item>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(self.0.poll_whole(cx));
        self.0.paused |= page.is_err();
        Poll::Ready(page.transpose())
    }
}
