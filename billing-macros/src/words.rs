//! Enums whose values are words of an attribute.
use billing_shared::nearest;
use proc_macro2::Ident;
use quote::ToTokens;

use crate::ctxt::Ctxt;
use crate::suggest;

/// A value that an attribute spells with one of a few words.
pub(crate) trait Word: Copy + 'static {
    /// All values, in the order in which messages list them.
    const ALL: &'static [Self];

    /// Returns the word.
    fn word(self) -> &'static str;

    /// Returns the name of the variant, which is the same in the runtime's enum.
    fn variant(self) -> Ident;

    /// Returns the value that a word stands for.
    fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.word() == word)
    }

    /// Returns the value that a word stands for; reports an unknown word.
    fn read(cx: &Ctxt, at: impl ToTokens, word: &str) -> Option<Self> {
        let found = Self::find(word);
        if found.is_none() {
            cx.error(
                at,
                match nearest(word, Self::all_words()) {
                    Some(near) => format!("unknown word `{word}`, did you mean `{near}`?"),
                    None => format!("expected {}", Self::list()),
                },
            );
        }
        found
    }

    /// Returns all words.
    fn all_words() -> Vec<&'static str> {
        Self::ALL.iter().map(|known| known.word()).collect()
    }

    /// Returns all words, as messages list them.
    fn list() -> String {
        suggest::list(&Self::all_words())
    }
}

/// Declares an enum with a word for each value.
macro_rules! words {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name {
            $($variant,)*
        }

        impl crate::words::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            fn variant(self) -> proc_macro2::Ident {
                let name = match self {
                    $(Self::$variant => stringify!($variant),)*
                };
                proc_macro2::Ident::new(name, proc_macro2::Span::call_site())
            }
        }
    };
}
pub(crate) use words;
