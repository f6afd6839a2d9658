//! Reads the paths in code from its tokens, so that paths inside macros count as well.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The segments of a path.
pub type Segments = Vec<String>;

/// Macros whose tokens become the code of another crate.
const QUOTING: [&str; 4] = [
    "quote",
    "quote_spanned",
    "parse_quote",
    "parse_quote_spanned",
];

/// Collects all paths of at least two segments.
pub fn of(tokens: TokenStream, found: &mut Vec<Segments>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => {
                if !is_quoted(&tokens[..at]) {
                    of(group.stream(), found);
                }
                at += 1;
            }
            TokenTree::Ident(first) if !follows_a_path(&tokens[..at]) => {
                let mut path = vec![first.to_string()];
                at += 1;
                while let Some(next) = after_colons(&tokens[at..]) {
                    match next {
                        TokenTree::Ident(word) => path.push(word.to_string()),
                        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                            // A `use` inside a function.
                            let mut inner = Vec::new();
                            heads(group.stream(), &mut inner);
                            found.extend(inner.into_iter().map(|rest| [&path[..], &rest].concat()));
                        }
                        _ => break,
                    }
                    at += 3;
                }
                if path.len() > 1 {
                    found.push(path);
                }
            }
            _ => at += 1,
        }
    }
}

/// Returns the members in the braces of a `use`, without those in nested braces.
fn heads(tokens: TokenStream, found: &mut Vec<Segments>) {
    let mut path = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) => path.push(word.to_string()),
            TokenTree::Punct(mark) if mark.as_char() == ',' => {
                found.push(std::mem::take(&mut path))
            }
            _ => {}
        }
    }
    if !path.is_empty() {
        found.push(path);
    }
}

/// Returns whether the preceding token is `::` or `.`, so that the next segment continues a path.
fn follows_a_path(before: &[TokenTree]) -> bool {
    match before.last() {
        Some(TokenTree::Punct(mark)) => match mark.as_char() {
            '.' => true,
            ':' => {
                matches!(before.iter().rev().nth(1), Some(TokenTree::Punct(one)) if one.as_char() == ':')
            }
            _ => false,
        },
        _ => false,
    }
}

/// Returns the token after `::`.
fn after_colons(tokens: &[TokenTree]) -> Option<&TokenTree> {
    match tokens {
        [TokenTree::Punct(one), TokenTree::Punct(two), next, ..]
            if one.as_char() == ':' && two.as_char() == ':' =>
        {
            Some(next)
        }
        _ => None,
    }
}

fn is_quoted(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(name), TokenTree::Punct(mark)] => {
            mark.as_char() == '!' && QUOTING.iter().any(|quoting| name == quoting)
        }
        _ => false,
    }
}
