//! The calls of the soak: each carries its number.

use billing_runtime::endpoint::{Nothing, Plain};
use billing_runtime::{Client, Endpoint, Result, Wire};

/// What the service says of a call.
#[derive(Clone, Debug, PartialEq, Wire)]
pub struct Done {
    /// The number of the call.
    pub number: i64,
}

/// A body that carries the number.
#[derive(Clone, Debug, PartialEq, Wire)]
pub struct New {
    /// The number of the call.
    pub number: i64,
}

/// `GET /things/{number}`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/things/{number}", effect = read, returns = Plain<Done>)]
pub struct Get {
    pub number: i64,
}

/// `PUT /things/{number}`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(put = "/things/{number}", effect = replace, returns = Plain<Done>)]
pub struct Replace {
    pub number: i64,
    #[endpoint(body)]
    pub body: New,
}

/// `DELETE /things/{number}`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(delete = "/things/{number}", effect = delete, returns = Nothing)]
pub struct Delete {
    pub number: i64,
}

/// `POST /things`
#[derive(Clone, Debug, Endpoint)]
#[endpoint(post = "/things", effect = create, returns = Plain<Done>)]
pub struct Create {
    #[endpoint(body)]
    pub body: New,
}

/// `GET /things/{number}/send`: sends an e-mail each time.
#[derive(Clone, Debug, Endpoint)]
#[endpoint(get = "/things/{number}/send", effect = side_effect, returns = Nothing)]
pub struct Send {
    pub number: i64,
}

/// What a call does to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Read,
    Replace,
    Delete,
    Create,
    SideEffect,
}

impl Kind {
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::Replace,
        Self::Delete,
        Self::Create,
        Self::SideEffect,
    ];

    /// The kind for a number below a hundred.
    pub fn of(percent: usize) -> Self {
        match percent {
            0..25 => Self::Read,
            25..40 => Self::Replace,
            40..50 => Self::Delete,
            50..80 => Self::Create,
            _ => Self::SideEffect,
        }
    }

    /// Whether twice is worse than once.
    pub fn is_once(self) -> bool {
        matches!(self, Self::Create | Self::SideEffect)
    }

    /// Sends a call; what it gives must be about its own number.
    pub async fn call(self, client: &Client, number: usize) -> Result<()> {
        let number = i64::try_from(number).unwrap();
        let body = New { number };
        let done = match self {
            Self::Read => client.send(&Get { number }).await?,
            Self::Replace => client.send(&Replace { number, body }).await?,
            Self::Create => client.send(&Create { body }).await?,
            Self::Delete => return client.send(&Delete { number }).await,
            Self::SideEffect => return client.send(&Send { number }).await,
        };
        assert_eq!(
            done.number, number,
            "an answer that belongs to another call"
        );
        Ok(())
    }
}
