//! The shapes of answers.

use std::marker::PhantomData;

use crate::download::Download;
use crate::envelope::Payload;
use crate::response::Response;
use crate::{Result, Wire};

/// A shape of answer, and the Rust type that it gives.
///
/// The shapes are the types of this module; it is not for implementing elsewhere.
pub trait Returns {
    /// What a call gives.
    type Output;

    /// Whether the body is handed on while it arrives.
    const STREAMED: bool = false;

    /// Takes the output from an answer.
    ///
    /// # Errors
    ///
    /// When the answer says that the call failed, or is not as declared.
    fn take(answer: Response) -> Result<Self::Output>;
}

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident -> $output:ty, $payload:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<T>(PhantomData<fn() -> T>);

        impl<T: Wire> Returns for $name<T> {
            type Output = $output;

            fn take(answer: Response) -> Result<$output> {
                let mut output = <$output as Wire>::blank();
                answer.read($payload, &mut output)?;
                Ok(output)
            }
        }
    )*};
}

shapes! {
    /// One value; also taken from a list of exactly one.
    One -> T, Payload::One;
    /// A list; missing data, `null` and `[]` are the empty list.
    List -> Vec<T>, Payload::List;
    /// One value that is exactly what stands there.
    Plain -> T, Payload::Plain;
    /// A member that stands beside the data.
    Field -> T, Payload::Field;
}

/// No value; only whether the call succeeded.
#[derive(Debug)]
pub struct Nothing(());

impl Returns for Nothing {
    type Output = ();

    fn take(answer: Response) -> Result<()> {
        answer.read(Payload::Nothing, &mut crate::types::Null)
    }
}

/// A document other than JSON, handed on while it arrives.
#[derive(Debug)]
pub struct Binary(());

impl Returns for Binary {
    type Output = Download;
    const STREAMED: bool = true;

    fn take(answer: Response) -> Result<Download> {
        Ok(Download::new(answer))
    }
}
