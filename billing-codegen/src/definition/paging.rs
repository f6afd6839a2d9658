//! Paging: how a list is read page by page.

use crate::source::{Origin, Sited};

/// How a list is read page by page.
#[derive(Clone, Debug)]
pub enum Paging {
    /// Pages are requested by number.
    PageNumber(PageNumber),
}

/// Paging by number. A list ends with its first empty page.
#[derive(Clone, Debug)]
pub struct PageNumber {
    /// Where it is defined.
    pub origin: Origin,
    /// The query parameter with the page number, from 1.
    pub page: Sited<String>,
    /// The query parameter with the number of items per page.
    pub size: Option<Sited<String>>,
    /// The most items that the service returns per page.
    pub max: Option<u64>,
}

impl Paging {
    /// Returns the query parameter that selects the page. A list without this parameter is not paged.
    pub fn position(&self) -> &Sited<String> {
        match self {
            Self::PageNumber(pages) => &pages.page,
        }
    }

    /// Returns the query parameter with the number of items per page.
    pub fn size(&self) -> Option<&Sited<String>> {
        match self {
            Self::PageNumber(pages) => pages.size.as_ref(),
        }
    }
}
