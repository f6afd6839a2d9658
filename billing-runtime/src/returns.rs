//! What a call returns: the part of the response that is read.

use std::marker::PhantomData;

use crate::download::Download;
use crate::envelope::Payload;
use crate::response::Response;
use crate::{Result, Wire};

/// The part of a response that an endpoint returns, and its Rust type.
///
/// The types of this module implement it. It is not meant to be implemented elsewhere.
pub trait Returns {
    /// The type that a call returns.
    type Output;

    /// Whether the body is streamed to the caller.
    const STREAMED: bool = false;

    /// Reads the output from a response.
    ///
    /// # Errors
    ///
    /// If the response reports a failure or is unexpected.
    fn take(response: Response) -> Result<Self::Output>;
}

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident -> $output:ty, $payload:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<T>(PhantomData<fn() -> T>);

        impl<T: Wire> Returns for $name<T> {
            type Output = $output;

            fn take(response: Response) -> Result<$output> {
                let mut output = <$output as Wire>::blank();
                response.read($payload, &mut output)?;
                Ok(output)
            }
        }
    )*};
}

shapes! {
    /// One value, or a list with exactly one.
    One -> T, Payload::One;
    /// A list; missing data, `null` and `[]` are the empty list.
    List -> Vec<T>, Payload::List;
    /// The data, unchanged.
    Plain -> T, Payload::Plain;
    /// A member of the envelope, a sibling of the data.
    Field -> T, Payload::Field;
}

/// No value: the call only succeeds or fails.
#[derive(Debug)]
pub struct Nothing(());

impl Returns for Nothing {
    type Output = ();

    fn take(response: Response) -> Result<()> {
        response.read(Payload::Nothing, &mut crate::types::Null)
    }
}

/// A document other than JSON, as a stream.
#[derive(Debug)]
pub struct Binary(());

impl Returns for Binary {
    type Output = Download;
    const STREAMED: bool = true;

    fn take(response: Response) -> Result<Download> {
        Ok(Download::new(response))
    }
}
