//! Determines the first and the next position of a list, for each kind of paging.

use super::PagePosition;
use crate::endpoint::Paging;
use crate::page_position::Point;

/// Returns the position of the first page.
pub(super) fn first(paging: Paging) -> PagePosition {
    match paging {
        Paging::PageNumber => PagePosition::number(1),
    }
}

/// Returns the position after the page at `position`; `None` if the list ends there.
pub(super) fn next(
    paging: Paging,
    position: &PagePosition,
    is_empty: bool,
) -> Option<PagePosition> {
    match (paging, position.point()) {
        (Paging::PageNumber, _) if is_empty => None,
        (Paging::PageNumber, Point::PageNumber(number)) => {
            Some(PagePosition::number(number.saturating_add(1)))
        }
    }
}
