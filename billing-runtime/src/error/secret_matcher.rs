//! The forms in which a server may repeat a secret, and where they stand in a text.

use std::ops::Range;

use secrecy::{ExposeSecret as _, SecretSlice};

use super::unescape::Unescaped;
use crate::Secret;

/// A shorter text is no secret, and taking it out everywhere would make errors unreadable.
const SHORTEST: usize = 4;
/// What is escaped more often than this, nobody reads.
const LAYERS: usize = 4;
/// Of a number that was rounded, so many digits are left.
const ROUNDED: usize = 12;

/// What to look for.
pub(super) struct SecretMatcher {
    matcher: Vec<SearchTerm>,
    /// Those that may begin with a byte.
    by_first: Box<[Vec<usize>; 256]>,
}

struct SearchTerm {
    text: SecretSlice<u8>,
    /// Whether it is a part of a longer text in Base64, whose ends hold the rest of the secret.
    coded: bool,
}

impl SecretMatcher {
    pub(super) fn new(secrets: &[Secret]) -> Self {
        let mut out = Self {
            matcher: Vec::new(),
            by_first: Box::new(std::array::from_fn(|_| Vec::new())),
        };
        for secret in secrets.iter().map(|secret| secret.expose().as_bytes()) {
            if secret.len() < SHORTEST {
                continue;
            }
            out.add(secret.to_vec(), false);
            // A secret that looks escaped itself is resolved together with what is around it.
            let mut view = Unescaped::of(secret);
            for _ in 0..LAYERS {
                let Some(decoded) = view.decoded() else { break };
                out.add(decoded.bytes.clone(), false);
                view = decoded;
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

    /// A key of digits alone may come as a number: without zeros, with a point, rounded.
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

    fn add(&mut self, text: Vec<u8>, coded: bool) {
        let known = |needle: &SearchTerm| needle.text.expose_secret() == text;
        if text.len() < SHORTEST || self.matcher.iter().any(known) {
            return;
        }
        let (first, number) = (text[0], self.matcher.len());
        let text = SecretSlice::from(text);
        self.matcher.push(SearchTerm { text, coded });
        let upper = first.to_ascii_uppercase();
        self.by_first[usize::from(first)].push(number);
        if !coded {
            self.by_first[usize::from(first.to_ascii_lowercase())].push(number);
            self.by_first[usize::from(upper)].push(number);
        }
    }

    /// The length of the longest, with room for escapes.
    pub(super) fn longest(&self) -> usize {
        let lengths = self.matcher.iter().map(|n| n.text.expose_secret().len());
        lengths.max().unwrap_or(0) * 6
    }

    /// Where they stand, in order and apart from each other.
    pub(super) fn find(&self, text: &[u8]) -> Vec<Range<usize>> {
        if self.matcher.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut view = Unescaped::of(text);
        for _ in 0..=LAYERS {
            self.find_in(&view, &mut found);
            match view.decoded() {
                Some(decoded) => view = decoded,
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
                let needle = &self.matcher[*number];
                let text = needle.text.expose_secret();
                let Some(there) = view.bytes.get(at..at + text.len()) else {
                    continue;
                };
                let same = match needle.coded {
                    true => there == text,
                    false => there.eq_ignore_ascii_case(text),
                };
                if same {
                    let (from, to) = match needle.coded {
                        true => run(&view.bytes, at, at + text.len()),
                        false => (at, at + text.len()),
                    };
                    found.push(view.place(from, to));
                }
            }
        }
    }
}

/// The whole text in Base64 that a part of it stands in.
fn run(text: &[u8], from: usize, to: usize) -> (usize, usize) {
    let coded = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=');
    let before = text[..from].iter().rev().take_while(|b| coded(b)).count();
    let behind = text[to..].iter().take_while(|b| coded(b)).count();
    (from - before, to + behind)
}

/// What of a secret in Base64 does not depend on what stands around it, where so many bytes stand
/// before it; in both alphabets.
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
