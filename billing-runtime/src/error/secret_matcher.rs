//! Finds secrets in a text, in all encodings in which a server may repeat them.

use std::ops::Range;

use secrecy::{ExposeSecret as _, SecretSlice};

use super::unescape::Unescaped;
use crate::secret::Secret;

/// The length of the shortest secret that is masked. Masking shorter ones would make errors unreadable.
const SHORTEST: usize = 4;
/// The most layers of escapes that are resolved. Text with more layers is unreadable anyway.
const LAYERS: usize = 4;
/// The number of digits that a rounded number still has.
const ROUNDED: usize = 12;

/// Finds secrets in a text, in all their encodings.
pub(super) struct SecretMatcher {
    terms: Vec<SearchTerm>,
    /// The search terms that may begin with each byte, by index.
    by_first: Box<[Vec<usize>; 256]>,
}

struct SearchTerm {
    text: SecretSlice<u8>,
    /// Whether the term is part of a longer Base64 text whose ends contain the rest of the secret.
    base64: bool,
}

impl SecretMatcher {
    pub(super) fn new(secrets: &[Secret]) -> Self {
        let mut out = Self {
            terms: Vec::new(),
            by_first: Box::new(std::array::from_fn(|_| Vec::new())),
        };
        for secret in secrets.iter().map(|secret| secret.expose().as_bytes()) {
            if secret.len() < SHORTEST {
                continue;
            }
            out.add(secret.to_vec(), false);
            // A secret that looks escaped itself is unescaped together with the text around it.
            let mut view = Unescaped::of(secret);
            for _ in 0..LAYERS {
                let Some(unescaped) = view.unescaped() else {
                    break;
                };
                out.add(unescaped.bytes.clone(), false);
                view = unescaped;
            }
            if secret.contains(&b' ') {
                let plus = secret.iter().map(|b| if *b == b' ' { b'+' } else { *b });
                out.add(plus.collect(), false);
            }
            let hex: String = secret.iter().map(|b| format!("{b:02x}")).collect();
            out.add(hex.into_bytes(), false);
            for shift in 0..3 {
                let (standard, safe) = base64(secret, shift);
                out.add(standard, true);
                out.add(safe, true);
            }
            out.add_number(secret);
        }
        out
    }

    /// Adds the ways in which a key of digits may appear as a number: without zeros, with a decimal point,
    /// or rounded.
    fn add_number(&mut self, secret: &[u8]) {
        if !secret.iter().all(u8::is_ascii_digit) {
            return;
        }
        let zeros = secret.iter().take_while(|b| **b == b'0').count();
        let end = secret.len() - secret.iter().rev().take_while(|b| **b == b'0').count();
        self.add(secret[zeros..].to_vec(), false);
        if let Some([first, rest @ ..]) = secret.get(zeros..end) {
            let rest = &rest[..rest.len().min(ROUNDED - 1)];
            self.add([&[*first, b'.'], rest].concat(), false);
        }
    }

    fn add(&mut self, text: Vec<u8>, base64: bool) {
        let known = |term: &SearchTerm| term.text.expose_secret() == text;
        if text.len() < SHORTEST || self.terms.iter().any(known) {
            return;
        }
        let (first, number) = (text[0], self.terms.len());
        let text = SecretSlice::from(text);
        self.terms.push(SearchTerm { text, base64 });
        let upper = first.to_ascii_uppercase();
        self.by_first[usize::from(first)].push(number);
        if !base64 {
            self.by_first[usize::from(first.to_ascii_lowercase())].push(number);
            self.by_first[usize::from(upper)].push(number);
        }
    }

    /// Returns the length of the longest search term, with room for escapes.
    pub(super) fn longest(&self) -> usize {
        let lengths = self.terms.iter().map(|n| n.text.expose_secret().len());
        lengths.max().unwrap_or(0) * 6
    }

    /// Returns where secrets are, in order and without overlaps.
    pub(super) fn find(&self, text: &[u8]) -> Vec<Range<usize>> {
        if self.terms.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut view = Unescaped::of(text);
        for _ in 0..=LAYERS {
            self.find_in(&view, &mut found);
            match view.unescaped() {
                Some(unescaped) => view = unescaped,
                None => break,
            }
        }
        found.sort_by_key(|range: &Range<usize>| range.start);
        let mut apart: Vec<Range<usize>> = Vec::new();
        for range in found {
            match apart.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        apart
    }

    fn find_in(&self, view: &Unescaped, found: &mut Vec<Range<usize>>) {
        for (at, first) in view.bytes.iter().enumerate() {
            for number in &self.by_first[usize::from(*first)] {
                let term = &self.terms[*number];
                let text = term.text.expose_secret();
                let Some(there) = view.bytes.get(at..at + text.len()) else {
                    continue;
                };
                let same = match term.base64 {
                    true => there == text,
                    false => there.eq_ignore_ascii_case(text),
                };
                if same {
                    let (from, to) = match term.base64 {
                        true => run(&view.bytes, at, at + text.len()),
                        false => (at, at + text.len()),
                    };
                    found.push(view.original(from, to));
                }
            }
        }
    }
}

/// Returns the range of the whole Base64 text around a part of it.
fn run(text: &[u8], from: usize, to: usize) -> (usize, usize) {
    let is_base64 =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=');
    let before = text[..from]
        .iter()
        .rev()
        .take_while(|b| is_base64(b))
        .count();
    let after = text[to..].iter().take_while(|b| is_base64(b)).count();
    (from - before, to + after)
}

/// Returns the part of a secret's Base64 form that does not depend on the text around the secret, in both
/// alphabets. `shift` is the number of bytes before the secret, modulo 3.
fn base64(secret: &[u8], shift: usize) -> (Vec<u8>, Vec<u8>) {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

    let whole = [&[0; 3][..shift], secret].concat();
    let (from, to) = ((shift * 8).div_ceil(6), whole.len() * 8 / 6);
    let part = |text: String| text.into_bytes()[from..to].to_vec();
    (
        part(STANDARD_NO_PAD.encode(&whole)),
        part(URL_SAFE_NO_PAD.encode(&whole)),
    )
}
