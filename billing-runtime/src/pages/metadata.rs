//! The metadata of a list response: everything besides the items.

use std::sync::Arc;

use http::HeaderMap;

use crate::error::Kind;
use crate::response;
use crate::response::Context;
use crate::{Result, Value, Wire};

/// The members besides the items as one JSON object, which is parsed on demand, and the headers.
#[derive(Clone)]
pub(super) struct Metadata {
    context: Arc<Context>,
    text: String,
}

impl Metadata {
    pub(super) fn new(context: Context, text: Vec<u8>) -> Self {
        Self {
            context: Arc::new(context),
            text: String::from_utf8(text).unwrap_or_default(),
        }
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.context.headers
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn read<M: Wire>(&self) -> Result<M> {
        self.decode(&self.text)
    }

    pub(super) fn at<M: Wire>(&self, path: &str) -> Result<Option<M>> {
        let all: Value = self.read()?;
        response::at(&all, path)
            .map(|value| self.decode(&value.to_json()))
            .transpose()
    }

    fn decode<M: Wire>(&self, text: &str) -> Result<M> {
        M::from_json(text).map_err(|error| {
            let error = error.cleaned(&|text| self.context.redactor.owned(text));
            let body = self.text.clone().into();
            self.context.error(Kind::Decode(error), &body)
        })
    }
}
