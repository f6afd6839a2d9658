//! The kinds of call that the table goes through.

use std::pin::Pin;

use billing_runtime::endpoint::{Binary, List, One};
use billing_runtime::{Client, Endpoint, Error, Record};

use super::super::api::{Envelope, Invoice};

macro_rules! endpoints {
    ($($name:ident: $method:ident $effect:ident $($more:ident = $value:expr)?;)*) => {$(
        #[derive(Clone, Debug, Endpoint)]
        #[endpoint($method = "/x", effect = $effect, envelope = Envelope, kind = "invoices",
                   returns = One<Record<Invoice>> $(, $more = $value)?)]
        struct $name;
    )*};
}

endpoints! {
    Read: get read;
    Replace: put replace;
    Delete: delete delete;
    Create: post create;
    Act: post side_effect;
    Keyed: post create idempotency = "Idempotency-Key";
}

#[derive(Clone, Debug, Default, Endpoint)]
#[endpoint(get = "/x", effect = read, envelope = Envelope, kind = "invoices", returns = List<Record<Invoice>>, page = page)]
struct Listed {
    page: Option<i64>,
}

#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/x", effect = read, envelope = Envelope, returns = Binary, media = "application/pdf")]
struct Fetch;

/// What a call came to; of a raw one, the status.
pub type Outcome = Result<Option<u16>, Error>;
type Running<'c> = Pin<Box<dyn Future<Output = Outcome> + 'c>>;

/// One kind of call.
pub struct Kind {
    pub name: &'static str,
    /// Whether it changes something.
    pub changes: bool,
    /// Whether it may be sent again after it was sent.
    pub again: bool,
    pub takes: Takes,
    pub run: fn(&Client) -> Running<'_>,
}

/// What is taken of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    One,
    List,
    Document,
    Anything,
}

macro_rules! kinds {
    ($($name:literal $changes:literal $again:literal $takes:ident |$client:ident| $run:expr;)*) => {
        pub const KINDS: &[Kind] = &[$(Kind {
            name: $name,
            changes: $changes,
            again: $again,
            takes: Takes::$takes,
            run: |$client| Box::pin(async move { $run }),
        }),*];
    };
}

fn raw(raw: billing_runtime::Result<billing_runtime::client::RawResponse>) -> Outcome {
    raw.map(|raw| Some(raw.status().as_u16()))
}

kinds! {
    "read" false true One |c| c.send(&Read).await.map(|_| None);
    "replace" true true One |c| c.send(&Replace).await.map(|_| None);
    "delete" true true One |c| c.send(&Delete).await.map(|_| None);
    "create" true false One |c| c.send(&Create).await.map(|_| None);
    "side effect" true false One |c| c.send(&Act).await.map(|_| None);
    "create with a key" true true One |c| c.send(&Keyed).await.map(|_| None);
    "list" false true List |c| c.pages(&Listed::default()).try_next_page().await.map(|_| None);
    "download" false true Document |c| match c.send(&Fetch).await {
        Ok(document) => document.bytes().await.map(|_| None),
        Err(error) => Err(error),
    };
    "raw read" false true Anything |c| raw(c.call(&Read).send_raw().await);
    "raw create" true false Anything |c| raw(c.call(&Create).send_raw().await);
}
